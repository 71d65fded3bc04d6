"""Raising the constraints of an open manifest: `pypi.updateAll`, arguments `[{"uri": str}]`.

Contract: asks about the constrained projects of this one document, a few at a time, for a bounded
time altogether; one edit, for the text as it is then; one sentence about what has changed, and what
could not be looked up.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pypi_language_server.features import updating
from pypi_language_server.features.untrusted import clean
from pypi_language_server.lsp import editing, looking_up
from pypi_language_server.lsp.command_arguments import Arguments

if TYPE_CHECKING:
    from pypi_language_server.features.updating import Updated
    from pypi_language_server.index.model import Answer
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.lsp.to_lsp import Json
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.session import Document

AT_ONCE = 4
_SHOWN = 5
_MESSAGE = 600
_NOT_OPEN = "This file is not open, or it is none that declares dependencies."


async def update_all(ls: Server, given: Any) -> Json:
    """Let the latest releases in, wherever a constraint keeps them out."""
    uri = Arguments("pypi.updateAll", given, "uri").text("uri")
    document = ls.session.document(uri)
    if document is None:
        return {"applied": False, "message": _NOT_OPEN, "changed": []}
    answers = await _asked(ls, document)
    document = ls.session.document(uri)
    if document is None:
        return {"applied": False, "message": _NOT_OPEN, "changed": []}
    found = updating.update(document, answers)
    said, listed = _sentence(found), [list(pair) for pair in found.raised]
    if not found.changes:
        return {"applied": False, "message": said, "changed": []}
    if not ls.client.apply_edit:
        edit = editing.workspace_edit(document, found.changes, ls.client)
        return {"applied": False, "message": said, "changed": listed, "edit": edit}
    outcome = await editing.apply(ls, document, found.changes, "Let the latest releases in")
    message = said if outcome.applied else outcome.why_not
    return {"applied": outcome.applied, "message": message, "changed": listed}


async def _asked(ls: Server, document: Document) -> dict[NormalizedName, Answer]:
    """Return what has come in about the document's projects when the time is over."""
    answers: dict[NormalizedName, Answer] = {}
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(name: NormalizedName) -> None:
        async with gate:
            scope = looking_up.scope_for(ls, document, name, None)
            answers[name] = await ls.services.look_up(name, scope)

    names = updating.constrained(document)
    asking = [ls.background.start(ask(name), "looking up a project") for name in names]
    if asking:
        _, late = await asyncio.wait(asking, timeout=ls.outside.update_patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    return answers


def _sentence(found: Updated) -> str:
    """Return what has changed, and what was left."""
    raised = [f"{name} {constraint}" for name, constraint in found.raised]
    parts = []
    if raised:
        noun = "constraint" if len(raised) == 1 else "constraints"
        parts.append(f"Raised {len(raised)} {noun}: {_listed(raised)}.")
    elif not found.left and not found.unknown:
        parts.append("Every constraint lets the latest release in.")
    else:
        parts.append("Nothing was changed.")
    if found.left:
        parts.append(f"Left to you: {_listed(found.left)}.")
    if found.unknown:
        parts.append(f"Could not be looked up: {_listed(found.unknown)}.")
    if found.cut:
        parts.append(f"Only the first {updating.MOST} projects were looked at.")
    return clean(" ".join(parts), _MESSAGE)


def _listed(items: tuple[str, ...] | list[str]) -> str:
    more = len(items) - _SHOWN
    return ", ".join(items[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
