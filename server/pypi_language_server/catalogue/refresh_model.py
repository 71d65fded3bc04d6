"""What a refresh of the list of names reports, to the editor as to the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Consent(StrEnum):
    """What the user said about downloading the list; remembered on disk."""

    UNASKED = "unasked"
    GRANTED = "granted"
    REFUSED = "refused"


class RefreshResult(StrEnum):
    """How a refresh ended."""

    REPLACED = "replaced"  # a new catalogue is in place
    FRESH = "fresh"  # not due: the list is younger than a day
    BUSY = "busy"  # another process is refreshing
    SUSPICIOUS = "suspicious"  # the new list is under half of the old one; kept aside
    BACKING_OFF = "backing-off"  # failed recently; not asked again yet
    FAILED = "failed"  # the index, the list or the disk failed; the old catalogue stays


@dataclass(frozen=True, slots=True)
class RefreshProgress:
    """How far a refresh is.

    Attributes:
        phase: `download` (which builds as it goes), `popularity` or `write`.
        done: bytes received so far, as transferred.
        total: bytes to receive, if the index said so.
    """

    phase: str
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class RefreshOutcome:
    """How a refresh ended, and the sentence that says so.

    Attributes:
        result: how it ended.
        message: one plain sentence for the user.
        count: names in the catalogue now in use, if it was replaced.
    """

    result: RefreshResult
    message: str
    count: int = 0
