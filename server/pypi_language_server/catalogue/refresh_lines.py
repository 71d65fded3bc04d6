"""What a refresh process says to the one that started it: one JSON object a line.

Contract: `{"progress": {…}}` any number of times, then `{"outcome": {…}}` once. `decode` never
raises: what is not such a line is None. Strings are bounded, because they end in front of a user.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, assert_never

from pypi_language_server.catalogue.refresh_model import (
    RefreshOutcome,
    RefreshProgress,
    RefreshResult,
)

if TYPE_CHECKING:
    from typing import TextIO

LONGEST_LINE = 64 << 10
_MOST_TEXT = 2_000

Event = RefreshProgress | RefreshOutcome


def encode(event: Event) -> str:
    """Return the line for an event, without its line end, in ASCII."""
    match event:
        case RefreshProgress():
            return json.dumps({"progress": asdict(event)})
        case RefreshOutcome():
            return json.dumps({"outcome": asdict(event)})
        case _:
            assert_never(event)


def decode(line: bytes) -> Event | None:
    """Return the event of a line, or None for anything else."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        return _event(json.loads(line))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


class JsonReporter:
    """Writes events to the starting process for as long as that one listens.

    A refresh goes on when nobody listens any more: its result serves the next editor.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream: TextIO | None = stream

    def __call__(self, event: Event) -> None:
        """Write one event at once."""
        if self._stream is None:
            return
        try:
            self._stream.write(encode(event) + "\n")
            self._stream.flush()
        except (OSError, ValueError):  # a broken pipe; a closed stream
            self._stream = None


def _event(data: Any) -> Event | None:
    match data:
        case {"progress": {"phase": str(phase), "done": int(done), "total": int() | None as total}}:
            return RefreshProgress(phase[:_MOST_TEXT], done, total)
        case {"outcome": {"result": str(result), "message": str(message), "count": int(count)}}:
            return RefreshOutcome(RefreshResult(result), message[:_MOST_TEXT], count)
        case _:
            return None
