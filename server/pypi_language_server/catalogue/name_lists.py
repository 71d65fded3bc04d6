"""Reads an index's list of project names while it arrives: batches of names with their serials.

Contract: the document is never held as a whole. A list ends with its document: one that breaks
off, holds no project, or is something else (a log-in page, JSON of another shape) raises
`BadList`. Names that no project may have (PEP 508) are dropped and counted, so that nothing but
letters, digits, `.`, `_` and `-` gets any further.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pypi_language_server import names
from pypi_language_server.catalogue import layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BATCH = 256 << 10  # large enough that the decoder's start does not count, small enough to forget
_LONGEST_HEAD = 1 << 20  # bytes before the list of projects
_LONGEST_ENTRY = 4 << 20  # bytes of one project's entry
_PROJECTS = re.compile(rb'"projects"\s*:\s*\[\s*')
_MARKS = bytes(range(128)).translate(
    None, b"\n-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_JSON_TYPES = frozenset(("application/json", "application/vnd.pypi.simple.v1+json"))
_HTML_TYPES = frozenset(("text/html", "application/vnd.pypi.simple.v1+html"))


class BadList(Exception):  # noqa: N818 - a failure of the world, not a defect of the program
    """What the index sent is no usable list of names.

    Attributes:
        why: one plain sentence for the user.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class NameBatch:
    """Some of an index's projects.

    Attributes:
        names: as the projects write them; each may name a project (PEP 508).
        serials: the index's change counter for each; 0 where it has none.
        dropped: how many entries were left out because of their names.
    """

    names: list[str]
    serials: list[int]
    dropped: int = 0


def read_batches(chunks: Iterable[bytes], content_type: str) -> Iterator[NameBatch]:
    """Yield the names in the body of a Simple API root (PEP 691 JSON, PEP 503 HTML).

    Args:
        chunks: the decompressed body, piece by piece.
        content_type: its media type without parameters; decides between JSON and HTML, and
            where it says neither, the body's first character does.

    Raises:
        BadList: while iterating; see the module's contract.
    """
    first, chunks = _opened(iter(chunks))
    empty = True
    for batch in _entries(first, chunks, content_type):
        checked = _checked(batch)
        empty = empty and not checked.names
        yield checked
    if empty:
        raise BadList("the index's list holds no project")


