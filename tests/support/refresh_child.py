"""A refresh process for tests: `python -m tests.support.refresh_child CACHE SOURCE [OPTIONS]`.

Asks a loopback index with nothing but the standard library. `--die-at` kills it as the system
would, at a phase of its progress or (`fsync`) in the middle of writing the list.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from functools import partial
from pathlib import Path

from pypi_language_server.catalogue.refresh import RefreshPlan, refresh
from pypi_language_server.catalogue.refresh_model import RefreshProgress
from pypi_language_server.refresh_process import JsonReporter, step_back
from tests.support.name_list import open_loopback

ROOT = Path(__file__).parents[2]


def command(cache: Path, source: str, *options: str) -> list[str]:
    return [sys.executable, "-m", "tests.support.refresh_child", str(cache), source, *options]


def environ() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("cache", type=Path)
    parser.add_argument("source")
    parser.add_argument("--popularity", default="")
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--die-at", default="")
    parser.add_argument("--largest-file", type=int)
    options = parser.parse_args()
    step_back()
    if options.largest_file is not None:
        limit_files(options.largest_file)
    reporter = JsonReporter(sys.stdout)

    def report(progress: RefreshProgress) -> None:
        reporter.progress(progress)
        if progress.phase == "write" and options.die_at == "fsync":
            os.fsync = die
        if progress.phase == options.die_at:
            die()

    plan = RefreshPlan(
        options.cache, options.source, popularity_url=options.popularity, force=options.force
    )
    open_list = partial(open_loopback, options.source)
    open_popularity = partial(open_loopback, options.popularity)
    reporter.outcome(refresh(plan, open_list, open_popularity, report))


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def limit_files(size: int) -> None:
    """Let the system refuse larger files, as a full disk would."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


if __name__ == "__main__":
    main()
