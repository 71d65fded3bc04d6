"""Distils what core metadata says about a project: licence, links, classifiers, keywords, extras.

Contract: pure and tolerant; takes the fields as any JSON value (core metadata 2.4 names them), as
the JSON API and METADATA files give them, and answers with cleaned, bounded data.
"""

from __future__ import annotations

import re
import string
from itertools import islice
from typing import TYPE_CHECKING

from pypi_language_server.index.clean import (
    TEXT_LIMIT,
    clean_text,
    clean_url,
    items,
    table,
    texts,
)
from pypi_language_server.index.model import FileHash, Link, LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LICENCE_LIMIT = 60
_OTHER_LINKS = 8
_MATTERS = ("Development Status :: ", "Framework :: ", "Topic :: ", "Typing :: ")
_MOST_CLASSIFIERS = 40
_MOST_KEYWORDS = 30
_LONGEST_KEYWORD = 50
_BETWEEN_KEYWORDS = re.compile(r"[,;\r\n]")
_AROUND_KEYWORDS = " '\"[](){}"
_ORDER = tuple(LinkKind)

# Packaging specifications, "Well-known Project URLs in Metadata": label and aliases, normalised.
_KINDS = {
    LinkKind.HOMEPAGE: ("homepage",),
    LinkKind.DOCUMENTATION: ("documentation", "docs"),
    LinkKind.SOURCE: ("source", "repository", "sourcecode", "github"),
    LinkKind.CHANGELOG: ("changelog", "changes", "releasenotes", "whatsnew", "history"),
    LinkKind.ISSUES: ("issues", "bugs", "issue", "tracker", "issuetracker", "bugtracker"),
}
_KIND_OF_LABEL = {label: kind for kind, labels in _KINDS.items() for label in labels}
_LEFT_OUT_OF_LABELS = str.maketrans("", "", string.punctuation + string.whitespace)
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_MOST_FILES = 1000


def hashes(files: Iterable[tuple[object, object]]) -> tuple[FileHash, ...]:
    """Return the digests among pairs of a file's name and its sha256."""
    found = (
        (clean_text(name, 300), clean_text(digest, 100).lower())
        for name, digest in islice(files, _MOST_FILES)
    )
    return tuple(
        FileHash(name, f"sha256:{digest}") for name, digest in found if _DIGEST.match(digest)
    )


def licence(expression: object, classifiers: object, text: object) -> str:
    """Return the licence: the SPDX expression (PEP 639), else classifiers, else a short text."""
    spdx = clean_text(expression, _LICENCE_LIMIT * 2)
    if spdx:
        return spdx
    named = ", ".join(_licence_names(texts(classifiers)))
    if named:
        return clean_text(named, _LICENCE_LIMIT * 2)
    whole = text.strip() if isinstance(text, str) else ""
    fits = len(whole) <= _LICENCE_LIMIT and "\n" not in whole and whole.upper() != "UNKNOWN"
    return clean_text(whole) if fits else ""


def _licence_names(classifiers: Iterable[str]) -> Iterator[str]:
    """Yield the last parts of licence classifiers, except the one that names no licence."""
    for classifier in classifiers:
        parts = [part.strip() for part in classifier.split("::")]
        if parts[0] == "License" and len(parts) > 1 and parts[-1] != "OSI Approved":
            yield parts[-1]


def telling_classifiers(classifiers: object) -> tuple[str, ...]:
    """Return the classifiers that matter to a reader, or to one who searches."""
    found = (item for item in texts(classifiers, 100) if item.startswith(_MATTERS))
    return tuple(islice(found, _MOST_CLASSIFIERS))


def keywords(value: object) -> tuple[str, ...]:
    """Return a project's keywords, each once whatever its case.

    Core metadata has them in one text, separated by commas; many write blanks instead, some a list.
    """
    parts = items(value) if isinstance(value, list) else _split(value)
    found = (clean_text(part, 2 * _LONGEST_KEYWORD).strip(_AROUND_KEYWORDS) for part in parts)
    fitting = (word for word in found if 0 < len(word) <= _LONGEST_KEYWORD and word != "UNKNOWN")
    once: dict[str, str] = {}
    for word in fitting:
        once.setdefault(word.casefold(), word)
    return tuple(islice(once.values(), _MOST_KEYWORDS))


def _split(value: object) -> list[str]:
    text = value[: 4 * TEXT_LIMIT] if isinstance(value, str) else ""
    return _BETWEEN_KEYWORDS.split(text) if _BETWEEN_KEYWORDS.search(text) else text.split()


def extras(value: object) -> tuple[str, ...]:
    """Return the names of extras, each once."""
    return tuple(dict.fromkeys(texts(value, 100)))


def summary(value: object) -> str:
    """Return the summary; old tools wrote UNKNOWN for none."""
    text = clean_text(value)
    return "" if text == "UNKNOWN" else text


def links(urls: object, home_page: object = None, index_page: object = None) -> tuple[Link, ...]:
    """Return a project's links in a sensible order, each address once.

    Args:
        urls: label to address (`project_urls`).
        home_page: the older field for the home page.
        index_page: the project's page on the index, for people.
    """
    found = [
        Link(_kind(label), clean_text(label, 60), clean_url(url))
        for label, url in list(table(urls).items())[:100]
    ]
    found.append(Link(LinkKind.HOMEPAGE, "Homepage", clean_url(home_page)))
    found.append(Link(LinkKind.INDEX, "Index page", clean_url(index_page)))
    return _sorted(link for link in found if link.url and link.label)


def pairs(value: object) -> dict[str, object]:
    """Return `Project-URL` fields (`label, address`) as a table."""
    split = (item.partition(",") for item in items(value) if isinstance(item, str))
    return {label.strip(): url.strip() for label, comma, url in split if comma}


def _kind(label: str) -> LinkKind:
    plain = label.translate(_LEFT_OUT_OF_LABELS).lower()
    return _KIND_OF_LABEL.get(plain, LinkKind.OTHER)


def _sorted(found: Iterable[Link]) -> tuple[Link, ...]:
    """Return links by kind; of each known kind the first, of the others a handful.

    A home page that is also the documentation or the source is shown as the latter.
    """
    ordered = sorted(found, key=lambda link: _ORDER.index(link.kind))
    ordered.sort(key=lambda link: link.kind is LinkKind.HOMEPAGE)  # last to be taken
    chosen: list[Link] = []
    for link in ordered:
        twin = any(other.url.rstrip("/") == link.url.rstrip("/") for other in chosen)
        same = sum(other.kind is link.kind for other in chosen)
        if not twin and same < (_OTHER_LINKS if link.kind is LinkKind.OTHER else 1):
            chosen.append(link)
    return tuple(sorted(chosen, key=lambda link: _ORDER.index(link.kind)))
