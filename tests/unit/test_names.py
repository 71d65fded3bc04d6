"""Names: equal as PEP 503 says, valid as PEP 508 says; `packaging` is the oracle for both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import InvalidName, canonicalize_name

from pypi_language_server.names import is_standard_library, is_valid, normalize

NAME_LIKE = st.text(st.sampled_from("aZ09-_.\u00e9\u0130 \n"), max_size=12)


@given(st.text(st.sampled_from("aZ09-_."), min_size=1, max_size=12))
def test_equality_is_that_of_packaging(name: str) -> None:
    assert normalize(name) == canonicalize_name(name)


@given(st.text(max_size=20))
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normalize(name)
    assert normalize(once) == once


@given(NAME_LIKE)
def test_validity_is_that_of_packaging(name: str) -> None:
    try:
        canonicalize_name(name, validate=True)
        valid = name.isascii() and "\n" not in name  # which packaging's pattern forgets
    except InvalidName:
        valid = False
    assert is_valid(name) == valid


@pytest.mark.parametrize(
    ("one", "other"),
    [("Flask-SQLAlchemy", "flask_sqlalchemy"), ("zope.interface", "ZOPE--_interface")],
)
def test_separators_and_case_are_equal(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize("name", ["", "-a", "a-", ".", "a b", "a\n", "a/b", "\u212a"])
def test_what_is_no_name(name: str) -> None:
    assert not is_valid(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("asyncio", True), ("concurrent", True), ("_thread", True), ("requests", False)],
)
def test_the_standard_library(name: str, expected: bool) -> None:
    assert is_standard_library(normalize(name)) is expected
