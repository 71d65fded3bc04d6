"""What the client can do, read once from its `initialize` request.

Contract: flat, frozen, complete; what a client does not declare it cannot do (LSP 3.17,
"Client capabilities"). Read from the request's plain JSON: the type library would make a hundred
classes for what a dozen look-ups find. What makes no sense there costs that capability alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from pypi_language_server.text import PositionEncoding


class Markup(Enum):
    """How a client shows longer text; the values are the protocol's."""

    MARKDOWN = "markdown"
    PLAIN = "plaintext"


@dataclass(frozen=True, slots=True)
class ClientFeatures:
    """What the client can do.

    Attributes:
        encoding: in which units columns are counted.
        hover: the markup that hovers are written in.
        documentation: the markup of a completion item's documentation; None: a bare string.
        default_edit_range: lists may give one edit range for all their items.
        label_details: items may have a remark beside their label.
        struck_through: items may be tagged as not to be used any more.
        nested_symbols: outlines may be trees.
        progress: progress may be shown.
        configuration: settings can be asked for.
        register_configuration: changes of settings are sent only to who registers for them.
        questions: messages may have buttons.
        apply_edit: the server may change documents.
        versioned_edits: changes may say which version of a document they are made for.
    """

    encoding: PositionEncoding = PositionEncoding.UTF16
    hover: Markup = Markup.PLAIN
    documentation: Markup | None = None
    default_edit_range: bool = False
    label_details: bool = False
    struck_through: bool = False
    nested_symbols: bool = False
    progress: bool = False
    configuration: bool = False
    register_configuration: bool = False
    questions: bool = False
    apply_edit: bool = False
    versioned_edits: bool = False


def read(client: Any, options: Any = None) -> ClientFeatures:
    """Return what a client can do.

    Args:
        client: the request's `capabilities` as they came, JSON of any shape.
        options: its `initializationOptions`. `positionEncoding` there says how columns are counted
            for clients that declare nothing and count otherwise than the protocol (ALE, in bytes).
    """
    completion = "textDocument.completion"
    return ClientFeatures(
        encoding=_encoding(
            _at(client, "general.positionEncodings") or [_at(options, "positionEncoding")]
        ),
        hover=_markup(_at(client, "textDocument.hover.contentFormat")) or Markup.PLAIN,
        documentation=_markup(_at(client, f"{completion}.completionItem.documentationFormat")),
        default_edit_range="editRange"
        in _texts(_at(client, f"{completion}.completionList.itemDefaults")),
        label_details=_may(client, f"{completion}.completionItem.labelDetailsSupport"),
        struck_through=_is_object(client, f"{completion}.completionItem.tagSupport"),
        nested_symbols=_may(
            client, "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"
        ),
        progress=_may(client, "window.workDoneProgress"),
        configuration=_may(client, "workspace.configuration"),
        register_configuration=_may(client, "workspace.didChangeConfiguration.dynamicRegistration"),
        questions=_is_object(client, "window.showMessage"),
        apply_edit=_may(client, "workspace.applyEdit"),
        versioned_edits=_may(client, "workspace.workspaceEdit.documentChanges"),
    )


def _at(client: Any, path: str) -> Any:
    """Return the capability at `path`, or None as soon as a step is missing."""
    value = client
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _may(client: Any, path: str) -> bool:
    return _at(client, path) is True


def _is_object(client: Any, path: str) -> bool:
    return isinstance(_at(client, path), dict)


def _texts(value: Any) -> list[str]:
    """Return the strings of a list; nothing of what is no list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _encoding(offered: Any) -> PositionEncoding:
    """Return the first encoding of the client's order that we know; UTF-16 is always legal."""
    known = {str(encoding.value): encoding for encoding in PositionEncoding}
    return next((known[name] for name in _texts(offered) if name in known), PositionEncoding.UTF16)


def _markup(offered: Any) -> Markup | None:
    """Return the first markup of the client's order that we know."""
    known = {markup.value: markup for markup in Markup}
    return next((known[name] for name in _texts(offered) if name in known), None)
