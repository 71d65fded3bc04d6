"""How the terminal is written to: results on standard output, words about them on standard error.

Contract: colour and tables only where standard output is a terminal; otherwise plain lines that
other programs can read. Text from an index never carries control characters here.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from pypi_language_server.catalogue.model import CatalogueStamp

OK, NOTHING, MISUSED, FAILED = 0, 1, 2, 3
"""Exit codes: fine; found something or nothing to show; used wrongly; index or cache failed."""


def say(text: str) -> None:
    """Write words about the results."""
    print(text, file=sys.stderr)


def write_json(data: Any) -> None:
    """Write a result for programs."""
    print(json.dumps(data, indent=2, ensure_ascii=False))


def on_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout.isatty()


def console() -> Console:
    """Return a console on standard output that takes text literally."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def age(then: datetime, now: datetime | None = None) -> str:
    """Return how long ago `then` was, in words: `3 hours ago`."""
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // length)
        if count >= 1:
            return f"{count} {unit}{'s' if count != 1 else ''} ago"
    return "just now"


def described(stamp: CatalogueStamp) -> str:
    """Return what a list of names is, in words."""
    if stamp.built_at is None:
        return f"the built-in starter catalogue ({stamp.count:,} projects)"
    return f"{stamp.count:,} projects, listed {age(stamp.built_at)}"
