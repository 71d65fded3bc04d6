"""The answer to `initialize`: what the server can do, as the protocol's plain data.

Contract: light to import and ready at once, because an editor waits for nothing else so eagerly;
the same for every client but for the encoding of columns. Tests hold it against what pygls makes
of the handlers that are registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypi_language_server import __version__
from pypi_language_server.lsp.commands import COMMANDS

if TYPE_CHECKING:
    from pypi_language_server.text import PositionEncoding

NAME = "pypi-language-server"

# What opens a string, a constraint, extras, a marker or an option, or goes on with one. Letters ask
# by themselves in every client; digits, dots and hyphens do not in all of them. A question mark
# opens a query (`#?`), which some clients take for a comment like any other.
TRIGGERS = tuple("\"' =<>~^!.,;[-?")

_WHOLE_TEXTS = 1  # TextDocumentSyncKind.Full


def announcement(encoding: PositionEncoding) -> dict[str, Any]:
    """Return an `InitializeResult` (LSP 3.17, "Initialize Request") for the chosen encoding."""
    capabilities = {
        "positionEncoding": encoding.value,
        "textDocumentSync": {"openClose": True, "change": _WHOLE_TEXTS, "save": False},
        "completionProvider": {
            "triggerCharacters": list(TRIGGERS),
            "resolveProvider": True,
            "completionItem": {"labelDetailsSupport": True},
        },
        "hoverProvider": True,
        "documentSymbolProvider": True,
        "executeCommandProvider": {"commands": list(COMMANDS)},
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "fileOperations": {},
        },
    }
    return {
        "capabilities": capabilities,
        "serverInfo": {"name": NAME, "version": __version__},
    }
