"""Finds names within a few typing errors, for all popular names at once.

Contract: exact. Errors are counted as optimal string alignment does: a letter too much, too few
or wrong is one, two neighbours swapped are one. The usual table of that distance (one row per
typed letter, one column per letter of a name) is filled with sets of names in place of numbers:
cell (i, j) of level e holds the names whose first j letters are at most e errors away from the
first i typed ones. A set is one long integer with a bit per name, so that a handful of `&` and
`|` treat every name; columns further than the errors allowed from the diagonal stay empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.catalogue.layout import END, PLACES

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = list[int]  # sets by column around the diagonal; an empty one at either end
    Levels = list[Row]  # rows by number of errors

SHORTEST = 3  # typed letters; fewer are one error away from nearly everything
TWO_ERRORS = 7  # typed letters from which on two errors are allowed
LONGEST = PLACES - 3  # typed letters; two more and a name's end must fit into the bitmaps


def allowed(length: int) -> int:
    """Return how many errors `length` typed letters may hold."""
    if not SHORTEST <= length <= LONGEST:
        return 0
    return 1 if length < TWO_ERRORS else 2


def within(
    typed: bytes, errors: int, names_with: Callable[[int, int], int], everything: int
) -> list[int]:
    """Return the sets of names that begin like `typed` but for some errors, nearest first.

    Args:
        typed: the symbols typed (see `layout.symbols`), at most `LONGEST`.
        errors: the most errors allowed.
        names_with: gives the names that have a symbol at a place.
        everything: the set of all names.

    Returns:
        for one error, then two, ...: the names that are so many errors away as a whole, then
        those of which a beginning is. No name is in two sets, none is free of errors.
    """
    width = 2 * errors + 1
    columns = range(-errors, errors + 1)
    older = [[0] * (width + 2) for _ in range(errors + 1)]
    newer = [
        [0, *(everything if 0 <= j <= level else 0 for j in columns), 0]
        for level in range(errors + 1)
    ]
    same_before = [0] * (width + 2)
    for i, symbol in enumerate(typed):
        same = [0, *(names_with(i + j, symbol) if i + j >= 0 else 0 for j in columns), 0]
        older, newer = newer, _next_row(older, newer, same, same_before)
        same_before = same
    return _nearest_first(newer, len(typed) - errors, names_with)


def _next_row(older: Levels, newer: Levels, same: Row, same_before: Row) -> Levels:
    """Return the row of one more typed letter.

    Args:
        older: the row before the last; two letters swapped lead on from there.
        newer: the last row. Its columns stand one to the left of those of the row to be made.
        same: per column, the names that have the typed letter there.
        same_before: the same for the letter typed before.
    """
    levels = len(newer)
    row = [[0] * len(same) for _ in range(levels)]
    for level in range(levels):
        cells, last = row[level], newer[level]
        for c in range(levels - level, levels + level + 1):
            cells[c] = last[c] & same[c]
            if level:
                fewer = level - 1
                cells[c] |= (
                    newer[fewer][c]  # a wrong letter
                    | newer[fewer][c + 1]  # a letter too much
                    | row[fewer][c - 1]  # a letter too few
                    | (older[fewer][c] & same[c - 1] & same_before[c + 1])  # two swapped
                )
    return row


def _nearest_first(
    row: Levels, first_column: int, names_with: Callable[[int, int], int]
) -> list[int]:
    found, seen = [], 0
    for level, cells in enumerate(row):
        whole = beginning = 0
        for j, cell in enumerate(cells[1:-1], first_column):
            beginning |= cell
            whole |= cell & names_with(j, END) if cell else 0
        if level:
            found += [whole & ~seen, beginning & ~whole & ~seen]
        seen |= beginning
    return found
