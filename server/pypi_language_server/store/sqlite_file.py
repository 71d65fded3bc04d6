"""One SQLite file as a cache that may be lost: shared by processes, never in anybody's way.

Contract: no method raises for what disks and other processes do. A damaged file, or one of another
version, is set aside and begun anew; a locked, full or read-only one answers nothing and keeps
nothing for now. Reading belongs to the event loop's thread and never waits longer than 50 ms;
`change` may wait and belongs to a worker thread.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

T = TypeVar("T")

_READ_WAIT = 0.05
_WRITE_WAIT = 1.0
_ATTEMPTS = 6
_BETWEEN_ATTEMPTS = 0.02
_PAUSE_AFTER_FAILURE = 60.0
"""Seconds during which a file that could not be written is not tried again."""

Statement = tuple[str, "Sequence[object]"]


@dataclass(frozen=True, slots=True)
class Schema:
    """What is in a file.

    Attributes:
        tables: SQL that makes what every file of this version has.
        version: of `tables` (`user_version`).
        application: whose file it is (`application_id`).
        later: SQL that adds what came later; each statement does nothing where that is there
            already. A program that knows nothing of it can use the file all the same.
    """

    tables: str
    version: int
    application: int
    later: str = ""


class SqliteFile:
    """A file, opened when first needed."""

    def __init__(
        self, path: Path, schema: Schema, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Remember what the file should be.

        Args:
            path: where it is, or will be.
            schema: what is in it.
            monotonic: a clock for pauses.
        """
        self._path = path
        self._schema = schema
        self._monotonic = monotonic
        self._reader: sqlite3.Connection | None = None
        self._readers = 0  # so many were opened so far
        self._writer: sqlite3.Connection | None = None
        self._reading = threading.Lock()
        self._writing = threading.Lock()
        self._damaged: int | None = None  # the damaged file's number on its disk
        self._resting_until = 0.0
        self._hurried = False
        self._problems: dict[str, str] = {}

    def query(self, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """Return the first row, or None: there is none, or nothing can be read now."""
        return self._read(lambda reader: reader.execute(sql, values).fetchone())

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows; none when nothing can be read now."""
        return self._read(lambda reader: reader.execute(sql, values).fetchall()) or []

    def stamp(self) -> tuple[int, int] | None:
        """Return something that changes with the file's content, whoever changes it.

        None when nothing can be read now.
        """
        version = self.query("PRAGMA data_version")
        return None if version is None else (self._readers, int(version[0]))

    def _read(self, read: Callable[[sqlite3.Connection], T]) -> T | None:
        import sqlite3

        with self._reading:
            try:
                reader = self._open_reader()
                return read(reader) if reader else None
            except sqlite3.Error as error:
                self._reader = _close(self._reader)
                self._note(error)
                return None

    def change(self, statements: Iterable[Statement]) -> bool:
        """Run statements as one transaction; return whether they are on disk."""
        import sqlite3

        wanted = list(statements)
        with self._writing:
            if self._monotonic() < self._resting_until:
                return False
            for attempt in range(_ATTEMPTS):
                try:
                    self._run(wanted)
                except (sqlite3.Error, OSError) as error:
                    self._writer = _close(self._writer)
                    if not self._note(error) or self._hurried:
                        break
                    time.sleep(_BETWEEN_ATTEMPTS * attempt)  # this is a worker thread
                else:
                    self._problems.pop("unwritable", None)
                    return True
        return False

    def hurry(self) -> None:
        """Try no change twice from now until `close`: the program is about to end."""
        self._hurried = True

    def is_writable(self) -> bool:
        """Whether the last attempt at writing has not failed."""
        return "unwritable" not in self._problems

    def problems(self) -> tuple[str, ...]:
        """Return sentences about what is wrong with the file."""
        return tuple(self._problems.values())

    def close(self) -> None:
        """Close the file; asking again opens it anew."""
        with self._writing, self._reading:
            self._reader = _close(self._reader)
            self._writer = _close(self._writer)
            self._hurried = False

    def _run(self, statements: list[Statement]) -> None:
        writer = self._open_writer()
        writer.execute("BEGIN IMMEDIATE")
        with writer:  # commits, or takes everything back
            for sql, values in statements:
                writer.execute(sql, values)

    def _open_reader(self) -> sqlite3.Connection | None:
        """Return the reading connection; None while there is no file to read."""
        if self._damaged is not None:
            return None
        if self._reader is None and self._path.is_file():
            # Where nothing may be written, SQLite cannot make the files that readers share either.
            writable = os.access(self._path.parent, os.W_OK)
            reader = self._connect("rw" if writable else "ro&immutable=1", _READ_WAIT)
            with contextlib.ExitStack() as stack:
                stack.callback(_close, reader)
                if self._is_ours(reader):
                    stack.pop_all()
                    self._reader = reader
                    self._readers += 1
        return self._reader

    def _open_writer(self) -> sqlite3.Connection:
        if self._damaged is not None:
            self._set_aside()
        if self._writer is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            writer = self._connect("rwc", _WRITE_WAIT)
            with contextlib.ExitStack() as stack:
                stack.callback(_close, writer)
                self._prepare(writer)
                stack.pop_all()
            self._writer = writer
        return self._writer

    def _prepare(self, writer: sqlite3.Connection) -> None:
        """Make the tables that are not there."""
        import sqlite3

        schema = self._schema
        has_tables = writer.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not self._is_ours(writer):  # asked second: another process may just be making it
            if has_tables:
                self._damaged = self._number()
                raise sqlite3.DatabaseError("a file of another program or version")
            writer.execute("PRAGMA journal_mode = WAL")
            writer.executescript(
                f"BEGIN IMMEDIATE; {schema.tables};"
                f" PRAGMA application_id = {schema.application};"
                f" PRAGMA user_version = {schema.version}; COMMIT;"
            )
        if schema.later:
            writer.executescript(f"BEGIN; {schema.later}; COMMIT;")
        writer.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last look-ups

    def _connect(self, mode: str, wait: float) -> sqlite3.Connection:
        import sqlite3

        uri = f"{self._path.resolve().as_uri()}?mode={mode}"
        return sqlite3.connect(
            uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False
        )

    def _is_ours(self, connection: sqlite3.Connection) -> bool:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        return (application, version) == (self._schema.application, self._schema.version)

    def _note(self, error: Exception) -> bool:
        """Remember what an error says about the file; return whether to try once more."""
        import sqlite3

        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return True  # another process is quicker
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}:
            # SQLITE_ERROR: a table or column that should be there is not.
            self._damaged = self._number()
        if self._damaged is not None:
            self._problems["damaged"] = (
                f"The cache `{self._path.name}` was damaged or of another version; it was set"
                " aside and is built anew."
            )
            return True
        self._resting_until = self._monotonic() + _PAUSE_AFTER_FAILURE
        self._problems["unwritable"] = (
            f"The cache `{self._path}` cannot be written (is the disk full or read-only?); what is"
            " looked up is kept in memory only."
        )
        return False

    def _number(self) -> int:
        try:
            return self._path.stat().st_ino
        except OSError:
            return 0

    def _set_aside(self) -> None:
        """Rename the damaged file, unless another process has put a new one in its place."""
        number, self._damaged = self._damaged, None
        with self._reading:
            self._reader = _close(self._reader)
        if self._number() != number:
            return
        self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
        for suffix in ("-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()


def _close(connection: sqlite3.Connection | None) -> sqlite3.Connection | None:
    """Close a connection that may be past closing properly; return what stays of it."""
    import sqlite3

    if connection is not None:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
    return None
