"""Lays out what an extra adds: requirements in words, or that there is no such extra.

Contract: pure; about a project of an index it says what the latest release declares, and that it
is that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.asked import codes, version_words
from pypi_language_server.features.cautions import SIGN
from pypi_language_server.features.extra_needs import Need, extra_of, needs_of
from pypi_language_server.features.knowledge import known_words
from pypi_language_server.features.page import (
    Code,
    Footer,
    Line,
    Page,
    Paragraph,
    Strong,
    line,
    paragraph,
)
from pypi_language_server.features.words import marker_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pypi_language_server.features.targets import HoverTarget
    from pypi_language_server.index.model import Known, ProjectDocument

_SHOWN = 20


def extra_page(target: HoverTarget, known: Known, now: datetime) -> Page:
    """Return the page about an extra of a project that the index knows."""
    document = known.document
    extra = extra_of(document, target.extra)
    footer = Footer(known_words(known, now))
    if extra is None:
        return (*_no_such_extra(target, document), footer)
    of = f" of {document.latest}, the latest" if document.latest else ""
    heading = line(Strong(f"{document.name}[{extra}]"), f" — an extra{of}")
    if not document.requires_dist:
        says = "The index does not say which requirements it adds."
        return (Paragraph((heading,)), paragraph(says), footer)
    return (Paragraph((heading,)), _added(needs_of(document.requires_dist).of(extra)), footer)


def own_extra_page(target: HoverTarget) -> Page:
    """Return the page about an extra of the project that the manifest itself declares."""
    name = f"{target.spelling}[{target.extra}]"
    if target.adds is None:
        says = " — this file declares no such extra"
        return (paragraph(SIGN, Strong(name), says),)
    needs = [
        Need(entry, entry.marker.value if entry.marker else "")
        for entry in target.adds
        if entry.name is not None
    ]
    return (paragraph(Strong(name), " — an extra that this file declares"), _added(needs))


def _no_such_extra(target: HoverTarget, document: ProjectDocument) -> Page:
    of = f"{document.name} {document.latest}".strip()
    missing = paragraph(SIGN, Strong(of), " has no extra ", Code(target.extra))
    if not document.extras:
        return (missing, paragraph("The index lists no extras of it."))
    shown = codes(document.extras[:_SHOWN])
    rest = len(document.extras) - _SHOWN
    return (missing, paragraph("It has ", *shown, f" and {rest} more" if rest > 0 else "", "."))


def _added(needs: Sequence[Need]) -> Paragraph:
    if not needs:
        return paragraph("It adds no requirement.")
    return Paragraph((line("It adds:"), *_need_lines(needs)))


def _need_lines(needs: Sequence[Need]) -> Iterator[Line]:
    """Yield one line for each requirement that an extra adds."""
    for need in needs[:_SHOWN]:
        entry = need.entry
        extras = ",".join(token.value for token in entry.extras)
        name = Code(f"{need.name}[{extras}]" if extras else need.name)
        versions = (": ", *version_words(entry)) if entry.specifier else ()
        words = marker_words(need.marker) if need.marker else None
        only = f", only {words}" if words else ""
        unsaid = (", only where ", Code(need.marker)) if need.marker and not words else ()
        yield line("• ", name, *versions, only, *unsaid)
    if len(needs) > _SHOWN:
        yield line(f"• and {len(needs) - _SHOWN} more")
