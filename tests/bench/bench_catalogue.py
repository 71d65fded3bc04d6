"""The catalogue of 880,000 generated names: building it, opening it, typing against it."""

from __future__ import annotations

import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pypi_language_server.catalogue import starter
from pypi_language_server.catalogue.builder import BuildInfo, build
from pypi_language_server.catalogue.mapped import MappedCatalogue, open_catalogue
from pypi_language_server.catalogue.name_lists import read_batches
from tests.bench.report import figure, milliseconds, percentile, ratio, section
from tests.support.keystrokes import keystrokes
from tests.support.names import LARGE, large_index_json, large_names, large_popular

INFO = BuildInfo("https://index.example/simple/")
WORDS = 330  # about as many keys as ten minutes of typing
RUNS = 3


def main() -> None:
    """Print the figures of building, opening and searching."""
    list_path, _ = large_index_json(), large_popular()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "names.bin"
        _building(list_path, path)
        _opening(path)
        _typing(path)
        _memory(path)
    _starter()


def large_catalogue(path: Path) -> MappedCatalogue:
    """Build the catalogue of the large list at `path` and return it opened."""
    image = build(read_batches(_chunks(large_index_json()), ""), large_popular(), INFO)
    with path.open("wb") as file:
        image.write(file)
    return open_catalogue(path, starter.load().aliases)


def _building(list_path: Path, path: Path) -> None:
    section(f"Building the catalogue of {LARGE:,} names, each run in a process of its own")
    decoded = [_child("decode", list_path, path) for _ in range(RUNS)]
    built = [_child("build", list_path, path) for _ in range(RUNS)]
    baseline = statistics.median(run["ms"] for run in decoded)
    took = statistics.median(run["ms"] for run in built)
    figure(
        "list to finished file", f"{took / 1000:.2f} s",
        against=ratio(took, baseline, "json.loads"), target="<= 2.5 s",
    )  # fmt: skip
    peak = max(run["mb"] for run in built)
    figure(
        "peak memory", f"{peak:.0f} MB",
        against=f"json.loads: {max(run['mb'] for run in decoded):.0f} MB", target="<= 150 MB",
    )  # fmt: skip
    figure("file", f"{path.stat().st_size / 1e6:.1f} MB")


def _opening(path: Path) -> None:
    section("Opening it")
    aliases = starter.load().aliases
    figure(
        "open", f"{milliseconds(lambda: open_catalogue(path, aliases)):.2f} ms", target="<= 1 ms"
    )
    first = milliseconds(lambda: open_catalogue(path, aliases).complete("reque", 50))
    figure("open and first answer", f"{first:.2f} ms")


def _typing(path: Path) -> None:
    catalogue = open_catalogue(path, starter.load().aliases)
    typed = keystrokes(large_names(), WORDS)
    times = [_time(lambda: catalogue.complete(text, 50)) for text in typed]  # noqa: B023 - at once
    blob = b"".join(name.encode() + b"\n" for name, _ in large_names().listed)
    scan = milliseconds(lambda: blob.find(b"reqests\n\n"))
    section(f"{len(typed):,} keys, errors included, 50 names each")
    targets = {50: "<= 0.3 ms", 99: "<= 5 ms"}
    for percent in (50, 90, 99, 100):
        value = percentile(times, percent)
        figure(
            "longest" if percent == 100 else f"p{percent}", f"{value:.2f} ms",
            against=ratio(value, scan, "one bytes.find scan"), target=targets.get(percent, ""),
        )  # fmt: skip


def _memory(path: Path) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        return
    section("Memory of a process after those keys")
    typed = path.with_name("typed.json")
    typed.write_text(json.dumps(keystrokes(large_names(), WORDS)))
    idle, used = _child("idle", typed, path), _child("type", typed, path)
    private, shared = used["private"] - idle["private"], used["shared"] - idle["shared"]
    figure(
        "private, beyond a process that typed nothing", f"{private:.1f} MB",
        against=f"that one: {idle['private']:.1f} MB", target="<= 5 MB",
    )  # fmt: skip
    figure("pages of the file, shared by all processes", f"{shared:.1f} MB")


def _starter() -> None:
    section(f"The starter catalogue of {len(starter.load().entries):,} names")
    figure("read", f"{milliseconds(starter.load.__wrapped__):.1f} ms")
    made = milliseconds(lambda: starter.load.__wrapped__().catalogue())
    each = made / len(starter.load().entries) * 1000
    figure(
        "read and made searchable", f"{made:.1f} ms",
        against=f"{each:.1f} us a name", target="<= 10 us a name",
    )  # fmt: skip


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 16):
            yield chunk


def _child(job: str, given: Path, path: Path) -> dict[str, float]:
    code = "import sys; from tests.bench.bench_catalogue import child; child(*sys.argv[1:])"
    command = [sys.executable, "-c", code, job, str(given), str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def child(job: str, given: str, path: str) -> None:
    """Do one job in a process of its own and print what it took."""
    jobs = {
        "build": _build_child,
        "decode": _decode_child,
        "type": _type_child,
        "idle": _idle_child,
    }
    print(json.dumps(jobs[job](Path(given), Path(path))))


def _build_child(list_path: Path, path: Path) -> dict[str, float]:
    popular = large_popular()

    def work() -> None:
        image = build(read_batches(_chunks(list_path), "application/json"), popular, INFO)
        with path.open("wb") as file:
            image.write(file)

    return {"ms": _time(work), "mb": _peak()}


def _decode_child(list_path: Path, _: Path) -> dict[str, float]:
    return {"ms": _time(lambda: json.loads(list_path.read_bytes())), "mb": _peak()}


def _type_child(typed_path: Path, path: Path) -> dict[str, float]:
    catalogue = open_catalogue(path, starter.load().aliases)
    for text in json.loads(typed_path.read_bytes()):
        catalogue.complete(text, 50)
    return _memory_now()


def _idle_child(typed_path: Path, _: Path) -> dict[str, float]:
    starter.load().aliases, json.loads(typed_path.read_bytes())
    return _memory_now()


def _memory_now() -> dict[str, float]:
    text = Path("/proc/self/smaps_rollup").read_text()
    sizes = {name: int(kb) / 1024 for name, kb in re.findall(r"(\w+):\s+(\d+) kB", text)}
    return {"private": sizes["Anonymous"], "shared": sizes["Rss"] - sizes["Anonymous"]}


def _peak() -> float:
    """Return the most memory in use so far; `getrusage` alone would count the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        return int(found[1]) / 1024 if found else 0.0
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
