"""The popular names of a catalogue, searched by their bitmaps.

Contract: every search returns positions of names in rank order, the first `need` of them; fewer
only when there are no more. A set of names is a long integer, bit i for the i-th popular name.
Bitmaps are read when first needed and kept: some 2 KB each, 3 MB if all were ever needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.catalogue import typos
from pypi_language_server.catalogue.layout import PLACES, SYMBOLS, symbols

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.catalogue.layout import Buffer, Sections


class PopularNames:
    """The popular part of a catalogue."""

    def __init__(self, buffer: Buffer, sections: Sections, count: int) -> None:
        self._buffer = buffer
        self._sections = sections
        self._positions = memoryview(buffer)[sections.popular :][: 4 * count].cast("I")
        self._everything = (1 << count) - 1
        self._bitmaps: dict[int, int] = {}

    def first(self, need: int) -> list[int]:
        """Return the most popular names."""
        return self._positions[:need].tolist()

    def beginning(self, key: bytes, need: int) -> list[int]:
        """Return names that begin with `key`."""
        names = self._everything
        for place, symbol in enumerate(symbols(key[:PLACES])):
            names &= self._with_letter(place, symbol)
        if len(key) <= PLACES:
            return self._listed(names, need)
        end = len(key)
        found = self._listed(names, len(self._positions))
        return [at for at in found if self._buffer[at : at + end] == key][:need]

    def mistyped(self, key: bytes, need: int) -> list[int]:
        """Return names within the typing errors that `key` may hold; nearest first.

        The fewer errors the better; of equally many, whole names stand before beginnings.
        """
        errors = typos.allowed(len(key))
        if not errors:
            return []
        found: list[int] = []
        for names in typos.within(symbols(key), errors, self._with_letter, self._everything):
            found += self._listed(names, need - len(found))
        return found

    def scattered(self, key: bytes, need: int) -> list[int]:
        """Return names that have the letters of `key` in this order and its first one first."""
        known = symbols(key)
        names = self._with_letter(0, known[0])
        for symbol in set(known[1:]):
            names &= self._with_symbol(symbol)
        found: list[int] = []
        for at in self._each(names):
            if len(found) >= need:
                break
            if self._in_order(key, at):
                found.append(at)
        return found

    def _in_order(self, key: bytes, at: int) -> bool:
        end = self._buffer.find(b"\n", at)
        name = self._buffer[at:end]
        place = 0
        for letter in key[1:]:
            place = name.find(letter, place + 1)
            if place < 0:
                return False
        return True

    def _listed(self, names: int, need: int) -> list[int]:
        found: list[int] = []
        if need > 0:
            for at in self._each(names):
                found.append(at)
                if len(found) >= need:
                    break
        return found

    def _each(self, names: int) -> Iterator[int]:
        """Yield the positions of a set's names, best first."""
        bits = bin(names & self._everything)[:1:-1]  # as text: finding the next one is quick
        number = bits.find("1")
        while number >= 0:
            yield self._positions[number]
            number = bits.find("1", number + 1)

    def _with_letter(self, place: int, symbol: int) -> int:
        """Return the names that have `symbol` at `place`; `END`: that are so long."""
        return self._bitmap(self._sections.letters, place * SYMBOLS + symbol)

    def _with_symbol(self, symbol: int) -> int:
        """Return the names that contain `symbol` anywhere."""
        return self._bitmap(self._sections.contains, symbol)

    def _bitmap(self, section: int, number: int) -> int:
        width = self._sections.width
        start = section + number * width
        known = self._bitmaps.get(start)
        if known is None:
            known = int.from_bytes(self._buffer[start : start + width], "little")
            self._bitmaps[start] = known
        return known
