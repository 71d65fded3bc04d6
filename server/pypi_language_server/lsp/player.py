"""An editor without a screen: drives a real server over stdio and returns what an editor shows.

Contract: starts the server as a process of its own, speaks the protocol as a client with markdown
and `itemDefaults` does, and ends the process when it is done. Used by `pypi-ls demo`.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from pypi_language_server import __version__

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a completion list.

    Attributes:
        label: the name.
        remark: what stands beside it, such as "known as yaml".
        detail: one more line about it.
        documentation: Markdown, for the line whose details were asked for.
    """

    label: str
    remark: str
    detail: str
    documentation: str


def _capabilities() -> lsp.ClientCapabilities:
    markup = [lsp.MarkupKind.Markdown, lsp.MarkupKind.PlainText]
    item = lsp.ClientCompletionItemOptions(label_details_support=True, documentation_format=markup)
    defaults = lsp.CompletionListCapabilities(item_defaults=["editRange"])
    completion = lsp.CompletionClientCapabilities(completion_item=item, completion_list=defaults)
    return lsp.ClientCapabilities(
        text_document=lsp.TextDocumentClientCapabilities(
            completion=completion, hover=lsp.HoverClientCapabilities(content_format=markup)
        )
    )


class Player:
    """A running server and the documents opened in it."""

    def __init__(self, client: LanguageClient) -> None:
        self._client = client

    def open(self, uri: str, text: str) -> None:
        """Open a document."""
        document = lsp.TextDocumentItem(uri=uri, language_id="", version=1, text=text)
        self._client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))

    async def complete(self, uri: str, line: int, column: int, limit: int) -> list[Offer]:
        """Return the first `limit` lines of the completion list.

        Details are asked for the first one only, as editors do for the selected line.
        """
        answer = await self._client.text_document_completion_async(
            lsp.CompletionParams(_document(uri), lsp.Position(line, column))
        )
        items = answer.items if isinstance(answer, lsp.CompletionList) else answer or []
        if items:
            items = [await self._client.completion_item_resolve_async(items[0]), *items[1:limit]]
        return [_offer(item) for item in items]

    async def hover(self, uri: str, line: int, column: int) -> str:
        """Return the hover's Markdown, or nothing."""
        answer = await self._client.text_document_hover_async(
            lsp.HoverParams(_document(uri), lsp.Position(line, column))
        )
        contents = answer.contents if answer else ""
        return contents.value if isinstance(contents, lsp.MarkupContent) else str(contents)


@asynccontextmanager
async def play(argv: Sequence[str], environ: Mapping[str, str]) -> AsyncIterator[Player]:
    """Start a server, initialise it, and end it on leaving."""
    client = LanguageClient("pypi-ls demo", __version__)
    await client.start_io(*argv, env=dict(environ))
    try:
        await client.initialize_async(lsp.InitializeParams(capabilities=_capabilities()))
        client.initialized(lsp.InitializedParams())
        yield Player(client)
        await client.shutdown_async(None)
        client.exit(None)
    finally:
        await client.stop()  # type: ignore[no-untyped-call]  # theirs to type


def _document(uri: str) -> lsp.TextDocumentIdentifier:
    return lsp.TextDocumentIdentifier(uri=uri)


def _offer(item: lsp.CompletionItem) -> Offer:
    details, text = item.label_details, item.documentation
    remark = (details.description or details.detail or "") if details else ""
    documentation = text.value if isinstance(text, lsp.MarkupContent) else text or ""
    return Offer(item.label, remark, item.detail or "", documentation)
