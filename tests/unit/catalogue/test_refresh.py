"""A refresh of the list of names: what it asks, what it leaves on disk, and what it says."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pypi_language_server.catalogue import files, machine_lock, refresh_state
from pypi_language_server.catalogue.files import CatalogueFiles
from pypi_language_server.catalogue.mapped import open_catalogue
from pypi_language_server.catalogue.refresh import RefreshPlan, refresh
from pypi_language_server.catalogue.refresh_model import (
    ListFailure,
    RefreshOutcome,
    RefreshProgress,
    RefreshResult,
)
from pypi_language_server.catalogue.refresh_state import DAY, MINUTE, RefreshState
from pypi_language_server.names import normalize
from tests.support.name_list import Document, json_body, project_names

SOURCE = "https://index.example/simple/"
DOWNLOADS = "https://downloads.example/top.json"


@dataclass
class World:
    """A machine's cache, an index, the place of the popularity document, and a clock."""

    plan: RefreshPlan
    now: float = 1_800_000_000.0
    index: Document = field(default_factory=lambda: Document(json_body(project_names(100))))
    downloads: Document = field(default_factory=Document)
    reports: list[RefreshProgress] = field(default_factory=list)
    on_report: Callable[[RefreshProgress], None] = lambda _: None

    def refresh(self, **options: object) -> RefreshOutcome:
        def report(progress: RefreshProgress) -> None:
            self.reports.append(progress)
            self.on_report(progress)

        plan = replace(self.plan, clock=lambda: self.now, **options)
        return refresh(plan, self.index.open, self.downloads.open, report)

    @property
    def files(self) -> CatalogueFiles:
        return files.files_of(self.plan.cache, SOURCE)

    @property
    def state(self) -> RefreshState:
        return refresh_state.load(self.files.state)

    @property
    def requests(self) -> int:
        return len(self.index.asked)

    def count(self) -> int | None:
        """How many names the catalogue in use holds."""
        path = self.files.current()
        return open_catalogue(path, {}).stamp.count if path else None

    def lists(self, count: int) -> None:
        """Make the index list so many names from now on."""
        self.index.body = json_body(project_names(count))

    def leftovers(self) -> list[str]:
        return [path.name for path in self.files.directory.glob("*.tmp")]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(RefreshPlan(tmp_path / "cache", SOURCE, jitter=lambda: 0.5))


# -- the good day


def test_the_first_refresh_brings_the_list(world: World) -> None:
    world.index.etag = '"one"'
    outcome = world.refresh()
    assert outcome == RefreshOutcome(
        RefreshResult.REPLACED,
        f"The list of names is up to date: 100 projects from {SOURCE}.",
        100,
    )
    path = world.files.current()
    assert path is not None
    catalogue = open_catalogue(path, {})
    assert normalize("Project_000007") in catalogue
    stamp = catalogue.stamp
    assert (stamp.count, stamp.source, stamp.etag) == (100, SOURCE, '"one"')
    assert stamp.built_at is not None
    assert stamp.built_at.timestamp() == world.now
    assert world.state == RefreshState(last_attempt=world.now, last_success=world.now)
    assert world.requests == 1


def test_one_request_a_day(world: World) -> None:
    world.refresh()
    for hour in range(24):
        assert world.refresh().result is RefreshResult.FRESH, hour
        world.now += 3600
    assert world.requests == 1
    assert world.refresh().result is RefreshResult.REPLACED
    assert world.requests == 2


def test_force_asks_whatever_the_age(world: World) -> None:
    world.refresh()
    world.lists(110)
    assert world.refresh(force=True).result is RefreshResult.REPLACED
    assert world.count() == 110


def test_a_list_that_is_gone_is_had_again_on_the_same_day(world: World) -> None:
    world.refresh()
    path = world.files.current()
    assert path is not None
    path.unlink()
    assert world.refresh().result is RefreshResult.REPLACED
    assert world.index.asked == ["", ""], "a validator without its list brings no list"


def test_an_unchanged_list_is_not_sent_again(world: World) -> None:
    world.index.etag = '"one"'
    world.refresh()
    before = world.files.current()
    world.now += DAY
    outcome = world.refresh()
    assert outcome.result is RefreshResult.FRESH
    assert outcome.message.startswith("The index's list of 100 names has not changed")
    assert world.index.asked == ["", '"one"']
    assert world.files.current() == before
    assert world.state.last_success == world.now
    assert world.refresh().result is RefreshResult.FRESH
    assert world.requests == 2


def test_unchanged_is_not_believed_when_there_is_no_list(world: World, monkeypatch) -> None:
    monkeypatch.setattr(world.index, "open", lambda _: Document(etag="x").open("x"))
    outcome = world.refresh()
    assert outcome.result is RefreshResult.FAILED
    assert outcome.message.startswith("The index says that its list is unchanged, but none is")


