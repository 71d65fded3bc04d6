"""Says what a requirement asks for: versions, extras, marker, index.

Contract: pure; works for half a requirement: what is not written yet is not mentioned, what is
not understood is shown as typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.constraints import alternatives
from pypi_language_server.features.page import Code, line
from pypi_language_server.features.versions import understood
from pypi_language_server.features.words import constraint_words, marker_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.features.constraints import Alternative
    from pypi_language_server.features.page import Inline, Line
    from pypi_language_server.features.targets import HoverTarget
    from pypi_language_server.manifests.model import Entry


def choices_of(entry: Entry) -> tuple[Alternative, ...] | None:
    """Return the versions that an entry allows; None when nothing can be said about that.

    That is: none is written yet, it is half-typed, or it is not understood.
    """
    written = entry.specifier.value.strip() if entry.specifier else ""
    choices = alternatives(written, entry.syntax) if written else None
    if choices is None or not understood(choices):
        return None
    return choices if any(choices) or "*" in written else None


def asked_rows(target: HoverTarget) -> tuple[tuple[str, Line], ...]:
    """Return the rows that say in words what is asked for; none for a bare name."""
    entry = target.entry
    rows: list[tuple[str, Line]] = []
    if entry.specifier is not None and entry.specifier.value.strip():
        rows.append(("Asked for", version_words(entry)))
    extras = [token.value for token in entry.extras if token.value]
    if extras:
        rows.append(
            ("With", line("the extra " if len(extras) == 1 else "the extras ", *codes(extras)))
        )
    if entry.marker is not None and entry.marker.value.strip():
        rows.append(("Only", marker_line(entry.marker.value)))
    if entry.index_name:
        rows.append(("From", line("the index ", Code(entry.index_name))))
    return tuple(rows)


def version_words(entry: Entry) -> Line:
    """Return which versions an entry asks for, in words; as typed where it is not understood."""
    choices = choices_of(entry)
    if choices is None:
        return line(Code(entry.specifier.value if entry.specifier else ""))
    return line(constraint_words(choices))


def marker_line(marker: str) -> Line:
    """Return an environment marker in words; as typed where it is not understood."""
    words = marker_words(marker)
    return line(words) if words else line("where ", Code(marker))


def codes(names: Sequence[str]) -> list[Inline | str]:
    """Return names as code, with commas and a last "and" between them."""
    parts: list[Inline | str] = []
    for place, name in enumerate(names):
        if place:
            parts.append(" and " if place == len(names) - 1 else ", ")
        parts.append(Code(name))
    return parts
