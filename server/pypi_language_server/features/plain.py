"""Writes a page as plain text, for clients that show no Markdown and for terminals.

Contract: every part is cleaned; labels are aligned; addresses are written out, one to a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from pypi_language_server.features.page import (
    Anchor,
    Anchors,
    Code,
    Footer,
    Paragraph,
    Rows,
    Strong,
    Text,
)
from pypi_language_server.features.untrusted import URL_LIMIT, clean, safe_url

if TYPE_CHECKING:
    from pypi_language_server.features.page import Block, Inline, Line, Page


def to_plain(page: Page) -> str:
    """Return the page as plain text, without a line end at its end."""
    return "\n\n".join(filter(None, map(_block, page)))


def _block(block: Block) -> str:
    match block:
        case Paragraph(lines):
            return "\n".join(filter(None, map(_line, lines)))
        case Rows(rows):
            return _aligned([(label, _line(value)) for label, value in rows])
        case Anchors(anchors):
            safe = ((item.label, safe_url(item.url)) for item in anchors)
            return _aligned([(clean(label), url) for label, url in safe if url])
        case Footer(value):
            return clean(value)
        case _:
            assert_never(block)


def _aligned(rows: list[tuple[str, str]]) -> str:
    """Return one line per row, the values in one column."""
    width = max((len(label) for label, _ in rows), default=0)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in rows)


def _line(parts: Line) -> str:
    return "".join(map(_inline, parts)).strip()


def _inline(part: Inline) -> str:
    match part:
        case Text(value) | Strong(value) | Code(value):
            return clean(value)
        case Anchor(label, url):
            target = safe_url(url)
            return f"{clean(label)} ({clean(target, URL_LIMIT)})" if target else clean(label)
        case _:
            assert_never(part)
