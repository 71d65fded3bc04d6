"""How the terminal is written to: results on standard output, words about them on standard error.

Contract: colour and tables only where standard output is a terminal; otherwise plain lines that
other programs can read. Text from an index never carries control characters here.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from pypi_language_server.catalogue.model import CatalogueStamp

OK, NOTHING, MISUSED, FAILED = 0, 1, 2, 3
"""Exit codes: fine; found something or nothing to show; used wrongly; index or cache failed."""

_NO_LINKS = frozenset({"linux", "dumb"})


def say(text: str) -> None:
    """Write words about the results; nowhere when standard error is closed."""
    if sys.stderr is not None:
        print(text, file=sys.stderr)


def write_json(data: Any) -> None:
    """Write a result for programs."""
    print(json.dumps(data, indent=2, ensure_ascii=False))


def on_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def written() -> str:
    """Hand over all results before words about them follow; return what went wrong, or empty.

    Raises:
        BrokenPipeError: the reader has had enough.
    """
    if sys.stdout is None:
        return ""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        let_go_of_results()
        raise
    except OSError as error:  # a full disk
        let_go_of_results()
        return error.strerror or str(error)
    return ""


def let_go_of_results() -> None:
    """Send what is still to be written nowhere, or Python complains about it when it ends."""
    with suppress(OSError, ValueError):  # ValueError: standard output has no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def console(color: str = "auto") -> Console:
    """Return a console on standard output that takes text literally.

    Args:
        color: `auto`, as the terminal and `NO_COLOR` say; `always`; or `never`.
    """
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # which ends the program as everywhere else, with code 0

    match color:
        case "always":
            return Terminal(
                highlight=False,
                markup=False,
                emoji=False,
                force_terminal=True,
                no_color=False,
                color_system="standard",
            )
        case "never":
            return Terminal(highlight=False, markup=False, emoji=False, color_system=None)
        case _:
            return Terminal(highlight=False, markup=False, emoji=False)


def has_links(terminal: Console) -> bool:
    """Whether a console's terminal may be given hyperlinks (OSC 8): not what would print them."""
    return terminal.color_system is not None and os.environ.get("TERM", "") not in _NO_LINKS


@contextmanager
def while_waiting(text: str) -> Iterator[None]:
    """Show a line on standard error for as long as something takes, where a person reads it."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    print(text, end="\r", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print(" " * len(text), end="\r", file=sys.stderr, flush=True)


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
