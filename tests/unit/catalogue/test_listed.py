"""Reading a catalogue from its first name to its last."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pypi_language_server.catalogue import starter
from pypi_language_server.catalogue.model import EMPTY
from pypi_language_server.catalogue.union import union
from pypi_language_server.names import normalize
from tests.support.catalogues import catalogue_of

NAMES = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,6}[A-Za-z0-9])?", fullmatch=True)
SOME = st.lists(NAMES, unique_by=normalize, max_size=20)


@settings(max_examples=25)  # each builds a whole catalogue
@given(SOME)
@example(["a...b", "0.0"])  # spelled at greater length than compared
def test_every_name_comes_once_as_its_project_writes_it(names: list[str]) -> None:
    found = list(catalogue_of(names, names[:3]).listed())
    assert sorted(found) == sorted(names)
    assert [normalize(item) for item in found[: len(names[:3])]] == [
        normalize(item) for item in names[:3]
    ]


def test_the_popular_ones_come_first() -> None:
    assert next(catalogue_of(["aaa", "Django"], ["django"]).listed()) == "Django"


@settings(max_examples=25)
@given(SOME, SOME)
@example([], ["0...0"])
def test_of_several_catalogues_the_first_ones_spelling_counts(
    first: list[str], second: list[str]
) -> None:
    found = list(union([catalogue_of(first), catalogue_of(second)]).listed())
    assert set(first) <= set(found)
    names = [normalize(item) for item in found]
    assert sorted(names) == sorted({normalize(item) for item in [*first, *second]})


def test_it_is_read_as_far_as_one_wants() -> None:
    found = starter.load().catalogue().listed()
    assert next(found)
    assert len(list(found)) == starter.load().catalogue().stamp.count - 1


def test_nothing() -> None:
    assert list(EMPTY.listed()) == []
