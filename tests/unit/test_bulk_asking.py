"""Asking about many projects: how many requests, how quickly, and what happens on bad days.

A real client asks an index on loopback; only the time is a test's own, and passes in pauses.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from pypi_language_server.bulk_asking import AT_ONCE, PER_SECOND, BulkAsking, Ended, Pace
from pypi_language_server.index.client import connect
from pypi_language_server.index.plan import Index, json_beside
from pypi_language_server.names import NormalizedName
from pypi_language_server.store import sqlite_file
from pypi_language_server.store.database import Database
from pypi_language_server.store.project_store import ProjectStore
from pypi_language_server.store.seams import World
from tests.support import bad_days
from tests.support.fake_index import FakeIndex, FakeProject, Kind

NAMES = [NormalizedName(f"wheel-{n}") for n in range(20)]
NAMES_PATH = "/pypi/{}/json"
START = 1_800_000_000.0


class Scene:
    """An index, a store, and the time."""

    def __init__(self, folder: Path, fake: FakeIndex) -> None:
        self.folder = folder
        self.fake = fake
        self.index = Index(fake.root, json_beside(fake.root), json_certain=True)
        self.now = START
        self.serial = 1
        self.slept: list[float] = []
        self.told: list[int] = []
        self.ten_were_had = asyncio.Event()
        self.restart()

    def restart(self) -> None:
        """Begin a new process."""
        database = Database(self.folder, clock=lambda: self.now)
        world = World(lambda *_: self.serial, lambda: 60.0, lambda: self.now, lambda: 0.5)
        self.store = ProjectStore(database, connect(database), world)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds
        await asyncio.sleep(0)

    def had(self, count: int) -> None:
        self.told.append(count)
        if count == 10:
            self.ten_were_had.set()

    async def ask(self, names: list[NormalizedName] = NAMES, per_second: float = 1e9) -> Ended:
        """Ask as a command does: about those that are not known."""
        unknown = self.store.unfresh(names, self.index)
        pace = Pace(per_second, lambda: self.now, self.sleep)
        return await BulkAsking(self.store, self.index, pace, self.had).run(unknown)

    @property
    def pauses(self) -> list[float]:
        return [seconds for seconds in self.slept if seconds > 1]

    @property
    def requests(self) -> int:
        return self.fake.count(Kind.PROJECT)

    def known(self) -> set[str]:
        return {row.name for row in self.store.texts([self.index.source])}


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    with FakeIndex([FakeProject(name, summary="Turns.") for name in NAMES]) as fake:
        found = Scene(tmp_path, fake)
        yield found
        await found.store.aclose()


# -- how many requests


async def test_one_request_for_each_then_none_then_one_for_each_that_moved(scene: Scene) -> None:
    assert await scene.ask() == Ended(20)
    assert scene.requests == 20
    assert scene.told == list(range(1, 21))
    assert scene.known() == set(NAMES)
    await scene.store.aclose()
    scene.restart()
    assert await scene.ask() == Ended(0)
    assert scene.requests == 20
    scene.serial = 2
    assert await scene.ask(NAMES[3:7]) == Ended(4)
    assert scene.requests == 24


async def test_what_others_have_looked_up_meanwhile_is_not_asked_for(scene: Scene) -> None:
    unknown = scene.store.unfresh(NAMES, scene.index)
    await scene.ask()
    scene.fake.forget()
    await scene.store.aclose()
    scene.restart()
    pace = Pace(1e9, lambda: scene.now, scene.sleep)
    ended = await BulkAsking(scene.store, scene.index, pace, scene.had).run(unknown)
    assert (ended, scene.fake.count()) == (Ended(20), 0)


async def test_a_document_that_is_newer_than_the_list_counts(scene: Scene) -> None:
    """The list lags: what was asked for yesterday may know of today's change."""
    scene.fake.add(FakeProject(NAMES[0], serial=9))
    await scene.ask(NAMES[:2])
    scene.serial = 9
    assert scene.store.unfresh(NAMES[:2], scene.index) == NAMES[1:2]


async def test_no_such_project_is_an_answer(scene: Scene) -> None:
    gone = NormalizedName("gone")
    assert await scene.ask([NAMES[0], gone]) == Ended(2)
    assert await scene.ask([NAMES[0], gone]) == Ended(0)


async def test_no_names_no_request(scene: Scene) -> None:
    assert await scene.ask([]) == Ended(0)
    assert scene.fake.count() == 0


# -- how quickly


async def test_a_steady_pace(scene: Scene) -> None:
    await scene.ask(per_second=PER_SECOND)
    assert scene.now - START == pytest.approx((len(NAMES) - 1) / PER_SECOND)
    assert max(scene.slept) == pytest.approx(1 / PER_SECOND)


