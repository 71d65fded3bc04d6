"""The lists of names of the user's indexes: each opened when first needed, and all of them as one.

Contract: as `catalogue.shelf` says: never raises, notices new files within a minute, and otherwise
touches memory only. While an index has no list here, the starter catalogue stands in for it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pypi_language_server.catalogue.model import NameCatalogue
    from pypi_language_server.catalogue.shelf import Shelf
    from pypi_language_server.catalogue.starter import Starter


class NameShelves:
    """A shelf for each index, by the index's address."""

    def __init__(self, cache: Path, starter: Callable[[], Starter]) -> None:
        self._cache = cache
        self._starter = starter
        self._shelves: dict[str, Shelf] = {}
        self._union: tuple[tuple[NameCatalogue, ...], NameCatalogue] | None = None

    def __getitem__(self, source: str) -> Shelf:
        """Return the shelf with one index's list of names."""
        if source not in self._shelves:
            self._shelves[source] = self._new(source)
        return self._shelves[source]

    def _new(self, source: str) -> Shelf:
        from pypi_language_server.catalogue.files import files_of
        from pypi_language_server.catalogue.mapped import open_catalogue
        from pypi_language_server.catalogue.shelf import Shelf

        return Shelf(
            files_of(self._cache, source),
            lambda path: open_catalogue(path, self._starter().aliases),
            self._starter().catalogue,
            time.monotonic,
        )

    def together(self, sources: Iterable[str]) -> NameCatalogue:
        """Return the names of several indexes; the starter catalogue's when there is none."""
        parts = tuple(dict.fromkeys(self[source].catalogue() for source in sources))
        if len(parts) == 1:  # as most people have it, who then load no more than they need
            return parts[0]
        if self._union is None or self._union[0] != parts:
            from pypi_language_server.catalogue.union import union

            self._union = parts, union(parts or (self._starter().catalogue(),))
        return self._union[1]

    def age(self, source: str) -> float | None:
        """Return the age of an index's list in seconds; None when there is none."""
        if self[source].path is None:
            return None
        checked = self[source].checked_at()
        return (datetime.now(UTC) - checked).total_seconds() if checked else None

    def look_again(self) -> None:
        """Look for new files the next time: a refresh has just ended."""
        for shelf in self._shelves.values():
            shelf.look_again()

    def problems(self) -> tuple[str, ...]:
        """Return sentences about files that could not be used."""
        shelves = tuple(self._shelves.values())
        return tuple(problem for shelf in shelves for problem in shelf.problems())
