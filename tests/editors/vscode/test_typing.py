"""Typing in VS Code: the list opens by itself, an item is accepted, a hover tells about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pypi_language_server.catalogue import starter
from tests.editors.vscode.workplace import Workplace
from tests.support.fake_index import Kind

Play = Callable[..., Any]
PYPROJECT = """\
[project]
name = "x"
version = "1"
dependencies = [
  "packaging>=24",
  "",  # first
]
"""


def test_requirements(opened: Workplace, play: Play) -> None:
    file = opened.file("requirements.txt")
    told = play("requirements")
    assert told["rows"][0] == "requests"
    assert file.read_text() == "requests"
    assert "Latest 2.32.5" in told["hover"]
    assert opened.index.count(Kind.LIST) == 0
    assert opened.index.count(Kind.PROJECT) <= 2  # `requests`, and what came first meanwhile


@pytest.mark.parametrize("text", ["oauth", "REQ", "reqeus", "flask-s"])
def test_the_order_is_the_servers(text: str, opened: Workplace, play: Play) -> None:
    """Names that begin so, hold it, and are a typing error away: VS Code moves none of them."""
    opened.file("requirements.txt")
    wanted = [match.spelling for match in starter.load().catalogue().complete(text, 10).items]
    assert len(wanted) > 5
    assert play("rowsOf", text=text, wanted=wanted) == wanted


def test_inside_a_toml_array(opened: Workplace, play: Play) -> None:
    file = opened.file("pyproject.toml", PYPROJECT)
    told = play(
        "accept",
        file="pyproject.toml",
        edits=[{"line": 6, "column": 4, "text": "req", "wanted": "requests"}],
        word="requests",
        said="2.32.5",
    )
    assert told["taken"] == ["requests"]
    assert file.read_text() == PYPROJECT.replace('""', '"requests"')


@pytest.mark.parametrize(
    ("file", "edit", "after"),
    [
        (
            ("requirements.txt", "httpx  # \N{PARTY POPPER}\N{FAMILY}\n\N{SNAKE}reqeusts"),
            {"line": 1, "column": 14, "text": "\nreqeus", "wanted": "requests"},
            "httpx  # \N{PARTY POPPER}\N{FAMILY}\nrequests\n\N{SNAKE}reqeusts",
        ),
        (
            (
                "pyproject.toml",
                '[project]\ndependencies = [ # \N{SNAKE}\N{PARTY POPPER}\n"\N{SNAKE}", ""]\n',
            ),
            {"line": 3, "column": 8, "text": "dja", "wanted": "Django"},
            '[project]\ndependencies = [ # \N{SNAKE}\N{PARTY POPPER}\n"\N{SNAKE}", "Django"]\n',
        ),
    ],
    ids=["requirements", "pyproject"],
)
def test_emoji_before_the_cursor(
    file: tuple[str, str], edit: dict[str, Any], after: str, opened: Workplace, play: Play
) -> None:
    written = opened.file(*file)
    play("accept", file=file[0], edits=[edit])
    assert written.read_text() == after


def test_versions(opened: Workplace, play: Play) -> None:
    file = opened.file("requirements.txt", "httpx\r\nrich\r\n")
    edit = {"line": 1, "column": 6, "text": "==", "wanted": "0.28.1"}
    assert play("accept", file="requirements.txt", edits=[edit])["taken"] == ["0.28.1"]
    assert file.read_bytes() == b"httpx==0.28.1\r\nrich\r\n"


def test_a_question_in_the_file(opened: Workplace, play: Play) -> None:
    """`#? http client` lists what fits; accepting leaves a requirement instead of the question."""
    file = opened.file("requirements.txt")
    told = play("question")
    assert {"httpx", "requests", "aiohttp"} <= set(told["rows"][:8])
    assert file.read_text() == "httpx"


def test_what_is_known_stands_beside_the_list(opened: Workplace, play: Play) -> None:
    """Ctrl+Space twice, as for any other language."""
    opened.file("requirements.txt")
    told = play("suggestDetails", text="httpx", wanted="httpx", said="0.28.1")
    assert "The next generation HTTP client." in told["said"]
    assert told["apart"]
