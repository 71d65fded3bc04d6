"""Where a cursor stands among the keys and values of a TOML manifest that are no requirements.

Contract: for whatever `place_at` calls nowhere. Only the table around the cursor is read, never the
file. Values are given when they are one line and mean what is written; what stands in a comment, in
a table's head or behind a finished value is nowhere. Never raises.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests.cursor import AtKey, AtValue, Nowhere
from pypi_language_server.manifests.model import Form, ManifestKind
from pypi_language_server.manifests.pyproject_slots import needs_comma
from pypi_language_server.manifests.toml_nodes import Array, Header, Other, Pair, String, Table
from pypi_language_server.manifests.toml_patterns import DOTTED_HEAD
from pypi_language_server.manifests.toml_scan import EVERYTHING, Reader
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pypi_language_server.manifests.cursor import Setting
    from pypi_language_server.manifests.model import Manifest
    from pypi_language_server.manifests.toml_nodes import Key, Value

ROOTS: Mapping[ManifestKind, tuple[str, ...]] = {
    ManifestKind.PYPROJECT: (),
    ManifestKind.UV: ("tool", "uv"),
    ManifestKind.HATCH: ("tool", "hatch"),
}
"""The keys under which a pyproject.toml would hold what the file of some kind says by itself."""

_BLANK_REST = re.compile(r"[ \t]*+(?:\#|[\r\n]|\Z)")
_NEXT = re.compile(r"[ \t]*+([^ \t\r\n]?)")
_OUR_TOOLS = frozenset({"uv", "poetry", "hatch", "pdm"})
_LONG_QUOTES = ('"""', "'''")
_BEFORE_ELEMENT = frozenset(" \t\r\n,[")


class _Spot(NamedTuple):
    """The cursor, and the keys that lead to what is being looked at."""

    text: str
    offset: int
    path: tuple[str, ...]


class _Around(NamedTuple):
    """What of the table around the cursor matters: its path and keys, the last pair before it."""

    path: tuple[str, ...]
    written: frozenset[str]
    pair: Pair | None
    comments: tuple[tuple[int, int], ...]
    in_head: bool


def setting_at(manifest: Manifest, text: str, offset: int) -> Setting:
    """Return which key or value stands, or may be written, at `offset` (clamped)."""
    root = ROOTS.get(manifest.kind)
    offset = min(max(offset, 0), len(text))
    if root is None or text[offset - 1 : offset + 1] == "\r\n":
        return Nowhere()
    around = _around(manifest, text, offset, root)
    if (
        around is None
        or around.in_head
        or any(start < offset <= end for start, end in around.comments)
    ):
        return Nowhere()
    spot = _Spot(text, offset, (*root, *around.path))
    around = around._replace(written=around.written | _tables_in(text, around.path))
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    if around.pair is None or around.pair.end < line:
        return _on_line(spot, line, around.written)
    return _in_pair(spot, around.pair, around.written)


def _around(manifest: Manifest, text: str, offset: int, root: tuple[str, ...]) -> _Around | None:
    """Read the table around the cursor; None for one that belongs to somebody else's tool."""
    reader = Reader(text)
    path, start = _start(reader, manifest, offset)
    if (*root, *path)[:1] == ("tool",) and not _OUR_TOOLS.intersection((*root, *path)[1:2]):
        return None
    written: set[str] = set()
    pair: Pair | None = None
    for statement in reader.statements(EVERYTHING, start):
        if isinstance(statement, Header):
            if statement.end >= offset:
                in_head = statement.start < offset
                return _Around(path, frozenset(written), pair, tuple(reader.comments), in_head)
            path, pair, written = _values(statement.keys), None, set()
            continue
        written.add(statement.keys[0].value)
        pair = statement if statement.start <= offset else pair
    return _Around(path, frozenset(written), pair, tuple(reader.comments), in_head=False)


def _start(reader: Reader, manifest: Manifest, offset: int) -> tuple[tuple[str, ...], int]:
    """Return the path of the table around the cursor, and where to begin reading.

    That is its head, or the last project before the cursor: thousands of them may stand in a table,
    and none of their names is offered here.
    """
    text = reader.text
    head = _head_before(text, offset)
    path = _values(reader.header(head).keys) if head >= 0 else ()
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


def _values(keys: Iterable[Key]) -> tuple[str, ...]:
    return tuple(key.value for key in keys)


def _on_line(spot: _Spot, line: int, written: frozenset[str]) -> Setting:
    """Return the place on a line of a table where nothing stands."""
    is_free = not spot.text[line : spot.offset].strip(" \t")
    if not is_free or not _BLANK_REST.match(spot.text, spot.offset):
        return Nowhere()
    return AtKey("", Span(spot.offset, spot.offset), spot.path, written)


