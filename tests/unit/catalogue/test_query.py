"""What a query means, by example; and that any text at all means something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue.query import MAX_LENGTH, MAX_TERMS, Field, Query, Term, parse
from tests.unit.catalogue.search_cases import ANY_TEXT


def said(query: Query) -> str:
    """A query in one line: what is wanted, then what is not."""
    return " ".join([*map(shown, query.terms), *(f"-{shown(it)}" for it in query.without)])


def shown(term: Term) -> str:
    field = f"{term.field.value}:" if term.field is not Field.ANYWHERE else ""
    return field + (f'"{" ".join(term.words)}"' if term.literal else term.words[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http client", "http client"),
        ("  HTTP\tClient!!! ", "http client"),
        ("http,client", "http client"),
        ("http/client", "http client"),
        ("client http client", "client http"),
        ("scikit-learn", "scikit learn"),
        ("Typing_Extensions", "typing extensions"),
        ("c++ bindings", "c++ bindings"),
        ("c# f#", "c# f#"),
        ("pandas*", "pandas"),
        ("a library for the web", "web"),
        ("python", "python"),
        ("the library", "the library"),
        ('"progress bar" tqdm', '"progress bar" tqdm'),
        ('"requests', '"requests"'),
        ('numpy"', "numpy"),
        ('""', ""),
        ('"the"', '"the"'),
        ("name:rest", "name:rest"),
        ("NAME:Rest", "name:rest"),
        ('summary:"rest api"', 'summary:"rest api"'),
        ("import:yaml topic:config", "import:yaml topic:config"),
        ("name:rest-api", "name:rest name:api"),
        ("name:", ""),
        ("name: rest", "rest"),
        ("colour:red", "colour red"),
        ("web -django", "web -django"),
        ("-django web", "web -django"),
        ("-django", "-django"),
        ("--django", "-django"),
        ('web -"rest api" -name:flask', 'web -"rest api" -name:flask'),
        ("web - django", "web django"),
        ("-", ""),
        ("- - -", ""),
        ("", ""),
        (" \n", ""),
        ("!?%$", ""),
        ("\0\ud800\udfff", ""),
        ("日本 datetime", "日本 datetime"),
        ("CAFÉ", "café"),
        ("requests[socks]>=2", "requests"),
        ("requests >= 2.0, < 3", "requests"),
        ("Zope.Interface~=5.0", "zope interface"),
        ("requests; python_version < '3.8'", "requests"),
        ("flask @ https://files.example/flask.whl", "flask"),
        ("requests[socks]", "requests"),
        ("django==4.*", "django"),
        ("pip install requests", "requests"),
        ("python -m pip install requests[socks]", "requests"),
        ("uv add httpx", "httpx"),
        ("import bs4", "bs4"),
        ("import numpy as np", "numpy"),
        ("from google.cloud import storage", "google cloud"),
        ("from bs4 import BeautifulSoup, Tag", "bs4"),
        ("import csv, json", "csv"),
        ("import data from excel", "import data excel"),
        ("https://forge.example/psf/requests", "requests"),
        ("git+https://forge.example/psf/requests.git@v2#subdirectory=x", "requests"),
        ("https://index.example/project/Flask-Login/2.0/", "flask login"),
        ("https://index.example/simple/six/", "six"),
        ("git+ssh://forge.example/x#egg=thing&y=z", "thing"),
        ("https://requests.example", "requests"),
        ("forge.example/psf/black", "black"),
        ("https://", ""),
        ('name:"a OR (b AND NEAR', 'name:"a or b and near"'),
        ("<b>bold</b> &amp; [x](y)", "b bold amp x y"),
        ("'; DROP TABLE names --", "drop table names"),
    ],
)
def test_what_is_looked_for(text: str, expected: str) -> None:
    assert said(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "key", "token"),
    [
        ("python dateutil", "python-dateutil", False),
        ("Python_DateUtil", "python-dateutil", True),
        ("ruamel.yaml", "ruamel-yaml", True),
        ("flask -login", "flask", False),
        ('"beautiful soup" 4', "beautiful-soup-4", False),
        ("name:numpy", "numpy", True),
        ("name:rest summary:api", "rest", False),
        ("summary:api", "", True),
        ("requests[socks]>=2", "requests", True),
        ("-", "", True),
    ],
)
def test_what_could_be_a_name(text: str, key: str, token: bool) -> None:
    assert (parse(text).key, parse(text).token) == (key, token)


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("import google.cloud.storage", "google.cloud.storage"),
        ("from PIL import Image", "pil"),
        ("lxml.etree", "lxml.etree"),
        ("mpl_toolkits", "mpl_toolkits"),
        ("http client", ""),
        ("scikit-learn", ""),
    ],
)
def test_which_module_is_imported(text: str, module: str) -> None:
    assert parse(text).imported == module


def test_only_so_much_counts() -> None:
    assert len(parse(" ".join(f"w{place}" for place in range(99))).terms) == MAX_TERMS
    assert len(parse(" ".join(f"-w{place}" for place in range(99))).without) == MAX_TERMS
    assert parse("x" * 10**6).terms == (Term(("x" * MAX_LENGTH,)),)
    assert len(parse(f'"{"ab " * 99}"').terms[0].words) == MAX_TERMS


@given(ANY_TEXT)
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert query == parse(text) == parse(text[:MAX_LENGTH].lower())
    assert len(query.terms) <= MAX_TERMS
    for term in (*query.terms, *query.without):
        assert term.words
        assert all(word and word == word.lower() for word in term.words)


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma"]), min_size=1), st.permutations(range(9)))
def test_the_order_of_words_does_not_change_the_terms(words: list[str], order: list[int]) -> None:
    shuffled = [words[place] for place in order if place < len(words)] + words[9:]
    assert set(parse(" ".join(words)).terms) == set(parse(" ".join(shuffled)).terms)
