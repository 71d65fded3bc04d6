"""The cache of projects on disk: records by index and name, texts, versions, facts about indexes.

Contract: reading is quick and belongs to the event loop's thread; writing belongs to a worker
thread. What disks do shows in `problems` only (see `sqlite_file`). At most `LIMIT` projects are
kept; those that were used longest ago go first.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from pypi_language_server.index.model import ProjectDocument
from pypi_language_server.store import codec, text_table
from pypi_language_server.store.record import DAY, Record, VersionRecord
from pypi_language_server.store.sqlite_file import Schema, SqliteFile, Statement
from pypi_language_server.store.text_table import TextTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pypi_language_server.names import NormalizedName
    from pypi_language_server.store.text_table import TextRow

LIMIT = 20_000
FILE_NAME = "projects.sqlite3"
NO_JSON_BELIEVED_FOR = 30 * DAY
_TRIM_EVERY = 200  # writes
_APPLICATION = 0x50794C53
_VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS project (
    source TEXT NOT NULL, name TEXT NOT NULL, document BLOB, checked_at REAL NOT NULL,
    serial INTEGER NOT NULL, etag TEXT NOT NULL, complete INTEGER NOT NULL, used_at REAL NOT NULL,
    PRIMARY KEY (source, name));
CREATE INDEX IF NOT EXISTS project_use ON project (used_at);
CREATE TABLE IF NOT EXISTS version (
    source TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, document BLOB,
    checked_at REAL NOT NULL, PRIMARY KEY (source, name, version));
CREATE TABLE IF NOT EXISTS fact (
    source TEXT NOT NULL PRIMARY KEY, json_api INTEGER NOT NULL, checked_at REAL NOT NULL)
"""
_READ = "SELECT document, checked_at, serial, etag, complete FROM project WHERE source=? AND name=?"
_WRITE = "INSERT OR REPLACE INTO project VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_READ_HEADS = (
    "SELECT name, document IS NOT NULL, checked_at, serial, complete FROM project WHERE source=?"
)
_USED = "UPDATE project SET used_at=? WHERE source=? AND name=?"
_READ_VERSION = "SELECT document, checked_at FROM version WHERE source=? AND name=? AND version=?"
_WRITE_VERSION = "INSERT OR REPLACE INTO version VALUES (?, ?, ?, ?, ?)"
_READ_FACT = "SELECT json_api, checked_at FROM fact WHERE source=?"
_WRITE_FACT = "INSERT OR REPLACE INTO fact VALUES (?, ?, ?)"
_TRIM = (
    "DELETE FROM project WHERE rowid IN (SELECT rowid FROM project ORDER BY used_at DESC"
    " LIMIT -1 OFFSET ?)"
)
_TRIM_VERSIONS = "DELETE FROM version WHERE checked_at < ?"
_COUNT = "SELECT count(*) FROM project WHERE document IS NOT NULL"


