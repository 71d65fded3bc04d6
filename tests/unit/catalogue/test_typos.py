"""Sets of names within some typing errors, against the distance computed letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.catalogue import bitmaps, layout, typos
from tests.support.catalogues import catalogue_of
from tests.unit.catalogue.oracle import typing_errors

_name = st.from_regex(r"[ab1]([ab1-]{0,12}[ab1])?", fullmatch=True).filter(
    lambda name: "--" not in name
)


def within(typed: str, names: list[str], errors: int) -> list[list[str]]:
    letters, _ = bitmaps.make([name.encode() for name in names])
    width = layout.aligned((len(names) + 7) // 8)

    def names_with(place: int, symbol: int) -> int:
        start = (place * layout.SYMBOLS + symbol) * width
        return int.from_bytes(letters[start : start + width], "little")

    key = layout.symbols(typed.encode())
    sets = typos.within(key, errors, names_with, (1 << len(names)) - 1)
    return [[name for bit, name in enumerate(names) if found >> bit & 1] for found in sets]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("reqests", "requests"), ("requessts", "requests"), ("reqeusts", "requests"),
        ("requedts", "requests"), ("equests", "requests"), ("rrequests", "requests"),
        ("erquests", "requests"), ("requestz", "requests"), ("djagno", "django"),
        ("djngo", "django"), ("numpi", "numpy"), ("pandsa", "pandas"), ("sicpy", "scipy"),
        ("scikit-laern", "scikit-learn"), ("scikitlearn", "scikit-learn"), ("pytst", "pytest"),
        ("beautfulsuop4", "beautifulsoup4"), ("tesnorfolw", "tensorflow"), ("rqe", "req"),
    ],
)  # fmt: skip
def test_errors_that_people_make(typed: str, right: str) -> None:
    listed = [right, "something-else", f"{right}-oauth"]
    (first, *_) = catalogue_of(listed, listed[::-1]).complete(typed, 5).items
    assert first.name == right


@pytest.mark.parametrize(
    ("typed", "errors"),
    [("re", 0), ("req", 1), ("reques", 1), ("request", 2), ("r" * 45, 2), ("r" * 46, 0)],
)
def test_how_many_errors_are_allowed(typed: str, errors: int) -> None:
    assert typos.allowed(len(typed)) == errors


def test_nearest_first_and_whole_names_before_beginnings() -> None:
    names = ["reqests-mock", "requests", "reqests", "requestes", "requests-mock", "rexests", "zzz"]
    assert within("requsts", names, 2) == [
        ["requests", "reqests"],
        ["reqests-mock", "requests-mock"],
        ["requestes", "rexests"],
        [],
    ]


def test_one_set_for_each_number_of_errors() -> None:
    assert within("abc", ["abc", "abcd", "acb", "ab", "bc", "xbc-d", "zabc", "xyz"], 1) == [
        ["acb", "ab", "bc", "zabc"],
        ["xbc-d"],
    ]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("caxyzwv", "abcxyzwv"), ("abcdefg", "gfedcba"), ("requests", "flask"), ("abcdefgh", "abcd")],
)
def test_what_is_too_far(typed: str, name: str) -> None:
    """The first is where optimal alignment differs from free swapping: it takes three steps."""
    assert not any(within(typed, [name], 1 if len(typed) < 7 else 2)[:2])


@settings(max_examples=300, deadline=None)
@given(
    typed=st.text("ab1-", min_size=3, max_size=12),
    names=st.lists(_name, min_size=1, max_size=30, unique=True),
)
def test_any_text_against_any_names(typed: str, names: list[str]) -> None:
    found = within(typed, names, typos.allowed(len(typed)))
    for name in names:
        far = typing_errors(typed, name)
        assert [name in names_found for names_found in found] == [
            far == number for number in range(2, 2 + len(found))
        ]


@settings(max_examples=60, deadline=None)
@given(st.integers(40, 47), st.integers(40, 60), st.sampled_from(["", "b", "bb", "bbb"]))
def test_at_the_end_of_the_bitmaps(typed: int, long: int, tail: str) -> None:
    """Names longer than the bitmaps' places are compared as far as it takes."""
    key, name = "a" * typed + tail, "a" * long
    catalogue = catalogue_of([name], [name])
    expected = typing_errors(key, name) is not None or key in name
    assert bool(catalogue.complete(key, 1).items) == expected
