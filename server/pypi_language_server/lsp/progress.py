"""Shows how far a refresh is (LSP 3.17, "Work Done Progress").

Contract: with clients that show no progress, or do not take this one, nothing is sent; reports go
out when there is something new to see, not for every piece of the download.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from pypi_language_server.catalogue.refresh_model import RefreshProgress
    from pypi_language_server.lsp.server import Server

_TITLE = "Refreshing the list of project names"
_PHASES = {"download": "downloading", "popularity": "asking what is popular", "write": "writing"}
_numbers = itertools.count(1)


class Reporter:
    """Sends reports under one token; None: to nobody."""

    def __init__(self, ls: Server, token: str | None) -> None:
        self._ls = ls
        self._token = token
        self._last: tuple[str, int | None] | None = None

    def __call__(self, progress: RefreshProgress) -> None:
        """Report, if what people see has changed."""
        shown = text(progress), percentage(progress)
        if shown != self._last:
            self._last = shown
            self.send(types.WorkDoneProgressReport(message=shown[0], percentage=shown[1]))

    def send(
        self,
        value: types.WorkDoneProgressBegin
        | types.WorkDoneProgressReport
        | types.WorkDoneProgressEnd,
    ) -> None:
        """Send one step of the progress."""
        if self._token is not None:
            self._ls.progress(types.ProgressParams(self._token, value))


@asynccontextmanager
async def shown(ls: Server) -> AsyncIterator[Reporter]:
    """Show progress from here to the end of the context."""
    reporter = Reporter(ls, await _token(ls))
    reporter.send(types.WorkDoneProgressBegin(title=_TITLE, cancellable=False, percentage=0))
    try:
        yield reporter
    finally:
        reporter.send(types.WorkDoneProgressEnd())


async def _token(ls: Server) -> str | None:
    """Return a token that the client has agreed to, if it does."""
    if not ls.client.progress:
        return None
    token = f"pypi-refresh-{next(_numbers)}"
    try:
        async with asyncio.timeout(ls.outside.patience):
            await ls.window_work_done_progress_create_async(
                types.WorkDoneProgressCreateParams(token)
            )
    except (JsonRpcException, TimeoutError):
        return None
    return token


def text(progress: RefreshProgress) -> str:
    """Return what is going on, in words: `downloading, 3 of 10 MB`."""
    words = _PHASES.get(progress.phase, progress.phase)
    if progress.phase != "download" or not progress.done:
        return words
    megabytes = progress.done // 1_000_000
    whole = f" of {round(progress.total / 1e6)}" if progress.total else ""
    return f"{words}, {megabytes}{whole} MB"


def percentage(progress: RefreshProgress) -> int | None:
    """Return how far the download is; the steps after it take a moment only."""
    if progress.phase == "download":
        return min(progress.done * 100 // progress.total, 100) if progress.total else None
    return 100
