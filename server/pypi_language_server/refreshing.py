"""Refreshes the lists of all the user's indexes, in this process: what `pypi-ls refresh` does.

Contract: one index after the other; the lists of names come over `index/client.py`, whose
failures become the catalogue's (`ListFailure`) here.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pypi_language_server.catalogue.refresh import RefreshPlan, refresh
from pypi_language_server.catalogue.refresh_model import (
    ListFailure,
    RefreshOutcome,
    RefreshResult,
)
from pypi_language_server.index import client
from pypi_language_server.index.model import IndexFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypi_language_server.catalogue.refresh_model import ListStream, RefreshProgress
    from pypi_language_server.index.open_body import OpenBody
    from pypi_language_server.index.plan import Index
    from pypi_language_server.wiring import Machine

    Report = Callable[[RefreshProgress], None]

# The outcome that counts for the whole, when several indexes are refreshed.
_WORST_FIRST = (
    RefreshResult.FAILED,
    RefreshResult.SUSPICIOUS,
    RefreshResult.BUSY,
    RefreshResult.BACKING_OFF,
    RefreshResult.REPLACED,
    RefreshResult.FRESH,
)


def refresh_all(
    machine: Machine, report: Report, *, force: bool, accept_smaller: bool
) -> RefreshOutcome:
    """Refresh every index's list; return the outcome that the user should hear of first."""
    if machine.settings.index.offline or machine.plan.no_index:
        return _not_asked("Working offline: the list of names is not asked for.")
    outcomes = []
    for index in machine.indexes():
        plan = RefreshPlan(
            cache=machine.cache,
            source=index.source,
            popularity_url=machine.settings.popularity.url,
            starter=machine.starter.order,
            force=force,
            accept_smaller=accept_smaller,
        )
        popularity = partial(_open_popularity, plan.popularity_url)
        outcomes.append(refresh(plan, partial(_open_list, index), popularity, report))
    if not outcomes:
        return _not_asked("There is no index to ask: " + " ".join(machine.plan.problems))
    return min(outcomes, key=lambda outcome: _WORST_FIRST.index(outcome.result))


def _not_asked(why: str) -> RefreshOutcome:
    return RefreshOutcome(RefreshResult.FAILED, why)


@contextmanager
def _open_list(index: Index, etag: str) -> Iterator[ListStream | None]:
    with _failing_as_lists_do(), client.open_list(index, etag) as body:
        yield None if body is None else _Stream(body)


@contextmanager
def _open_popularity(url: str) -> Iterator[ListStream]:
    with _failing_as_lists_do(), client.open_document(url) as body:
        yield _Stream(body)


@contextmanager
def _failing_as_lists_do() -> Iterator[None]:
    try:
        yield
    except IndexFailure as failure:
        raise ListFailure(failure.why, failure.retry_after) from failure


class _Stream:
    """An index's answer as the catalogue takes it."""

    def __init__(self, body: OpenBody) -> None:
        self._body = body
        self.content_type = body.content_type
        self.etag = body.etag
        self.total = body.total

    @property
    def received(self) -> int:
        """Bytes transferred so far (before decompression)."""
        return self._body.received

    def chunks(self) -> Iterator[bytes]:
        """Yield the decompressed body piece by piece; raises `ListFailure` when it breaks off."""
        with _failing_as_lists_do():
            yield from self._body.chunks()
