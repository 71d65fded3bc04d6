"""Real Emacsen, typed into: 28 and 30 with eglot, 30 with lsp-mode.

eglot counts columns in UTF-16 units in Emacs 28 and in code points in Emacs 30, lsp-mode in code
points: a snake stands before the cursor wherever a file allows one.
"""

from __future__ import annotations

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
    TAB,
    Desk,
)
from tests.support.fake_index import Kind
from tests.support.terminal import Terminal

__test__ = ARE_SET_UP

META, CTRL_X, CTRL_A, CTRL_B = ESCAPE, "\x18", "\x01", "\x02"
CTRL_E, CTRL_K, CTRL_P, CTRL_S = "\x05", "\x0b", "\x10", "\x13"
END, COMPLETE, TO_LIST = META + ">", META + TAB, META + "v"
FROM_LIST = f"{META}xswitch-to-completions{ENTER}{ENTER}"
NEXT_AND_TAKE = "\x1b[1;3B" + META + ENTER  # the first is M-<down>

EGLOT_28, EGLOT_30, LSP_MODE = "eglot of Emacs 28", "eglot of Emacs 30", "lsp-mode"


class Emacs(Terminal):
    """Emacs with one file."""

    takes = ""  # the keys that take the first item of an open list

    def command(self, name: str) -> None:
        """Run a command by its name."""
        self.type(f"{META}x{name}{ENTER}")

    def attached(self) -> None:
        """Wait until the server has the file."""
        self.wait_for("server attached", seconds=40)

    def accept_first(self, item: str, written: str) -> None:
        """Take the first item of the list as soon as it is there, and wait until it is written.

        eglot leaves an item's edit half made when the next key comes within milliseconds.
        """
        self.wait_for(lambda screen: "ossible completions" in screen and f"\n{item} " in screen)
        self.type(self.takes)
        self.wait_for(lambda screen: "ossible completions" not in screen and written in screen)

    def save(self) -> None:
        self.type(CTRL_X + CTRL_S)
        self.wait_for("Wrote ")

    def ask(self, command: str, prompt: str) -> None:
        """Run a command that asks for something."""
        self.command(command)
        self.wait_for(prompt)


