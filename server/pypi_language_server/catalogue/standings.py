"""How popular each well-known project is: its rank, and its downloads where they are known.

Contract: `Standings` is frozen and answers at once. `StandingsShelf` reads what is on disk when
first asked and when that has changed, at most every few seconds; it never raises.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import popularity
from pypi_language_server.catalogue.search_model import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pypi_language_server.catalogue.popularity import Popularity
    from pypi_language_server.names import NormalizedName

BETWEEN_LOOKS = 5.0


@dataclass(frozen=True, slots=True)
class Standings:
    """The well-known projects.

    Attributes:
        ranks: each one's place from 0, the most popular first.
        downloads: of the last month, by rank; 0 for unknown; the least popular ones may lack.
    """

    ranks: Mapping[NormalizedName, int] = field(default_factory=dict)
    downloads: array[int] = field(default_factory=lambda: array("q"))

    @classmethod
    def of(cls, kept: Popularity, starter: tuple[NormalizedName, ...]) -> Standings:
        """Return the order of the popularity document, then the starter catalogue's own."""
        order = popularity.order(kept.names, starter)
        unique = len(set(kept.names)) == len(kept.names)
        counts = kept.counts if unique else ()
        return cls({name: rank for rank, name in enumerate(order)}, array("q", counts))

    def of_project(self, name: NormalizedName) -> Standing | None:
        """Return how popular a project is; None when it is not among the well-known ones."""
        rank = self.ranks.get(name)
        if rank is None:
            return None
        downloads = self.downloads[rank] if rank < len(self.downloads) else 0
        return Standing(rank, downloads or None)


class StandingsShelf:
    """The standings in use, always the newest."""

    def __init__(
        self, path: Path, starter: tuple[NormalizedName, ...], clock: Callable[[], float]
    ) -> None:
        """Read nothing yet.

        Args:
            path: where the popularity document is kept.
            starter: the starter catalogue's names, the most prominent first.
            clock: seconds of any origin, never going back.
        """
        self._path = path
        self._starter = starter
        self._clock = clock
        self._next_look = float("-inf")
        self._seen: tuple[object, ...] | None = None
        self._standings = Standings()

    def standings(self, url: str) -> Standings:
        """Return the standings; `url`: where the popularity document comes from."""
        now = self._clock()
        if now >= self._next_look or self._seen is None or self._seen[0] != url:
            self._next_look = now + BETWEEN_LOOKS
            seen = (url, *self._identity())
            if seen != self._seen:
                self._seen = seen
                self._standings = Standings.of(popularity.load(self._path, url), self._starter)
        return self._standings

    def _identity(self) -> tuple[int, ...]:
        """Return what tells the file from another one of the same name; nothing without a file."""
        try:
            found = self._path.stat()
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size
