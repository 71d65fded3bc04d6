"""Changes documents in the client: `workspace/applyEdit` for one version of one document.

Contract: offsets become positions of the very text that they were made for. Clients that know
versioned edits get the version and can refuse what came too late (LSP 3.17, "WorkspaceEdit");
clients that apply no edits get the edit in the command's answer.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from pypi_language_server.features.untrusted import clean

if TYPE_CHECKING:
    from pypi_language_server.features.adding_model import Changes
    from pypi_language_server.lsp.capabilities import ClientFeatures
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.session import Document
    from pypi_language_server.text import Span

log = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What became of a change: whether it was made, else why not, as far as the client said."""

    applied: bool
    why_not: str = ""


def workspace_edit(
    document: Document, changes: Changes, client: ClientFeatures
) -> types.WorkspaceEdit:
    """Return the changes in a form that the client understands."""
    edits = [
        types.TextEdit(_range(document, change.span, client), change.text) for change in changes
    ]
    if not client.versioned_edits:
        return types.WorkspaceEdit(changes={document.uri: edits})
    identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, edits)])


def _range(document: Document, span: Span, client: ClientFeatures) -> types.Range:
    """Return where a part of a document stands."""
    start, end = (
        types.Position(*document.lines.position(offset, client.encoding))
        for offset in (span.start, span.end)
    )
    return types.Range(start, end)


async def apply(ls: Server, document: Document, changes: Changes, label: str) -> Outcome:
    """Have the client make the change; `label` is what its undo list calls it."""
    edit = workspace_edit(document, changes, ls.client)
    try:
        async with asyncio.timeout(ls.outside.patience):
            answer = await ls.workspace_apply_edit_async(
                types.ApplyWorkspaceEditParams(edit, label=label)
            )
    except TimeoutError:
        return Outcome(applied=False, why_not="The editor has not said whether it made the change.")
    except JsonRpcException as refusal:
        log.info("the client did not make a change: %s", refusal)
        return Outcome(applied=False, why_not="The editor did not make the change.")
    if answer.applied:
        return Outcome(applied=True)
    reason = clean(answer.failure_reason or "")
    behind = f": {reason.rstrip('.')}." if reason else "."
    return Outcome(applied=False, why_not=f"The editor did not make the change{behind}")
