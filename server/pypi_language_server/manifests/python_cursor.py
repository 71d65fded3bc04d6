"""Where a cursor stands in a Python file: in one of the strings that are ours, or between them.

Contract: as `cursor.py` says. Only the list around the cursor is read again, from the last
requirement before the cursor on. What `before` and `after` bring keeps the file what it is: quotes
like its neighbours', and a comma towards a neighbour that has none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests import requirement
from pypi_language_server.manifests.cursor import AtName, Nowhere, Place
from pypi_language_server.manifests.python_lists import line_around
from pypi_language_server.manifests.python_scan import KEYWORD, TOKEN, Reader
from pypi_language_server.manifests.python_strings import Text, fragment, read_text
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Entry, Manifest

_CLOSING = {"[": "]", "(": ")", "{": "}"}
_GAP = re.compile(r"(?:[\s\ufeff]++|\#[^\r\n]*+)*+")
_PREFIX = re.compile(r"(?<!\w)[A-Za-z]{1,2}\Z")
_FEW = 8
"""So many requirements back, the beginning of a string is looked for."""

_BEHIND = frozenset(" \t\r\n,[({")
"""Behind one of these a new string may begin."""


class Spot(NamedTuple):
    """What stands around the cursor in a group.

    Attributes:
        group: its number.
        string: the string that the cursor is in, if it is in one.
        value: whether a value without a comma behind it stands before the cursor.
        quote: the quote of the strings around it.
    """

    group: int
    string: Text | None = None
    value: bool = False
    quote: str = '"'


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text` the cursor stands; strings hold requirements and nothing else."""
    offset = min(max(offset, 0), len(text))
    spot = spot_at(manifest, text, offset)
    if spot is None:
        return Nowhere()
    if spot.string is None:
        return empty_place(manifest, text, offset, spot)
    return string_place(manifest, text, offset, spot, spot.string)


def spot_at(manifest: Manifest, text: str, offset: int) -> Spot | None:
    """Return what stands around the cursor; None where no requirement may stand."""
    number = group_around(manifest, text, offset)
    if number is None or text[offset - 1 : offset + 1] == "\r\n":
        return None
    start = manifest.groups[number].span.start
    first = TOKEN.match(text, start)
    is_string = first is not None and first.lastgroup == "string"
    pos = start if is_string else _start(manifest, text, offset, number)
    reader, spot = Reader(text), Spot(number, value=text[start] not in _CLOSING)
    while pos < offset and (token := TOKEN.match(text, pos)):
        start, pos = token.span()
        match token.lastgroup:
            case "space" | "newline":
                continue
            case "comment" if offset <= pos:
                return None
            case "comment":
                continue
            case "comma":
                spot = spot._replace(value=False)
            case "string":
                string = read_text(text, start, inside=True)
                if offset < string.end + (not string.closed):
                    within = string.inner_start <= offset <= string.inner_end
                    return spot._replace(string=string) if within else None
                pos, spot = string.end, spot._replace(value=True, quote=string.quote[0])
            case _:  # a variable, an operator, a keyword: what belongs to it is not ours to write
                pos = max(reader.expression(start, 1)[1], pos)
                if offset <= pos or KEYWORD.match(text, start):
                    return None
                spot = spot._replace(value=True)
    return None if is_string else spot


def empty_place(manifest: Manifest, text: str, offset: int, spot: Spot) -> Place:
    """Return the place between the strings of a list, where a new one may be written."""
    if text[offset - 1] not in _BEHIND:
        return Nowhere()
    limit = manifest.groups[spot.group].span.end
    after = spot.quote
    if _needs_comma(text, offset, limit):
        after += "," if text[offset].isspace() else ", "
    before = f"{', ' if spot.value else ''}{spot.quote}"
    return AtName("", Span(offset, offset), spot.group, before=before, after=after)


def string_place(manifest: Manifest, text: str, offset: int, spot: Spot, string: Text) -> Place:
    """Return the place in a string that holds requirements, if it is one of them."""
    piece = fragment(text, string)
    index = piece.index_of(offset)
    (first, last), in_comment = line_around(piece.text, index)
    if not string.ours or in_comment or (index < first < last):
        return Nowhere()
    if first == last and "\n" in piece.text:
        return AtName("", Span(offset, offset), spot.group)
    part = piece.part(first, max(last, index))
    entry = entry_from(manifest, part.whole.start)
    if entry is None:
        return Nowhere()
    place = requirement.place_in(part, entry, offset)
    if isinstance(place, AtName):
        return finished(text, place, string, manifest.groups[spot.group].span.end)
    return place


def finished(text: str, place: AtName, string: Text, limit: int) -> AtName:
    """Return a name's place with the quote and the comma that are missing behind it.

    What follows the name in its string is written again in front of them.
    """
    comma = "," if _needs_comma(text, string.end, limit) else ""
    rest = text[place.replace.end : string.inner_end]
    if (string.closed and not comma) or "\n" in rest or "\r" in rest or len(string.quote) > 1:
        return place
    replaced = Span(place.replace.start, string.end)
    return replace(place, replace=replaced, after=f"{rest}{string.quote}{comma}")


def entry_from(manifest: Manifest, start: int) -> Entry | None:
    """Return the manifest's entry that starts at `start`."""
    entries = manifest.entries
    index = bisect_left(entries, start, key=lambda entry: entry.span.start)
    found = entries[index] if index < len(entries) else None
    return found if found is not None and found.span.start == start else None


def group_around(manifest: Manifest, text: str, offset: int) -> int | None:
    """Return the number of the group around the cursor; an open one reaches to its end."""
    number = bisect_left(manifest.groups, offset, key=lambda group: group.span.start) - 1
    if number < 0:
        return None
    span = manifest.groups[number].span
    closing = _CLOSING.get(text[span.start], ")")
    reaches = offset < span.end or (offset == span.end and text[span.end - 1] != closing)
    return number if reaches else None


def _start(manifest: Manifest, text: str, offset: int, number: int) -> int:
    """Return where to begin to read: at the last string before the cursor, or behind the bracket.

    The first requirement of a string has the opening quote before it.
    """
    index = bisect_right(manifest.entries, offset, key=lambda entry: entry.span.start)
    for entry in reversed(manifest.entries[max(index - _FEW, 0) : index]):
        start = entry.span.start
        quote = text[start - 1]
        if entry.group != number:
            break
        if quote in "\"'":
            start -= 3 if text[start - 3 : start] == quote * 3 else 1
            prefix = _PREFIX.search(text, max(start - 3, 0), start)
            return prefix.start() if prefix else start
    start = manifest.groups[number].span.start
    return start + (text[start] in _CLOSING)


def _needs_comma(text: str, pos: int, limit: int) -> bool:
    """Whether what stands at `pos` of a list is followed by an item without a comma."""
    gap = _GAP.match(text, pos, limit)
    token = TOKEN.match(text, gap.end() if gap else pos, limit)
    return token is not None and token.lastgroup in ("string", "word", "sign", "open")