async def test_a_pause_is_not_caught_up_with() -> None:
    now, turns = 0.0, []

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    pace = Pace(2, lambda: now, sleep)
    for _ in range(2):
        await pace.turn()
    await pace.pause(100)
    for _ in range(3):
        await pace.turn()
        turns.append(now)
    assert turns == [100.5, 101.0, 101.5]


async def test_few_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    flying, most = 0, 0
    real = scene.store.get

    async def get(*wanted: object) -> object:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        try:
            return await real(*wanted)
        finally:
            flying -= 1

    monkeypatch.setattr(scene.store, "get", get)
    assert await scene.ask() == Ended(20)
    assert most == AT_ONCE


# -- bad days


async def test_a_short_trouble_is_sat_out(scene: Scene) -> None:
    scene.fake.fail(Kind.PROJECT, bad_days.status(503), times=1)
    assert await scene.ask() == Ended(20)
    assert scene.requests == 21
    assert len(scene.pauses) == 1


async def test_the_index_says_how_long_it_wants_to_be_left_alone(scene: Scene) -> None:
    scene.fake.fail(Kind.PROJECT, bad_days.status(429, retry_after=60), times=1)
    assert await scene.ask() == Ended(20)
    assert scene.requests == 21
    assert scene.pauses == [pytest.approx(60, abs=1)]


async def test_for_longer_nobody_waits(scene: Scene) -> None:
    scene.fake.fail(NAMES_PATH.format(NAMES[9]), bad_days.status(429, retry_after=7200), times=None)
    ended = await scene.ask()
    assert ended.why.endswith("asks for fewer questions (HTTP 429). It is asked again in 2 h.")
    assert ended.had + ended.lacking == 20
    assert 9 <= ended.had <= 9 + AT_ONCE
    assert len(scene.known()) == ended.had, "what was had is kept"
    assert scene.pauses == []


async def test_after_some_failures_in_a_row_asking_ends(scene: Scene) -> None:
    await scene.ask(NAMES[:5])
    scene.fake.forget()
    scene.fake.fail(Kind.PROJECT, bad_days.status(503), times=None)
    ended = await scene.ask()
    assert (ended.had, ended.lacking) == (0, 15)
    assert "has trouble of its own (HTTP 503)." in ended.why
    assert scene.requests <= 4 * AT_ONCE
    assert len(scene.pauses) == 3
    assert scene.pauses == sorted(scene.pauses), "longer each time"
    assert scene.known() == set(NAMES[:5])


async def test_one_projects_trouble_is_not_that_of_all(scene: Scene) -> None:
    """Its answer makes no sense; it is asked about once more in the end, and given up."""
    path = NAMES_PATH.format(NAMES[4])
    scene.fake.fail(path, bad_days.captive_portal(), times=None)
    ended = await scene.ask()
    assert ended == Ended(19, 1)
    assert scene.fake.count(path=path) == 2
    assert scene.known() == set(NAMES) - {NAMES[4]}


async def test_who_is_not_let_in_asks_once(scene: Scene) -> None:
    scene.fake.credentials = "ada:secret"
    ended = await scene.ask()
    assert ended.had == 0
    assert ended.why
    assert scene.fake.count() <= AT_ONCE


async def test_an_index_that_has_gone(scene: Scene) -> None:
    scene.fake.fail(Kind.PROJECT, bad_days.hung_up(), times=None)
    ended = await scene.ask()
    assert (ended.had, ended.lacking) == (0, 20)
    assert "broke off" in ended.why


async def test_old_answers_do_not_count_as_new_ones(scene: Scene) -> None:
    await scene.ask()
    scene.serial = 2
    scene.fake.fail(Kind.PROJECT, bad_days.status(503), times=None)
    assert (await scene.ask()).had == 0
    assert scene.known() == set(NAMES), "and stay"


async def test_a_disk_that_refuses_ends_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    error = sqlite3.OperationalError("the disk says no")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL

    def refuse(self: object, statements: object) -> None:
        raise error

    monkeypatch.setattr(sqlite_file.SqliteFile, "_run", refuse)
    ended = await scene.ask()
    assert ended.why == "The cache cannot be written, so asking on would be in vain."
    assert scene.requests <= 2 * AT_ONCE


async def test_cancelling_keeps_what_was_had(scene: Scene) -> None:
    """What `Ctrl+C` does: what is on its way is let go, and going on asks only about the rest."""
    gate = threading.Event()
    for name in NAMES[10:]:
        scene.fake.fail(NAMES_PATH.format(name), bad_days.held(gate), times=None)
    asking = asyncio.create_task(scene.ask())
    async with asyncio.timeout(10):
        await scene.ten_were_had.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    gate.set()
    await scene.store.aclose()
    scene.restart()
    scene.fake.heal()
    scene.fake.forget()
    assert scene.known() >= set(NAMES[:10])
    assert await scene.ask() == Ended(scene.requests)
    assert scene.requests <= 10
    assert scene.known() == set(NAMES)
