"""Reads INI files that may be half-typed: what stands under which section and key, and where.

Contract: reading never raises, takes time in proportion to the text, and finds in a finished file
what `configparser` finds (Python documentation, "Supported INI File Structure": `=` and `:` part
key and value; lines that are indented deeper than their key go on with its value; `#` and `;` begin
comments on lines of their own; empty lines end nothing). A line that fits nowhere is passed over.
Lines end at LF, CRLF and CR.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Range = tuple[int, int]

BYTE_ORDER_MARK = "\ufeff"
COMMENT_MARKS = "#;"

_NO_VALUE = 1 << 62  # the level before a section's first key: no line is indented deeper

_LINE = re.compile(r"([^\S\r\n]*+)([^\r\n]*+)(?:\r\n?|\n|\Z)")
_HEADER = re.compile(r"\[([^\r\n]+)\]")
_KEY = re.compile(r"([^=:\r\n]*+)[=:]")
_PASSED_OVER = re.compile(r"[^\S\r\n]*+(?:[#;][^\r\n]*+)?+(?:\r\n?|\n|\Z)")


class Value(NamedTuple):
    """What one key is set to.

    Attributes:
        section: the name in the header above, without brackets.
        key: the key as written.
        name: where the key stands.
        start: behind the delimiter.
        end: where the last line that belongs to the value ends.
        lines: each line without white space around it; the first is the rest of the key's own
            line and may be empty, the others are neither empty nor comments.
        comments: lines between them that are comments.
    """

    section: str
    key: str
    name: Range
    start: int
    end: int
    lines: tuple[Range, ...]
    comments: tuple[Range, ...]


class _Open(NamedTuple):
    """A value whose lines are still coming in."""

    key: str
    name: Range
    start: int
    lines: list[Range]
    comments: list[Range]

    def finished(self, section: str) -> Value:
        end = max(self.start, self.lines[-1][1])
        comments = tuple(comment for comment in self.comments if comment[1] < end)
        return Value(section, self.key, self.name, self.start, end, tuple(self.lines), comments)


def values(text: str, wanted: Callable[[str, str], bool]) -> Iterator[Value]:
    """Yield the values that are wanted, in order.

    Args:
        text: the whole file.
        wanted: says for a section and a key whether their value matters.
    """
    section, value, level = "", None, _NO_VALUE
    for indent, start, end in _lines(text):
        if text[start] in COMMENT_MARKS:
            if value is not None:
                value.comments.append((start, end))
        elif indent > level:
            if value is not None:
                value.lines.append((start, end))
        elif (header := _HEADER.match(text, start, end)) is not None:
            if value is not None:
                yield value.finished(section)
            section, value, level = header[1], None, _NO_VALUE
        elif (found := _KEY.match(text, start, end)) is not None:
            if value is not None:
                yield value.finished(section)
            value = _opened(text, found, end) if wanted(section, found[1].rstrip()) else None
            level = indent
        elif level != _NO_VALUE:
            level = indent
    if value is not None:
        yield value.finished(section)


def continues(text: str, start: int, end: int) -> bool:
    """Whether only empty lines and comments stand from the end of one line to the next's start."""
    while start < end:
        match = _PASSED_OVER.match(text, start, end)
        if match is None or match.end() == start:
            return False
        start = match.end()
    return True


def _lines(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield indentation, start and end of each line that is not empty, without space around it."""
    for match in _LINE.finditer(text, 1 if text.startswith(BYTE_ORDER_MARK) else 0):
        content = match[2].rstrip()
        if content:
            start = match.start(2)
            yield len(match[1]), start, start + len(content)


def _opened(text: str, match: re.Match[str], end: int) -> _Open:
    """Return the value whose key and delimiter are matched, with the first of its lines."""
    key = match[1].rstrip()
    start = end - len(text[match.end() : end].lstrip())
    name = (match.start(), match.start() + len(key))
    return _Open(key, name, match.end(), [(start, end)], [])
