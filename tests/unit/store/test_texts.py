"""The texts that can be searched: kept with their projects' records, gone with them."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from dataclasses import replace

import pytest
from hypothesis import given

from pypi_language_server.index.model import ProjectDocument
from pypi_language_server.names import NormalizedName
from pypi_language_server.store import codec, database, sqlite_file, text_table
from pypi_language_server.store.database import FILE_NAME, Database
from pypi_language_server.store.record import Record
from pypi_language_server.store.text_table import TextRow, words_of
from tests.unit.store.test_parts import DOCUMENTS

SOURCE = "https://index.example/simple/"
OTHER = "https://corp.example/simple/"
SPROCKET, COGWHEEL = NormalizedName("sprocket"), NormalizedName("cogwheel")
NOW = 1_800_000_000.0
DOCUMENT = ProjectDocument(
    "Sprocket",
    SOURCE,
    summary="Teeth for your wheels.",
    keywords=("wheel", "chain drive"),
    classifiers=("Topic :: Internet :: WWW/HTTP", "Typing :: Typed"),
)
RECORD = Record(DOCUMENT, NOW)
ROW = TextRow(
    "sprocket", "Sprocket", DOCUMENT.summary, "wheel\nchain drive\n:: Internet :: WWW/HTTP"
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def make(folder):
    """Makes databases on the folder, and closes them in the end."""
    with contextlib.ExitStack() as stack:

        def make(**options):
            found = Database(folder, clock=lambda: NOW, **options)
            stack.callback(found.close)
            return found

        yield make


def change(folder, *statements):
    """What another program does with the file."""
    with contextlib.closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        for sql, *values in statements:
            connection.execute(sql, values)
        connection.commit()


# -- words


@pytest.mark.parametrize(
    ("classifiers", "words"),
    [
        (["Topic :: Internet :: WWW/HTTP"], (":: Internet :: WWW/HTTP",)),
        (["Framework :: Django :: 5.0"], (":: Django",)),
        (["Framework :: Django", "Framework :: Django :: 4.2"], (":: Django",)),
        (["Topic :: Software Development :: Libraries :: Python Modules"], ()),
        (["Topic :: Software Development :: Testing"], (":: Testing",)),
        (["Development Status :: 4 - Beta", "Typing :: Typed"], ()),
        (["Topic", "Topic ::", "::", ""], ()),
    ],
)
def test_the_telling_parts_of_topics(classifiers, words):
    assert words_of(ProjectDocument("x", SOURCE, classifiers=tuple(classifiers))) == words


def test_a_word_counts_once():
    document = replace(DOCUMENT, keywords=("Wheel", "WHEEL", "chain"))
    assert words_of(document) == ("Wheel", "chain", ":: Internet :: WWW/HTTP")


# -- with the record


def test_a_projects_text_is_kept_with_its_record(make):
    first = make()
    first.write(SOURCE, SPROCKET, RECORD)
    assert first.texts([SOURCE]) == (ROW,)
    assert make().texts([SOURCE]) == (ROW,), "another process sees it"


def test_a_new_record_brings_its_own_text(make):
    database = make()
    database.write(SOURCE, SPROCKET, RECORD)
    database.write(SOURCE, SPROCKET, Record(replace(DOCUMENT, summary="New teeth."), NOW))
    assert database.texts([SOURCE]) == (ROW._replace(summary="New teeth."),)


def test_a_project_that_has_gone_takes_its_text_along(make):
    database = make()
    database.write(SOURCE, SPROCKET, RECORD)
    database.write(SOURCE, SPROCKET, Record(None, NOW))
    assert database.texts([SOURCE]) == ()


def test_a_record_that_makes_room_takes_its_text_along(make, monkeypatch):
    monkeypatch.setattr(database, "_TRIM_EVERY", 10)
    cache = make(limit=4)
    for n in range(10):
        cache.write(SOURCE, NormalizedName(f"wheel-{n}"), RECORD)
    assert (cache.count(), len(cache.texts([SOURCE]))) == (4, 4)


def test_a_damaged_cache_has_no_texts_and_begins_anew(make, folder):
    first = make()
    first.write(SOURCE, SPROCKET, RECORD)
    first.close()
    (folder / FILE_NAME).write_text("not a database " * 1000)
    cache = make()
    assert cache.texts([SOURCE]) == ()
    cache.write(SOURCE, COGWHEEL, RECORD)
    assert [row.name for row in cache.texts([SOURCE])] == ["cogwheel"]


def test_each_index_has_its_own_texts_and_the_first_one_counts(make):
    cache = make()
    cache.write(SOURCE, SPROCKET, RECORD)
    cache.write(OTHER, SPROCKET, Record(replace(DOCUMENT, summary="Secret."), NOW))
    cache.write(OTHER, COGWHEEL, RECORD)
    assert cache.texts([SOURCE]) == (ROW,)
    assert cache.texts([]) == ()
    both = {row.name: row.summary for row in cache.texts([OTHER, SOURCE])}
    assert both == {"sprocket": "Secret.", "cogwheel": DOCUMENT.summary}
    assert ROW in cache.texts([SOURCE, OTHER])
    assert cache.texts(["https://unheard.example/"]) == ()


@given(DOCUMENTS)
def test_any_document_has_a_text(document):
    found = text_table._row(SOURCE, "x", document)
    assert [type(item) for item in found] == [str] * 5


def test_text_that_no_file_can_hold(make):
    """Half a character, as careless JSON may say it."""
    cache = make()
    cache.write(SOURCE, SPROCKET, Record(replace(DOCUMENT, summary="wheel \ud800"), NOW))
    assert [row.summary for row in cache.texts([SOURCE])] == ["wheel ?"]


# -- whether they changed


def test_the_stamp_changes_with_own_writes_and_those_of_others(make):
    cache, other = make(), make()
    assert cache.stamp() is None, "there is nothing yet"
    cache.write(SOURCE, SPROCKET, RECORD)
    stamps = [cache.stamp()]
    cache.write(SOURCE, COGWHEEL, RECORD)
    stamps.append(cache.stamp())
    other.write(SOURCE, SPROCKET, Record(None, NOW))
    stamps.append(cache.stamp())
    assert len(set(stamps)) == 3
    assert None not in stamps
    assert cache.texts([SOURCE])
    assert cache.stamp() == stamps[-1], "reading changes nothing"


def test_the_stamp_changes_when_the_file_is_opened_anew(make):
    cache = make()
    cache.write(SOURCE, SPROCKET, RECORD)
    before = cache.stamp()
    cache.close()
    assert cache.stamp() != before


# -- files from before


def without_texts(folder):
    """Make the file as it was before there were texts."""
    change(folder, ("DROP TABLE project_text",), *DROP_TRIGGERS)


DROP_TRIGGERS = (("DROP TRIGGER project_text_outdated",), ("DROP TRIGGER project_text_gone",))


@pytest.mark.parametrize("write_first", [True, False])
def test_a_file_from_before_there_were_texts_stays_and_gets_them(make, folder, write_first):
    first = make()
    for n in range(250):
        first.write(SOURCE, NormalizedName(f"wheel-{n}"), RECORD)
    first.close()
    without_texts(folder)
    cache = make()
    if write_first:
        cache.write(SOURCE, SPROCKET, RECORD)
    assert cache.read(SOURCE, NormalizedName("wheel-7")) == RECORD
    cache.texts([SOURCE])  # begins to fill in
    cache._texts._filling.join(30)
    assert len(cache.texts([SOURCE])) == 250 + write_first
    assert cache.count() == 250 + write_first
    assert cache.problems() == ()
    assert not (folder / f"{FILE_NAME}.damaged").exists()
    cache.write(SOURCE, NormalizedName("wheel-7"), Record(None, NOW))
    assert len(cache.texts([SOURCE])) == 249 + write_first, "the rules hold in the old file, too"


def test_before_it_is_changed_an_old_file_has_no_texts(make, folder, monkeypatch):
    make().write(SOURCE, SPROCKET, RECORD)
    without_texts(folder)
    monkeypatch.setattr(text_table.TextTable, "_fill_in_aside", lambda self: None)
    cache = make()
    assert cache.texts([SOURCE]) == ()
    assert cache.read(SOURCE, SPROCKET) == RECORD
    assert cache.problems() == ()


def test_what_a_program_writes_that_knows_no_texts_is_filled_in(make, folder):
    """Two versions of this program may share a machine."""
    first = make()
    first.write(SOURCE, SPROCKET, RECORD)
    first.write(SOURCE, COGWHEEL, RECORD)
    data = codec.encode_project(replace(DOCUMENT, summary="By the old one."))
    write = "INSERT OR REPLACE INTO project VALUES (?, ?, ?, 1, 1, '', 1, 1)"
    change(folder, (write, SOURCE, SPROCKET, data))
    assert first._file.rows("SELECT name FROM project_text") == [("cogwheel",)], "not outdated"
    cache = make()
    cache.fill_in()
    found = {row.name: row.summary for row in cache.texts([SOURCE])}
    assert found == {"sprocket": "By the old one.", "cogwheel": DOCUMENT.summary}
    change(folder, ("DELETE FROM project WHERE name = ?", COGWHEEL))
    assert [row.name for row in cache.texts([SOURCE])] == ["sprocket"]


def test_an_illegible_document_is_tried_once(make, folder):
    cache = make()
    cache.write(SOURCE, SPROCKET, RECORD)
    cache.write(SOURCE, COGWHEEL, RECORD)
    change(folder, ("DELETE FROM project_text",), ("UPDATE project SET document = x'0102'",))
    cache.fill_in()
    assert set(cache.texts([SOURCE])) == {TextRow(n, n, "", "") for n in (SPROCKET, COGWHEEL)}
    before = cache.stamp()
    cache.fill_in()
    assert cache.stamp() == before
    assert cache.problems() == ()


def test_filling_in_does_not_replace_what_is_newer(make, folder, monkeypatch):
    cache, other = make(), make()
    cache.write(SOURCE, SPROCKET, RECORD)
    cache.write(SOURCE, COGWHEEL, RECORD)
    change(folder, ("DELETE FROM project_text",))
    newer = Record(replace(DOCUMENT, summary="Newer."), NOW)
    real = text_table.TextTable._read

    def read_and_be_overtaken(self, source, name):
        row = real(self, source, name)
        other.write(source, name, newer if name == SPROCKET else Record(None, NOW))
        return row

    monkeypatch.setattr(text_table.TextTable, "_read", read_and_be_overtaken)
    cache.fill_in()
    assert cache.texts([SOURCE]) == (ROW._replace(summary="Newer."),)


def test_searching_makes_no_file(make, folder):
    cache = make()
    assert cache.texts([SOURCE]) == ()
    cache._texts._filling.join(30)
    assert not folder.exists()


def test_closing_ends_the_filling_in(make, folder, monkeypatch):
    cache = make()
    for n in range(5):
        cache.write(SOURCE, NormalizedName(f"wheel-{n}"), RECORD)
    change(folder, ("DELETE FROM project_text",))
    monkeypatch.setattr(text_table, "_AT_ONCE", 1)
    real, read = text_table.TextTable._read, []

    def read_and_end(self, source, name):
        read.append(name)
        self._ending.set()
        return real(self, source, name)

    monkeypatch.setattr(text_table.TextTable, "_read", read_and_end)
    cache.texts([SOURCE])
    cache.close()
    assert len(read) <= 1
    assert cache._texts._filling is None
    assert not cache._texts._ending.is_set()


# -- disks and company


def test_a_locked_file_makes_nobody_wait_long(make, folder):
    first = make()
    first.write(SOURCE, SPROCKET, RECORD)
    first.close()
    cache = make()
    with contextlib.closing(sqlite3.connect(folder / FILE_NAME)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM fact")
        begun = time.perf_counter()
        found = cache.texts([SOURCE])
        waited = time.perf_counter() - begun
        other.rollback()
    assert found == ()
    assert waited < 1
    assert make().texts([SOURCE]) == (ROW,)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL])
def test_what_the_disk_refuses_costs_the_texts_only(make, monkeypatch, code):
    cache = make()
    cache.write(SOURCE, SPROCKET, RECORD)
    error = sqlite3.OperationalError("the disk says no")
    error.sqlite_errorcode = code

    def refuse(self):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(sqlite_file.SqliteFile, "_open_reader", refuse)
        assert cache.texts([SOURCE]) == ()
        assert cache.stamp() is None
    assert cache.texts([SOURCE]) == (ROW,)


def test_a_cache_that_may_only_be_read(make, folder, monkeypatch):
    """A folder without the right to write is opened as one that never changes."""
    first = make()
    first.write(SOURCE, SPROCKET, RECORD)
    first.close()
    monkeypatch.setattr(sqlite_file.os, "access", lambda *_: False)
    cache = make()
    assert cache.texts([SOURCE]) == (ROW,)
    assert cache.stamp() == cache.stamp() is not None


def test_a_lean_head_of_every_record(make):
    cache = make()
    cache.write(SOURCE, SPROCKET, Record(DOCUMENT, NOW, 7, '"etag"', complete=False))
    cache.write(SOURCE, COGWHEEL, Record(None, NOW - 1))
    cache.write(OTHER, NormalizedName("x"), RECORD)
    assert cache.heads(SOURCE) == {
        "sprocket": Record(ProjectDocument("sprocket", SOURCE), NOW, 7, "", complete=False),
        "cogwheel": Record(None, NOW - 1),
    }


def test_fifteen_thousand_texts_are_read_quickly(make, folder):
    """A generous bound on a noisy machine; `make bench` has the figure."""
    cache = make()
    cache.write(SOURCE, SPROCKET, RECORD)
    with contextlib.closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        rows = [(SOURCE, f"wheel-{n}", f"Wheel {n}", "x" * 80, "y" * 80) for n in range(15_000)]
        connection.executemany("INSERT INTO project_text VALUES (?, ?, ?, ?, ?)", rows)
        connection.commit()
    begun = time.perf_counter()
    found = cache.texts([SOURCE])
    assert time.perf_counter() - begun < 0.5
    assert len(found) == 15_001
