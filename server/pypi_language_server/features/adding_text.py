"""Looks at a text as who adds a line to it does: line ends, indentation, what stands behind.

Contract: pure; lines end at LF, CRLF or CR.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.names import NormalizedName

_LINE_END = re.compile(r"\r\n|\n|\r")
_REST = re.compile(r"[ \t]*+(?:#[^\r\n]*+)?+(?=[\r\n]|\Z)")
_INDENTED = re.compile(r"^([ \t]+)[\"'A-Za-z]", re.MULTILINE)
_FEWEST = 2
"""So many names show whether a list is sorted."""


def newline(text: str) -> str:
    """Return the line end that the text uses first; a plain one where it has none."""
    found = _LINE_END.search(text)
    return found[0] if found else "\n"


def rest_of_line(text: str, offset: int) -> int | None:
    """Return where the line ends if nothing but blanks and a comment follows, else None."""
    found = _REST.match(text, offset)
    return found.end() if found else None


def unit(text: str) -> str:
    """Return what the text indents by: what its first indented line has, else four blanks."""
    found = _INDENTED.search(text)
    return found[1] if found else "    "


def slot(names: Sequence[str | None], name: NormalizedName) -> int:
    """Return where among a list's names a new one belongs: in order if it is sorted, else last.

    Args:
        names: as written; None for an item that has none.
        name: the new one.
    """
    written = [None if item is None else normalize(item) for item in names]
    known = [item for item in written if item is not None]
    is_sorted = len(known) == len(written) and known == sorted(known)
    return bisect_right(known, name) if is_sorted and len(known) >= _FEWEST else len(written)
