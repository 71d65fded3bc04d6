"""`pypi-ls refresh`: download the list of names, with progress bars or reports for the server."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from pypi_language_server import refresh_process
from pypi_language_server.catalogue.refresh_model import RefreshResult
from pypi_language_server.cli import output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypi_language_server.catalogue.refresh_model import RefreshOutcome, RefreshProgress
    from pypi_language_server.cli.arguments import Arguments

    Report = Callable[[RefreshProgress], None]
    Work = Callable[[Report], RefreshOutcome]

PHASES = {
    "download": "Downloading names",
    "popularity": "Fetching popularity",
    "write": "Writing",
    "details": "Asking about projects",
}
WHAT_STAYS = (
    "The list in use stays.",
    "What was had is kept; the same command goes on from there.",
)


def run(arguments: Arguments, work: Work) -> int:
    """Do the refresh in this process and report as asked; 3 when it failed."""
    how = arguments.progress or ("bar" if sys.stderr.isatty() else "none")
    if how == "json":
        reporter = refresh_process.JsonReporter(sys.stdout)
        outcome = work(reporter.progress)
        reporter.outcome(outcome)
    else:
        try:
            with _bars() if how == "bar" else _notes() as report:
                outcome = work(report)
        except KeyboardInterrupt:
            output.say(f"Interrupted. {WHAT_STAYS[arguments.details > 0]}")
            raise
        output.say(outcome.message)
    good = {RefreshResult.REPLACED, RefreshResult.FRESH}
    return output.OK if outcome.result in good else output.FAILED


@contextmanager
def _notes() -> Iterator[Report]:
    """Give a report that says only what is a sentence."""
    yield lambda step: output.say(step.note) if step.note else None


@contextmanager
def _bars() -> Iterator[Report]:
    """Give a report that draws bars."""
    bars = _Bars()
    try:
        yield bars.report
    finally:
        bars.close()


class _Bars:
    """A bar of bytes for the lists, then one of projects for the details."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._unit = ""
        self._draw: Report = _nothing

    def report(self, step: RefreshProgress) -> None:
        """Show how far the refresh is."""
        unit = "projects" if step.phase == "details" else "bytes"
        if unit != self._unit:
            self.close()
            if step.note:
                output.say(step.note)
            self._unit, self._draw = unit, self._open.enter_context(_bar(step.phase))
        self._draw(step)

    def close(self) -> None:
        """Take the bar away."""
        self._open.close()


def _nothing(_: RefreshProgress) -> None:
    pass


@contextmanager
def _bar(phase: str) -> Iterator[Report]:
    from rich import progress as rich
    from rich.console import Console

    amount: tuple[rich.ProgressColumn, ...] = (rich.DownloadColumn(), rich.TransferSpeedColumn())
    if phase == "details":
        amount = (rich.MofNCompleteColumn(), rich.TimeRemainingColumn())
    columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), *amount)
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(PHASES.get(phase, phase), total=None)

        def report(step: RefreshProgress) -> None:
            description = PHASES.get(step.phase, step.phase)
            if step.phase in {"download", "details"}:
                shown.update(task, description=description, completed=step.done, total=step.total)
            else:
                shown.update(task, description=description)

        yield report