@pytest.fixture(params=[EGLOT_28, EGLOT_30, LSP_MODE])
def client(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def edit(desk: Desk, client: str, file: Path) -> Emacs:
    """Start Emacs with a file."""
    if client == LSP_MODE:
        desk.environ["TEST_LSP_MODE"] = "1"
    editor = "emacs-28" if client == EGLOT_28 else "emacs-30"
    emacs = desk.start(Emacs, editor, "-Q", "-nw", "-l", HERE / "init.el", file)
    emacs.takes = FROM_LIST if client == EGLOT_28 else NEXT_AND_TAKE
    return emacs


def test_requirements(desk: Desk, client: str) -> None:
    """A typing error is mended, a marker completed behind a snake, a hover read."""
    marker = f'Django; os_name != "{SNAKE}" and '
    file = desk.file("requirements.txt", f"packaging>=24\n{marker}")
    with edit(desk, client, file) as emacs:
        emacs.attached()
        emacs.type(END + "sys_platf" + COMPLETE)
        emacs.wait_for("sys_platform")
        emacs.type(ENTER + "reqeusts" + COMPLETE)
        emacs.accept_first("requests", "requests")
        emacs.save()
        assert file.read_text() == f"packaging>=24\n{marker}sys_platform\nrequests\n"
        assert desk.index.count(Kind.LIST) == 0

        emacs.type(CTRL_P + CTRL_A)
        emacs.wait_for("A web framework.")
        assert desk.index.count(Kind.LIST) == 0


def test_pyproject(desk: Desk, client: str) -> None:
    """Inside a TOML string behind snakes: the hover, and a name as the settings want it."""
    before = f'[project]\nname = "{SNAKE}"\noptional-dependencies = {{ "{SNAKE}{SNAKE}" = ["'
    file = desk.file("pyproject.toml", f'{before}djan", "requests"] }}\n')
    with edit(desk, client, file) as emacs:
        emacs.attached()
        emacs.type(END + CTRL_P + CTRL_E + CTRL_B * 7)
        emacs.wait_for("Python HTTP for Humans.")
        emacs.type(CTRL_B * 9 + "g" + COMPLETE)
        emacs.accept_first("Django", '["django", ')
        emacs.save()
        assert file.read_text() == f'{before}django", "requests"] }}\n'


def test_search(desk: Desk, client: str) -> None:
    """Words find projects; the chosen one goes where it belongs, asked about only if need be."""
    groups = f'[dependency-groups]\ndev = ["ruff"]\ntest = [\n  # {SNAKE}\n  "pytest",\n]\n'
    file = desk.file("pyproject.toml", groups)
    with edit(desk, client, file) as emacs:
        emacs.attached()
        emacs.ask("pypi-search", "Project (name, or words for it):")
        emacs.type("http client" + ENTER)
        screen = emacs.wait_for("HTTP client with connection pools")
        assert screen.index("\nrequests ") < screen.index("\naiohttp ")
        emacs.type(CTRL_A + CTRL_K + "requests" + ENTER)
        emacs.wait_for("Add to")
        emacs.type("test" + TAB + ENTER)
        emacs.wait_for("Added `requests`")
        emacs.save()
        assert file.read_text() == groups.replace('"pytest",\n', '"pytest",\n  "requests",\n')


def test_search_chosen_in_the_list(desk: Desk, client: str) -> None:
    """With one place only nothing more is asked; the page of what stands at point opens."""
    file = desk.file("requirements.txt", "packaging>=24\r\n")
    with edit(desk, client, file) as emacs:
        emacs.attached()
        emacs.ask("pypi-search", "Project (name, or words for it):")
        emacs.type("http client" + TAB)
        emacs.wait_for("\nrequests ")
        emacs.type(TO_LIST + ENTER)
        emacs.wait_for("Added `requests`")
        emacs.save()
        assert file.read_bytes() == b"packaging>=24\r\nrequests\r\n"
        emacs.type(END + CTRL_P)
        emacs.command("pypi-page")
        emacs.wait_for("opens <")


def test_consent(desk: Desk, client: str) -> None:
    """Nothing is downloaded before somebody says so by M-x pypi-refresh; Emacs says that once."""
    desk.environ["PYPI_LS_REFRESH"] = "ask"
    desk.environ["PYPI_LS_POPULARITY_URL"] = ""
    file = desk.file("requirements.txt", "packaging>=24\n")
    with edit(desk, client, file) as emacs:
        emacs.attached()
        emacs.type(META + "xview-echo-area-messages" + ENTER)
        emacs.wait_for("Only well-known projects are completed so far.")
        assert desk.index.count(Kind.LIST) == 0
        emacs.command("pypi-refresh")
        emacs.wait_for("2 projects", seconds=40)
        assert desk.index.count(Kind.LIST) == 1


@pytest.mark.parametrize("client", [EGLOT_28, LSP_MODE])
def test_files_that_are_not_ours(desk: Desk, client: str) -> None:
    """No server is started for them, and a search says what is missing."""
    file = desk.file("ruff.toml", "line-length = 100\n")
    with edit(desk, client, file) as emacs:
        emacs.wait_for("line-length")
        emacs.command("pypi-search")
        emacs.wait_for("No server looks after this buffer")


@pytest.mark.parametrize("emacs", ["emacs-28", "emacs-30"])
def test_which_files_are_ours(emacs: str, tmp_path: Path) -> None:
    """Emacs starts the server for the files that the server knows."""
    script = tmp_path / "ask.el"
    script.write_text(
        f"""
        (load "{EDITORS}/emacs/pypi-files.el")
        (dolist (path command-line-args-left)
          (let ((buffer-file-name (concat "/home/me/" path)))
            (princ (format "%s\n" (and (pypi-file-p) t)))))
        (setq command-line-args-left nil)
        """
    )
    argv = [str(PROGRAMS / emacs), "-Q", "--batch", "-l", str(script), *PATHS]
    said = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60).stdout
    assert dict(zip(PATHS, said.split(), strict=True)) == {
        path: "t" if ours else "nil" for path, ours in PATHS.items()
    }
