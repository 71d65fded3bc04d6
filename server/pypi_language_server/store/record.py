"""What is kept about one project of one index, and until when that is as good as new.

Contract: pure. A document is fresh while the list's serial for its project has not moved past it;
without a serial, or with an old list, for a day. "No such project" is believed for an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypi_language_server.index.model import ProjectDocument, VersionDocument

HOUR = 3600.0
DAY = 24 * HOUR
LIST_TRUSTED_FOR = 2 * DAY
DOCUMENT_TTL = DAY
MISSING_TTL = HOUR
INCOMPLETE_TTL = HOUR / 6
VERSION_TTL = DAY
_CLOCK_SLACK = 300.0
"""Seconds that a time stamp may lie ahead: machines that share a cache disagree about the time."""


@dataclass(frozen=True, slots=True)
class Record:
    """An index's last word about a project.

    Attributes:
        document: what it said; None when it has no such project.
        checked_at: when it said so, in seconds since the epoch.
        serial: the project's serial in the list at that time, or 0. The page of a project can lag
            behind the list; without this it would be asked for again and again.
        etag: the validator to ask with, or empty.
        complete: False when a part could not be had.
    """

    document: ProjectDocument | None
    checked_at: float
    serial: int = 0
    etag: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """An index's last word about one version; `document` is None when it has none."""

    document: VersionDocument | None
    checked_at: float

    def is_fresh(self, now: float) -> bool:
        """Whether it need not be asked for again."""
        return _is_younger(self.checked_at, now, VERSION_TTL)


def is_fresh(record: Record, now: float, serial: int | None, list_age: float | None) -> bool:
    """Whether a record need not be checked with its index.

    Args:
        record: what is kept.
        now: seconds since the epoch.
        serial: the project's serial in the index's list, if it is listed there with one.
        list_age: how old that list is, in seconds.
    """
    known = max(record.serial, record.document.serial if record.document else 0)
    if serial is not None and serial > known:
        return False
    if record.document is None:
        return _is_younger(record.checked_at, now, MISSING_TTL)
    if not record.complete:
        return _is_younger(record.checked_at, now, INCOMPLETE_TTL)
    if serial is not None and list_age is not None and list_age <= LIST_TRUSTED_FOR:
        return True
    return _is_younger(record.checked_at, now, DOCUMENT_TTL)


def _is_younger(checked_at: float, now: float, limit: float) -> bool:
    return -_CLOCK_SLACK <= now - checked_at < limit
