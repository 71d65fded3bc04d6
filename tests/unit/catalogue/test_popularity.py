"""The document of the most downloaded projects: read with care, asked for rarely."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue import popularity
from pypi_language_server.catalogue.popularity import Popularity
from pypi_language_server.catalogue.refresh_model import ListFailure
from pypi_language_server.names import is_valid, normalize

NOW = 1_800_000_000.0
DAY = 86_400.0
URL = "https://downloads.example/top.json"


def document(*rows: object) -> bytes:
    return json.dumps({"last_update": "2026-01-01 00:00:00", "rows": rows}).encode()


def row(project: object, count: object = 1) -> dict[str, object]:
    return {"download_count": count, "project": project}


@dataclass
class Source:
    """Stands for the place where the document is published."""

    body: bytes = b""
    failure: ListFailure | None = None
    asked: int = 0
    content_type: str = "application/json"
    etag: str = ""
    total: int | None = None
    received: int = 0

    @contextmanager
    def open(self) -> Iterator[Source]:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        yield self

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.body), 1000):
            yield self.body[start : start + 1000]


# -- the document


def test_most_downloaded_first_whatever_the_order_of_the_rows() -> None:
    body = document(row("few", 3), row("Many.Names", 900), row("some", 20))
    assert list(popularity.parse(body).items()) == [("many-names", 900), ("some", 20), ("few", 3)]


def test_equal_counts_keep_the_documents_order() -> None:
    assert tuple(popularity.parse(document(row("b", 5), row("a", 5)))) == ("b", "a")


def test_rows_of_another_form_are_passed_over() -> None:
    nan, infinite = float("nan"), float("inf")
    body = document(
        row("good", 10),
        row(7),
        row(None),
        row(["list"]),
        "text",
        None,
        {"download_count": 3},
        row("uncounted", "a lot"),
        row("nan", nan),
        row("endless", infinite),
        {"project": "bare"},
    )
    found = popularity.parse(body)
    assert tuple(found) == ("endless", "good", "uncounted", "nan", "bare")
    assert tuple(found.values()) == (10**15, 10, 0, 0, 0), "no count that nobody can have"


@pytest.mark.parametrize(
    "name", ["", "-x", "a b", "[link](x)", "a\nb", "\u202eevil", "ä", "x" * 201]
)
def test_what_cannot_be_a_project_is_dropped(name: str) -> None:
    assert popularity.parse(document(row(name, 9), row("good"))) == {"good": 1}


def test_two_spellings_are_one_project() -> None:
    assert popularity.parse(document(row("A.b", 9), row("a_B", 8))) == {"a-b": 9}


def test_more_names_than_anybody_needs_are_cut_off() -> None:
    body = document(*(row(f"p{place}", -place) for place in range(popularity.MOST_NAMES + 5)))
    names = popularity.parse(body)
    assert len(names) == popularity.MOST_NAMES
    assert next(iter(names)) == "p0"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><title>Sign in</title>",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"null",
        b'{"rows": 7}',
        b'{"rows": null}',
        b'{"rows": []}',
        b'{"rows": [{"project": ""}]}',
        b'{"rows": [{"project": "cut o',
        b"[" * 100_000,
    ],
)
def test_anything_else_is_a_failure_with_a_sentence(body: bytes) -> None:
    with pytest.raises(ListFailure, match="not of the form"):
        popularity.parse(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
rows = st.fixed_dictionaries({}, optional={"project": json_values, "download_count": json_values})


@given(st.lists(rows | json_values, max_size=12))
def test_any_rows_give_valid_names_once_each_or_a_failure(found: list[object]) -> None:
    try:
        names = popularity.parse(document(*found))
    except ListFailure:
        return
    assert names
    assert all(is_valid(name) and normalize(name) == name for name in names)
    assert all(0 <= count <= 10**15 for count in names.values())
    assert all(isinstance(count, int) for count in names.values())


# -- what is kept


@pytest.mark.parametrize(
    ("kept", "due"),
    [
        pytest.param(Popularity(URL), True, id="never had"),
        pytest.param(Popularity(""), False, id="nobody is to be asked"),
        pytest.param(Popularity(URL, NOW - 29 * DAY, NOW - 29 * DAY, ("a",)), False, id="29 days"),
        pytest.param(Popularity(URL, NOW - 30 * DAY, NOW - 30 * DAY, ("a",)), True, id="30 days"),
        pytest.param(Popularity(URL, NOW - 40 * DAY, NOW - 3600, ("a",)), False, id="just failed"),
        pytest.param(Popularity(URL, 0, NOW - DAY), True, id="failed yesterday"),
        pytest.param(Popularity(URL, NOW + DAY, NOW + DAY, ("a",)), True, id="clock put back"),
    ],
)
def test_when_the_document_may_be_asked_for(kept: Popularity, due: bool) -> None:
    assert popularity.is_due(kept, NOW) is due


def test_what_was_had_is_kept_for_the_next_refresh(tmp_path: Path) -> None:
    path = tmp_path / "popularity.json"
    source = Source(document(row("b", 1), row("a", 2)))
    got = popularity.renew(path, popularity.load(path, URL), source.open, NOW)
    assert got == Popularity(URL, NOW, NOW, ("a", "b"), (2, 1))
    assert popularity.load(path, URL) == got
    assert not popularity.is_due(got, NOW + DAY)


@pytest.mark.parametrize(
    "source",
    [
        Source(failure=ListFailure("No connection.")),
        Source(b"<html>Sign in</html>"),
        Source(b"x" * ((16 << 20) + 1)),
    ],
    ids=["no connection", "captive portal", "too large"],
)
def test_a_failure_keeps_the_old_names_and_waits_a_day(tmp_path: Path, source: Source) -> None:
    path = tmp_path / "popularity.json"
    old = Popularity(URL, NOW - 40 * DAY, NOW - 40 * DAY, (normalize("a"),))
    got = popularity.renew(path, old, source.open, NOW)
    assert got.names == ("a",)
    assert popularity.load(path, URL) == got
    assert not popularity.is_due(got, NOW + DAY - 1)
    assert popularity.is_due(got, NOW + DAY)


def test_a_disk_that_refuses_does_not_lose_the_answer(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    source = Source(document(row("a")))
    got = popularity.renew(tmp_path / "file" / "p.json", Popularity(URL), source.open, NOW)
    assert got.names == ("a",)


def test_names_from_elsewhere_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / "popularity.json"
    popularity.renew(path, Popularity(URL), Source(document(row("a"))).open, NOW)
    assert popularity.load(path, "https://other.example/") == Popularity("https://other.example/")
    assert popularity.load(path, "").names == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b'{"url": "u"}',
        b'{"names": 1, "url": "", "fetched_at": 0}',
        b'{"names": "ab", "url": "%b", "fetched_at": 0, "attempted_at": 0}' % URL.encode(),
    ],
)
def test_damage_reads_as_nothing_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "popularity.json"
    path.write_bytes(content)
    assert popularity.load(path, URL) == Popularity(URL)


def test_names_on_disk_are_checked_like_any_others(tmp_path: Path) -> None:
    path = tmp_path / "popularity.json"
    kept = {"url": URL, "fetched_at": 1, "attempted_at": 1, "names": ["Good", 7, "<b>", None, "b"]}
    path.write_text(json.dumps(kept | {"counts": [9, 8, 7, 6, "many"]}))
    found = popularity.load(path, URL)
    assert (found.names, found.counts) == (("good", "b"), (9, 0))


@pytest.mark.parametrize("counts", [None, [], [1], [1, 2, 3], 7, {"a": 1}])
def test_names_that_were_kept_without_counts_stay_in_use(tmp_path: Path, counts: object) -> None:
    path = tmp_path / "popularity.json"
    kept = {"url": URL, "fetched_at": NOW, "attempted_at": NOW, "names": ["a", "b"]}
    path.write_text(json.dumps(kept if counts is None else kept | {"counts": counts}))
    found = popularity.load(path, URL)
    assert found == Popularity(URL, NOW, NOW, ("a", "b"))
    assert not popularity.is_due(found, NOW + DAY)


def test_the_starter_catalogue_fills_up_behind_the_downloads() -> None:
    downloads = map(normalize, ["a", "b"])
    starter = map(normalize, ["b", "c", "a", "d"])
    assert popularity.order(downloads, starter) == ("a", "b", "c", "d")
