"""A real Kate on a display in memory, typed into. It counts columns in UTF-16 units, as Qt does.

What its lists show is not read but accepted, and the file compared; what a hover shows is read
where the server says it, once the screen has changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.display import HEIGHT, WIDTH, Area, Display
from tests.editors.typing_fixtures import ARE_SET_UP, EDITORS, PROGRAMS, SERVER, SNAKE, Desk
from tests.support.fake_index import Kind

__test__ = ARE_SET_UP

# Where the text begins and how large its characters are, in the font that we choose.
LEFT, TOP, WIDE, HIGH = 84, 103, 8, 15
FONT = "DejaVu Sans Mono,10,-1,5,400,0,0,0,0,0,0,0,0,0,0,1"

KATERC = f"""\
[General]
Show welcome view for new window=false
[KTextEditor Renderer]
Text Font={FONT}
[Kate Plugins]
lspclientplugin=true
"""
# What Settings, "Modes & Filetypes" writes for what the page about Kate says.
MODES = """\
[Pip Requirements]
Section=Other
Wildcards=requirements*.txt;*requirements.txt;requirements*.in;*requirements.in;constraints*.txt
"""


def below(line: int) -> Area:
    """What is below a line: without the small view of the text beside it and what is at its end."""
    return Area(0, TOP + line * HIGH + HIGH, WIDTH - 100, HEIGHT - 40)


class Kate:
    """Kate with one file, as the page about it has it set up."""

    def __init__(self, desk: Desk, display: Display) -> None:
        self.desk, self.display = desk, display
        self._answers = desk.home / "answers"
        self._config = Path(desk.environ["XDG_CONFIG_HOME"])
        self._write("katerc", KATERC)
        self._write("katemoderc", MODES)
        servers = (EDITORS / "kate" / "lspclient.json").read_text(encoding="utf-8")
        self._write("kate/lspclient/settings.json", servers)
        self._answers.touch()

    def _write(self, name: str, text: str) -> None:
        path = self._config / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, file: Path) -> None:
        """Open a file, and let Kate start the server when it asks whether it may."""
        script = self.desk.home / "bin" / "pypi-language-server"
        script.parent.mkdir()
        script.write_text(f"#!/bin/sh\n{SERVER} | tee -a {self._answers}\n")
        script.chmod(0o755)
        runtime = self.desk.home / "runtime"
        runtime.mkdir(mode=0o700)
        environ = self.desk.environ | {
            "PATH": f"{script.parent}:{os.environ['PATH']}",
            "XDG_RUNTIME_DIR": str(runtime),
        }
        self.display.run([PROGRAMS / "kate", "--new", file], environ)
        self.display.grow(self.display.focus(file.name))
        self.display.focus("LSP server start requested")
        self.display.press("Return")
        self.answered('"capabilities"')
        self.display.focus(file.name)

    def _said(self, wanted: str) -> int:
        return self._answers.read_text(encoding="utf-8").count(wanted)

    def answered(self, wanted: str, before: int = 0) -> None:
        """Wait until the server says something, more often than before."""
        self.display.wait_until(lambda: self._said(wanted) > before, f"the server say {wanted}")

    def complete(self, line: int, typed: str, item: str) -> None:
        """Type on a line, wait for the list below it, take its first item."""
        before, said = self.display.calm(below(line)), self._said(f'"{item}"')
        self.display.type(typed)
        self.answered(f'"{item}"', said)
        self.display.calm(below(line), unlike=before)
        self.display.press("Return")

    def hover(self, line: int, column: int, wanted: str) -> None:
        """Rest the mouse on a character, and wait for what floats there."""
        before = self.display.calm(below(line))
        self.display.point(LEFT + column * WIDE, TOP + line * HIGH)
        self.answered(wanted)
        self.display.calm(below(line), unlike=before)

    def save(self, file: Path, wanted: str) -> None:
        """Save, and compare the file."""
        self.display.press("ctrl+s")
        self.display.wait_until(lambda: file.read_text() == wanted, f"{wanted!r} in the file")


@pytest.fixture
def kate(desk: Desk) -> Iterator[Kate]:
    screen = desk.home / "screen"
    screen.mkdir()
    with Display(screen) as display:
        try:
            yield Kate(desk, display)
        finally:
            record(display, desk.home.name)


def record(display: Display, name: str) -> None:
    """Keep the last picture where `RECORD_SCREENS` says, to look at."""
    folder = os.environ.get("RECORD_SCREENS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(display.png())


def test_requirements(kate: Kate) -> None:
    """Lists open while typing, also behind a snake; the hover has what the index knows."""
    marker = f'Django; os_name != "{SNAKE}{SNAKE}" and '
    file = kate.desk.file("requirements.txt", f"packaging>=24\n{marker}\n")
    kate.edit(file)
    kate.display.press("ctrl+End", "Up", "End")
    kate.complete(1, "sys_plat", "sys_platform")
    kate.display.press("End", "Return")
    kate.complete(2, "reques", "requests")
    kate.save(file, f"packaging>=24\n{marker}sys_platform\nrequests\n")
    assert kate.desk.index.count(Kind.LIST) == 0
    kate.hover(2, 3, "Python HTTP for Humans.")


def test_pyproject(kate: Kate) -> None:
    """Inside a TOML string behind snakes: the name between its quotes, and the hover."""
    before = f'[project]\nname = "x"\noptional-dependencies = {{ "{SNAKE}{SNAKE}" = ["'
    file = kate.desk.file("pyproject.toml", f'{before}reque", "django"] }}\n')
    kate.edit(file)
    kate.display.press("ctrl+End", "Up", "End", *["Left"] * 14)
    kate.complete(2, "s", "requests")
    kate.save(file, f'{before}requests", "django"] }}\n')
    kate.hover(2, 50, "A web framework.")


def test_consent(kate: Kate) -> None:
    """Kate shows the one question as a dialog; nothing is downloaded before the answer."""
    kate.desk.environ |= {"PYPI_LS_REFRESH": "ask", "PYPI_LS_POPULARITY_URL": ""}
    kate.edit(kate.desk.file("requirements.txt", "packaging>=24\n"))
    kate.display.focus("Question from LSP server")
    assert kate.desk.index.count(Kind.LIST) == 0
    kate.display.press("Return")  # the first answer: every day
    kate.display.wait_until(lambda: kate.desk.index.count(Kind.LIST) == 1, "the download")
