"""One thread asks the services, whoever wants to know."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pypi_language_server.index.model import Missing
from pypi_language_server.index.scope import NOWHERE
from pypi_language_server.names import NormalizedName
from pypi_language_server.web.desk import Closed, Desk
from tests.support.library import Library
from tests.support.loopback import PATIENCE, until

NAME = NormalizedName("sprocket")


def test_one_thread_asks_for_all() -> None:
    library = Library({"Sprocket": ""})
    with Desk(library) as desk, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: desk.ask(lambda it: it.search("s", 5)), range(50)))
    assert len(found) == 50
    assert len(library.threads) == 1
    assert threading.get_ident() not in library.threads
    assert library.closed


def test_others_are_answered_while_somebody_waits_for_the_network() -> None:
    async def made() -> asyncio.Event:
        return asyncio.Event()

    library = Library({"Sprocket": ""})
    with Desk(library) as desk, ThreadPoolExecutor(1) as pool:
        library.gate = desk.wait_for(lambda _: made())
        waiting = pool.submit(desk.wait_for, lambda it: it.look_up(NAME, NOWHERE))
        until(lambda: library.asked == [NAME])
        assert desk.ask(lambda it: it.search("sprocket", 5)).found
        assert not waiting.done()
        desk.ask(lambda _: library.gate.set())
        assert isinstance(waiting.result(PATIENCE), Missing)


def test_a_defect_reaches_who_asked_and_nobody_else() -> None:
    def defect(_: object) -> None:
        raise ZeroDivisionError

    with Desk(Library()) as desk:
        with pytest.raises(ZeroDivisionError):
            desk.ask(defect)
        assert desk.ask(lambda _: 1) == 1


def test_who_waits_when_it_closes_is_told() -> None:
    async def forever(_: object) -> None:
        began.set()
        await asyncio.Event().wait()

    began = threading.Event()
    desk = Desk(Library())
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(desk.wait_for, forever)
        assert began.wait(PATIENCE)
        desk.close()
        with pytest.raises(Closed):
            waiting.result(PATIENCE)


def test_who_comes_late_is_told() -> None:
    desk = Desk(Library())
    desk.close()
    desk.close()
    with pytest.raises(Closed):
        desk.ask(lambda _: 1)


def test_services_that_do_not_close_are_left() -> None:
    class Stuck(Library):
        async def close(self) -> None:
            await asyncio.Event().wait()

    desk = Desk(Stuck(), goodbye=0.05)
    desk.close()
    with pytest.raises(Closed):
        desk.ask(lambda _: 1)
