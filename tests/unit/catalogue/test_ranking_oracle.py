"""The fast search answers what the plain statement of the ranking answers."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.catalogue.mapped import MappedCatalogue
from pypi_language_server.catalogue.model import MatchClass
from pypi_language_server.names import normalize
from tests.support.catalogues import catalogue_of
from tests.support.keystrokes import keystrokes
from tests.support.names import Names, names
from tests.unit.catalogue.oracle import Oracle

UNLIMITED = 1 << 40
ALIASES = {"yaml": ("pyyaml",), "sklearn": ("scikit-learn",), "ab": ("ba", "b-a")}

# Few letters, so that short names and queries collide in every way; some names of modules.
_word = st.text("abc1", min_size=1, max_size=4)
_name = st.one_of(
    st.lists(_word, min_size=1, max_size=4).map("-".join),
    st.lists(_word, min_size=2, max_size=3).map("__".join).map(str.title),
    st.sampled_from(["abc", "json", "re", "http", "ast", "a" * 46]),
    st.sampled_from(["ab" * 22 + "c", "ab" * 24 + "c", "ab" * 40]),
)
_typed = st.one_of(_name, st.text("abc1-_.", max_size=9), st.sampled_from(["a" * 45, "a" * 47]))


def spellings(catalogue: MappedCatalogue, typed: str, limit: int) -> list[tuple[str, MatchClass]]:
    return [(item.spelling, item.why) for item in catalogue.complete(typed, limit).items]


@pytest.fixture(scope="module")
def generated() -> Names:
    return names(20_000, popular=500)


def test_many_names(generated: Names) -> None:
    """Hundreds of keys in typed order, as a user's narrowing searches come."""
    fast = catalogue_of(generated.listed, generated.popular, ALIASES, UNLIMITED)
    plain = Oracle(generated.listed, generated.popular, ALIASES)
    for typed in keystrokes(generated, 60)[:350]:
        assert spellings(fast, typed, 50) == plain.complete(typed, 50), typed


def test_budget_leaves_out_obscure_parts_only(generated: Names) -> None:
    """What a small budget may change: classes 8 and 9 of names behind its end, nothing else."""
    whole = catalogue_of(generated.listed, generated.popular, budget=UNLIMITED)
    small = catalogue_of(generated.listed, generated.popular, budget=20_000)
    obscure = {MatchClass.WORD, MatchClass.SUBSTRING}
    fewer = 0
    for typed in keystrokes(generated, 25, seed=3):
        everything = spellings(whole, typed, 10_000)
        found = spellings(small, typed, 10_000)
        assert [item for item in everything if item[1] not in obscure] == [
            item for item in found if item[1] not in obscure
        ]
        assert set(found) <= set(everything)
        fewer += len(found) < len(everything)
    assert fewer


@settings(max_examples=250, deadline=None)
@given(
    listed=st.lists(st.tuples(_name, st.integers(0, 1 << 20)), min_size=1, max_size=60),
    dice=st.randoms(use_true_random=False),
    typed=st.lists(_typed, min_size=1, max_size=12),
    limit=st.integers(1, 12),
)
def test_few_names(
    listed: list[tuple[str, int]], dice: random.Random, typed: list[str], limit: int
) -> None:
    """Small worlds full of coincidences; popular names that are not listed do not matter."""
    unique = list({normalize(name): (name, serial) for name, serial in listed}.values())
    chosen = dice.sample(unique, dice.randint(0, len(unique)))
    popular = [normalize(name) for name, _ in chosen] + ["not-listed"]
    fast = catalogue_of(unique, popular, ALIASES)
    plain = Oracle(unique, popular, ALIASES)
    for text in typed:
        assert spellings(fast, text, limit) == plain.complete(text, limit), text


@settings(max_examples=150, deadline=None)
@given(before=st.lists(_typed, max_size=10), typed=_typed, limit=st.integers(1, 20))
def test_answers_do_not_depend_on_what_was_typed_before(
    before: list[str], typed: str, limit: int
) -> None:
    listed = ["-".join(parts) for parts in _products()]
    used = catalogue_of(listed, listed[::7])
    for text in before:
        used.complete(text, limit)
    assert used.complete(typed, limit) == catalogue_of(listed, listed[::7]).complete(typed, limit)


def _products() -> list[tuple[str, ...]]:
    parts = ["a", "ab", "abc", "cab", "b1", "aaa"]
    return [(one, two) for one in parts for two in parts] + [(one,) for one in parts]
