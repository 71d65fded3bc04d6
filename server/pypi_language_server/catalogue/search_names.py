"""Finds names that hold several words, in whatever order these stand.

Contract: exact within its bound: of the names that hold the longest word, so many are looked at
for the others as `EXAMINED` says, the best-ranked ones first.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypi_language_server.catalogue.layout import Buffer

EXAMINED = 30_000


def holding(buffer: Buffer, start: int, end: int, keys: Sequence[bytes]) -> Iterator[int]:
    """Yield the positions of the lines that hold every key, in order.

    Args:
        buffer: what holds lines, each closed by a newline; one stands before `start`, too.
        start: where the first line begins.
        end: behind the newline of the last line.
        keys: at least one; none of them empty or with a newline inside.
    """
    first, *others = sorted(keys, key=len, reverse=True)
    find = buffer.find
    for line, line_end in islice(_lines(buffer, start, end, first), EXAMINED):
        if all(find(key, line, line_end) >= 0 for key in others):
            yield line


def _lines(buffer: Buffer, start: int, end: int, key: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the lines that hold `key` begin and end, in order."""
    at = buffer.find(key, start, end)
    while at >= 0:
        line_end = buffer.find(b"\n", at, end)
        if line_end < 0:
            return
        yield buffer.rfind(b"\n", start - 1, at) + 1, line_end
        at = buffer.find(key, line_end, end)
