"""Bitmaps over the popular names: which of them have this letter at this place, or at all.

Contract: bit i of a bitmap, counted from the least significant bit of its first byte, stands for
the i-th popular name. `layout` says which bitmaps there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.catalogue.layout import END, PLACES, SYMBOLS, aligned, symbols

if TYPE_CHECKING:
    from collections.abc import Sequence


def make(keys: Sequence[bytes]) -> tuple[bytearray, bytearray]:
    """Return the sections `letters` and `contains` for normalised names in rank order."""
    width = aligned((len(keys) + 7) // 8)
    letters, contains = bytearray(PLACES * SYMBOLS * width), bytearray(SYMBOLS * width)
    row = SYMBOLS * width
    for number, key in enumerate(keys):
        byte, bit = number >> 3, 1 << (number & 7)
        known = symbols(key)
        for symbol in set(known):
            contains[symbol * width + byte] |= bit
        for symbol in known[:PLACES]:
            letters[symbol * width + byte] |= bit
            byte += row
        if len(known) < PLACES:
            letters[END * width + byte] |= bit
    return letters, contains
