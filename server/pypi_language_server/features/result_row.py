"""What is shown of one project that a search found.

Contract: pure. Texts are cleaned (no control characters, bounded); whoever puts them into a markup
language escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pypi_language_server.features import versions
from pypi_language_server.features.untrusted import clean, safe_url
from pypi_language_server.index.model import Known, LinkKind, Missing, ProjectStatus

if TYPE_CHECKING:
    from datetime import datetime

    from pypi_language_server.catalogue.search_model import Found, FoundBy, Standing
    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.index.model import Answer, ProjectDocument, Release
    from pypi_language_server.names import NormalizedName

MAX_SUMMARY = 300
MAX_VERSION = 60
MAX_SPELLING = 200


@dataclass(frozen=True, slots=True)
class Local:
    """What is known about a project without any index.

    Attributes:
        summary: the starter catalogue's one line, or empty.
        standing: how popular it is, if it is among the well-known projects.
        installed: the version in the user's Python environment, or empty.
        environment: the Python that results are judged for.
        serial: of the project in the list of names (the index's change counter), or 0.
    """

    summary: str
    standing: Standing | None
    installed: str
    environment: PythonEnvironment
    serial: int = 0


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One project that was found, with what is known about it.

    Attributes:
        spelling: the name as the project writes it.
        name: the same, normalised.
        why: why it was found.
        popular: whether it is one of the well-known projects.
        summary: one line, or empty.
        version: the latest, or empty while no index was asked about the project.
        released: when that version came out, if known.
        requires_python: of that version (PEP 440), or empty.
        fits: whether that version runs on the user's Python; None when that is not known.
        installed: the version in the user's Python environment, or empty.
        standing: how popular it is, if it is among the well-known projects.
        status: the project's standing at its index (PEP 792).
        link: an address that is safe to follow: its page at the index, else its own; or empty.
        yanked: whether the latest version is yanked (PEP 592).
        missing: whether its index was asked about it and has no such project (any more).
        serial: of the project in the list of names (the index's change counter), or 0.
    """

    spelling: str
    name: NormalizedName
    why: FoundBy
    popular: bool
    summary: str = ""
    version: str = ""
    released: datetime | None = None
    requires_python: str = ""
    fits: bool | None = None
    installed: str = ""
    standing: Standing | None = None
    status: ProjectStatus = ProjectStatus.ACTIVE
    link: str = ""
    yanked: bool = False
    missing: bool = False
    serial: int = 0

    @property
    def outdated(self) -> bool:
        """Whether the version that is installed is older than the latest."""
        if not self.installed or not self.version:
            return False
        installed, latest = versions.parse(self.installed), versions.parse(self.version)
        return installed is not None and latest is not None and installed < latest


def result_row(found: Found, answer: Answer | None, local: Local) -> ResultRow:
    """Return what is shown of `found`, given what this machine knows about it."""
    row = ResultRow(
        clean(found.spelling, MAX_SPELLING),
        found.name,
        found.why,
        popular=found.popular or local.standing is not None,
        summary=clean(local.summary, MAX_SUMMARY),
        installed=clean(local.installed, MAX_VERSION),
        standing=local.standing,
        missing=isinstance(answer, Missing),
        serial=local.serial,
    )
    return _with_document(row, answer.document, local) if isinstance(answer, Known) else row


def _with_document(row: ResultRow, document: ProjectDocument, local: Local) -> ResultRow:
    """Add what the index said about the project."""
    release = document.release(document.latest)
    return replace(
        row,
        summary=clean(document.summary, MAX_SUMMARY) or row.summary,
        version=clean(document.latest, MAX_VERSION),
        released=release.uploaded if release else None,
        requires_python=clean(release.requires_python, MAX_VERSION) if release else "",
        fits=_fits(release, local.environment),
        status=document.status,
        link=_page(document),
        yanked=release is not None and release.yanked,
    )


def _fits(release: Release | None, environment: PythonEnvironment) -> bool | None:
    """Whether a release lets the user's Python in."""
    if release is None or not environment.version:
        return None
    if not release.requires_python:
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    python = versions.parse(environment.version)
    try:
        wanted = SpecifierSet(release.requires_python)
    except InvalidSpecifier:
        return None
    return None if python is None else wanted.contains(python, prereleases=True)


def _page(document: ProjectDocument) -> str:
    """Return the address of the project's page at the index, else of its own."""
    by_kind = {link.kind: link.url for link in reversed(document.links)}
    wanted = (LinkKind.INDEX, LinkKind.HOMEPAGE, LinkKind.SOURCE, LinkKind.DOCUMENTATION)
    safe = (safe_url(by_kind[kind]) for kind in wanted if kind in by_kind)
    return next(filter(None, safe), "")
