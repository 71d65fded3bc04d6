"""What is worth knowing about a project, as labels and values, for hover, details and terminal.

Contract: pure; values are plain words that still hold an index's own text, so whoever shows them
cleans and escapes them (`untrusted.py`, `markdown.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from pypi_language_server.features import ages
from pypi_language_server.features.constraints import alternatives
from pypi_language_server.features.untrusted import clean
from pypi_language_server.features.words import constraint_words, listed
from pypi_language_server.index.model import LinkKind, ProjectStatus
from pypi_language_server.manifests.model import Syntax

if TYPE_CHECKING:
    from datetime import datetime

    from pypi_language_server.index.model import (
        Known,
        Link,
        ProjectDocument,
        Release,
        Vulnerability,
    )


_LICENCE_LIMIT = 80  # some projects put the whole text of their licence there


@dataclass(frozen=True, slots=True)
class Fact:
    """One short line about a project."""

    label: str
    value: str


def facts(known: Known, now: datetime, version: str | None = None) -> tuple[Fact, ...]:
    """Return what is known about a project, in the order in which a reader asks.

    Args:
        known: the index's answer.
        now: the present moment (aware).
        version: the release that `Python` is about; the latest one if not given.
    """
    document = known.document
    pairs = (
        ("Latest", latest_words(document, now)),
        ("Python", _python_of(document, version)),
        ("Licence", clean(document.license, _LICENCE_LIMIT)),
        ("Extras", listed(document.extras)),
    )
    return tuple(Fact(label, value) for label, value in pairs if value)


def _python_of(document: ProjectDocument, version: str | None) -> str:
    """Return the Pythons of one version, and of which, where that is not the latest's answer."""
    latest = document.release(document.latest)
    meant = document.release(version) if version else latest
    words = python_words(meant.requires_python) if meant else ""
    if meant is None or not words or (latest and latest.requires_python == meant.requires_python):
        return words
    return f"{words} (for {meant.version})"


def latest_words(document: ProjectDocument, now: datetime) -> str:
    """Return the latest version and when it came out, or an empty string."""
    if not document.latest:
        return ""
    release = document.release(document.latest)
    return release_words(release, now) if release else document.latest


def release_words(release: Release, now: datetime) -> str:
    """Return a version and when it came out, such as `2.31.0 · 3 weeks ago (2026-11-01)`."""
    if release.uploaded is None:
        return release.version
    return f"{release.version} · {ages.dated(release.uploaded, now)}"


def python_words(requires_python: str) -> str:
    """Return which Pythons a release asks for, such as `3.8 or newer`; empty for any."""
    choices = alternatives(requires_python, Syntax.PEP440)
    if choices is None:
        return requires_python
    return constraint_words(choices) if any(choices) else ""


def status_words(document: ProjectDocument) -> str | None:
    """Return the warning about a project's standing (PEP 792), or None when it has none."""
    match document.status:
        case ProjectStatus.ACTIVE:
            return None
        case ProjectStatus.ARCHIVED:
            said = "Archived: its maintainers expect no further releases."
        case ProjectStatus.DEPRECATED:
            said = "Deprecated: its maintainers say not to use it any more."
        case ProjectStatus.QUARANTINED:
            said = "Quarantined: the index considers it unsafe; do not install it."
        case _:
            assert_never(document.status)
    return f"{said} {document.status_reason}".strip()


def vulnerability_words(vulnerability: Vulnerability) -> str:
    """Return what stands behind a vulnerability's name: other names, summary, the remedy."""
    aliases = f" ({', '.join(vulnerability.aliases[:3])})" if vulnerability.aliases else ""
    summary = f" — {vulnerability.summary}" if vulnerability.summary else ""
    remedy = f"; fixed in {listed(vulnerability.fixed_in, 4)}" if vulnerability.fixed_in else ""
    return aliases + summary.rstrip(" .") + remedy


_LINK_WORDS = {
    LinkKind.DOCUMENTATION: "Documentation",
    LinkKind.SOURCE: "Source",
    LinkKind.CHANGELOG: "Changelog",
    LinkKind.HOMEPAGE: "Homepage",
    LinkKind.ISSUES: "Issues",
    LinkKind.INDEX: "Index page",
}


def links(document: ProjectDocument) -> tuple[tuple[str, Link], ...]:
    """Return one link of each kind that a reader looks for, with our own word for it.

    Addresses that differ only by a closing slash are shown once.
    """
    chosen: dict[str, tuple[str, Link]] = {}
    for kind, word in _LINK_WORDS.items():
        link = next((item for item in document.links if item.kind is kind), None)
        if link is not None:
            chosen.setdefault(link.url.rstrip("/"), (word, link))
    return tuple(chosen.values())
