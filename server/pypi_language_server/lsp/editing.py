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
from pypi_language_server.lsp import to_lsp

if TYPE_CHECKING:
    from pypi_language_server.features.adding_model import Changes
    from pypi_language_server.lsp.capabilities import ClientFeatures
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.lsp.to_lsp import Json
    from pypi_language_server.session import Document

log = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What became of a change: whether it was made, else why not, as far as the client said."""

    applied: bool
    why_not: str = ""


def workspace_edit(document: Document, changes: Changes, client: ClientFeatures) -> Json:
    """Return a `WorkspaceEdit`."""
    edits = [
        {
            "range": to_lsp.span(document, change.span, client.encoding),
            "newText": change.text,
        }
        for change in changes
    ]
    if not client.versioned_edits:
        return {"changes": {document.uri: edits}}
    identifier = {"uri": document.uri, "version": document.version}
    return {"documentChanges": [{"textDocument": identifier, "edits": edits}]}


async def apply(ls: Server, document: Document, changes: Changes, label: str) -> Outcome:
    """Have the client make the change; `label` is what its undo list calls it."""
    params = {"label": label, "edit": workspace_edit(document, changes, ls.client)}
    try:
        async with asyncio.timeout(ls.outside.patience):
            answer = await ls.protocol.send_request_async(types.WORKSPACE_APPLY_EDIT, params)
    except TimeoutError:
        return Outcome(applied=False, why_not="The editor has not said whether it made the change.")
    except JsonRpcException as refusal:
        log.info("the client did not make a change: %s", refusal)
        return Outcome(applied=False, why_not="The editor did not make the change.")
    if getattr(answer, "applied", False):
        return Outcome(applied=True)
    reason = clean(getattr(answer, "failure_reason", None) or "")
    behind = f": {reason.rstrip('.')}." if reason else "."
    return Outcome(applied=False, why_not=f"The editor did not make the change{behind}")
