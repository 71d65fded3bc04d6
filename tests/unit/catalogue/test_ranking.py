"""The ranking's rules, each by an example: what is typed, and the names that come, best first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pypi_language_server.catalogue.model import MatchClass
from tests.support.catalogues import catalogue_of

POPULAR = [
    "requests", "PyYAML", "Flask", "djangorestframework", "requests-oauthlib", "django-rest-auth",
    "scikit-learn", "pillow", "numpy", "yamllint", "flake8", "python-dateutil", "pytest-rerun",
]  # fmt: skip
OBSCURE = ["req", "requ", "yaml", "reqeusts-x", "my-requests", "unrest", "flaskify", "numpyy"]
_SOUP = {"bs4": ["beautifulsoup4"]}
ALIASES = {
    "yaml": ["pyyaml"], "sklearn": ["scikit-learn"], "pil": ["pillow"], "dateutil":
    ["python-dateutil"], "rest-framework": ["djangorestframework"],
}  # fmt: skip


def answers(typed: str, limit: int = 50) -> list[str]:
    catalogue = catalogue_of([*OBSCURE, *POPULAR], POPULAR, ALIASES)
    return [item.spelling for item in catalogue.complete(typed, limit).items]


def classes(typed: str) -> list[tuple[str, int]]:
    catalogue = catalogue_of([*OBSCURE, *POPULAR], POPULAR, ALIASES)
    return [(item.spelling, item.why) for item in catalogue.complete(typed, 50).items]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("flask", ["Flask", "flaskify"]),
        ("FLASK", ["Flask", "flaskify"]),
        ("scikit_Learn", ["scikit-learn"]),
        ("scikit.l", ["scikit-learn"]),
        ("sklearn", ["scikit-learn"]),
        ("rest_framework", ["djangorestframework"]),
        ("dateutil", ["python-dateutil"]),
        ("fla", ["Flask", "flake8", "flaskify"]),
        ("numpyy", ["numpyy", "numpy"]),  # an obscure project by its exact name
        ("reqeusts", ["requests", "requests-oauthlib", "reqeusts-x"]),  # the error, not the obscure
        ("rqsts", ["requests", "requests-oauthlib"]),
    ],
)
def test_first_come(typed: str, first: Sequence[str]) -> None:
    assert answers(typed)[: len(first)] == list(first)


def test_a_squatted_beginning_does_not_win() -> None:
    assert answers("req")[:3] == ["requests", "req", "requests-oauthlib"]
    assert answers("requ")[:3] == ["requests", "requ", "requests-oauthlib"]


def test_with_room_for_one_it_is_the_popular() -> None:
    assert answers("req", 1) == ["requests"]


def test_before_an_obscure_exact_match_stands_the_best_of_the_others() -> None:
    """`yamllint` begins with what is typed; so the import name's project takes the first place."""
    assert answers("yaml")[:3] == ["PyYAML", "yaml", "yamllint"]


def test_a_squatted_import_name_does_not_win() -> None:
    catalogue = catalogue_of(["bs4", "beautifulsoup4"], ["beautifulsoup4"], _SOUP)
    found = [item.spelling for item in catalogue.complete("bs4", 5).items]
    assert found == ["beautifulsoup4", "bs4"]


def test_an_obscure_exact_match_stays_first_where_no_popular_name_begins_so() -> None:
    catalogue = catalogue_of(["numpyy", "numpy"], ["numpy"])
    assert [item.spelling for item in catalogue.complete("numpyy", 5).items] == ["numpyy", "numpy"]


def test_classes_in_order() -> None:
    assert classes("rest") == [
        ("django-rest-auth", MatchClass.POPULAR_WORD),
        ("djangorestframework", MatchClass.POPULAR_SUBSTRING),
        ("unrest", MatchClass.SUBSTRING),
        ("requests", MatchClass.POPULAR_SUBSEQUENCE),
        ("requests-oauthlib", MatchClass.POPULAR_SUBSEQUENCE),
    ]


def test_typing_errors_count_only_while_nothing_popular_matches() -> None:
    whys = {why for _, why in classes("pytest")}
    assert MatchClass.POPULAR_TYPO not in whys
    assert ("numpy", MatchClass.POPULAR_TYPO) in classes("numpi")


def test_a_word_of_an_obscure_name() -> None:
    assert ("my-requests", MatchClass.WORD) in classes("requests")


def test_nothing_typed_gives_the_popular_in_order() -> None:
    assert answers("") == answers("-") == answers(" ") == POPULAR


@pytest.mark.parametrize("typed", ["<b>", "a b", "caf\u00e9", "re\nq", "[", "*", "zzzzzzzz"])
def test_nothing_matches(typed: str) -> None:
    assert answers(typed) == []
