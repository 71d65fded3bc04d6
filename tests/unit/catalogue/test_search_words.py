"""Words that answer words: families, beginnings, slips; and the table of words alike."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue import lexicon
from pypi_language_server.catalogue.near_words import Vocabulary, distance
from pypi_language_server.catalogue.search_words import INSIDE, KIN, NUMBER, ban, probe, stem
from tests.unit.catalogue.oracle import alignment

WORD = st.text("abcs", min_size=1, max_size=12)


def worth(word: str, hit: str, *, literal: bool = False, shortest: int = 3) -> float:
    return probe(word, literal=literal, shortest=shortest).grade(hit.encode())


@pytest.mark.parametrize(
    "family",
    [
        "plot plots plotting plotter",
        "parse parser parsers parsing parsed",
        "scrape scraper scraping",
        "test tests testing tester",
        "query queries",
        "library libraries",
        "retry retries retrying",
        "validate validation validator validating",
        "image images imaging",
        "class classes",
        "process processing processor",
        "compress compression compressor",
        "authenticate authentication",
        "database databases",
        "schedule scheduler scheduling",
        "logging logger",
    ],
)
def test_families(family: str) -> None:
    words = family.split()
    for one in words:
        for other in words:
            assert worth(one, other) >= KIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("string", "stream"),
        ("server", "service"),
        ("retry", "retrieve"),
        ("general", "generate"),
        ("http", "html"),
        ("numpy", "number"),
        ("async", "asset"),
        ("yaml", "xml"),
    ],
)
def test_strangers(one: str, other: str) -> None:
    assert worth(one, other) == worth(other, one) == 0


def test_the_nearer_the_better() -> None:
    grades = [worth("client", it) for it in ("client", "clients", "clientele", "clientelisation")]
    assert grades == sorted(grades, reverse=True)
    assert grades[:2] == [1.0, NUMBER]
    assert 0 < grades[-1] < grades[-2] < KIN


def test_short_words_begin_nothing() -> None:
    assert worth("re", "rest") == 0
    assert worth("re", "rest", shortest=2) > 0


def test_literal_words_are_nothing_but_themselves() -> None:
    assert [worth("test", it, literal=True) for it in ("test", "tests", "testing")] == [1, 0, 0]


def test_words_inside() -> None:
    assert probe("soup", literal=False, shortest=2).inside(b"soup4") == INSIDE
    assert probe("up", literal=False, shortest=2).inside(b"up4") == 0
    assert probe("soup", literal=True, shortest=2).inside(b"soup4") == 0


@pytest.mark.parametrize(
    ("word", "literal", "hit", "expected"),
    [
        ("login", False, "logins", 1),
        ("login", True, "logins", 0),
        ("login", True, "login", 1),
        ("db", False, "dbs", 0),
        ("db", False, "db", 1),
    ],
)
def test_bans(word: str, literal: bool, hit: str, expected: float) -> None:
    assert ban(word, literal=literal).grade(hit.encode()) == expected


@given(WORD, WORD)
def test_whatever_is_worth_something_begins_with_the_needle(word: str, hit: str) -> None:
    for shortest in (2, 3):
        found = probe(word, literal=False, shortest=shortest)
        assert word.startswith(stem(word))
        if found.grade(hit.encode()):
            assert hit.encode().startswith(found.needle)
            assert not found.whole or hit.encode() == found.needle


WORDS = ("requests", "request", "flask", "flags", "numpy", "matplotlib", "machine", "soup")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("reqeusts", [("requests", 1)]),
        ("reqests", [("requests", 1)]),
        ("flaks", [("flask", 1), ("flags", 1)]),
        ("mathplotlip", [("matplotlib", 2)]),
        ("mahcnie", [("machine", 2)]),
        ("sopu", [("soup", 1)]),
        ("sop", []),
        ("flask", [("flags", 2)][:0]),
        ("zzzzzzzz", []),
        ("é" * 8, []),
        ("x" * 99, []),
    ],
)
def test_near_words(typed: str, expected: list[tuple[str, int]]) -> None:
    vocabulary = Vocabulary.of(word.encode() for word in WORDS)
    assert list(vocabulary.near(typed, 5)) == expected
    assert list(vocabulary.near(typed, 1)) == expected[:1]


def edited(dice: random.Random, word: str, errors: int) -> str:
    for _ in range(errors):
        at = dice.randrange(len(word) - 1)
        head, one, two, tail = word[:at], word[at], word[at + 1], word[at + 2 :]
        letter = dice.choice("abcd")
        word = head + dice.choice((two + one, one + letter + two, one + letter, two)) + tail
    return word


@given(
    st.lists(st.text("abcd", min_size=4, max_size=10), min_size=1, max_size=8, unique=True),
    st.randoms(use_true_random=False),
)
def test_one_error_is_always_found(words: list[str], dice: random.Random) -> None:
    typed = edited(dice, dice.choice(words), 1)
    vocabulary = Vocabulary.of(word.encode() for word in words)
    near = {word for word in words if word != typed and is_near(typed, word, 1)}
    found = dict(vocabulary.near(typed, 99))
    if len(typed) >= 4 and near:
        assert found == dict.fromkeys(near, 1)


@given(
    st.lists(st.text("abcdefgh", min_size=7, max_size=12), min_size=1, max_size=6, unique=True),
    st.randoms(use_true_random=False),
)
def test_what_is_found_is_near(words: list[str], dice: random.Random) -> None:
    typed = edited(dice, dice.choice(words), 2)
    for word, errors in Vocabulary.of(word.encode() for word in words).near(typed, 99):
        assert word != typed
        assert errors <= 2
        assert is_near(typed, word, errors)


def is_near(typed: str, word: str, errors: int) -> bool:
    row = alignment(typed, word, errors)
    return row is not None and row[-1] <= errors


@given(WORD, WORD)
def test_distances_agree_with_the_plain_statement(one: str, other: str) -> None:
    row = alignment(one, other, 99)
    assert row is not None
    assert distance(one.encode(), other.encode(), 99) == row[-1]
    assert distance(one.encode(), other.encode(), 1) == min(row[-1], 2)


def test_the_table_of_words_alike_is_in_order() -> None:
    table = lexicon.alike()
    assert len(table) > 80
    for asked, others in table.items():
        assert others
        for phrase in others:
            assert all(word.isalnum() and word == word.lower() for word in phrase)
            assert asked != phrase
    assert not [word for asked in table for word in asked if word in lexicon.STOP_WORDS]


@pytest.mark.parametrize(
    ("words", "word", "meant"),
    [
        (["db"], "db", ("database",)),
        (["databases"], "databases", ("db",)),
        (["learning", "machine"], "machine", ("ml",)),
        (["machine", "learning"], "learning", ("ml",)),
        (["ml"], "ml", ("machine", "learning")),
        (["k8s"], "k8s", ("kubernetes",)),
        (["graph"], "graph", ("chart",)),
    ],
)
def test_words_alike(words: list[str], word: str, meant: tuple[str, ...]) -> None:
    assert meant in lexicon.meant_by(words, word)


def test_a_word_alone_is_no_phrase() -> None:
    assert ("ml",) not in lexicon.meant_by(["machine"], "machine")
    assert ("graph",) not in lexicon.meant_by(["chart"], "chart")


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("serialization", ["serialisation"]),
        ("optimise", ["optimize"]),
        ("visualizing", ["visualising"]),
        ("size", []),
        ("rise", []),
    ],
)
def test_both_sides_of_the_ocean(word: str, other: list[str]) -> None:
    assert list(lexicon.spellings(word)) == other
