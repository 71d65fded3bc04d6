"""What the client can do, read once from its `initialize` request.

Contract: flat, frozen, complete; what a client does not declare it cannot do (LSP 3.17,
"Client capabilities").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from lsprotocol import types

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


def read(client: types.ClientCapabilities) -> ClientFeatures:
    """Return what a client of these capabilities can do."""
    completion = "text_document.completion"
    return ClientFeatures(
        encoding=_encoding(_get(client, "general.position_encodings")),
        hover=_markup(_get(client, "text_document.hover.content_format")) or Markup.PLAIN,
        documentation=_markup(_get(client, f"{completion}.completion_item.documentation_format")),
        default_edit_range="editRange"
        in (_get(client, f"{completion}.completion_list.item_defaults") or ()),
        label_details=bool(_get(client, f"{completion}.completion_item.label_details_support")),
        struck_through=_get(client, f"{completion}.completion_item.tag_support") is not None,
        nested_symbols=bool(
            _get(client, "text_document.document_symbol.hierarchical_document_symbol_support")
        ),
        progress=bool(_get(client, "window.work_done_progress")),
        configuration=bool(_get(client, "workspace.configuration")),
        register_configuration=bool(
            _get(client, "workspace.did_change_configuration.dynamic_registration")
        ),
        questions=_get(client, "window.show_message") is not None,
        apply_edit=bool(_get(client, "workspace.apply_edit")),
        versioned_edits=bool(_get(client, "workspace.workspace_edit.document_changes")),
    )


def _get(client: types.ClientCapabilities, path: str) -> Any:
    """Return the capability at `path`, or None as soon as a step is missing."""
    value: Any = client
    for step in path.split("."):
        value = getattr(value, step, None)
    return value


def _encoding(offered: Sequence[Any] | None) -> PositionEncoding:
    """Return the first encoding of the client's order that we know; UTF-16 is always legal."""
    known = {str(encoding.value): encoding for encoding in PositionEncoding}
    return next(
        (known[name] for name in map(_name, offered or ()) if name in known),
        PositionEncoding.UTF16,
    )


def _markup(offered: Sequence[Any] | None) -> Markup | None:
    """Return the first markup of the client's order that we know."""
    known = {markup.value: markup for markup in Markup}
    return next((known[name] for name in map(_name, offered or ()) if name in known), None)


def _name(item: Any) -> str:
    """Return a protocol string, which the type library may have made an enumeration's member."""
    return str(getattr(item, "value", item))
