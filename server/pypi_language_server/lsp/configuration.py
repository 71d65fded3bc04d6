"""Keeps the settings as the client wants them, from its start to its end.

Contract: later sources win: defaults, `initializationOptions`, what the client answers or pushes
afterwards, the environment. New settings hold from the next request on; no restart. What cannot
be used is logged line by line and shown in one message, each thing once.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from pypi_language_server.lsp import options
from pypi_language_server.lsp.notices import Level

if TYPE_CHECKING:
    from pypi_language_server.lsp.server import Server

log = logging.getLogger(__name__)


class Configuration:
    """What the client has said about settings so far.

    Attributes:
        settled: set when the client has been heard, so that questions to its user may follow.
    """

    def __init__(self, ls: Server) -> None:
        self._ls = ls
        self._initial: Any = None
        self._later: Any = None
        self._complaints: tuple[str, ...] = ()
        self._complained: set[str] = set()
        self._pulls = 0
        self._answered = 0
        self.settled = asyncio.Event()

    def start(self, initial: Any) -> None:
        """Take `initializationOptions`; what is wrong with them is said later."""
        self._initial = initial
        self._apply()

    async def register(self) -> None:
        """Register for changes with clients that tell nobody else about them."""
        if self._ls.client.register_configuration:
            registration = types.Registration(
                id="pypi-settings",
                method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                register_options=types.DidChangeConfigurationRegistrationOptions(options.SECTION),
            )
            try:
                await self._ls.client_register_capability_async(
                    types.RegistrationParams([registration])
                )
            except JsonRpcException as refusal:
                log.info("the client will not tell about changed settings: %s", refusal)

    def pull(self) -> None:
        """Ask the client for our section, if it can be asked."""
        if self._ls.client.configuration:
            self._pulls += 1
            self._ls.background.start(self._pull(self._pulls), "asking for settings")
        else:
            self._settle()

    def changed(self, pushed: Any) -> None:
        """Take a client's word that settings changed, with or without the settings themselves."""
        if self._ls.client.configuration:
            self.pull()
        elif options.is_ours(pushed):
            self._later = pushed
            self._apply()
            self._settle()

    async def _pull(self, number: int) -> None:
        item = types.ConfigurationItem(section=options.SECTION)
        try:
            async with asyncio.timeout(self._ls.outside.patience):
                answers = await self._ls.workspace_configuration_async(
                    types.ConfigurationParams([item])
                )
        except (JsonRpcException, TimeoutError) as failure:
            log.info("the client gives no settings: %r", failure)
            answers = []
        if number < self._answered:
            return  # a newer question was answered before
        self._answered = number
        if answers:
            self._later = answers[0]
            self._apply()
        self._settle()

    def _apply(self) -> None:
        resolved = options.resolve((self._initial, self._later))
        settings = self._ls.outside.overlay(resolved.settings)
        self._complaints = resolved.complaints
        if settings != self._ls.session.settings:
            self._ls.session.settings = settings
            self._ls.services.configure(settings)
            self._ls.refreshing.look_again()

    def _settle(self) -> None:
        """Say what is wrong with the settings in force; let waiting questions go on."""
        new = [text for text in self._complaints if text not in self._complained]
        self._complained.update(new)
        for text in new:
            log.warning("settings: %s", text)
        if new:
            self._ls.notices.say(Level.WARNING, _sentence(new))
        self.settled.set()


def _sentence(complaints: list[str]) -> str:
    """Return one message for all complaints; a long list is for the log."""
    shown = "; ".join(complaints[:3])
    more = f"; and {len(complaints) - 3} more (see the log)" if len(complaints) > 3 else ""
    return f"Settings that are not used, the defaults hold instead: {shown}{more}."
