"""What is known about an index's past refreshes, and whether another one is due.

Contract: a small JSON file that only the holder of the refresh lock writes, atomically. A file
that is missing, unreadable or damaged reads as "nothing known". Times are seconds since the epoch
and come in as arguments; a time in the future (a clock was put back) never delays a refresh for
longer than the rule that made it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pypi_language_server.catalogue.files import write_atomically
from pypi_language_server.catalogue.refresh_model import RefreshResult

if TYPE_CHECKING:
    from pathlib import Path

MINUTE = 60.0
DAY = 24 * 60 * MINUTE

_FIRST_WAIT = MINUTE
_LONGEST_WAIT = DAY / 2
_LONGEST_RETRY_AFTER = 7 * DAY  # obeyed up to here; beyond it, the header is a mistake
_MOST_TEXT = 500


@dataclass(frozen=True, slots=True)
class RefreshState:
    """What happened so far.

    Attributes:
        last_attempt: when the index was last asked for the list; 0 for never.
        last_success: when it last gave one, or said that ours is the newest; 0 for never.
        failures: attempts since then that ended badly, or never ended.
        not_before: the index is not asked again before this time.
        why: the sentence about the last failure, or empty.
        suspicious_count: names in the list that was kept aside last, or 0.
    """

    last_attempt: float = 0.0
    last_success: float = 0.0
    failures: int = 0
    not_before: float = 0.0
    why: str = ""
    suspicious_count: int = 0


def load(path: Path) -> RefreshState:
    """Read the state; whatever is missing or wrong in the file takes its default."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return RefreshState()
    if not isinstance(data, dict):
        return RefreshState()
    return RefreshState(
        **{
            item.name: data[item.name]
            for item in fields(RefreshState)
            if _fits(data.get(item.name), item.default)
        }
    )


def save(path: Path, state: RefreshState) -> None:
    """Write the state.

    Raises:
        OSError: the disk refuses; the old state stays.
    """
    text = json.dumps(asdict(state), indent=1)
    write_atomically(path, lambda file: file.write(text.encode()))


def verdict(state: RefreshState, now: float, *, has_list: bool) -> RefreshResult | None:
    """Say why the index is not to be asked now, or None when a refresh is due.

    Args:
        state: what happened so far.
        now: the time, in seconds since the epoch.
        has_list: whether there is a usable catalogue; without one, a success in the past is none.

    Returns:
        `FRESH`, `BACKING_OFF` or None.
    """
    if has_list and 0 <= now - state.last_success < DAY:
        return RefreshResult.FRESH
    if now < state.not_before <= now + _LONGEST_RETRY_AFTER:
        return RefreshResult.BACKING_OFF
    return None


def is_due(state: RefreshState, now: float, *, has_list: bool = True) -> bool:
    """Whether a refresh would ask the index now; says nothing about consent."""
    return verdict(state, now, has_list=has_list) is None


def after_start(state: RefreshState, now: float, jitter: float) -> RefreshState:
    """Return the state to write before the index is asked.

    It counts the attempt as a failure until it has ended well, so that a refresh which is killed
    every time, or whose results cannot be written, backs off like any other.
    """
    return replace(
        after_failure(state, now, "The last refresh did not end.", jitter), why=state.why
    )


def after_failure(
    state: RefreshState, now: float, why: str, jitter: float, retry_after: float | None = None
) -> RefreshState:
    """Return the state after a failed attempt.

    Args:
        state: the state before the attempt.
        now: the time, in seconds since the epoch.
        why: the sentence about it.
        jitter: a random number from 0 to 1, so that many machines do not come back together.
        retry_after: seconds that the server asked us to wait; never shortened by the back-off.
    """
    failures = max(state.failures, 0) + 1
    wait = min(_FIRST_WAIT * 4.0 ** min(failures - 1, 16), _LONGEST_WAIT) * (0.5 + jitter)
    if retry_after is not None:
        wait = max(wait, min(retry_after, _LONGEST_RETRY_AFTER))
    return replace(
        state, last_attempt=now, failures=failures, not_before=now + wait, why=why[:_MOST_TEXT]
    )


def after_success(now: float) -> RefreshState:
    """Return the state after the index gave a list that is in use, or confirmed ours."""
    return RefreshState(last_attempt=now, last_success=now)


def after_suspicion(state: RefreshState, now: float, why: str, count: int) -> RefreshState:
    """Return the state after a list that is too small was kept aside: asked again in a day."""
    return replace(
        state,
        last_attempt=now,
        failures=0,
        not_before=now + DAY,
        why=why[:_MOST_TEXT],
        suspicious_count=count,
    )


def moment(seconds: float) -> datetime | None:
    """Return a time of the state for display (aware, UTC); None for never."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (OverflowError, ValueError, OSError):
        return None


def _fits(value: Any, default: Any) -> bool:
    """Whether a value from the file may stand for a field with this default."""
    if isinstance(default, str):
        return isinstance(value, str)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    if isinstance(default, int) and not isinstance(value, int):
        return False
    return 0 <= value < 1e15  # also rules out NaN and infinity
