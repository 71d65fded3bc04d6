"""What the VS Code extension's manifest promises is what the server does."""

from __future__ import annotations

import json
import re
from fnmatch import translate
from pathlib import Path
from typing import Any

import pytest

from pypi_language_server import settings_docs
from pypi_language_server.lsp import announcement, options
from pypi_language_server.manifests.kind_table import ROWS
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.settings import Settings

CLIENT = Path(__file__).parents[2] / "vscode-client"
MANIFEST: dict[str, Any] = json.loads((CLIENT / "package.json").read_text("utf-8"))
PATTERNS: dict[str, list[str]] = json.loads((CLIENT / "src" / "manifests.json").read_text("utf-8"))
SECTIONS = MANIFEST["contributes"]["configuration"]

KINDS = {
    "requirements": ManifestKind.REQUIREMENTS,
    "pyproject": ManifestKind.PYPROJECT,
    "pipfile": ManifestKind.PIPFILE,
    "pixi": ManifestKind.PIXI,
    "conda": ManifestKind.CONDA_ENVIRONMENT,
    "preCommit": ManifestKind.PRE_COMMIT,
    "setupCfg": ManifestKind.SETUP_CFG,
    "toxIni": ManifestKind.TOX_INI,
    "toxToml": ManifestKind.TOX_TOML,
    "hatch": ManifestKind.HATCH,
    "uv": ManifestKind.UV,
    "setupPy": ManifestKind.SETUP_PY,
    "noxfile": ManifestKind.NOXFILE,
    "script": ManifestKind.SCRIPT,
}


def expression(glob: str) -> re.Pattern[str]:
    """Return a glob as VS Code reads it, as far as ours go: `**/`, `*`, `[…]` and `{a,b}`."""
    alternatives = re.search(r"\{([^}]*)\}", glob)
    if alternatives is None:
        tail = glob.removeprefix("**/")
        parts = [translate(part).replace("(?s:.*", "(?s:[^/]*") for part in tail.split("/")]
        inner = "/".join(part.removesuffix(r"\z").removesuffix(r"\Z") for part in parts)
        return re.compile(rf"(?:.*/)?{inner.replace('.*', '[^/]*')}\Z")
    before, after = glob[: alternatives.start()], glob[alternatives.end() :]
    each = [expression(before + one + after).pattern for one in alternatives[1].split(",")]
    return re.compile("|".join(f"(?:{one})" for one in each))


def kind_by_patterns(path: str) -> ManifestKind | None:
    for name, globs in PATTERNS.items():
        if any(expression(glob).match(path) for glob in globs):
            return KINDS[name]
    return None


def kind_by_table(path: str) -> ManifestKind | None:
    return next((row.kind for row in ROWS if row.path.match(path)), None)


PATHS = [
    "/a/requirements.txt",
    "/a/requirements-dev.in",
    "/a/requirements_test.pip",
    "/a/requirements/base.txt",
    "/a/dev-requirements.txt",
    "/a/devrequirements.in",
    "/a/requirements",
    "/a/pip-requirements",
    "/a/constraints.txt",
    "/a/upper-constraints.txt",
    "/a/my.constraints-3.in",
    "/a/my_constraints.pip",
    "/a/pyproject.toml",
    "/a/Pipfile",
    "/a/pixi.toml",
    "/a/environment.yml",
    "/a/environment.yaml",
    "/a/environment-dev.yml",
    "/a/environment.test.yaml",
    "/a/my-environment.yml",
    "/a/my_environment-x.yaml",
    "/a/conda.yml",
    "/a/conda-env.yaml",
    "/a/conda_env.yml",
    "/a/.pre-commit-config.yaml",
    "/a/.pre-commit-hooks.yaml",
    "/a/setup.cfg",
    "/a/tox.ini",
    "/a/tox.toml",
    "/a/hatch.toml",
    "/a/uv.toml",
    "/a/setup.py",
    "/a/noxfile.py",
    "/a/anything.py",
    "/a/window.pyw",
    "/a/notes.txt",
    "/a/requirement.txt",
    "/a/myenvironment.yml",
    "/a/Cargo.toml",
    "/a/requirements/notes.md",
    "/a/requirements/deep/base.txt",
    "/a/unconstraints.txt",
    "/a/environments.yml",
    "/a/poetry.lock",
    "/a/x.ini",
]


