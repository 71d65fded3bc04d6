"""Asking for projects by their topic, on a line of a requirements file: `#? http client`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue.search_model import FoundBy
from pypi_language_server.features import offers
from pypi_language_server.features.model import ItemKind, Knowledge
from pypi_language_server.features.query_offer import NOT_YET, NOTHING, WAITING
from pypi_language_server.features.result_row import ResultRow
from pypi_language_server.features.symbols import outline
from pypi_language_server.index.model import ProjectStatus
from pypi_language_server.manifests.cursor import AtName, AtQuery
from pypi_language_server.names import normalize
from pypi_language_server.settings import CompletionSettings, ConstraintForm, InsertForm
from tests.support.check import (
    CURSOR,
    Fixture,
    check_accept,
    check_completion,
    check_no_hover,
    check_nothing,
    completed,
    knowing,
    pyproject,
    requirements,
)


def row(spelling: str, version: str = "", summary: str = "") -> ResultRow:
    return ResultRow(
        spelling, normalize(spelling), FoundBy.TEXT, popular=True, summary=summary, version=version
    )


HTTP = (
    row("httpx", "0.28.1", "The next generation HTTP client."),
    row("Requests", "2.32.3", "HTTP for people."),
    row("asyncio"),
    row("urllib3"),
)


def searching(
    *rows: ResultRow, settings: CompletionSettings | None = None
) -> tuple[Knowledge, list[tuple[str, int]]]:
    """What completion may draw upon, and the searches that it makes."""
    asked: list[tuple[str, int]] = []

    def search(query: str, limit: int) -> tuple[ResultRow, ...]:
        asked.append((query, limit))
        return rows[:limit]

    return knowing(settings=settings, search=search), asked


def found(marked: str, *rows: ResultRow) -> list[str]:
    """The labels that are offered at the cursor, all of them projects."""
    answer = completed(requirements(marked), knowledge=searching(*(rows or HTTP))[0])
    assert answer is not None, "this is no query"
    assert answer.incomplete
    assert {item.kind for item in answer.items} == {ItemKind.PROJECT}
    return [item.label for item in answer.items]


@pytest.mark.parametrize(
    "marked",
    [
        "#? http$0",
        "#?http$0",
        "# ? http$0",
        "#\t ?http$0",
        "#? h$0ttp",
        "#? http $0",
        "    #? http$0",
        "\t#? http$0\n",
        "flask\n#? http$0\ndjango\n",
        "flask\r\n#? http$0\r\ndjango\r\n",
        "\n\n#? http$0",
        "\ufeff#? http$0",
        "-r base.txt\n#? http$0",
        "flask \\\n  >=2\n#? http$0",
        "# a comment \\\n#? http$0",
        "#? \U0001f40d http$0",
    ],
)
def test_a_line_of_its_own_is_a_query(marked: str) -> None:
    assert found(marked) == ["httpx", "Requests", "urllib3"]


@pytest.mark.parametrize(
    "marked",
    [
        "flask #? http$0",
        "flask  # ? http$0",
        "-r base.txt #? http$0",
        "-r #? http$0",
        "flask \\\n#? http$0",
        "# http?$0",
        "## ? http$0",
        "#! ? http$0",
        "$0#? http",
        "#$0? http",
        "# what? $0",
    ],
)
def test_other_comments_stay_comments(marked: str) -> None:
    knowledge, asked = searching(*HTTP)
    place = offers.wanted(requirements(marked).document, requirements(marked).offset).place
    assert not isinstance(place, AtQuery)
    if not isinstance(place, AtName):
        check_nothing(requirements(marked), knowledge)
    assert asked == []


def test_it_is_no_query_in_a_pyproject() -> None:
    check_nothing(pyproject('[project]\ndependencies = [\n  #? http$0\n  "flask",\n]\n'))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#? http client$0", "httpx"),
        ("flask\n#? ht$0tp client  \ndjango\n", "flask\nhttpx\ndjango\n"),
        ("  # ? http$0\n", "  httpx\n"),
        ("flask  # web\n\n#?http$0\n\n", "flask  # web\n\nhttpx\n\n"),
        ("a\r\n#? http$0\r\nb\r\n", "a\r\nhttpx\r\nb\r\n"),
        ("# \U0001f40d\n#? \U0001f40d http$0 \U0001f40d\nb", "# \U0001f40d\nhttpx\nb"),
        ("#? http$0 \\\nb\n", "httpx\nb\n"),
    ],
)
def test_an_accepted_project_replaces_the_line(before: str, after: str) -> None:
    check_accept("httpx", requirements(before), after, knowledge=searching(*HTTP)[0])


def test_all_words_of_the_line_are_searched_for() -> None:
    knowledge, asked = searching(*HTTP)
    completed(requirements("#?  http $0 client  # fast \n"), knowledge=knowledge)
    assert {query for query, _ in asked} == {"http  client  # fast"}


def test_what_its_index_does_not_have_any_more_is_left_out() -> None:
    gone = replace(row("httpie"), missing=True)
    assert found("#? http$0", gone, row("httpx")) == ["httpx"]
    answer = completed(requirements("#? http$0"), knowledge=searching(gone)[0])
    assert answer is not None
    assert [item.label for item in answer.items] == [NOTHING]


@pytest.mark.parametrize(
    ("told", "remark"),
    [
        ({"version": "1.0"}, "1.0"),
        ({"version": "1.0", "yanked": True}, "1.0 · yanked"),
        ({"version": "1.0", "status": ProjectStatus.QUARANTINED}, "1.0 · quarantined"),
        ({"version": "1.0", "status": ProjectStatus.ARCHIVED, "yanked": True}, "1.0 · archived"),
        (
            {"version": "1.0", "fits": False, "requires_python": ">=3.99"},
            "1.0 · needs Python >=3.99",
        ),
        ({}, ""),
    ],
)
def test_what_speaks_against_a_project_stands_beside_its_version(
    told: dict[str, Any], remark: str
) -> None:
    knowledge = searching(replace(row("httpx"), **told))[0]
    answer = completed(requirements("#? http$0"), knowledge=knowledge)
    assert answer is not None
    assert [item.detail for item in answer.items] == [remark]


@pytest.mark.parametrize(
    ("marked", "is_ready", "label"),
    [
        ("#? http$0", True, NOTHING),
        ("#? http$0", False, NOT_YET),
        ("#? $0", True, WAITING),
        ("#? $0", False, WAITING),
    ],
)
def test_nothing_found_is_said_when_everything_was_searched(
    marked: str, is_ready: bool, label: str
) -> None:
    knowledge = replace(searching()[0], search_is_ready=is_ready)
    answer = completed(requirements(marked), knowledge=knowledge)
    assert answer is not None
    assert ([item.label for item in answer.items], answer.incomplete) == ([label], True)


def test_items_look_like_those_of_names() -> None:
    answer = completed(requirements("#? http$0"), knowledge=searching(*HTTP)[0])
    assert answer is not None
    first = answer.items[0]
    assert (first.detail, first.summary) == ("0.28.1", "The next generation HTTP client.")
    assert answer.items[2].detail == ""


def test_what_is_declared_already_goes_last() -> None:
    knowledge = searching(*HTTP)[0]
    answer = completed(requirements("HTTPX>=0.2\n#? http$0\nurllib3\n"), knowledge=knowledge)
    assert answer is not None
    shown = [(item.label, item.detail, item.declared) for item in answer.items]
    assert shown == [
        ("Requests", "2.32.3", False),
        ("httpx", "already declared", True),
        ("urllib3", "already declared", True),
    ]


def test_the_limit_is_kept() -> None:
    rows = [row(f"http{number}") for number in range(90)]
    settings = CompletionSettings(limit=7)
    knowledge, asked = searching(*rows, settings=settings)
    answer = completed(requirements("#? http$0"), settings=settings, knowledge=knowledge)
    assert answer is not None
    assert len(answer.items) == 7
    assert max(limit for _, limit in asked) <= 7 + 4


@pytest.mark.parametrize(
    ("settings", "after"),
    [
        (CompletionSettings(insert=InsertForm.NORMALIZED), "requests"),
        (CompletionSettings(constraint=ConstraintForm.MINIMUM), "Requests>=2.32.3"),
        (CompletionSettings(constraint=ConstraintForm.COMPATIBLE), "Requests~=2.32"),
    ],
)
def test_the_settings_of_names_count(settings: CompletionSettings, after: str) -> None:
    knowledge = searching(*HTTP, settings=settings)[0]
    check_accept("Requests", requirements("#? http$0"), after, knowledge=knowledge)


@pytest.mark.parametrize("version", ["", "no version"])
def test_no_constraint_is_made_up(version: str) -> None:
    settings = CompletionSettings(constraint=ConstraintForm.EXACT)
    knowledge = searching(row("httpx", version), settings=settings)[0]
    check_accept("httpx", requirements("#? x$0"), "httpx", knowledge=knowledge)


@pytest.mark.parametrize("marked", ["#?$0", "#? $0", "  # ?  $0\n", "#? $0 "])
def test_without_words_one_item_says_what_to_do(marked: str) -> None:
    knowledge, asked = searching(*HTTP)
    check_completion(requirements(marked), WAITING, knowledge=knowledge)
    check_accept(WAITING, requirements(marked), marked.replace(CURSOR, ""), knowledge=knowledge)
    assert asked == []


def test_words_that_find_nothing_are_told_so() -> None:
    knowledge = searching()[0]
    check_completion(requirements("#? qwxz$0"), NOTHING, knowledge=knowledge)
    check_accept(NOTHING, requirements("a\n#? q$0w\n"), "a\n#? qw\n", knowledge=knowledge)


def test_names_that_no_file_can_hold_are_left_out() -> None:
    assert found("#? x$0", row("no name"), row("../x"), row("fine")) == ["fine"]


@pytest.mark.parametrize(
    ("marked", "trigger", "welcome"),
    [
        ("#?$0", "?", True),
        ("#? $0", " ", True),
        ("#? http $0", " ", True),
        ("#? -$0", "-", True),
        ("#? a.$0", ".", True),
        ("flask?$0", "?", False),
        ("$0", "?", False),
        ("flask>=1?$0", "?", False),
        ("# what?$0", "?", False),
        ("-r a?$0", "?", False),
    ],
)
def test_which_keys_open_a_list(marked: str, trigger: str, welcome: bool) -> None:
    fixture = requirements(marked)
    assert offers.wanted(fixture.document, fixture.offset).welcomes(trigger) is welcome


def test_hover_and_outline_see_a_comment() -> None:
    check_no_hover(requirements("flask\n#? requ$0ests\n"))
    assert [symbol.name for symbol in outline(requirements("flask\n#? x$0\n").document)] == [
        "flask"
    ]


PIECES = st.sampled_from(
    [
        "#?",
        "# ?",
        "#",
        "?",
        " ",
        "\n",
        "\r\n",
        "http",
        "flask>=1",
        "\\\n",
        "\f",
        "-r ",
        "\U0001f40d",
    ]
)
SIDES = st.lists(PIECES, max_size=7).map("".join)
Kind = Callable[[str], Fixture]


@given(SIDES, SIDES)
def test_a_query_changes_its_line_and_nothing_else(before: str, after: str) -> None:
    """All rules of all answers hold, too: `completed` checks them."""
    fixture = requirements(f"{before}{CURSOR}{after}")
    place = offers.wanted(fixture.document, fixture.offset).place
    answer = completed(fixture, knowledge=searching(*HTTP)[0])
    if not isinstance(place, AtQuery):
        return
    assert answer is not None
    item, span = answer.items[0], place.replace
    assert place.query in place.replace.of(fixture.text)
    head, tail = fixture.text[: span.start], fixture.text[span.end :]
    assert not head or head[-1] in " \n\r\f\ufeff\\"
    assert not tail or tail[0] in "\n\r\f"
    if item.kind is ItemKind.PROJECT:
        text = head + item.insert + tail
        after_it = Fixture(type(fixture.document)("file:///f", 1, text, fixture.document.kind), 0)
        names = [one.name.value for one in after_it.document.manifest.entries if one.name]
        assert item.insert in names


@given(SIDES, SIDES)
def test_a_query_is_no_requirement(before: str, after: str) -> None:
    """The manifest is the same with and without the words of a query."""
    text = f"{before}\n#? http\n{after}"
    said = [entry.name for entry in requirements(text + CURSOR).document.manifest.entries]
    plain = text.replace("\n#? http\n", "\n#x http\n", 1)
    assert [e.name for e in requirements(plain + CURSOR).document.manifest.entries] == said
