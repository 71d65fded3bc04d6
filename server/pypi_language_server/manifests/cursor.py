"""Where a cursor stands in a manifest: one of a closed set of places.

Contract: `place_at` never raises; every `replace` span holds the offset, stays on one line, and
`typed` is the text from its start to the cursor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypi_language_server.manifests.fragment import Fragment
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
    """An extra stands, or may be written, here.

    Attributes:
        typed: what stands between its start and the cursor.
        replace: the whole of it.
        entry: the requirement around it.
        before: what must come in front of an accepted extra: a quote that is missing, a comma.
        after: what must follow it: the closing quote, bracket, a comma.
    """

    typed: str
    replace: Span
    entry: Entry
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class AtVersion:
    """A version constraint stands, or may be written, here."""

    typed: str
    replace: Span
    entry: Entry


@dataclass(frozen=True, slots=True)
class AtMarker:
    """An environment marker stands, or may be written, here.

    Attributes:
        typed: the word before the cursor.
        replace: the word around it.
        entry: the requirement around it.
        within: the whole marker, from behind its `;` or its opening quote to the end of what it
            stands in; None: what `entry.marker` covers.
    """

    typed: str
    replace: Span
    entry: Entry
    within: Fragment | None = None


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
    entry: Entry | None = None  # the requirement in front of it on its line


@dataclass(frozen=True, slots=True)
class AtInclude:
    """The name of an included group (PEP 735) stands here."""

    typed: str
    replace: Span


@dataclass(frozen=True, slots=True)
class AtQuery:
    """Somebody asks for projects on a line of their own: `#? http client`.

    Attributes:
        typed: what stands between the line's sign and the cursor, the sign included.
        replace: from the sign to the end of the line; white space in front of it stays.
        query: all words of the line, also those behind the cursor.
        group: index into `Manifest.groups`: where an accepted project belongs.
    """

    typed: str
    replace: Span
    query: str
    group: int


@dataclass(frozen=True, slots=True)
class AtKey:
    """A key of a TOML table stands, or may be written, here.

    Attributes:
        typed: what stands between the key's start and the cursor.
        replace: the whole key around the cursor.
        table: the keys that lead to the table; arrays of tables count as one key.
        written: the table's other keys.
        valued: whether the key is set to something already, or nothing can be added behind it.
        before: the comma that must come first, if one is missing.
        after: the comma that must follow, if one is missing.
    """

    typed: str
    replace: Span
    table: tuple[str, ...]
    written: frozenset[str]
    valued: bool = False
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class AtValue:
    """A one-line value of a TOML key, or an element of an array there, stands here or may.

    Attributes:
        typed: what stands between its start (behind its quote) and the cursor.
        replace: the whole of it, without its quotes.
        path: the keys that lead to it.
        siblings: the other strings of the array.
        before: what must come in front: a quote that is missing, a comma.
        after: what must follow: the closing quote, a comma.
        element: it is an element of an array.
    """

    typed: str
    replace: Span
    path: tuple[str, ...]
    siblings: frozenset[str] = frozenset()
    before: str = ""
    after: str = ""
    element: bool = False


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Nothing of ours stands here: a comment, another table, ordinary text."""


Place = AtName | AtExtra | AtVersion | AtMarker | AtUrl | AtOption | AtInclude | AtQuery | Nowhere
Setting = AtKey | AtValue | Nowhere
