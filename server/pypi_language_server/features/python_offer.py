"""Completes which Pythons a project runs on: `requires-python`, and Poetry's `python`.

Contract: pure. Ends of support are those of the releases' PEPs (569 for 3.8 to 790 for 3.15; the
last security release is due in that month).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.features.choices import Choice, narrowed, offered, slot_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.features.model import CompletionList, Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import AtValue


class Minor(NamedTuple):
    """A minor release of Python 3, and the year in whose October its support ends."""

    number: int
    end: int

    @property
    def name(self) -> str:
        """Return it as people write it."""
        return f"3.{self.number}"


MINORS = tuple(Minor(number, 2016 + number) for number in range(15, 7, -1))
"""From PEP 569 (3.8, to 2024-10) on, each is supported a year longer than the one before."""

_CLAUSE_BEHIND = re.compile(r"[^,|]*\Z")
_CLAUSE_AHEAD = re.compile(r"[^,|]*")
_END_MONTH = 11  # supported until the end of October


def complete_python(
    snapshot: Snapshot, place: AtValue, offset: int, knowledge: Knowledge
) -> CompletionList:
    """Return the constraints to offer for the clause at the cursor."""
    behind = _CLAUSE_BEHIND.search(place.typed)
    clause = (behind[0] if behind else "").lstrip()
    start = offset - len(clause)
    ahead = _CLAUSE_AHEAD.match(snapshot.text, offset, place.replace.end)
    end = offset + len(ahead[0].rstrip() if ahead else "")
    slot = narrowed(snapshot, slot_of(place), start, end)
    is_first = not place.typed[: start - place.replace.start].strip()
    choices = _first(place, knowledge.now) if is_first else _further()
    return offered(snapshot, slot, offset, choices, knowledge)


def minor_releases(now: datetime) -> Iterator[Choice]:
    """Yield the minor releases, newest first."""
    for minor in MINORS:
        yield Choice(minor.name, detail=support_words(minor, now), struck=_is_over(minor, now))


def support_words(minor: Minor, now: datetime) -> str:
    """Return until when a minor release is supported."""
    return f"no support since {minor.end}-10" if _is_over(minor, now) else f"until {minor.end}-10"


def _is_over(minor: Minor, now: datetime) -> bool:
    return now >= datetime(minor.end, _END_MONTH, 1, tzinfo=UTC)


def _first(place: AtValue, now: datetime) -> Iterator[Choice]:
    """Yield what may stand alone: the oldest supported Python first, which most projects mean."""
    supported = [minor for minor in reversed(MINORS) if not _is_over(minor, now)]
    over = [minor for minor in MINORS if _is_over(minor, now)]
    if place.path[0] == "tool":  # Poetry wants an upper bound where its lock file has one
        for minor in supported:
            yield Choice(f"^{minor.name}", detail=f"{minor.name} or newer, below 4")
    for minor in (*supported, *over):
        yield Choice(f">={minor.name}", detail=support_words(minor, now))
    for minor in supported:
        yield Choice(f">={minor.name},<4", detail=support_words(minor, now))
    for minor in supported:
        yield Choice(f"~={minor.name}", detail=f"{minor.name} or newer, below 4")
    for minor in supported:
        yield Choice(f"=={minor.name}.*", detail=f"{minor.name} alone")


def _further() -> Iterator[Choice]:
    """Yield what may follow another clause: an upper bound, or a hole."""
    yield Choice("<4", detail="no Python 4")
    for minor in MINORS:
        yield Choice(f"<{minor.name}", detail=f"below {minor.name}")
    for minor in MINORS:
        yield Choice(f"!={minor.name}.*", detail=f"not {minor.name}")
