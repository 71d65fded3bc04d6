"""Refreshes in real processes, against an index on loopback that counts its requests."""

from __future__ import annotations

import asyncio
import gzip
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pypi_language_server import refresh_process
from pypi_language_server.catalogue.files import CatalogueFiles
from pypi_language_server.catalogue.mapped import open_catalogue
from pypi_language_server.catalogue.refresh_model import (
    RefreshOutcome,
    RefreshProgress,
    RefreshResult,
)
from pypi_language_server.refresh_process import run_refresh
from tests.support import bad_days, refresh_child
from tests.support.fake_index import FakeIndex, Kind
from tests.support.fake_server import Reply
from tests.support.name_list import JSON_TYPE, json_body, project_names


@dataclass
class Machine:
    """A cache directory and a loopback index."""

    cache: Path
    index: FakeIndex
    popularity_url: str = ""

    async def refresh(self, *options: str, report=lambda _: None) -> RefreshOutcome:
        """Refresh as the server does."""
        return await run_refresh(refresh_process.command(*options), self.environ, report)

    async def disturbed(self, *options: str) -> RefreshOutcome:
        """Refresh in a process that dies or is refused; see `refresh_child`."""
        return await run_refresh(refresh_child.command(*options), self.environ, lambda _: None)

    @property
    def environ(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYPI_LS_INDEX_URL": self.index.root,
            "PYPI_LS_CACHE_DIR": str(self.cache),
            "PYPI_LS_POPULARITY_URL": self.popularity_url,
        }

    @property
    def files(self) -> CatalogueFiles:
        """Found by what is on disk, however the program writes the index's address."""
        (directory,) = (self.cache / "catalogues").iterdir()
        return CatalogueFiles(directory)

    def lists(self, count: int) -> None:
        self.index.set_root_body(json_body(project_names(count)))

    def count(self) -> int | None:
        path = self.files.current()
        return open_catalogue(path, {}).stamp.count if path else None

    def leftovers(self) -> list[Path]:
        return list(self.files.directory.glob("*.tmp"))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with FakeIndex() as index:
        found = Machine(tmp_path / "cache", index)
        found.lists(2000)
        yield found


# -- the good day


async def test_a_refresh_brings_the_list_and_tells_its_progress(machine: Machine) -> None:
    reports: list[RefreshProgress] = []
    outcome = await machine.refresh(report=reports.append)
    assert (outcome.result, outcome.count) == (RefreshResult.REPLACED, 2000)
    assert machine.count() == 2000
    assert machine.index.counts() == {"list": 1}
    body = json_body(project_names(2000))
    transferred = len(gzip.compress(body, 6, mtime=0))
    assert reports[-1] == RefreshProgress("write")
    assert {report.total for report in reports[:-1]} == {transferred}


async def test_the_next_ones_ask_nothing_or_are_told_that_nothing_changed(machine: Machine) -> None:
    await machine.refresh("--if-due")
    assert (await machine.refresh("--if-due")).result is RefreshResult.FRESH
    assert machine.index.counts() == {"list": 1}
    outcome = await machine.refresh()
    assert (outcome.result, outcome.count) == (RefreshResult.FRESH, 2000)
    conditions = [seen.headers.get("if-none-match") for seen in machine.index.requests]
    assert conditions[0] is None
    assert conditions[1]


async def test_popularity_comes_with_the_first_list(machine: Machine) -> None:
    machine.index.popularity = ["project-000123"]
    machine.popularity_url = machine.index.popularity_url
    await machine.refresh()
    machine.lists(2100)
    await machine.refresh()
    assert machine.index.counts() == {"list": 2, "popularity": 1}
    path = machine.files.current()
    assert path is not None
    assert open_catalogue(path, {}).complete("proj", 1).items[0].spelling == "project-000123"


async def test_two_at_once_make_one_request(machine: Machine) -> None:
    """The one that has the lock is held at the index until the other one has ended."""
    gate = threading.Event()
    machine.index.fail(Kind.LIST, bad_days.held(gate), times=None)
    both = {asyncio.create_task(machine.refresh()) for _ in range(2)}
    try:
        done, waiting = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gate.set()
    outcome = await next(iter(waiting))
    assert [task.result().result for task in done] == [RefreshResult.BUSY]
    assert outcome.result is RefreshResult.REPLACED
    assert machine.index.counts() == {"list": 1}


# -- killed


@pytest.mark.parametrize("phase", ["download", "write", "fsync"])
async def test_killed_in_the_middle(machine: Machine, phase: str) -> None:
    await machine.refresh()
    machine.lists(2100)
    outcome = await machine.disturbed("--die-at", phase)
    assert outcome == RefreshOutcome(
        RefreshResult.FAILED,
        "The process that refreshes the list of names ended with code -9 and without an answer."
        " The list in use stays.",
    )
    assert machine.count() == 2000
    assert len(machine.leftovers()) == (phase == "fsync")
    assert (await machine.refresh()).result is RefreshResult.REPLACED, "the lock is free"
    assert machine.count() == 2100
    assert machine.leftovers() == []


async def test_killed_at_the_first_time(machine: Machine) -> None:
    await machine.disturbed("--die-at", "fsync")
    assert machine.count() is None
    again = await machine.refresh("--if-due")
    assert again.result is RefreshResult.BACKING_OFF, "not in a loop"
    assert (await machine.refresh()).result is RefreshResult.REPLACED


