"""The Python that is chosen in the Python extension, for which a stand-in answers here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.editors.vscode.workplace import Workplace

Play = Callable[..., Any]
Start = Callable[..., Play]
OLD = """\
case "$*" in
*implementation_name*) echo '{"python_version": "3.8", "python_full_version": "3.8.10"}' ;;
*) echo '["/usr/bin/python3.8", 3, 8, 10]' ;;
esac"""


@pytest.fixture
def choice(workplace: Workplace) -> Path:
    """Return the file that says which Python is chosen."""
    workplace.environ["PYPI_LS_REFRESH"] = "manual"
    file = workplace.root / "choice.json"
    workplace.environ["TEST_PYTHON_CHOICE"] = str(file)
    return file


def environment(place: Workplace, name: str) -> str:
    """Make a virtual environment; return its Python."""
    python = place.root / name / "bin" / "python"
    python.parent.mkdir(parents=True)
    real = Path(sys.executable).resolve()
    python.symlink_to(real)
    (place.root / name / "pyvenv.cfg").write_text(f"home = {real.parent}\n")
    return str(python)


@pytest.fixture
def chosen(vscode: Start, with_python: Path, choice: Path) -> Play:
    """Play in one window after a choice was made; `mood` says what is wrong with the extension."""
    play = vscode(installed=with_python)

    def playing(scenario: str, choose: str, *, mood: str = "", **given: object) -> Any:
        says = {"python": choose, "mood": mood}
        told = play(scenario, again=True, choice=str(choice), says=says, **given)
        assert told["rows"][0] == "requests"
        assert [said for said in told["said"] if "PyPI" in said["text"]] == []
        return told

    return playing


def test_the_chosen_python_runs_the_server(workplace: Workplace, chosen: Play) -> None:
    """Another choice counts at once; one that is too old counts for requirements only."""
    workplace.file("requirements.txt", 'httpx; python_version >= "3.9"\n')
    one, other = environment(workplace, "one"), environment(workplace, "other")
    on_path = str(workplace.programs / "python3")

    chosen("serving", one, python=one)
    chosen("choosing", other, python=other)
    old = str(workplace.python("old", OLD))
    told = chosen("choosing", old, python=on_path, word="python_version", said="3.8")
    assert "false for Python 3.8.10" in told["hover"]

    chosen("choosing", one, python=one)
    moods = {"another interface": on_path, "raising": on_path, "never answering": one}
    moods["no Python in it"] = on_path
    for mood, python in moods.items():
        chosen("choosing", one, mood=mood, restart=True, python=python)


def test_a_python_extension_that_does_not_start(workplace: Workplace, chosen: Play) -> None:
    """Whether it takes for ever or fails: the first Python on the PATH runs the server."""
    workplace.file("requirements.txt")
    python = str(workplace.programs / "python3")
    chosen("serving", "/nowhere/python", mood="not ready", python=python)
    chosen("choosing", "/nowhere/python", mood="broken", restart=True, python=python)
