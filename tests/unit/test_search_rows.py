"""Rows for what was found: from this machine alone, and completed by a few look-ups."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from pypi_language_server.catalogue.search_model import Found, FoundBy
from pypi_language_server.environment import PythonEnvironment
from pypi_language_server.index.model import Known, Missing, Pending, ProjectStatus
from pypi_language_server.names import normalize
from pypi_language_server.search_rows import (
    AT_ONCE,
    IN_SIGHT,
    Budget,
    completed,
    looked_up,
    rows_in_sight,
    rows_of,
)
from tests.protocol.fakes import INDEX, NOW, FakeServices, known, no_answer

PLENTY = Budget(projects=50, seconds=30)


def found(names: Iterable[str]) -> tuple[Found, ...]:
    return tuple(Found(name, normalize(name), FoundBy.NAME) for name in names)


async def turns() -> None:
    """Let everything go on that can."""
    for _ in range(50):
        await asyncio.sleep(0)


def asked(services: FakeServices) -> list[str]:
    return [name for name, _, _ in services.looked_up]


def test_rows_from_this_machine_ask_nobody() -> None:
    services = FakeServices(peeked={"requests": known("requests")})
    rows = rows_of(found(["requests", "flask"]), services)
    assert [(row.version, row.installed) for row in rows] == [("2.0", "1.0"), ("", "")]
    assert [row.popular for row in rows] == [True, False]
    assert asked(services) == []


def test_rows_are_judged_for_the_services_python_or_another() -> None:
    answer = known("flask")
    answer = Known(answer.document, NOW)
    services = FakeServices(peeked={"flask": answer})
    assert rows_of(found(["flask"]), services)[0].fits is True
    unknown = PythonEnvironment()
    assert rows_of(found(["flask"]), services, unknown)[0].fits is None


@pytest.mark.parametrize("count", [0, 1, IN_SIGHT, IN_SIGHT + 1, 50])
def test_a_list_reads_the_documents_in_sight(count: int) -> None:
    """The other rows hold what needs none; nobody is asked about any."""
    names = [f"name-{number}" for number in range(count)]
    services = FakeServices(peeked={name: known(name) for name in names})
    rows = rows_in_sight(found(names), services)
    assert [row.name for row in rows] == names
    assert rows[:IN_SIGHT] == rows_of(found(names), services)[:IN_SIGHT]
    assert rows[IN_SIGHT:] == rows_of(found(names), FakeServices())[IN_SIGHT:]
    assert asked(services) == []


async def test_only_rows_without_a_version_are_asked_about() -> None:
    services = FakeServices(
        peeked={"b": known("b"), "c": Missing(normalize("c"), INDEX, NOW)},
        answers={name: known(name) for name in "ad"},
    )
    done = await looked_up(found("abcd"), services, PLENTY)
    assert sorted(asked(services)) == ["a", "d"]
    assert [row.version for row in done.rows] == ["2.0", "2.0", "", "2.0"]
    assert (done.asked, done.unanswered, done.left, done.why) == (2, 0, 0, "")
    assert [row.name for row in done.rows] == list("abcd")


async def test_a_quarantined_project_needs_no_second_question() -> None:
    answer = known("a", latest="")
    document = answer.document.__class__("a", INDEX, latest="", status=ProjectStatus.QUARANTINED)
    services = FakeServices(peeked={"a": Known(document, NOW)})
    done = await looked_up(found("a"), services, PLENTY)
    assert (asked(services), done.asked) == ([], 0)
    assert done.rows[0].status is ProjectStatus.QUARANTINED


async def test_the_first_rows_are_asked_about_and_the_others_counted() -> None:
    services = FakeServices(answers={name: known(name) for name in "abcdef"})
    done = await looked_up(found("abcdef"), services, Budget(projects=2, seconds=30))
    assert asked(services) == ["a", "b"]
    assert (done.asked, done.left) == (2, 4)
    assert [bool(row.version) for row in done.rows] == [True, True, False, False, False, False]
    rows = await completed(found("abcdef"), services, Budget(projects=2, seconds=30))
    assert rows == done.rows


async def test_failures_are_told_and_are_not_missing_projects() -> None:
    services = FakeServices(
        answers={
            "a": no_answer("a", "the server is down"),
            "b": Pending(normalize("b")),
            "c": Missing(normalize("c"), INDEX, NOW),
        }
    )
    done = await looked_up(found("abc"), services, PLENTY)
    assert (done.asked, done.unanswered, done.why) == (3, 2, "the server is down")
    assert [row.missing for row in done.rows] == [False, False, True]


async def test_when_the_time_is_over_what_is_known_comes_back() -> None:
    services = FakeServices(gate=asyncio.Event(), answers={"a": known("a")})
    done = await looked_up(found("ab"), services, Budget(projects=10, seconds=0))
    assert (done.asked, done.unanswered, done.why) == (2, 2, "")
    assert [row.version for row in done.rows] == ["", ""]
    assert services.settled == []


async def test_a_few_are_asked_at_once() -> None:
    services = FakeServices(gate=asyncio.Event())
    names = [f"p{number}" for number in range(3 * AT_ONCE)]
    task = asyncio.ensure_future(looked_up(found(names), services, PLENTY))
    await turns()
    assert asked(services) == names[:AT_ONCE]
    assert services.gate is not None
    services.gate.set()
    await task
    assert asked(services) == names


async def test_who_is_cancelled_leaves_no_look_up_waiting() -> None:
    services = FakeServices(gate=asyncio.Event())
    task = asyncio.ensure_future(looked_up(found("abcdef"), services, PLENTY))
    await turns()
    assert len(asked(services)) == AT_ONCE
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await turns()
    assert len(asyncio.all_tasks()) == 1
    assert services.settled == []


async def test_nothing_found_asks_nothing() -> None:
    services = FakeServices()
    done = await looked_up((), services, PLENTY)
    assert (done.rows, done.asked, asked(services)) == ((), 0, [])
