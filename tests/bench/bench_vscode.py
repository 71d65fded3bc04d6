"""VS Code's part: how soon it is there, how big it is, what its server needs.

Contract: needs `make vsix` and `tests/editors/vscode/setup`; says so, and measures nothing, where
one of them is missing.
"""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.report import figure, ratio, section
from tests.browser import world
from tests.browser.driver import Driver
from tests.editors.vscode import codeserver
from tests.editors.vscode.codeserver import CodeServer
from tests.editors.vscode.workplace import Workplace
from tests.support.fake_index import FakeIndex
from tests.support.names import large_index_json, large_popular

VSCODE = codeserver.ROOT / "tests" / "editors" / "vscode"
RUNS = 5
Visits = dict[str, dict[str, float]]  # first, again: shown, listed, in ms


def main() -> None:
    """Print the figures."""
    section(f"VS Code ({RUNS} starts each)")
    if not codeserver.VSIX.exists() or not (codeserver.KEPT / "current" / ".installed").exists():
        print("  not measured: make vsix, and tests/editors/vscode/setup")
        return
    figure(
        "the packaged extension", f"{codeserver.VSIX.stat().st_size / 1e6:.2f} MB", target="< 3 MB"
    )
    with tempfile.TemporaryDirectory() as folder, world.index() as index:
        extensions = codeserver.install("current", Path(folder, "installed"))
        driver = Driver(str(VSCODE / "scenarios.mjs"), Path(folder))
        _starting(Path(folder), index, extensions, driver)
        _waiting(Path(folder), index, extensions, driver)
        _memory(Path(folder), extensions, driver)
        driver.close()


def _starting(folder: Path, index: FakeIndex, extensions: Path, driver: Driver) -> None:
    """Print what the extension host says."""
    taken: list[dict[str, float]] = []
    for run in range(RUNS):
        place = _place(folder / f"host{run}", index)
        with _running(place, extensions) as server:
            _play(driver, "host", server, place, tests=str(VSCODE / "host"))
        taken.append(json.loads((place.folder / "results.json").read_text())["figures"])
    activation, first = (
        statistics.median(it[name] for it in taken) for name in ("activation", "first")
    )
    figure("activation, before the server starts", f"{activation:.0f} ms", target="< 150 ms")
    figure("a requirements file opened -> its first names", f"{first:.0f} ms", target="< 1,500 ms")


def _waiting(folder: Path, index: FakeIndex, extensions: Path, driver: Driver) -> None:
    """Print what somebody waits who opens a folder and types at once, in ours and in the least."""
    least = folder / "least"
    shutil.copytree(VSCODE / "answers_at_once", least / "tests.answers-at-once-0.0.0")
    took: dict[Path, list[Visits]] = {extensions: [], least: []}
    for it, times in took.items():
        place = _place(folder / f"waiting-{it.name}", index)
        with _running(place, it) as server:
            times.extend(_play(driver, "firstLists", server, place) for _ in range(RUNS))
    for visit, label in (("again", "folder opened again"), ("first", "the same, new browser")):
        ours, floor = (
            statistics.median(it[visit]["listed"] - it[visit]["shown"] for it in times)
            for times in took.values()
        )
        figure(
            f"{label}: editor shown -> list behind `req`",
            f"{ours:.0f} ms",
            against=ratio(ours, floor, "a list that needs no server"),
            target="< 1,500 ms",
        )
    whole = statistics.median(it["again"]["listed"] for it in took[extensions])
    figure("folder opened again, from the start of the page", f"{whole:.0f} ms")


def _memory(folder: Path, extensions: Path, driver: Driver) -> None:
    """Print what the server needs with the whole list."""
    with FakeIndex() as index:
        index.set_root_body(large_index_json().read_bytes())
        index.popularity = large_popular()
        place = _place(folder / "memory", index)
        place.environ["PYPI_LS_REFRESH"] = "daily"
        world.run(place.environ, "refresh")
        with _running(place, extensions) as server:
            used = _play(driver, "memoryInUse", server, place, status="PyPI: 880k")
    figure(
        "the server's own memory, 880,000 names mapped",
        f"{used['own']:.0f} MB",
        against=f"with all that is shared: {used['seen']:.0f} MB",
        target="< 80 MB",
    )


def _place(root: Path, index: FakeIndex) -> Workplace:
    place = Workplace(root, index)
    place.environ["PYPI_LS_REFRESH"] = "manual"
    place.file("requirements.txt")
    return place


@contextmanager
def _running(place: Workplace, extensions: Path) -> Iterator[CodeServer]:
    with CodeServer(place.state, place.environ, extensions) as server:
        yield server


def _play(
    driver: Driver, scenario: str, server: CodeServer, place: Workplace, **given: object
) -> Any:
    folders = {"folder": str(place.folder), "home": str(place.home)}
    return driver.play(scenario, server.url, **folders, **given)


if __name__ == "__main__":
    main()
