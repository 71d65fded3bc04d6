"""Lines of a requirements file as pip joins them: continuations, comments, where options begin.

Contract: `line_at` finds the line around any offset in time that depends on that line alone. A line
ends wherever `str.splitlines` ends one, form feed included; one whose last character is a backslash
goes on in the next, unless it is a comment (pip documentation, "Requirements File Format").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.text import Span

LINE_ENDS = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
LINE_END = rf"(?:\r\n|[{LINE_ENDS}])"
BYTE_ORDER_MARK = "\ufeff"

_LINE_END = re.compile(LINE_END)
_COMMENT_LINE = re.compile(r"\s*+#")
_COMMENT = re.compile(r"(?:^|(?<=\s))#")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as pip sees it, written on one line of the file or on several.

    Attributes:
        fragment: what stands before the comment, white space included.
        comment: from its `#` to the end of the line.
        end: where the next line starts.
    """

    fragment: Fragment
    comment: Span | None
    end: int

    def content(self) -> tuple[int, int, int]:
        """Return indices into the fragment's text: first character, options, end without space.

        pip takes everything from the first word on that starts with a hyphen for options; words
        are parted by single spaces there. Without options, the second is equal to the third.
        """
        text = self.fragment.text
        end = len(text.rstrip())
        start = end - len(text[:end].lstrip())
        if text.startswith("-", start):
            return start, start, end
        found = text.find(" -", start, end)
        return start, end if found < 0 else found + 1, end


def first_line(text: str) -> int:
    """Return where the first line starts: behind the byte order mark if there is one."""
    return 1 if text.startswith(BYTE_ORDER_MARK) else 0


def line_from(text: str, start: int) -> Line:
    """Return the line that starts at `start`."""
    pieces: list[tuple[str, Span]] = []
    position = start
    while True:
        found = _LINE_END.search(text, position)
        end, following = found.span() if found else (len(text), len(text))
        written = text[position:end]
        comment = _COMMENT_LINE.match(written)
        if comment:
            span = Span(position + comment.end() - 1, end)
            return _line(text, Span(start, span.start), pieces, span, following)
        if not written.endswith("\\"):
            pieces.append((written, Span(position, end)))
            break
        pieces.append(_without_backslashes(written, position))
        position = following
        if found is None:
            break
    return _line(text, Span(start, end), pieces, None, following)


def line_at(text: str, offset: int) -> Line:
    """Return the line that `offset` stands on, with all that is joined to it."""
    start = _written_start(text, offset)
    first = first_line(text)
    while start > first:
        end = start - (2 if text.startswith("\r\n", start - 2) else 1)
        before = max(_written_start(text, end), first)
        written = text[before:end]
        if not written.endswith("\\") or _COMMENT_LINE.match(written):
            break
        start = before
    return line_from(text, max(start, first))


def _line(
    text: str, whole: Span, pieces: list[tuple[str, Span]], comment: Span | None, following: int
) -> Line:
    """Return the line made of `pieces`, cut off where a comment starts within them."""
    if len(pieces) == 1 and len(pieces[0][1]) == len(whole):
        fragment = Fragment.plain(text, whole)
    else:
        fragment = Fragment.pieces(text, whole, pieces)
    found = _COMMENT.search(fragment.text) if "#" in fragment.text else None
    if found is None:
        return Line(fragment, comment, following)
    start = fragment.span(found.start(), found.end()).start
    end = comment.end if comment else whole.end
    return Line(fragment.part(0, found.start()), Span(start, end), following)


def _without_backslashes(written: str, position: int) -> tuple[str, Span]:
    """Return a line that goes on, as pip joins it: without backslashes at either end."""
    kept = written.strip("\\")
    start = position + len(written) - len(written.lstrip("\\")) if kept else position
    return kept, Span(start, start + len(kept))


def _written_start(text: str, offset: int) -> int:
    """Return where the line of the file around `offset` starts."""
    start = text.rfind("\n", 0, offset) + 1
    lines = text[start:offset].splitlines(keepends=True)
    if not lines or lines[-1] != lines[-1].splitlines()[0]:
        return offset
    return offset - len(lines[-1])
