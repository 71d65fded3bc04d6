"""A real Helix, typed into. It counts columns in UTF-8 bytes: a snake stands before the cursor."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.editors.typing_fixtures import (
    ARE_SET_UP,
    EDITORS,
    ENTER,
    ESCAPE,
    SERVER,
    SNAKE,
    TAB,
    Desk,
)
from tests.support.fake_index import Kind
from tests.support.terminal import Terminal

__test__ = ARE_SET_UP

HOVER, END_OF_LINE = " k", "gl"
COMMAND = 'command = "pypi-language-server"'
LATE_LISTS = EDITORS.parent / "tests" / "support" / "late_lists.py"


class Helix(Terminal):
    """Helix with one file."""

    def attached(self) -> None:
        """Wait until the server answers: it says its status."""
        self.command("lsp-workspace-command pypi.status")
        self.wait_for("Names are completed from")

    def normal(self) -> None:
        """Leave insert mode; a key right behind Escape would count as Alt and that key."""
        if " INS " in self.screen():
            self.type(ESCAPE)
        self.wait_for(" NOR ")

    def command(self, line: str) -> None:
        self.normal()
        self.type(f":{line}{ENTER}")

    def accept_first(self) -> None:
        """Take the first item of the open list."""
        self.type(TAB + ENTER)

    def save(self) -> None:
        self.command("write")
        self.wait_for("written")


def edit(desk: Desk, file: Path, settings: str = "", *, command: str = COMMAND) -> Helix:
    """Start Helix with a file, set up as the page about it says; the server by another command."""
    folder = Path(desk.environ["XDG_CONFIG_HOME"]) / "helix"
    folder.mkdir(parents=True)
    languages = (EDITORS / "helix" / "languages.toml").read_text(encoding="utf-8")
    assert COMMAND in languages
    languages = languages.replace(COMMAND, command)
    (folder / "languages.toml").write_text(languages + settings, encoding="utf-8")
    return desk.start(Helix, "hx", file)


def test_requirements(desk: Desk) -> None:
    """The list opens while typing, also behind a snake; the hover has what the index knows."""
    marker = f'Django; os_name != "{SNAKE}" and '
    file = desk.file("requirements.txt", f"packaging>=24\n{marker}\n")
    with edit(desk, file) as helix:
        helix.attached()
        helix.type("geA" + "sys_pla")
        helix.wait_for("sys_platform")
        helix.accept_first()
        helix.normal()
        helix.type("oreqeus")
        helix.wait_for("requests-oauthlib")
        helix.accept_first()
        helix.save()
        assert file.read_text() == f"packaging>=24\n{marker}sys_platform\nrequests\n"
        helix.type(HOVER)
        helix.wait_for("Python HTTP for Humans.")
        helix.wait_for("2.32.3")
        assert desk.index.count(Kind.LIST) == 0
        helix.command("quit!")


def test_a_list_that_comes_late(desk: Desk) -> None:
    """Helix filters the answer, here for `sy`, by all that is typed by then, and asks no more."""
    kept_back = desk.home / "kept-back"
    arguments = json.dumps([str(LATE_LISTS), str(kept_back), str(SERVER)])
    file = desk.file("requirements.txt", "Django; \n")
    with edit(desk, file, command=f'command = "{sys.executable}"\nargs = {arguments}') as helix:
        helix.attached()
        helix.type("A" + "sy")
        helix.wait_for(lambda _: kept_back.exists())
        helix.type("s_plat")
        helix.wait_for("sys_platform    variable")
        helix.accept_first()
        helix.save()
        assert file.read_text() == "Django; sys_platform\n"
        helix.command("quit!")


def test_pyproject(desk: Desk) -> None:
    """Inside a TOML string behind snakes: the name as the settings want it, and the hover."""
    before = f'[project]\nname = "x"\noptional-dependencies = {{ "{SNAKE}{SNAKE}" = ["'
    file = desk.file("pyproject.toml", f'{before}djan"] }}\n')
    wanted = '\n[language-server.pypi.config.pypi.completion]\ninsert = "normalized"\n'
    with edit(desk, file, wanted) as helix:
        helix.attached()
        helix.type("ge" + END_OF_LINE + "hhh" + "i" + "g")
        helix.wait_for("Django ")
        helix.accept_first()
        helix.save()
        assert file.read_text() == f'{before}django"] }}\n'
        helix.type("h" + HOVER)
        helix.wait_for("A web framework.")
        helix.command("quit!")


def test_a_search_in_a_comment(desk: Desk) -> None:
    """Words behind `#?` are searched for, and the project that is chosen replaces the line."""
    file = desk.file("requirements.txt", "packaging>=24\n")
    with edit(desk, file) as helix:
        helix.attached()
        helix.type("o#? http client")
        helix.wait_for("requests ")
        helix.accept_first()
        helix.save()
        assert file.read_text() == "packaging>=24\nrequests\n"
        helix.command("quit!")


def test_consent(desk: Desk) -> None:
    """Nothing is downloaded before the command says so, and Helix tells how to say it."""
    desk.environ |= {"PYPI_LS_REFRESH": "ask", "PYPI_LS_POPULARITY_URL": ""}
    file = desk.file("requirements.txt", "packaging>=24\n")
    with edit(desk, file) as helix:
        helix.wait_for("pypi.refresh")
        assert desk.index.count(Kind.LIST) == 0
        helix.command("lsp-workspace-command pypi.refresh")
        helix.wait_for("2 projects", seconds=40)
        assert desk.index.count(Kind.LIST) == 1
        helix.command("quit!")


@pytest.mark.parametrize("name", ["README.txt", "plain.py"])
def test_files_that_are_not_ours(desk: Desk, name: str) -> None:
    with edit(desk, desk.file(name, "requests = 1\n")) as helix:
        helix.command("lsp-workspace-command pypi.status")
        helix.wait_for(lambda screen: "is not supported" in screen or "No " in screen)
        helix.command("quit!")
