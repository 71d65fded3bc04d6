"""The program, dying or refused by the disk where a test wants it.

    python -m tests.support.refresh_child --die-at download -- refresh --progress json

`--die-at` kills it as the system would, at a phase of its progress or (`fsync`) in the middle of
writing the list; `--largest-file` lets the system refuse larger files, as a full disk would.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys

from pypi_language_server import refresh_process
from pypi_language_server.catalogue.refresh_model import RefreshProgress
from pypi_language_server.main import main


def command(*options: str) -> list[str]:
    """Return the command line of a refresh that ignores the list's age."""
    program = refresh_process.command()
    there = program.index("refresh")
    return [sys.executable, "-m", "tests.support.refresh_child", *options, "--", *program[there:]]


def run() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--die-at", default="")
    parser.add_argument("--largest-file", type=int)
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    if options.largest_file is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (options.largest_file,) * 2)
    reporter = refresh_process.JsonReporter
    real = reporter.progress

    def progress(self: refresh_process.JsonReporter, progress: RefreshProgress) -> None:
        real(self, progress)
        if progress.phase == "write" and options.die_at == "fsync":
            os.fsync = die
        if progress.phase == options.die_at:
            die()

    reporter.progress = progress
    return main(options.words)


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    raise SystemExit(run())