def test_old_files_go_when_the_new_one_is_in_place(world: World) -> None:
    for count in (100, 101, 102):
        world.lists(count)
        world.refresh(force=True)
    assert [path.name for path in world.files.built()] == ["names-000003.bin"]


def test_who_has_the_old_list_open_keeps_it(world: World) -> None:
    world.refresh()
    path = world.files.current()
    assert path is not None
    reader = open_catalogue(path, {})
    world.lists(200)
    world.refresh(force=True)
    assert normalize("project-000099") in reader
    assert normalize("project-000199") not in reader


def test_progress_is_told_but_not_for_every_piece(world: World) -> None:
    world.lists(60_000)
    world.refresh()
    phases = [report.phase for report in world.reports]
    assert phases == ["download"] * phases.count("download") + ["write"]
    done = [report.done for report in world.reports if report.phase == "download"]
    assert done == sorted(done)
    assert 10 < len(done) <= 101
    assert {report.total for report in world.reports[:-1]} == {len(world.index.body)}


def test_two_indexes_do_not_meet(world: World) -> None:
    world.refresh()
    other = Document(json_body(project_names(7)))
    elsewhere = replace(world.plan, source="https://other.example/simple/")
    outcome = refresh(elsewhere, other.open, world.downloads.open, lambda _: None)
    assert (outcome.result, outcome.count) == (RefreshResult.REPLACED, 7)
    assert world.count() == 100


# -- popularity


def downloads(*names: str) -> Document:
    rows = [f'{{"download_count": {1000 - i}, "project": "{n}"}}' for i, n in enumerate(names)]
    return Document(f'{{"rows": [{",".join(rows)}]}}'.encode())


def first(world: World, limit: int = 4) -> list[str]:
    path = world.files.current()
    assert path is not None
    return [match.spelling for match in open_catalogue(path, {}).complete("project", limit).items]


def test_downloads_rank_before_the_starter_and_both_before_the_rest(world: World) -> None:
    world.downloads = downloads("project-000050", "project-000060")
    starter = (normalize("project-000070"), normalize("project-000060"))
    world.refresh(popularity_url=DOWNLOADS, starter=starter)
    assert first(world, 3) == ["project-000050", "project-000060", "project-000070"]


def test_the_popularity_document_is_asked_for_monthly(world: World) -> None:
    world.downloads = downloads("project-000050")
    for _ in range(61):
        assert world.refresh(popularity_url=DOWNLOADS).result is RefreshResult.REPLACED
        assert first(world, 1) == ["project-000050"]
        world.now += DAY
    assert (world.requests, len(world.downloads.asked)) == (61, 3)


def test_without_its_address_nobody_is_asked(world: World) -> None:
    world.refresh(popularity_url="")
    assert world.downloads.asked == []


@pytest.mark.parametrize(
    "bad", [Document(failure=ListFailure("No connection.")), Document(b"<html>Sign in</html>")]
)
def test_without_popularity_the_list_comes_all_the_same(world: World, bad: Document) -> None:
    world.downloads = bad
    starter = (normalize("project-000070"),)
    outcome = world.refresh(popularity_url=DOWNLOADS, starter=starter)
    assert outcome.result is RefreshResult.REPLACED
    assert first(world, 1) == ["project-000070"]
    world.refresh(popularity_url=DOWNLOADS, force=True)
    assert len(bad.asked) == 1, "not again on the same day"


def test_an_index_that_fails_costs_no_request_for_popularity(world: World) -> None:
    world.index.failure = ListFailure("The index cannot be reached.")
    world.refresh(popularity_url=DOWNLOADS)
    assert world.downloads.asked == []


# -- bad days of the index

PORTAL = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Sign in</body></html>"
BAD_DAYS = {
    "no connection": Document(failure=ListFailure("The index cannot be reached.")),
    "5xx": Document(failure=ListFailure("The index answered 503.")),
    "broken off": Document(
        json_body(project_names(9)), breaks_off=ListFailure("The connection ended.")
    ),
    "truncated": Document(json_body(project_names(9))[:-20]),
    "no list": Document(json_body([])),
    "nothing at all": Document(b""),
    "captive portal": Document(PORTAL, "text/html"),
    "captive portal that says JSON": Document(PORTAL),
    "other JSON": Document(b'{"message": "hello"}'),
    "names that are none": Document(json_body(["<b>", "\u202e", ""])),
}


