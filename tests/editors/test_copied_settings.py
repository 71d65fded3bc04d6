"""What users of editors that cannot run here copy: it can be read, and names only what exists."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from pypi_language_server.lsp import options
from pypi_language_server.settings import Settings
from tests.editors.typing_fixtures import EDITORS, PATHS

PAGES = EDITORS.parent / "docs" / "editors"
EDITORS_OF_PAGES = ("emacs", "helix", "vim", "kate", "sublime", "zed", "jetbrains", "vscode-other")
OURS = [f"{name}.md" for name in EDITORS_OF_PAGES]


def read(name: str) -> Any:
    return json.loads((EDITORS / name).read_text(encoding="utf-8"))


SETTINGS = {
    "kate": lambda: read("kate/lspclient.json")["servers"]["pip-requirements"]["settings"],
    "zed": lambda: read("zed/settings.json")["lsp"]["pypi-ls"]["settings"],
    "jetbrains": lambda: read("jetbrains/pypi-language-server/settings.json"),
    "jetbrains, at the start": lambda: read(
        "jetbrains/pypi-language-server/initializationOptions.json"
    ),
    "coc": lambda: read("vim/coc-settings.json")["languageserver"]["pypi"]["settings"],
}


@pytest.mark.parametrize("client", SETTINGS)
def test_settings_exist(client: str) -> None:
    """The settings that the files show are the server's, and change nothing as they stand."""
    resolved = options.resolve((SETTINGS[client](), None))
    assert resolved.complaints == ()
    assert resolved.settings == Settings()


def test_sublime_names_settings_in_full() -> None:
    given = read("sublime/LanguageServers.sublime-settings")["pypi"]["settings"]
    table = (EDITORS.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    assert given
    assert all(f"| `{name}` |" in table for name in given)


def test_jetbrains_goes_by_names_of_files() -> None:
    """A file type that the IDE has would be taken instead of the patterns: none is named."""
    template = read("jetbrains/pypi-language-server/template.json")
    assert all(set(mapping["fileType"]) == {"patterns"} for mapping in template["fileTypeMappings"])
    assert {mapping["languageId"] for mapping in template["fileTypeMappings"]} == {
        "pip-requirements",
        "toml",
        "ini",
    }


def test_kate_starts_one_program_for_all_modes() -> None:
    """Modes share a command by `use`; a server's key is the language that Kate tells it."""
    servers = read("kate/lspclient.json")["servers"]
    assert servers["pip-requirements"]["command"] == ["pypi-language-server"]
    assert all(server.get("use", key) == "pip-requirements" for key, server in servers.items())
    assert all(server.get("documentLanguageId") in (None, False) for server in servers.values())
    mode = servers["pip-requirements"]["highlightingModeRegex"].strip("^$")
    assert f"`{mode}`" in (PAGES / "kate.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PATHS)
def test_files_that_jetbrains_takes(path: str) -> None:
    template = read("jetbrains/pypi-language-server/template.json")
    patterns = [
        pattern
        for mapping in template["fileTypeMappings"]
        for pattern in mapping["fileType"]["patterns"]
    ]
    in_a_folder_of_its_own = "/" in path  # patterns there see names only
    if not in_a_folder_of_its_own:
        assert any(fnmatch(path, pattern) for pattern in patterns) == PATHS[path]


@pytest.mark.parametrize("page", OURS)
def test_pages_point_at_files(page: str) -> None:
    """What a page tells its reader to copy is there."""
    targets = re.findall(r"\]\((\.\./\.\./[^)#]+)\)", (PAGES / page).read_text(encoding="utf-8"))
    assert all((PAGES / target).exists() for target in targets)
    assert targets or page == "vscode-other.md"


def test_every_page_is_in_the_overview() -> None:
    overview = (EDITORS.parent / "docs" / "editors.md").read_text(encoding="utf-8")
    assert {Path(page).name for page in re.findall(r"\(editors/([^)]+)\)", overview)} >= {*OURS}
