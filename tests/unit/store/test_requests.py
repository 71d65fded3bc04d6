"""The number of requests that a real index sees, through plan, client and store together."""

from __future__ import annotations

import contextlib

import pytest

from pypi_language_server.index.client import connect
from pypi_language_server.index.config import plan_indexes
from pypi_language_server.index.model import Known, Missing, Unavailable
from pypi_language_server.index.scope import NOWHERE, Scope, ScopedIndex
from pypi_language_server.names import NormalizedName
from pypi_language_server.settings import IndexSettings
from pypi_language_server.store.database import Database
from pypi_language_server.store.project_store import ProjectStore
from pypi_language_server.store.seams import World
from tests.support import bad_days
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind
from tests.unit.index.user_files import FakeFiles

SPROCKET = NormalizedName("sprocket")
PROJECT = FakeProject("Sprocket", (FakeRelease("1.0"), FakeRelease("2.0")), serial=10)


@pytest.fixture
def index():
    with FakeIndex([PROJECT]) as fake:
        yield fake


class Machine:
    """One start of the program, on a cache directory that stays."""

    def __init__(self, folder, settings, environ=None):
        self.serial = 10
        self.plan = plan_indexes(settings, environ or {}, FakeFiles())
        database = Database(folder)
        world = World(serial_of=lambda *_: self.serial, list_age=lambda: 60.0)
        self.store = ProjectStore(database, connect(database), world)

    async def look_up(self, name=SPROCKET, scope=NOWHERE, version=None, listed=True):
        return await self.store.get(name, self.plan.route(name, scope, listed), version)


@contextlib.asynccontextmanager
async def started(folder, *indexes, **settings):
    """A machine that is set to these indexes."""
    main, *extra = indexes
    machine = Machine(
        folder, IndexSettings(url=main.root, extra_urls=tuple(i.root for i in extra), **settings)
    )
    yield machine
    await machine.store.aclose()


async def test_one_for_an_unknown_project_none_again_none_after_a_restart(tmp_path, index):
    async with started(tmp_path, index) as machine:
        assert isinstance(await machine.look_up(), Known)
        assert index.counts() == {"project": 1}
        await machine.look_up()
    async with started(tmp_path, index) as machine:
        assert isinstance(await machine.look_up(), Known)
        assert index.counts() == {"project": 1}
        machine.serial = 11
        await machine.look_up()
        await machine.look_up()
        assert index.counts() == {"project": 2}


async def test_an_unmoved_document_is_not_sent_again(tmp_path, index):
    async with started(tmp_path, index) as machine:
        await machine.look_up()
        machine.serial = 11
        assert (await machine.look_up()).document.latest == "2.0"
    assert '"' in index.requests[-1].headers["if-none-match"]


async def test_where_there_is_no_json_api_it_is_tried_once_ever(tmp_path, index):
    index.json_api = False
    for name in ("sprocket", "cogwheel", "chain"):
        index.add(FakeProject(name, core_metadata=False))
        async with started(tmp_path, index) as machine:
            await machine.look_up(NormalizedName(name))
    assert index.counts() == {"project": 1, "page": 3}


async def test_a_missing_project(tmp_path, index):
    async with started(tmp_path, index) as machine:
        machine.serial = None
        for _ in range(3):
            assert isinstance(await machine.look_up(NormalizedName("nothing")), Missing)
    assert index.counts() == {"project": 1, "page": 1}


async def test_a_pinned_version(tmp_path, index):
    async with started(tmp_path, index) as machine:
        for _ in range(2):
            answer = await machine.look_up(version="1")
            assert answer.version.version == "1"
    async with started(tmp_path, index) as machine:
        await machine.look_up(version="1.0")
    assert index.counts() == {"project": 1, "version": 1}


async def test_a_failing_index_is_asked_once(tmp_path, index):
    index.fail(Kind.PROJECT, bad_days.status(503, retry_after=600), times=None)
    async with started(tmp_path, index) as machine:
        for name in ("sprocket", "cogwheel", "chain"):
            assert isinstance(await machine.look_up(NormalizedName(name)), Unavailable)
    assert index.counts() == {"project": 1}


async def test_a_private_index_that_fails_keeps_its_names(tmp_path, index):
    with FakeIndex([PROJECT]) as public:
        index.fail(Kind.PROJECT, bad_days.hung_up(), times=None)
        async with started(tmp_path, index, public) as machine:
            assert isinstance(await machine.look_up(), Unavailable)
        assert public.requests == []


async def test_an_untrusted_repositorys_index_gets_no_request(tmp_path, index):
    with FakeIndex([PROJECT]) as stranger:
        named = ScopedIndex(stranger.root, "stranger", replaces_default=True)
        async with started(tmp_path, index) as machine:
            for scope in (Scope((named,)), Scope((named,), assigned="stranger")):
                for listed in (True, False):
                    await machine.look_up(scope=scope, listed=listed)
            assert stranger.requests == []
            index.forget()
            await machine.look_up(scope=Scope((named,), trusted=True))
            assert (stranger.count(), index.count()) == (1, 0)


async def test_offline_nobody_is_asked(tmp_path, index):
    async with started(tmp_path, index, offline=True) as machine:
        assert isinstance(await machine.look_up(), Unavailable)
    assert index.requests == []


async def test_credentials_reach_their_index_and_no_file(tmp_path, index):
    index.credentials = "ada:hush"
    settings = IndexSettings(url=index.root_with("ada:hush"))
    machine = Machine(tmp_path, settings)
    assert isinstance(await machine.look_up(), Known)
    await machine.store.aclose()
    for path in tmp_path.iterdir():
        assert b"hush" not in path.read_bytes()