@pytest.mark.parametrize("path", PATHS)
def test_the_extension_and_the_server_mean_the_same_files(path: str) -> None:
    assert kind_by_patterns(path) == kind_by_table(path)


def test_every_kind_of_manifest_has_patterns() -> None:
    assert {KINDS[name] for name in PATTERNS} == set(ManifestKind)


def test_file_names_of_the_language_are_requirements_files() -> None:
    language, _toml = MANIFEST["contributes"]["languages"]
    for name in language["filenames"]:
        assert kind_by_table(f"/a/{name}") is ManifestKind.REQUIREMENTS
    ours = {glob.removeprefix("**/") for glob in PATTERNS["requirements"] if "{" in glob}
    assert {glob.removeprefix("**/") for glob in language["filenamePatterns"]} == ours


def test_defaults_in_the_manifest_are_the_servers() -> None:
    """A client that sends every default changes nothing, and no complaint comes back."""
    section: dict[str, Any] = {}
    for properties in (part["properties"] for part in SECTIONS):
        section |= {name: item["default"] for name, item in properties.items()}
    resolved = options.resolve([section])
    assert resolved.settings == Settings()
    assert resolved.complaints == ()


def test_personal_settings_stand_in_nobodys_folder() -> None:
    server, process = (part["properties"] for part in SECTIONS)
    personal = set(settings_docs.PERSONAL) - settings_docs.DECIDED_BY_VSCODE
    programs = {"pypi.server.path", "pypi.server.interpreter"}
    scoped = {name for name, item in {**server, **process}.items() if item["scope"] == "machine"}
    assert scoped == personal | programs
    trust = MANIFEST["capabilities"]["untrustedWorkspaces"]
    assert set(trust["restrictedConfigurations"]) == scoped


def test_personal_settings_exist() -> None:
    assert set(settings_docs.PERSONAL) <= {item.name for item in settings_docs.declared()}


def test_version_and_licence_are_the_servers() -> None:
    from pypi_language_server import __version__

    assert MANIFEST["version"] == __version__
    ours = (CLIENT.parent / "LICENSE").read_text("utf-8")
    assert (CLIENT / "LICENSE").read_text("utf-8") == ours


def test_the_lock_file_says_no_addresses_of_downloads() -> None:
    lock = json.loads((CLIENT / "package-lock.json").read_text("utf-8"))
    packages = [item for name, item in lock["packages"].items() if name]
    assert packages
    assert not [item for item in packages if "resolved" in item]
    assert all(item["integrity"].startswith("sha512-") for item in packages)


def test_commands_that_are_shown_exist() -> None:
    """Whatever menus, buttons and the walkthrough name is contributed, and has code."""
    contributes = MANIFEST["contributes"]
    known = {item["command"] for item in contributes["commands"]}
    shown = {item["command"] for menu in contributes["menus"].values() for item in menu}
    steps = json.dumps(contributes["walkthroughs"])
    shown |= set(re.findall(r"(?:command:|onCommand:)([\w.]+)", steps))
    assert shown <= known
    code = (CLIENT / "src" / "commands.ts").read_text("utf-8")
    for command in known:
        assert re.search(rf"^\s+{command.split('.')[-1]}(?::|,)", code, re.MULTILINE), command


def test_the_extension_asks_where_the_server_wants_to_be_asked() -> None:
    """Its own provider is there before the server has said so."""
    source = (CLIENT / "src" / "completion.ts").read_text("utf-8")
    [triggers] = re.findall(r"TRIGGERS: readonly string\[\] = \[\.\.\.`(.*)`\];", source)
    assert tuple(triggers) == announcement.TRIGGERS
