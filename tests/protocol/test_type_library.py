"""The type library whose classes are made on first use is the one that everybody knows."""

from __future__ import annotations

import subprocess
import sys

import pytest


def facts(*words: str) -> list[str]:
    """Return what a process of its own finds out about the library, line by line."""
    command = [sys.executable, "-m", "tests.support.type_library", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def eager() -> list[str]:
    return facts("eager")


def test_the_classes_are_what_they_always_are(eager: list[str]) -> None:
    """Fields, types, defaults, validators, equality, text, and the way to JSON and back."""
    loaded, *lazy = facts("lazy")
    assert loaded == "load: True"
    assert len(lazy) > 9000
    assert [pair for pair in zip(eager, lazy, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("spoiler", ["hooks", "define", "order"])
def test_libraries_that_look_otherwise_are_left_alone(eager: list[str], spoiler: str) -> None:
    """The converter keeps no note, attrs makes no classes in place, or somebody was here before."""
    loaded, *declared = facts("lazy", spoiler)
    assert loaded == "load: False"
    assert len(declared) > 2000
    assert declared == eager[: len(declared)]


LEFT_ALONE = """
from pypi_language_server.lsp import type_library
type_library.load()
import attrs
from lsprotocol import types

@attrs.define
class Mine:
    number: int

assert Mine.__slots__ == ("number", "__weakref__"), Mine.__slots__
waiting = [
    cls for cls in vars(types).values()
    if isinstance(cls, type) and isinstance(vars(cls).get("__init__"), type_library._FirstUse)
]
print(len(waiting) > 500, types.Position in waiting)
"""


def test_most_classes_wait_and_others_are_made_as_usual() -> None:
    command = [sys.executable, "-c", LEFT_ALONE]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("True False\n", "")
