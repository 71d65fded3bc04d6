"""What this machine knows about single versions of projects: disk and, when need be, one request.

Contract: never raises for failures; what is on disk, however old, serves instead. Many waiters
share one load. Used from one event loop.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pypi_language_server.index.model import IndexFailure, VersionDocument
from pypi_language_server.store.record import VersionRecord
from pypi_language_server.store.seams import IndexT, IndexT_contra
from pypi_language_server.store.single_flight import SingleFlight

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pypi_language_server.index.model import Known, ProjectDocument
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.store.database import Database
    from pypi_language_server.store.seams import Asker, Route

T = TypeVar("T")


class Considerately(Protocol[IndexT_contra]):
    """Asks an index, unless it is being left alone; raises `IndexFailure`."""

    async def __call__(self, index: IndexT_contra, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what `ask` returns."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which version of which project, and whether its files' digests are wanted for certain."""

    name: NormalizedName
    version: str
    files: bool


class VersionStore(Generic[IndexT]):
    """Adds to what is known about projects what is known about one of their versions."""

    def __init__(
        self,
        database: Database,
        asker: Asker[IndexT],
        considerately: Considerately[IndexT],
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._asker = asker
        self._considerately = considerately
        self._clock = clock
        self._flights = SingleFlight()

    async def add(self, known: Known, wanted: Wanted, route: Route[IndexT]) -> Known:
        """Add what the index says about one version, if it has that."""
        document = known.document
        spelling = _spelling_of(document, wanted.version)
        index = next((item for item in route.indexes if item.source == document.source), None)
        if spelling is None or index is None:
            return known
        if spelling == document.latest and not wanted.files:
            return _with(known, VersionDocument(spelling, document.vulnerabilities), wanted)
        record = self._database.read_version(index.source, wanted.name, spelling)
        is_enough = record is not None and not (wanted.files and record.document is None)
        if record is None or not is_enough or not record.is_fresh(self._clock()):
            may_ask = route.blocked is None and not known.stale
            record = (
                await self._load(index, replace(wanted, version=spelling)) if may_ask else record
            )
        if record is None or record.document is None:
            return known
        return _with(known, record.document, wanted)

    async def aclose(self) -> None:
        """End what is under way."""
        await self._flights.aclose()

    async def _load(self, index: IndexT, wanted: Wanted) -> VersionRecord | None:
        """Ask about one version and keep the answer; what is on disk when that fails."""
        try:
            return await self._flights.run(
                (index.source, wanted), lambda: self._load_now(index, wanted)
            )
        except IndexFailure:
            return self._database.read_version(index.source, wanted.name, wanted.version)

    async def _load_now(self, index: IndexT, wanted: Wanted) -> VersionRecord:
        name, version, files = wanted.name, wanted.version, wanted.files
        ask = self._asker.version
        found = await self._considerately(index, lambda: ask(index, name, version, files=files))
        if files and found is None:
            found = VersionDocument(version)  # no files, which is an answer, too
        record = VersionRecord(found, self._clock())
        write = self._database.write_version
        await asyncio.to_thread(write, index.source, name, version, record)
        return record


def _with(known: Known, document: VersionDocument, wanted: Wanted) -> Known:
    """Return `known` with a version's document, in the spelling that was asked for."""
    return replace(known, version=replace(document, version=wanted.version))


def _spelling_of(document: ProjectDocument, version: str) -> str | None:
    """Return how the index spells a version that it has (PEP 440: `1.0` equals `1.0.0`)."""
    from packaging.utils import canonicalize_version

    if document.release(version) is not None:
        return version
    wanted = canonicalize_version(version)
    spellings = (release.version for release in document.releases)
    return next((item for item in spellings if canonicalize_version(item) == wanted), None)
