"""What is searched: the starter catalogue and the texts of the cache, ready once and kept."""

from __future__ import annotations

import asyncio
import sys
import threading
from array import array
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue.model import EMPTY
from pypi_language_server.catalogue.search_model import ProjectText
from pypi_language_server.catalogue.standings import Standings
from pypi_language_server.catalogue.starter import Starter, parse
from pypi_language_server.names import NormalizedName, normalize
from pypi_language_server.searching import BETWEEN_LOOKS, Material, Searcher, entries
from pypi_language_server.store.text_table import TextRow
from tests.support.catalogues import catalogue_of

STARTER = Starter(
    parse(
        [
            "Sprocket | sprocket, spr | wheel, chain | Turns wheels by teeth.",
            "cogwheel | | wheel | Wheels with cogs.",
        ]
    )
)
ROW = TextRow("sprocket", "Sprocket", "Teeth for wheels.", "drive\n:: Machinery")
OBSCURE = TextRow("aaa-gearbox", "AAA_gearbox", "Boxes full of gears.", "")
POPULAR = TextRow("gearbox", "gearbox", "Boxes of gears.", "box")
MAIN, PRIVATE = "https://index.example/simple/", "https://corp.example/simple/"


def ranks(*names: str) -> dict[NormalizedName, int]:
    return {normalize(name): rank for rank, name in enumerate(names)}


# -- what can be searched


def test_the_starter_catalogues_own_words() -> None:
    assert list(entries(STARTER, (), {})) == [
        ProjectText(
            NormalizedName("sprocket"),
            "Sprocket",
            "Turns wheels by teeth.",
            ("sprocket", "spr"),
            ("wheel", "chain"),
        ),
        ProjectText(
            NormalizedName("cogwheel"), "cogwheel", "Wheels with cogs.", ("cogwheel",), ("wheel",)
        ),
    ]


def test_an_indexs_words_join_our_own() -> None:
    assert next(entries(STARTER, [ROW], ranks("sprocket"))) == ProjectText(
        NormalizedName("sprocket"),
        "Sprocket",
        "Turns wheels by teeth. · Teeth for wheels.",
        ("sprocket", "spr"),
        ("wheel", "chain", "drive", ":: Machinery"),
    )


@pytest.mark.parametrize("summary", ["", "Turns wheels by teeth."])
def test_a_summary_that_adds_nothing(summary: str) -> None:
    found = next(entries(STARTER, [ROW._replace(summary=summary)], ranks("sprocket")))
    assert found.summary == "Turns wheels by teeth."


def test_a_project_that_only_the_index_knows() -> None:
    assert list(entries(STARTER, [OBSCURE], {}))[-1] == ProjectText(
        NormalizedName("aaa-gearbox"), "AAA_gearbox", "Boxes full of gears."
    )


def test_the_best_known_come_first() -> None:
    """By the order in use; what is in no order comes last, whatever it is called."""
    order = ranks("cogwheel", "gearbox", "unheard-of", "sprocket")
    found = [entry.name for entry in entries(STARTER, [OBSCURE, POPULAR, ROW], order)]
    assert found == ["cogwheel", "gearbox", "sprocket", "aaa-gearbox"]


NAMES = st.sampled_from(["sprocket", "cogwheel", "gearbox", "a", "b"])
ROWS = st.lists(
    st.builds(TextRow, NAMES, st.text(), st.text(), st.text()), unique_by=lambda r: r.name
)


@given(ROWS, st.lists(NAMES, unique=True))
def test_each_project_once_whatever_the_texts_are(rows: list[TextRow], order: list[str]) -> None:
    found = [entry.name for entry in entries(STARTER, rows, ranks(*order))]
    assert sorted(found) == sorted({"sprocket", "cogwheel", *(row.name for row in rows)})
    known = [name for name in found if name in order]
    assert known == sorted(known, key=order.index)


# -- ready once


@dataclass
class World:
    """A cache of texts, the time, and what was asked of them."""

    rows: dict[str, tuple[TextRow, ...]] = field(default_factory=dict)
    stamp: tuple[int, int] | None = (1, 1)
    sources: tuple[str, ...] = (MAIN,)
    order: Standings = field(default_factory=Standings)
    now: float = 0.0
    build_takes: float = 0.0
    asked: int = 0
    opened: int = 0
    gate: threading.Event | None = None
    readers: set[int] = field(default_factory=set)
    broken: bool = False

    def __post_init__(self) -> None:
        material = Material(
            STARTER, lambda: self.sources, self.open, lambda: self.order, lambda: self.now
        )
        self.searcher = Searcher(material)

    def open(self) -> World:
        self.opened += 1
        return self

    def texts(self, sources: tuple[str, ...]) -> tuple[TextRow, ...]:
        self.asked += 1
        self.readers.add(threading.get_ident())
        if self.gate is not None:
            assert self.gate.wait(10)
        if self.broken:
            raise ValueError("a defect of ours")
        self.now += self.build_takes
        return tuple(row for source in sources for row in self.rows.get(source, ()))

    def texts_stamp(self) -> tuple[int, int] | None:
        return self.stamp

    def finds(self, query: str) -> list[str]:
        return [item.spelling for item in self.searcher.search(query, EMPTY, 20).found]


