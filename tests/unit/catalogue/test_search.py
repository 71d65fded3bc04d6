"""What a search finds, feature by feature, and what no query can make it do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue.model import EMPTY
from pypi_language_server.catalogue.search import search
from pypi_language_server.catalogue.search_model import FoundBy, SearchResult
from pypi_language_server.catalogue.texts import Texts
from pypi_language_server.names import normalize
from tests.support.catalogues import catalogue_of
from tests.unit.catalogue.search_cases import (
    ANY_TEXT,
    ENTRIES,
    NAMES,
    OBSCURE,
    TEXTS,
    find,
    found,
    text,
)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("requests", "requests"),
        ("DJANGO", "Django"),
        ("scikit learn", "scikit-learn"),
        ("scikit_learn", "scikit-learn"),
        ("typing.extensions", "typing_extensions"),
        ("Beautiful Soup 4", "beautifulsoup4"),
        ("sk learn", "scikit-learn"),
        ("nu", "numpy"),
        ("beautifuls", "beautifulsoup4"),
        ("scikit le", "scikit-learn"),
        ("rest framework django", "djangorestframework"),
        ("framework django rest", "djangorestframework"),
        ("soup beautiful", "beautifulsoup4"),
        ("http client", "httpx"),
        ("client http rest", "requests"),
        ("web frameworks", "Django"),
        ("array", "numpy"),
        ("parsing html", "beautifulsoup4"),
        ("scrape", "beautifulsoup4"),
        ("a library for the machine learning", "scikit-learn"),
        ("postgres async", "asyncpg"),
        ("ml", "scikit-learn"),
        ("login flask", "Flask-Login"),
        ("auth", "Flask-Login"),
        ("color", "rich"),
        ("serialization", "protobuf"),
        ("import bs4", "beautifulsoup4"),
        ("from sklearn.svm import SVC", "scikit-learn"),
        ("yaml", "PyYAML"),
        ("google.protobuf", "protobuf"),
        ("google.protobuf.message", "protobuf"),
        ("rest_framework", "djangorestframework"),
        ("requests[socks]>=2", "requests"),
        ("https://forge.example/psf/requests", "requests"),
        ("reqests", "requests"),
        ("djnago", "Django"),
        ("scikitlearn", "scikit-learn"),
        ("htpt clinet", "httpx"),
        ("clssification", "scikit-learn"),
        ("c++", "gevent"),
        ("rope", "gevent"),
    ],
)
def test_what_comes_first(query: str, first: str) -> None:
    assert found(query)[:1] == [first]


def test_an_exact_name_is_first_and_set_apart() -> None:
    result = find("requests")
    assert result.exact is result.found[0]
    assert (result.exact.spelling, result.exact.popular) == ("requests", True)


@pytest.mark.parametrize(
    ("query", "meant"), [("reqeusts", "requests"), ("nump", "numpy"), ("cv2", "opencv-python")]
)
def test_an_obscure_look_alike_stands_behind_what_was_likely_meant(query: str, meant: str) -> None:
    result = find(query)
    assert [item.spelling for item in result.found[:2]] == [meant, query]
    assert result.exact is result.found[1]
    assert not result.exact.popular


def test_nothing_exact_is_said_to_be_exact() -> None:
    assert find("reqests").exact is None
    assert find("beautiful soup 4").exact is None
    assert find("http client").exact is None


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("flask", FoundBy.EXACT),
        ("bs4", FoundBy.IMPORT),
        ("scikit", FoundBy.NAME),
        ("beautiful soup 4", FoundBy.NAME),
        ("djnago", FoundBy.TYPO),
        ("machine learning", FoundBy.TEXT),
    ],
)
def test_why_something_was_found(query: str, why: FoundBy) -> None:
    assert find(query).found[0].why is why


def test_obscure_names_come_last_in_the_lists_order() -> None:
    result = find("flask rest")
    assert {it.spelling for it in result.found if not it.popular} == {"flask-rest-x", "rest-flask"}
    assert [it.popular for it in result.found] == sorted(
        (it.popular for it in result.found), reverse=True
    )
    assert found("http client")[-1] == "http-client-http"


def test_modules_of_the_standard_library_are_no_projects() -> None:
    assert "asyncio" not in found("asyncio")
    assert found("dataclasses")[0] == "dataclasses"  # a text says what it is


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ('"progress bar"', {"tqdm"}, {"rich"}),
        ('"bar of progress"', {"rich"}, {"tqdm"}),
        ('"request"', set(), {"requests"}),
        ('"rest framework"', {"djangorestframework"}, {"flask-rest-x"}),
        ("name:flask", {"Flask", "Flask-Login", "rest-flask"}, {"Django"}),
        ("summary:http", {"requests", "httpx"}, {"http-client-http"}),
        ("topic:async", {"httpx", "asyncpg"}, {"requests"}),
        ("import:yaml", {"PyYAML"}, {"requests"}),
        ("name:flask summary:framework", {"Flask"}, {"Flask-Login", "flask-rest-x"}),
        ("web framework -django", {"Flask"}, {"Django", "djangorestframework"}),
        ("-django web framework", {"Flask"}, {"Django", "djangorestframework"}),
        ("flask -login", {"Flask", "rest-flask"}, {"Flask-Login"}),
        ("flask -name:rest", {"Flask"}, {"flask-rest-x", "rest-flask"}),
        ('framework -"small web"', {"Django"}, {"Flask"}),
        ("http -summary:async", {"requests"}, {"httpx"}),
    ],
)
def test_what_must_and_what_must_not_be_there(query: str, there: set[str], gone: set[str]) -> None:
    names = set(found(query))
    assert there <= names
    assert not gone & names


@pytest.mark.parametrize("query", ["", " ", "-", "-django", '""', "!?", "\0", "name:", "- -"])
def test_nothing_to_look_for_finds_nothing(query: str) -> None:
    assert find(query) == SearchResult()


def test_of_many_names_each_is_found() -> None:
    names = ["requests", "numpy", "django", "flask", "httpx", "tqdm", "rich", "gevent"]
    assert set(found(" ".join(names))) >= {"requests", "numpy", "Django", "Flask"}
    assert found(f"{' '.join(names)} -flask -login") == [
        it for it in found(" ".join(names)) if "flask" not in it.lower()
    ]


def test_corrections_are_said() -> None:
    result = find("djnago rest framewrok")
    assert result.corrections == (("djnago", "django"), ("framewrok", "framework"))
    assert result.terms == ("django", "rest", "framework")
    assert find("django").corrections == ()


def test_a_mended_stop_word_decides_nothing() -> None:
    entries = (*ENTRIES, text("python-things", "Python things."))
    result = search("pyhton yaml", NAMES, Texts.of(entries), 9)
    assert result.found[0].spelling == "PyYAML"


def test_the_limit_is_kept_and_told() -> None:
    everything = found("web")
    assert len(everything) > 2
    for limit in range(-1, len(everything) + 2):
        result = find("web", limit)
        assert [it.spelling for it in result.found] == everything[: max(limit, 0)]
        assert result.truncated == (0 < limit < len(everything))


def test_without_texts_names_are_found() -> None:
    names = search("flask rest", NAMES, Texts.of(()), 9).found
    assert {it.spelling for it in names} == {"flask-rest-x", "rest-flask"}
    assert search("reqests", NAMES, Texts.of(()), 9).found[0].spelling in {"reqeusts", "requests"}


def test_without_names_texts_are_found() -> None:
    result = search("http client", EMPTY, TEXTS, 9)
    assert [it.spelling for it in result.found[:2]] == ["httpx", "requests"]
    assert not any(it.popular for it in result.found)


def test_a_project_that_nobody_knows_stands_behind_its_peers() -> None:
    entries = [text("own-thing", "Thing for fish."), text("known-thing", "Thing for fish.")]
    names = catalogue_of(["own-thing", "known-thing"], ["known-thing"])
    result = search("fish", names, Texts.of(entries), 9)
    assert [it.spelling for it in result.found] == ["known-thing", "own-thing"]


def everything_said(spelling: str) -> str:
    """All that is known about a project, words set apart by blanks."""
    about = next((it for it in ENTRIES if it.spelling == spelling), text(spelling))
    said = " ".join([about.summary, *about.imports, *about.words])
    return f" {about.name} " + said.lower().replace("_", " ").replace(".", " ").replace("-", " ")


@given(ANY_TEXT, st.integers(-1, 12))
def test_any_text_is_answered_within_the_limit(query: str, limit: int) -> None:
    result = find(query, limit)
    assert result == find(query, limit)
    assert len(result.found) <= max(limit, 0)
    names = [it.name for it in result.found]
    assert len(set(names)) == len(names)
    assert all(term and term == term.lower() for term in result.terms)
    assert not [it for it in result.found[1:] if it.why is FoundBy.EXACT]


WORDS = st.lists(
    st.sampled_from(
        ["http", "client", "web", "framework", "rest", "flask", "async", "arrays", "yaml", "djnago"]
    ),
    min_size=2,
    max_size=4,
    unique=True,
)


@given(WORDS, st.randoms(use_true_random=False))
def test_the_order_of_words_does_not_change_what_is_found(words: list[str], dice: object) -> None:
    shuffled = words.copy()
    dice.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert set(found(" ".join(words))) == set(found(" ".join(shuffled)))


@given(WORDS)
def test_case_and_separators_do_not_matter(words: list[str]) -> None:
    plain = find(" ".join(words))
    assert find("  ".join(words).upper()) == plain
    assert find("\t".join(word.title() for word in words)) == plain


@given(WORDS, st.sampled_from(["flask", "http", "rest", "web", "orm", "django"]))
def test_what_is_excluded_never_appears(words: list[str], unwanted: str) -> None:
    for spelling in found(f"{' '.join(words)} -{unwanted}"):
        assert unwanted not in normalize(spelling)
        assert f" {unwanted}" not in everything_said(spelling)


@given(WORDS)
def test_whatever_plainly_has_every_word_is_found(words: list[str]) -> None:
    """Against the plainest search: every word in the name, or as a word of what is said."""
    meant = [{"djnago": "django"}.get(word, word) for word in words]
    plain = [
        spelling
        for spelling in [*(it.spelling for it in ENTRIES), *OBSCURE]
        if all(it in normalize(spelling) or f" {it} " in said_of(spelling) for it in meant)
    ]
    assert set(plain) <= set(found(" ".join(words)))


def said_of(spelling: str) -> str:
    return "".join(it if it.isalnum() else " " for it in everything_said(spelling)) + " "
