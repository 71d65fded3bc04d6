"""What every face shows of a search: rows from what this machine knows, completed by look-ups.

Contract: `rows_of` touches no network; `completed` and `looked_up` ask about the rows that lack a
version, one project at a time, and give back what they have when their time is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.features.result_row import Local, result_row
from pypi_language_server.index.model import Pending, ProjectStatus, Unavailable
from pypi_language_server.index.scope import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypi_language_server.catalogue.search_model import Found
    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.index.model import Answer
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.services import Services

MOST_LOOK_UPS = 10
"""So many projects may be asked about for one search, unless the user wants more."""

PATIENCE = 4.0
"""Seconds that all look-ups of one search may take together."""

AT_ONCE = 4

IN_SIGHT = 12
"""So many rows of a list people see before they scroll. To read what is known about a project from
the disk takes half a millisecond (150 releases); fifty of them at a keystroke would be felt."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much asking one search is worth: projects, and seconds for all of them together."""

    projects: int = MOST_LOOK_UPS
    seconds: float = PATIENCE


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Rows after the look-ups for them.

    Attributes:
        rows: in the order of what was found.
        asked: how many projects were asked about.
        unanswered: of how many of those no answer came in time, or none of use.
        why: the reason given for the first of these, or empty when it was the time.
        left: how many rows have no version and were not asked about.
    """

    rows: tuple[ResultRow, ...]
    asked: int = 0
    unanswered: int = 0
    why: str = ""
    left: int = 0


def rows_of(
    found: Iterable[Found], services: Services, judged_for: PythonEnvironment | None = None
) -> tuple[ResultRow, ...]:
    """Return what this machine knows about the projects found.

    `judged_for` is the Python that `fits` is about, the services' own by default.
    """
    environment = judged_for or services.environment()
    return tuple(
        _row(item, services.peek(item.name, NOWHERE), services, environment) for item in found
    )


def rows_in_sight(found: Sequence[Found], services: Services) -> tuple[ResultRow, ...]:
    """Return that about the first `IN_SIGHT` projects; of the others, what needs no document."""
    environment = services.environment()
    rest = (_row(item, None, services, environment) for item in found[IN_SIGHT:])
    return (*rows_of(found[:IN_SIGHT], services, environment), *rest)


async def completed(
    found: Sequence[Found], services: Services, budget: Budget = Budget()
) -> tuple[ResultRow, ...]:
    """Return rows of which those without a version were asked about, the first ones first."""
    return (await looked_up(found, services, budget)).rows


async def looked_up(
    found: Sequence[Found],
    services: Services,
    budget: Budget,
    judged_for: PythonEnvironment | None = None,
) -> LookedUp:
    """Return such rows, and how the asking went."""
    environment = judged_for or services.environment()
    rows = rows_of(found, services, environment)
    lacking = lacking_rows(rows)
    places = lacking[: budget.projects]
    answers = dict(
        zip(
            places,
            await _answers([found[place].name for place in places], services, budget.seconds),
            strict=True,
        )
    )
    failed = [answer for answer in answers.values() if _is_none(answer)]
    why = next((it.failure.why for it in failed if isinstance(it, Unavailable)), "")
    after = tuple(
        _row(found[place], answers[place], services, environment) if answers.get(place) else row
        for place, row in enumerate(rows)
    )
    return LookedUp(after, len(places), len(failed), why, len(lacking) - len(places))


def lacking_rows(rows: Sequence[ResultRow]) -> list[int]:
    """Return the places of the rows that a look-up could complete."""
    return [
        place
        for place, row in enumerate(rows)
        if not row.version and not row.missing and row.status is ProjectStatus.ACTIVE
    ]


async def _answers(
    names: Sequence[NormalizedName], services: Services, seconds: float
) -> list[Answer | None]:
    """Ask about projects, a few at once; None for those that have not answered in time."""
    import asyncio

    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(name: NormalizedName) -> Answer:
        async with gate:
            return await services.look_up(name, NOWHERE)

    asking = [asyncio.ensure_future(ask(name)) for name in names]
    if not asking:
        return []
    try:
        _, late = await asyncio.wait(asking, timeout=seconds)
    finally:
        for task in asking:
            task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return [None if task in late else task.result() for task in asking]


def _is_none(answer: Answer | None) -> bool:
    """Whether an answer says nothing about the project."""
    return answer is None or isinstance(answer, Unavailable | Pending)


def _row(
    found: Found, answer: Answer | None, services: Services, environment: PythonEnvironment
) -> ResultRow:
    name = found.name
    local = Local(
        services.summary(name),
        services.standing(name),
        services.installed(name),
        environment,
        services.catalogue().serial(name) or 0,
    )
    return result_row(found, answer, local)
