"""Looking at one project: `pypi.details` for a picker's preview, `pypi.page` for its address.

Contract: each asks about one project at most, within the budget `pypi.hover.budget`, as a hover
does; a look-up that takes longer goes on, and the next request finds its answer. Arguments of
`pypi.details`: `[{"name": str, "uri"?: str}]`; of `pypi.page` also `[{"uri", "position"}]`. With
the address of an open document, the indexes that it names count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from pypi_language_server.features import hover, targets
from pypi_language_server.features.untrusted import safe_url
from pypi_language_server.index.model import Known, LinkKind, Missing, Pending
from pypi_language_server.index.scope import NOWHERE
from pypi_language_server.lsp import from_lsp, looking_up
from pypi_language_server.lsp.command_arguments import Arguments
from pypi_language_server.manifests.model import Entry, Form, Token
from pypi_language_server.names import is_standard_library, normalize
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.features.targets import HoverTarget
    from pypi_language_server.index.model import Answer
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.lsp.to_lsp import Json
    from pypi_language_server.session import Document

# What "the project's page" is, best first: its page at the index, as the index itself says.
_PAGES = (LinkKind.INDEX, LinkKind.HOMEPAGE, LinkKind.SOURCE, LinkKind.DOCUMENTATION)


async def details(ls: Server, given: Any) -> Json:
    """Return the hover's page about a project that stands in no file yet."""
    arguments = Arguments("pypi.details", given, "name")
    target = _nowhere(arguments.project())
    answer = await _asked(ls, _document(ls, arguments), target)
    shown = hover.render(target, answer, _context(ls, target, answer))
    return {
        "name": target.spelling,
        "markdown": shown.markdown,
        "plain": shown.plain,
        "known": isinstance(answer, Known),
    }


async def page(ls: Server, given: Any) -> Json:
    """Return the address of a project's page, null where none is known; that of its index first."""
    arguments = Arguments("pypi.page", given, "name")
    document = _document(ls, arguments)
    if not arguments.has("position"):
        target: HoverTarget | None = _nowhere(arguments.project())
    elif document is None:
        arguments.text("uri")
        return {"url": None, "name": None}
    else:
        position = types.Position(*arguments.position("position"))
        offset = from_lsp.offset(document, position, ls.client.encoding)
        target = targets.target(document, offset)
    if target is None:
        return {"url": None, "name": None}
    answer = await _asked(ls, document, target)
    return {"url": _address(answer), "name": target.spelling}


def _document(ls: Server, arguments: Arguments) -> Document | None:
    """Return the open document that the arguments name, if they name one."""
    return ls.session.document(arguments.text("uri")) if arguments.has("uri") else None


def _nowhere(spelling: str) -> HoverTarget:
    """Return a project as a requirement that stands in no file."""
    span = Span(0, len(spelling))
    entry = Entry(span, 0, Form.LINE, name=Token(spelling, span, spelling))
    name = normalize(spelling)
    is_module = is_standard_library(name)
    subject = targets.Subject.STANDARD_LIBRARY if is_module else targets.Subject.PROJECT
    return targets.HoverTarget(entry, span, name, spelling, subject=subject)


async def _asked(ls: Server, document: Document | None, target: HoverTarget) -> Answer:
    """Return what an index says about the target's project, if one may be asked about it."""
    if not target.asks_index:
        return Pending(target.name)  # of no interest where no index knows the target
    if document is None:
        return await looking_up.look_up(ls, target.name, NOWHERE)
    if not targets.may_ask(document.manifest, target.name):
        return Pending(target.name)
    scope = looking_up.scope_for(ls, document, target.name, None)
    return await looking_up.look_up(ls, target.name, scope)


def _context(ls: Server, target: HoverTarget, answer: Answer) -> hover.HoverContext:
    catalogue = ls.services.catalogue()
    return hover.HoverContext(
        now=ls.outside.now(),
        stamp=catalogue.stamp,
        listed=target.name in catalogue,
        summary=ls.services.summary(target.name),
        similar=hover.similar_to(target.name, catalogue) if isinstance(answer, Missing) else "",
        environment=ls.services.environment(),
    )


def _address(answer: Answer) -> str | None:
    if not isinstance(answer, Known):
        return None
    by_kind = {link.kind: link.url for link in reversed(answer.document.links)}
    found = (safe_url(by_kind[kind]) for kind in _PAGES if kind in by_kind)
    return next((url for url in found if url), None)
