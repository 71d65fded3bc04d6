"""Where in a pyproject.toml requirements and indexes stand: the keys that lead to them.

Contract: one table, read by the scanner and by nothing else. Sources: PEP 518 (`build-system`),
PEP 621 (`project`), PEP 735 (`dependency-groups`), and the manuals of uv, Poetry, PDM, pixi,
Hatch and tox.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import TYPE_CHECKING

from pypi_language_server.manifests.model import Syntax

if TYPE_CHECKING:
    from pypi_language_server.manifests.toml_nodes import Key
    from pypi_language_server.manifests.toml_scan import Tree


class Role(Enum):
    """What stands at a key."""

    NAME = auto()  # the project's own name
    REQUIRES_PYTHON = auto()  # which Pythons it runs on
    STRINGS = auto()  # an array of PEP 508 strings
    PIP_LINES = auto()  # an array of strings that are lines of a requirements file (tox)
    POETRY = auto()  # a table of projects with Poetry's constraints
    PIPFILE = auto()  # a table of projects with PEP 440's constraints, or `*` (Pipfile, pixi)
    PDM_OVERRIDES = auto()  # a table of projects with such constraints or addresses, `""` for any
    SOURCES = auto()  # a table of projects with where they come from (uv)
    UV_INDEXES = auto()
    POETRY_INDEXES = auto()
    PDM_INDEXES = auto()
    PIPFILE_INDEXES = auto()
    INDEX_URL = auto()  # the one index to ask
    EXTRA_INDEX_URLS = auto()
    NO_INDEX = auto()


_PIXI_OPTIONS: dict[str, object] = {
    "index-url": Role.INDEX_URL,
    "extra-index-urls": Role.EXTRA_INDEX_URLS,
    "dependency-overrides": Role.PIPFILE,
}
_PIXI_PART: dict[str, object] = {
    "pypi-dependencies": Role.PIPFILE,
    "target": {"*": {"pypi-dependencies": Role.PIPFILE}},
    "pypi-options": _PIXI_OPTIONS,
}
PIXI: dict[str, object] = {
    **_PIXI_PART,
    "feature": {"*": _PIXI_PART},
    "workspace": {"pypi-options": _PIXI_OPTIONS},
    "project": {"pypi-options": _PIXI_OPTIONS},
}
"""The keys of a pixi.toml, and of `tool.pixi`."""

UV: dict[str, object] = {
    "dev-dependencies": Role.STRINGS,
    "constraint-dependencies": Role.STRINGS,
    "override-dependencies": Role.STRINGS,
    "build-constraint-dependencies": Role.STRINGS,
    "extra-build-dependencies": {"*": Role.STRINGS},
    "index": Role.UV_INDEXES,
    "index-url": Role.INDEX_URL,
    "extra-index-url": Role.EXTRA_INDEX_URLS,
    "no-index": Role.NO_INDEX,
}
"""The keys of a uv.toml and, with sources besides, of `tool.uv`."""

_BUILT: dict[str, object] = {
    "dependencies": Role.STRINGS,
    "hooks": {"*": {"dependencies": Role.STRINGS}},
}
HATCH: dict[str, object] = {
    "env": {"requires": Role.STRINGS},
    "envs": {"*": {"dependencies": Role.STRINGS, "extra-dependencies": Role.STRINGS}},
    "build": {**_BUILT, "targets": {"*": _BUILT}},
}
"""The keys of a hatch.toml, and of `tool.hatch`."""

TOX: dict[str, object] = {
    "requires": Role.STRINGS,
    "env_run_base": {"deps": Role.PIP_LINES},
    "env_pkg_base": {"deps": Role.PIP_LINES},
    "env_base": {"*": {"deps": Role.PIP_LINES}},
    "env": {"*": {"deps": Role.PIP_LINES}},
}
"""The keys of a tox.toml, and of `tool.tox`."""

TREE: dict[str, object] = {
    "build-system": {"requires": Role.STRINGS},
    "project": {
        "name": Role.NAME,
        "requires-python": Role.REQUIRES_PYTHON,
        "dependencies": Role.STRINGS,
        "optional-dependencies": {"*": Role.STRINGS},
    },
    "dependency-groups": {"*": Role.STRINGS},
    "tool": {
        "uv": {**UV, "sources": Role.SOURCES},
        "poetry": {
            "dependencies": Role.POETRY,
            "dev-dependencies": Role.POETRY,
            "group": {"*": {"dependencies": Role.POETRY}},
            "requires-plugins": Role.POETRY,
            "source": Role.POETRY_INDEXES,
        },
        "pdm": {
            "dev-dependencies": {"*": Role.STRINGS},
            "resolution": {"overrides": Role.PDM_OVERRIDES},
            "source": Role.PDM_INDEXES,
        },
        "pixi": PIXI,
        "hatch": HATCH,
        "tox": TOX,
    },
}
"""The keys that matter; `*` stands for any key."""

TABLES_OF_PROJECTS: Mapping[Role, Syntax] = {
    Role.POETRY: Syntax.POETRY,
    Role.PIPFILE: Syntax.PIPFILE,
    Role.PDM_OVERRIDES: Syntax.PIPFILE,
    Role.SOURCES: Syntax.PEP440,
}
"""Roles whose keys are projects' names, each with the language of their constraints."""

ARRAYS = frozenset({Role.STRINGS, Role.PIP_LINES})
"""Roles of arrays whose strings are requirements."""

_SHORT = ("project", "optional-dependencies")


def label(path: tuple[str, ...]) -> str:
    """Return what an outline calls the group at `path`, such as `optional-dependencies.dev`."""
    return ".".join(path[1:] if path[:2] == _SHORT else path)


def locate(
    tree: Tree, keys: tuple[Key, ...]
) -> tuple[Role | None, tuple[Key, ...], tuple[Key, ...]]:
    """Return what stands at the keys, those that lead to it, and those that go on from it."""
    node: object = tree
    for index, key in enumerate(keys):
        if isinstance(node, Role):
            return node, keys[:index], keys[index:]
        if not isinstance(node, Mapping):
            return None, keys, ()
        node = node.get(key.value, node.get("*"))
    return (node if isinstance(node, Role) else None), keys, ()


def role_of(path: tuple[str, ...], tree: Tree = TREE) -> Role | None:
    """Return what stands at the key of `tree` that `path` spells out, if it matters."""
    node: object = tree
    for key in path:
        if not isinstance(node, Mapping):
            return None
        node = node.get(key, node.get("*"))
    return node if isinstance(node, Role) else None
