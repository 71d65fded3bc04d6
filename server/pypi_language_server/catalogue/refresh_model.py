"""What a refresh of the list of names reports, to the editor as to the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


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
        phase: `download` (which builds as it goes), `popularity` or `write`; `details` while
            projects are asked about.
        done: bytes received so far, as transferred; projects, for `details`.
        total: bytes to receive, if the index said so; projects, for `details`.
        note: a sentence for the user, or empty.
    """

    phase: str
    done: int = 0
    total: int | None = None
    note: str = ""


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


class ListFailure(Exception):  # noqa: N818 - a failure of the world, not a defect of the program
    """The list of names, or the popularity document, could not be had.

    Attributes:
        why: one plain sentence for the user.
        retry_after: seconds that the server asked us to wait, if it did.
    """

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.retry_after = retry_after


class ListStream(Protocol):
    """An answer that is being received; leaving its context closes the connection."""

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case."""
        ...

    @property
    def etag(self) -> str:
        """The validator sent with it, or empty."""
        ...

    @property
    def total(self) -> int | None:
        """Bytes to be transferred, if the server said so."""
        ...

    @property
    def received(self) -> int:
        """Bytes transferred so far (before decompression)."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Yield the decompressed body piece by piece; raises `ListFailure` when it breaks off."""
        ...
