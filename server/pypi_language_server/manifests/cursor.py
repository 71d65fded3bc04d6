"""Where a cursor stands in a manifest: one of a closed set of places.

Contract: `place_at` never raises; every `replace` span holds the offset, stays on one line, and
`typed` is the text from its start to the cursor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Entry, Option
    from pypi_language_server.text import Span


@dataclass(frozen=True, slots=True)
class AtName:
    """A project's name stands, or may be written, here.

    Attributes:
        typed: what stands between the name's start and the cursor, decoded.
        replace: the span that an accepted name replaces: the whole name around the cursor,
            including quotes where `before`/`after` bring them back.
        before: what must be written in front of the accepted name to keep the file valid
            (a quote where none stands yet, for instance).
        after: what must follow it (the closing quote, ` = "*"` behind a new Poetry key, ...).
        group: index into `Manifest.groups`.
        entry: the entry around the cursor, if one stands there.
        bare_key: the name will stand as a bare TOML key, which may hold letters, digits, `-` and
            `_` only; a name with a dot needs quotes (the feature adds them).
    """

    typed: str
    replace: Span
    group: int
    before: str = ""
    after: str = ""
    entry: Entry | None = None
    bare_key: bool = False


@dataclass(frozen=True, slots=True)
class AtExtra:
    """An extra stands, or may be written, here."""

    typed: str
    replace: Span
    entry: Entry


@dataclass(frozen=True, slots=True)
class AtVersion:
    """A version constraint stands, or may be written, here."""

    typed: str
    replace: Span
    entry: Entry


@dataclass(frozen=True, slots=True)
class AtMarker:
    """An environment marker stands, or may be written, here."""

    typed: str
    replace: Span
    entry: Entry


@dataclass(frozen=True, slots=True)
class AtUrl:
    """A direct reference (PEP 508 URL, path) stands here."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class AtOption:
    """A pip option or its value stands here."""

    typed: str
    replace: Span
    option: Option | None


@dataclass(frozen=True, slots=True)
class AtInclude:
    """The name of an included group (PEP 735) stands here."""

    typed: str
    replace: Span


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Nothing of ours stands here: a comment, another table, ordinary text."""


Place = AtName | AtExtra | AtVersion | AtMarker | AtUrl | AtOption | AtInclude | Nowhere
