"""Answers about projects: freshness, order, failures, sharing. Fake indexes, clock and disk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from pypi_language_server.index.asking import Loaded
from pypi_language_server.index.model import (
    FileHash,
    IndexUnavailable,
    Known,
    MalformedAnswer,
    Missing,
    NotAsked,
    ProjectDocument,
    Release,
    Unavailable,
    VersionDocument,
    Vulnerability,
)
from pypi_language_server.index.plan import Index, Route
from pypi_language_server.names import NormalizedName
from pypi_language_server.store.database import Database
from pypi_language_server.store.project_store import ProjectStore
from pypi_language_server.store.record import DAY, HOUR
from pypi_language_server.store.seams import World

SPROCKET = NormalizedName("sprocket")
PRIVATE = Index("https://corp.example/simple/")
PUBLIC = Index("https://index.example/simple/")
ROUTE = Route((PUBLIC,))
BOTH = Route((PRIVATE, PUBLIC))
START = 1_800_000_000.0
TROUBLE = IndexUnavailable("https://index.example/x", "`index.example` has trouble.")


def document(index=PUBLIC, **more):
    return ProjectDocument("Sprocket", index.source, **more)


@dataclass
class FakeAsker:
    """Indexes in memory: by (source, name) a document, an exception or nothing."""

    answers: dict = field(default_factory=dict)
    versions: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    gate: asyncio.Event | None = None
    started: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False

    async def project(self, index, name, etag=""):
        self.asked.append((index.source, name, etag))
        self.started.set()
        if self.gate is not None:
            await self.gate.wait()
        return self._answer(self.answers.get((index.source, name), Loaded()))

    async def version(self, index, name, version, *, files=False):
        self.asked.append((index.source, name, version))
        return self._answer(self.versions.get(version))

    async def aclose(self):
        self.closed = True

    def _answer(self, answer):
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Scene:
    """A store, and everything around it that a test may turn."""

    folder: object
    asker: FakeAsker = field(default_factory=FakeAsker)
    now: float = START
    serial: int | None = None
    list_age: float | None = HOUR

    def __post_init__(self):
        self.restart()

    def restart(self):
        world = World(
            serial_of=lambda _, source: self.serial if source == PUBLIC.source else None,
            list_age=lambda: self.list_age,
            clock=lambda: self.now,
            jitter=lambda: 0.5,
        )
        database = Database(self.folder, clock=lambda: self.now)
        self.store = ProjectStore(database, self.asker, world)

    def has(self, answer, index=PUBLIC, name=SPROCKET):
        if isinstance(answer, ProjectDocument):
            answer = Loaded(answer, '"1"')
        self.asker.answers[index.source, name] = answer

    async def get(self, route=ROUTE, version=None, files=False):
        return await self.store.get(SPROCKET, route, version, files=files)

    def peek(self, route=ROUTE):
        return self.store.peek(SPROCKET, route)

    def requests(self):
        asked, self.asker.asked = self.asker.asked, []
        return [source for source, _, _ in asked]


@pytest.fixture
async def scene(tmp_path):
    scene = Scene(tmp_path)
    yield scene
    await scene.store.aclose()
    assert scene.asker.closed


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


# -- how many requests


async def test_one_request_then_none_not_even_after_a_restart(scene):
    scene.has(document(serial=5))
    assert scene.peek() is None
    assert await scene.get() == Known(document(serial=5), at(START))
    assert await scene.get() == scene.peek() == Known(document(serial=5), at(START))
    await scene.store.aclose()
    scene.restart()
    assert scene.peek() == Known(document(serial=5), at(START))
    assert await scene.get() == scene.peek()
    assert scene.requests() == [PUBLIC.source]


async def test_asks_again_when_the_serial_moved_and_only_then(scene):
    scene.serial = 5
    scene.has(document(serial=5))
    await scene.get()
    scene.now += 30 * DAY
    assert not (await scene.get()).stale
    assert len(scene.requests()) == 1
    scene.serial = 6
    scene.has(document(serial=6, latest="2.0"))
    assert scene.peek() == Known(document(serial=5), at(START), stale=True)
    assert await scene.get() == Known(document(serial=6, latest="2.0"), at(scene.now))
    assert await scene.get() == scene.peek()
    assert len(scene.requests()) == 1


async def test_a_page_that_lags_behind_the_list_is_asked_for_once(scene):
    scene.serial = 9
    scene.has(document(serial=5))
    for _ in range(3):
        assert not (await scene.get()).stale
    assert len(scene.requests()) == 1


async def test_without_serials_a_day(scene):
    scene.has(document())
    await scene.get()
    scene.now += DAY - 1
    await scene.get()
    assert len(scene.requests()) == 1
    scene.now += 1
    await scene.get()
    assert scene.asker.asked == [(PUBLIC.source, SPROCKET, '"1"')]


async def test_what_has_not_changed_stays(scene):
    scene.has(document(summary="Teeth"))
    await scene.get()
    scene.now += 2 * DAY
    scene.has(Loaded(etag='"1"', unchanged=True))
    assert await scene.get() == Known(document(summary="Teeth"), at(scene.now))
    scene.now += DAY - 1
    await scene.get()
    assert len(scene.requests()) == 2


async def test_an_unchanged_answer_about_nothing(scene):
    scene.has(Loaded(unchanged=True))
    assert isinstance(await scene.get(), Unavailable)


async def test_a_missing_project_is_believed_for_an_hour_also_after_a_restart(scene):
    assert await scene.get() == Missing(SPROCKET, PUBLIC.source, at(START))
    await scene.store.aclose()
    scene.restart()
    scene.now += HOUR - 1
    assert await scene.get() == scene.peek() == Missing(SPROCKET, PUBLIC.source, at(START))
    assert len(scene.requests()) == 1
    scene.now += 1
    assert scene.peek() is None
    assert isinstance(await scene.get(), Missing)
    assert len(scene.requests()) == 1


async def test_a_project_that_appears_in_the_list_is_missing_no_longer(scene):
    assert isinstance(await scene.get(), Missing)
    scene.serial = 1
    scene.has(document(serial=1))
    assert isinstance(await scene.get(), Known)


async def test_incomplete_documents_are_completed_soon(scene):
    scene.has(Loaded(document(), complete=False))
    await scene.get()
    scene.now += 601
    scene.has(document(summary="Teeth"))
    assert (await scene.get()).document.summary == "Teeth"


async def test_another_processs_answer_is_taken(scene):
    scene.has(document())
    await scene.get()
    scene.now += 2 * DAY
    other = Scene(scene.folder, now=scene.now)
    other.has(document(latest="2.0"))
    await other.get()
    await other.store.aclose()
    assert (await scene.get()).document.latest == "2.0"
    assert len(scene.requests()) == 1


# -- failures


async def test_a_failure_is_an_answer_and_is_not_kept(scene):
    scene.has(TROUBLE)
    assert await scene.get() == Unavailable(SPROCKET, TROUBLE)
    assert scene.peek() is None
    scene.now += 60
    scene.has(document())
    assert await scene.get() == Known(document(), at(scene.now))


async def test_an_old_answer_is_shown_with_the_reason(scene):
    scene.has(document())
    await scene.get()
    scene.now += 2 * DAY
    scene.has(TROUBLE)
    assert await scene.get() == Known(document(), at(START), stale=True, failure=TROUBLE)
    assert scene.peek() == Known(document(), at(START), stale=True)


async def test_a_believed_absence_is_not_repeated_when_the_index_fails(scene):
    """A failed request is never "not found"."""
    await scene.get()
    scene.now += 2 * HOUR
    scene.has(TROUBLE)
    assert await scene.get() == Unavailable(SPROCKET, TROUBLE)


async def test_a_failing_index_is_left_alone_for_a_while(scene):
    scene.has(TROUBLE)
    await scene.get()
    answer = await scene.get()
    assert isinstance(answer.failure, NotAsked)
    assert answer.failure.why == "`index.example` has trouble. It is asked again in 5 s."
    assert len(scene.requests()) == 1
    scene.now += 5
    await scene.get()
    assert len(scene.requests()) == 1


async def test_retry_after_is_obeyed(scene):
    scene.has(IndexUnavailable("u", "Too many.", retry_after=600))
    await scene.get()
    scene.now += 599
    await scene.get()
    assert len(scene.requests()) == 1
    scene.now += 2
    scene.has(document())
    assert isinstance(await scene.get(), Known)


async def test_a_wrong_answer_is_a_failure(scene):
    scene.has(MalformedAnswer("u", "A web page."))
    assert isinstance(await scene.get(), Unavailable)
    assert scene.store.count() == 0


# -- several indexes


async def test_the_next_index_is_asked_after_a_definite_no_only(scene):
    scene.has(document())
    assert await scene.get(BOTH) == Known(document(), at(START))
    assert scene.requests() == [PRIVATE.source, PUBLIC.source]
    assert await scene.get(BOTH) == scene.peek(BOTH)
    assert scene.requests() == []


async def test_the_first_that_has_it_is_the_last_that_is_asked(scene):
    scene.has(document())
    scene.has(document(PRIVATE), PRIVATE)
    assert (await scene.get(BOTH)).document.source == PRIVATE.source
    assert scene.requests() == [PRIVATE.source]


async def test_a_failing_private_index_is_not_followed_by_the_public_one(scene):
    scene.has(document())
    scene.has(TROUBLE, PRIVATE)
    for _ in range(3):
        assert isinstance(await scene.get(BOTH), Unavailable)
    assert scene.requests() == [PRIVATE.source]


async def test_what_was_found_behind_a_private_index_is_shown_when_that_fails(scene):
    scene.has(document())
    await scene.get(BOTH)
    scene.now += 2 * HOUR
    scene.has(TROUBLE, PRIVATE)
    assert await scene.get(BOTH) == Known(document(), at(START), stale=True, failure=TROUBLE)


async def test_missing_everywhere(scene):
    assert await scene.get(BOTH) == Missing(SPROCKET, PUBLIC.source, at(START))


async def test_otherwise_speaks_instead_of_not_found(scene):
    why = NotAsked("", "Another index is not trusted.")
    route = Route((PRIVATE,), otherwise=why)
    assert await scene.get(route) == Unavailable(SPROCKET, why)
    assert scene.peek(route) == Unavailable(SPROCKET, why)
    assert await scene.get(Route(otherwise=why)) == Unavailable(SPROCKET, why)
    assert scene.peek(Route(otherwise=why)) == Unavailable(SPROCKET, why)
    assert isinstance(await scene.get(Route()), Unavailable)


async def test_each_index_has_its_own_records(scene):
    scene.has(document(latest="1"))
    scene.has(document(PRIVATE, latest="2"), PRIVATE)
    await scene.get()
    assert (await scene.get(Route((PRIVATE,)))).document.latest == "2"
    assert (await scene.get()).document.latest == "1"


# -- offline

OFFLINE = NotAsked(PUBLIC.source, "Working offline.")


async def test_offline_shows_what_is_there(scene):
    scene.has(document())
    blocked = replace(ROUTE, blocked=OFFLINE)
    assert await scene.get(blocked) == Unavailable(SPROCKET, OFFLINE)
    await scene.get()
    assert await scene.get(blocked) == Known(document(), at(START))
    scene.now += 2 * DAY
    assert await scene.get(blocked) == Known(document(), at(START), stale=True, failure=OFFLINE)
    assert await scene.get(blocked, "1.0") == await scene.get(blocked)
    assert len(scene.requests()) == 1


# -- sharing and ending


async def test_many_waiters_one_request(scene):
    scene.has(document())
    scene.asker.gate = asyncio.Event()
    tasks = [asyncio.create_task(scene.get()) for _ in range(10)]
    await scene.asker.started.wait()
    tasks[0].cancel()
    scene.asker.gate.set()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(done[0], asyncio.CancelledError)
    assert done[1:] == [Known(document(), at(START))] * 9
    assert len(scene.requests()) == 1


async def test_a_load_that_nobody_waits_for_warms_the_cache(scene):
    scene.has(document())
    scene.asker.gate = asyncio.Event()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(scene.get(), 0.01)
    scene.asker.gate.set()
    assert await scene.get() == scene.peek() == Known(document(), at(START))
    assert len(scene.requests()) == 1


async def test_a_chain_goes_on_without_its_waiter(scene):
    scene.has(document())
    scene.asker.gate = asyncio.Event()
    waiter = asyncio.create_task(scene.get(BOTH))
    await scene.asker.started.wait()
    waiter.cancel()
    scene.asker.gate.set()
    assert await scene.get(BOTH) == Known(document(), at(START))
    assert scene.requests() == [PRIVATE.source, PUBLIC.source]


async def test_closing_in_the_middle(tmp_path):
    scene = Scene(tmp_path)
    scene.asker.gate = asyncio.Event()
    waiter = asyncio.create_task(scene.get())
    await scene.asker.started.wait()
    await scene.store.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiter


async def test_a_broken_disk_costs_nothing_but_the_disk(tmp_path):
    (tmp_path / "file").write_text("in the way")
    scene = Scene(tmp_path / "file")
    scene.has(document())
    assert await scene.get() == await scene.get() == Known(document(), at(START))
    assert len(scene.requests()) == 1
    assert (scene.store.count(), len(scene.store.problems())) == (0, 1)
    await scene.store.aclose()


# -- one version

RELEASES = (Release("2.0.0"), Release("1.0.0"), Release("odd-one"))
BAD = (Vulnerability("EXA-1"),)


@pytest.fixture
def versioned(scene):
    scene.has(document(latest="2.0.0", releases=RELEASES, vulnerabilities=BAD))
    scene.asker.versions = {"1.0.0": VersionDocument("1.0.0", BAD)}
    return scene


async def test_a_pinned_version_takes_one_request_more(versioned):
    answer = await versioned.get(version="1.0")
    assert answer.version == VersionDocument("1.0", BAD)
    assert [item[2] for item in versioned.asker.asked] == ["", "1.0.0"]
    assert (await versioned.get(version="1.0.0")).version == VersionDocument("1.0.0", BAD)
    await versioned.store.aclose()
    versioned.restart()
    assert (await versioned.get(version="1.0")).version == VersionDocument("1.0", BAD)
    assert len(versioned.requests()) == 2
    versioned.now += DAY
    await versioned.get(version="1.0")
    assert len(versioned.requests()) == 2  # the project's document and the version's


async def test_the_latest_version_takes_none(versioned):
    assert (await versioned.get(version="2.0")).version == VersionDocument("2.0", BAD)
    assert len(versioned.requests()) == 1


async def test_the_latest_versions_files_take_one_when_somebody_wants_them(versioned):
    hashes = (FileHash("a-2.0.0.tar.gz", f"sha256:{'0' * 64}"),)
    versioned.asker.versions["2.0.0"] = VersionDocument("2.0.0", BAD, hashes)
    for _ in range(2):
        answer = await versioned.get(version="2.0", files=True)
        assert answer.version == VersionDocument("2.0", BAD, hashes)
    assert len(versioned.requests()) == 2
    assert (await versioned.get(version="2.0")).version == VersionDocument("2.0", BAD)


async def test_files_that_an_index_does_not_tell_are_asked_for_once(versioned):
    for _ in range(3):
        answer = await versioned.get(version="odd-one", files=True)
        assert answer.version == VersionDocument("odd-one")
    assert len(versioned.requests()) == 2


async def test_files_are_asked_for_although_there_was_nothing_else_to_say(versioned):
    assert (await versioned.get(version="odd-one")).version is None
    versioned.asker.versions["odd-one"] = VersionDocument("odd-one")
    assert (await versioned.get(version="odd-one", files=True)).version is not None


@pytest.mark.parametrize("version", ["3.0", "banana", "", "../x"])
async def test_a_version_that_does_not_exist_takes_none(versioned, version):
    assert (await versioned.get(version=version)).version is None
    assert len(versioned.requests()) == 1


async def test_an_index_without_words_for_a_version(versioned):
    for _ in range(2):
        assert (await versioned.get(version="odd-one")).version is None
    assert len(versioned.requests()) == 2


async def test_a_failure_costs_the_version_only(versioned):
    versioned.asker.versions["1.0.0"] = TROUBLE
    answer = await versioned.get(version="1.0")
    assert (answer.document.latest, answer.version, answer.stale) == ("2.0.0", None, False)


async def test_an_old_word_about_a_version_is_better_than_none(versioned):
    await versioned.get(version="1.0")
    versioned.now += 2 * DAY
    versioned.asker.versions["1.0.0"] = TROUBLE
    assert (await versioned.get(version="1.0")).version == VersionDocument("1.0", BAD)


async def test_a_version_of_a_missing_project(scene):
    assert isinstance(await scene.get(version="1.0"), Missing)
