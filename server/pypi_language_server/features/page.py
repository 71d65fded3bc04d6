"""What a hover shows, as parts instead of markup.

Contract: parts carry text as it came, trusted or not. Only `markdown.py` and `plain.py` turn them
into strings, and both clean and escape every part, so nobody who composes a page can forget to.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Running text."""

    value: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    value: str


@dataclass(frozen=True, slots=True)
class Code:
    """Text as it would be typed."""

    value: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words that lead to an address; only the words, where the address is not fit for a link."""

    label: str
    url: str


Inline = Text | Strong | Code | Anchor
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that stand directly below each other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Short lines with a label in front."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Anchors:
    """Addresses side by side."""

    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Footer:
    """The small last line."""

    value: str


Block = Paragraph | Rows | Anchors | Footer
Page = tuple[Block, ...]


def line(*parts: Inline | str) -> Line:
    """Return a line of parts; plain strings are running text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def paragraph(*parts: Inline | str) -> Paragraph:
    """Return a paragraph of one line."""
    return Paragraph((line(*parts),))


def spoken(sentence: str) -> Line:
    """Return a sentence as a line; what stands between its backticks is code."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:
        return line(sentence)
    return tuple(
        Code(part) if place % 2 else Text(part) for place, part in enumerate(parts) if part
    )