def _opened(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first piece that says something, without byte order mark, and the rest."""
    head = b""
    for chunk in chunks:
        head = (head + chunk).lstrip()
        if not _BYTE_ORDER_MARK.startswith(head):
            text = head.removeprefix(_BYTE_ORDER_MARK).lstrip()
            if text:
                return text, chunks
    raise BadList("the index sent an empty list")


def _entries(first: bytes, chunks: Iterator[bytes], content_type: str) -> Iterator[NameBatch]:
    kind = content_type.lower()
    if kind in _HTML_TYPES or (kind not in _JSON_TYPES and first.startswith(b"<")):
        from pypi_language_server.catalogue.html_lists import read_anchors

        return read_anchors(first, chunks)
    if first.startswith(b"<"):
        raise BadList("the index sent a web page instead of its list of projects")
    if not first.startswith(b"{"):
        raise BadList("the index sent something else than a list of projects")
    return _read_json(first, chunks)


def _checked(batch: NameBatch) -> NameBatch:
    """Return the batch without names that no project may have; looks at all of them at once."""
    text = "\n".join(batch.names)
    if text.isascii() and _all_valid(text.encode("ascii"), batch.names):
        return batch
    kept = [
        (name, serial)
        for name, serial in zip(batch.names, batch.serials, strict=True)
        if len(name) <= layout.MAX_NAME and names.is_valid(name)
    ]
    dropped = batch.dropped + len(batch.names) - len(kept)
    return NameBatch([name for name, _ in kept], [serial for _, serial in kept], dropped)


def _all_valid(text: bytes, listed: list[str]) -> bool:
    """Whether newline-separated names are all valid; False may also mean "look closer"."""
    if not listed or text.translate(None, _MARKS) != text or text.count(b"\n") >= len(listed):
        return False
    lines = b"\n" + layout.fold_blob(text) + b"\n"
    edges = b"\n-" in lines or b"-\n" in lines or b"\n\n" in lines
    return not edges and max(map(len, listed)) <= layout.MAX_NAME


def _read_json(first: bytes, chunks: Iterator[bytes]) -> Iterator[NameBatch]:
    pieces, size = [_after_head(first, chunks)], 0
    for chunk in chunks:
        pieces.append(chunk)
        size += len(chunk)
        if size < _BATCH:
            continue
        entries, rest, ended = _take(b"".join(pieces))
        yield _batch(entries)
        if ended:
            _check_end(rest, chunks)
            return
        if len(rest) > _LONGEST_ENTRY:
            raise BadList("the index's list is not readable JSON")
        pieces, size = [rest], 0
    entries, rest, ended = _take_singly(b"".join(pieces))
    if not ended:
        raise BadList("the index's list breaks off or is not readable JSON")
    yield _batch(entries)
    _check_end(rest, chunks)


def _after_head(head: bytes, chunks: Iterator[bytes]) -> bytes:
    """Return what follows the opening bracket of the list of projects."""
    while (found := _PROJECTS.search(head)) is None:
        chunk = next(chunks, None)
        if chunk is None or len(head) > _LONGEST_HEAD:
            raise BadList("the index sent JSON without a list of projects")
        head += chunk
    return head[found.end() :]


def _take(text: bytes) -> tuple[list[Any], bytes, bool]:
    """Decode the complete entries at the start of `text`.

    Cutting behind the last `}` that a comma follows is right unless entries hold objects or such
    text themselves; then what was cut is no JSON, and the entries are decoded one by one.

    Returns:
        the entries, the bytes behind them, and whether the list's closing bracket was passed.
    """
    cut = text.rfind(b"},") + 1
    try:
        entries = json.loads(b"[" + text[:cut] + b"]")
    except (ValueError, RecursionError):
        return _take_singly(text)
    return entries, text[cut + 1 :] if cut else text, False


def _take_singly(text: bytes) -> tuple[list[Any], bytes, bool]:
    decode, entries = json.JSONDecoder().raw_decode, list[Any]()
    whole = text.decode("utf-8", "surrogateescape")  # may end in the middle of a character
    at, done = _skip(whole, 0), 0
    while at < len(whole):
        if whole[at] == "]":
            return entries, whole[at + 1 :].encode("utf-8", "surrogateescape"), True
        try:
            entry, at = decode(whole, at)
        except (ValueError, RecursionError):
            break
        at = _skip(whole, at)
        if at >= len(whole) or whole[at] not in ",]":
            break
        entries.append(entry)
        at = done = at if whole[at] == "]" else _skip(whole, at + 1)
    return entries, whole[done:].encode("utf-8", "surrogateescape"), False


def _skip(text: str, at: int) -> int:
    """Return the offset of the first character from `at` on that is no JSON white space."""
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _check_end(rest: bytes, chunks: Iterator[bytes]) -> None:
    """Raise unless what follows the list closes the document."""
    rest += b"".join(chunks)
    try:
        json.loads(b'{"projects":[]' + rest)
    except (ValueError, RecursionError):
        raise BadList("the index's list breaks off or is not readable JSON") from None


def _batch(entries: list[Any]) -> NameBatch:
    try:
        batch = NameBatch(
            [entry["name"] for entry in entries],
            [entry.get("_last-serial", 0) for entry in entries],
        )
        strings = set(map(type, batch.names)) <= {str}
    except (AttributeError, KeyError, TypeError):
        strings = False
    if not strings:
        raise BadList("the index sent JSON of another shape than a list of projects")
    if set(map(type, batch.serials)) <= {int} and min(batch.serials, default=0) >= 0:
        return batch
    return replace(batch, serials=[_serial(serial) for serial in batch.serials])


def _serial(value: object) -> int:
    return value if type(value) is int and value > 0 else 0
