"""The store's small parts: records, codec, single flight, back-off."""

from __future__ import annotations

import asyncio
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.index.model import (
    FileHash,
    IndexUnavailable,
    Link,
    LinkKind,
    NotAsked,
    ProjectDocument,
    ProjectStatus,
    Release,
    VersionDocument,
    Vulnerability,
)
from pypi_language_server.store import codec
from pypi_language_server.store.backoff import Backoff
from pypi_language_server.store.record import DAY, HOUR, Record, VersionRecord, is_fresh
from pypi_language_server.store.single_flight import SingleFlight

DOCUMENT = ProjectDocument("Sprocket", "https://index.example/simple/", serial=10)
NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("serial", "list_age", "age", "fresh"),
    [
        (10, HOUR, 90 * DAY, True),  # the list is young and says that nothing moved
        (9, HOUR, 90 * DAY, True),
        (11, HOUR, 1, False),  # it moved
        (10, 49 * HOUR, 23 * HOUR, True),  # the list is too old to tell: a day
        (10, 49 * HOUR, 25 * HOUR, False),
        (None, HOUR, 23 * HOUR, True),  # it tells nothing
        (None, HOUR, 25 * HOUR, False),
        (None, None, 23 * HOUR, True),
        (11, None, 1, False),
        (None, None, -60, True),  # another machine's clock
        (None, None, -DAY, False),
    ],
)
def test_how_long_documents_are_fresh(serial, list_age, age, fresh):
    assert is_fresh(Record(DOCUMENT, NOW - age), NOW, serial, list_age) is fresh


@pytest.mark.parametrize(
    ("serial", "age", "fresh"),
    [(None, 0.9 * HOUR, True), (None, 1.1 * HOUR, False), (5, 1, False)],
)
def test_how_long_a_missing_project_is_believed(serial, age, fresh):
    assert is_fresh(Record(None, NOW - age), NOW, serial, HOUR) is fresh


def test_a_page_behind_its_list_is_not_asked_for_again_and_again():
    assert is_fresh(Record(DOCUMENT, NOW - DAY, serial=12), NOW, 12, HOUR)
    assert not is_fresh(Record(DOCUMENT, NOW - 1, serial=12), NOW, 13, HOUR)


def test_incomplete_documents_are_asked_for_again_soon():
    record = Record(DOCUMENT, NOW, complete=False)
    assert is_fresh(record, NOW + 500, 10, HOUR)
    assert not is_fresh(record, NOW + 700, 10, HOUR)


def test_versions_are_fresh_for_a_day():
    assert VersionRecord(None, NOW).is_fresh(NOW + 0.9 * DAY)
    assert not VersionRecord(None, NOW).is_fresh(NOW + 1.1 * DAY)


# -- codec

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=15)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
TIMES = st.integers(1, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
VULNERABILITIES = st.lists(
    st.builds(Vulnerability, TEXT, TEXTS, TEXT, TEXTS, TEXT), max_size=2
).map(tuple)
DOCUMENTS = st.builds(
    ProjectDocument,
    name=TEXT,
    source=TEXT,
    summary=TEXT,
    latest=TEXT,
    releases=st.lists(
        st.builds(Release, TEXT, st.none() | TIMES, TEXT, st.booleans(), TEXT), max_size=3
    ).map(tuple),
    license=TEXT,
    extras=TEXTS,
    requires_dist=TEXTS,
    links=st.lists(st.builds(Link, st.sampled_from(LinkKind), TEXT, TEXT), max_size=2).map(tuple),
    classifiers=TEXTS,
    vulnerabilities=VULNERABILITIES,
    status=st.sampled_from(ProjectStatus),
    status_reason=TEXT,
    serial=st.integers(0, 2**63 - 1),
    keywords=TEXTS,
)


@given(DOCUMENTS)
def test_documents_come_back_as_they_were(document):
    assert codec.decode_project(codec.encode_project(document)) == document


@given(
    st.builds(
        VersionDocument,
        TEXT,
        VULNERABILITIES,
        st.lists(st.builds(FileHash, TEXT, TEXT), max_size=3).map(tuple),
    )
)
def test_versions_come_back_as_they_were(document):
    assert codec.decode_version(codec.encode_version(document)) == document


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=15) | st.dictionaries(TEXT, inner, max_size=2),
)


@given(st.binary(max_size=50) | JSON.map(lambda value: zlib.compress(repr(value).encode())))
def test_anything_else_is_a_bad_record(data):
    for decode in (codec.decode_project, codec.decode_version):
        with pytest.raises(codec.BadRecord):
            decode(data)


def test_a_document_from_a_time_without_keywords_is_one_without_keywords():
    row = codec._unpack(codec.encode_project(DOCUMENT))
    assert codec.decode_project(codec._pack(row[:14])) == DOCUMENT


