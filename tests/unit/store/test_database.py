"""The cache on disk: what it keeps, and what disks and other processes do to it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pypi_language_server.index.model import ProjectDocument, VersionDocument, Vulnerability
from pypi_language_server.names import NormalizedName
from pypi_language_server.store import sqlite_file
from pypi_language_server.store.database import FILE_NAME, Database
from pypi_language_server.store.record import DAY, Record, VersionRecord
from pypi_language_server.store.sqlite_file import Schema

SOURCE = "https://index.example/simple/"
SPROCKET = NormalizedName("sprocket")
NOW = 1_800_000_000.0
RECORD = Record(ProjectDocument("Sprocket", SOURCE, latest="1.0"), NOW, 7, '"etag"')
DAMAGED = "was damaged or of another version"
UNWRITABLE = "kept in memory only"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def make(folder):
    """Makes databases on the folder, and closes them in the end."""
    with contextlib.ExitStack() as stack:

        def make(path=folder, **options):
            database = Database(path, clock=lambda: NOW, **options)
            stack.callback(database.close)
            return database

        yield make


def test_keeps_what_it_is_given(make):
    make().write(SOURCE, SPROCKET, RECORD)
    again = make()
    assert again.read(SOURCE, SPROCKET) == RECORD
    assert again.read("https://other.example/simple/", SPROCKET) is None
    assert again.read(SOURCE, NormalizedName("cogwheel")) is None
    assert again.count() == 1
    assert again.problems() == ()


def test_keeps_that_there_is_no_such_project(make):
    make().write(SOURCE, SPROCKET, Record(None, NOW))
    assert make().read(SOURCE, SPROCKET) == Record(None, NOW)
    assert make().count() == 0


def test_keeps_versions(make):
    record = VersionRecord(VersionDocument("1.0", (Vulnerability("EXA-1"),)), NOW)
    database = make()
    database.write_version(SOURCE, SPROCKET, "1.0", record)
    database.write_version(SOURCE, SPROCKET, "2.0", VersionRecord(None, NOW))
    again = make()
    assert again.read_version(SOURCE, SPROCKET, "1.0") == record
    assert again.read_version(SOURCE, SPROCKET, "2.0") == VersionRecord(None, NOW)
    assert again.read_version(SOURCE, SPROCKET, "3.0") is None


def test_keeps_facts_about_indexes(make):
    database = make()
    assert database.json_api(SOURCE) is None
    database.remember_json_api(SOURCE, False)
    assert database.json_api(SOURCE) is False
    database.remember_json_api("https://b.example/", True)
    database.close()
    again = make()
    assert (again.json_api(SOURCE), again.json_api("https://b.example/")) == (False, True)


def test_a_missing_json_api_may_come_one_day(folder):
    first = Database(folder, clock=lambda: NOW)
    first.remember_json_api(SOURCE, False)
    first.close()
    later = Database(folder, clock=lambda: NOW + 31 * DAY)
    assert later.json_api(SOURCE) is None
    later.close()


def test_makes_no_file_before_there_is_something_to_keep(make, folder):
    database = make()
    assert database.read(SOURCE, SPROCKET) is None
    assert (database.count(), database.problems()) == (0, ())
    database.close()
    assert not folder.exists()


def test_the_oldest_use_goes_first(folder):
    time = NOW
    database = Database(folder, clock=lambda: time, limit=150)
    names = [NormalizedName(f"wheel-{n}") for n in range(199)]
    for name in names:
        time += 1
        database.write(SOURCE, name, RECORD)
    assert database.count() == 199
    assert database.read(SOURCE, names[0]) is not None  # used again
    time += 1
    database.write(SOURCE, SPROCKET, RECORD)
    assert database.count() == 150
    assert database.read(SOURCE, names[0]) is not None
    assert database.read(SOURCE, names[1]) is None
    assert database.read(SOURCE, names[-1]) is not None
    database.close()


# -- damage


def corrupt_head(path):
    with path.open("r+b") as file:
        file.write(b"\0" * 64)


def corrupt_pages(path):
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


def cut_in_half(path):
    os.truncate(path, path.stat().st_size // 2)


def some_text(path):
    path.write_text("not a database " * 1000)


def other_version(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def other_program(path):
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE project (x)")
        connection.commit()


def table_gone(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE project")


DAMAGES = [
    corrupt_head,
    corrupt_pages,
    cut_in_half,
    some_text,
    other_version,
    other_program,
    table_gone,
]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("read_first", [True, False])
def test_a_damaged_file_is_set_aside_and_begun_anew(make, folder, damage, read_first):
    first = make()
    for n in range(50):
        first.write(SOURCE, NormalizedName(f"wheel-{n}"), RECORD)
    first.close()
    (folder / "consent.json").write_text("{}")
    damage(folder / FILE_NAME)
    database = make()
    if read_first:
        assert database.read(SOURCE, SPROCKET) is None
    database.write(SOURCE, SPROCKET, RECORD)
    assert database.read(SOURCE, SPROCKET) == RECORD
    assert [DAMAGED in problem for problem in database.problems()] == [True]
    assert (folder / f"{FILE_NAME}.damaged").exists()
    assert (folder / "consent.json").read_text() == "{}"
    assert make().read(SOURCE, SPROCKET) == RECORD


def test_an_empty_file_is_a_beginning(make, folder):
    folder.mkdir()
    (folder / FILE_NAME).touch()
    database = make()
    assert database.read(SOURCE, SPROCKET) is None
    database.write(SOURCE, SPROCKET, RECORD)
    assert database.read(SOURCE, SPROCKET) == RECORD
    assert database.problems() == ()


def test_damage_while_it_is_open(make, folder):
    """Also a second time: the cache heals as often as it must."""
    database = make()
    for _ in range(2):
        database.write(SOURCE, SPROCKET, RECORD)
        database.close()
        some_text(folder / FILE_NAME)
        assert database.read(SOURCE, SPROCKET) is None
        database.write(SOURCE, SPROCKET, RECORD)
        assert database.read(SOURCE, SPROCKET) == RECORD


def test_a_file_that_another_process_has_mended_is_left_alone(make, folder):
    first = make()
    first.write(SOURCE, SPROCKET, RECORD)
    first.close()
    some_text(folder / FILE_NAME)
    late = make()
    assert late.read(SOURCE, SPROCKET) is None  # notices the damage
    other = make()
    other.write(SOURCE, NormalizedName("cogwheel"), RECORD)
    late.write(SOURCE, SPROCKET, RECORD)
    assert late.read(SOURCE, NormalizedName("cogwheel")) == RECORD
    assert late.count() == 2


def test_an_illegible_record_is_looked_up_again(make, folder):
    database = make()
    database.write(SOURCE, SPROCKET, RECORD)
    database.write_version(SOURCE, SPROCKET, "1.0", VersionRecord(VersionDocument("1.0"), NOW))
    with contextlib.closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.execute("UPDATE project SET document = x'0102'")
        connection.execute("UPDATE version SET document = x'0102'")
        connection.commit()
    assert database.read(SOURCE, SPROCKET) is None
    assert database.read_version(SOURCE, SPROCKET, "1.0") is None
    assert database.problems() == ()


# -- disks


def test_a_directory_that_cannot_be_made(make, tmp_path):
    (tmp_path / "file").write_text("in the way")
    database = make(tmp_path / "file" / "cache")
    database.write(SOURCE, SPROCKET, RECORD)
    assert database.read(SOURCE, SPROCKET) is None
    assert [UNWRITABLE in problem for problem in database.problems()] == [True]


def test_a_directory_in_the_files_place(make, folder):
    (folder / FILE_NAME).mkdir(parents=True)
    database = make()
    database.write(SOURCE, SPROCKET, RECORD)
    assert database.read(SOURCE, SPROCKET) is None
    assert [UNWRITABLE in problem for problem in database.problems()] == [True]


def failing_with(code):
    """What SQLite raises when the disk refuses; made here because root may write everywhere."""
    error = sqlite3.OperationalError("the disk says no")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "error",
    [
        failing_with(sqlite3.SQLITE_FULL),
        failing_with(sqlite3.SQLITE_READONLY),
        failing_with(sqlite3.SQLITE_IOERR),
        PermissionError(13, "no"),
        OSError(28, "No space left on device"),
    ],
    ids=repr,
)
def test_a_full_or_read_only_disk(make, monkeypatch, error):
    database = make()
    database.write(SOURCE, NormalizedName("cogwheel"), RECORD)

    def refuse(self, statements):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(sqlite_file.SqliteFile, "_run", refuse)
        database.write(SOURCE, SPROCKET, RECORD)
    assert [UNWRITABLE in problem for problem in database.problems()] == [True]
    assert database.read(SOURCE, SPROCKET) is None
    assert database.read(SOURCE, NormalizedName("cogwheel")) == RECORD


def test_a_disk_that_recovers_is_used_again(folder):
    time = 0.0
    file = sqlite_file.SqliteFile(
        folder / "x.sqlite3", Schema("CREATE TABLE t (x)", 1, 1), monotonic=lambda: time
    )
    folder.write_text("in the way")
    insert = ("INSERT INTO t VALUES (?)", (1,))
    assert not file.change([insert])
    folder.unlink()
    assert not file.change([insert])  # rests for a minute
    time = 61
    assert file.change([insert])
    assert file.problems() == ()
    assert file.query("SELECT x FROM t") == (1,)
    file.close()


def test_a_failed_transaction_leaves_nothing(folder):
    file = sqlite_file.SqliteFile(folder / "x.sqlite3", Schema("CREATE TABLE t (x UNIQUE)", 1, 1))
    insert = ("INSERT INTO t VALUES (?)", (1,))
    assert file.change([insert])
    assert not file.change([("INSERT INTO t VALUES (?)", (2,)), insert])
    assert file.query("SELECT count(*) FROM t") == (1,)
    file.close()


def test_a_locked_file_makes_nobody_wait_long(make, folder, monkeypatch):
    monkeypatch.setattr(sqlite_file, "_WRITE_WAIT", 0.01)
    database = make()
    database.write(SOURCE, SPROCKET, RECORD)
    with contextlib.closing(sqlite3.connect(folder / FILE_NAME)) as other:
        other.execute("BEGIN EXCLUSIVE")
        database.write(SOURCE, NormalizedName("cogwheel"), RECORD)
        assert database.read(SOURCE, SPROCKET) == RECORD  # readers do not wait for writers
        other.rollback()
    assert database.read(SOURCE, NormalizedName("cogwheel")) is None
    assert database.problems() == ()
    database.write(SOURCE, NormalizedName("cogwheel"), RECORD)
    assert database.read(SOURCE, NormalizedName("cogwheel")) == RECORD


# -- company


def test_threads_may_write_while_another_reads(make):
    database = make()
    names = [NormalizedName(f"wheel-{n}") for n in range(60)]
    with ThreadPoolExecutor(4) as pool:
        written = [pool.submit(database.write, SOURCE, name, RECORD) for name in names]
        for _ in range(200):
            database.read(SOURCE, names[30])
        for future in written:
            future.result()
    assert [database.read(SOURCE, name) for name in names] == [RECORD] * 60


CHILD = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from pypi_language_server.index.model import ProjectDocument
    from pypi_language_server.store.database import Database
    from pypi_language_server.store.record import Record

    database = Database(Path(sys.argv[1]))
    sys.stdin.readline()  # both begin at the same time
    for n in range(40):
        name = f"{sys.argv[2]}-{n}"
        database.write("s", name, Record(ProjectDocument(name, "s"), 1.0))
        database.write("s", "shared", Record(ProjectDocument(sys.argv[2], "s"), 1.0))
    print(*database.problems())
    database.close()
    """
)


def test_two_processes_share_one_file(make, folder):
    server = Path(sqlite_file.__file__).parents[2]
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(folder), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(server)},
        )
        for name in ("ada", "bob")
    ]
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    assert [child.communicate(timeout=30)[0].strip() for child in children] == ["", ""]
    assert [child.returncode for child in children] == [0, 0]
    database = make()
    assert database.count() == 81
    assert database.read("s", NormalizedName("shared")).document.name in {"ada", "bob"}
    assert database.problems() == ()
