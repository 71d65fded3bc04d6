"""A real Vim with ALE, typed into. Both count columns in bytes: snakes stand before the cursor."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.editors.typing_fixtures import (
    ARE_SET_UP,
    EDITORS,
    ENTER,
    ESCAPE,
    HERE,
    PATHS,
    PROGRAMS,
    SNAKE,
    Desk,
)
from tests.support.fake_index import Kind
from tests.support.terminal import Terminal

__test__ = ARE_SET_UP

CTRL_N, CTRL_O, CTRL_X, CTRL_Y = "\x0e", "\x0f", "\x18", "\x19"


class Vim(Terminal):
    """Vim with one file."""

    def normal(self) -> None:
        self.type(ESCAPE)
        self.wait_for(lambda screen: "\n-- " not in screen)

    def command(self, line: str) -> None:
        self.normal()
        self.type(f":{line}{ENTER}")

    def attached(self) -> None:
        """Wait until the server answers."""
        self.command("PypiStatus")
        self.wait_for("PyPI: 3")

    def accept_first(self, item: str) -> None:
        """Take the first item of the list as soon as it is there."""
        self.wait_for(item)
        self.type(CTRL_N + CTRL_Y)

    def save(self) -> None:
        self.command("write")
        self.wait_for("written")


def edit(desk: Desk, file: Path) -> Vim:
    """Start Vim with a file."""
    return desk.start(Vim, "vim", "-u", HERE / "init.vim", file)


def test_requirements(desk: Desk) -> None:
    """The list opens while typing and mends typing errors, behind a snake too; the hover tells."""
    marker = f'Django; os_name != "{SNAKE}" and '
    file = desk.file("requirements.txt", f"packaging>=24\n{marker}\n")
    with edit(desk, file) as vim:
        vim.attached()
        vim.type("GA" + "sys_pl")
        vim.accept_first("sys_platform")
        vim.normal()
        vim.type("oreqeus")
        vim.accept_first("requests-oauthlib")
        vim.save()
        assert file.read_text() == f"packaging>=24\n{marker}sys_platform\nrequests\n"
        assert desk.index.count(Kind.LIST) == 0
        vim.command("PypiHover")
        vim.wait_for("Python HTTP for Humans.")
        vim.type("k0")
        vim.command("ALEHover")
        vim.wait_for("A web framework.")


def test_pyproject(desk: Desk) -> None:
    """Inside a TOML string behind snakes: the name as the settings want it, and the hover."""
    before = f'[project]\nname = "x"\noptional-dependencies = {{ "{SNAKE}{SNAKE}" = ["'
    file = desk.file("pyproject.toml", f'{before}djan"] }}\n')
    with edit(desk, file) as vim:
        vim.attached()
        vim.type("G$hhh" + "i" + "g")
        vim.accept_first("djangorestframework")
        vim.save()
        assert file.read_text() == f'{before}django"] }}\n'
        vim.type("h")
        vim.command("PypiHover")
        vim.wait_for("A web framework.")
        vim.type("l")
        vim.wait_for(lambda screen: "A web framework." not in screen)
        vim.command("ALEHover")
        vim.wait_for("A web framework.")


def test_a_name_with_hyphens_is_one_name(desk: Desk) -> None:
    """What stands before the hyphen is replaced too; the list also opens by its keys."""
    file = desk.file("requirements.txt", "")
    with edit(desk, file) as vim:
        vim.attached()
        vim.type(":let g:pypi_ls_autocomplete = 0" + ENTER + "irequests-oauthl" + CTRL_X + CTRL_O)
        vim.accept_first("Sessions for requests")
        vim.save()
        assert file.read_text() == "requests-oauthlib\n"


def test_search(desk: Desk) -> None:
    """Words find projects; the chosen one goes where it belongs, asked about only if need be."""
    groups = f'[dependency-groups]\ndev = ["ruff"]\ntest = [\n  # {SNAKE}\n  "pytest",\n]\n'
    file = desk.file("pyproject.toml", groups)
    with edit(desk, file) as vim:
        vim.attached()
        vim.command("PypiSearch http client")
        vim.wait_for("HTTP client with connection pools")
        vim.type(ENTER)
        vim.wait_for("Add to")
        vim.type("j")
        vim.type(ENTER)
        vim.wait_for("Added `requests`")
        vim.save()
        assert file.read_text() == groups.replace('"pytest",\n', '"pytest",\n  "requests",\n')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"packaging>=24\r\nruff\r\n", b"packaging>=24\r\nrequests\r\nruff\r\n"),
        (b"packaging>=24", b"packaging>=24\nrequests\n"),
        (b"", b"requests\n"),
    ],
)
def test_add(desk: Desk, before: bytes, after: bytes) -> None:
    """With one place nothing is asked, and the file's line ends stay."""
    file = desk.file("requirements.txt", before.decode())
    with edit(desk, file) as vim:
        vim.attached()
        vim.command("PypiAdd requests")
        vim.wait_for("Added `requests`")
        vim.save()
        assert file.read_bytes() == after
        vim.command("/requests")
        vim.command("PypiPage")
        vim.wait_for(f"{desk.index.origin}/project/requests/")


def test_update_all(desk: Desk) -> None:
    file = desk.file("requirements.txt", "requests==2.31.0\nruff\nDjango==4.2\n")
    with edit(desk, file) as vim:
        vim.attached()
        vim.command("PypiUpdateAll")
        vim.wait_for("2.32.3")
        vim.save()
        assert file.read_text() == "requests==2.32.3\nruff\nDjango==5.1\n"


def test_consent(desk: Desk) -> None:
    """Nothing is downloaded before :PypiRefresh, and Vim tells of it."""
    desk.environ |= {"PYPI_LS_REFRESH": "ask", "PYPI_LS_POPULARITY_URL": ""}
    file = desk.file("requirements.txt", "packaging>=24\n")
    with edit(desk, file) as vim:
        vim.wait_for("pypi.refresh")
        assert desk.index.count(Kind.LIST) == 0
        vim.type(ENTER)
        vim.command("PypiRefresh")
        vim.wait_for("2 projects", seconds=40)
        assert desk.index.count(Kind.LIST) == 1


def test_trouble(desk: Desk) -> None:
    """Files that are not ours are left alone; a missing server is named."""
    with edit(desk, desk.file("ruff.toml", "line-length = 100\n")) as vim:
        vim.wait_for("line-length")
        vim.command("PypiSearch http client")
        vim.wait_for("This file declares no dependencies.")
        vim.command("let g:pypi_ls_executable = 'no-such-server'")
        vim.command("edit requirements.txt")
        vim.command("PypiSearch http client")
        vim.wait_for("is not on the PATH")


def test_which_files_are_ours(desk: Desk, tmp_path: Path) -> None:
    """The names of files are the server's, and each gets a file type that has a linter."""
    script = tmp_path / "ask.vim"
    asked = [
        f"edit {path} | call add(g:said, [pypi_ls#is_ours(bufnr('')), &filetype])" for path in PATHS
    ]
    write = "call writefile([json_encode(g:said)], 'said')"
    script.write_text("\n".join(["let g:said = []", *asked, write, "qa!"]))
    argv = [PROGRAMS / "vim", "-es", "-u", HERE / "init.vim", "-S", script]
    subprocess.run(argv, check=True, env=desk.environ, cwd=tmp_path, timeout=60)
    said = json.loads((tmp_path / "said").read_text())
    for (path, ours), (is_ours, filetype) in zip(PATHS.items(), said, strict=True):
        assert bool(is_ours) == ours, path
        assert not ours or (EDITORS / "vim" / "ale_linters" / filetype).is_dir(), path
