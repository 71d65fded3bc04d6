"""A small world to search in, and texts that nobody should be able to search with."""

from __future__ import annotations

from hypothesis import strategies as st

from pypi_language_server.catalogue.search import search
from pypi_language_server.catalogue.search_model import ProjectText, SearchResult
from pypi_language_server.catalogue.texts import Texts
from pypi_language_server.names import normalize
from tests.support.catalogues import catalogue_of


def text(
    spelling: str,
    summary: str = "",
    imports: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
) -> ProjectText:
    return ProjectText(normalize(spelling), spelling, summary, imports, words)


ENTRIES = (
    text("requests", "Send HTTP requests.", ("requests",), ("http client", "rest", "download")),
    text("numpy", "Arrays with fast arithmetic.", ("numpy",), ("arrays", "linear algebra")),
    text("Django", "Full web framework.", ("django",), ("web framework", "orm")),
    text("PyYAML", "Read and write YAML.", ("yaml",), ("yaml", "config")),
    text("scikit-learn", "Classic models.", ("sklearn",), ("machine learning", "classification")),
    text("beautifulsoup4", "Walk through HTML.", ("bs4",), ("html parser", "scraping")),
    text("opencv-python", "Computer vision.", ("cv2",), ("images",)),
    text("Flask", "Small web framework.", ("flask",), ("web framework", "wsgi")),
    text("httpx", "HTTP client, async and not.", ("httpx",), ("http client", "async")),
    text("protobuf", "Protocol buffers.", ("google.protobuf",), ("serialisation",)),
    text("djangorestframework", "Web APIs.", ("rest_framework",), ("rest", "api")),
    text("Flask-Login", "Sign users in.", ("flask_login",), ("sessions", "authentication")),
    text("tqdm", "A progress bar around any loop.", ("tqdm",), ("progress bar",)),
    text("rich", "The bar of progress, in colour.", ("rich",), ("terminal", "colour")),
    text("asyncpg", "Driver of PostgreSQL.", ("asyncpg",), ("postgresql", "async")),
    text("typing_extensions", "New types for old Pythons.", ("typing_extensions",), ("types",)),
    text("dataclasses", "Data classes for Python 3.6.", ("dataclasses",), ("backport",)),
    text("gevent", "C++ and C# are not in it.", ("gevent",), ("Framework :: Rope", "eventlets")),
)
OBSCURE = ("flask-rest-x", "rest-flask", "reqeusts", "cv2", "nump", "asyncio", "http-client-http")
POPULAR = tuple(entry.name for entry in ENTRIES)
NAMES = catalogue_of(
    [*(entry.spelling for entry in ENTRIES), *OBSCURE],
    POPULAR,
    {"yaml": ("pyyaml",), "cv2": ("opencv-python",), "bs4": ("beautifulsoup4",)},
)
TEXTS = Texts.of(ENTRIES)

NASTY = st.sampled_from(
    [
        *('"', "-", ":", "name:", "summary:", '-"', "*", "AND", "NEAR(", "&lt;", "]]>", "<!--"),
        *("[a](b)", "`", "\0", "\n", "\x1d", "\x1e", "http://", "[x]>=", "requests", "flask"),
        *("import ", "from ", " ", "é", "日本", "\ud800", "İ", "c++", "the", "web", "reqests"),
    ]
)
ANY_TEXT = st.one_of(st.text(), st.lists(NASTY, max_size=14).map("".join))


def find(query: str, limit: int = 50) -> SearchResult:
    return search(query, NAMES, TEXTS, limit)


def found(query: str, limit: int = 50) -> list[str]:
    return [item.spelling for item in find(query, limit).found]
