"""The connection's own requests: its start, its documents, its settings, its end.

Contract: notifications change `Session` at once and do no I/O (LSP 3.17, "Server lifecycle",
"Text Document Synchronization").
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from pypi_language_server.lsp import capabilities, from_lsp
from pypi_language_server.lsp.announcement import announcement
from pypi_language_server.lsp.lifetime import until_gone

if TYPE_CHECKING:
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.lsp.to_lsp import Json


def register(server: Server) -> None:
    """Put the handlers in place."""
    handlers: dict[str, Callable[[Server, Any], object]] = {
        types.INITIALIZE: initialize,
        types.INITIALIZED: initialized,
        types.SHUTDOWN: shutdown,
        types.EXIT: leave,
        types.TEXT_DOCUMENT_DID_OPEN: did_open,
        types.TEXT_DOCUMENT_DID_CHANGE: did_change,
        types.TEXT_DOCUMENT_DID_CLOSE: did_close,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    }
    for method, handler in handlers.items():
        server.feature(method)(handler)


def initialize(ls: Server, params: Any) -> Json:
    """Take the client's word and answer what the server can do."""
    begin(ls, params)
    return announcement(ls.client.encoding)


def begin(ls: Server, params: Any) -> None:
    """Read what the client can do and wants from its `initialize`, JSON of any shape."""
    params = params if isinstance(params, dict) else {}
    ls.protocol.begun = True
    ls.client = capabilities.read(params.get("capabilities"), params.get("initializationOptions"))
    ls.configuration.start(params.get("initializationOptions"))
    process = params.get("processId")
    if isinstance(process, int) and not isinstance(process, bool):
        ls.background.start(_leave_with(ls, process), "watching the client's process")


async def _leave_with(ls: Server, pid: int) -> None:
    await until_gone(pid, ls.outside.parent_check)
    ls.stop(1)


def initialized(ls: Server, _params: Any) -> None:
    """Ask for the settings, then load what the first request will need."""
    ls.background.start(ls.configuration.register(), "registering for settings")
    ls.configuration.pull()
    ls.background.start(_warm(ls), "getting ready")


async def _warm(ls: Server) -> None:
    """Load while the user still looks for the place to type; the start itself goes without.

    In the order in which things are wanted, with room for messages in between.
    """
    from pypi_language_server.features import completion  # noqa: F401

    await asyncio.sleep(0)  # a document that is being opened comes first
    ls.services.catalogue()
    await ls.outside.lull()  # and then what is typed first
    from pypi_language_server.features import hover, version_offer  # noqa: F401

    await asyncio.sleep(0)
    ls.services.environment()


def shutdown(ls: Server, _params: Any) -> None:
    """Let go of what is under way."""
    ls.protocol.ended = True
    ls.protocol.cancel_requests()


def leave(ls: Server, _params: Any) -> None:
    """End; with 0 only after `shutdown` (LSP 3.17, "Exit Notification")."""
    ls.stop(0 if ls.protocol.ended else 1)


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Take an opened document if it is a manifest."""
    item = params.text_document
    document = ls.session.open(item.uri, item.language_id, item.version, item.text)
    if document is not None and document.declares:
        ls.refreshing.manifest_opened()


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Take a document's new text."""
    item = params.text_document
    old = ls.session.kept(item.uri)
    if old is not None:
        text = from_lsp.changed(old.text, params.content_changes, ls.client.encoding)
        ls.session.change(item.uri, item.version, text)


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Forget a document."""
    ls.session.close(params.text_document.uri)


def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Take pushed settings, or ask for them where the client can be asked."""
    ls.configuration.changed(params.settings)
