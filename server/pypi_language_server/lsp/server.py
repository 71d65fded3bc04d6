"""The language server object: what one connection knows, and how its handlers are put together.

Contract: `build_server` does no I/O and starts nothing; two servers in one process share nothing.
Handlers are functions whose first parameter is named `ls`: only then does pygls surely pass the
server in.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from pypi_language_server import __version__
from pypi_language_server.lsp.announcement import NAME
from pypi_language_server.lsp.background import Background
from pypi_language_server.lsp.capabilities import ClientFeatures
from pypi_language_server.lsp.outside import Outside
from pypi_language_server.lsp.protocol import Protocol
from pypi_language_server.session import Session
from pypi_language_server.settings import Settings

if TYPE_CHECKING:
    from pypi_language_server.lsp.configuration import Configuration
    from pypi_language_server.lsp.notices import Notices
    from pypi_language_server.lsp.refreshing import Refreshing
    from pypi_language_server.services import Services


class Server(LanguageServer):
    """One connection.

    Attributes:
        services: everything that waits on disk or network.
        outside: the rest of the world.
        session: open documents and settings.
        client: what the client can do.
        background: tasks that no request waits for.
        notices, configuration, refreshing: the parts that talk to the user by themselves.
        stopped: set when the connection is to end, with `exit_code`.
    """

    protocol: Protocol
    notices: Notices
    configuration: Configuration
    refreshing: Refreshing

    def __init__(self, services: Services, outside: Outside) -> None:
        super().__init__(
            NAME,
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Protocol,
            converter_factory=default_converter,
        )
        self.services = services
        self.outside = outside
        self.session = Session(settings=outside.overlay(Settings()))
        self.client = ClientFeatures()
        self.background = Background()
        self.stopped = asyncio.Event()
        self.exit_code = 1

    def stop(self, exit_code: int) -> None:
        """End the connection; the first reason counts."""
        if not self.stopped.is_set():
            self.exit_code = exit_code
            self.stopped.set()

    async def close(self) -> None:
        """End what is under way; nothing is sent any more."""
        self.protocol.cancel_requests()
        await self.background.close()
        await self.services.close()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Do nothing: the defect is in the log already, and pygls would open a dialog here."""

    def show(self, kind: types.MessageType, text: str) -> None:
        """Show a message."""
        self.window_show_message(types.ShowMessageParams(kind, text))


def build_server(services: Services, outside: Outside | None = None) -> Server:
    """Return a server that answers from `services`."""
    from pypi_language_server.lsp import commands, handlers, lifecycle
    from pypi_language_server.lsp.configuration import Configuration
    from pypi_language_server.lsp.notices import Notices
    from pypi_language_server.lsp.refreshing import Refreshing

    server = Server(services, outside or Outside())
    server.notices = Notices(server.show)
    server.configuration = Configuration(server)
    server.refreshing = Refreshing(server)
    lifecycle.register(server)
    handlers.register(server)
    commands.register(server)
    return server
