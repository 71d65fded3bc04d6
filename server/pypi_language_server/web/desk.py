"""Puts questions of many threads to `Services`, which one thread at a time may use.

Contract: one thread with one event loop runs everything that touches the services: what only reads
memory and disk, and look-ups, which wait for the network beside each other. So there is no lock
that could be forgotten. After `close`, who waits is told by `Closed`.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from pypi_language_server.services import Services

T = TypeVar("T")

GOODBYE = 2.0
"""Seconds that connections and files may take to close."""


class Closed(Exception):  # noqa: N818 - the end of the program is no error
    """The desk does not answer any more."""


class Desk:
    """Answers from the moment it is made until it is closed."""

    def __init__(self, services: Services, goodbye: float = GOODBYE) -> None:
        """Start the thread; `goodbye` is how many seconds closing the services may take."""
        self._services = services
        self._goodbye = goodbye
        self._loop = asyncio.new_event_loop()
        self._door = threading.Lock()
        self._open = True
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
        self._thread.start()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, work: Callable[[Services], T]) -> T:
        """Return what `work` does with the services; it must not wait for anything.

        Raises:
            Closed: it is too late.
        """

        async def at_once(services: Services) -> T:
            return work(services)

        return self.wait_for(at_once)

    def wait_for(self, work: Callable[[Services], Coroutine[object, object, T]]) -> T:
        """Return what a coroutine of the services gives; others are answered meanwhile.

        Raises:
            Closed: it is too late.
        """
        with self._door:  # what comes in before the door closes is answered, or told
            if not self._open:
                raise Closed
            future = asyncio.run_coroutine_threadsafe(work(self._services), self._loop)
        try:
            return future.result()
        except CancelledError as error:
            raise Closed from error

    def close(self) -> None:
        """End what is under way, and close what the services hold."""
        with suppress(Closed, TimeoutError):
            self.wait_for(lambda services: asyncio.wait_for(services.close(), self._goodbye))
        with self._door:
            if self._open:
                self._open = False
                self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(self._goodbye + 1)

    def _work(self) -> None:
        """Run the loop; its last act is to tell those who still wait."""
        self._loop.run_forever()
        self._loop.run_until_complete(_end_all())
        self._loop.close()


async def _end_all() -> None:
    """Cancel every task but this one, and wait until they have ended."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