def test_nothing_is_opened_before_the_first_search() -> None:
    assert World().opened == 0


def test_texts_from_the_cache_are_found() -> None:
    world = World({MAIN: (OBSCURE, POPULAR)})
    assert set(world.finds("gears")) == {"gearbox", "AAA_gearbox"}
    assert world.finds("cogs") == ["cogwheel"]
    assert world.searcher.search("gears", EMPTY, 20).texts == 4


def test_without_a_cache_the_starter_catalogue_is_searched() -> None:
    world = World(stamp=None)
    assert world.finds("cogs") == ["cogwheel"]


@pytest.mark.parametrize("limit", [1, 20])
def test_an_index_that_lists_its_projects_has_no_others(limit: int) -> None:
    """The starter catalogue knows the public index; a private one need not have its projects."""
    names = catalogue_of(["cogwheel"])
    world = World()
    result = world.searcher.search("wheel", names, limit)
    assert [item.spelling for item in result.found] == ["cogwheel"]
    told = World({MAIN: (ROW,)}).searcher.search("wheel", names, 20)
    assert {item.spelling for item in told.found} == {"cogwheel", "Sprocket"}


def test_typing_asks_the_cache_once() -> None:
    world = World({MAIN: (OBSCURE,)})
    for length in range(1, 6):
        world.finds("gears"[:length])
    assert (world.asked, world.opened) == (1, 1)


def test_new_texts_are_found_after_some_seconds() -> None:
    world = World()
    assert world.finds("gears") == []
    world.rows[MAIN], world.stamp = (OBSCURE,), (1, 2)
    assert world.finds("gears") == [], "not looked for at every keystroke"
    world.now += BETWEEN_LOOKS
    assert world.finds("gears") == ["AAA_gearbox"]


def test_what_has_not_changed_is_not_read_again() -> None:
    world = World({MAIN: (OBSCURE,)})
    for _ in range(4):
        world.finds("gears")
        world.now += BETWEEN_LOOKS
    assert world.asked == 1


def test_a_write_that_changes_no_text_makes_nothing_anew() -> None:
    world = World({MAIN: (OBSCURE,)})
    world.finds("gears")
    before = world.searcher._ready.texts
    world.stamp, world.now = (1, 2), BETWEEN_LOOKS
    world.finds("gears")
    assert world.asked == 2
    assert world.searcher._ready.texts is before
    world.now += BETWEEN_LOOKS
    world.finds("gears")
    assert world.asked == 2, "the change is known by now"


def test_what_takes_long_is_done_more_rarely() -> None:
    """While a command fills the cache, a server does not do nothing else but follow."""
    world = World({MAIN: (OBSCURE,)}, build_takes=1.0)
    world.finds("gears")
    world.rows[MAIN], world.stamp = (OBSCURE, POPULAR), (1, 2)
    world.now += 49
    world.finds("gears")
    assert world.asked == 1
    world.now += 1
    assert len(world.finds("gears")) == 2


def test_a_cache_that_cannot_be_read_now_costs_nothing_that_is_known() -> None:
    world = World({MAIN: (OBSCURE,)})
    world.finds("gears")
    world.rows, world.stamp = {}, None
    world.now += BETWEEN_LOOKS
    assert world.finds("gears") == ["AAA_gearbox"]
    world.rows, world.stamp = {MAIN: (POPULAR,)}, (2, 1)
    world.now += BETWEEN_LOOKS
    assert world.finds("gears") == ["gearbox"]


def test_other_indexes_count_at_once() -> None:
    """Texts of a private index are found while that one is among the user's own, and no longer."""
    world = World({PRIVATE: (OBSCURE,)})
    assert world.finds("gears") == []
    world.sources = (PRIVATE, MAIN)
    assert world.finds("gears") == ["AAA_gearbox"]
    world.sources = (MAIN,)
    assert world.finds("gears") == []


def test_a_new_order_counts_at_once() -> None:
    world = World()
    world.finds("wheel")
    before = world.searcher._ready.texts
    world.order = Standings(ranks("cogwheel", "sprocket"), array("q", [9, 8]))
    world.finds("wheel")
    assert world.searcher._ready.texts is not before


# -- ready beside an event loop


