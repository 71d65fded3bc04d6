"""The written list of queries is in order, and its measure counts as it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from pypi_language_server.catalogue import starter
from pypi_language_server.names import NormalizedName, normalize
from tests.bench.search_quality import (
    FAMILIES,
    FIRST,
    SYNTAX,
    Answer,
    Figures,
    Query,
    behind_namesakes,
    engine,
    figures,
    miss_lines,
    plain_search,
    read,
    starter_texts,
)

LEAST = {"exact": 60, "prefix": 60, "typo": 60, "import": 60, "topic": 100}
FLOORS = {"exact": 0.9, "prefix": 0.8, "typo": 0.7, "import": 0.8, "topic": 0.6}
EVERY = 4  # of the queries, for the smoke test

QUERIES = read()
RANKED = [query for query in QUERIES if query.family in FAMILIES]


def _answer(*names: str) -> Answer:
    return [normalize(name) for name in names]


def test_five_families_and_syntax() -> None:
    assert {query.family for query in QUERIES} == {*FAMILIES, SYNTAX}
    assert len(RANKED) >= 300


@pytest.mark.parametrize(("family", "least"), LEAST.items())
def test_each_family_is_large_enough(family: str, least: int) -> None:
    assert sum(query.family == family for query in QUERIES) >= least


@pytest.mark.parametrize("family", FAMILIES)
def test_every_third_query_is_held_out(family: str) -> None:
    held = [query.held_out for query in QUERIES if query.family == family]
    assert held == [place % 3 == 0 for place in range(1, len(held) + 1)]


def test_no_query_is_asked_twice() -> None:
    asked = Counter((query.family, query.text) for query in QUERIES)
    assert [key for key, times in asked.items() if times > 1] == []


def test_expected_projects_are_in_the_starter_catalogue_as_they_are_spelled_there() -> None:
    spellings = {entry.spelling for entry in starter.load().entries}
    named = {name for query in QUERIES for name in (*query.expected, *query.unwanted)}
    assert named - spellings == set()


def test_ranked_queries_say_what_they_expect_and_nothing_else() -> None:
    for query in RANKED:
        assert query.expected, query
        assert query.unwanted == (), query
        assert not query.nothing, query
        assert len(set(query.expected)) == len(query.expected), query


def test_typing_errors_are_errors() -> None:
    """Else they would measure what the exact family measures."""
    for query in QUERIES:
        if query.family == "typo":
            assert normalize("-".join(query.text.split())) not in starter.load().by_name, query


def test_exact_queries_are_the_name_in_some_spelling() -> None:
    for query in QUERIES:
        if query.family == "exact":
            folded = query.text.lower().translate(str.maketrans("", "", " -_."))
            assert {normalize(name).replace("-", "") for name in query.expected} == {folded}, query


def test_the_place_is_that_of_the_first_expected_project() -> None:
    query = Query("topic", False, "tables", ("Pandas", "polars"))
    assert query.place(_answer("csv", "polars", "pandas")) == 2
    assert query.place(_answer(*"abcdefghij", "pandas")) is None
    assert query.place([]) is None


def test_figures_count_places() -> None:
    assert figures([1, 2, 5, 10, None]) == Figures(5, 0.2, 0.6, pytest.approx(1.8 / 5))
    assert figures([]) == Figures(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (("flask", "bottle"), True),
        (("flask", "bottle", "django"), False),
        (("bottle",), False),
        ((*"abcde", "flask"), False),
    ],
)
def test_syntax_wants_what_it_names_and_not_what_it_excludes(
    answer: tuple[str, ...], kept: bool
) -> None:
    query = Query(SYNTAX, False, "web -django", ("Flask",), ("Django",))
    assert query.kept(_answer(*answer)) is kept


def test_nothing_means_no_well_known_project() -> None:
    query = Query(SYNTAX, False, "xqzvw", (), nothing=True)
    assert query.kept([])
    assert query.kept(_answer("xqzvw-of-a-stranger"))
    assert not query.kept(_answer("xqzvw-of-a-stranger", "requests"))


def test_the_baseline_finds_every_word_in_name_or_summary_in_the_order_given() -> None:
    plain = plain_search(["zest-requests", "Requests", "aiohttp", "other"])
    assert plain("requests") == _answer("zest-requests", "Requests")
    assert plain("HTTP requests") == _answer("Requests")
    assert plain("requests http") == _answer("Requests")
    assert plain("of nothing like that") == []
    assert plain("  ") == []


def test_namesakes_are_little_known_projects_named_as_typed() -> None:
    answers: Mapping[Query, Answer] = {
        Query("typo", False, "fla sk", ("Flask",)): _answer("fla-sk", "flask"),
        Query("typo", False, "flaskk", ("Flask",)): _answer("flaskk", "bottle", "flask"),
        Query("topic", False, "bottle", ("Flask",)): _answer("bottle", "flask"),
        Query("topic", False, "web", ("Flask",)): _answer("web-of-a-stranger", "flask"),
        Query("topic", False, "nothing at all", ("Flask",)): [],
    }
    assert behind_namesakes(answers, answers) == 1


def test_misses_do_not_show_held_out_queries() -> None:
    shown = Query("topic", False, "seen", ("Flask",))
    hidden = Query("topic", True, "unseen", ("Django",))
    fine = Query("topic", False, "fine", ("Django",))
    answers: Mapping[Query, Answer] = {
        shown: _answer("bottle", "flask"),
        hidden: [],
        fine: _answer("django"),
    }
    text = "\n".join(miss_lines([shown, hidden, fine], answers))
    assert "seen" in text
    assert "bottle, flask" in text
    assert "expected Flask" in text
    assert "unseen" not in text
    assert "fine" not in text
    assert "1 held-out" in text


def test_searching_the_starter_catalogue_answers_most_of_it() -> None:
    """Far below the figures of `make bench`: this only notices when something breaks."""
    ours = engine(starter.load().catalogue(), starter_texts())
    places: dict[str, list[int | None]] = {family: [] for family in FAMILIES}
    for query in RANKED[::EVERY]:
        places[query.family].append(query.place(ours(query.text)))
    reached = {family: figures(found).hit5 for family, found in places.items()}
    assert {family for family, floor in FLOORS.items() if reached[family] < floor} == set()


def test_answers_are_normalised_names_without_repetition() -> None:
    ours = engine(starter.load().catalogue(), starter_texts())
    answer: list[NormalizedName] = ours("http client")
    assert answer == list(dict.fromkeys(map(normalize, answer)))
    assert len(answer) >= FIRST
