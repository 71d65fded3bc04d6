"""One project from one index, over loopback: which requests it takes, and every bad day."""

from __future__ import annotations

import asyncio
import threading

import pytest

from pypi_language_server.index.asking import IndexClient, MemoryFacts
from pypi_language_server.index.client import HttpFetcher, connect
from pypi_language_server.index.credentials import Credentials
from pypi_language_server.index.model import (
    AccessDenied,
    FileHash,
    IndexUnavailable,
    MalformedAnswer,
    VersionDocument,
    Vulnerability,
)
from pypi_language_server.index.plan import Index, json_beside
from pypi_language_server.index.wire import Fetched
from pypi_language_server.names import NormalizedName
from tests.support import bad_days
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind

SPROCKET = NormalizedName("sprocket")
PROJECT = FakeProject(
    "Sprocket",
    (
        FakeRelease("1.0", vulnerabilities=({"id": "EXA-1"},)),
        FakeRelease("2.0", requires_python=">=3.9"),
    ),
    summary="Teeth for wheels.",
    serial=42,
)


@pytest.fixture
def index():
    with FakeIndex([PROJECT]) as fake:
        yield fake


@pytest.fixture
async def client():
    client = connect()
    yield client
    await client.aclose()


def at(fake, **more):
    """The index to ask for a fake one."""
    return Index(fake.root, json_beside(fake.root), **more)


async def test_one_request_where_there_is_a_json_api(index, client):
    loaded = await client.project(at(index), SPROCKET)
    assert loaded.document.summary == "Teeth for wheels."
    assert loaded.document.source == index.root
    assert loaded.document.serial == 42
    assert index.counts() == {"project": 1}


async def test_the_json_api_is_tried_once(index, client):
    index.json_api = False
    index.add(FakeProject("Cogwheel"))
    document = (await client.project(at(index), SPROCKET)).document
    assert (document.name, document.summary, document.latest) == (
        "Sprocket",
        "Teeth for wheels.",
        "2.0",
    )
    assert index.counts() == {"project": 1, "page": 1, "metadata": 1}
    await client.project(at(index), NormalizedName("cogwheel"))
    assert index.counts() == {"project": 1, "page": 2, "metadata": 2}


async def test_many_at_once_try_the_json_api_once(index, client):
    index.json_api = False
    names = [NormalizedName(f"wheel-{n}") for n in range(6)]
    index.add(*(FakeProject(name, core_metadata=False) for name in names))
    await asyncio.gather(*(client.project(at(index), name) for name in names))
    assert index.counts() == {"project": 1, "page": 6}


async def test_what_is_remembered_decides(index):
    facts = MemoryFacts()
    facts.remember_json_api(index.root, False)
    client = connect(facts)
    await client.project(at(index), SPROCKET)
    assert index.counts() == {"page": 1, "metadata": 1}
    facts.remember_json_api(index.root, True)
    await client.project(at(index), SPROCKET)
    assert index.count(Kind.PROJECT) == 1
    index.json_api = False  # it has gone
    await client.project(at(index), SPROCKET)
    assert facts.json_api(index.root) is False
    await client.aclose()


async def test_html_pages_do_as_well(index, client):
    index.simple_json = index.json_api = False
    loaded = await client.project(at(index), SPROCKET)
    assert [release.version for release in loaded.document.releases] == ["2.0", "1.0"]
    assert loaded.document.summary == "Teeth for wheels."


async def test_a_project_is_missing_when_its_page_is(index, client):
    loaded = await client.project(at(index), NormalizedName("nothing"))
    assert (loaded.document, loaded.unchanged) == (None, False)
    assert index.counts() == {"project": 1, "page": 1}


async def test_a_project_without_json_document_may_still_have_a_page(index, client):
    """Quarantined projects, and those without any release."""
    index.add(FakeProject("Hollow", (), status="quarantined", status_reason="malware?"))
    index.fail("/pypi/hollow/json", bad_days.status(404), times=None)
    certain = at(index, json_certain=True)
    loaded = await client.project(certain, NormalizedName("hollow"))
    assert loaded.document.status == "quarantined"
    assert loaded.document.releases == ()
    await client.project(certain, SPROCKET)
    assert index.count(Kind.PROJECT) == 2  # the JSON API is still asked first


