"""Finds the words that a mistyped one may mean, among those that texts and names are made of.

Contract: exact but for words that two errors have left without any intact third. Errors are
counted as optimal string alignment does: a letter too much, too few or wrong is one, two
neighbours swapped are one. One error is allowed from four letters on, two from seven.

A word with one error keeps one half intact (unless the two letters in its middle are swapped, so
that is tried apart); one with two errors keeps a third. Words with such a piece at about its place
are found by scanning the vocabulary; only these are compared letter by letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORTEST, _TWO_ERRORS, _LONGEST = 4, 7, 40


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, one a line, those first that are meant most often."""

    lines: bytes

    @classmethod
    def of(cls, words: Iterable[bytes]) -> Vocabulary:
        """Return a vocabulary; `words` hold no newline."""
        return cls(b"\n".join([b"", *words, b""]))

    def __contains__(self, word: bytes) -> bool:
        return b"\n" + word + b"\n" in self.lines

    def near(self, word: str, most: int) -> tuple[tuple[str, int], ...]:
        """Return the nearest other words with their errors: only those with the fewest.

        Words with the same first letter come first, then those that are meant more often.
        """
        typed = word.encode()
        if not _SHORTEST <= len(typed) <= _LONGEST or not word.isascii():
            return ()
        found = set(self._one_error(typed))
        near = self._nearest(typed, found, 1, most)
        if not near and len(typed) >= _TWO_ERRORS:
            near = self._nearest(typed, set(self._two_errors(typed)), 2, most)
        return near

    def _nearest(
        self, typed: bytes, found: set[bytes], errors: int, most: int
    ) -> tuple[tuple[str, int], ...]:
        near = [word for word in found if word != typed and distance(typed, word, errors) <= errors]
        near.sort(key=lambda word: (word[0] != typed[0], self.lines.find(b"\n" + word + b"\n")))
        return tuple((word.decode(), errors) for word in near[:most])

    def _one_error(self, typed: bytes) -> Iterator[bytes]:
        middle = len(typed) // 2
        yield from self._with_piece(typed, 0, middle, 1)
        yield from self._with_piece(typed, middle, len(typed), 1)
        if (swapped := _swapped(typed, middle)) in self:
            yield swapped

    def _two_errors(self, typed: bytes) -> Iterator[bytes]:
        first, second = len(typed) // 3, 2 * len(typed) // 3
        for start, end in ((0, first), (first, second), (second, len(typed))):
            yield from self._with_piece(typed, start, end, 2)
        for border in (first, second):
            yield from self._one_error(_swapped(typed, border))

    def _with_piece(self, typed: bytes, start: int, end: int, errors: int) -> Iterator[bytes]:
        """Yield words of about this length that hold a piece of the typed one about its place."""
        lines, letters = self.lines, set(typed)
        for hit in re.finditer(re.escape(typed[start:end]), lines):
            first = lines.rfind(b"\n", 0, hit.start()) + 1
            if abs(hit.start() - first - start) <= errors:
                word = lines[first : lines.find(b"\n", first)]
                other = len(letters.symmetric_difference(word))
                if other <= 2 * errors and abs(len(word) - len(typed)) <= errors:
                    yield word


def _swapped(word: bytes, at: int) -> bytes:
    """Return a word with the letters before and behind a place swapped."""
    return word[: at - 1] + word[at : at + 1] + word[at - 1 : at] + word[at + 1 :]


def distance(one: bytes, other: bytes, most: int) -> int:
    """Return the errors between two words (optimal string alignment), or `most + 1` for more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    older: list[int] = []
    last = list(range(len(other) + 1))
    for i, typed in enumerate(one, 1):
        row = [i]
        for j, letter in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (typed != letter))
            if i > 1 and j > 1 and typed == other[j - 2] and one[i - 2] == letter:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        older, last = last, row
    return min(last[-1], most + 1)