@pytest.mark.parametrize("bad", BAD_DAYS.values(), ids=BAD_DAYS)
def test_on_a_bad_day_the_old_list_stays(world: World, bad: Document) -> None:
    world.refresh()
    before = world.files.current()
    world.index = bad
    world.now += DAY
    outcome = world.refresh()
    assert outcome.result is RefreshResult.FAILED
    assert outcome.message.endswith(". The list in use stays.")
    assert outcome.message[0].isupper()
    assert "\n" not in outcome.message
    assert (world.files.current(), world.count()) == (before, 100)
    assert world.leftovers() == []
    assert world.state.last_success == world.now - DAY


@pytest.mark.parametrize("bad", BAD_DAYS.values(), ids=BAD_DAYS)
def test_on_a_bad_first_day_the_starter_catalogue_serves(world: World, bad: Document) -> None:
    world.index = bad
    outcome = world.refresh()
    assert outcome.result is RefreshResult.FAILED
    assert outcome.message.endswith("the starter catalogue serves.")
    assert world.files.current() is None


def test_failures_back_off_and_say_so(world: World) -> None:
    world.index.failure = ListFailure("The index answered 503.")
    world.refresh()
    outcome = world.refresh()
    assert outcome == RefreshOutcome(
        RefreshResult.BACKING_OFF,
        "The index answered 503. The index is asked again in a minute at the earliest.",
    )
    attempts = []
    for minute in range(24 * 60):
        world.now += MINUTE
        if world.refresh().result is RefreshResult.FAILED:
            attempts.append(minute + 1)
    assert attempts == [1, 5, 21, 85, 341, 1061]
    assert world.requests == 7


def test_retry_after_is_obeyed(world: World) -> None:
    world.index.failure = ListFailure("The index answered 429.", retry_after=3 * 3600)
    world.refresh()
    world.now += 3 * 3600 - 1
    assert world.refresh().result is RefreshResult.BACKING_OFF
    world.now += 1
    assert world.refresh().result is RefreshResult.FAILED
    assert world.requests == 2


def test_waiting_starts_when_the_answer_came(world: World) -> None:
    """A connection that breaks off after minutes must not have used up its `Retry-After`."""
    world.index.breaks_off = ListFailure("The connection ended.", retry_after=600)
    began = world.now

    def slowly(progress: RefreshProgress) -> None:
        world.now = began + 300

    world.on_report = slowly
    world.index.body = json_body(project_names(5000))
    world.refresh()
    assert world.state.not_before == began + 900


def test_force_ignores_the_back_off_and_success_ends_it(world: World) -> None:
    world.index.failure = ListFailure("The index answered 503.", retry_after=DAY)
    world.refresh()
    world.index.failure = None
    assert world.refresh().result is RefreshResult.BACKING_OFF
    assert world.refresh(force=True).result is RefreshResult.REPLACED
    assert world.state.failures == 0


# -- a list that is too small


@pytest.fixture
def shrunk(world: World) -> World:
    """The index lists 49 names where there were 100."""
    world.refresh()
    world.now += DAY
    world.lists(49)
    return world


def test_half_of_the_list_is_still_believed(world: World) -> None:
    world.refresh()
    world.lists(50)
    assert world.refresh(force=True).result is RefreshResult.REPLACED


def test_less_than_half_is_kept_aside(shrunk: World) -> None:
    outcome = shrunk.refresh()
    assert outcome.result is RefreshResult.SUSPICIOUS
    assert outcome.message == (
        "The index now lists 49 names where there were 100; that looks like a mistake, so the old"
        " list stays in use. To accept it: pypi-ls refresh --accept-smaller."
    )
    assert shrunk.count() == 100
    assert open_catalogue(shrunk.files.suspicious, {}).stamp.count == 49


def test_a_suspicious_list_is_asked_for_again_after_a_day(shrunk: World) -> None:
    shrunk.refresh()
    for _ in range(23):
        shrunk.now += 3600
        assert shrunk.refresh().result is RefreshResult.BACKING_OFF
    shrunk.now += 3600
    assert shrunk.refresh().result is RefreshResult.SUSPICIOUS
    shrunk.lists(101)
    shrunk.now += DAY
    assert shrunk.refresh().result is RefreshResult.REPLACED
    assert not shrunk.files.suspicious.exists()


def test_a_smaller_list_can_be_accepted(shrunk: World) -> None:
    shrunk.refresh()
    assert shrunk.refresh(force=True, accept_smaller=True).result is RefreshResult.REPLACED
    assert shrunk.count() == 49
    assert not shrunk.files.suspicious.exists()


def test_asking_by_force_a_second_time_accepts_it(shrunk: World) -> None:
    assert shrunk.refresh(force=True).result is RefreshResult.SUSPICIOUS
    assert shrunk.refresh(force=True).result is RefreshResult.REPLACED


def test_a_second_look_accepts_no_list_of_quite_another_size(shrunk: World) -> None:
    shrunk.refresh(force=True)
    shrunk.lists(3)
    assert shrunk.refresh(force=True).result is RefreshResult.SUSPICIOUS


