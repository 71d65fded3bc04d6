"""Where a new requirement may be written in an array: between its elements, or on a bare word.

Contract: what `before` and `after` bring keeps a valid file valid: the quotes that a bare word
lacks, and a comma towards a neighbour that has none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests.cursor import AtInclude, AtName, Nowhere
from pypi_language_server.manifests.toml_nodes import String, Table
from pypi_language_server.manifests.toml_scan import Reader
from pypi_language_server.manifests.toml_values import fragment
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest

_GAP = re.compile(
    r"""(?P<space> \s++ ) | (?P<comment> \#[^\r\n]*+ ) | (?P<comma> , ) | (?P<nested> [\[{] )
      | (?P<word> [^\s,"'\[\]{}\#]++ ) (?P<stray> ["'] (?= [ \t]*+ (?: [,\]}\#\r\n] | \Z ) ) )?+
      | (?P<other> . )""",
    re.VERBOSE | re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*+")
_BEHIND = frozenset(" \t\r\n,[")
"""Behind one of these a new element may begin."""


class Quoted(NamedTuple):
    """A string of an array, found again from what stands inside its quotes."""

    string: String
    quote: str


class Gap(NamedTuple):
    """The cursor's surroundings: where the array ends, what stands in front of the cursor."""

    text: str
    offset: int
    group: int
    limit: int
    behind_value: bool = False


def quoted_at(text: str, inside: Span) -> Quoted:
    """Return the string whose content stands at `inside`."""
    start = inside.start
    if text[start - 1] in "\r\n":  # the newline that a multi-line string drops
        start -= 2 if text[start - 2 : start] == "\r\n" else 1
    mark = text[start - 1]
    quote = mark * 3 if text[start - 3 : start] == mark * 3 else mark
    closed = text.startswith(quote, inside.end)
    content = inside.of(text)
    plain = "\r" not in content and (mark == "'" or "\\" not in content)
    end = inside.end + (len(quote) if closed else 0)
    return Quoted(String(start - len(quote), end, inside.start, inside.end, closed, plain), quote)


def needs_comma(text: str, pos: int, limit: int) -> bool:
    """Whether what stands at `pos` of an array is followed by an element without a comma."""
    while pos < limit and (match := _GAP.match(text, pos)):
        if match.lastgroup == "comma" or match[0] == "]":
            return False
        if match.lastgroup not in ("space", "comment"):
            return True
        pos = match.end()
    return False


def strings_from(text: str, pos: int, limit: int) -> Iterator[String]:
    """Yield the strings between `pos` and `limit` of an array, as its reader finds them."""
    reader = Reader(text)
    while pos < limit and (match := _GAP.match(text, pos)):
        pos = match.end()
        if match[0] in ('"', "'") or match.lastgroup == "nested":
            value = reader.value(match.start(), 1)
            pos = value.end if value is not None else pos
            if isinstance(value, String):
                yield value


def with_quote(text: str, place: AtName, quoted: Quoted, limit: int) -> AtName:
    """Return a name's place with what closes the string around it, and the comma behind it.

    What follows the name in the string is written again in front of the quote.

    Args:
        text: the whole text.
        place: the name's place, in a string that is not closed.
        quoted: that string.
        limit: where the array around it ends.
    """
    end = quoted.string.inner_end
    rest = text[place.replace.end : end]
    if "\n" in rest or "\r" in rest:
        return place
    comma = "," if needs_comma(text, end, limit) else ""
    return replace(
        place,
        replace=Span(place.replace.start, end),
        after=f"{rest}{quoted.quote}{comma}",
    )


def array_place(manifest: Manifest, text: str, offset: int, group: int, index: int) -> Place:
    """Return the place in an array where no string stands.

    Args:
        manifest: what was read from `text`.
        text: the whole text.
        offset: the cursor's place, within the array.
        group: the array's group.
        index: how many entries begin at or before `offset`.
    """
    previous = manifest.entries[index - 1] if index else None
    low, limit = manifest.groups[group].span.start + 1, manifest.groups[group].span.end
    value = previous is not None and previous.group == group
    if previous is not None and value:
        low = quoted_at(text, previous.span).string.end
    return gap_place(Gap(text, offset, group, limit, value), low)


def gap_place(gap: Gap, low: int) -> Place:
    """Return the place in the gap behind the last string before the cursor, or the array's `[`.

    Args:
        gap: the cursor's surroundings; `behind_value` says whether it is a string.
        low: where the gap begins.
    """
    text, offset, _, limit, value = gap
    while low < limit and (match := _GAP.match(text, low)):
        start, end = match.start(), match.end()
        if start >= offset and not (start == offset and match.lastgroup in ("word", "stray")):
            break
        match match.lastgroup:
            case "word" | "stray" if offset <= end:
                return _on_word(gap._replace(behind_value=value), match)
            case "nested":
                node = Reader(text).value(start, 1)
                if isinstance(node, Table) and offset < node.end + (not node.closed):
                    return _in_include(text, offset, node)
                end = max(end, node.end if node else end)
                if offset < end:
                    return Nowhere()
                value = True
            case "comment" if offset <= end:
                return Nowhere()
            case "comma":
                value = False
            case "word" | "stray" | "other":
                value = True
        low = end
    return _empty(gap._replace(behind_value=value))


def _on_word(gap: Gap, match: re.Match[str]) -> Place:
    """Return the place on a word without quotes, or without its first one."""
    start, end = match.span("word")
    name = _NAME.match(gap.text, start, end)
    if name is None or gap.offset > name.end():
        return Nowhere()
    typed, comma = gap.text[start : gap.offset], ", " if gap.behind_value else ""
    if match["stray"]:
        replaced = Span(start, name.end())
        return AtName(typed, replaced, gap.group, before=comma + match["stray"])
    rest = gap.text[name.end() : end]
    if "\\" in rest:
        return Nowhere()
    follows = "," if needs_comma(gap.text, end, gap.limit) else ""
    return AtName(typed, Span(start, end), gap.group, before=f'{comma}"', after=f'{rest}"{follows}')


def _empty(gap: Gap) -> Place:
    """Return the place where nothing stands yet."""
    text, offset = gap.text, gap.offset
    if text[offset - 1] not in _BEHIND:
        return Nowhere()
    before = ', "' if gap.behind_value else '"'
    after = '"'
    if needs_comma(text, offset, gap.limit):
        after += "," if text[offset].isspace() else ", "
    return AtName("", Span(offset, offset), gap.group, before=before, after=after)


def _in_include(text: str, offset: int, table: Table) -> Place:
    """Return the place in `{include-group = "name"}`."""
    for pair in table.pairs:
        value = pair.value
        if pair.keys[0].value == "include-group" and isinstance(value, String):
            inside = Span(value.inner_start, value.inner_end)
            if inside.touches(offset):
                piece = fragment(text, value)
                typed, replaced = piece.around(0, len(piece.text), offset)
                return AtInclude(typed, replaced)
    return Nowhere()
