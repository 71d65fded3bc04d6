"""Zed's extension, as far as that can be seen without Zed: its parts agree with each other and
with the server. `cargo test` in `editors/zed` tests the code.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pypi_language_server.lsp import options
from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.settings import Settings

REPOSITORY = Path(__file__).parents[2]
ZED = REPOSITORY / "editors" / "zed"
PAGE = (REPOSITORY / "docs" / "editors" / "zed.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SERVER = "pypi-ls"


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ZED / name).read_text(encoding="utf-8"))


def language() -> dict[str, Any]:
    return toml("languages/pip-requirements/config.toml")


def entry() -> dict[str, Any]:
    servers = toml("extension.toml")["language_servers"]
    assert list(servers) == [SERVER]
    found: dict[str, Any] = servers[SERVER]
    return found


SETTINGS = json.loads((ZED / "settings.json").read_text(encoding="utf-8"))
FILE_TYPES: dict[str, list[str]] = SETTINGS["file_types"]


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern in Zed's way takes a path: `**/`, `*` within a name, `{a,b}`."""
    parts = {"**/": "(?:.*/)?", "*": "[^/]*", "{": "(?:", "}": ")", ",": "|"}
    tokens = re.findall(r"\*\*/|[*{},]|[^*{},]+", pattern)
    return re.fullmatch("".join(parts.get(it, re.escape(it)) for it in tokens), path) is not None


def test_it_starts_a_program_that_is_installed() -> None:
    program = re.search(r'PROGRAM: &str = "([^"]+)"', (ZED / "src/starting.rs").read_text())
    assert program is not None
    assert program[1] == SERVER
    assert SERVER in PROJECT["scripts"]


def test_it_asks_for_the_servers_own_section() -> None:
    section = re.search(r'SECTION: &str = "([^"]+)"', (ZED / "src/starting.rs").read_text())
    assert section is not None
    assert section[1] == options.SECTION


def test_one_version_and_one_licence() -> None:
    package = toml("Cargo.toml")["package"]
    assert toml("extension.toml")["version"] == package["version"]
    assert package["license"] == PROJECT["license"]
    licence = (ZED / "LICENSE").read_text(encoding="utf-8")
    assert licence == (REPOSITORY / "LICENSE").read_text(encoding="utf-8")


def test_zed_takes_the_extensions_name() -> None:
    """Names with "zed" in them are refused when an extension is published."""
    about = toml("extension.toml")
    assert about["schema_version"] == 1
    assert "zed" not in f"{about['id']} {about['name']}".lower()
    assert {"authors", "description"} <= set(about)


def test_the_page_names_the_oldest_zed_that_knows_the_interface() -> None:
    assert toml("Cargo.toml")["dependencies"]["zed_extension_api"] == "0.6.0"
    assert "Zed 0.192" in PAGE


def test_every_language_is_told_by_a_name_that_the_server_knows() -> None:
    ids = entry()["language_ids"]
    assert set(ids) == set(entry()["languages"])
    assert language()["name"] in ids
    for name in set(ids) - {"TOML", "YAML", "Python"}:  # these go by the file's name
        assert kinds.kind_of("untitled:1", ids[name]) is ManifestKind.REQUIREMENTS
    assert kinds.kind_of("untitled:1", ids["Python"]) is ManifestKind.SCRIPT


def test_its_own_language_needs_no_grammar() -> None:
    """A grammar would have to come from somebody's repository."""
    assert "grammar" not in language()
    assert "grammars" not in toml("extension.toml")


@pytest.mark.parametrize("suffix", language()["path_suffixes"])
def test_files_of_its_own_language_are_the_servers(suffix: str) -> None:
    assert kinds.kind_of(f"file:///w/{suffix}", "") is ManifestKind.REQUIREMENTS
    assert kinds.kind_of(f"file:///w/dev-{suffix}", "") is ManifestKind.REQUIREMENTS


EXAMPLES = {
    ManifestKind.REQUIREMENTS: ("requirements.txt", "Pip Requirements"),
    ManifestKind.PYPROJECT: ("pyproject.toml", "TOML"),
    ManifestKind.PIPFILE: ("Pipfile", "TOML"),
    ManifestKind.PIXI: ("pixi.toml", "TOML"),
    ManifestKind.CONDA_ENVIRONMENT: ("environment.yml", "YAML"),
    ManifestKind.PRE_COMMIT: (".pre-commit-config.yaml", "YAML"),
    ManifestKind.SETUP_CFG: ("setup.cfg", "Pip Requirements"),
    ManifestKind.TOX_INI: ("tox.ini", "Pip Requirements"),
    ManifestKind.TOX_TOML: ("tox.toml", "TOML"),
    ManifestKind.HATCH: ("hatch.toml", "TOML"),
    ManifestKind.UV: ("uv.toml", "TOML"),
    ManifestKind.SETUP_PY: ("setup.py", "Python"),
    ManifestKind.NOXFILE: ("noxfile.py", "Python"),
    ManifestKind.SCRIPT: ("script.py", "Python"),
}
KNOWN_TO_ZED = {".toml": "TOML", ".yml": "YAML", ".yaml": "YAML", ".py": "Python"}


@pytest.mark.parametrize("kind", ManifestKind)
def test_every_kind_has_a_language_that_starts_the_server(kind: ManifestKind) -> None:
    path, expected = EXAMPLES[kind]
    by_settings = [name for name, all_ in FILE_TYPES.items() if any(matches(p, path) for p in all_)]
    assert [*by_settings, KNOWN_TO_ZED.get(Path(path).suffix)][0] == expected
    assert expected in entry()["languages"]
    language_id = entry()["language_ids"][expected]
    assert kinds.kind_of(f"file:///w/{path}", language_id) is kind
    assert f"`{expected}`" in PAGE


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [
        ("dev-requirements.txt", True),
        ("requirements-dev.in", True),
        ("a/b/requirements/base.pip", True),
        ("constraints.txt", True),
        ("test-constraints.in", True),
        ("README.txt", False),
        ("requirements.md", False),
        ("setup.cfg.bak", False),
        ("Pipfile.lock", False),
    ],
)
def test_the_settings_map_files_that_are_the_servers(path: str, is_ours: bool) -> None:
    patterns = [pattern for all_ in FILE_TYPES.values() for pattern in all_]
    assert any(matches(pattern, path) for pattern in patterns) is is_ours
    assert (kinds.kind_of(f"file:///w/{path}", "") is not None) is is_ours


def test_the_settings_are_the_servers_and_change_nothing() -> None:
    resolved = options.resolve((SETTINGS["lsp"][SERVER]["settings"], None))
    assert resolved.complaints == ()
    assert resolved.settings == Settings()
    assert set(SETTINGS["lsp"]) == {SERVER}


def test_the_settings_on_the_page_are_the_servers() -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    resolved = options.resolve((json.loads(shown)["lsp"][SERVER]["settings"], None))
    assert resolved.complaints == ()
    assert resolved.settings.index.refresh == "daily"
    assert f"`{SERVER}`" in PAGE


def test_nothing_that_cargo_makes_is_kept() -> None:
    """A lock file names a registry."""
    ignored = (ZED / ".gitignore").read_text(encoding="utf-8").split()
    assert {"/Cargo.lock", "/target/", "/extension.wasm"} <= set(ignored)
