"""Where a cursor stands in a project that is a key: in its name, or in what it is set to.

Contract: only the statements of that project are read again. Sources: Poetry's manual,
"Dependency specification"; uv's manual, "Dependency sources".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests.cursor import (
    AtMarker,
    AtName,
    AtUrl,
    AtVersion,
    Nowhere,
)
from pypi_language_server.manifests.model import Syntax
from pypi_language_server.manifests.pyproject_extras import extra_in_array
from pypi_language_server.manifests.pyproject_key_slots import (
    Spot,
    line_end,
    line_start,
    new_value,
    on_new_key,
)
from pypi_language_server.manifests.pyproject_tables import MARKER_FIELDS, URL_FIELDS
from pypi_language_server.manifests.toml_nodes import Array, Header, Pair, String, Table
from pypi_language_server.manifests.toml_scan import EVERYTHING, Reader
from pypi_language_server.manifests.toml_values import fragment
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Entry
    from pypi_language_server.manifests.toml_nodes import Key, Value

_CLAUSE = re.compile(r"[^,|]*")
_WORD = re.compile(r"[A-Za-z0-9._\-]*")


def place_in_project(text: str, offset: int, entry: Entry) -> Place:
    """Return the place in an entry whose name is a key: in the key, or in what it is set to."""
    index: int | None = None
    for spot in _spots(text, offset, entry):
        if index is None:
            starts = [key.inner_start for key in spot.keys]
            if entry.span.start not in starts:
                continue
            index = starts.index(entry.span.start)
        fields = [key.value for key in spot.keys[index + 1 :]]
        value = spot.pair.value if isinstance(spot.pair, Pair) else None
        if fields == ["extras"] and isinstance(value, Array) and value.start < offset <= value.end:
            return extra_in_array(text, offset, entry, value)
        if isinstance(spot.on, String):
            return _in_value(text, offset, entry, spot.on, fields)
        if spot.on is not None and spot.keys.index(spot.on) >= index:
            return _in_key(text, offset, entry, spot, index)
    return Nowhere()


def _spots(text: str, offset: int, entry: Entry) -> Iterator[Spot]:
    """Yield what stands at an entry's name, and under the cursor if that is in it."""
    base: tuple[Key, ...] = ()
    end = line_end(text, max(entry.span.end, offset))
    for statement in Reader(text[:end]).statements(EVERYTHING, line_start(text, entry.span.start)):
        keys = (*base, *statement.keys)
        if isinstance(statement, Header):
            base = keys = statement.keys
        if statement.start > offset:
            return
        yield _spot(keys, statement, offset, inline=False)


def _spot(keys: tuple[Key, ...], found: Pair | Header, offset: int, *, inline: bool) -> Spot:
    """Return what of a statement stands under the cursor, as deep down as there is anything."""
    for key in found.keys:
        if key.start <= offset <= key.end:
            return Spot(keys, found, key, inline)
    if isinstance(found, Pair) and found.value is not None:
        deeper = _inside(keys, found, found.value, offset)
        if deeper is not None:
            return deeper
    return Spot(keys, found, None, inline)


def _inside(keys: tuple[Key, ...], pair: Pair, value: Value, offset: int) -> Spot | None:
    """Return what of a value stands under the cursor, if it is in there."""
    if not value.start <= offset <= value.end:
        return None
    if isinstance(value, String):
        within = value.inner_start <= offset <= value.inner_end
        return Spot(keys, pair, value, inline=True) if within else None
    if isinstance(value, Table):
        for inner in value.pairs:
            if inner.start <= offset <= inner.end:
                return _spot((*keys, *inner.keys), inner, offset, inline=True)
    if isinstance(value, Array):
        for item in value.items:
            deeper = _inside(keys, pair, item, offset)
            if deeper is not None:
                return deeper
    return None


def _in_value(text: str, offset: int, entry: Entry, string: String, fields: list[str]) -> Place:
    """Return the place in a string that says something about a project."""
    piece = fragment(text, string)
    index = piece.index_of(offset)
    match fields:
        case [] if entry.url is not None and entry.url.span.touches(offset):
            return AtUrl(entry)
        case [] | ["version"] if entry.syntax is not Syntax.PEP440:
            first, last = _run(_CLAUSE, piece.text, index)
            return AtVersion(*piece.around(first, last, offset), entry)
        case [name] if name in MARKER_FIELDS:
            typed, around = piece.around(*_run(_WORD, piece.text, index), offset)
            return AtMarker(typed, around, entry, piece)
        case [name] if name in URL_FIELDS:
            return AtUrl(entry)
    return Nowhere()


def _run(pattern: re.Pattern[str], text: str, index: int) -> tuple[int, int]:
    """Return the run of characters around `index` that `pattern` allows, without outer spaces."""
    back = pattern.match(text[index - 1 :: -1] if index else "")
    ahead = pattern.match(text, index)
    before = back[0] if back else ""
    after = ahead[0] if ahead else ""
    return index - len(before.rstrip()), index + len(after.rstrip())


def _in_key(text: str, offset: int, entry: Entry, spot: Spot, index: int) -> Place:
    """Return the place in the key that is a project's name."""
    key = spot.keys[index]
    if isinstance(spot.pair, Pair) and not spot.pair.equals and key in spot.pair.keys:
        place = AtName("", Span(offset, offset), entry.group, entry=entry)
        place = replace(place, after=new_value(entry.syntax))
        return on_new_key(text, spot, key, place)
    if spot.on is not key or not key.inner_start <= offset <= key.inner_end:
        return Nowhere()
    after = "" if key.closed else text[key.start]
    if isinstance(spot.pair, Header) and not spot.pair.closed:
        after += "]]" if spot.pair.array else "]"
    return AtName(
        text[key.inner_start : offset],
        Span(key.inner_start, key.inner_end),
        entry.group,
        after=after,
        entry=entry,
        bare_key=key.bare,
    )
