"""When nobody looks any more."""

from __future__ import annotations

from pypi_language_server.web.open_pages import MOST_TABS, OpenPages


def ticks_until_the_end(pages: OpenPages) -> int:
    return next(count for count in range(1, 1000) if pages.tick())


def test_it_ends_when_no_page_ever_comes() -> None:
    assert ticks_until_the_end(OpenPages(linger=3, silent=9)) == 4


def test_an_open_page_keeps_it_going() -> None:
    pages = OpenPages(linger=1, silent=5)
    for _ in range(20):
        pages.alive("one")
        assert not any(pages.tick() for _ in range(5))


def test_it_ends_some_time_after_the_last_page() -> None:
    pages = OpenPages(linger=2, silent=9)
    pages.alive("one")
    pages.alive("two")
    pages.closed("one")
    assert not any(pages.tick() for _ in range(5))
    pages.closed("two")
    assert ticks_until_the_end(pages) == 3


def test_a_page_that_is_loaded_anew_keeps_it_going() -> None:
    pages = OpenPages(linger=1, silent=9)
    pages.alive("one")
    pages.closed("one")
    assert not pages.tick()
    pages.alive("two")
    assert not any(pages.tick() for _ in range(5))


def test_a_page_that_went_without_a_word_is_forgotten_in_the_end() -> None:
    pages = OpenPages(linger=2, silent=4)
    pages.alive("one")
    assert ticks_until_the_end(pages) == 4 + 3


def test_it_remembers_only_so_many() -> None:
    pages = OpenPages(linger=0, silent=1)
    for number in range(MOST_TABS * 2):
        pages.alive(str(number))
    for number in range(MOST_TABS):
        pages.closed(str(number))
    assert pages.tick()
