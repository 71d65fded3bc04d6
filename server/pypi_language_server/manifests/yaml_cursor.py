"""Where a cursor stands in the lists of requirements of a YAML file.

Contract: as `cursor.py` says. Of a list with dashes only the cursor's line is read again, of one in
brackets the brackets. A new item is quoted where the first of its list is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests.cursor import AtName, Nowhere
from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.model import Form
from pypi_language_server.manifests.requirements_cursor import place_in_line
from pypi_language_server.manifests.requirements_lines import Line
from pypi_language_server.manifests.yaml_nodes import ITEM, Scalar
from pypi_language_server.manifests.yaml_scalars import fragment, read_scalar
from pypi_language_server.manifests.yaml_scan import LINE, Reader
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest

_FIRST_DASH = re.compile(r"[^\r\n]*+ (?: [\r\n]++ [ \t]*+ (?: \#[^\r\n]*+ )?+ )++ -", re.VERBOSE)
_SPACE = re.compile(r"[ \t]*+")
_COMMENTS = re.compile(r"(?<=[ \t\r\n,\[\]{}])#[^\r\n]*+")
_FOLLOWING = re.compile(r"(?:[ \t\r\n]++|(?<=[ \t\r\n,\[\]{}])#[^\r\n]*+)*+([^ \t\r\n]?)")
_BEHIND = frozenset(" \t\r\n,[")
"""Behind one of these a new item may begin."""


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    offset = min(max(offset, 0), len(text))
    if _in_comment(manifest, offset) or text[offset - 1 : offset + 1] == "\r\n":
        return Nowhere()
    number = bisect_right(manifest.groups, offset, key=lambda group: group.span.start) - 1
    if number < 0 or offset > manifest.groups[number].span.end:
        return Nowhere()
    if text.startswith("[", manifest.groups[number].span.start):
        return _in_brackets(manifest, text, offset, number)
    return _on_line(manifest, text, offset, number)


def _in_comment(manifest: Manifest, offset: int) -> bool:
    """Whether the cursor stands behind a comment's `#`."""
    index = bisect_right(manifest.comments, offset, key=lambda comment: comment.start)
    comment = manifest.comments[index - 1] if index else None
    return comment is not None and comment.start < offset <= comment.end


def _on_line(manifest: Manifest, text: str, offset: int, number: int) -> Place:
    """Return the place on a line of a list with dashes."""
    start = _line_start(text, offset)
    line = LINE.match(text, start)
    first = _FIRST_DASH.match(text, manifest.groups[number].name_span.end)
    if line is None or first is None or line[3] is not None:
        return Nowhere()
    dash, column = line.end(1), first.end() - 1 - _line_start(text, first.end())
    if not line[2] or line[2].count("-") > 1 or dash - start != column or offset <= dash:
        return Nowhere()
    scalar = read_scalar(text, line.end(), flow=False)
    if scalar is not None and offset >= scalar.start:
        return _in_scalar(manifest, text, offset, number, scalar)
    if scalar is not None or text[line.end() : line.end() + 1] not in ("", "\r", "\n", "#"):
        return Nowhere()
    quote = _quote(manifest, text, number)
    before = "" if text[offset - 1] in " \t" else " "
    after = " " if text.startswith("#", offset) else ""
    return AtName("", Span(offset, offset), number, before + quote, quote + after)


def _in_brackets(manifest: Manifest, text: str, offset: int, number: int) -> Place:
    """Return the place in a list in brackets."""
    group = manifest.groups[number]
    found, flow = Reader(text[: group.span.end]).flow(group.span.start)
    if offset <= flow.start or (flow.closed and offset >= flow.end):
        return Nowhere()
    if not _is_deeper(text, offset, group.name_span.start):
        return Nowhere()
    last = flow.start + 1
    for event in found:
        value = event.value
        if value is None or value.start > offset:
            break
        if isinstance(value, Scalar) and event.frame.path == (ITEM,) and offset <= event.stop:
            if offset <= value.end or not value.quote:
                return _in_scalar(manifest, text, offset, number, value)
        elif offset < value.end:
            return Nowhere()
        last = max(last, value.end)
    gap = _COMMENTS.sub(" ", text[last - 1 : offset])[1:]
    if gap.strip(" \t\r\n,") or text[offset - 1] not in _BEHIND:
        return Nowhere()
    quote = _quote(manifest, text, number)
    before = "" if "," in gap or last == flow.start + 1 else ", "
    after = _comma(text, offset, flow.end)
    if (after and not text[offset].isspace()) or text.startswith("#", offset):
        after += " "
    return AtName("", Span(offset, offset), number, before + quote, quote + after)


def _in_scalar(manifest: Manifest, text: str, offset: int, number: int, scalar: Scalar) -> Place:
    """Return the place in an item, or in the white space behind a plain one."""
    piece = fragment(text, scalar)
    if not scalar.quote:
        match = _SPACE.match(text, scalar.end)
        end = match.end() if match else scalar.end
        end -= end > scalar.end and text.startswith("#", end)
        piece = Fragment.plain(text, Span(scalar.start, end))
    if not piece.whole.touches(offset):
        return Nowhere()
    place = place_in_line(manifest, Line(piece, None, scalar.end), offset, number)
    if isinstance(place, AtName) and not scalar.closed:
        return _with_quote(manifest, text, place, scalar)
    return place


def _with_quote(manifest: Manifest, text: str, place: AtName, scalar: Scalar) -> AtName:
    """Return a name's place with what closes the item around it, and the comma behind that.

    What follows the name in the item is written again in front of the quote.
    """
    end, span = scalar.inner_end, manifest.groups[place.group].span
    comma = _comma(text, end, span.end) if text.startswith("[", span.start) else ""
    rest = text[place.replace.end : end]
    replaced = Span(place.replace.start, end)
    return replace(place, replace=replaced, after=f"{rest}{scalar.quote}{comma}")


def _comma(text: str, pos: int, limit: int) -> str:
    """Return the comma that an item which ends at `pos` in brackets needs towards the next one."""
    match = _FOLLOWING.match(text, pos)
    if match is None or match.end() >= limit or match[1] in ("", ",", "]"):
        return ""
    return ","


def _quote(manifest: Manifest, text: str, number: int) -> str:
    """Return the quotation mark that the list's first item has, if it has one."""
    entries, start = manifest.entries, manifest.groups[number].span.start
    index = bisect_left(entries, start, key=lambda entry: entry.span.start)
    first = entries[index] if index < len(entries) else None
    if first is None or first.group != number or first.form is not Form.STRING:
        return ""
    return text[first.span.start - 1]


def _is_deeper(text: str, offset: int, key: int) -> bool:
    """Whether something new at `offset` would be indented deeper than the key of its list."""
    start = _line_start(text, offset)
    indent, column = text[start:offset], key - _line_start(text, key)
    return bool(indent.strip(" \t")) or len(indent) > column


def _line_start(text: str, offset: int) -> int:
    """Return where the line of `offset` begins."""
    return 1 + max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset))
