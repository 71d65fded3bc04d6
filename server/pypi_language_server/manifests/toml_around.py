"""Finds the table of a TOML text that the cursor stands in, and reads that one alone.

Contract: takes time in proportion to the table, or to what follows the last project before the
cursor where the table is one of projects; a text of several lines, in which examples of tables may
stand, makes it read the whole file. Never raises.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests.model import Form
from pypi_language_server.manifests.toml_nodes import Header, Pair
from pypi_language_server.manifests.toml_patterns import DOTTED_HEAD
from pypi_language_server.manifests.toml_scan import EVERYTHING, Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.manifests.model import Manifest
    from pypi_language_server.manifests.toml_nodes import Key

_OUR_TOOLS = frozenset({"uv", "poetry", "hatch", "pdm", "pixi"})
_LONG_QUOTES = ('"""', "'''")


class Around(NamedTuple):
    """What of the table around the cursor matters.

    Attributes:
        path: the keys in its head.
        written: the keys that it has.
        pair: the last pair that begins before the cursor.
        comments: where comments stand in it.
    """

    path: tuple[str, ...]
    written: frozenset[str]
    pair: Pair | None
    comments: tuple[tuple[int, int], ...]


def table_around(
    manifest: Manifest, text: str, offset: int, root: tuple[str, ...]
) -> Around | None:
    """Return the table around the cursor; None in its head, and for a tool of no interest.

    Args:
        manifest: what was made from the text.
        text: the whole text, all of it TOML.
        offset: the cursor.
        root: the keys under which a pyproject.toml would hold what this file says.
    """
    reader = Reader(text)
    path, start = _start(reader, manifest, offset)
    whole = (*root, *path)
    if whole[:1] == ("tool",) and not _OUR_TOOLS.intersection(whole[1:2]):
        return None
    written: set[str] = set()
    pair: Pair | None = None
    for statement in reader.statements(EVERYTHING, start):
        if isinstance(statement, Header):
            if statement.start < offset <= statement.end:
                return None
            if statement.end >= offset:
                break
            path, pair, written = values_of(statement.keys), None, set()
            continue
        written.add(statement.keys[0].value)
        pair = statement if statement.start <= offset else pair
    return Around(path, frozenset(written) | _tables_in(text, path), pair, tuple(reader.comments))


def values_of(keys: Iterable[Key]) -> tuple[str, ...]:
    """Return what the parts of a key mean."""
    return tuple(key.value for key in keys)


def _start(reader: Reader, manifest: Manifest, offset: int) -> tuple[tuple[str, ...], int]:
    """Return the path of the table around the cursor, and where to begin reading.

    That is its head, or the last project before the cursor: thousands of them may stand in a table,
    and none of their names is offered here.
    """
    text = reader.text
    head = _head_before(text, offset)
    path = values_of(reader.header(head).keys) if head >= 0 else ()
    index = bisect_right(manifest.entries, offset, key=lambda entry: entry.span.start)
    entry = manifest.entries[index - 1] if index else None
    if entry is None or entry.form is not Form.KEY or entry.span.start < head:
        return path, max(head, 0)
    begin = entry.span.start
    return path, 1 + max(text.rfind("\n", 0, begin), text.rfind("\r", 0, begin))


def _head_before(text: str, offset: int) -> int:
    """Return where the last finished head before the cursor begins; -1 if there is none."""
    place = text.rfind("[", 0, offset)
    while place >= 0:
        start = place
        while start and text[start - 1] in " \t":
            start -= 1
        begins_line = not start or text[start - 1] in "\r\n"
        if begins_line and DOTTED_HEAD.match(text, place):
            return _surely_head(text, offset, place)
        place = text.rfind("[", 0, place)
    return -1


def _surely_head(text: str, offset: int, place: int) -> int:
    """Return where the last head before the cursor begins, given where something looks like one.

    Only in a text of several lines, as in an example, can it be anything else.
    """
    if all(text.find(quote, 0, place) < 0 for quote in _LONG_QUOTES):
        return place
    last = -1
    for statement in Reader(text).statements(EVERYTHING):
        if statement.start > offset:
            break
        if isinstance(statement, Header):
            last = statement.start
    return last


def _tables_in(text: str, path: tuple[str, ...]) -> frozenset[str]:
    """Return the keys of a table that have tables of their own, with heads anywhere in the text."""
    inner = r"[ \t]*+\.[ \t]*+".join(map(re.escape, path))
    head = rf"^[ \t]*+\[\[?[ \t]*+{inner}[ \t]*+\.[ \t]*+([A-Za-z0-9_\-]++)"
    return frozenset(re.findall(head, text, re.MULTILINE)) if path else frozenset()
