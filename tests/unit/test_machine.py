"""Searching on this machine: whose texts are found, and how projects stand."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pypi_language_server.catalogue import starter
from pypi_language_server.catalogue.search_model import Standing
from pypi_language_server.index.model import ProjectDocument
from pypi_language_server.names import NormalizedName
from pypi_language_server.settings import IndexSettings, PopularitySettings, Settings
from pypi_language_server.store.database import Database
from pypi_language_server.store.record import Record
from pypi_language_server.wiring import Machine

MAIN, PRIVATE = "https://index.example/simple/", "https://corp.example/simple/"
STRANGER = "https://stranger.example/simple/"
URL = "https://downloads.example/top.json"
SETTINGS = Settings(
    index=IndexSettings(url=MAIN, extra_urls=(PRIVATE,), offline=True),
    popularity=PopularitySettings(url=URL),
)
Make = Callable[..., Machine]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    machines: list[Machine] = []

    def make(settings: Settings = SETTINGS) -> Machine:
        machines.append(Machine(settings, {"PYPI_LS_CACHE_DIR": str(tmp_path)}))
        return machines[-1]

    yield make
    for machine in machines:
        asyncio.run(machine.close())


def keep(folder: Path, source: str, name: str, summary: str) -> None:
    """Put a document into the cache, as a look-up does."""
    cache = Database(folder)
    cache.write(
        source,
        NormalizedName(name),
        Record(ProjectDocument(name, source, summary=summary), time.time()),
    )
    cache.close()


def found(machine: Machine, query: str) -> set[str]:
    return {item.spelling for item in machine.search(query, 50).found}


def test_the_texts_of_the_users_own_indexes_are_found(make: Make, tmp_path: Path) -> None:
    """Not those of an index that some opened file has named."""
    keep(tmp_path, MAIN, "gearbox", "Flumperl gears.")
    keep(tmp_path, PRIVATE, "secret-gearbox", "Flumperl gears of ours.")
    keep(tmp_path, STRANGER, "strange-gearbox", "Flumperl gears of others.")
    assert found(make(), "flumperl") == {"gearbox", "secret-gearbox"}


def test_an_index_that_is_not_used_any_more_is_not_searched(make: Make, tmp_path: Path) -> None:
    keep(tmp_path, PRIVATE, "secret-gearbox", "Flumperl gears of ours.")
    machine = make()
    assert found(machine, "flumperl") == {"secret-gearbox"}
    machine.configure(replace(SETTINGS, index=replace(SETTINGS.index, extra_urls=())))
    assert found(machine, "flumperl") == set()


def test_searching_leaves_no_trace(make: Make, tmp_path: Path) -> None:
    machine = make()
    assert found(machine, "http client")
    assert list(tmp_path.iterdir()) == []
    assert machine.problems() == ()


async def test_a_search_prepared_beside_the_loop_finds_the_same(make: Make, tmp_path: Path) -> None:
    keep(tmp_path, MAIN, "gearbox", "Flumperl gears.")
    machine = make()
    await machine.prepare_search()
    assert found(machine, "flumperl") == {"gearbox"}
    assert found(machine, "http client") == found(make(), "http client") != set()


async def test_a_machine_that_ends_early_leaves_no_file_open(make: Make, tmp_path: Path) -> None:
    """Closed while a thread still reads, the cache would be opened anew and stay so."""
    keep(tmp_path, MAIN, "gearbox", "Flumperl gears.")
    machine = make()
    task = asyncio.create_task(machine.prepare_search())
    await asyncio.sleep(0)
    task.cancel()
    await machine.close()
    assert machine.searcher._making is None
    assert machine.store._database._file._reader is None


def test_how_a_project_stands(make: Make, tmp_path: Path) -> None:
    first = starter.load().order[0]
    assert make().standing(first) == Standing(0)
    assert make().standing(NormalizedName("nobody-knows-this-one")) is None
    kept = {"url": URL, "fetched_at": 1, "attempted_at": 1, "names": ["gearbox"], "counts": [700]}
    (tmp_path / "popularity.json").write_text(json.dumps(kept))
    machine = make()
    assert machine.standing(NormalizedName("gearbox")) == Standing(0, 700)
    assert machine.standing(first) == Standing(1)
    machine.configure(replace(SETTINGS, popularity=PopularitySettings(url="")))
    assert machine.standing(first) == Standing(0), "of a document that is not wanted any more"


def test_the_most_popular_of_a_list_that_is_not_there_yet(make: Make) -> None:
    from pypi_language_server.deepening import most_popular

    machine = make()
    assert machine.plan.main is not None
    assert most_popular(machine, machine.plan.main, 3) == list(starter.load().order[:3])
