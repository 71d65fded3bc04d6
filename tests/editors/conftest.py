"""Real Neovims on a terminal: which ones, with what around them, and how tests talk to them.

Each test runs in all: 0.11 from a wheel, which exists for Linux on x86-64 only, and a newer one
that `tests/editors/setup` unpacks. `TEST_NVIM` names another one, which is then the only one; where
there is none, its tests are left out. `RECORD_SCREENS` keeps what the screen showed.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.editors import typing_fixtures
from tests.support.fake_index import FakeIndex
from tests.support.terminal import Terminal

HERE = Path(__file__).parent
EDITORS = HERE.parents[1] / "editors"
PROGRAMS = Path(sys.executable).parent
SERVER = PROGRAMS / "pypi-language-server"
ESCAPE, ENTER, TAB = "\x1b", "\r", "\t"
CTRL_N, CTRL_W, CTRL_Y = "\x0e", "\x17", "\x19"


def _neovims() -> dict[str, Path]:
    """Return the Neovims to type into, by what tests call them."""
    if named := os.environ.get("TEST_NVIM"):
        return {"the named one": Path(named)}
    has_wheel = sys.platform == "linux" and platform.machine() == "x86_64"
    wheel = {"0.11": PROGRAMS / "nvim"} if has_wheel else {}
    newer = {"newer": typing_fixtures.PROGRAMS / "nvim"} if typing_fixtures.ARE_SET_UP else {}
    return wheel | newer


NEOVIMS = _neovims()
collect_ignore_glob = [] if NEOVIMS else ["test_neovim*.py"]


def pytest_report_header() -> str:
    neovims = f"Neovim ({', '.join(NEOVIMS)})"
    if typing_fixtures.ARE_SET_UP:
        return f"editors: {neovims}, Emacs, Helix, Vim, Kate"
    return f"editors: {neovims}; for the others run tests/editors/setup on a Debian"


class Neovim(Terminal):
    """Neovim with one file, typed into."""

    def attached(self) -> Neovim:
        """Wait until the server has taken the file."""
        self.wait_for("server attached")
        return self

    def run(self, command: str) -> None:
        """Give a command line, all at once."""
        os.write(self._ours, f":{command}{ENTER}".encode())

    def write(self) -> None:
        """Leave insert mode and write the file."""
        self.type(ESCAPE)
        self.run("w")
        self.wait_for("written")

    def told(self, wanted: str) -> str:
        """Wait for a message, which may be broken over lines or stand behind others."""

        def fits(screen: str) -> bool:
            if wanted in screen.replace("\n", ""):
                return True
            if "Press ENTER" in screen:
                self.type(ENTER)
            return False

        return self.wait_for(fits)

    def see(self, lua: str, wanted: str) -> str:
        """Wait until a Lua expression has a value; return the screen."""
        self.run(f"lua print('<' .. tostring({lua}) .. '>')")
        return self.wait_for(f"<{wanted}>")

    def quit(self) -> None:
        """End without writing."""
        self.type(ESCAPE)
        self.run("qa!")


@dataclass
class Workplace:
    """A home, an index and a folder with files.

    Attributes:
        home: everything is below it.
        index: the only index that is asked.
        nvim: the Neovim to start.
        environ: what it is started with; tests change that before they start one.
    """

    home: Path
    index: FakeIndex
    nvim: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        folders = {f"XDG_{kind}_HOME": self.home / kind for kind in ("CONFIG", "DATA", "STATE")}
        self.environ |= {
            **{name: str(folder) for name, folder in folders.items()},
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TEST_EDITORS": str(EDITORS),
            "TEST_SERVER": str(SERVER),
            "TEST_LOG": str(self.home / "server.log"),
            "PYPI_LS_INDEX_URL": self.index.root,
            "PYPI_LS_CACHE_DIR": str(self.home / "cache"),
            "PYPI_LS_REFRESH": "manual",
        }

    def file(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        path = self.home / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def program(self, name: str, script: str) -> Path:
        """Write a shell script and put its folder first on the PATH."""
        path = self.home / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        self.environ["PATH"] = f"{path.parent}:{os.environ['PATH']}"
        return path

    def edit(self, *files: Path) -> Neovim:
        """Start Neovim with files."""
        assert self.nvim.exists(), "make test-editors installs Neovim"
        argv = [str(self.nvim), "--clean", "-u", str(HERE / "init.lua"), *map(str, files)]
        return Neovim(argv, self.environ, files[0].parent)


@pytest.fixture(params=NEOVIMS)
def nvim_path(request: pytest.FixtureRequest) -> Path:
    """A Neovim; tests that ask for it run in each."""
    return NEOVIMS[request.param]


@pytest.fixture
def workplace(tmp_path: Path, nvim_path: Path) -> Iterator[Workplace]:
    with FakeIndex(typing_fixtures.PROJECTS) as index:
        yield Workplace(tmp_path, index, nvim_path)


def record(name: str, screen: str) -> None:
    """Keep what the screen showed where `RECORD_SCREENS` says, to look at or to publish."""
    folder = os.environ.get("RECORD_SCREENS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.txt").write_text(screen + "\n", encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[typing_fixtures.Desk]:
    """Where Emacs, Helix and Vim are started."""
    with FakeIndex(typing_fixtures.PROJECTS) as index:
        yield typing_fixtures.Desk(tmp_path, index)