def _in_pair(spot: _Spot, pair: Pair, written: frozenset[str], *, inline: bool = False) -> Setting:
    """Return the place in a key or in what it is set to."""
    for index, key in enumerate(pair.keys):
        if key.start <= spot.offset <= key.end:
            deeper = spot._replace(path=(*spot.path, *_values(pair.keys[:index])))
            others = written - {key.value} if index == 0 else frozenset[str]()
            is_last = index == len(pair.keys) - 1
            return _in_key(deeper, key, others, valued=pair.equals or not is_last, inline=inline)
    if not pair.equals:
        return Nowhere()
    spot = spot._replace(path=(*spot.path, *_values(pair.keys)))
    if pair.value is None:
        return _no_value(spot, pair.end)
    return _in_value(spot, pair.value)


def _in_key(
    spot: _Spot, key: Key, written: frozenset[str], *, valued: bool, inline: bool
) -> Setting:
    """Return the place in a key."""
    text, offset = spot.text, spot.offset
    if not key.inner_start <= offset <= key.inner_end or not key.closed:
        return Nowhere()
    before = after = ""
    if inline and not valued:
        before, after = _commas(text, key.start, key.end)
    elif not valued:
        valued = _BLANK_REST.match(text, key.end) is None
    return AtKey(
        text[key.inner_start : offset],
        Span(key.inner_start, key.inner_end),
        spot.path,
        written,
        valued or not key.bare,
        before,
        after,
    )


def _no_value(spot: _Spot, equals: int) -> Setting:
    """Return the place behind a `=` that nothing follows."""
    text, offset = spot.text, spot.offset
    if offset < equals or text[equals:offset].strip(" \t"):
        return Nowhere()
    before = ' "' if text[offset - 1] == "=" else '"'
    return AtValue("", Span(offset, offset), spot.path, before=before, after='"')


def _in_value(
    spot: _Spot,
    value: Value,
    siblings: frozenset[str] = frozenset(),
    *,
    element: bool = False,
) -> Setting:
    """Return the place in a value, as deep down as there is anything."""
    if not value.start <= spot.offset <= value.end:
        return Nowhere()
    match value:
        case String():
            return _in_string(spot, value, siblings, element=element)
        case Array():
            return _in_array(spot, value)
        case Table():
            return _in_table(spot, value)
        case Other(start, end):
            typed, whole = spot.text[start : spot.offset], Span(start, end)
            if '"' in whole.of(spot.text) or "'" in whole.of(spot.text):
                return Nowhere()
            return AtValue(typed, whole, spot.path, siblings, '"', '"', element)


def _in_string(spot: _Spot, value: String, siblings: frozenset[str], *, element: bool) -> Setting:
    """Return the place in a string that is one line and means what is written."""
    inside = Span(value.inner_start, value.inner_end)
    quote = spot.text[value.start : value.inner_start]
    written = inside.of(spot.text)
    if not inside.touches(spot.offset) or not value.plain or "\n" in written or "\r" in written:
        return Nowhere()
    if not value.closed and len(quote) > 1:
        return Nowhere()
    after = "" if value.closed else quote
    typed = spot.text[inside.start : spot.offset]
    return AtValue(typed, inside, spot.path, siblings, "", after, element)


def _in_array(spot: _Spot, array: Array) -> Setting:
    """Return the place in one of an array's elements, or where a new one may stand."""
    text, offset = spot.text, spot.offset
    strings = [item for item in array.items if isinstance(item, String)]
    others = frozenset(
        text[item.inner_start : item.inner_end]
        for item in strings
        if not item.start <= offset <= item.end
    )
    for item in array.items:
        if item.start <= offset <= item.end and (item.start < offset or isinstance(item, Other)):
            return _in_value(spot, item, others, element=True)
    is_inside = array.start < offset and (offset < array.end or not array.closed)
    if not is_inside or text[offset - 1] not in _BEFORE_ELEMENT:
        return Nowhere()
    previous = max((item.end for item in array.items if item.end <= offset), default=0)
    comma = ", " if previous and "," not in text[previous:offset] else ""
    after = '"'
    if needs_comma(text, offset, array.end):
        after += "," if text[offset].isspace() else ", "
    empty = Span(offset, offset)
    return AtValue("", empty, spot.path, others, f'{comma}"', after, element=True)


def _in_table(spot: _Spot, table: Table) -> Setting:
    """Return the place in an inline table."""
    text, offset = spot.text, spot.offset
    if offset == table.start or (table.closed and offset == table.end):
        return Nowhere()
    written = frozenset(pair.keys[0].value for pair in table.pairs)
    for pair in table.pairs:
        waits = pair.equals and pair.value is None
        end = offset if waits and not text[pair.end : offset].strip(" \t") else pair.end
        if pair.start <= offset <= end:
            return _in_pair(spot, pair, written, inline=True)
    if text[offset - 1] not in " \t\r\n{,":
        return Nowhere()
    before, after = _commas(text, offset, offset)
    return AtKey("", Span(offset, offset), spot.path, written, before=before, after=after)


def _commas(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the commas that a new pair from `start` to `end` needs before and behind it."""
    back = text[:start].rstrip()[-1:]
    ahead = _NEXT.match(text, end)
    before = "" if back in ("{", ",", "") else ", "
    if ahead is None or ahead[1] in ("", ",", "}", "#"):
        return before, ""
    return before, "," if text[end].isspace() else ", "
