"""The Python that counts: this one, the version that is set, or an interpreter that is asked."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.markers import default_environment

from pypi_language_server import wiring
from pypi_language_server.environment import UNKNOWN_ENVIRONMENT
from pypi_language_server.interpreter import ChosenPython
from pypi_language_server.settings import PythonSettings, Settings


def at_once(work: Callable[[], None]) -> None:
    work()


def chosen(version: str = "", interpreter: str | Path = "") -> ChosenPython:
    return ChosenPython(PythonSettings(version, str(interpreter)), run=at_once)


def answering(program: str, patience: float = 10) -> ChosenPython:
    """A Python that does something else than what it is asked to."""
    return ChosenPython(PythonSettings("", sys.executable), patience, at_once, program)


def test_without_a_choice_it_is_the_servers_own_and_says_so() -> None:
    found = chosen().environment()
    assert found.version == ".".join(map(str, sys.version_info[:3]))
    assert found.source == "this server's Python"
    assert found.markers == {name: str(value) for name, value in default_environment().items()}


@pytest.mark.parametrize(
    ("written", "minor", "full"),
    [("3.12", "3.12", "3.12.0"), ("3.12.4", "3.12", "3.12.4"), ("3.15.0rc1", "3.15", "3.15.0rc1")],
)
def test_a_version_that_is_set_counts_on_this_machine(written: str, minor: str, full: str) -> None:
    found = chosen(written).environment()
    assert found.version == full
    assert found.markers["python_version"] == minor
    assert found.markers["python_full_version"] == full
    assert found.markers["sys_platform"] == sys.platform
    assert found.source == "the setting `pypi.python.version`"


@pytest.mark.parametrize("written", ["x", "3", ">=3.12", "3.12 ", "3.12.*", "3" * 500])
def test_a_version_that_is_none_is_left_aside_and_reported(written: str) -> None:
    python = chosen(written)
    assert python.environment().source == "this server's Python"
    (problem,) = python.problems()
    assert problem.startswith("pypi.python.version: ")
    assert len(problem) < 120


def test_an_interpreter_says_what_it_is() -> None:
    python = chosen(interpreter=sys.executable)
    found = python.environment()
    assert found.source == "the chosen interpreter"
    assert found.markers == {name: str(value) for name, value in default_environment().items()}
    assert python.problems() == ()


def test_the_version_that_is_set_wins_over_the_interpreters() -> None:
    found = chosen("3.9", sys.executable).environment()
    assert found.version == "3.9.0"
    assert found.markers["platform_machine"] == default_environment()["platform_machine"]


def test_until_it_has_answered_nothing_is_claimed() -> None:
    started: list[Callable[[], None]] = []
    python = ChosenPython(PythonSettings("", sys.executable), run=started.append)
    assert python.environment() == UNKNOWN_ENVIRONMENT
    assert python.environment() == UNKNOWN_ENVIRONMENT
    (work,) = started  # once
    work()
    assert python.environment().markers["sys_platform"] == sys.platform
    half = ChosenPython(PythonSettings("3.12", sys.executable), run=started.append)
    assert half.environment().version == "3.12.0"
    assert "sys_platform" not in half.environment().markers


def test_asking_goes_on_beside_everything_else() -> None:
    python = ChosenPython(PythonSettings("", sys.executable))
    python.environment()
    for thread in threading.enumerate():
        if thread.name == "asking an interpreter":
            thread.join(20)
    assert python.environment().source == "the chosen interpreter"


@pytest.mark.parametrize("path", ["python3", "./python", "bin/python", "/no/such/python", "/"])
def test_only_an_absolute_path_of_a_file_is_run(path: str) -> None:
    python = chosen(interpreter=path)
    assert python.environment().source.startswith("this server's Python, as the chosen one")
    (problem,) = python.problems()
    assert "absolute path" in problem


def test_a_file_that_cannot_be_run(tmp_path: Path) -> None:
    path = tmp_path / "python"
    path.write_bytes(b"\0")
    python = chosen(interpreter=path)
    assert python.environment().markers["sys_platform"] == sys.platform
    assert len(python.problems()) == 1


@pytest.mark.parametrize(
    "program",
    [
        "",
        "print('hello')",
        "print([])",
        "print('{\"python_full_version\": 3}')",
        'print(\'{"python_full_version": "x"}\')',
        'print(\'{"python_full_version": "3.12.1"}\'); raise SystemExit(3)',
        "while True: print('a' * 1000)",
        "import os; os.abort()",
        "syntax error",
    ],
)
def test_programs_that_do_not_say_what_they_are(program: str) -> None:
    python = answering(program)
    assert "as the chosen one does not answer" in python.environment().source
    assert python.problems() == ("pypi.python.interpreter: it did not say what Python it is.",)


def test_who_takes_too_long_is_ended() -> None:
    python = answering("import time; time.sleep(60)", patience=0.05)
    python.environment()
    assert len(python.problems()) == 1


def test_closing_ends_who_is_still_being_asked() -> None:
    python = answering("import time; time.sleep(60)", patience=60)
    thread = threading.Thread(target=python.environment)
    thread.start()
    while python._process is None:
        thread.join(0.01)
    python.close()
    thread.join(20)
    assert not thread.is_alive()
    python.close()  # nothing left to end


def test_it_runs_isolated_and_beside_itself() -> None:
    """Nothing of an opened folder or of the environment gets in: `-I -S`, its own folder."""
    seen = "import os, sys; seen = [sys.flags.isolated, sys.flags.no_site, os.getcwd()]\n"
    told = '{"python_full_version": "3.12.1", "os_name": repr(seen)}'
    found = answering(f"{seen}import json; print(json.dumps({told}))").environment()
    assert found.markers["os_name"] == repr([1, 1, str(Path(sys.executable).parent.resolve())])


def test_values_are_bounded_and_printable() -> None:
    told = '{"python_full_version": "3.12.1", "platform_version": "a\\7" + "x" * 5000}'
    found = answering(f"import json; print(json.dumps({told}))").environment()
    assert found.markers["platform_version"].startswith("ax")
    assert len(found.markers["platform_version"]) <= 300


# -- as the services have it


def test_new_settings_make_a_new_choice(tmp_path: Path) -> None:
    machine = wiring.Machine(Settings(), {"PYPI_LS_CACHE_DIR": str(tmp_path)})
    assert machine.environment().source == "this server's Python"
    machine.configure(Settings(python=PythonSettings(version="3.9")))
    assert machine.environment().version == "3.9.0"
    machine.configure(Settings(python=PythonSettings(version="nonsense")))
    assert machine.environment().source == "this server's Python"
    assert any("pypi.python.version" in problem for problem in machine.status().problems)
    asyncio.run(machine.close())
