"""How popular projects are: the downloaded order, else the starter catalogue's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pypi_language_server.catalogue import popularity
from pypi_language_server.catalogue.popularity import Popularity
from pypi_language_server.catalogue.search_model import Standing
from pypi_language_server.catalogue.standings import BETWEEN_LOOKS, Standings, StandingsShelf
from pypi_language_server.names import NormalizedName

URL = "https://downloads.example/top.json"
A, B, C, D = (NormalizedName(name) for name in "abcd")
STARTER = (B, C)


def test_the_downloaded_order_comes_first_then_the_starter_catalogue() -> None:
    found = Standings.of(Popularity(URL, 1, 1, (A, B), (900, 20)), STARTER)
    assert list(found.ranks) == [A, B, C]
    assert found.of_project(A) == Standing(0, 900)
    assert found.of_project(B) == Standing(1, 20)
    assert found.of_project(C) == Standing(2, None)
    assert found.of_project(D) is None


def test_without_a_download_the_starter_catalogues_order_counts() -> None:
    found = Standings.of(Popularity(), STARTER)
    assert [found.of_project(name) for name in (A, B, C)] == [None, Standing(0), Standing(1)]


def test_without_counts_there_is_a_rank() -> None:
    assert Standings.of(Popularity(URL, 1, 1, (A,)), STARTER).of_project(A) == Standing(0)


def test_an_unknown_count_is_none() -> None:
    assert Standings.of(Popularity(URL, 1, 1, (A,), (0,)), ()).of_project(A) == Standing(0)


def test_counts_beside_doubled_names_belong_to_nobody_for_certain() -> None:
    """Only a file that somebody has edited has such names."""
    found = Standings.of(Popularity(URL, 1, 1, (A, A, B), (3, 2, 1)), ())
    assert [found.of_project(name) for name in (A, B)] == [Standing(0), Standing(1)]


class Disk:
    """A kept popularity document, and the time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "popularity.json"
        self.now = 0.0
        self.reads = 0
        self.shelf = StandingsShelf(self.path, STARTER, lambda: self.now)

    def keep(self, names: str, url: str = URL) -> None:
        kept = {"url": url, "fetched_at": 1, "attempted_at": 1, "names": names.split()}
        self.path.write_text(json.dumps(kept | {"counts": [9] * len(names.split())}))

    def order(self, url: str = URL) -> str:
        return " ".join(self.shelf.standings(url).ranks)


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk(tmp_path)
    real = popularity.load

    def load(path: Path, url: str) -> Popularity:
        disk.reads += 1
        return real(path, url)

    monkeypatch.setattr(popularity, "load", load)
    return disk


def test_nothing_is_read_before_it_is_asked_for(disk: Disk) -> None:
    assert disk.reads == 0
    assert disk.order() == "b c"


def test_a_new_document_is_taken_up_after_some_seconds(disk: Disk) -> None:
    assert disk.order() == "b c"
    disk.keep("d a")
    assert disk.order() == "b c"
    disk.now += BETWEEN_LOOKS
    assert disk.order() == "d a b c"
    disk.keep("a d x")
    disk.now += BETWEEN_LOOKS
    assert disk.order() == "a d x b c"
    disk.path.unlink()
    disk.now += BETWEEN_LOOKS
    assert disk.order() == "b c"


def test_what_has_not_changed_is_not_read_again(disk: Disk) -> None:
    disk.keep("a")
    for _ in range(5):
        assert disk.order() == "a b c"
        disk.now += BETWEEN_LOOKS
    assert disk.reads == 1


def test_another_address_counts_at_once(disk: Disk) -> None:
    disk.keep("a")
    assert disk.order() == "a b c"
    assert disk.order("") == "b c"
    assert disk.order() == "a b c"


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"url": 1}'])
def test_damage_costs_the_downloads_only(disk: Disk, content: bytes) -> None:
    disk.path.write_bytes(content)
    assert disk.order() == "b c"


def test_a_folder_in_the_files_place(disk: Disk) -> None:
    disk.path.mkdir()
    assert disk.order() == "b c"