async def test_what_has_not_changed_is_not_sent_again(index, client):
    for json_api in (True, False):
        index.json_api = json_api
        fresh = connect()
        first = await fresh.project(at(index), SPROCKET)
        again = await fresh.project(at(index), SPROCKET, first.etag)
        assert (again.document, again.unchanged, again.etag) == (None, True, first.etag)
        await fresh.aclose()


async def test_nothing_new_about_nothing_known_is_no_answer(index, client):
    index.fail(Kind.PROJECT, bad_days.status(304), times=None)
    with pytest.raises(MalformedAnswer):
        await client.project(at(index, json_certain=True), SPROCKET)


async def test_one_version(index, client):
    document = await client.version(at(index), SPROCKET, "1.0")
    digest = FileHash("sprocket-1.0-py3-none-any.whl", f"sha256:{'0' * 64}")
    assert document == VersionDocument("1.0", (Vulnerability("EXA-1"),), (digest,))
    assert await client.version(at(index), SPROCKET, "9.9") is None
    assert index.counts() == {"version": 2}
    assert await client.version(at(index), SPROCKET, "../x") is None
    assert await client.version(Index(index.root), SPROCKET, "1.0") is None
    assert index.counts() == {"version": 2}


async def test_digests_of_an_index_without_a_json_api(index, client):
    for page in ("json", "html"):
        index.simple_json = page == "json"
        document = await client.version(Index(index.root), SPROCKET, "1.0.0", files=True)
        assert document is not None
        assert {item.digest for item in document.hashes} == {f"sha256:{'0' * 64}"}
    assert await client.version(Index(index.root), SPROCKET, "9.9", files=True) is None


async def test_digests_of_an_index_whose_json_api_has_no_single_versions(index, client):
    index.fail(Kind.VERSION, bad_days.status(404), times=None)
    document = await client.version(at(index), SPROCKET, "1.0", files=True)
    assert document is not None
    assert document.hashes
    assert await client.version(at(index), SPROCKET, "1.0") is None


async def test_credentials(index, client):
    index.credentials = "ada:hush"
    right = at(index, credentials=Credentials("ada", "hush"))
    assert (await client.project(right, SPROCKET)).document is not None
    for wrong in (at(index), at(index, credentials=Credentials("ada", "wrong"))):
        with pytest.raises(AccessDenied, match="user name and password") as caught:
            await client.project(wrong, SPROCKET)
        assert "hush" not in str(caught.value)
        assert caught.value.url.startswith(index.origin)


async def test_a_fallback_to_another_index_gets_no_credentials(index, client):
    """pypiserver sends on what it does not have."""
    with FakeIndex(credentials="ada:hush", json_api=False) as first:
        first.fail("/simple/sprocket/", bad_days.redirect(f"{index.root}sprocket/"), times=None)
        asked = at(first, credentials=Credentials("ada", "hush"))
        loaded = await client.project(asked, SPROCKET)
        assert loaded.document.latest == "2.0"
    assert not any("authorization" in request.headers for request in index.requests)


async def test_summaries_may_come_later(index, client):
    index.json_api = False
    index.fail(Kind.METADATA, bad_days.status(500))
    loaded = await client.project(at(index), SPROCKET)
    assert (loaded.document.latest, loaded.document.summary) == ("2.0", "")
    assert not loaded.complete
    assert (await client.project(at(index), SPROCKET)).complete


# -- bad days

PORTAL = bad_days.captive_portal()


