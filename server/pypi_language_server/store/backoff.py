"""Leaves an index alone for a while after it failed: longer each time, and as long as it asks.

Contract: pure but for what it remembers; time and chance come in as arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.index.model import IndexFailure, NotAsked

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 900.0


@dataclass(frozen=True, slots=True)
class _Pause:
    until: float
    failures: int
    reason: IndexFailure


class Backoff:
    """Which indexes are left alone, and until when."""

    def __init__(self, clock: Callable[[], float], jitter: Callable[[], float]) -> None:
        self._clock = clock
        self._jitter = jitter
        self._pauses: dict[str, _Pause] = {}

    def pause(self, source: str) -> NotAsked | None:
        """Return why the index with this address is not asked right now; None when it may be."""
        pause = self._pauses.get(source)
        now = self._clock()
        if pause is None or not now < pause.until <= now + 2 * 86400:  # the clock was set back
            return None
        seconds = pause.until - now
        why = f"{pause.reason.why} It is asked again in {_in_words(seconds)}."
        return NotAsked(pause.reason.url, why, seconds)

    def failed(self, source: str, failure: IndexFailure) -> None:
        """Take note of a failure; those of questions asked side by side count once."""
        if isinstance(failure, NotAsked) or self.pause(source) is not None:
            return
        old = self._pauses.get(source)
        failures = old.failures + 1 if old else 1
        pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 20), LONGEST_PAUSE)
        pause *= 0.5 + self._jitter()
        until = self._clock() + max(pause, failure.retry_after or 0.0)
        self._pauses[source] = _Pause(until, failures, failure)

    def succeeded(self, source: str) -> None:
        """Forget the failures of an index that has answered, but not what it asked for just now."""
        if self.pause(source) is None:
            self._pauses.pop(source, None)


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{round(seconds / 3600)} h"
