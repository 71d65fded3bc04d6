"""How texts lie in memory: every word in its field, whatever foreign texts hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue.search_model import ProjectText
from pypi_language_server.catalogue.search_words import IN_NAMES, IN_TEXTS, probe
from pypi_language_server.catalogue.texts import TextField, Texts
from pypi_language_server.names import NormalizedName, normalize
from tests.unit.catalogue.search_cases import ENTRIES, TEXTS, text

ALL = (1.0, 1.0, 1.0, 1.0)
ONLY = {field: tuple(float(field == it) for it in TextField) for field in TextField}


def in_text(texts: Texts, word: str, weights: tuple[float, ...] = ALL) -> dict[str, float]:
    found = texts.in_text(probe(word, literal=False, shortest=IN_TEXTS), weights)
    return {texts.spellings[number]: worth for number, worth in found.items()}


def in_names(word: str, *, literal: bool = False) -> dict[str, float]:
    found = TEXTS.in_names(probe(word, literal=literal, shortest=IN_NAMES))
    return {TEXTS.spellings[number]: worth for number, worth in found.items()}


def test_every_entry_is_known_by_its_number() -> None:
    assert len(TEXTS) == len(ENTRIES)
    for number, entry in enumerate(ENTRIES):
        assert TEXTS.number(entry.name) == number
        assert TEXTS.name(number) == entry.name
        assert TEXTS.spellings[number] == entry.spelling


@pytest.mark.parametrize("name", ["", "request", "equests", "x", "é"])
def test_other_names_have_no_number(name: str) -> None:
    assert TEXTS.number(name) is None


@pytest.mark.parametrize(
    ("word", "field", "expected"),
    [
        ("yaml", TextField.IMPORTS, {"PyYAML"}),
        ("async", TextField.TOPICS, {"httpx", "asyncpg"}),
        ("http", TextField.SUMMARY, {"requests", "httpx"}),
        ("rope", TextField.FURTHER, {"gevent"}),
        ("rope", TextField.TOPICS, set()),
        ("ttp", TextField.SUMMARY, set()),
        ("c++", TextField.SUMMARY, {"gevent"}),
    ],
)
def test_words_stand_in_their_fields(word: str, field: TextField, expected: set[str]) -> None:
    assert set(in_text(TEXTS, word, ONLY[field])) == expected


def test_the_better_hit_counts() -> None:
    texts = Texts.of([text("a-thing", "Fishing for fish.", (), ("fisher",))])
    assert in_text(texts, "fish", (0, 0.5, 0.9, 0)) == {"a-thing": 0.9}
    assert in_text(texts, "fish", (0, 0.9, 0.5, 0)) == {"a-thing": pytest.approx(0.72)}


@pytest.mark.parametrize(
    ("word", "literal", "expected"),
    [
        ("learn", False, {"scikit-learn"}),
        ("soup", False, {"beautifulsoup4"}),
        ("up", False, set()),
        ("be", False, {"beautifulsoup4"}),
        ("python", False, {"opencv-python"}),
        ("open", True, set()),
        ("scikit-learn", True, {"scikit-learn"}),
        ("scikit-lear", True, set()),
    ],
)
def test_parts_of_names(word: str, literal: bool, expected: set[str]) -> None:
    assert set(in_names(word, literal=literal)) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("http client", {("requests", TextField.TOPICS), ("httpx", TextField.TOPICS)}),
        ("google protobuf", {("protobuf", TextField.IMPORTS)}),
        ("yaml", {("PyYAML", TextField.IMPORTS), ("PyYAML", TextField.TOPICS)}),
        ("client", set()),
        ("http", set()),
        ("send http requests", {("requests", TextField.SUMMARY)}),
        ("framework rope", {("gevent", TextField.FURTHER)}),
    ],
)
def test_whole_items(phrase: str, expected: set[tuple[str, TextField]]) -> None:
    found = {(TEXTS.spellings[number], field) for number, field in TEXTS.items(phrase.encode())}
    assert found == expected


@pytest.mark.parametrize(
    ("squeezed", "expected"),
    [
        ("scikitlearn", [("scikit-learn", True)]),
        ("scikitl", [("scikit-learn", False)]),
        ("flask", [("Flask", True), ("Flask-Login", False)]),
        ("learn", []),
    ],
)
def test_names_without_their_hyphens(squeezed: str, expected: list[tuple[str, bool]]) -> None:
    found = [(TEXTS.spellings[number], whole) for number, whole in TEXTS.spelled(squeezed)]
    assert found == expected


@pytest.mark.parametrize("name", ["a\nb", "", "-", "é", "a b"])
def test_what_is_no_name_is_left_out(name: str) -> None:
    texts = Texts.of([ProjectText(NormalizedName(name), name), text("sound", "Fish.")])
    assert (len(texts), texts.number("sound"), in_text(texts, "fish")) == (1, 0, {"sound": 1.0})


def test_no_texts_hold_nothing() -> None:
    texts = Texts.of(())
    assert (len(texts), texts.number("a"), in_text(texts, "a")) == (0, None, {})
    assert not list(texts.items(b"a"))
    assert not list(texts.spelled("a"))
    assert not texts.vocabulary.near("something", 3)


def test_long_texts_are_cut() -> None:
    long = text("big", f"{'word ' * 10**5} behind", (), tuple(f"w{place}" for place in range(999)))
    texts = Texts.of([long])
    assert len(texts.text) < 3000
    assert in_text(texts, "behind") == {}


def test_the_first_dozen_keywords_are_topics() -> None:
    texts = Texts.of([text("vain", "", (), ("A :: Class", *(f"word{at}" for at in range(20))))])
    assert in_text(texts, "word11", ONLY[TextField.TOPICS]) == {"vain": 1.0}
    assert in_text(texts, "word12", ONLY[TextField.TOPICS]) == {}
    assert in_text(texts, "word12", ONLY[TextField.FURTHER]) == {"vain": 1.0}
    assert in_text(texts, "class", ONLY[TextField.FURTHER]) == {"vain": 1.0}


FOREIGN = st.text(st.sampled_from("ab \n\r\0\x1d\x1e\x1f\x85\u2028é“”,-日\ud800"), max_size=12)


@given(
    st.lists(st.tuples(FOREIGN, FOREIGN, FOREIGN), max_size=5), st.sampled_from(["aa", "é", "b"])
)
def test_foreign_texts_stay_within_their_entry_and_field(
    rows: list[tuple[str, str, str]], word: str
) -> None:
    """A mark of ours inside a foreign text moves nothing: the plain statement, row by row."""
    texts = Texts.of(
        text(f"p{place}", summary, (module,), (topic,))
        for place, (module, topic, summary) in enumerate(rows)
    )
    for field, column in ((TextField.IMPORTS, 0), (TextField.TOPICS, 1), (TextField.SUMMARY, 2)):
        wanted = {f"p{place}" for place, row in enumerate(rows) if word in plain_words(row[column])}
        assert wanted <= set(in_text(texts, word, ONLY[field]))
        has = {f"p{place}" for place, row in enumerate(rows) if word in row[column].lower()}
        assert set(in_text(texts, word, ONLY[field])) <= has
    assert normalize("p0") == (texts.name(0) if rows else "p0")


def plain_words(said: str) -> set[str]:
    return set("".join(it if it.isalnum() else " " for it in said.lower()).split())
