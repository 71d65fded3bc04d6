"""A refresh in a process of its own: starts it, and carries what it says, at both ends of the pipe.

Contract: the process writes one JSON object a line to its standard output, `{"progress": {…}}` any
number of times and `{"outcome": {…}}` once, and nothing that it does or fails to do raises here.
What is not such a line is passed over. The process is ended, by its own id, when the one that
waits for it is cancelled.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pypi_language_server.catalogue.refresh_model import (
    RefreshOutcome,
    RefreshProgress,
    RefreshResult,
)

if TYPE_CHECKING:
    import asyncio
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    from pypi_language_server.settings import Settings

    Report = Callable[[RefreshProgress], None]

LONGEST_SILENCE = 180.0
_LONGEST_LINE = 64 << 10
_MOST_TEXT = 2_000
_MOST_ERRORS = 4 << 10
_MOMENT_TO_END = 2.0

Event = RefreshProgress | RefreshOutcome


# -- the end that waits


def command(*options: str) -> list[str]:
    """Return the command line of the refresh process.

    `-P` keeps the working directory, which may be a stranger's repository, off the import path.
    """
    return [
        sys.executable,
        "-P",
        "-m",
        "pypi_language_server",
        "refresh",
        "--progress",
        "json",
        *options,
    ]


def environment(settings: Settings, cache: Path) -> dict[str, str]:
    """Return the settings that a refresh needs, as variables: they may hold credentials."""
    return {
        "PYPI_LS_INDEX_URL": settings.index.url,
        "PYPI_LS_EXTRA_INDEX_URLS": " ".join(settings.index.extra_urls),
        "PYPI_LS_OFFLINE": "1" if settings.index.offline else "",
        "PYPI_LS_POPULARITY_URL": settings.popularity.url,
        "PYPI_LS_CACHE_DIR": str(cache),
    }


async def run_refresh(
    argv: Sequence[str],
    environ: Mapping[str, str],
    report: Report,
    *,
    longest_silence: float = LONGEST_SILENCE,
) -> RefreshOutcome:
    """Run a refresh process to its end.

    Args:
        argv: its command line; see `command`.
        environ: its whole environment.
        report: called with its progress.
        longest_silence: seconds without a word after which it counts as hung and is ended.

    Returns:
        Its outcome; `FAILED` with a sentence when it gave none.
    """
    try:
        process = await _start(argv, environ)
    except OSError as error:
        return _failed(f"could not be started: {error.strerror or error}")
    try:
        return await _listen(process, report, longest_silence)
    finally:
        await _end(process)


async def _start(argv: Sequence[str], environ: Mapping[str, str]) -> Process:
    from asyncio import create_subprocess_exec
    from subprocess import DEVNULL, PIPE

    options: dict[str, Any] = {}
    if sys.platform == "win32":
        from subprocess import CREATE_NO_WINDOW

        options["creationflags"] = CREATE_NO_WINDOW
    return await create_subprocess_exec(
        *argv, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=dict(environ), **options
    )


async def _listen(process: Process, report: Report, longest_silence: float) -> RefreshOutcome:
    import asyncio

    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    assert process.stderr is not None  # noqa: S101 - likewise
    errors = asyncio.ensure_future(_last_words(process.stderr))
    try:
        async for event in _events(process.stdout, longest_silence):
            if isinstance(event, RefreshOutcome):
                await _ends_by_itself(process)
                return event
            report(event)
        async with asyncio.timeout(longest_silence):
            code = await process.wait()
            return _failed(f"ended with code {code} and without an answer", await errors)
    except TimeoutError:
        return _failed("gave no sign of life and was ended")
    finally:
        errors.cancel()


async def _events(stream: asyncio.StreamReader, longest_silence: float) -> AsyncIterator[Event]:
    """Yield the events until the stream ends; over-long lines are passed over.

    Raises:
        TimeoutError: nothing was said for too long.
    """
    import asyncio

    rest = b""
    while True:
        async with asyncio.timeout(longest_silence):
            piece = await stream.read(_LONGEST_LINE)
        *lines, rest = (rest + piece).split(b"\n")
        for event in map(decode, lines):
            if event is not None:
                yield event
        if not piece:
            return
        rest = rest[: _LONGEST_LINE + 1]  # too long for `decode` already


async def _last_words(stream: asyncio.StreamReader) -> str:
    """Read standard error to its end and return its last line, fit to be shown."""
    tail = b""
    while piece := await stream.read(_MOST_ERRORS):
        tail = (tail + piece)[-_MOST_ERRORS:]
    lines = tail.decode(errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return "".join(char for char in said[-1][:300] if char.isprintable()) if said else ""


async def _end(process: Process) -> None:
    """End the process if it still runs: politely, then not."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    if not await _ends_by_itself(process):
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _ends_by_itself(process: Process) -> bool:
    """Give the process a moment to end."""
    import asyncio

    try:
        async with asyncio.timeout(_MOMENT_TO_END):
            await process.wait()
    except TimeoutError:
        return False
    return True


def _failed(what: str, detail: str = "") -> RefreshOutcome:
    told = f" ({detail})" if detail else ""
    message = f"The process that refreshes the list of names {what}{told}. The list in use stays."
    return RefreshOutcome(RefreshResult.FAILED, message)


# -- the end that works


class JsonReporter:
    """Writes events to the starting process for as long as that one listens.

    A refresh goes on when nobody listens any more: its result serves the next editor.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream: TextIO | None = stream

    def progress(self, progress: RefreshProgress) -> None:
        """Say at once how far the refresh is."""
        self._write(encode(progress))

    def outcome(self, outcome: RefreshOutcome) -> None:
        """Say how it ended; the last thing to say."""
        self._write(encode(outcome))

    def _write(self, line: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError):  # a broken pipe; a closed stream
            self._stream = None


def step_back() -> None:
    """Give way to the editor: lower priority, and no garbage collection over a million names.

    For a process that does nothing but one refresh.
    """
    import gc
    import os

    gc.disable()
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(5)


# -- the lines


def encode(event: Event) -> str:
    """Return the line for an event, in ASCII and without its line end."""
    kind = "progress" if isinstance(event, RefreshProgress) else "outcome"
    return json.dumps({kind: asdict(event)})


def decode(line: bytes) -> Event | None:
    """Return the event of a line, or None for anything else; never raises."""
    if len(line) > _LONGEST_LINE:
        return None
    try:
        return _event(json.loads(line))
    except (ValueError, RecursionError):
        return None


def _event(data: Any) -> Event | None:
    match data:
        case {
            "progress": {
                "phase": str(phase),
                "done": int(done),
                "total": int() | None as total,
                **more,
            }
        }:
            note = more.get("note")
            said = note[:_MOST_TEXT] if isinstance(note, str) else ""
            return RefreshProgress(phase[:_MOST_TEXT], done, total, said)
        case {"outcome": {"result": str(result), "message": str(message), "count": int(count)}}:
            return RefreshOutcome(RefreshResult(result), message[:_MOST_TEXT], count)
        case _:
            return None
