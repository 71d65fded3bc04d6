"""Searches what is on this machine: the lists of names, and the texts that are known about them.

Contract: nothing is read before the first search; no network. What is searched is made ready once,
and anew only when something of it has changed, which is looked for every few seconds at most.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from pypi_language_server.catalogue import search
from pypi_language_server.catalogue.model import Origin
from pypi_language_server.catalogue.search_model import ProjectText
from pypi_language_server.catalogue.texts import Texts
from pypi_language_server.names import NormalizedName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pypi_language_server.catalogue.model import NameCatalogue
    from pypi_language_server.catalogue.search_model import SearchResult
    from pypi_language_server.catalogue.standings import Standings
    from pypi_language_server.catalogue.starter import Starter, StarterEntry
    from pypi_language_server.store.text_table import TextRow

BETWEEN_LOOKS = 5.0
"""Seconds for which nobody asks the cache whether its texts have changed."""

_REST = 50
"""So many times as long as making them ready took, texts are used at least: while another process
fills the cache, that is not to cost more than a fiftieth of this one's time."""


class CachedTexts(Protocol):
    """The texts that indexes have told; see `store.project_store`."""

    def texts(self, sources: Sequence[str]) -> tuple[TextRow, ...]:
        """Return the texts of projects of these indexes."""
        ...

    def texts_stamp(self) -> tuple[int, int] | None:
        """Return something that changes when they may have; None: nothing can be read now."""
        ...


@dataclass(frozen=True, slots=True)
class Material:
    """What is searched besides names.

    Attributes:
        starter: the starter catalogue.
        sources: gives the addresses of the user's own indexes; what the first one says counts.
        cached: gives the texts that they have told.
        standings: gives the order of the well-known projects.
        clock: seconds of any origin, never going back.
    """

    starter: Starter
    sources: Callable[[], tuple[str, ...]]
    cached: Callable[[], CachedTexts]
    standings: Callable[[], Standings]
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class _Ready:
    """Texts that are ready, what they were made from, and when to look for other ones.

    `told` names the projects that an index has told about.
    """

    texts: Texts
    told: frozenset[str]
    sources: tuple[str, ...]
    standings: Standings
    stamp: tuple[int, int] | None
    content: int
    next_look: float


class Searcher:
    """Finds projects."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._ready: _Ready | None = None

    def search(self, query: str, names: NameCatalogue, limit: int) -> SearchResult:
        """Return at most `limit` projects for what somebody typed."""
        ready = self._current()
        ask = limit
        while True:
            result = search.search(query, names, ready.texts, ask)
            found = tuple(item for item in result.found if self._is_there(item.name, names, ready))
            if len(found) >= limit or not result.truncated:
                break
            ask *= 4
        truncated = result.truncated or len(found) > limit
        return replace(result, found=found[:limit], truncated=truncated, texts=len(ready.texts))

    def _is_there(self, name: NormalizedName, names: NameCatalogue, ready: _Ready) -> bool:
        """Whether a project can be had: the starter catalogue's need not be on a private index."""
        if names.stamp.origin is not Origin.INDEX or name in ready.told:
            return True
        return name not in self._material.starter.by_name or name in names

    def _current(self) -> _Ready:
        sources, standings = self._material.sources(), self._material.standings()
        ready = self._ready
        if ready is not None and (ready.sources != sources or ready.standings is not standings):
            ready = None
        if ready is None or self._material.clock() >= ready.next_look:
            self._ready = ready = self._looked(ready, sources, standings)
        return ready

    def _looked(
        self, ready: _Ready | None, sources: tuple[str, ...], standings: Standings
    ) -> _Ready:
        """Return what to search from now on: `ready`, as long as nothing has changed."""
        cached, begun = self._material.cached(), self._material.clock()
        stamp = cached.texts_stamp()
        if ready is not None and stamp in {None, ready.stamp}:
            return replace(ready, next_look=begun + BETWEEN_LOOKS)
        rows = cached.texts(sources)
        content = hash(rows)
        if ready is not None and content == ready.content:
            return replace(ready, stamp=stamp, next_look=begun + BETWEEN_LOOKS)
        texts = Texts.of(entries(self._material.starter, rows, standings.ranks))
        now = self._material.clock()
        next_look = now + max(BETWEEN_LOOKS, _REST * (now - begun))
        told = frozenset(row.name for row in rows)
        return _Ready(texts, told, sources, standings, stamp, content, next_look)


def entries(
    starter: Starter, rows: Iterable[TextRow], ranks: Mapping[NormalizedName, int]
) -> Iterator[ProjectText]:
    """Yield what can be searched, each project once: the best-known first, the unranked last."""
    known, cached = starter.by_name, {NormalizedName(row.name): row for row in rows}
    last = len(ranks)
    names = dict.fromkeys((*known, *cached))
    for name in sorted(names, key=lambda name: ranks.get(name, last)):
        yield _entry(known.get(name), cached.get(name))


def _entry(own: StarterEntry | None, row: TextRow | None) -> ProjectText:
    """Return a project's text: the index's words beside our own."""
    if own is None or row is None:
        return _of_starter(own) if own is not None else _of_index(row)
    both = dict.fromkeys(filter(None, (own.summary, row.summary)))
    words = (*own.topics, *_words(row))
    return ProjectText(own.name, row.spelling, " · ".join(both), own.imports, words)


def _of_starter(own: StarterEntry) -> ProjectText:
    return ProjectText(own.name, own.spelling, own.summary, own.imports, own.topics)


def _of_index(row: TextRow | None) -> ProjectText:
    assert row is not None  # noqa: S101 - one of the two is there
    return ProjectText(NormalizedName(row.name), row.spelling, row.summary, (), _words(row))


def _words(row: TextRow) -> tuple[str, ...]:
    return tuple(row.words.split("\n")) if row.words else ()
