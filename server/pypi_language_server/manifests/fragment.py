"""A piece of a manifest as its reader sees it, and where each of its characters stands in the file.

Contract: TOML escapes and pip's line continuations make what a text means differ from how it is
written. A `Fragment` holds the decoded text; indices into it are turned into spans of the file, and
offsets of the file into indices. For every token made here, `token.span.of(source) == token.raw`.
Nothing raises for indices and offsets that come from the same text; offsets outside are clamped.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.manifests.model import Token
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Fragment:
    """Decoded text with the place of each character; make it with `plain` or `pieces`.

    Attributes:
        source: the whole text of the file.
        text: the decoded piece of it.
        whole: where the piece stands, with what decoding dropped at either end.
        starts: where each decoded character begins in the file; None when all stand side by side
            from `whole.start` on, just as they are.
        ends: where each decoded character ends in the file; None likewise.
    """

    source: str
    text: str
    whole: Span
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    @classmethod
    def plain(cls, source: str, span: Span) -> Fragment:
        """Return the fragment at `span` that means just what is written there."""
        return cls(source, source[span.start : span.end], span)

    @classmethod
    def pieces(cls, source: str, whole: Span, pieces: Iterable[tuple[str, Span]]) -> Fragment:
        """Return the fragment that is put together from `pieces`, in the order of the file.

        A piece is decoded text with the span that it is written in: either as it stands (both
        equally long), or one character for the whole span (an escape), or nothing at all.
        """
        decoded: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for text, span in pieces:
            decoded.append(text)
            if len(text) == len(span):
                starts.extend(range(span.start, span.end))
                ends.extend(range(span.start + 1, span.end + 1))
            else:
                starts.extend([span.start] * len(text))
                ends.extend([span.end] * len(text))
        return cls(source, "".join(decoded), whole, starts, ends)

    def span(self, start: int, end: int) -> Span:
        """Return where the decoded characters `start` up to `end` are written."""
        if self.starts is None or self.ends is None:
            return Span(self.whole.start + start, self.whole.start + end)
        if start < end:
            return Span(self.starts[start], self.ends[end - 1])
        place = self._edge(start)
        return Span(place, place)

    def part(self, start: int, end: int) -> Fragment:
        """Return the decoded characters `start` up to `end` as a fragment of their own."""
        span = self.span(start, end)
        if self.starts is None or self.ends is None:
            return Fragment(self.source, self.text[start:end], span)
        places = self.starts[start:end], self.ends[start:end]
        return Fragment(self.source, self.text[start:end], span, *places)

    def token(self, start: int, end: int) -> Token:
        """Return the decoded characters `start` up to `end` as a token of the file."""
        span = self.span(start, end)
        return Token(self.source[span.start : span.end], span, self.text[start:end])

    def index_of(self, offset: int) -> int:
        """Return how many decoded characters end at or before `offset` in the file."""
        if self.ends is None:
            return min(max(offset - self.whole.start, 0), len(self.text))
        return bisect_right(self.ends, offset)

    def around(self, start: int, end: int, offset: int) -> tuple[str, Span]:
        """Return what is typed before `offset`, and the span around it, within one line.

        Of the decoded characters `start` up to `end`, those count that stand in one unbroken row
        on the line of `offset`: nothing is dropped and no line ends between them. Without such a
        character the span is empty and stands at `offset`.
        """
        index = min(max(self.index_of(offset), start), end)
        first = self._row_start(start, index, offset)
        last = self._row_end(end, index, offset)
        if first == last:
            return "", Span(offset, offset)
        span = self.span(first, last)
        return self.text[first:index], Span(min(span.start, offset), max(span.end, offset))

    def _row_start(self, start: int, index: int, offset: int) -> int:
        """Return the first character of the row that ends at `index`; `index` if there is none."""
        if self.starts is None or self.ends is None:
            return max(start, 1 + max(self.text.rfind(end, start, index) for end in "\r\n"))
        place = offset
        if index < len(self.starts) and self.starts[index] < offset:
            place = self.starts[index]  # in the middle of an escape
        while (
            index > start and self.ends[index - 1] == place and self.text[index - 1] not in "\r\n"
        ):
            index -= 1
            place = self.starts[index]
        return index

    def _row_end(self, end: int, index: int, offset: int) -> int:
        """Return the end of the row that begins at `index`; `index` if there is none."""
        if self.starts is None or self.ends is None:
            found = (self.text.find(line_end, index, end) for line_end in "\r\n")
            return min((place for place in found if place >= 0), default=end)
        place = offset
        if index < end and self.starts[index] < offset:
            place = self.starts[index]
        while index < end and self.starts[index] == place and self.text[index] not in "\r\n":
            place = self.ends[index]
            index += 1
        return index

    def _edge(self, index: int) -> int:
        """Return where an empty token before the decoded character `index` stands."""
        if self.starts and index < len(self.starts):
            return self.starts[index]
        return self.ends[-1] if self.ends else self.whole.start
