"""From the protocol's types to ours: positions to offsets, changes to text.

Contract: conversions only; whatever a client sends is clamped, nothing raises.
"""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from pypi_language_server.session import Document
from pypi_language_server.text import LineIndex, PositionEncoding


def offset(document: Document, position: types.Position, encoding: PositionEncoding) -> int:
    """Return the offset of a client's position in `document`."""
    return document.lines.offset(position.line, position.character, encoding)


def changed(
    text: str,
    changes: Sequence[types.TextDocumentContentChangeEvent],
    encoding: PositionEncoding,
) -> str:
    """Return `text` after a client's changes.

    We announce full synchronisation, so a change is a whole text; a client that sends ranges all
    the same is understood.
    """
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            lines, area = LineIndex(text), change.range
            start = lines.offset(area.start.line, area.start.character, encoding)
            end = lines.offset(area.end.line, area.end.character, encoding)
            text = text[:start] + change.text + text[max(start, end) :]
        else:
            text = change.text
    return text
