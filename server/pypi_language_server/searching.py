"""Searches what is on this machine: the lists of names, and the texts that are known about them.

Contract: nothing is read before the first search; no network. What is searched is made ready once,
and anew only when something of it has changed, which is looked for every few seconds at most. Who
has nothing else to do just searches. Who must not wait (an event loop) awaits `prepare` before each
search: then a thread does that work, and a search answers from what is ready, at first from names.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from pypi_language_server.catalogue.model import EMPTY, Origin
from pypi_language_server.catalogue.search_model import ProjectText
from pypi_language_server.names import NormalizedName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pypi_language_server.catalogue.model import NameCatalogue
    from pypi_language_server.catalogue.search_model import SearchResult
    from pypi_language_server.catalogue.standings import Standings
    from pypi_language_server.catalogue.starter import Starter, StarterEntry
    from pypi_language_server.catalogue.texts import Texts
    from pypi_language_server.store.text_table import TextRow

BETWEEN_LOOKS = 5.0
"""Seconds for which nobody asks the cache whether its texts have changed."""

_REST = 50
"""So many times as long as making them ready took, texts are used at least: while another process
fills the cache, that is not to cost more than a fiftieth of this one's time."""

_GIVING_WAY = 0.001
"""Seconds after which the thread that makes ready lets the loop go on: a keystroke asks three times
before it is answered, and the interpreter's usual five milliseconds each would be felt."""


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
        standings: gives the order of the well-known projects; a thread may ask first.
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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Whose texts are wanted, and in which order."""

    sources: tuple[str, ...]
    standings: Standings

    def of(self, ready: _Ready | None) -> _Ready | None:
        """Return `ready` if it is of these indexes and in this order."""
        if ready is None or ready.sources != self.sources or ready.standings is not self.standings:
            return None
        return ready


class Searcher:
    """Finds projects."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._ready: _Ready | None = None
        self._is_prepared_for = False  # somebody must not wait
        self._making: asyncio.Task[None] | None = None

    async def prepare(self) -> None:
        """Return when what is searched is ready and of today; a thread makes it so, once for all.

        Cancelling one who waits leaves the work to the others and to the next search.
        """
        self._is_prepared_for = True
        while self._making is not None or not self._is_current():
            if self._making is None:
                self._making = asyncio.create_task(self._make(), name="getting texts ready")
            await asyncio.shield(self._making)

    async def aclose(self) -> None:
        """Return when nothing is being made ready any more."""
        if self._making is not None:
            await asyncio.wait({self._making})

    def search(self, query: str, names: NameCatalogue, limit: int) -> SearchResult:
        """Return at most `limit` projects for what somebody typed."""
        from pypi_language_server.catalogue import search

        ready = self._at_hand() if self._is_prepared_for else self._current()
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
        """Return what to search, made ready here and now if need be."""
        wanted = self._wanted()
        ready = wanted.of(self._ready)
        if ready is None or self._material.clock() >= ready.next_look:
            self._ready = ready = self._looked(ready, wanted, self._material.cached())
        return ready

    def _at_hand(self) -> _Ready:
        """Return what to search as far as it is ready; without any texts, names alone."""
        ready = None if self._ready is None else self._wanted().of(self._ready)
        return ready or _nothing()

    def _wanted(self) -> _Wanted:
        return _Wanted(self._material.sources(), self._material.standings())

    def _is_current(self) -> bool:
        """Whether what is ready is what a search here and now would make ready."""
        if self._ready is None:
            return False
        ready = self._wanted().of(self._ready)
        if ready is None or self._material.clock() < ready.next_look:
            return ready is not None
        if self._material.cached().texts_stamp() not in {None, ready.stamp}:
            return False
        self._ready = replace(ready, next_look=self._material.clock() + BETWEEN_LOOKS)
        return True

    async def _make(self) -> None:
        """Make ready in a thread what is wanted; the parts of the material are the loop's."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(min(usual, _GIVING_WAY))
        try:
            await asyncio.to_thread(self._open)
            wanted, cached = self._wanted(), self._material.cached()
            ready = wanted.of(self._ready)
            made = await asyncio.to_thread(self._looked, ready, wanted, cached)
            await asyncio.to_thread(_use_once, made.texts)
            self._ready = made
        finally:
            sys.setswitchinterval(usual)
            self._making = None

    def _open(self) -> None:
        """Import and read what the first search needs; much longer than asking for it again."""
        from pypi_language_server.catalogue import search  # noqa: F401
        from pypi_language_server.index import client  # noqa: F401
        from pypi_language_server.store import database, project_store  # noqa: F401

        self._material.standings()

    def _looked(self, ready: _Ready | None, wanted: _Wanted, cached: CachedTexts) -> _Ready:
        """Return what to search from now on: `ready`, as long as nothing has changed."""
        from pypi_language_server.catalogue.texts import Texts

        sources, standings = wanted.sources, wanted.standings
        begun = self._material.clock()
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


def _nothing() -> _Ready:
    """Return no texts."""
    from pypi_language_server.catalogue.standings import Standings
    from pypi_language_server.catalogue.texts import Texts

    return _Ready(Texts(), frozenset(), (), Standings(), None, 0, float("-inf"))


def _use_once(texts: Texts) -> None:
    """Have the texts' derived parts made, by a search with a slip in it: that needs all of them."""
    from pypi_language_server.catalogue import search

    search.search("pyhton", EMPTY, texts, 1)
