"""Asks one index about many projects, politely: a steady pace, few at once, pauses when it fails.

Contract: every answer is kept by the store before it counts. The store's pauses (the index's own
`Retry-After`, else longer each time) are sat out; after failures in a row, or when the index wants
to be left alone for long, asking ends with the reason. Cancelling leaves nothing on its way.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.index.model import AccessDenied, Known, NotAsked, Unavailable
from pypi_language_server.index.plan import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from pypi_language_server.index.model import Answer, IndexFailure
    from pypi_language_server.index.plan import Index
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.store.project_store import ProjectStore

PER_SECOND = 5.0
"""Projects a second: less than one `pip install` of a large application asks, so that an index does
not notice; and the whole of 15,000 still takes less than an hour."""

AT_ONCE = 3
"""Questions on their way at the same time, which an index far away needs for that rate."""

GIVEN_UP_AFTER = 4
"""Failures in a row, with pauses between them that the store makes longer each time."""

LONGEST_PAUSE = 120.0
"""Seconds; an index that wants to be left alone for longer is left alone for good."""

_A_LITTLE = 0.1  # clocks differ


class Pace:
    """Lets one question go every so often; a pause is not caught up with."""

    def __init__(
        self,
        per_second: float = PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = float("-inf")

    async def turn(self) -> None:
        """Wait until the next question may go."""
        now = self._clock()
        if now < self._next:
            await self._sleep(self._next - now)
        self._next = max(self._next, now) + self._gap

    async def pause(self, seconds: float) -> None:
        """Wait for longer."""
        await self._sleep(seconds)


@dataclass(frozen=True, slots=True)
class Ended:
    """How asking ended.

    Attributes:
        had: how many projects the index has answered about.
        lacking: how many are left.
        why: the sentence about why asking ended before that, or empty.
    """

    had: int
    lacking: int = 0
    why: str = ""


class BulkAsking:
    """Asks one index about many projects; for one `run`."""

    def __init__(
        self, store: ProjectStore[Index], index: Index, pace: Pace, had: Callable[[int], None]
    ) -> None:
        """Ask nothing yet.

        Args:
            store: asks, and keeps the answers.
            index: whom to ask.
            pace: how quickly.
            had: called after each answer with the number of all so far.
        """
        self._store = store
        self._index = index
        self._pace = pace
        self._tell = had
        self._waiting: deque[NormalizedName] = deque()
        self._failed: set[NormalizedName] = set()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._had = self._in_a_row = 0
        self._failure: IndexFailure | None = None
        self._why = ""

    async def run(self, names: Iterable[NormalizedName]) -> Ended:
        """Ask about `names` in their order; those that fail are tried once more in the end."""
        self._waiting.extend(names)
        total = len(self._waiting)
        while self._waiting and not self._why:
            await self._ask_on()
            if self._failure is not None:
                await self._sit_out(self._failure)
        return Ended(self._had, total - self._had, self._why)

    async def _ask_on(self) -> None:
        """Ask until nothing is left or something fails, then wait for what is on its way."""
        async with asyncio.TaskGroup() as group:
            while self._waiting and not self._is_troubled:
                await self._gate.acquire()
                await self._pace.turn()
                group.create_task(self._ask(self._waiting.popleft()))

    @property
    def _is_troubled(self) -> bool:
        return bool(self._failure or self._why)

    async def _ask(self, name: NormalizedName) -> None:
        try:
            # After a failure meanwhile, the store does not ask.
            answer = await self._store.get(name, Route((self._index,)))
        finally:
            self._gate.release()
        failure = _failure_of(answer)
        if failure is not None:
            self._failure = self._failure or failure
            self._put_back(name, failure)
            return
        self._had += 1
        self._in_a_row = 0
        self._tell(self._had)
        if not self._store.is_writable():
            self._why = "The cache cannot be written, so asking on would be in vain."

    def _put_back(self, name: NormalizedName, failure: IndexFailure) -> None:
        """Ask about a project again: next if nobody was asked at all, else once in the end."""
        if isinstance(failure, NotAsked) and self._store.pause(self._index) is not None:
            self._waiting.appendleft(name)
        elif name not in self._failed:
            self._failed.add(name)
            self._waiting.append(name)

    async def _sit_out(self, failure: IndexFailure) -> None:
        """Leave the index alone for as long as it or the store says, or for good."""
        self._failure = None
        self._in_a_row += 1
        pause = self._store.pause(self._index)
        seconds = (pause.retry_after or 0.0) if pause else 0.0
        is_hopeless = isinstance(failure, AccessDenied) or self._in_a_row >= GIVEN_UP_AFTER
        if is_hopeless or seconds > LONGEST_PAUSE:
            self._why = (pause or failure).why
        elif self._waiting:
            await self._pace.pause(seconds + _A_LITTLE)


def _failure_of(answer: Answer) -> IndexFailure | None:
    """Return why the index has not answered, if so; "no such project" is an answer."""
    match answer:
        case Unavailable(failure=failure):
            return failure
        case Known(stale=True, failure=failure):
            return failure
    return None
