"""Asks about the most popular projects: `pypi-ls refresh --details N`.

Contract: the command is the consent, and it says beforehand what it will cost. Only names in the
main index's list (the starter catalogue's, while there is none) are asked about, and only those
that are not known or have changed since: going on after an interruption costs nothing twice. One
such command at a time on a machine. Nothing raises for bad networks or disks: such things are
outcomes.
"""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from pypi_language_server.bulk_asking import PER_SECOND, BulkAsking, Ended, Pace
from pypi_language_server.catalogue import machine_lock
from pypi_language_server.catalogue.refresh_model import (
    RefreshOutcome,
    RefreshProgress,
    RefreshResult,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypi_language_server.index.plan import Index
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.wiring import Machine

    Report = Callable[[RefreshProgress], None]

PHASE = "details"

_LOCK = "details.lock"
_GOES_ON = frozenset({RefreshResult.REPLACED, RefreshResult.FRESH, RefreshResult.SUSPICIOUS})


def deepen(machine: Machine, wanted: int, after: RefreshOutcome, report: Report) -> RefreshOutcome:
    """Ask the main index about the `wanted` most popular projects; say how all of it went.

    Args:
        machine: whose cache and indexes.
        wanted: how many projects, the most popular first.
        after: how the refresh of the lists went that came before.
        report: called with the progress; the first one says what it will cost.
    """
    index = machine.plan.main
    if after.result not in _GOES_ON or index is None:
        return replace(after, message=f"{after.message} No project was asked about.")
    gc.enable()  # a refresh switches it off; this goes on for longer
    machine.shelves.look_again()
    try:
        with machine_lock.hold(machine.cache, _LOCK):
            outcome = asyncio.run(_deepen(machine, index, wanted, report))
    except machine_lock.Busy:
        why = "Another process is asking about the most popular projects right now."
        outcome = RefreshOutcome(RefreshResult.BUSY, why)
    except OSError as error:
        why = f"The cache directory {machine.cache} cannot be written ({error.strerror or error})."
        outcome = RefreshOutcome(RefreshResult.FAILED, why)
    return replace(outcome, message=f"{after.message} {outcome.message}", count=after.count)


def most_popular(machine: Machine, index: Index, wanted: int) -> list[NormalizedName]:
    """Return the most popular names in the index's list, or, without one, in the starter's."""
    listed = machine.shelves[index.source].catalogue()
    ranks = machine.standings().ranks  # in their order
    return list(islice((name for name in ranks if name in listed), wanted))


async def _deepen(machine: Machine, index: Index, wanted: int, report: Report) -> RefreshOutcome:
    names = most_popular(machine, index, wanted)
    try:
        await asyncio.to_thread(machine.store.fill_in_texts)
        unknown = await asyncio.to_thread(machine.store.unfresh, names, index)
        if not unknown:
            return RefreshOutcome(
                RefreshResult.FRESH, f"{_known(len(names))}; none was asked about."
            )
        total = len(unknown)
        report(RefreshProgress(PHASE, 0, total, cost(total, len(names))))
        asking = BulkAsking(
            machine.store, index, Pace(), lambda had: report(RefreshProgress(PHASE, had, total))
        )
        return _outcome(await asking.run(unknown), len(names))
    finally:
        await machine.close()


def cost(unknown: int, wanted: int) -> str:
    """Return the sentence that says what asking about `unknown` of `wanted` projects will cost.

    Two requests: where the index has no JSON API, or the project has been quiet for a year.
    """
    these = f"{unknown:,} of the" if unknown < wanted else "The"
    return (
        f"{these} {wanted:,} most popular projects are asked about: one or two requests each,"
        f" {PER_SECOND:g} projects a second, {_long(unknown / PER_SECOND / 60)}. Ctrl+C ends it and"
        " keeps what was had."
    )


def _long(minutes: float) -> str:
    if minutes < 0.75:
        return "less than a minute"
    return f"about {round(minutes)} minutes" if minutes >= 1.5 else "about a minute"


def _known(count: int) -> str:
    return f"What the index says about the {count:,} most popular projects is on this machine"


def _outcome(ended: Ended, wanted: int) -> RefreshOutcome:
    if ended.why:
        kept = f"{ended.had:,} projects were had and are kept, {ended.lacking:,} are lacking"
        return RefreshOutcome(
            RefreshResult.FAILED, f"{ended.why} {kept}; the same command goes on from there."
        )
    but = (
        f" except for {ended.lacking:,} that it gave no usable answer about"
        if ended.lacking
        else ""
    )
    return RefreshOutcome(
        RefreshResult.REPLACED, f"{_known(wanted)}{but}; {ended.had:,} were asked about."
    )
