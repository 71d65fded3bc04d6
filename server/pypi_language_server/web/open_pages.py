"""Knows whether any page is still open, so that the program does not outlive the last one.

Contract: safe to use from several threads. Time comes in as ticks, not from a clock: while a
machine sleeps nobody ticks, and so a page that was open before is open afterwards.
"""

from __future__ import annotations

import threading

MOST_TABS = 200
"""More are not counted one by one; nobody has so many."""


class OpenPages:
    """The pages that have been heard of lately."""

    def __init__(self, linger: int, silent: int) -> None:
        """Take how long to wait, in ticks.

        Args:
            linger: from when no page is open to the end; also before the first one is opened.
            silent: for how long a page that says nothing still counts as open: browsers let
                pages in the background sleep.
        """
        self._linger = linger
        self._silent = silent
        self._tabs: dict[str, int] = {}
        self._alone = 0
        self._lock = threading.Lock()

    def alive(self, tab: str) -> None:
        """Take note that a page is open."""
        with self._lock:
            if tab in self._tabs or len(self._tabs) < MOST_TABS:
                self._tabs[tab] = 0
            self._alone = 0

    def closed(self, tab: str) -> None:
        """Take note that a page has gone (or is being loaded anew)."""
        with self._lock:
            self._tabs.pop(tab, None)

    def tick(self) -> bool:
        """Let one unit of time pass; return whether it is time to end."""
        with self._lock:
            older = {tab: age + 1 for tab, age in self._tabs.items()}
            self._tabs = {tab: age for tab, age in older.items() if age <= self._silent}
            self._alone = 0 if self._tabs else self._alone + 1
            return self._alone > self._linger
