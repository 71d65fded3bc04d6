"""What people ask for while they edit: completion, details, hover, outline.

Contract: each handler translates, calls a feature and translates back. The document and the
settings are taken before the first await: pygls may change everything while a handler waits.
Completion never waits. Features are imported when first needed, after the start.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import attrs
from lsprotocol import types

from pypi_language_server import names
from pypi_language_server.lsp import from_lsp, to_lsp

if TYPE_CHECKING:
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.session import Document

log = logging.getLogger(__name__)


def register(server: Server) -> None:
    """Put the handlers in place; `announcement` tells the client of them."""
    server.feature(types.TEXT_DOCUMENT_COMPLETION)(completion)
    server.feature(types.COMPLETION_ITEM_RESOLVE)(resolve)
    server.feature(types.TEXT_DOCUMENT_HOVER)(hover)
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(document_symbol)


async def completion(ls: Server, params: types.CompletionParams) -> to_lsp.Json | None:
    """Return what may be meant at the cursor.

    Names never wait. Only where a known project's releases or extras are wanted is the index given
    a moment; when that is not enough, the list is empty and the next keystroke finds the answer.
    So it is with a query while what it searches is being made ready.
    """
    from pypi_language_server.environment import UNKNOWN_ENVIRONMENT
    from pypi_language_server.features import offers
    from pypi_language_server.features.model import Knowledge
    from pypi_language_server.manifests.cursor import AtQuery

    began = time.perf_counter()
    document, client = ls.session.document(params.text_document.uri), ls.client
    if document is None:
        return None
    settings = ls.session.settings.completion
    wanted = offers.wanted(document, from_lsp.offset(document, params.position, client.encoding))
    if not wanted.welcomes(_trigger(params)):
        return None
    answer = None
    if wanted.project is not None:
        from pypi_language_server.lsp import looking_up

        scope = looking_up.scope_for(ls, document, wanted.project, wanted.entry)
        answer = await looking_up.glance(ls, wanted.project, scope, wanted.version)
    is_ready = not isinstance(wanted.place, AtQuery) or await _can_search(ls, wanted.place.query)
    knowledge = Knowledge(
        catalogue=ls.services.catalogue(),
        settings=settings,
        summary=ls.services.summary,
        now=ls.outside.now(),
        answer=answer,
        environment=ls.services.environment() if wanted.about_python else UNKNOWN_ENVIRONMENT,
        files=ls.outside.files_beside(document.uri) if wanted.file_option else (),
        latest=lambda name: _latest(ls, document, name),
        search=lambda query, limit: _found(ls, query, limit),
        search_is_ready=is_ready,
    )
    found = offers.offer(document, wanted, knowledge)
    spent = (time.perf_counter() - began) * 1e3
    log.debug("completion: %d items in %.2f ms", len(found.items) if found else 0, spent)
    return to_lsp.completion(document, found, client) if found else None


def _latest(ls: Server, document: Document, name: names.NormalizedName) -> str:
    """Return a project's latest version as this machine knows it, or an empty string."""
    from pypi_language_server.lsp import looking_up

    return looking_up.latest(ls, name, looking_up.scope_for(ls, document, name, None))


async def _can_search(ls: Server, query: str) -> bool:
    """Return whether a search looks through everything by now; has that made ready if need be."""
    from pypi_language_server.lsp import looking_up

    return await looking_up.can_search(ls, query)


def _found(ls: Server, query: str, limit: int) -> tuple[ResultRow, ...]:
    """Return the projects that a search on this machine finds."""
    from pypi_language_server import search_rows

    return search_rows.rows_in_sight(ls.services.search(query, limit).found, ls.services)


def _trigger(params: types.CompletionParams) -> str | None:
    """Return the character that made the client ask, if one did."""
    context = params.context
    if context is None or context.trigger_kind is not types.CompletionTriggerKind.TriggerCharacter:
        return None
    return context.trigger_character


async def resolve(ls: Server, item: types.CompletionItem) -> types.CompletionItem:
    """Return `item` with what the index knows about the project that its `data` names.

    Nothing is remembered between the list and this: the item says everything. Whoever asks gets
    both parts, whatever it declared under `resolveSupport`: Neovim 0.11 declares neither.
    """
    from pypi_language_server.features.details import details
    from pypi_language_server.features.targets import may_ask
    from pypi_language_server.lsp import looking_up

    client = ls.client
    document, name = _meant(ls, item.data)
    if document is None or name is None or not may_ask(document.manifest, name):
        return item
    answer = await looking_up.consider(ls, document, name)
    found = details(answer, ls.services.summary(name), ls.outside.now(), item.detail or "")
    return attrs.evolve(
        item,
        detail=found.detail or item.detail,
        documentation=to_lsp.documentation(found.markdown, found.plain, client),
    )


def _meant(ls: Server, data: Any) -> tuple[Document | None, names.NormalizedName | None]:
    """Return the document and the project that an item's `data` names, if they make sense."""
    if not isinstance(data, dict):
        return None, None
    uri, name = data.get("uri"), data.get("name")
    if not isinstance(uri, str) or not isinstance(name, str) or not names.is_valid(name):
        return None, None
    return ls.session.document(uri), names.normalize(name)


async def hover(ls: Server, params: types.HoverParams) -> to_lsp.Json | None:
    """Return what is known about the requirement, option, group or key under the cursor."""
    from pypi_language_server.environment import UNKNOWN_ENVIRONMENT
    from pypi_language_server.features import hover as feature
    from pypi_language_server.index.model import Answer, Missing, Pending
    from pypi_language_server.lsp import looking_up

    document, client = ls.session.document(params.text_document.uri), ls.client
    if document is None:
        return None
    offset = from_lsp.offset(document, params.position, client.encoding)
    target = feature.target(document, offset)
    if target is None:
        from pypi_language_server.features.settings_hover import explain

        explained = explain(document, offset)
        return None if explained is None else to_lsp.hover(document, explained, client)
    answer: Answer = Pending(target.name)  # of no interest where no index knows the target
    if target.asks_index:
        scope = looking_up.scope_for(ls, document, target.name, target.entry)
        answer = await looking_up.look_up(ls, target.name, scope, target.version)
    catalogue = ls.services.catalogue()
    context = feature.HoverContext(
        now=ls.outside.now(),
        stamp=catalogue.stamp,
        listed=target.name in catalogue,
        summary=ls.services.summary(target.name),
        similar=feature.similar_to(target.name, catalogue) if isinstance(answer, Missing) else "",
        environment=ls.services.environment() if target.about_python else UNKNOWN_ENVIRONMENT,
    )
    return to_lsp.hover(document, feature.render(target, answer, context), client)


def document_symbol(ls: Server, params: types.DocumentSymbolParams) -> list[to_lsp.Json] | None:
    """Return the outline of a manifest: its requirements by group."""
    from pypi_language_server.features.symbols import outline

    document = ls.session.document(params.text_document.uri)
    if document is None:
        return None
    return to_lsp.symbols(document, outline(document), ls.client)
