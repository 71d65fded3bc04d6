"""Lays out what an index knows about a project: heading, cautions, rows, links, age.

Contract: pure; the order is the order in which a reader decides: what is it, may I use it, which
version do I get, where do I read on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features import facts, versions
from pypi_language_server.features.asked import asked_rows, choices_of
from pypi_language_server.features.cautions import SIGN, cautions
from pypi_language_server.features.knowledge import known_words
from pypi_language_server.features.page import (
    Anchor,
    Anchors,
    Code,
    Footer,
    Line,
    Page,
    Paragraph,
    Rows,
    Strong,
    line,
    paragraph,
)
from pypi_language_server.features.targets import HoverTarget, Subject
from pypi_language_server.features.untrusted import clean

if TYPE_CHECKING:
    from datetime import datetime

    from pypi_language_server.index.model import Known, ProjectDocument, Release

_SUMMARY_LIMIT = 200


def known_page(target: HoverTarget, known: Known, now: datetime) -> Page:
    """Return the page of a project that the index knows."""
    document = known.document
    chosen = chosen_release(target, document)
    said = cautions(target, known, chosen)
    asked, facts_known = _asked(target, document, chosen, now), _known(target, known, chosen, now)
    anchors = tuple(Anchor(word, link.url) for word, link in facts.links(document))
    return (
        Paragraph((heading(document),)),
        *standard_library_note(target),
        *([Paragraph(said)] if said else []),
        Rows(asked),
        Rows(facts_known),
        Anchors(anchors),
        Footer(known_words(known, now)),
    )


def heading(document: ProjectDocument) -> Line:
    """Return the line that says what a project is."""
    latest = f" {document.latest}" if document.latest else ""
    summary = clean(document.summary, _SUMMARY_LIMIT).strip()
    return line(Strong(document.name), f"{latest}{f' — {summary}' if summary else ''}")


def standard_library_note(target: HoverTarget) -> Page:
    """Return the caution about names that Python's standard library has, if it is one."""
    if target.subject is not Subject.STANDARD_LIBRARY:
        return ()
    name = Code(target.spelling)
    says = " comes with Python's standard library; a project of that name is something else."
    return (paragraph(SIGN, name, says),)


def chosen_release(target: HoverTarget, document: ProjectDocument) -> Release | None:
    """Return the newest release that the requirement lets in, as far as that can be told."""
    if target.version is not None:
        return versions.find(document.releases, target.version)
    specifier = target.entry.specifier
    if specifier is None or not specifier.value.strip():
        return document.release(document.latest)
    choices = choices_of(target.entry)
    return None if choices is None else versions.newest_allowed(document.releases, choices)


def _asked(
    target: HoverTarget, document: ProjectDocument, chosen: Release | None, now: datetime
) -> tuple[tuple[str, Line], ...]:
    """Return the rows about the requirement: what it asks for and what that comes to."""
    rows = list(asked_rows(target))
    if chosen is not None and target.entry.specifier is not None:
        label, value = _allowed(target, document, chosen, now)
        rows.insert(1, (label, line(value)))
    return tuple(rows)


def _known(
    target: HoverTarget, known: Known, chosen: Release | None, now: datetime
) -> tuple[tuple[str, Line], ...]:
    """Return the rows about the project."""
    told = facts.facts(known, now, chosen.version if chosen else None)
    rows = [(fact.label, line(fact.value)) for fact in told]
    skipped = versions.unreadable(known.document.releases)
    if skipped and target.entry.specifier is not None:
        rows.append(("Left out", line(left_out(skipped))))
    return tuple(rows)


def _allowed(
    target: HoverTarget, document: ProjectDocument, chosen: Release, now: datetime
) -> tuple[str, str]:
    label, to = ("Pinned", "to") if target.version is not None else ("Allowed", "up to")
    if chosen.version == document.latest:
        return label, f"{to} {chosen.version}, the latest"
    return label, f"{to} {facts.release_words(chosen, now)}"


def left_out(count: int) -> str:
    """Return how many releases no tool can choose, because their versions cannot be read."""
    return f"{count} version{'s' if count > 1 else ''} not written as PEP 440 says"
