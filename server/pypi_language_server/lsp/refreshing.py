"""Keeps the list of names fresh while an editor is open, once the user has agreed.

Contract: nothing happens before a manifest is opened and the client has been heard about
settings. The user is asked at most once per connection; the answer is kept by `Services`. One
refresh runs at a time; whoever wants one meanwhile gets its outcome.
"""

from __future__ import annotations

import asyncio
import logging
from enum import Enum
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from pypi_language_server.catalogue.refresh_model import (
    Consent,
    RefreshOutcome,
    RefreshResult,
)
from pypi_language_server.lsp import progress
from pypi_language_server.lsp.notices import Level
from pypi_language_server.settings import RefreshMode

if TYPE_CHECKING:
    from pypi_language_server.lsp.server import Server

log = logging.getLogger(__name__)

DAILY, NOT_NOW, NEVER = "Download daily", "Not now", "Never"
_ANSWERS = {DAILY: Consent.GRANTED, NEVER: Consent.REFUSED}
_QUESTION = (
    "Complete every project of the package index, not only the well-known ones? That takes the"
    " index's list of names: about 10 MB, downloaded at most once a day, kept on this machine."
)
_CANNOT_ASK = (
    "Only well-known projects are completed so far. The command `pypi.refresh` (in a terminal:"
    " `pypi-ls refresh`) downloads the index's whole list of names, about 10 MB."
)
_TROUBLE = {RefreshResult.FAILED, RefreshResult.SUSPICIOUS}


class Step(Enum):
    """What is to be done about the list of names."""

    NOTHING = "nothing"
    ASK = "ask"
    REFRESH = "refresh"


def next_step(mode: RefreshMode, consent: Consent, *, asked: bool, due: bool) -> Step:
    """Return what the user's settings and answers allow and the list's age calls for."""
    if not due or mode is RefreshMode.MANUAL:
        return Step.NOTHING
    if mode is RefreshMode.DAILY or consent is Consent.GRANTED:
        return Step.REFRESH
    return Step.ASK if consent is Consent.UNASKED and not asked else Step.NOTHING


class Refreshing:
    """The refreshes of one connection."""

    def __init__(self, ls: Server) -> None:
        self._ls = ls
        self._watch: asyncio.Task[None] | None = None
        self._running: asyncio.Task[RefreshOutcome] | None = None
        self._asked = False
        self._wake = asyncio.Event()

    def manifest_opened(self) -> None:
        """Begin to care about the list, when the first manifest is opened."""
        if self._watch is None:
            self._watch = self._ls.background.start(self._keep_fresh(), "keeping the list fresh")

    def look_again(self) -> None:
        """Take new settings or a new answer into account at once."""
        self._wake.set()

    async def refresh(self, *, force: bool = False) -> RefreshOutcome:
        """Refresh now, or wait for the refresh that is under way."""
        if self._running is None or self._running.done():
            self._running = self._ls.background.start(self._run(force=force), "refreshing")
        return await asyncio.shield(self._running)

    async def _run(self, *, force: bool) -> RefreshOutcome:
        async with progress.shown(self._ls) as report:
            outcome = await self._ls.services.refresh(report, force=force)
        log.info("refresh: %s: %s", outcome.result, outcome.message)
        return outcome

    async def _keep_fresh(self) -> None:
        await self._ls.configuration.settled.wait()
        self._say_problems()
        while True:
            self._wake.clear()
            await self._consider()
            try:
                async with asyncio.timeout(self._ls.outside.recheck):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _say_problems(self) -> None:
        """Say once what is wrong with the cache, if anything is."""
        for problem in self._ls.services.status().problems:
            self._ls.notices.once(problem, Level.WARNING, problem)

    async def _consider(self) -> None:
        services, mode = self._ls.services, self._ls.session.settings.index.refresh
        due = services.refresh_due()
        match next_step(mode, services.consent(), asked=self._asked, due=due):
            case Step.REFRESH:
                await self._refresh_quietly()
            case Step.ASK:
                self._asked = True
                self._ask()
            case Step.NOTHING:
                pass

    async def _refresh_quietly(self) -> None:
        """Refresh in the background; only trouble is worth a message, and once."""
        outcome = await self.refresh()
        if outcome.result in _TROUBLE:
            self._ls.notices.once("refresh", Level.WARNING, outcome.message)

    def _ask(self) -> None:
        if self._ls.client.questions:
            self._ls.background.start(self._question(), "asking about the list")
        else:
            self._ls.notices.once("cannot ask", Level.INFO, _CANNOT_ASK)

    async def _question(self) -> None:
        """Ask; "not now" and a closed window leave everything as it was, until the next start."""
        actions = [types.MessageActionItem(title) for title in (DAILY, NOT_NOW, NEVER)]
        try:
            chosen = await self._ls.window_show_message_request_async(
                types.ShowMessageRequestParams(types.MessageType.Info, _QUESTION, actions)
            )
        except JsonRpcException as refusal:
            log.info("the client did not ask its user: %s", refusal)
            return
        consent = _ANSWERS.get(chosen.title) if chosen else None
        if consent is not None:
            self._ls.services.remember_consent(consent)
            self.look_again()
