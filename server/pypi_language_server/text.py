"""Positions in a text: offsets inside the program, lines and columns only at its door.

Contract: every offset in this package is a code-point index into one text. `LineIndex` is the
only code that knows lines, columns and the encodings that editors count columns in (LSP 3.17,
"Position"). It clamps whatever it is given and never raises.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import accumulate

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of offsets into one text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the part of `text` that this span covers."""
        return text[self.start : self.end]

    def touches(self, offset: int) -> bool:
        """Whether a cursor at `offset` stands in or at either end of this span."""
        return self.start <= offset <= self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


class PositionEncoding(Enum):
    """The units in which a client counts columns."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class LineIndex:
    """Converts between offsets and (line, column) of one text.

    Lines end at LF, CRLF or CR and nowhere else; the text after the last line end is a line too,
    even when it is empty. Columns count units of the given encoding.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        if "\r" in self._text:
            return [0, *(match.end() for match in _LINE_END.finditer(self._text))]
        lengths = map(len, self._text.split("\n"))  # three times as fast, at every keystroke
        return list(accumulate(map((1).__add__, lengths), initial=0))[:-1]

    @cached_property
    def _is_ascii(self) -> bool:
        return self._text.isascii()

    def line_count(self) -> int:
        """Return the number of lines, at least one."""
        return len(self._starts)

    def line_span(self, line: int) -> Span:
        """Return the span of `line` (clamped) without its line end."""
        line = min(max(line, 0), len(self._starts) - 1)
        start = self._starts[line]
        match = _LINE_END.search(self._text, start)
        return Span(start, match.start() if match else len(self._text))

    def line_of(self, offset: int) -> int:
        """Return the number of the line that `offset` stands on, from zero."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def offset(self, line: int, column: int, encoding: PositionEncoding) -> int:
        """Return the offset of a position; beyond the line or the text, the nearest one there is.

        A column in the middle of a character stands for that character's start.
        """
        if line >= len(self._starts):
            return len(self._text)
        if line < 0:
            return 0
        span = self.line_span(line)
        column = max(column, 0)
        if self._counts_characters(span, encoding):
            return min(span.start + column, span.end)
        units = 0
        for offset in range(span.start, span.end):
            units += _width(self._text[offset], encoding)
            if units > column:
                return offset
        return span.end

    def position(self, offset: int, encoding: PositionEncoding) -> tuple[int, int]:
        """Return the (line, column) of `offset`, clamped to the text."""
        offset = min(max(offset, 0), len(self._text))
        line = self.line_of(offset)
        span = self.line_span(line)
        offset = min(offset, span.end)
        if self._counts_characters(span, encoding):
            return line, offset - span.start
        return line, sum(_width(char, encoding) for char in self._text[span.start : offset])

    def _counts_characters(self, line: Span, encoding: PositionEncoding) -> bool:
        """Whether a column of `encoding` is a number of characters on this line."""
        if self._is_ascii or encoding is PositionEncoding.UTF32:
            return True
        highest = max(line.of(self._text), default="")
        return highest <= ("\uffff" if encoding is PositionEncoding.UTF16 else "\x7f")


def _width(char: str, encoding: PositionEncoding) -> int:
    """Return how many units of `encoding` one character takes."""
    code = ord(char)
    if encoding is PositionEncoding.UTF16:
        return 2 if code > 0xFFFF else 1
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
