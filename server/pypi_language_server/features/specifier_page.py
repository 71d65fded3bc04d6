"""Lays out what a version constraint comes to: which releases it allows, and which it does not.

Contract: pure; the reasons given are those of this constraint and of what the index says about the
very release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features import facts, versions
from pypi_language_server.features.allowed import Allowed, Fate, allowed, excluding
from pypi_language_server.features.asked import choices_of, codes, version_words
from pypi_language_server.features.cautions import cautions
from pypi_language_server.features.knowledge import known_words
from pypi_language_server.features.page import Footer, Line, Page, Paragraph, Rows, line
from pypi_language_server.features.project_page import chosen_release, heading, left_out
from pypi_language_server.features.version_offer_python import oldest_allowed, runs_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.features.targets import HoverTarget
    from pypi_language_server.index.model import Known, ProjectDocument, Release
    from pypi_language_server.manifests.model import Entry

Row = tuple[str, Line]


def specifier_page(
    target: HoverTarget, known: Known, environment: PythonEnvironment, now: datetime
) -> Page:
    """Return the page about a requirement's version constraint."""
    document = known.document
    said = cautions(target, known, chosen_release(target, document))
    return (
        Paragraph((heading(document),)),
        *([Paragraph(said)] if said else []),
        Rows(tuple(_rows(target, document, environment, now))),
        Footer(known_words(known, now)),
    )


def _rows(
    target: HoverTarget, document: ProjectDocument, environment: PythonEnvironment, now: datetime
) -> Iterator[Row]:
    yield "Asked for", version_words(target.entry)
    choices = choices_of(target.entry)
    if choices is not None and document.releases:
        found = allowed(document.releases, choices)
        yield "Allowed", line(_count_words(found, now))
        yield from _not_allowed(target, document, found)
        yield from _python(target, found, environment)
    if document.latest:
        yield "Latest", line(facts.latest_words(document, now))
    skipped = versions.unreadable(document.releases)
    if skipped:
        yield "Left out", line(left_out(skipped))


def _count_words(found: Allowed, now: datetime) -> str:
    """Return how many releases are allowed, the newest and the oldest of them."""
    count, of = len(found.releases), len(found.readable)
    total = f"{count:,} of {of:,} releases" if of > 1 else f"{count} of 1 release"
    if not count:
        return total
    newest = facts.release_words(found.releases[0], now)
    if count == 1:
        return f"{total}: {newest}"
    return f"{total}: {newest}, down to {facts.release_words(found.releases[-1], now)}"


def _not_allowed(target: HoverTarget, document: ProjectDocument, found: Allowed) -> Iterator[Row]:
    """Yield why the newest release is not allowed, and the latest one where that is another."""
    newest = found.readable[0][0].version if found.readable else ""
    reasons: dict[Line, list[str]] = {}
    for version in dict.fromkeys((newest, document.latest)):
        release = document.release(version)
        if release is not None and (why := _why(target.entry, release, found)):
            reasons.setdefault(why, []).append(version)
    for why, kept_out in reasons.items():
        yield "Not allowed", (*line(f"{' and '.join(kept_out)}: "), *why)


def _why(entry: Entry, release: Release, found: Allowed) -> Line:
    """Return why a release is not allowed; nothing where it is, or where that cannot be said."""
    match found.fate(release.version):
        case Fate.EXCLUDED:
            written = entry.specifier.value if entry.specifier else ""
            parts = excluding(release.version, written, entry.syntax)
            return line("ruled out by ", *codes(parts))
        case Fate.YANKED:
            why = f" ({release.yanked_reason})" if release.yanked_reason else ""
            return line(f"yanked{why}, so only a pin gets it")
        case Fate.PRERELEASE:
            return line("a pre-release, and the constraint names none")
        case Fate.ALLOWED | Fate.UNREADABLE:
            return ()


def _python(target: HoverTarget, found: Allowed, environment: PythonEnvironment) -> Iterator[Row]:
    """Yield whether the newest allowed release needs another Python, and which one does not."""
    oldest = oldest_allowed(target.requires_python)
    python = oldest or environment.version
    if not found.releases or runs_on(found.releases[0].requires_python, python):
        return
    newest = found.releases[0]
    whose = "the oldest that this project claims" if oldest else environment.source
    fitting = (item for item in found.releases if runs_on(item.requires_python, python))
    best = next(fitting, None)
    instead = f"the newest for it is {best.version}" if best else "no allowed release is for it"
    needs = facts.python_words(newest.requires_python)
    yield "Python", line(f"{newest.version} needs {needs}, not {python} ({whose}): {instead}")
