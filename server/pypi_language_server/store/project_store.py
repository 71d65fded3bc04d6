"""What this machine knows about projects: memory, disk and, when need be, one request.

Contract: `peek` never touches the network and `get` never raises for failures. Indexes are asked in
the route's order, the next one only after a definite "no such project". Many waiters share one
load; a cancelled one leaves it to the others and to the cache. Failures are never kept; what is
known, however old, is shown instead. Used from one event loop.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from pypi_language_server.index.model import (
    Answer,
    IndexFailure,
    Known,
    MalformedAnswer,
    Missing,
    NotAsked,
    Unavailable,
)
from pypi_language_server.store.backoff import Backoff
from pypi_language_server.store.record import Record, is_fresh
from pypi_language_server.store.seams import IndexT, World
from pypi_language_server.store.single_flight import SingleFlight
from pypi_language_server.store.version_store import VersionStore, Wanted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from pypi_language_server.names import NormalizedName
    from pypi_language_server.store.database import Database
    from pypi_language_server.store.seams import Asker, Loaded, Route
    from pypi_language_server.store.text_table import TextRow

T = TypeVar("T")

IN_MEMORY = 300
"""How many records are kept in memory; the busiest projects' take 1 MB, most take 20 kB."""


class ProjectStore(Generic[IndexT]):
    """Answers about projects."""

    def __init__(
        self, database: Database, asker: Asker[IndexT], world: World | None = None
    ) -> None:
        self._database = database
        self._asker = asker
        self._world = world or World()
        self._memory: OrderedDict[tuple[str, str], Record] = OrderedDict()
        self._flights = SingleFlight()
        self._backoff = Backoff(self._world.clock, self._world.jitter)
        self._versions = VersionStore(database, asker, self._considerately, self._world.clock)

    def peek(self, name: NormalizedName, route: Route[IndexT]) -> Answer | None:
        """Return what this machine knows about a project; None when that is nothing."""
        return self._known(name, route, route.blocked)

    async def get(
        self,
        name: NormalizedName,
        route: Route[IndexT],
        version: str | None = None,
        *,
        files: bool = False,
    ) -> Answer:
        """Return what is known about a project, asking indexes if need be.

        With `version`, also what the index says about that version alone; with `files`, for the
        latest version too, whose advisories stand in the project's own document. Cancelling the
        caller does not cancel what is under way.
        """
        if version is None:
            answer = self._settled(name, route)
            if answer is not None:
                return answer
        places = tuple((index.source, index.confined) for index in route.indexes)
        asked = (name, version, files)
        key = ("answer", places, route.blocked is None, route.otherwise is None, *asked)
        return await self._flights.run(key, lambda: self._answer(name, route, version, files=files))

    # -- all projects together

    def texts(self, sources: Sequence[str]) -> tuple[TextRow, ...]:
        """Return what can be searched about the projects that these indexes have told us of.

        Of several indexes that know a name, the first one counts. None while nothing can be read.
        """
        return self._database.texts(sources)

    def texts_stamp(self) -> tuple[int, int] | None:
        """Return something that changes when `texts` may have; None: nothing can be read now."""
        return self._database.stamp()

    def fill_in_texts(self) -> None:
        """Write the texts of documents that another version has left; for a worker thread."""
        self._database.fill_in()

    def unfresh(self, names: Iterable[NormalizedName], index: IndexT) -> list[NormalizedName]:
        """Return those of `names` that `get` would ask `index` about; takes some 0.2 s."""
        heads = self._database.heads(index.source)

        def is_settled(name: NormalizedName) -> bool:
            head = heads.get(name)
            if head is None or self._is_fresh(head, index, name):
                return head is not None
            record = self._record(index, name)  # the document may know of a later change
            return record is not None and self._is_fresh(record, index, name)

        return [name for name in names if not is_settled(name)]

    def pause(self, index: IndexT) -> NotAsked | None:
        """Return why an index is being left alone right now, and for how long; None: it is not."""
        return self._backoff.pause(index.source)

    def is_writable(self) -> bool:
        """Whether the last answer, for all that is known, has reached the disk."""
        return self._database.is_writable()

    def count(self) -> int:
        """Return how many projects' documents are on disk."""
        return self._database.count()

    def problems(self) -> tuple[str, ...]:
        """Return sentences about what is wrong with the cache."""
        return self._database.problems()

    async def aclose(self) -> None:
        """End what is under way, close connections and the file."""
        await self._flights.aclose()
        await self._versions.aclose()
        await self._asker.aclose()
        await asyncio.to_thread(self._database.close)

    # -- answering

    async def _answer(
        self, name: NormalizedName, route: Route[IndexT], version: str | None, *, files: bool
    ) -> Answer:
        answer = self._settled(name, route) or await self._asked(name, route)
        if version is None or not isinstance(answer, Known):
            return answer
        return await self._versions.add(answer, Wanted(name, version, files), route)

    def _settled(self, name: NormalizedName, route: Route[IndexT]) -> Answer | None:
        """Return an answer that no request could better, if there is one."""
        answer = self._known(name, route, route.blocked)
        if route.blocked is not None:
            return answer or Unavailable(name, route.blocked)
        return None if isinstance(answer, Known) and answer.stale else answer

    async def _asked(self, name: NormalizedName, route: Route[IndexT]) -> Answer:
        """Go from index to index until one has the project, or one fails."""
        for index in route.indexes:
            record = self._record(index, name)
            if record is None or not self._is_fresh(record, index, name):
                try:
                    record = await self._load(index, name, record)
                except IndexFailure as failure:
                    # The next index must not hear a name that this one may have.
                    return self._known(name, route, failure) or Unavailable(name, failure)
            if record.document is not None:
                return Known(record.document, _time(record.checked_at))
        return self._nowhere(name, route)

    def _known(
        self, name: NormalizedName, route: Route[IndexT], failure: IndexFailure | None
    ) -> Answer | None:
        """Return what memory and disk say, going the route as far as they know the way."""
        doubtful = False
        for index in route.indexes:
            record = self._record(index, name)
            if record is None:
                return None
            doubtful = doubtful or not self._is_fresh(record, index, name)
            if record.document is not None:
                why = failure if doubtful else None
                return Known(record.document, _time(record.checked_at), doubtful, why)
        return None if doubtful else self._nowhere(name, route)

    def _nowhere(self, name: NormalizedName, route: Route[IndexT]) -> Answer:
        """Return the answer when every index of the route has said no."""
        if route.otherwise is not None:
            return Unavailable(name, route.otherwise)
        if not route.indexes:
            return Unavailable(name, NotAsked("", "No index is set that can be asked."))
        last = route.indexes[-1]
        record = self._record(last, name)
        checked_at = record.checked_at if record else self._world.clock()
        return Missing(name, last.source, _time(checked_at))

    # -- records

    def _record(self, index: IndexT, name: NormalizedName) -> Record | None:
        """Return the newest record of memory and disk; another process may have written one."""
        key = (index.source, name)
        kept = self._memory.get(key)
        if kept is not None and self._is_fresh(kept, index, name):
            self._memory.move_to_end(key)
            return kept
        on_disk = self._database.read(index.source, name)
        if on_disk is not None and (kept is None or on_disk.checked_at > kept.checked_at):
            self._keep(key, on_disk)
            return on_disk
        return kept

    def _keep(self, key: tuple[str, str], record: Record) -> None:
        self._memory[key] = record
        self._memory.move_to_end(key)
        while len(self._memory) > IN_MEMORY:
            self._memory.popitem(last=False)

    def _is_fresh(self, record: Record, index: IndexT, name: NormalizedName) -> bool:
        world = self._world
        serial = world.serial_of(name, index.source)
        return is_fresh(record, world.clock(), serial, world.list_age())

    async def _load(self, index: IndexT, name: NormalizedName, old: Record | None) -> Record:
        """Ask one index about one project, once for all who want to know."""
        key = ("load", index.source, index.confined, name)
        return await self._flights.run(key, lambda: self._load_now(index, name, old))

    async def _load_now(self, index: IndexT, name: NormalizedName, old: Record | None) -> Record:
        """Ask, and keep the answer.

        Raises:
            IndexFailure: the index gave none, or is being left alone after a failure.
        """
        etag = old.etag if old is not None and old.document is not None else ""
        serial = self._world.serial_of(name, index.source) or 0
        loaded = await self._considerately(index, lambda: self._asker.project(index, name, etag))
        record = self._new_record(index, loaded, old, serial)
        self._keep((index.source, name), record)
        await asyncio.to_thread(self._database.write, index.source, name, record)
        return record

    def _new_record(self, index: IndexT, loaded: Loaded, old: Record | None, serial: int) -> Record:
        now = self._world.clock()
        if not loaded.unchanged:
            return Record(loaded.document, now, serial, loaded.etag, loaded.complete)
        if old is None:
            why = "The index says that nothing has changed, but nothing is known."
            raise MalformedAnswer(index.source, why)
        return replace(old, checked_at=now, serial=max(serial, old.serial))

    async def _considerately(self, index: IndexT, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask, unless the index is being left alone; take note of how it went.

        Raises:
            IndexFailure: it was not asked, or failed.
        """
        pause = self._backoff.pause(index.source)
        if pause is not None:
            raise pause
        try:
            answer = await ask()
        except IndexFailure as failure:
            self._backoff.failed(index.source, failure)
            raise
        self._backoff.succeeded(index.source)
        return answer


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
