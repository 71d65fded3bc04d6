"""`pypi-ls refresh`: download the list of names, with a progress bar or reports for the server."""

from __future__ import annotations

import sys
from contextlib import contextmanager
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

PHASES = {"download": "Downloading names", "popularity": "Fetching popularity", "write": "Writing"}


def run(arguments: Arguments, work: Work) -> int:
    """Do the refresh in this process and report as asked; 3 when it failed."""
    how = arguments.progress or ("bar" if sys.stderr.isatty() else "none")
    if how == "json":
        reporter = refresh_process.JsonReporter(sys.stdout)
        outcome = work(reporter.progress)
        reporter.outcome(outcome)
    else:
        with _bar() if how == "bar" else _silence() as report:
            outcome = work(report)
        output.say(outcome.message)
    good = {RefreshResult.REPLACED, RefreshResult.FRESH}
    return output.OK if outcome.result in good else output.FAILED


@contextmanager
def _silence() -> Iterator[Report]:
    yield lambda _progress: None


@contextmanager
def _bar() -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(PHASES["download"], total=None)

        def report(step: RefreshProgress) -> None:
            description = PHASES.get(step.phase, step.phase)
            if step.phase == "download":
                progress.update(
                    task, description=description, completed=step.done, total=step.total
                )
            else:
                progress.update(task, description=description)

        yield report