# -- bad days of the disk


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_up_leaves_the_old_list(world: World, monkeypatch) -> None:
    world.refresh()
    world.now += DAY
    world.on_report = lambda progress: (
        monkeypatch.setattr(os, "fsync", full_disk) if progress.phase == "write" else None
    )
    outcome = world.refresh()
    assert outcome == RefreshOutcome(
        RefreshResult.FAILED,
        f"The cache directory {world.plan.cache} cannot be written (No space left on device)."
        " The list in use stays.",
    )
    assert world.count() == 100
    assert world.leftovers() == []


def test_a_full_disk_does_not_make_us_ask_again_and_again(world: World, monkeypatch) -> None:
    """The state that says "asked" was written before the index was asked."""
    world.on_report = lambda progress: (
        monkeypatch.setattr(os, "fsync", full_disk) if progress.phase == "write" else None
    )
    world.refresh()
    monkeypatch.undo()
    assert world.refresh().result is RefreshResult.BACKING_OFF


@pytest.mark.parametrize("obstacle", [os.fsync, os.replace], ids=["full", "read-only"])
def test_a_disk_that_refuses_from_the_start_costs_no_request(
    world: World, monkeypatch, obstacle: Callable[..., object]
) -> None:
    monkeypatch.setattr(os, obstacle.__name__, full_disk)
    outcome = world.refresh()
    assert outcome.result is RefreshResult.FAILED
    assert outcome.message.startswith(f"The cache directory {world.plan.cache} cannot be written")
    assert world.requests == 0


def test_a_cache_directory_that_cannot_be_made_costs_no_request(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    world = World(RefreshPlan(tmp_path / "file" / "cache", SOURCE))
    outcome = world.refresh(force=True)
    assert outcome.result is RefreshResult.FAILED
    assert outcome.message.endswith("the starter catalogue serves.")
    assert world.requests == 0


# -- files that others left


def test_what_killed_refreshes_left_is_removed(world: World) -> None:
    world.refresh()
    (world.files.directory / "names-000002.bin.4711.tmp").write_bytes(b"half a list")
    (world.files.directory / "state.json.4711.tmp").write_bytes(b"{")
    world.refresh(force=True)
    assert world.leftovers() == []


@pytest.mark.parametrize("cut", [0, 10, 200, -1])
def test_a_damaged_catalogue_is_replaced(world: World, cut: int) -> None:
    world.index.etag = '"one"'
    world.refresh()
    path = world.files.current()
    assert path is not None
    path.write_bytes(path.read_bytes()[:cut])
    world.lists(30)
    outcome = world.refresh(force=True)
    assert outcome.result is RefreshResult.REPLACED, "its count is no measure any more"
    assert world.index.asked == ["", ""], "nor is its validator"
    assert world.count() == 30
    assert [path.name for path in world.files.directory.glob("*.damaged")] == []


def test_an_older_build_is_the_measure_when_the_newest_is_damaged(world: World) -> None:
    world.refresh()
    (world.files.directory / "names-000002.bin").write_bytes(b"not one of ours")
    world.lists(30)
    assert world.refresh(force=True).result is RefreshResult.SUSPICIOUS
    assert world.count() == 100


def test_a_damaged_state_costs_one_request_and_no_list(world: World) -> None:
    world.refresh()
    world.files.state.write_bytes(b"\x00\x00")
    assert world.refresh().result is RefreshResult.REPLACED
    assert world.count() == 100


# -- others at work


def test_one_refresh_at_a_time_for_the_whole_machine(world: World) -> None:
    with machine_lock.hold(world.plan.cache):
        outcome = world.refresh(force=True)
    assert outcome.result is RefreshResult.BUSY
    assert world.requests == 0
    assert world.refresh().result is RefreshResult.REPLACED


def test_who_comes_to_the_lock_second_finds_the_list_fresh(world: World, monkeypatch) -> None:
    """Between the first look and the lock, another process has done it all."""
    real = machine_lock.hold

    def hold_late(cache: Path):
        monkeypatch.setattr(machine_lock, "hold", real)
        world.refresh()
        return real(cache)

    monkeypatch.setattr(machine_lock, "hold", hold_late)
    assert world.refresh().result is RefreshResult.FRESH
    assert world.requests == 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "a minute"),
        (61, "2 minutes"),
        (5400, "90 minutes"),
        (7199, "2 hours"),
        (7201, "3 hours"),
    ],
)
def test_how_long_it_takes_is_said_in_words(world: World, seconds: float, words: str) -> None:
    world.index.failure = ListFailure("Busy.", retry_after=seconds)
    world.refresh()
    world.now = world.state.not_before - seconds
    assert f"asked again in {words} at the earliest" in world.refresh().message
