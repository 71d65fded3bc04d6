"""Projects added, updated and looked at in VS Code, by the palette and by a search's buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.editors.vscode.workplace import Workplace
from tests.support.fake_index import Kind

Play = Callable[..., Any]
PYPROJECT = """\
[project]
name = "weather"
dependencies = [
  "rich>=14",  # colours
]

[dependency-groups]
dev = ["ruff"]
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A file before and after a project was added to it.

    Attributes:
        place: what is chosen where the file has several places.
    """

    file: str
    before: str
    query: str
    choose: str
    after: str
    place: str = ""


CASES = (
    Case("requirements.txt", "rich\r\n", "httpx", "httpx", "rich\r\nhttpx\r\n"),
    Case(
        "pyproject.toml",
        PYPROJECT,
        "httpx",
        "httpx",
        PYPROJECT.replace("colours\n", 'colours\n  "httpx",\n'),
        place="project.dependencies",
    ),
    Case(
        "pyproject.toml",
        PYPROJECT,
        "test runner",
        "pytest",
        PYPROJECT.replace('["ruff"]', '["ruff", "pytest"]'),
        place="dev",
    ),
    Case(
        "Pipfile",
        '[packages]\nrich = "*"\n\n[dev-packages]\nruff = "*"\n',
        "httpx",
        "httpx",
        '[packages]\nrich = "*"\nhttpx = "*"\n\n[dev-packages]\nruff = "*"\n',
        place="packages",
    ),
    Case(
        "environment.yml",
        "dependencies:\n  - python\n  - pip:\n      - rich\n",
        "httpx",
        "httpx",
        "dependencies:\n  - python\n  - pip:\n      - rich\n      - httpx\n",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file} {case.place}".strip())
def test_adding_to_the_open_file(opened: Workplace, play: Play, case: Case) -> None:
    file = opened.file(case.file, case.before)
    told = play(
        "adding",
        open=case.file,
        file=case.file,
        query=case.query,
        choose=case.choose,
        place=case.place,
    )
    assert file.read_bytes().decode() == case.after
    assert bool(told["places"]) == bool(case.place)


def test_adding_with_no_file_open_asks_which(opened: Workplace, play: Play) -> None:
    file = opened.file("pyproject.toml", PYPROJECT)
    opened.file("requirements.txt")
    opened.file("notes.txt")
    told = play("adding", file="pyproject.toml", query="httpx", choose="httpx", place="dev")
    assert told["files"] == ["pyproject.toml", "requirements.txt"]
    assert len(told["places"]) >= 2
    assert file.read_text() == PYPROJECT.replace('["ruff"]', '["ruff", "httpx"]')


def test_what_is_there_already_is_not_added_again(opened: Workplace, play: Play) -> None:
    opened.file("requirements.txt", "rich\nhttpx>=0.27\n")
    told = play("refused", open="requirements.txt", query="httpx", words="httpx")
    assert "already" in told["text"]
    assert told["isDirty"] == 0


def test_updating_all_and_undoing_it_with_one_key(opened: Workplace, play: Play) -> None:
    text = "rich\nhttpx>=0.20,<0.27  # slow\nrequests==2.31.0\nurllib3>=2\n"
    opened.file("requirements.txt", text)
    told = play("updating", open="requirements.txt", words="Raised")
    assert "Raised 2 constraints: " in told["said"]
    assert told["after"] == [
        "rich",
        "httpx>=0.20,<0.29  # slow",
        "requests==2.32.5",
        "urllib3>=2",
        "",
    ]
    assert told["dirty"] == 0


def test_updating_where_nothing_is_behind(opened: Workplace, play: Play) -> None:
    opened.file("requirements.txt", "rich\nhttpx>=0.20\n")
    told = play("updating", open="requirements.txt", words="Every constraint")
    assert told["after"] == ["rich", "httpx>=0.20", ""]
    assert told["dirty"] == 0


def page_of(name: str, place: Workplace) -> str:
    """Return a page's address as a browser is sent to it: through VS Code's server, on loopback."""
    return f"/proxy/{place.index.origin.rpartition(':')[2]}/project/{name}/"


def test_showing_the_page_of_the_project_at_the_cursor(opened: Workplace, play: Play) -> None:
    opened.file("requirements.txt", "rich\nhttpx[http2]>=0.27\n# nothing\n")
    address = play("pageOf", open="requirements.txt", line=2, column=3)
    assert address.endswith(page_of("httpx", opened))
    play("pageOf", open="requirements.txt", line=3, column=5, nothing="No project page")


def test_the_buttons_of_a_row(opened: Workplace, play: Play) -> None:
    """One opens the project's page, one its details; neither ends the search."""
    file = opened.file("requirements.txt", "rich\n")
    told = play(
        "buttons", open="requirements.txt", query="httpx", choose="httpx", wanted="Latest 0.28.1"
    )
    assert told["address"].endswith(page_of("httpx", opened))
    assert "The next generation HTTP client." in told["shown"]
    assert "http2" in told["shown"]
    assert file.read_text() == "rich\nhttpx\n"


def test_searching_for_what_nobody_has(opened: Workplace, play: Play) -> None:
    opened.file("requirements.txt", "rich\n")
    told = play("nothingFound", open="requirements.txt", query="qqzzxxqq")
    assert told["rows"][0].startswith("Nothing found for “qqzzxxqq”")
    assert "“PyPI: Refresh the list of names” downloads" in told["rows"][0]
    assert told["dirty"] == 0
    assert told["said"] == []
    assert opened.index.count(Kind.PROJECT) == 0


def test_searching_while_the_server_is_away(opened: Workplace, play: Play) -> None:
    file = opened.file("requirements.txt", "rich\n")
    told = play("searchingKilled", open="requirements.txt", query="httpx", choose="httpx")
    assert told["before"] not in told["after"]
    assert told["said"] == []
    assert file.read_text() == "rich\nhttpx\n"


def test_searching_with_no_manifest_open(opened: Workplace, play: Play) -> None:
    opened.file("notes.txt")
    told = play("searchingElsewhere", query="http client", choose="httpx")
    assert told["ways"] == [
        "Copy “httpx”",
        "Add to a file…",
        "Open its project page",
    ]
    assert told["copied"] == "httpx"
