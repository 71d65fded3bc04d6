"""The table of what can be searched about the projects in the cache, beside their records.

Contract: a row stands and falls with its project's record, whoever changes that one: triggers see
to it, so a program that knows nothing of this table may share the file. What such a program wrote
is filled in later, by a thread of its own. `texts` never raises; where nothing can be read, there
are none. It has one caller at a time, on any thread: reading thousands of rows takes long enough to
be kept from the event loop (`searching`).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.store import codec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypi_language_server.index.model import ProjectDocument
    from pypi_language_server.store.sqlite_file import SqliteFile, Statement

SCHEMA = """
CREATE TABLE IF NOT EXISTS project_text (
    source TEXT NOT NULL, name TEXT NOT NULL, spelling TEXT NOT NULL, summary TEXT NOT NULL,
    words TEXT NOT NULL, PRIMARY KEY (source, name)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS project_text_outdated AFTER INSERT ON project BEGIN
    DELETE FROM project_text WHERE source = new.source AND name = new.name; END;
CREATE TRIGGER IF NOT EXISTS project_text_gone AFTER DELETE ON project BEGIN
    DELETE FROM project_text WHERE source = old.source AND name = old.name; END
"""
_IS_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'project_text'"
_HAS_PROJECTS = "SELECT 1 FROM project LIMIT 1"
_READ = "SELECT name, spelling, summary, words FROM project_text WHERE source = ?"
_WRITE = "INSERT OR REPLACE INTO project_text VALUES (?, ?, ?, ?, ?)"
_LACKING = "SELECT source, name FROM project EXCEPT SELECT source, name FROM project_text"
_DOCUMENT = "SELECT document FROM project WHERE source = ? AND name = ?"
# Not over a newer text that another process has written meanwhile, nor for a record that has gone.
_FILL_IN = (
    "INSERT OR IGNORE INTO project_text SELECT ?1, ?2, ?3, ?4, ?5"
    " WHERE EXISTS (SELECT 1 FROM project"
    " WHERE source = ?1 AND name = ?2 AND document IS NOT NULL)"
)
_AT_ONCE = 100

# Parts of topics that half of all projects have: nobody finds anything by them.
_TELL_NOTHING = frozenset({"Software Development", "Libraries", "Python Modules"})
_SEARCHED = ("Framework", "Topic")


class TextRow(NamedTuple):
    """What can be searched about one project; lean, because there are thousands of them.

    Attributes:
        name: normalised.
        spelling: the name as the project writes it.
        summary: one line, or empty.
        words: keywords, and the telling parts of classifiers as `:: Internet :: WWW/HTTP`; one a
            line.
    """

    name: str
    spelling: str
    summary: str
    words: str


class TextTable:
    """The table in the cache's file."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._filling: threading.Thread | None = None
        self._ending = threading.Event()

    def texts(self, sources: Sequence[str]) -> tuple[TextRow, ...]:
        """Return the texts of projects of these indexes, for each name that of the first one."""
        self._fill_in_aside()
        if self._file.query(_IS_THERE) is None:
            return ()
        parts = [map(TextRow._make, self._file.rows(_READ, (source,))) for source in sources]
        if len(parts) == 1:
            return tuple(parts[0])
        return tuple({row.name: row for part in reversed(parts) for row in part}.values())

    def write(self, source: str, name: str, document: ProjectDocument | None) -> list[Statement]:
        """Return what is to be done behind writing a project's record, in the same transaction."""
        return [] if document is None else [(_WRITE, _row(source, name, document))]

    def fill_in(self) -> None:
        """Write the texts of documents that have none; takes a while, for a worker thread."""
        if self._file.query(_HAS_PROJECTS) is None:
            return
        if self._file.query(_IS_THERE) is None and not self._file.change([]):
            return
        lacking = self._file.rows(_LACKING)
        for start in range(0, len(lacking), _AT_ONCE):
            rows = (self._read(*key) for key in lacking[start : start + _AT_ONCE])
            if self._ending.is_set() or not self._file.change(
                [(_FILL_IN, row) for row in rows if row]
            ):
                return

    def close(self) -> None:
        """Wait until nothing is being filled in."""
        filling, self._filling = self._filling, None
        if filling is not None:
            self._ending.set()
            filling.join()
            self._ending.clear()

    def _fill_in_aside(self) -> None:
        """Fill in once per process; a program that ends meanwhile goes on the next time."""
        if self._filling is None:
            self._filling = threading.Thread(target=self.fill_in, name="texts", daemon=True)
            self._filling.start()

    def _read(self, source: str, name: str) -> tuple[str, ...] | None:
        """Return the row of a project's text; an empty one when its document is illegible."""
        found = self._file.query(_DOCUMENT, (source, name))
        if found is None or found[0] is None:
            return None
        try:
            return _row(source, name, codec.decode_project(found[0]))
        except codec.BadRecord:
            return source, name, name, "", ""  # so that it is not tried again and again


def words_of(document: ProjectDocument) -> tuple[str, ...]:
    """Return a project's keywords and the telling parts of its classifiers, each once."""
    once: dict[str, str] = {}
    for word in (*document.keywords, *_topics(document)):
        once.setdefault(word.casefold(), word)
    return tuple(once.values())


def _topics(document: ProjectDocument) -> Iterator[str]:
    """Yield `:: Internet :: WWW/HTTP` for `Topic :: Internet :: WWW/HTTP`."""
    for classifier in document.classifiers:
        kind, *parts = (part.strip() for part in classifier.split("::"))
        telling = [part for part in parts if part[:1].isalpha() and part not in _TELL_NOTHING]
        if kind in _SEARCHED and telling:
            yield " :: ".join(["", *telling]).strip()


def _row(source: str, name: str, document: ProjectDocument) -> tuple[str, ...]:
    words = "\n".join(words_of(document))
    texts = (document.name, document.summary, words)
    return source, name, *(text.encode(errors="replace").decode() for text in texts)
