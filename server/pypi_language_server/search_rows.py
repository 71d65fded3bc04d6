"""What every face shows of a search: rows from what this machine knows, completed by look-ups.

Contract: `rows_of` touches no network; `completed` asks about the rows that lack a version, one
project at a time, and gives back what it has when its time is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.features.result_row import Local, result_row
from pypi_language_server.index.scope import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypi_language_server.catalogue.search_model import Found
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.index.model import Answer
    from pypi_language_server.services import Services

MOST_LOOK_UPS = 10
"""So many projects may be asked about for one search, unless the user wants more."""

PATIENCE = 4.0
"""Seconds that all look-ups of one search may take together."""

AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Budget:
    """How much asking one search is worth: projects, and seconds for all of them together."""

    projects: int = MOST_LOOK_UPS
    seconds: float = PATIENCE


def rows_of(found: Iterable[Found], services: Services) -> tuple[ResultRow, ...]:
    """Return what this machine knows about the projects found."""
    return tuple(_row(item, services.peek(item.name, NOWHERE), services) for item in found)


async def completed(
    found: Sequence[Found], services: Services, budget: Budget = Budget()
) -> tuple[ResultRow, ...]:
    """Return rows of which those without a version were asked about, the first ones first."""
    import asyncio

    rows = rows_of(found, services)
    lacking = [place for place, row in enumerate(rows) if not row.version][: budget.projects]
    answers: dict[int, Answer] = {}
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(place: int) -> None:
        async with gate:
            answers[place] = await services.look_up(found[place].name, NOWHERE)

    asking = [asyncio.ensure_future(ask(place)) for place in lacking]
    if asking:
        _, late = await asyncio.wait(asking, timeout=budget.seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    return tuple(
        _row(found[place], answers[place], services) if place in answers else row
        for place, row in enumerate(rows)
    )


def _row(found: Found, answer: Answer | None, services: Services) -> ResultRow:
    name = found.name
    local = Local(
        services.summary(name),
        services.standing(name),
        services.installed(name),
        services.environment(),
    )
    return result_row(found, answer, local)