@pytest.mark.parametrize(
    "day",
    [
        (bad_days.status(503), IndexUnavailable, "HTTP 503"),
        (bad_days.status(429, retry_after=60), IndexUnavailable, "fewer questions"),
        (bad_days.status(403), AccessDenied, "refuses access"),
        (PORTAL, MalformedAnswer, "sign in"),
        (bad_days.body(b""), MalformedAnswer, "empty answer"),
        (bad_days.body(b'{"hello": 1}'), MalformedAnswer, "no project data"),
        (bad_days.body(b'{"info": {'), MalformedAnswer, "no project data"),
        (bad_days.cut_off(20), IndexUnavailable, "broke off"),
        (bad_days.hung_up(), IndexUnavailable, "broke off"),
        (bad_days.redirect("/simple/other/"), MalformedAnswer, "no project data"),
    ],
    ids=lambda day: day[2],
)
@pytest.mark.parametrize("certain", [True, False])
async def test_bad_days(index, client, day, certain):
    """Never "not found", always one sentence; the next day all is well."""
    reply, kind, said = day
    index.fail(Kind.PROJECT, reply, times=None)
    index.fail(Kind.PAGE, reply, times=None)
    asked = at(index, json_certain=certain)
    if reply.status == 302:  # to a page that has nothing to do with the project
        index.fail("/simple/other/", bad_days.body(b"{}"), times=None)
    with pytest.raises(kind, match=said) as caught:
        await client.project(asked, SPROCKET)
    assert caught.value.why.endswith(".")
    index.heal()
    assert (await client.project(asked, SPROCKET)).document is not None


async def test_nobody_there(client):
    with FakeIndex() as gone:
        asked = at(gone)
    with pytest.raises(IndexUnavailable, match="refuses the connection"):
        await client.project(asked, SPROCKET)


async def test_nobody_answers(index):
    index.fail(Kind.PROJECT, bad_days.held(threading.Event()), times=None)
    client = IndexClient(HttpFetcher(total=0.05))
    with pytest.raises(IndexUnavailable, match="did not answer in time"):
        await client.project(at(index), SPROCKET)
    await client.aclose()


async def test_big_documents_are_read_too(index, client):
    releases = tuple(FakeRelease(f"1.{n}") for n in range(1500))
    index.add(FakeProject("Huge", releases))
    loaded = await client.project(at(index), NormalizedName("huge"))
    assert len(loaded.document.releases) == 1500
    assert loaded.document.latest == "1.1499"


async def test_metadata_is_not_fetched_over_plain_http_for_a_page_over_https():
    """The page's word alone must not lead from https to http."""
    asked = []

    class Answers:
        async def fetch(self, question):
            asked.append(question.url)
            anchor = '<a href="http://files.example/sprocket-1.0.tar.gz" data-core-metadata="true">'
            body = f"{anchor}sprocket-1.0.tar.gz</a>".encode()
            return Fetched(question.url, 200, {"content-type": "text/html"}, body)

        async def aclose(self):
            pass

    loaded = await IndexClient(Answers()).project(Index("https://index.example/simple/"), SPROCKET)
    assert loaded.document.latest == "1.0"
    assert asked == ["https://index.example/simple/sprocket/"]


async def test_those_who_waited_for_the_first_try_use_what_it_found(index, client):
    names = [NormalizedName(f"wheel-{n}") for n in range(4)]
    index.add(*(FakeProject(name) for name in names))
    gate = threading.Event()
    index.fail(Kind.PROJECT, bad_days.held(gate))
    tasks = [asyncio.create_task(client.project(at(index), name)) for name in names]
    await asyncio.sleep(0)
    gate.set()
    assert all(loaded.document for loaded in await asyncio.gather(*tasks))
    assert index.counts() == {"project": 4}


QUIET = FakeProject(
    "Sprocket",
    (FakeRelease("1.0", uploaded="2020-01-15T10:00:00Z"),),
    status="archived",
    status_reason="Use cogwheel.",
)


async def test_the_standing_of_a_project_that_has_been_quiet_for_long(index, client):
    """The JSON API does not tell it (PEP 792); a project with a recent release is not asked."""
    index.add(QUIET)
    document = (await client.project(at(index), SPROCKET)).document
    assert (document.status, document.status_reason) == ("archived", "Use cogwheel.")
    assert index.counts() == {"project": 1, "page": 1}


async def test_a_standing_that_cannot_be_had_is_asked_for_again(index, client):
    index.add(QUIET)
    index.fail(Kind.PAGE, bad_days.status(503))
    loaded = await client.project(at(index), SPROCKET)
    assert (loaded.document.status, loaded.complete) == ("active", False)


async def test_a_quiet_project_without_a_page_is_active(index, client):
    index.add(QUIET)
    index.fail(Kind.PAGE, bad_days.status(404))
    loaded = await client.project(at(index), SPROCKET)
    assert (loaded.document.status, loaded.complete) == ("active", True)
