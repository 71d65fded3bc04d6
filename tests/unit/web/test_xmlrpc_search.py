"""The method `search`: what is asked for, what is found, and versions that never lie."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from pypi_language_server.web import pip_search
from pypi_language_server.web.pip_search import (
    UNKNOWN,
    Part,
    Question,
    printable_version,
    read_question,
)
from pypi_language_server.web.xmlrpc import Code, Fault
from tests.protocol.fakes import known, no_answer
from tests.support.library import Library

TEXTS = {
    "Sprocket": "Turns wheels.",
    "sprocket-chain": "Joins sprockets.",
    "wheelhouse": "Keeps wheels.",
    "gear": "Turns sprockets, too.",
}


def pip_asks(*words: str) -> Question:
    """What `pip search WORDS` sends."""
    return read_question(({"name": list(words), "summary": list(words)}, "or"))


def hits(library: Library, question: Question, limit: int = 20) -> list[dict[str, Any]]:
    return asyncio.run(pip_search.search(question, library, limit))


def names(library: Library, *parameters: Any) -> list[str]:
    return [hit["name"] for hit in hits(library, read_question(parameters))]


# -- the question


def test_pip_asks_for_name_or_summary_which_is_one_question() -> None:
    assert pip_asks("http", "client") == Question((("http client", Part.EITHER),), every=False)


@pytest.mark.parametrize("operator", ["and", "or"])
def test_empty_questions_find_nothing(operator: str) -> None:
    for spec in (
        {},
        {"name": ""},
        {"name": []},
        {"name": None},
        {"name": [" ", ""], "summary": ""},
    ):
        library = Library(TEXTS)
        assert names(library, spec, operator) == []
        assert library.queries == []


def test_fields_and_operators() -> None:
    library = Library(TEXTS, peeked={name.lower(): known(name, "") for name in TEXTS})
    assert names(library, {"name": "sprocket"}) == ["Sprocket", "sprocket-chain"]
    assert names(library, {"summary": "sprocket"}, "or") == ["gear", "sprocket-chain"][::-1]
    assert names(library, {"name": "wheel", "summary": "turns"}, "and") == []
    assert names(library, {"name": "wheel", "summary": ["keeps"]}, "and") == ["wheelhouse"]
    assert set(names(library, {"name": "wheel", "keywords": "joins"}, "or")) == {
        "wheelhouse",
        "sprocket-chain",
    }
    assert names(library, {"name": "sprocket"}) == names(library, {"name": ["sprocket"]}, "and")


@pytest.mark.parametrize(
    "parameters",
    [
        (),
        ("django",),
        (["django"],),
        ({"name": "x"}, "xor"),
        ({"name": "x"}, ["or"]),
        ({"name": "x"}, None),
        ({"name": "x"}, "or", "more"),
        ({"name": 1},),
        ({"name": b"x"},),
        ({"name": ["x", 1]},),
        ({"name": {"x": "y"}},),
        ({"author": "Jo"}, "or"),
        ({"": "x"}, "or"),
        ({"\n\x9b31m": "x"}, "or"),
        ({"name": "x" * 501},),
        ({"name": ["x " * 200, "y " * 100]},),
    ],
)
def test_wrong_parameters_are_told_in_one_sentence(parameters: Any) -> None:
    with pytest.raises(Fault) as caught:
        read_question(parameters)
    assert caught.value.code is Code.BAD_PARAMETERS
    assert len(caught.value.text.splitlines()) == 1
    assert len(caught.value.text) < 200


VALUES = st.recursive(
    st.text() | st.integers() | st.booleans() | st.none() | st.binary() | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "summary", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=3))
def test_any_parameters_are_a_question_or_a_fault(parameters: list[Any]) -> None:
    try:
        question = read_question(parameters)
    except Fault as fault:
        assert fault.code is Code.BAD_PARAMETERS  # noqa: PT017 - one of two ends
    else:
        assert all(text.strip() for text, _ in question.parts)


# -- the hits


def test_hits_hold_what_pip_reads_in_our_order() -> None:
    library = Library(TEXTS, peeked={"sprocket": known("Sprocket", "Turns big wheels.", "3.1")})
    found = hits(library, pip_asks("sprocket"))
    assert found[0] == {
        "name": "Sprocket",
        "version": "3.1",
        "summary": "Turns big wheels.",
        "_pypi_ordering": len(found),
    }
    assert [hit["_pypi_ordering"] for hit in found] == list(range(len(found), 0, -1))


def test_missing_versions_are_looked_up_but_not_many() -> None:
    texts = {f"sprocket-{number:02}": "" for number in range(30)}
    answers = {name: known(name, latest="7.0") for name in texts}
    library = Library(texts, answers=answers)
    versions = [hit["version"] for hit in hits(library, pip_asks("sprocket"))]
    assert versions == ["7.0"] * 10 + [UNKNOWN] * 10
    assert len(library.asked) == 10


def test_what_the_index_does_not_have_any_more_is_left_out() -> None:
    library = Library(TEXTS, answers={"sprocket": known("Sprocket")})
    assert [hit["name"] for hit in hits(library, pip_asks("sprocket"))] == ["Sprocket"]


def test_an_index_that_fails_leaves_the_local_answer() -> None:
    library = Library(TEXTS, answers={name.lower(): no_answer(name) for name in TEXTS})
    found = hits(library, pip_asks("wheel"))
    assert [hit["name"] for hit in found] == ["wheelhouse", "Sprocket"]
    assert {hit["version"] for hit in found} == {UNKNOWN}
    assert found[0]["summary"] == "Keeps wheels."


def test_the_limit_holds_for_all_questions() -> None:
    texts = {f"sprocket-{number:02}": "wheel" for number in range(30)}
    for spec in ({"name": "sprocket"}, {"name": "sprocket", "summary": "wheel"}):
        for operator in ("and", "or"):
            library = Library(texts)
            question = read_question((spec, operator))
            library.peeked = {name: known(name) for name in texts}
            assert len(hits(library, question, 5)) == 5


# -- versions


@pytest.mark.parametrize("version", ["1.0", "2026.1rc1", "1!2.0.post3", "0.1.dev0+local"])
def test_versions_that_pip_reads_stay(version: str) -> None:
    assert printable_version(version) == version


@pytest.mark.parametrize(
    ("version", "printed"),
    [("", UNKNOWN), ("2004d", "0+legacy.2004d"), ("Final-2!", "0+legacy.final.2"), ("…", UNKNOWN)],
)
def test_versions_that_pip_does_not_read_are_kept_where_it_does(version: str, printed: str) -> None:
    assert printable_version(version) == printed


@given(st.text(max_size=70))
def test_pip_can_print_any_version(version: str) -> None:
    assert Version(printable_version(version))
