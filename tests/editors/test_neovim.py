"""A real Neovim, typed into on a terminal: the list opens, an item is accepted, a hover floats.

Its wheel exists for Linux on x86-64; elsewhere `conftest.py` leaves this file out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind
from tests.support.terminal import Terminal

HERE = Path(__file__).parent
EDITORS = HERE.parents[1] / "editors"
NVIM = Path(sys.executable).parent / "nvim"
ESCAPE, ENTER, CTRL_N, CTRL_Y, CTRL_W = "\x1b", "\r", "\x0e", "\x19", "\x17"

PROJECTS = [
    FakeProject(
        "requests",
        (FakeRelease("2.31.0"), FakeRelease("2.32.3", requires_python=">=3.8")),
        summary="Python HTTP for Humans.",
    ),
    FakeProject("Django", (FakeRelease("4.2"), FakeRelease("5.1")), summary="A web framework."),
]


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    with FakeIndex(PROJECTS) as server:
        yield server


@pytest.fixture
def environ(index: FakeIndex, tmp_path: Path) -> dict[str, str]:
    folders = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE")}
    return folders | {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "TEST_EDITORS": str(EDITORS),
        "TEST_SERVER": str(Path(sys.executable).parent / "pypi-language-server"),
        "TEST_LOG": str(tmp_path / "server.log"),
        "PYPI_LS_INDEX_URL": index.root,
        "PYPI_LS_CACHE_DIR": str(tmp_path / "cache"),
        "PYPI_LS_REFRESH": "manual",
    }


def edit(file: Path, text: str, environ: dict[str, str]) -> Terminal:
    file.write_text(text, encoding="utf-8")
    assert NVIM.exists(), "make test installs Neovim"
    argv = [str(NVIM), "--clean", "-u", str(HERE / "init.lua"), str(file)]
    return Terminal(argv, environ, file.parent)


def test_requirements_file(index: FakeIndex, environ: dict[str, str], tmp_path: Path) -> None:
    """Typing opens the list, accepting writes the project's own spelling, K shows the hover."""
    file = tmp_path / "requirements.txt"
    with edit(file, "packaging>=24\n", environ) as nvim:
        nvim.wait_for("server attached")
        nvim.type("oreques")
        nvim.wait_for(lambda screen: screen.count("requests") >= 2)
        nvim.type(CTRL_Y + ESCAPE + ":w" + ENTER)
        nvim.wait_for("written")
        assert file.read_text() == "packaging>=24\nrequests\n"
        assert index.count(Kind.LIST) == 0

        nvim.type("0K")
        nvim.wait_for("Python HTTP for Humans.")
        screen = nvim.wait_for("2.32.3")
        assert index.count(Kind.PROJECT) == 1
        record("requirements-hover", screen)
        nvim.type(":qa!" + ENTER)


def test_typing_error(environ: dict[str, str], tmp_path: Path) -> None:
    """Neovim keeps an item whose name does not start with what is typed."""
    file = tmp_path / "requirements.txt"
    with edit(file, "", environ) as nvim:
        nvim.wait_for("server attached")
        nvim.type("ireqeusts")
        nvim.wait_for(lambda screen: "requests" in screen)
        nvim.type(CTRL_Y + ESCAPE + ":w" + ENTER)
        nvim.wait_for("written")
        assert file.read_text() == "requests\n"
        nvim.type(":qa!" + ENTER)


def test_pyproject(environ: dict[str, str], tmp_path: Path) -> None:
    """Inside a TOML string: the list, the accepted name between its quotes, and the hover."""
    file = tmp_path / "pyproject.toml"
    text = '[project]\nname = "x"\nversion = "1"\ndependencies = [\n  "djan",\n]\n'
    with edit(file, text, environ) as nvim:
        nvim.wait_for("server attached")
        nvim.type("4j0fna")
        nvim.type("g")
        screen = nvim.wait_for("djangorestframework")
        record("pyproject-completion", screen)
        nvim.type(CTRL_Y + ESCAPE + ":w" + ENTER)
        nvim.wait_for("written")
        assert '  "Django",\n' in file.read_text()
        nvim.type("0fDK")
        nvim.wait_for("A web framework.")
        record("pyproject-hover", nvim.wait_for("5.1"))
        nvim.type(":qa!" + ENTER)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Pipfile", '[packages]\nrequests = "*"\n'),
        ("setup.cfg", "[options]\ninstall_requires =\n  requests\n"),
        ("tox.ini", "[testenv]\ndeps =\n  requests\n"),
        ("environment.yml", "dependencies:\n  - pip:\n    - requests\n"),
        ("script.py", "# /// script\n# dependencies = [\n#   'requests',\n# ]\n# ///\n"),
    ],
)
def test_other_kinds(name: str, text: str, environ: dict[str, str], tmp_path: Path) -> None:
    with edit(tmp_path / name, text, environ) as nvim:
        nvim.wait_for("server attached")
        nvim.type("/requests" + ENTER + "K")
        nvim.wait_for("Python HTTP for Humans.")
        nvim.type(":qa!" + ENTER)


@pytest.mark.parametrize("name", ["ruff.toml", "plain.py", "mkdocs.yml"])
def test_files_that_are_not_ours(name: str, environ: dict[str, str], tmp_path: Path) -> None:
    with edit(tmp_path / name, "requests = 1\n", environ) as nvim:
        nvim.wait_for("requests = 1")
        nvim.type(":lua print('servers: ' .. #vim.lsp.get_clients())" + ENTER)
        nvim.wait_for("servers: 0")
        nvim.type(":qa!" + ENTER)


def record(name: str, screen: str) -> None:
    """Keep what the screen showed where `RECORD_SCREENS` says, to look at or to publish."""
    folder = os.environ.get("RECORD_SCREENS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.txt").write_text(screen + "\n", encoding="utf-8")
