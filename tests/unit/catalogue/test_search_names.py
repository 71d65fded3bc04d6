"""Names that hold every word, and places of popular names: against the plainest statement."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.catalogue import search_names
from pypi_language_server.catalogue.model import EMPTY, MatchClass, NameCatalogue
from pypi_language_server.catalogue.union import union
from pypi_language_server.names import normalize
from tests.support.catalogues import catalogue_of

LISTED = (
    "Django",
    "djangorestframework",
    "django-rest-auth",
    "rest-api",
    "framework-of-django-rest",
    "typing",
    "zz.rest_django",
)
POPULAR = ("django", "djangorestframework", "rest-api")
NAMES = catalogue_of(LISTED, POPULAR)
LETTERS = st.text("abr-", min_size=1, max_size=6).filter(lambda it: normalize(it).strip("-"))


def holding(names: NameCatalogue, *words: str, limit: int = 50) -> list[str]:
    return [match.spelling for match in names.containing(words, limit)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("rest", "django"), ["djangorestframework", "django-rest-auth", "zz.rest_django"]),
        (("framework", "rest"), ["djangorestframework", "framework-of-django-rest"]),
        (("api",), ["rest-api"]),
        (("REST", "Api"), ["rest-api"]),
        (("rest", "api", "django"), []),
        (("typing",), []),  # the standard library's names are never offered
        ((), []),
        (("",), []),
        (("rest", ""), []),
        (("réseau",), []),
        (("rest\napi",), []),
        (("a b",), []),
        (("x" * 300,), []),
    ],
)
def test_names_that_hold_every_word(words: tuple[str, ...], expected: list[str]) -> None:
    found = holding(NAMES, *words)
    assert set(expected) <= set(found)
    assert all(word.lower() in normalize(name) for word in words for name in found)
    assert bool(found) == bool(expected)


def test_popular_names_come_first_in_their_order() -> None:
    matches = NAMES.containing(("r",), 50)
    assert [it.spelling for it in matches[:2]] == ["djangorestframework", "rest-api"]
    assert [it.why for it in matches[:2]] == [MatchClass.POPULAR_SUBSTRING] * 2
    assert {it.why for it in matches[2:]} == {MatchClass.SUBSTRING}
    assert [it.popular for it in matches] == [True] * 2 + [False] * (len(matches) - 2)


@pytest.mark.parametrize("limit", [-1, 0, 1, 2, 3])
def test_the_limit_cuts_the_end_off(limit: int) -> None:
    everything = holding(NAMES, "rest")
    assert holding(NAMES, "rest", limit=limit) == everything[: max(limit, 0)]
    both = union([NAMES, catalogue_of(["rest-of-it"])])
    assert holding(both, "rest", limit=limit) == holding(both, "rest")[: max(limit, 0)]


@settings(max_examples=40)  # each one builds a catalogue
@given(
    listed=st.lists(LETTERS, max_size=12, unique_by=normalize),
    words=st.lists(st.text("abr", min_size=1, max_size=3), min_size=1, max_size=3),
    popular=st.sets(st.integers(0, 11)),
)
def test_nothing_is_missing_and_nothing_else_is_there(
    listed: list[str], words: list[str], popular: set[int]
) -> None:
    listed = [name.strip("-") for name in listed]
    listed = list({normalize(name): name for name in listed}.values())
    known = [normalize(name) for place, name in enumerate(listed) if place in popular]
    names = catalogue_of(listed, known)
    wanted = {normalize(it) for it in listed if all(word in normalize(it) for word in words)}
    found = [match.name for match in names.containing(words, 50)]
    assert set(found) == wanted
    assert found[: len(wanted & set(known))] == [name for name in known if name in wanted]
    assert [names.rank(name) for name in known] == list(range(len(known)))
    assert all(names.rank(normalize(it)) is None for it in listed if normalize(it) not in known)


def test_how_many_names_are_looked_at_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_names, "EXAMINED", 3)
    names = catalogue_of([*(f"alpha-{place}" for place in range(5)), "alpha-b"])
    assert len(holding(names, "alpha")) == 3


@pytest.mark.parametrize(
    ("name", "expected"), [("django", 0), ("rest-api", 2), ("django-rest-auth", None), ("x", None)]
)
def test_places_among_the_popular_names(name: str, expected: int | None) -> None:
    assert NAMES.rank(normalize(name)) == expected


def ranks(names: NameCatalogue, *wanted: str) -> list[int | None]:
    return [names.rank(normalize(name)) for name in wanted]


def test_several_catalogues_are_one_list() -> None:
    other = catalogue_of(["rest-api", "own-rest", "my-rest"], ["own-rest", "django"])
    both = union([NAMES, other])
    found = both.containing(("rest",), 50)
    assert [it.spelling for it in found[:3]] == ["own-rest", "djangorestframework", "rest-api"]
    assert len({it.name for it in found}) == len(found)
    assert [it.popular for it in found] == sorted((it.popular for it in found), reverse=True)
    assert ranks(both, "own-rest", "django", "rest-api", "my-rest") == [0, 0, 2, None]


@pytest.mark.parametrize("words", [(), ("a",)])
def test_the_empty_catalogue_has_nothing(words: Sequence[str]) -> None:
    assert EMPTY.containing(words, 5) == ()
    assert EMPTY.rank(normalize("a")) is None