@given(st.integers(0, 14), JSON)
def test_any_field_may_be_wrong(place, value):
    row = codec._unpack(codec.encode_project(DOCUMENT))
    row[place] = value
    try:
        document = codec.decode_project(codec._pack(row))
    except codec.BadRecord:
        return
    assert isinstance(document, ProjectDocument)


@pytest.mark.parametrize("cut", [0, 1, 10, -1])
def test_half_a_record_is_a_bad_record(cut):
    with pytest.raises(codec.BadRecord):
        codec.decode_project(codec.encode_project(DOCUMENT)[:cut])


# -- single flight


class Load:
    """A load that a test lets finish."""

    def __init__(self):
        self.started = asyncio.Event()
        self.gate = asyncio.Event()
        self.times = 0

    async def __call__(self):
        self.times += 1
        self.started.set()
        await self.gate.wait()
        return self.times


async def test_one_load_for_many():
    flight, load = SingleFlight(), Load()
    waiters = [asyncio.create_task(flight.run("key", load)) for _ in range(5)]
    other = asyncio.create_task(flight.run("other", load))
    await load.started.wait()
    load.gate.set()
    assert await asyncio.gather(*waiters) == [2] * 5
    assert await other == 2
    assert len(flight) == 0


async def test_a_cancelled_waiter_leaves_the_load():
    flight, load = SingleFlight(), Load()
    first, second = (asyncio.create_task(flight.run("key", load)) for _ in range(2))
    await load.started.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    load.gate.set()
    assert await second == 1


async def test_a_failed_load_fails_for_all_and_leaves_nothing():
    flight = SingleFlight()

    async def fail():
        raise IndexUnavailable("", "No.")

    results = await asyncio.gather(
        *(flight.run("key", fail) for _ in range(3)), return_exceptions=True
    )
    assert [str(result) for result in results] == ["No."] * 3
    assert len(flight) == 0
    load = Load()
    load.gate.set()
    assert await flight.run("key", load) == 1


async def test_closing_ends_what_is_under_way():
    flight, load = SingleFlight(), Load()
    waiter = asyncio.create_task(flight.run("key", load))
    await load.started.wait()
    await flight.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiter
    assert len(flight) == 0


# -- back-off


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


def failing(after=None):
    return IndexUnavailable("https://index.example/x", "It has trouble.", after)


def test_leaves_a_failing_index_alone_longer_and_longer():
    clock = Clock()
    backoff = Backoff(clock, lambda: 0.5)
    pauses = []
    for _ in range(10):
        backoff.failed("a", failing())
        pauses.append(round(backoff.pause("a").retry_after))
        clock.now += pauses[-1]
        assert backoff.pause("a") is None
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    assert backoff.pause("b") is None
    backoff.succeeded("a")
    backoff.failed("a", failing())
    assert round(backoff.pause("a").retry_after) == 5


def test_jitter_keeps_machines_apart():
    for chance, seconds in ((0.0, 2.5), (1.0, 7.5)):
        backoff = Backoff(Clock(), lambda chance=chance: chance)
        backoff.failed("a", failing())
        assert backoff.pause("a").retry_after == seconds


def test_waits_at_least_as_long_as_the_index_asks():
    clock = Clock()
    backoff = Backoff(clock, lambda: 0.5)
    backoff.failed("a", failing(after=600))
    clock.now += 599
    assert backoff.pause("a") is not None
    backoff.succeeded("a")  # an answer that was under way does not lift the request
    assert backoff.pause("a") is not None
    clock.now += 1
    assert backoff.pause("a") is None


def test_failures_side_by_side_count_once():
    clock = Clock()
    backoff = Backoff(clock, lambda: 0.5)
    for _ in range(4):
        backoff.failed("a", failing())
    assert round(backoff.pause("a").retry_after) == 5


def test_what_was_not_asked_did_not_fail():
    backoff = Backoff(Clock(), lambda: 0.5)
    backoff.failed("a", NotAsked("", "Offline."))
    assert backoff.pause("a") is None


def test_a_clock_set_back_does_not_silence_an_index():
    clock = Clock()
    backoff = Backoff(clock, lambda: 0.5)
    backoff.failed("a", failing())
    clock.now -= 30 * DAY
    assert backoff.pause("a") is None


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "5 s"), (0.1, "1 s"), (600, "10 min"), (7200, "2 h")]
)
def test_says_when_it_asks_again(seconds, words):
    backoff = Backoff(Clock(), lambda: -0.5)
    backoff.failed("a", failing(after=seconds))
    assert backoff.pause("a").why == f"It has trouble. It is asked again in {words}."
