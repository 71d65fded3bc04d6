"""Says in words how long ago something was; the clock comes in as an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
# (from this many seconds on, seconds of one unit, the unit)
_UNITS = (
    (365 * _DAY, 365 * _DAY, "year"),
    (60 * _DAY, 30 * _DAY, "month"),
    (14 * _DAY, 7 * _DAY, "week"),
    (_DAY, _DAY, "day"),
    (_HOUR, _HOUR, "hour"),
    (_MINUTE, _MINUTE, "minute"),
)


def ago(then: datetime, now: datetime) -> str:
    """Return the time from `then` to `now` in words, such as `3 weeks ago` (both aware)."""
    seconds = (now - then).total_seconds()
    for least, unit, word in _UNITS:
        if seconds >= least:
            count = int(seconds // unit)
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    return "just now"


def dated(then: datetime, now: datetime) -> str:
    """Return the same with the day, such as `3 weeks ago (2026-11-01)`; the day is UTC's."""
    from datetime import UTC

    return f"{ago(then, now)} ({then.astimezone(UTC).date().isoformat()})"
