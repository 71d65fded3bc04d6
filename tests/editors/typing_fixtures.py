"""Editors from Debian's packages, typed into: where they are, and the desk that they work at.

`tests/editors/setup` unpacks them below `.venv/editors`. Where it was not run or this is no Debian,
their test modules leave themselves out (`__test__`); where it began, every editor has to be there.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease
from tests.support.terminal import Terminal

SomeTerminal = TypeVar("SomeTerminal", bound=Terminal)

HERE = Path(__file__).parent
EDITORS = HERE.parents[1] / "editors"
PROGRAMS = Path(sys.prefix) / "editors" / "bin"
ARE_SET_UP = PROGRAMS.is_dir()
SERVER = Path(sys.executable).parent / "pypi-language-server"

ESCAPE, ENTER, TAB = "\x1b", "\r", "\t"
DOWN, UP, RIGHT = "\x1b[B", "\x1b[A", "\x1b[C"

# Emacs wants a terminal that is its session's own: the first that a session's leader opens is.
OWN_TERMINAL = (': <$(tty); exec "$@"', "sh")

# Two UTF-16 units, four bytes of UTF-8, one code point, and two columns wide.
SNAKE = "\N{SNAKE}"

# Paths, and whether editors are to start the server for them.
PATHS = {
    "requirements.txt": True,
    "requirements-dev.in": True,
    "dev-requirements.txt": True,
    "requirements/base.txt": True,
    "constraints.txt": True,
    "test-constraints.in": True,
    "pyproject.toml": True,
    "Pipfile": True,
    "pixi.toml": True,
    "uv.toml": True,
    "hatch.toml": True,
    "tox.toml": True,
    "setup.cfg": True,
    "tox.ini": True,
    "README.txt": False,
    "ruff.toml": False,
    "requirements.md": False,
    "my-pyproject.toml": False,
    "Pipfile.lock": False,
}

PROJECTS = [
    FakeProject(
        "requests",
        (FakeRelease("2.31.0"), FakeRelease("2.32.3", requires_python=">=3.8")),
        summary="Python HTTP for Humans.",
    ),
    FakeProject("Django", (FakeRelease("4.2"), FakeRelease("5.1")), summary="A web framework."),
]


@dataclass
class Desk:
    """A home, an index and a folder with files.

    Attributes:
        home: everything is below it.
        index: the only index that is asked.
        environ: what an editor is started with; tests change it before they start one.
    """

    home: Path
    index: FakeIndex
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds = ("CONFIG", "DATA", "STATE", "CACHE")
        self.environ |= {
            **{f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in kinds},
            "PATH": f"{SERVER.parent}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TEST_EDITORS": str(EDITORS),
            "PYPI_LS_INDEX_URL": self.index.root,
            "PYPI_LS_CACHE_DIR": str(self.home / "known"),
            "PYPI_LS_REFRESH": "manual",
        }

    def file(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        path = self.home / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def start(self, kind: type[SomeTerminal], editor: str, *arguments: str | Path) -> SomeTerminal:
        """Start an editor with arguments, in the project's folder."""
        (self.home / "work").mkdir(exist_ok=True)
        argv = ["sh", "-c", *OWN_TERMINAL, str(PROGRAMS / editor), *map(str, arguments)]
        return kind(argv, self.environ, self.home / "work")