async def test_a_thread_makes_ready_what_the_loop_searches() -> None:
    """And the interpreter is left as it was."""
    world, interval = World({MAIN: (OBSCURE,)}), sys.getswitchinterval()
    await world.searcher.prepare()
    assert sys.getswitchinterval() == interval
    assert world.finds("gears") == ["AAA_gearbox"]
    assert (world.asked, threading.get_ident() in world.readers) == (1, False)


@pytest.mark.parametrize("query", ["gears", "wheel", "sproket", "gearbox", "zzz", ""])
async def test_it_finds_the_same_as_without_a_thread(query: str) -> None:
    rows = {MAIN: (OBSCURE, POPULAR, ROW)}
    names = catalogue_of(["cogwheel", "sprocket", "gearbox"])
    beside, here = World(rows), World(rows)
    await beside.searcher.prepare()
    assert beside.searcher.search(query, names, 9) == here.searcher.search(query, names, 9)


async def under_way(world: World) -> asyncio.Task[None]:
    """Begin to prepare, and return when the thread reads the cache."""
    world.gate = threading.Event()
    task = asyncio.create_task(world.searcher.prepare())
    while not world.asked:  # noqa: ASYNC110 - a thread says so
        await asyncio.sleep(0)
    return task


async def test_what_comes_too_early_searches_names_and_waits_for_nothing() -> None:
    world = World({MAIN: (OBSCURE,)})
    names = catalogue_of(["gears-of-ours"])
    task = await under_way(world)
    early = world.searcher.search("gears", names, 9)
    assert ([it.spelling for it in early.found], early.texts) == (["gears-of-ours"], 0)
    world.gate.set()
    await task
    assert world.searcher.search("gears", names, 9).texts == 3


async def test_it_is_made_ready_once_for_all_who_wait() -> None:
    world = World({MAIN: (OBSCURE,)})
    first = await under_way(world)
    others = [asyncio.create_task(world.searcher.prepare()) for _ in range(5)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in others)
    world.gate.set()
    await asyncio.gather(first, *others)
    await world.searcher.prepare()
    assert world.asked == 1


async def test_who_gives_up_leaves_the_work_to_the_others() -> None:
    world = World({MAIN: (OBSCURE,)})
    first = await under_way(world)
    first.cancel()
    await asyncio.wait({first})
    assert first.cancelled()
    world.gate.set()
    await world.searcher.prepare()
    assert (world.asked, world.finds("gears")) == (1, ["AAA_gearbox"])


async def test_what_is_old_serves_until_the_new_is_ready() -> None:
    world = World({MAIN: (OBSCURE,)})
    await world.searcher.prepare()
    world.rows, world.stamp, world.now = {MAIN: (POPULAR,)}, (1, 2), BETWEEN_LOOKS
    world.asked = 0
    task = await under_way(world)
    assert world.finds("gears") == ["AAA_gearbox"]
    world.gate.set()
    await task
    assert world.finds("gears") == ["gearbox"]


async def test_what_has_not_changed_needs_no_thread() -> None:
    world = World({MAIN: (OBSCURE,)})
    await world.searcher.prepare()
    before = world.searcher._ready.texts
    for _ in range(3):
        world.now += BETWEEN_LOOKS
        await world.searcher.prepare()
    assert world.asked == 1
    assert world.searcher._ready.texts is before


async def test_indexes_that_change_meanwhile_count_in_the_end() -> None:
    """And nobody finds texts of an index that is not the user's any more."""
    world = World({PRIVATE: (OBSCURE,), MAIN: (POPULAR,)}, sources=(PRIVATE, MAIN))
    task = await under_way(world)
    world.sources = (MAIN,)
    world.gate.set()
    await task
    assert world.finds("gears") == ["gearbox"]
    world.sources = (PRIVATE,)
    assert world.finds("gears") == [], "not prepared: names alone"
    await world.searcher.prepare()
    assert world.finds("gears") == ["AAA_gearbox"]


async def test_a_defect_reaches_who_waits_and_the_next_one_tries_again() -> None:
    world = World({MAIN: (OBSCURE,)}, broken=True)
    with pytest.raises(ValueError, match="a defect of ours"):
        await world.searcher.prepare()
    assert world.finds("wheel") == [], "no worse than before"
    world.broken = False
    await world.searcher.prepare()
    assert world.finds("gears") == ["AAA_gearbox"]


async def test_the_end_waits_for_the_thread() -> None:
    """The cache is closed next, and would be opened again by whoever still reads."""
    world = World({MAIN: (OBSCURE,)})
    await world.searcher.aclose()
    first = await under_way(world)
    ending = asyncio.create_task(world.searcher.aclose())
    await asyncio.sleep(0)
    assert not ending.done()
    world.gate.set()
    await asyncio.gather(first, ending)
