"""Where a cursor stands in an INI file that holds lists of requirements.

Contract: as `cursor.py` says. Only the cursor's line is read again. A name may stand where it
belongs to the list in front of it: indented deeper than the list's key, or on the key's own line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests import requirement
from pypi_language_server.manifests.cursor import AtName, Nowhere
from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.ini_items import Style, is_requirement, items
from pypi_language_server.manifests.ini_scan import COMMENT_MARKS, continues
from pypi_language_server.manifests.pyproject_key_slots import line_end, line_start
from pypi_language_server.manifests.requirements_cursor import place_in_line
from pypi_language_server.manifests.requirements_lines import Line
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.ini_lists import Lookup
    from pypi_language_server.manifests.ini_scan import Range
    from pypi_language_server.manifests.model import Entry, Manifest


class _Spot(NamedTuple):
    """The line under the cursor: in which list, where it begins, whether separators count."""

    group: int
    line: Range
    split: bool


def place_at(manifest: Manifest, text: str, offset: int, lookup: Lookup) -> Place:
    """Return where in `text`, which is what `manifest` was made from by `lookup`, the cursor is."""
    offset = min(max(offset, 0), len(text))
    if text[max(offset - 1, 0) : offset + 1] == "\r\n":
        return Nowhere()
    spot = _spot(manifest, text, offset)
    listed = lookup(*manifest.groups[spot.group].path) if spot else None
    if spot is None or listed is None:
        return Nowhere()
    found = items(text, *spot.line, listed.style, split=spot.split)
    for start, end in found.ranges:
        if start <= offset <= end and (not found.comment or offset < found.comment[0]):
            piece = Fragment.plain(text, Span(start, end))
            return _in_item(manifest, piece, offset, spot.group, listed.style)
    return Nowhere()


def _spot(manifest: Manifest, text: str, offset: int) -> _Spot | None:
    """Return the line under the cursor, if it belongs to a list."""
    groups = manifest.groups
    number = bisect_right(groups, offset, key=lambda group: group.name_span.start) - 1
    if number < 0:
        return None
    group, start, end = groups[number], line_start(text, offset), line_end(text, offset)
    whole = group.span
    if start <= whole.start:
        own = whole.start, end
        is_only = "\n" not in whole.of(text) and "\r" not in whole.of(text)
        return _Spot(number, own, is_only) if offset >= whole.start else None
    indent = group.name_span.start - line_start(text, group.name_span.start)
    content = text[start:end].lstrip()
    depth = end - start - len(content) if content else offset - start
    if depth <= indent or (content[:1] in COMMENT_MARKS and content):
        return None
    is_inside = start <= whole.end or continues(text, whole.end, start)
    return _Spot(number, (start, end), split=False) if is_inside else None


def _in_item(manifest: Manifest, piece: Fragment, offset: int, group: int, style: Style) -> Place:
    """Return the place in one item, white space around it included."""
    kept = piece.text.lstrip()
    start = piece.whole.end - len(kept)
    if not kept:
        behind = piece.source[offset - 1 : offset]
        is_free = style is Style.SETUPTOOLS or behind.isspace() or behind in "=,"
        return AtName("", Span(offset, offset), group) if is_free else Nowhere()
    if offset < start or not is_requirement(kept):
        return Nowhere()
    if style is Style.TOX_DEPS:
        return place_in_line(manifest, Line(piece, None, piece.whole.end), offset, group)
    entry = _entry_at(manifest, start)
    item = Fragment.plain(piece.source, Span(start, piece.whole.end))
    return Nowhere() if entry is None else requirement.place_in(item, entry, offset)


def _entry_at(manifest: Manifest, start: int) -> Entry | None:
    """Return the entry that starts at `start`."""
    index = bisect_left(manifest.entries, start, key=lambda entry: entry.span.start)
    found = manifest.entries[index] if index < len(manifest.entries) else None
    return found if found is not None and found.span.start == start else None
