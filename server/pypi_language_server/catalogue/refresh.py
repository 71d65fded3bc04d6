"""One refresh of an index's list of names, from the lock to the sentence for the user.

Contract: at most one request for the list, and none while it is younger than a day, while a
failure is backed off from, while another process refreshes, or when the cache directory cannot be
written. The catalogue in use stays until a complete and plausible one has taken its place on
disk. Nothing raises for bad networks, lists or disks: such things are outcomes. Meant to run in a
process of its own (it keeps a core busy); one that is killed leaves the lock free and files that
the next one removes.
"""

from __future__ import annotations

import random
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import files, machine_lock, popularity, refresh_state
from pypi_language_server.catalogue.model import EMPTY
from pypi_language_server.catalogue.refresh_model import (
    ListFailure,
    RefreshOutcome,
    RefreshProgress,
    RefreshResult,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pypi_language_server.catalogue.builder import Image
    from pypi_language_server.catalogue.model import CatalogueStamp
    from pypi_language_server.catalogue.refresh_model import ListStream
    from pypi_language_server.names import NormalizedName

    OpenList = Callable[[str], AbstractContextManager[ListStream | None]]
    """Given the validator of the list in use (or ""), asks for the list; None: it is unchanged."""
    OpenDocument = Callable[[], AbstractContextManager[ListStream]]
    """Asks for the popularity document. Both raise `ListFailure`."""
    Report = Callable[[RefreshProgress], None]

_REPORTS = 100  # about so many for one download
_LEAST_STEP = 64 << 10


@dataclass(frozen=True, slots=True)
class RefreshPlan:
    """What to refresh, and how.

    Attributes:
        cache: the directory that everything is kept in.
        source: the index's address without credentials.
        popularity_url: where the popularity document is, without credentials; empty: never ask.
        starter: the starter catalogue's names, the most prominent first.
        force: whatever the list's age, and whether a failure is backed off from.
        accept_smaller: take a list into use that is under half of the old one.
        clock: seconds since the epoch.
        jitter: a random number from 0 to 1.
    """

    cache: Path
    source: str
    popularity_url: str = ""
    starter: tuple[NormalizedName, ...] = ()
    force: bool = False
    accept_smaller: bool = False
    clock: Callable[[], float] = time.time
    jitter: Callable[[], float] = random.random


def refresh(
    plan: RefreshPlan, open_list: OpenList, open_popularity: OpenDocument, report: Report
) -> RefreshOutcome:
    """Refresh one index's list, if it is due or `plan.force` says so.

    Args:
        plan: what to refresh.
        open_list: asks the index for the list; called once at most.
        open_popularity: asks for the popularity document; called once at most.
        report: called with the progress, about a hundred times.

    Returns:
        How it ended, with a sentence for the user.
    """
    job = _Refresh(plan, open_list, open_popularity, report)
    early = job.not_now()
    if early is not None:
        return early
    try:
        with machine_lock.hold(plan.cache):
            # Another process may have refreshed while this one came to the lock.
            return job.not_now() or job.run()
    except machine_lock.Busy:
        return RefreshOutcome(
            RefreshResult.BUSY, "Another process is refreshing the list of names right now."
        )
    except OSError as error:
        return job.disk_failure(error)


class _Refresh:
    """The steps of one refresh; `run` needs the lock."""

    def __init__(
        self,
        plan: RefreshPlan,
        open_list: OpenList,
        open_popularity: OpenDocument,
        report: Report,
    ) -> None:
        self._plan = plan
        self._open_list = open_list
        self._open_popularity = open_popularity
        self._report = report
        self._files = files.files_of(plan.cache, plan.source)
        self._before = refresh_state.RefreshState()
        self._now = plan.clock()

    def not_now(self) -> RefreshOutcome | None:
        """Say why the index is not to be asked, if so; takes in the state of things."""
        self._before = state = refresh_state.load(self._files.state)
        if self._plan.force:
            return None
        has_list = self._files.current() is not None
        match refresh_state.verdict(state, self._now, has_list=has_list):
            case RefreshResult.FRESH as result:
                return RefreshOutcome(result, "The list of names is less than a day old.")
            case RefreshResult.BACKING_OFF as result:
                wait = _duration(state.not_before - self._now)
                return RefreshOutcome(
                    result, f"{state.why} The index is asked again in {wait} at the earliest."
                )
        return None

    def run(self) -> RefreshOutcome:
        """Ask the index and take its list into use.

        Raises:
            OSError: the cache directory cannot be written, so the index was not asked.
        """
        from pypi_language_server.catalogue.name_lists import BadList

        files.sweep_leftovers(self._files)
        begun = refresh_state.after_start(self._before, self._now, self._plan.jitter())
        refresh_state.save(self._files.state, begun)
        try:
            return self._ask()
        except ListFailure as failure:
            return self._failure(failure.why, failure.retry_after)
        except BadList as bad:
            return self._failure(bad.why)
        except OSError as error:
            return self._failure(self._disk(error))

    def disk_failure(self, error: OSError) -> RefreshOutcome:
        """Return the outcome for a disk that refuses."""
        return RefreshOutcome(RefreshResult.FAILED, f"{self._disk(error)} {self._what_stays()}")

    def _disk(self, error: OSError) -> str:
        why = error.strerror or type(error).__name__
        return f"The cache directory {self._plan.cache} cannot be written ({why})."

    def _what_stays(self) -> str:
        if self._files.current() is None:
            return "Until it works, the starter catalogue serves."
        return "The list in use stays."

    def _ask(self) -> RefreshOutcome:
        current = self._current()
        with self._open_list(current.etag) as stream:
            if stream is None:
                return self._unchanged(current)
            image = self._build(stream)
        self._report(RefreshProgress("write"))
        if self._is_suspicious(image, current):
            return self._keep_aside(image, current)
        return self._take_into_use(image)

    def _current(self) -> CatalogueStamp:
        """Return the stamp of the list in use; damaged ones are set aside."""
        from pypi_language_server.catalogue.layout import BadCatalogue
        from pypi_language_server.catalogue.mapped import open_catalogue

        for path in self._files.built():
            try:
                return open_catalogue(path, {}).stamp
            except BadCatalogue as bad:
                files.set_aside(path, bad)
        return EMPTY.stamp

    def _build(self, stream: ListStream) -> Image:
        from pypi_language_server.catalogue import builder, name_lists

        popular = self._popular()
        built_at = datetime.fromtimestamp(self._now, UTC)
        info = builder.BuildInfo(source=self._plan.source, built_at=built_at, etag=stream.etag)
        batches = name_lists.read_batches(self._chunks(stream), stream.content_type)
        # A batch may have lost all of its names, because no project may have them.
        return builder.build((batch for batch in batches if batch.names), popular, info)

    def _popular(self) -> tuple[NormalizedName, ...]:
        """Return the popular names; asks for them only now that the index has answered."""
        path = self._plan.cache / popularity.FILE_NAME
        kept = popularity.load(path, self._plan.popularity_url)
        if popularity.is_due(kept, self._now):
            self._report(RefreshProgress("popularity"))
            kept = popularity.renew(path, kept, self._open_popularity, self._now)
        return popularity.order(kept.names, self._plan.starter)

    def _chunks(self, stream: ListStream) -> Iterator[bytes]:
        """Yield the list's pieces, and report how many bytes came in."""
        total = stream.total
        step = max((total or 0) // _REPORTS, _LEAST_STEP)
        due = 0
        for chunk in stream.chunks():
            if stream.received >= due:
                self._report(RefreshProgress("download", stream.received, total))
                due = stream.received + step
            yield chunk

    def _is_suspicious(self, image: Image, current: CatalogueStamp) -> bool:
        """Whether a list is too small to be believed; the second forced time, it is."""
        if self._plan.accept_smaller or 2 * image.count >= current.count:
            return False
        seen = self._before.suspicious_count
        return not (self._plan.force and seen and image.count <= 2 * seen <= 4 * image.count)

    def _unchanged(self, current: CatalogueStamp) -> RefreshOutcome:
        if not current.count:
            return self._failure("The index says that its list is unchanged, but none is kept.")
        self._save(refresh_state.after_success(self._now))
        return RefreshOutcome(
            RefreshResult.FRESH,
            f"The index's list of {current.count:,} names has not changed since it was downloaded.",
            current.count,
        )

    def _take_into_use(self, image: Image) -> RefreshOutcome:
        files.write_atomically(self._files.upcoming(), image.write)
        self._save(refresh_state.after_success(self._now))
        files.sweep_replaced(self._files)
        return RefreshOutcome(
            RefreshResult.REPLACED,
            f"The list of names is up to date: {image.count:,} projects from {self._plan.source}.",
            image.count,
        )

    def _keep_aside(self, image: Image, current: CatalogueStamp) -> RefreshOutcome:
        files.write_atomically(self._files.suspicious, image.write)
        why = (
            f"The index now lists {image.count:,} names where there were {current.count:,}; that"
            " looks like a mistake, so the old list stays in use."
        )
        self._save(refresh_state.after_suspicion(self._before, self._now, why, image.count))
        return RefreshOutcome(
            RefreshResult.SUSPICIOUS, f"{why} To accept it: pypi-ls refresh --accept-smaller."
        )

    def _failure(self, why: str, retry_after: float | None = None) -> RefreshOutcome:
        why = _sentence(why)
        jitter = self._plan.jitter()
        now = self._plan.clock()  # a download that breaks off may have taken minutes
        self._save(refresh_state.after_failure(self._before, now, why, jitter, retry_after))
        return RefreshOutcome(RefreshResult.FAILED, f"{why} {self._what_stays()}")

    def _save(self, state: refresh_state.RefreshState) -> None:
        """Write the state; should the disk refuse now, the state written at the start holds."""
        with suppress(OSError):
            refresh_state.save(self._files.state, state)


def _sentence(why: str) -> str:
    """Return a reason as a sentence of its own."""
    return f"{why[:1].upper()}{why[1:].rstrip('.')}."


def _duration(seconds: float) -> str:
    """Return a length of time in words, rounded up."""
    minutes = max(ceil(seconds / 60), 1)
    if minutes > 90:
        return f"{ceil(minutes / 60)} hours"
    return "a minute" if minutes == 1 else f"{minutes} minutes"
