"""A whole refresh of 880,000 names: what it costs in its process, and what typing notices of it.

The index is on loopback, in a process of its own, and sends the list zipped. The refresh is the
real program, started as the server starts it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from pypi_language_server import refresh_process
from pypi_language_server.catalogue import starter
from pypi_language_server.catalogue.files import CatalogueFiles
from pypi_language_server.catalogue.mapped import open_catalogue
from tests.bench.report import figure, percentile, ratio, section
from tests.support.fake_index import FakeIndex
from tests.support.keystrokes import keystrokes
from tests.support.names import LARGE, large_index_json, large_names, large_popular

RUNS = 5
WORDS = 120
PAUSE = 0.004  # seconds between two keys; a person takes some thirty times as long

# Small, because a process starts with the peak memory of the one that it comes from.
_MEASURE = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
took = (time.perf_counter() - start) * 1e3
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = (used.ru_utime + used.ru_stime) * 1e3
print(json.dumps({"ms": took, "cpu": cpu, "mb": used.ru_maxrss / 1024}))
"""
_DECODE = """
import json, pathlib, sys
json.loads(pathlib.Path(sys.argv[1]).read_bytes())
"""
_NOTHING = "import json"


def main() -> None:
    """Print the figures of refreshing, and of typing during it."""
    large_index_json()
    with tempfile.TemporaryDirectory() as directory, _index() as environ:
        environ |= {"PYPI_LS_CACHE_DIR": directory}
        _refreshing(environ)
        _typing(Path(directory), environ)


def _refreshing(environ: dict[str, str]) -> None:
    section(f"Refresh of {LARGE:,} names from a zipped list on loopback, process start included")
    _refresh(environ)  # the index zips its list, and popularity is fetched
    runs = [(_refresh(environ), _decode()) for _ in range(RUNS)]
    took, baseline = (statistics.median(run[which]["ms"] for run in runs) for which in (0, 1))
    cpu = statistics.median(run["cpu"] for run, _ in runs)
    peak, decoded = (max(run[which]["mb"] for run in runs) for which in (0, 1))
    figure(
        "refresh", f"{took / 1000:.2f} s",
        against=ratio(took, baseline, "json.loads of the list"), target="<= 2.5 s",
    )  # fmt: skip
    figure("of this, processor time; the rest is others' and waiting", f"{cpu / 1000:.2f} s")
    figure(
        "its peak memory", f"{peak:.0f} MB",
        against=f"json.loads: {decoded:.0f} MB", target="<= 150 MB",
    )  # fmt: skip


def _typing(cache: Path, environ: dict[str, str]) -> None:
    (directory,) = (cache / "catalogues").iterdir()
    path = CatalogueFiles(directory).current()
    assert path is not None
    catalogue = open_catalogue(path, starter.load().aliases)
    keys = keystrokes(large_names(), WORDS)
    complete = catalogue.complete
    during = list(_times(complete, cycle(keys), _while_refreshing(environ)))
    idle = list(_times(complete, cycle(keys), (True for _ in during)))
    section(f"{len(during):,} keys typed while refreshes run in another process")
    for percent in (50, 99):
        busy, quiet = percentile(during, percent), percentile(idle, percent)
        figure(
            f"p{percent}", f"{busy:.2f} ms",
            against=ratio(busy, quiet, "the same keys, idle"),
            target="<= 2 x" if percent == 99 else "",
        )  # fmt: skip


def _times(
    complete: Callable[[str, int], object], keys: Iterator[str], going: Iterator[bool]
) -> Iterator[float]:
    """Yield how long each key takes, in milliseconds, for as long as it goes on."""
    while next(going, False):
        text = next(keys)
        start = time.perf_counter()
        complete(text, 50)
        yield (time.perf_counter() - start) * 1e3
        time.sleep(PAUSE)


def _while_refreshing(environ: dict[str, str]) -> Iterator[bool]:
    """Yield True while one refresh after the other runs."""
    for _ in range(RUNS):
        with _started(environ) as process:
            while process.poll() is None:
                yield True


def _started(environ: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        refresh_process.command(), env={**os.environ, **environ}, stdout=subprocess.DEVNULL
    )


def _refresh(environ: dict[str, str]) -> dict[str, float]:
    return _measured(refresh_process.command(), {**os.environ, **environ})


def _decode() -> dict[str, float]:
    """Decode the list in a process; what starting one takes is not counted."""
    whole = _measured([sys.executable, "-c", _DECODE, str(large_index_json())], dict(os.environ))
    start = _measured([sys.executable, "-c", _NOTHING], dict(os.environ))
    return whole | {"ms": whole["ms"] - start["ms"]}


def _measured(argv: list[str], environ: dict[str, str]) -> dict[str, float]:
    """Run a process; return its duration in milliseconds and its peak memory in megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *argv], env=environ, capture_output=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def _index() -> Iterator[dict[str, str]]:
    """Run the index in a process of its own until the context is left."""
    argv = [sys.executable, "-m", "tests.bench.bench_refresh"]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.stdin.close()


def _serve() -> None:
    """Serve the large list, without validators so that each refresh downloads it."""
    with FakeIndex(etags=False, popularity=large_popular()) as index:
        index.set_root_body(large_index_json().read_bytes())
        variables = {
            "PYPI_LS_INDEX_URL": index.root,
            "PYPI_LS_POPULARITY_URL": index.popularity_url,
        }
        print(json.dumps(variables), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _serve()
