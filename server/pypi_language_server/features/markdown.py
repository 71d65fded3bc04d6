r"""Writes a page as Markdown that looks well in editors and in which foreign text stays text.

Contract: for any page, every `Text` reads as its cleaned value and nothing in it becomes markup:
CommonMark's and GitHub's signs are escaped, addresses and mentions in running text stay dead.
Escapes are written only where a sign would work, because some clients show the backslash.
Lines end in two blanks (a hard break in every client), never in a table or raw HTML.
"""

from __future__ import annotations

import re
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
from pypi_language_server.features.untrusted import clean, safe_url

if TYPE_CHECKING:
    from pypi_language_server.features.page import Block, Inline, Line, Page

_BREAK = "  \n"
_SIGN = re.compile(
    r"[\\`\[\]~@$]"  # always markup, or the start of a mention or an e-mail address
    r"|(?<!\s)\*|\*(?!\s)"  # emphasis, except between blanks
    r"|<(?=[a-z/!?]|$)"  # a tag or an address in brackets
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore, except inside a word, where it means itself
    r"|&(?=#?\w+;)"  # a character by its name
    r"|:(?=//)"  # GitHub's Markdown turns bare addresses into links
    r"|(?<=www)\.",
    re.IGNORECASE,
)
# What opens a heading, list, quotation, underline or table when it comes first on a line.
_OPENER = re.compile(r"^(\s*)([#>=|]|[*+:-](?=[\s|:-]|$))")
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s|$)")


def escape(text: str, *, opens_line: bool = True) -> str:
    """Return Markdown that reads as the cleaned `text`.

    Args:
        text: anything.
        opens_line: whether it may come first on a line, where more signs are markup.
    """
    text = _SIGN.sub(r"\\\g<0>", clean(text))
    if not opens_line:
        return text
    return _NUMBERED.sub(r"\1\\\2", _OPENER.sub(r"\1\\\2", text))


def code(text: str) -> str:
    """Return `text` as a code span; a backtick in it becomes an apostrophe."""
    inner = clean(text).replace("`", "'").strip()
    return f"`{inner}`" if inner else ""


def to_markdown(page: Page) -> str:
    """Return the page as Markdown, without a line end at its end."""
    return "\n\n".join(filter(None, map(_block, page)))


def _block(block: Block) -> str:
    match block:
        case Paragraph(lines):
            return _BREAK.join(filter(None, map(_line, lines)))
        case Rows(rows):
            return _BREAK.join(
                f"**{escape(label, opens_line=False)}** {_row(value)}" for label, value in rows
            )
        case Anchors(anchors):
            return " · ".join(filter(None, map(_inline, anchors)))
        case Footer(value):
            return f"---\n\n*{escape(value.strip())}*"
        case _:
            assert_never(block)


def _row(parts: Line) -> str:
    return "".join(_inline(part, opens_line=False) for part in parts).strip()


def _line(parts: Line) -> str:
    written = ""
    for part in parts:
        written += _inline(part, opens_line=not written.strip())
    return written.strip()


def _inline(part: Inline, *, opens_line: bool = True) -> str:
    match part:
        case Text(value):
            return escape(value, opens_line=opens_line)
        case Strong(value):
            inner = escape(value.strip(), opens_line=False)
            return f"**{inner}**" if inner else ""
        case Code(value):
            return code(value)
        case Anchor(label, url):
            target = safe_url(url)
            return f"[{escape(label)}]({target})" if target else escape(label)
        case _:
            assert_never(part)
