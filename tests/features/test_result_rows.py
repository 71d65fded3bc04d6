"""What is shown of a project that a search found: its row, the rows' order, data and words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue.model import CatalogueStamp, Origin
from pypi_language_server.catalogue.search_model import Found, FoundBy, Standing
from pypi_language_server.environment import PythonEnvironment
from pypi_language_server.features import result_words
from pypi_language_server.features.result_data import as_data
from pypi_language_server.features.result_order import Order, ordered
from pypi_language_server.features.result_row import Local, ResultRow, result_row
from pypi_language_server.index.model import (
    Answer,
    IndexUnavailable,
    Known,
    Link,
    LinkKind,
    Missing,
    Pending,
    ProjectDocument,
    ProjectStatus,
    Release,
    Unavailable,
)
from pypi_language_server.names import normalize

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
INDEX = "https://index.example/simple/"
PYTHON = PythonEnvironment("3.12.1", {}, "the test")
LOCAL = Local("The starter's words.", Standing(7, 1_000), "1.0", PYTHON, 42)
FOUND = Found("Sprocket", normalize("Sprocket"), FoundBy.NAME)


def known(**changes: object) -> Known:
    document = ProjectDocument(
        "Sprocket",
        INDEX,
        "Turns wheels.",
        "2.0",
        (Release("2.0", NOW, ">=3.9"), Release("1.0")),
    )
    return Known(replace(document, **changes), NOW)  # type: ignore[arg-type] # a test's own fields


def row(name: str = "sprocket", why: FoundBy = FoundBy.NAME, **facts: object) -> ResultRow:
    return ResultRow(name, normalize(name), why, popular=False, **facts)  # type: ignore[arg-type] # likewise


# -- one row


def test_what_an_index_said_comes_before_our_own_words() -> None:
    found = result_row(FOUND, known(), LOCAL)
    assert (found.spelling, found.name, found.why) == ("Sprocket", "sprocket", FoundBy.NAME)
    assert (found.summary, found.version, found.released) == ("Turns wheels.", "2.0", NOW)
    assert (found.requires_python, found.fits) == (">=3.9", True)
    assert (found.installed, found.outdated, found.serial) == ("1.0", True, 42)
    assert found.popular  # it has a standing


@pytest.mark.parametrize(
    "answer",
    [
        None,
        Pending(FOUND.name),
        Unavailable(FOUND.name, IndexUnavailable(INDEX, "the server is down")),
        Missing(FOUND.name, INDEX, NOW),
    ],
)
def test_without_an_answer_nothing_is_claimed(answer: Answer | None) -> None:
    found = result_row(FOUND, answer, LOCAL)
    assert found.summary == "The starter's words."
    assert (found.version, found.released, found.fits, found.link) == ("", None, None, "")
    assert found.installed == "1.0"
    assert not found.outdated
    assert found.missing == isinstance(answer, Missing)


def test_an_index_without_summaries_leaves_ours() -> None:
    assert result_row(FOUND, known(summary=""), LOCAL).summary == "The starter's words."


@pytest.mark.parametrize(
    ("requires", "python", "fits"),
    [
        (">=3.9", "3.12.1", True),
        (">=3.13", "3.12.1", False),
        (">=3.13", "3.13.0rc1", False),
        (">=3.12", "3.13.0rc1", True),
        ("<3.12", "3.12.1", False),
        ("", "3.12.1", True),
        ("", "", None),
        (">=3.9", "", None),
        (">=3.9", "what", None),
        ("nonsense", "3.12.1", None),
    ],
)
def test_whether_the_latest_runs_here(requires: str, python: str, fits: bool | None) -> None:
    answer = known(releases=(Release("2.0", NOW, requires),))
    found = result_row(FOUND, answer, replace(LOCAL, environment=PythonEnvironment(python)))
    assert found.fits is fits


def test_standings_and_yanked_releases_are_kept() -> None:
    found = result_row(FOUND, known(status=ProjectStatus.ARCHIVED), LOCAL)
    assert found.status is ProjectStatus.ARCHIVED
    assert result_row(FOUND, known(releases=(Release("2.0", yanked=True),)), LOCAL).yanked
    assert not result_row(FOUND, known(releases=()), LOCAL).yanked


@pytest.mark.parametrize(
    ("links", "link"),
    [
        ([("index", "https://index.example/p"), ("homepage", "https://s.example")], "index"),
        ([("source", "https://code.example"), ("homepage", "https://s.example")], "homepage"),
        ([("homepage", "javascript:alert(1)"), ("source", "https://code.example")], "source"),
        ([("homepage", "https://jo:pw@s.example")], None),
        ([("issues", "https://bugs.example")], None),
        ([], None),
    ],
)
def test_the_link_is_one_that_is_safe_to_follow(
    links: list[tuple[str, str]], link: str | None
) -> None:
    made = tuple(Link(LinkKind(kind), kind, url) for kind, url in links)
    found = result_row(FOUND, known(links=made), LOCAL)
    assert found.link == (dict(links)[link] if link else "")


@pytest.mark.parametrize(
    ("installed", "latest", "outdated"),
    [
        ("1.0", "2.0", True),
        ("2.0", "2.0", False),
        ("2.0.0", "2.0", False),
        ("2.1.dev3", "2.0", False),
        ("1.9", "1.10", True),
        ("", "2.0", False),
        ("1.0", "", False),
        ("what", "2.0", False),
        ("1.0", "what", False),
    ],
)
def test_what_is_installed_is_compared_as_versions(
    installed: str, latest: str, outdated: bool
) -> None:
    assert row(installed=installed, version=latest).outdated is outdated


@given(st.text(), st.text(), st.text(), st.text(), st.text())
def test_foreign_text_is_one_bounded_clean_line(
    name: str, summary: str, version: str, requires: str, installed: str
) -> None:
    answer = known(
        summary=summary * 40, latest=version, releases=(Release(version, NOW, requires),)
    )
    found = result_row(replace(FOUND, spelling=name), answer, replace(LOCAL, installed=installed))
    texts = (found.spelling, found.summary, found.version, found.requires_python, found.installed)
    assert all(text == "" or text.isprintable() for text in texts)
    assert max(map(len, texts)) <= 300
    json.dumps(as_data(found))


# -- order


def many() -> list[ResultRow]:
    """By relevance; `exact` is what was asked for."""
    west = timezone(timedelta(hours=-8))
    return [
        row("exact", FoundBy.EXACT),
        row("c", standing=Standing(3), released=datetime(2025, 1, 1, tzinfo=UTC)),
        row("b", standing=Standing(9, 500), serial=8),
        row("d", standing=Standing(1, 900), released=datetime(2026, 1, 1, tzinfo=west)),
        row("a", serial=9),
        row("e", standing=Standing(2), released=datetime(2026, 1, 1, 7, 0, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.RELEVANCE, "exact c b d a e"),
        (Order.NAME, "exact a b c d e"),
        (Order.DOWNLOADS, "exact d b e c a"),
        (Order.UPDATED, "exact d e c a b"),
    ],
)
def test_orders(order: Order, names: str) -> None:
    assert [item.name for item in ordered(many(), order)] == names.split()


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from("abc"),
        st.sampled_from(FoundBy),
        standing=st.none() | st.builds(Standing, st.integers(0, 3), st.none() | st.integers(0, 3)),
        released=st.none() | st.sampled_from([NOW, NOW - timedelta(days=1)]),
        serial=st.integers(0, 2),
    )
)


@given(ROWS, st.sampled_from(Order))
def test_an_order_loses_nothing_and_keeps_what_is_equal(
    rows: list[ResultRow], order: Order
) -> None:
    found = ordered(rows, order)
    assert sorted(map(id, found)) == sorted(map(id, rows))
    assert ordered(found, order) == found
    if rows and rows[0].why is FoundBy.EXACT:
        assert found[0] is rows[0]


@given(ROWS)
def test_where_nothing_is_known_relevance_stays(rows: list[ResultRow]) -> None:
    bare = [row(item.name) for item in rows]
    for order in (Order.DOWNLOADS, Order.UPDATED):
        assert [*map(id, ordered(bare, order))] == [*map(id, bare)]


# -- data


def test_data_of_a_row_that_is_known() -> None:
    answer = known(links=(Link(LinkKind.INDEX, "p", "https://index.example/p"),))
    assert as_data(result_row(FOUND, answer, LOCAL)) == {
        "name": "Sprocket",
        "normalized": "sprocket",
        "version": "2.0",
        "summary": "Turns wheels.",
        "released": "2026-03-01T12:00:00+00:00",
        "installed": "1.0",
        "outdated": True,
        "requiresPython": ">=3.9",
        "fits": True,
        "popular": True,
        "rank": 8,
        "downloads": 1000,
        "exact": False,
        "why": "name",
        "status": "active",
        "yanked": False,
        "missing": False,
        "link": "https://index.example/p",
    }


def test_data_of_a_row_that_nothing_is_known_of() -> None:
    data = as_data(row())
    known_anyway = {"name", "normalized", "popular", "exact", "why", "missing"}
    assert {key for key, value in data.items() if value is not None} == known_anyway
    assert set(data) == set(as_data(result_row(FOUND, known(), LOCAL)))


def test_a_quarantined_project_has_no_version_but_a_status() -> None:
    data = as_data(row(status=ProjectStatus.QUARANTINED))
    assert (data["version"], data["status"]) == (None, "quarantined")


# -- words


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ()),
        ({"status": ProjectStatus.ARCHIVED}, ("archived",)),
        ({"status": ProjectStatus.QUARANTINED, "yanked": True}, ("quarantined", "yanked")),
        ({"missing": True}, ("not on the index",)),
        ({"requires_python": ">=3.14", "fits": False}, ("needs Python >=3.14",)),
        ({"requires_python": ">=3.14", "fits": None}, ()),
        ({"requires_python": ">=3.9", "fits": True}, ()),
    ],
)
def test_notes(facts: dict[str, object], said: tuple[str, ...]) -> None:
    assert result_words.notes(row(**facts)) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1.0k"),
        (1_234, "1.2k"),
        (9_949, "9.9k"),
        (9_951, "10k"),
        (99_999, "100k"),
        (999_499, "999k"),
        (999_500, "1.0M"),
        (812_345_678, "812M"),
        (999_500_000, "1.0B"),
        (1_250_000_001, "1.3B"),
    ],
)
def test_short_counts(count: int, said: str) -> None:
    assert result_words.short_count(count) == said


@given(st.integers(0, 999_000_000_000))
def test_a_short_count_has_four_characters_at_most(count: int) -> None:
    assert len(result_words.short_count(count)) <= 4


LISTED = CatalogueStamp(Origin.INDEX, 880_123, INDEX, NOW - timedelta(hours=3))


@pytest.mark.parametrize(
    ("stamp", "texts", "said"),
    [
        (LISTED, 15_004, "Searched 880,123 names and 15,004 summaries, listed 3 hours ago."),
        (LISTED, 0, "Searched 880,123 names, listed 3 hours ago."),
        (replace(LISTED, built_at=None), 0, "Searched 880,123 names."),
        (
            CatalogueStamp(Origin.STARTER, 3_799),
            3_799,
            "Searched the built-in starter catalogue only: 3,799 names and 3,799 summaries.",
        ),
    ],
)
def test_what_was_searched(stamp: CatalogueStamp, texts: int, said: str) -> None:
    assert result_words.searched_words(stamp, texts, NOW) == said


def test_corrections() -> None:
    assert result_words.correction_words(()) == ""
    said = result_words.correction_words((("reqeusts", "requests"), ("htpp", "http")))
    assert said == "Showing results for “requests http” instead of “reqeusts htpp”."
