"""Where a cursor stands in a requirements file.

Contract: see `manifests/cursor.py`. The line around the cursor is read again, from the text, so
that the answer takes time in proportion to that line; the entry it names is the manifest's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from pypi_language_server.manifests import requirement, requirements_options
from pypi_language_server.manifests.cursor import (
    AtMarker,
    AtName,
    AtOption,
    AtQuery,
    AtUrl,
    Nowhere,
    Place,
)
from pypi_language_server.manifests.requirements_entry import Shape, shape_of
from pypi_language_server.manifests.requirements_lines import first_line, line_at
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.fragment import Fragment
    from pypi_language_server.manifests.model import Entry, Manifest
    from pypi_language_server.manifests.requirements_lines import Line
    from pypi_language_server.manifests.requirements_options import ReadOption

_QUERY = re.compile(r"#[ \t]*+\?")


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where the cursor at `offset` (clamped) stands.

    Args:
        manifest: what `requirements_txt.scan(text)` returned.
        text: the whole file.
        offset: the cursor's place; between CR and LF, and before a byte order mark, is nowhere.
    """
    offset = min(max(offset, 0), len(text))
    if offset < first_line(text) or text[offset - 1 : offset + 1] == "\r\n":
        return Nowhere()
    return place_in_line(manifest, line_at(text, offset), offset)


def place_in_line(manifest: Manifest, line: Line, offset: int, group: int = 0) -> Place:
    """Return the place in one line, wherever in a manifest it may stand.

    Args:
        manifest: what was read, the line's requirements among its entries.
        line: the line; it need not be one of the file.
        offset: the cursor's place, on the line.
        group: to which group a new requirement belongs.
    """
    fragment = line.fragment
    start, options, end = line.content()
    index = fragment.index_of(offset)
    if line.comment is not None and offset >= line.comment.start + (start < end):
        alone = start == end
        return _in_comment(fragment.source, line.comment, offset, group) if alone else Nowhere()
    if start == end:
        return AtName("", Span(offset, offset), group)
    if index < start:
        return Nowhere()
    if options < end and index >= options:
        place = _in_options(manifest, fragment, options, offset)
        if isinstance(place, AtOption) and start < options:
            first = fragment.span(start, start + 1).start
            return replace(place, entry=_entry_from(manifest, first))
        return place
    last = options if options < end else len(fragment.text)
    return _in_requirement(manifest, fragment.part(start, last), offset)


def _in_comment(text: str, comment: Span, offset: int, group: int) -> Place:
    """Return the place in a comment that has a line for itself: in a query, or nowhere."""
    sign = _QUERY.match(text, comment.start, comment.end)
    if sign is None or not sign.end() <= offset <= comment.end:
        return Nowhere()
    query = text[sign.end() : comment.end].strip()
    return AtQuery(text[comment.start : offset], comment, query, group)


def _in_requirement(manifest: Manifest, fragment: Fragment, offset: int) -> Place:
    """Return the place in what stands before a line's options."""
    entry = _entry_from(manifest, fragment.whole.start)
    if entry is None:
        return Nowhere()
    shape = shape_of(fragment.text.rstrip())
    match shape:
        case Shape.NAMED:
            return requirement.place_in(fragment, entry, offset)
        case Shape.ADDRESS | Shape.PATH:
            return _in_direct(fragment, entry, offset)
        case Shape.VARIABLE:
            return Nowhere()
    assert_never(shape)


def _in_direct(fragment: Fragment, entry: Entry, offset: int) -> Place:
    """Return the place in an address or path, or in the marker behind it."""
    if entry.marker is None or offset < entry.marker.span.start:
        return AtUrl(entry)
    start, end = fragment.index_of(entry.marker.span.start), len(fragment.text)
    typed, replace = requirement.word_around(fragment, start, end, offset)
    return AtMarker(typed, replace, entry, fragment.part(start, end))


def _in_options(manifest: Manifest, fragment: Fragment, start: int, offset: int) -> Place:
    """Return the place among a line's options."""
    index = fragment.index_of(offset)
    around: ReadOption | None = None
    for read in requirements_options.read_options(fragment.text, start):
        if read.name[0] > index:
            break
        around = read
    if around is None:
        return AtOption("", Span(offset, offset), None)
    return _in_option(manifest, fragment, around, offset)


def _in_option(manifest: Manifest, fragment: Fragment, read: ReadOption, offset: int) -> Place:
    """Return the place in an option, in its value, or behind it."""
    index = fragment.index_of(offset)
    option = requirements_options.as_model(fragment, read)
    if index <= read.name[1] and (read.value is None or index < read.value[0]):
        return AtOption(*fragment.around(*read.name, offset), option)
    if read.value is None:
        waits = read.known is not None and read.known.takes_value
        return AtOption("", Span(offset, offset), option if waits else None)
    if index > read.value[1]:
        return AtOption("", Span(offset, offset), None)
    if index < read.value[0]:
        return AtOption("", Span(offset, offset), option)
    entry = _entry_from(manifest, fragment.span(*read.value).start)
    if entry is not None:
        return AtUrl(entry)
    return AtOption(*fragment.around(*read.value, offset), option)


def _entry_from(manifest: Manifest, start: int) -> Entry | None:
    """Return the manifest's entry that starts at `start`."""
    entries = manifest.entries
    index = bisect_left(entries, start, key=lambda entry: entry.span.start)
    found = entries[index] if index < len(entries) else None
    return found if found is not None and found.span.start == start else None
