"""What an index says about one project, distilled; and what can go wrong when asking.

Failures (all are data for the user; none is ever "not found"):

    IndexFailure                the index gave no usable answer
    ├── IndexUnavailable        no connection, DNS, time-out, TLS, 5xx, 429
    ├── AccessDenied            401 or 403
    ├── MalformedAnswer         a body that is not what was asked for (a captive portal's page, ...)
    └── NotAsked                we chose not to ask: offline, backing off, an address not allowed

Answers: `Known | Missing | Unavailable | Pending` is what the store gives and the features show.
Strings in here come from an index and are untrusted: whoever shows them escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from pypi_language_server.names import NormalizedName


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a project.

    Attributes:
        version: as the index writes it; PEP 440 is not guaranteed.
        uploaded: when its first file was uploaded (aware, UTC), if known.
        requires_python: a PEP 440 specifier, or empty.
        yanked: whether all of its files are yanked (PEP 592).
        yanked_reason: why, or empty.
    """

    version: str
    uploaded: datetime | None = None
    requires_python: str = ""
    yanked: bool = False
    yanked_reason: str = ""


class LinkKind(StrEnum):
    """What a link leads to; well-known labels of the packaging specifications."""

    HOMEPAGE = "homepage"
    DOCUMENTATION = "documentation"
    SOURCE = "source"
    CHANGELOG = "changelog"
    ISSUES = "issues"
    INDEX = "index"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a project; `url` is http or https only."""

    kind: LinkKind
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """A known vulnerability of one version.

    Attributes:
        id: the advisory's own name.
        aliases: other names, such as CVE numbers.
        summary: one line, or empty.
        fixed_in: versions that mend it.
        link: where to read about it, or empty.
    """

    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    fixed_in: tuple[str, ...] = ()
    link: str = ""


class ProjectStatus(StrEnum):
    """A project's standing (PEP 792)."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    QUARANTINED = "quarantined"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class ProjectDocument:
    """What an index says about one project.

    Attributes:
        name: the project's own spelling.
        source: the index's address, without credentials.
        summary: one line, or empty.
        latest: the version that the index presents (PEP 440: newest final that is not yanked,
            else the newest), or empty when there is none.
        releases: all versions, newest first by PEP 440; unparsable ones last.
        license: an SPDX expression or a short name, or empty.
        extras: names of the latest version's extras.
        requires_dist: the latest version's dependencies (PEP 508), if the index gives them.
        links: documentation, source and so on, in a sensible order.
        classifiers: those that matter to a reader (`Development Status`, `Typing`) or help to find
            the project (`Framework`, `Topic`).
        vulnerabilities: of the version `latest`.
        status: PEP 792 standing, with the reason given.
        serial: the index's change counter for this project, or 0.
        keywords: what its maintainers want it to be found by.
    """

    name: str
    source: str
    summary: str = ""
    latest: str = ""
    releases: tuple[Release, ...] = ()
    license: str = ""
    extras: tuple[str, ...] = ()
    requires_dist: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    classifiers: tuple[str, ...] = ()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    status: ProjectStatus = ProjectStatus.ACTIVE
    status_reason: str = ""
    serial: int = 0
    keywords: tuple[str, ...] = ()

    def release(self, version: str) -> Release | None:
        """Return the release written exactly `version`, or None."""
        return next((item for item in self.releases if item.version == version), None)


@dataclass(frozen=True, slots=True)
class FileHash:
    """A file that pip may install, and its digest as pip writes it: `sha256:` and 64 digits."""

    filename: str
    digest: str


@dataclass(frozen=True, slots=True)
class VersionDocument:
    """What an index says about one version of a project: what the project's page leaves out.

    Attributes:
        version: the version asked about.
        vulnerabilities: known ones of this very version.
        hashes: its files' digests.
    """

    version: str
    vulnerabilities: tuple[Vulnerability, ...] = ()
    hashes: tuple[FileHash, ...] = ()


class IndexFailure(Exception):  # noqa: N818 - a failure of the world, not a defect of the program
    """The index gave no usable answer.

    Attributes:
        url: what was asked, without credentials.
        why: one plain sentence for a person.
        retry_after: seconds that the index asked us to wait, if it did.
    """

    def __init__(self, url: str, why: str, retry_after: float | None = None) -> None:
        super().__init__(url, why)
        self.url = url
        self.why = why
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.why


class IndexUnavailable(IndexFailure):
    """No connection, DNS, time-out, TLS, 5xx or 429."""


class AccessDenied(IndexFailure):
    """The index wants other credentials (401, 403)."""


class MalformedAnswer(IndexFailure):
    """The body is not what was asked for."""


class NotAsked(IndexFailure):
    """We chose not to ask: offline, backing off, or an address that is not allowed."""


@dataclass(frozen=True, slots=True)
class Known:
    """The index's answer, possibly an old one.

    Attributes:
        document: what it said.
        fetched_at: when it said so (aware, UTC).
        stale: the project has changed since, and the index could not be asked again.
        failure: why not, when `stale`.
        version: what it said about the version that was asked for, if it was asked.
    """

    document: ProjectDocument
    fetched_at: datetime
    stale: bool = False
    failure: IndexFailure | None = None
    version: VersionDocument | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """The index was asked about this very project and has none of that name."""

    name: NormalizedName
    source: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Nothing is known and the index gave no usable answer."""

    name: NormalizedName
    failure: IndexFailure


@dataclass(frozen=True, slots=True)
class Pending:
    """Nothing is known yet; the answer is on its way."""

    name: NormalizedName


Answer = Known | Missing | Unavailable | Pending
