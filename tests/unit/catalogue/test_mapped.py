"""A catalogue over a mapped file or over memory: look-ups, aliases, damage, several threads."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.catalogue import layout
from pypi_language_server.catalogue.builder import BuildInfo
from pypi_language_server.catalogue.layout import BadCatalogue
from pypi_language_server.catalogue.mapped import MappedCatalogue, open_catalogue
from pypi_language_server.catalogue.model import Match, MatchClass, Matches, NameCatalogue, Origin
from pypi_language_server.names import NormalizedName
from tests.support.catalogues import catalogue_of, image_of

LISTED = ["Flask", "flask-RESTful", "zope.interface", "a__b", "json", "Re", "requests"]


def test_it_is_a_name_catalogue() -> None:
    catalogue: NameCatalogue = catalogue_of(LISTED)
    assert catalogue.complete("flask", 5).items[0] == Match(
        "Flask", NormalizedName("flask"), MatchClass.EXACT, popular=False
    )


@pytest.mark.parametrize("mapped", [False, True])
def test_look_ups(tmp_path: Path, *, mapped: bool) -> None:
    image = image_of([("Flask", 7), ("zope.interface", 0), ("a__b", 9)], ["a-b"])
    path = tmp_path / "names.bin"
    path.write_bytes(image.to_bytes())
    catalogue = open_catalogue(path) if mapped else MappedCatalogue(image.to_bytes())
    known = [NormalizedName(name) for name in ("flask", "zope-interface", "a-b")]
    assert [catalogue.spelling(name) for name in known] == ["Flask", "zope.interface", "a__b"]
    assert [catalogue.serial(name) for name in known] == [7, None, 9]
    for name in ("flas", "flask-", "flaskx", "zope", "", "a", "z", "a-b-c", "x" * 300, "caf\u00e9"):
        assert name not in catalogue
        assert catalogue.spelling(NormalizedName(name)) is None
        assert catalogue.serial(NormalizedName(name)) is None
    assert 7 not in catalogue


def test_only_normalised_names_are_looked_up() -> None:
    """A name that somebody forgot to normalise must not be found by luck."""
    catalogue = catalogue_of(LISTED)
    assert "flask" in catalogue
    assert "Flask" not in catalogue
    assert "zope.interface" not in catalogue
    assert "flask\n" not in catalogue


def test_modules_of_the_standard_library_are_listed_but_not_offered() -> None:
    catalogue = catalogue_of(LISTED, ["json", "re", "flask"])
    assert "json" in catalogue
    for typed in ("json", "jso", "js", "re", "", "jsno", "son"):
        offered = [item.name for item in catalogue.complete(typed, 50).items]
        assert not {"json", "re"} & set(offered)
    assert catalogue.complete("re", 1).items[0].name == "requests"


def test_an_alias_says_which() -> None:
    catalogue = catalogue_of(["PyYAML", "beautifulsoup4"], [], {"yaml": ("pyyaml", "not-listed")})
    (match,) = catalogue.complete("Yaml", 10).items
    assert match == Match(
        "PyYAML", NormalizedName("pyyaml"), MatchClass.ALIAS, popular=False, alias="yaml"
    )
    assert catalogue.complete("yam", 10).items[0].alias is None


def test_truncated_says_that_there_may_be_more() -> None:
    catalogue = catalogue_of(["aa", "ab", "ac"], ["aa"])
    assert not catalogue.complete("a", 3).truncated
    assert catalogue.complete("a", 2).truncated
    assert catalogue.complete("", 5).truncated  # only the popular one is shown
    assert not catalogue_of(["aa"], ["aa"]).complete("", 5).truncated
    assert catalogue.complete("a", 0) == catalogue.complete("a", -1) == Matches()


def test_truncated_when_the_budget_ends_the_search() -> None:
    listed = [f"project-{n}" for n in range(1000)]
    assert not catalogue_of(listed).complete("ject-99", 50).truncated
    few = catalogue_of(listed, budget=100).complete("ject-99", 50)
    assert few == Matches((), truncated=True)


def test_the_starter_has_a_stamp_of_its_own() -> None:
    catalogue = MappedCatalogue(image_of(["a"], info=BuildInfo()).to_bytes())
    assert (catalogue.stamp.origin, catalogue.stamp.count) == (Origin.STARTER, 1)


@pytest.mark.parametrize(
    "typed", ["", "-", "\n", "\0", "a" * 10_000, "\ud800", "\U0001f40d", "<b>", "a b", "[x]", "#"]
)
def test_nothing_that_can_be_typed_raises(typed: str) -> None:
    catalogue_of(LISTED, ["flask"]).complete(typed, 50)
    catalogue_of([]).complete(typed, 50)


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(-2, 60))
def test_offers_are_unique_listed_and_at_most_as_many_as_wanted(typed: str, limit: int) -> None:
    catalogue = catalogue_of(LISTED, ["requests", "flask"], {"rest": ("flask-restful",)})
    items = catalogue.complete(typed, limit).items
    assert len(items) <= max(limit, 0)
    assert len({item.spelling for item in items}) == len(items)
    for item in items:
        assert catalogue.spelling(item.name) == item.spelling


def test_a_long_list_of_beginnings_keeps_rank_order() -> None:
    """More than are worth sorting are scanned for, with the same answer."""
    listed = [(f"common-{n}", n << 18) for n in range(3000)]
    catalogue = catalogue_of(listed, ["common-5"])
    found = [item.spelling for item in catalogue.complete("common", 4).items]
    assert found == ["common-5", "common-2999", "common-2998", "common-2997"]
    assert [item.spelling for item in catalogue.complete("common-100", 3).items] == [
        "common-100",
        "common-1009",
        "common-1008",
    ]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 30), damages=st.integers(1, 400))
def test_damaged_memory_gives_no_exception(seed: int, damages: int) -> None:
    """Any answer will do; but the editor's request must be answered, and in the end."""
    dice = random.Random(seed)
    content = bytearray(_DAMAGEABLE)
    for _ in range(damages):
        content[dice.randrange(layout.HEADER_SIZE, len(content) - layout.TRAILER_SIZE)] = (
            dice.randrange(256)
        )
    catalogue = MappedCatalogue(bytes(content))
    assert catalogue.stamp.count == len(LISTED) + 600
    for typed in ("", "re", "reqeusts", "flask", "a", "ab-", "zzz", "rqst", "x" * 40):
        for item in catalogue.complete(typed, 20).items:
            assert item.spelling.isascii()
        catalogue.spelling(NormalizedName(typed))
        catalogue.serial(NormalizedName(typed))


@pytest.mark.parametrize("fill", [0, 0xFF, 10, 45, 97])
def test_a_body_that_was_wiped_gives_no_exception(fill: int) -> None:
    size = len(_DAMAGEABLE) - layout.HEADER_SIZE - layout.TRAILER_SIZE
    head, tail = _DAMAGEABLE[: layout.HEADER_SIZE], _DAMAGEABLE[-layout.TRAILER_SIZE :]
    catalogue = MappedCatalogue(head + bytes([fill]) * size + tail)
    for typed in ("", "re", "reqeusts", "a", "ab-", "zzzzzzzz"):
        catalogue.complete(typed, 20)
        catalogue.spelling(NormalizedName(typed))


def test_a_bad_image_in_memory_is_refused() -> None:
    with pytest.raises(BadCatalogue, match="this is not a catalogue file"):
        MappedCatalogue(b"")


_DAMAGEABLE = image_of(
    [*LISTED, *(f"word{n}-{n * 7919 % 997}" for n in range(600))],
    ["requests", "flask", "word5-694"],
).to_bytes()
