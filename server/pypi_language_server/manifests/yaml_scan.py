"""Reads YAML that may be half-typed: what stands under which keys and in which lists.

Contract: reading never raises and takes time in proportion to the text. A line belongs to the last
key or dash above it that is indented less; so nothing that is broken reaches beyond the lines that
are indented deeper, and brackets that nothing closes end there as well. Blocks of text (`|`, `>`)
and lines that go on with a scalar lead to nothing of their own, as they are indented deeper than
what they belong to. Not read: complex keys (`? `), what aliases stand for, and all lines of a
scalar but its first. Lines end at LF, CRLF and CR.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests.yaml_nodes import ITEM, Event, Flow, Frame, Other, Scalar
from pypi_language_server.manifests.yaml_scalars import KEY, fragment, read_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.manifests.yaml_nodes import Value

BYTE_ORDER_MARK = "\ufeff"
LINE = re.compile(
    rf"""
    ( [ \t]*+ )                                                       # 1 indentation
    ( (?: - (?: [ \t]++ | (?= [\r\n] | \Z ) ) )*+ )                     # 2 dashes
    (?: ( {KEY} ) [ \t]*+ : (?: [ \t]++ | (?= [\r\n] | \Z ) ) )?+       # 3 key
    (?: [&!] [^\s,\[\]{{}}]*+ (?: [ \t]++ | (?= [\r\n] | \Z ) ) )*+     # anchors and tags
    """,
    re.VERBOSE,
)
"""What stands on a line of a block in front of the value."""

_REST = re.compile(r"([ \t]*+)((?<![^ \t\r\n\ufeff])\#[^\r\n]*+)?+")
_LINE = re.compile(r"[^\r\n]*+")
_LINE_END = re.compile(r"[^\r\n]*+(?:\r\n?|\n|\Z)")
_DASH = re.compile("-")
_TOKEN = re.compile(
    r"""(?P<space> [ \t]++ ) | (?P<newline> \r\n? | \n )
      | (?P<comment> (?<= [ \t\r\n,\[\]{}] ) \#[^\r\n]*+ ) | (?P<comma> , )
      | (?P<open> [\[{] ) | (?P<close> [\]}] ) | (?P<colon> : (?= [\s,\[\]{}] | \Z ) )
      | (?P<other> [*&!] [^\s,\[\]{}]*+ ) | (?P<value> . )""",
    re.VERBOSE | re.DOTALL,
)
_INDENT = re.compile(r"[ \t]*+")
_GOES_ON = frozenset(["", "]", "}", ",", "\r", "\n", "#"])
"""What a line may begin with that goes on with brackets, however little it is indented."""

_DEEPEST = 40
"""What is nested deeper than this is not taken apart; no manifest has such."""

_ROOT = Frame((), -1, 0, 0, None)


class _Open(NamedTuple):
    """A bracket that is open, whose it is, and which event stands for it."""

    bracket: str
    frame: Frame
    start: int
    place: int

    def event(self, end: int, *, closed: bool) -> Event:
        return Event(self.frame, Flow(self.start, end, closed), end)


class Reader:
    """Reads one text.

    Attributes:
        text: the whole text.
        comments: where comments stand, in order.
    """

    __slots__ = ("comments", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[tuple[int, int]] = []

    def events(self) -> Iterator[Event]:
        """Yield what each key and each list's item is set to, in the order of the text.

        What stands in brackets comes behind the event of the brackets.
        """
        text, top, waiting = self.text, _ROOT, False
        pos = 1 if text.startswith(BYTE_ORDER_MARK) else 0
        while pos < len(text):
            match = LINE.match(text, pos)
            assert match is not None, "every part is optional"  # noqa: S101 - for the type checker
            start = match.end()
            if match[2] or match[3] is not None:
                top, waiting = self._frames(match, top), True
            elif start - pos <= top.column:
                waiting = False
            value, inside, end = self._value(start, top)
            rest = _REST.match(text, end)
            assert rest is not None, "it may be empty"  # noqa: S101 - for the type checker
            if waiting and (value is not None or match[2] or match[3] is not None):
                yield Event(top, value, rest.end(1))
                yield from inside
                waiting = value is None
            if rest[2] is not None:
                self.comments.append(rest.span(2))
            pos = _end(_LINE_END, text, rest.end())

    def flow(self, pos: int, frame: Frame = _ROOT) -> tuple[list[Event], Flow]:
        """Return what the brackets at `pos` hold, in order, and where they end."""
        text, found = self.text, list[Event]()
        stack = [_Open(text[pos], frame, pos, -1)]
        current = _inner(stack[-1], pos)
        start, pos = pos, pos + 1
        while match := _TOKEN.match(text, pos):
            pos = match.end()
            match match.lastgroup:
                case "newline" if self._leaves(pos, frame.column):
                    pos = match.start()
                    break
                case "comment":
                    self.comments.append(match.span())
                case "comma":
                    current = _inner(stack[-1], pos)
                case "open" if len(stack) < _DEEPEST:
                    stack.append(_Open(match[0], current, pos - 1, len(found)))
                    found.append(Event(current, None, pos))
                    current = _inner(stack[-1], pos - 1)
                case "close":
                    closed = stack.pop()
                    if not stack:
                        return found, Flow(start, pos, closed=True)
                    found[closed.place] = closed.event(pos, closed=True)
                    current = closed.frame
                case "value":
                    scalar = read_scalar(text, match.start(), flow=True)
                    pos = scalar.end if scalar else pos
                    if scalar is not None:
                        current = self._scalar(scalar, current, stack[-1], found)
                        pos += bool(scalar.quote) and text.startswith(":", pos)
        for unclosed in stack[1:]:
            found[unclosed.place] = unclosed.event(pos, closed=False)
        return found, Flow(start, pos, closed=False)

    def _scalar(self, scalar: Scalar, frame: Frame, around: _Open, found: list[Event]) -> Frame:
        """Take a scalar in brackets; return the frame of what follows: it may be a key."""
        stop = _end(_INDENT, self.text, scalar.end)
        colon = _TOKEN.match(self.text, stop)
        is_key = colon is not None and colon.lastgroup == "colon"
        if is_key or (scalar.quote and self.text.startswith(":", stop)):
            return _below(frame, fragment(self.text, scalar).text, scalar.start, scalar.end)
        if around.bracket == "[" or frame is not around.frame:  # else a key without a value
            found.append(Event(frame, scalar, stop))
        return frame

    def _frames(self, match: re.Match[str], top: Frame) -> Frame:
        """Return the innermost frame that a line's dashes and its key open."""
        line = match.start()
        for dash in _DASH.finditer(self.text, match.start(2), match.end(2)):
            top = _around(top, dash.start() - line, is_key=False)
            top = _below(top, ITEM, *dash.span(), dash.start() - line)
        if match[3] is None:
            return top
        start, end = match.span(3)
        name = match[3]
        if name[0] in "\"'":
            name = fragment(self.text, Scalar(start, end, start + 1, end - 1, name[0], True)).text
        return _below(_around(top, start - line, is_key=True), name, start, end, start - line)

    def _value(self, pos: int, frame: Frame) -> tuple[Value, list[Event], int]:
        """Return the value at `pos` of a block, what is in its brackets, and where it ends."""
        mark = self.text[pos : pos + 1]
        if mark in ("", "\r", "\n", "#"):
            return None, [], pos
        if mark in "[{":
            found, flow = self.flow(pos, frame)
            return flow, found, flow.end
        if mark in "*|>":
            return Other(pos, pos + 1), [], _end(_LINE, self.text, pos)
        scalar = read_scalar(self.text, pos, flow=False)
        return scalar, [], scalar.end if scalar else pos

    def _leaves(self, pos: int, column: int) -> bool:
        """Whether the line at `pos` is no more part of brackets whose frame has this column."""
        start = _end(_INDENT, self.text, pos)
        if self.text.startswith("- ", start):
            return True
        return start - pos <= column and self.text[start : start + 1] not in _GOES_ON


def _around(top: Frame, column: int, *, is_key: bool) -> Frame:
    """Return the innermost open frame that a key or dash in this column belongs to.

    A list's dashes may stand in the same column as the key that it belongs to.
    """
    while top.column > column or (top.column == column and (is_key or top.path[-1:] == (ITEM,))):
        assert top.parent is not None, "the whole text has column -1"  # noqa: S101
        top = top.parent
    return top


def _below(frame: Frame, name: str, start: int, end: int, column: int | None = None) -> Frame:
    """Return a new frame inside `frame`."""
    path = (*frame.path, name) if len(frame.path) < _DEEPEST else frame.path
    return Frame(path, frame.column if column is None else column, start, end, frame)


def _inner(opened: _Open, pos: int) -> Frame:
    """Return the frame of what stands next in a bracket: an item, or a key still to come."""
    return _below(opened.frame, ITEM, pos, pos) if opened.bracket == "[" else opened.frame


def _end(pattern: re.Pattern[str], text: str, pos: int) -> int:
    """Return where the match of a pattern that always matches ends."""
    match = pattern.match(text, pos)
    return match.end() if match else pos