class Database:
    """The cache; makes its file when there is something to keep."""

    def __init__(
        self, directory: Path, clock: Callable[[], float] = time.time, limit: int = LIMIT
    ) -> None:
        schema = Schema(_TABLES, _VERSION, _APPLICATION, text_table.SCHEMA)
        self._file = SqliteFile(directory / FILE_NAME, schema)
        self._texts = TextTable(self._file)
        self._clock = clock
        self._limit = limit
        self._lock = threading.Lock()
        self._used: dict[tuple[str, str], float] = {}
        self._facts: dict[str, bool] = {}
        self._facts_to_write: dict[str, bool] = {}
        self._writes = 0

    # -- projects

    def read(self, source: str, name: NormalizedName) -> Record | None:
        """Return what is kept about a project, if it is legible."""
        row = self._file.query(_READ, (source, name))
        if row is None:
            return None
        data, checked_at, serial, etag, complete = row
        try:
            document = None if data is None else codec.decode_project(data)
            record = Record(document, float(checked_at), int(serial), str(etag), bool(complete))
        except (codec.BadRecord, TypeError, ValueError):
            return None  # as if it had never been looked up
        with self._lock:
            self._used[source, name] = self._clock()
        return record

    def write(self, source: str, name: NormalizedName, record: Record) -> None:
        """Keep a record in place of the one before."""
        data = None if record.document is None else codec.encode_project(record.document)
        kept = (data, record.checked_at, record.serial, record.etag, record.complete)
        self._change(
            (_WRITE, (source, name, *kept, self._clock())),
            *self._texts.write(source, name, record.document),
        )

    def heads(self, source: str) -> dict[str, Record]:
        """Return what is kept about the projects of one index, their documents left out.

        A document that is there is an empty one here. Reads the whole file: for a worker thread.
        """
        rows = self._file.rows(_READ_HEADS, (source,))
        return {
            name: Record(
                ProjectDocument(name, source) if there else None, at, serial, "", bool(all_)
            )
            for name, there, at, serial, all_ in rows
        }

    # -- what can be searched

    def texts(self, sources: Sequence[str]) -> tuple[TextRow, ...]:
        """Return the texts of projects of these indexes, for each name that of the first one."""
        return self._texts.texts(sources)

    def stamp(self) -> tuple[int, int] | None:
        """Return something that changes with the cache's content; None: nothing can be read now."""
        return self._file.stamp()

    def fill_in(self) -> None:
        """Write texts that are lacking; for a worker thread."""
        self._texts.fill_in()

    # -- versions

    def read_version(self, source: str, name: NormalizedName, version: str) -> VersionRecord | None:
        """Return what is kept about one version, if it is legible."""
        row = self._file.query(_READ_VERSION, (source, name, version))
        if row is None:
            return None
        try:
            document = None if row[0] is None else codec.decode_version(row[0])
            return VersionRecord(document, float(row[1]))
        except (codec.BadRecord, TypeError, ValueError):
            return None

    def write_version(
        self, source: str, name: NormalizedName, version: str, record: VersionRecord
    ) -> None:
        """Keep what an index said about one version."""
        data = None if record.document is None else codec.encode_version(record.document)
        self._change((_WRITE_VERSION, (source, name, version, data, record.checked_at)))

    # -- facts about indexes

    def json_api(self, source: str) -> bool | None:
        """Return whether an index has a JSON API; None when that is not known, or was long ago."""
        if source not in self._facts:
            row = self._file.query(_READ_FACT, (source,))
            if row is None or (not row[0] and self._clock() - row[1] > NO_JSON_BELIEVED_FOR):
                return None
            self._facts[source] = bool(row[0])
        return self._facts[source]

    def remember_json_api(self, source: str, there: bool) -> None:
        """Keep that; it reaches the disk with the next record."""
        with self._lock:
            self._facts[source] = there
            self._facts_to_write[source] = there

    # -- the whole

    def count(self) -> int:
        """Return how many projects' documents are on disk."""
        row = self._file.query(_COUNT)
        return int(row[0]) if row else 0

    def is_writable(self) -> bool:
        """Whether the last attempt at writing has not failed."""
        return self._file.is_writable()

    def problems(self) -> tuple[str, ...]:
        """Return sentences about what is wrong with the disk."""
        return self._file.problems()

    def close(self) -> None:
        """Write what is still to be written, and close the file."""
        self._file.hurry()
        self._texts.close()
        if self._facts_to_write or self._used:
            self._change()
        self._file.close()

    def _change(self, *statements: Statement) -> None:
        """Write, and with it what has come together meanwhile."""
        now = self._clock()
        with self._lock:
            used, self._used = self._used, {}
            facts, self._facts_to_write = self._facts_to_write, {}
            self._writes += 1
            trim = self._writes % _TRIM_EVERY == 0
        every: list[Statement] = [
            *((_USED, (time_used, *key)) for key, time_used in used.items()),
            *statements,
            *((_WRITE_FACT, (source, int(there), now)) for source, there in facts.items()),
        ]
        if trim:
            every += [(_TRIM, (self._limit,)), (_TRIM_VERSIONS, (now - 7 * DAY,))]
        self._file.change(every)
