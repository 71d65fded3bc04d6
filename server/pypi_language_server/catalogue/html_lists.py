"""Reads a list of project names from HTML (PEP 503), while it arrives.

Contract: a link counts as a project when its text is the name that its address ends in (PEP 503
asks for both); a directory listing's `name/` and its shortened `long-na..>` are understood. A
page that asks something of its reader, or whose links mostly lead elsewhere, is no list.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pypi_language_server import names
from pypi_language_server.catalogue.name_lists import BadList, NameBatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BATCH = 256 << 10
_LONGEST_GAP = 1 << 20  # bytes without the end of a link
# Lengths are bounded so that no page can make the search slow.
_ANCHOR = re.compile(
    r"""<a\s((?:[^<>"']|"[^"]{0,2000}"|'[^']{0,2000}'){0,500})>([^<]{0,500})</a\s*>""",
    re.IGNORECASE,
)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_LINK_END = re.compile(rb"</a\s*>", re.IGNORECASE)
_LINK_START = re.compile(rb"<a\b", re.IGNORECASE)
_DIALOGUE = re.compile(
    rb"<\s*(?:form|input|script|iframe|button)\b|http-equiv=.?refresh", re.IGNORECASE
)
_WRAPPER = re.compile(rb"<\s*(/?)\s*(?:html|body)\b", re.IGNORECASE)
_NOT_A_LIST = "the index sent a web page instead of its list of projects"


def read_anchors(first: bytes, chunks: Iterable[bytes]) -> Iterator[NameBatch]:
    """Yield the names of the projects that a page links to, without serials.

    Raises:
        BadList: while iterating; the page is no list of projects, or breaks off.
    """
    links = projects = 0
    wrappers: set[bytes] = set()
    text = b""
    for text in _segments(first, chunks):
        if _DIALOGUE.search(text):
            raise BadList(_NOT_A_LIST)
        wrappers.update(_WRAPPER.findall(text))
        found = _ANCHOR.findall(text.decode("utf-8", "replace"))
        listed = [name for name in map(_project, found) if name]
        links, projects = links + len(found), projects + len(listed)
        yield NameBatch(listed, [0] * len(listed))
    if wrappers == {b""} or _LINK_START.search(text, _end_of_links(text)):
        raise BadList("the index's list breaks off")
    if projects * 2 < links or not projects:
        raise BadList(_NOT_A_LIST if links > projects else "the index's list holds no project")


def _segments(first: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the page in parts that end behind a link; the last one ends with the page."""
    pieces, size = [first], len(first)
    for chunk in chunks:
        pieces.append(chunk)
        size += len(chunk)
        if size < _BATCH:
            continue
        text = b"".join(pieces)
        cut = _end_of_links(text)
        if not cut and size > _LONGEST_GAP:
            raise BadList(_NOT_A_LIST)
        if cut:
            yield text[:cut]
        pieces, size = [text[cut:]], len(text) - cut
    yield b"".join(pieces)


def _end_of_links(text: bytes) -> int:
    """Return the offset behind the last closed link, or 0."""
    at = max(text.rfind(b"</a"), text.rfind(b"</A"))
    end = _LINK_END.match(text, at) if at >= 0 else None
    if end:
        return end.end()
    return 0 if at <= 0 else _end_of_links(text[:at])


def _project(link: tuple[str, str]) -> str:
    """Return the project that a link leads to, or an empty string."""
    attributes, text = link
    text = html.unescape(text).strip().rstrip("/")
    segment = _last_segment(attributes)
    if names.is_valid(text) and names.normalize(text) == names.normalize(segment or text):
        return text
    stub = text.removesuffix(">")
    shortened = stub.endswith("..") and segment.startswith(stub.rstrip("."))
    return segment if shortened and len(stub) > len("..") and names.is_valid(segment) else ""


def _last_segment(attributes: str) -> str:
    """Return the last part of the path of a link's address, or an empty string."""
    found = _HREF.search(attributes)
    if found is None:
        return ""
    try:
        path = urlsplit(html.unescape("".join(filter(None, found.groups())))).path
    except ValueError:  # an address that is none, such as one with an unclosed bracket
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2])
