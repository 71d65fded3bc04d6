"""Where a cursor stands among the keys and values of a TOML manifest that are no requirements.

Contract: for whatever `place_at` calls nowhere. Only the table around the cursor is read, never the
file. Values are given when they are one line and mean what is written; what stands in a comment, in
a table's head or behind a finished value is nowhere. Never raises.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests.cursor import AtKey, AtValue, Nowhere
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.manifests.pyproject_slots import needs_comma
from pypi_language_server.manifests.toml_around import table_around, values_of
from pypi_language_server.manifests.toml_nodes import Array, Other, String, Table
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypi_language_server.manifests.cursor import Setting
    from pypi_language_server.manifests.model import Manifest
    from pypi_language_server.manifests.toml_nodes import Key, Pair, Value

ROOTS: Mapping[ManifestKind, tuple[str, ...]] = {
    ManifestKind.PYPROJECT: (),
    ManifestKind.UV: ("tool", "uv"),
    ManifestKind.HATCH: ("tool", "hatch"),
    ManifestKind.PIXI: ("tool", "pixi"),
    ManifestKind.PIPFILE: ("pipfile",),
    ManifestKind.SCRIPT: (),
}
"""The keys under which a pyproject.toml would hold what the file of some kind says by itself."""

SCRIPT = ("script",)
"""Stands for the keys that a script's block has outside of tables."""

_BLANK_REST = re.compile(r"[ \t]*+(?:\#|[\r\n]|\Z)")
_NEXT = re.compile(r"[ \t]*+([^ \t\r\n]?)")
_BEFORE_ELEMENT = frozenset(" \t\r\n,[")


class _Spot(NamedTuple):
    """The cursor, and the keys that lead to what is being looked at."""

    text: str
    offset: int
    path: tuple[str, ...]


def setting_at(manifest: Manifest, text: str, offset: int) -> Setting:
    """Return which key or value stands, or may be written, at `offset` (clamped)."""
    root = ROOTS.get(manifest.kind)
    offset = min(max(offset, 0), len(text))
    if root is None or text[offset - 1 : offset + 1] == "\r\n":
        return Nowhere()
    if manifest.kind is not ManifestKind.SCRIPT:
        return _setting(_Spot(text, offset, root), manifest)
    from pypi_language_server.manifests.script import settings_text

    block = settings_text(text, offset)
    return Nowhere() if block is None else _setting(_Spot(block, offset, root), manifest)


def _setting(spot: _Spot, manifest: Manifest) -> Setting:
    """Return the place in a text that is all TOML; the spot's path is the root of its keys."""
    text, offset = spot.text, spot.offset
    around = table_around(manifest, text, offset, spot.path)
    if around is None or any(start < offset <= end for start, end in around.comments):
        return Nowhere()
    path = (*spot.path, *around.path)
    if not path and manifest.kind is ManifestKind.SCRIPT:
        path = SCRIPT
    spot = spot._replace(path=path)
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    if around.pair is None or around.pair.end < line:
        return _on_line(spot, line, around.written)
    return _in_pair(spot, around.pair, around.written)


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
            deeper = spot._replace(path=(*spot.path, *values_of(pair.keys[:index])))
            others = written - {key.value} if index == 0 else frozenset[str]()
            is_last = index == len(pair.keys) - 1
            return _in_key(deeper, key, others, valued=pair.equals or not is_last, inline=inline)
    if not pair.equals:
        return Nowhere()
    spot = spot._replace(path=(*spot.path, *values_of(pair.keys)))
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