async def test_cancelling_ends_the_process(machine: Machine) -> None:
    await machine.refresh()
    machine.lists(3000)
    machine.index.fail(Kind.LIST, bad_days.stalled(5000))
    started = asyncio.Event()
    task = asyncio.create_task(machine.refresh(report=lambda _: started.set()))
    async with asyncio.timeout(20):
        await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert machine.count() == 2000
    outcome = await machine.refresh()
    assert (outcome.result, outcome.count) == (RefreshResult.REPLACED, 3000), "the lock is free"


# -- bad days


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        pytest.param(bad_days.status(503), "has trouble of its own (HTTP 503).", id="5xx"),
        pytest.param(
            bad_days.status(429, retry_after=7200), "asks for fewer questions (HTTP 429).", id="429"
        ),
        pytest.param(
            bad_days.cut_off(3000), "broke off in the middle of its answer.", id="cut off"
        ),
        pytest.param(bad_days.hung_up(), "broke off", id="hung up"),
        pytest.param(
            Reply(200, gzip.compress(bad_days.captive_portal().body), "text/html"),
            "The index",
            id="captive portal",
        ),
        pytest.param(
            Reply(200, gzip.compress(json_body(project_names(1500))[:-9]), JSON_TYPE),
            "The index",
            id="truncated list",
        ),
    ],
)
async def test_on_a_bad_day_the_old_list_stays(
    machine: Machine, reply: Reply, sentence: str
) -> None:
    await machine.refresh()
    machine.lists(2100)
    machine.index.fail(Kind.LIST, reply)
    outcome = await machine.refresh()
    assert outcome.result is RefreshResult.FAILED
    assert sentence in outcome.message
    assert outcome.message.endswith(" The list in use stays.")
    assert machine.count() == 2000


async def test_retry_after_holds_for_the_next_process(machine: Machine) -> None:
    machine.index.fail(Kind.LIST, bad_days.status(429, retry_after=7200))
    await machine.refresh()
    outcome = await machine.refresh("--if-due")
    assert outcome.result is RefreshResult.BACKING_OFF
    assert "(HTTP 429). The index is asked again in 2 hours at the earliest." in outcome.message
    assert machine.index.counts() == {"list": 1}


async def test_a_disk_without_room(machine: Machine) -> None:
    await machine.refresh()
    machine.lists(2100)
    outcome = await machine.disturbed("--largest-file", "20000")
    assert outcome.result is RefreshResult.FAILED
    assert outcome.message.startswith(f"The cache directory {machine.cache} cannot be written (")
    assert machine.count() == 2000
    assert machine.leftovers() == []


# -- processes that misbehave


async def run(program: str, *, longest_silence: float = 30) -> RefreshOutcome:
    argv = [sys.executable, "-c", program]
    return await run_refresh(argv, os.environ, lambda _: None, longest_silence=longest_silence)


async def test_one_that_breaks_says_its_last_words() -> None:
    outcome = await run("raise SystemExit('first line\\nno \\x1b[31mroom\\n')")
    assert outcome.result is RefreshResult.FAILED
    assert outcome.message == (
        "The process that refreshes the list of names ended with code 1 and without an answer"
        " (no [31mroom). The list in use stays."
    )


async def test_one_that_complains_without_end_is_read_to_its_end() -> None:
    outcome = await run("import sys; sys.stderr.write('x' * 5_000_000); sys.exit(4)")
    assert outcome.result is RefreshResult.FAILED
    assert len(outcome.message) < 500


async def test_one_that_cannot_be_started() -> None:
    outcome = await run_refresh(["/no/such/program"], {}, lambda _: None)
    assert outcome.result is RefreshResult.FAILED
    assert outcome.message.startswith("The process that refreshes the list of names could not be")


async def test_what_is_no_report_is_passed_over() -> None:
    line = refresh_process.encode(RefreshOutcome(RefreshResult.FRESH, "Fine."))
    program = f"print('hello'); print('x' * 200_000); print(); print('[]'); print({line!r})"
    assert await run(program) == RefreshOutcome(RefreshResult.FRESH, "Fine.")


async def test_an_answer_without_line_end_is_none() -> None:
    """It may be half of one."""
    line = refresh_process.encode(RefreshOutcome(RefreshResult.FRESH, "Fine."))
    assert (await run(f"print({line!r}, end='')")).result is RefreshResult.FAILED


async def test_one_that_says_nothing_is_ended() -> None:
    outcome = await run("import threading; threading.Event().wait(60)", longest_silence=0.2)
    assert outcome.result is RefreshResult.FAILED
    assert "no sign of life" in outcome.message


async def test_one_that_will_not_end_after_its_answer_is_ended(monkeypatch) -> None:
    monkeypatch.setattr(refresh_process, "_MOMENT_TO_END", 0.1)
    line = refresh_process.encode(RefreshOutcome(RefreshResult.FRESH, "Fine."))
    stubborn = "import signal, threading; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    program = f"{stubborn}; print({line!r}, flush=True); threading.Event().wait(60)"
    assert await run(program) == RefreshOutcome(RefreshResult.FRESH, "Fine.")


async def test_a_repository_cannot_put_itself_in_the_programs_place(
    machine: Machine, tmp_path: Path, monkeypatch
) -> None:
    """The editor's working directory may be a stranger's: nothing is imported from there."""
    stranger = tmp_path / "repository"
    for name in ("pypi_language_server", "filelock", "json"):
        (stranger / name).mkdir(parents=True)
        for file in ("__init__.py", "__main__.py"):
            (stranger / name / file).write_text("open('ran', 'w').close()")
    monkeypatch.chdir(stranger)
    await run_refresh(refresh_process.command(), machine.environ, lambda _: None)
    assert not (stranger / "ran").exists()
    assert machine.count() == 2000
