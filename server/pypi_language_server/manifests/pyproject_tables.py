"""Reads tables whose keys are projects: Poetry's, Pipenv's, pixi's, and uv's sources.

Contract: one entry for each project of a table, whether it is a string, an inline table, an array
of tables (several constraints: the first one's version counts), a table of its own, or dotted keys.
Sources: Poetry's manual, "Dependency specification"; uv's manual, "Dependency sources"; pixi's
manual, "pypi-dependencies".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests.model import DeclaredIndex, Entry, Form, Syntax, Token
from pypi_language_server.manifests.pyproject_keys import TABLES_OF_PROJECTS, Role
from pypi_language_server.manifests.toml_nodes import Array, Pair, String, Table
from pypi_language_server.manifests.toml_values import content_token
from pypi_language_server.names import normalize
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.manifests.pyproject_groups import Groups
    from pypi_language_server.manifests.toml_nodes import Header, Key, Value
    from pypi_language_server.names import NormalizedName

URL_FIELDS = frozenset({"git", "hg", "svn", "bzr", "url", "path", "file"})
MARKER_FIELDS = frozenset({"markers", "marker", "env-markers"})
INDEX_FIELDS = frozenset({"source", "index"})


@dataclass(slots=True)
class _Draft:
    """An entry whose parts are still coming in."""

    start: int
    end: int
    group: int
    syntax: Syntax
    name: Token | None
    extras: list[Token] = field(default_factory=list)
    extras_span: Span | None = None
    specifier: Token | None = None
    marker: Token | None = None
    url: Token | None = None
    index_name: str | None = None
    closed: bool = True

    def entry(self) -> Entry:
        """Return the entry as far as it is known."""
        return Entry(
            Span(self.start, self.end),
            self.group,
            Form.KEY,
            self.syntax,
            self.name,
            tuple(self.extras),
            self.extras_span,
            self.specifier,
            self.marker,
            self.url,
            self.index_name,
            self.closed,
        )


class ProjectTables:
    """The projects in the tables that have been read so far.

    Attributes:
        drafts: in the order in which they began.
        indexes: those that projects name by their addresses.
        requires_python: Poetry's constraint on Python itself.
    """

    def __init__(self, text: str, groups: Groups) -> None:
        self.drafts: list[_Draft] = []
        self.indexes: list[DeclaredIndex] = []
        self.requires_python: Token | None = None
        self._named: dict[tuple[int, str], _Draft] = {}
        self._text = text
        self._groups = groups

    def header(
        self, role: Role, path: tuple[Key, ...], rest: tuple[Key, ...], header: Header
    ) -> None:
        """Take a table's head: the group's own, or that of one project in it."""
        name = Span(header.start, header.end)
        group = self._groups.extend(path, header.start, header.end, name)
        if not rest:
            self._groups.name(group, name)
        elif not _is_python(role, rest):
            draft = self._part(role, group, rest[0], header.end)
            draft.closed = draft.closed and header.closed

    def pair(self, role: Role, path: tuple[Key, ...], rest: tuple[Key, ...], pair: Pair) -> None:
        """Take a pair that leads to such a table, or to something in it."""
        start = path[-1].start
        name = Span(path[-1].inner_start, path[-1].inner_end)
        if rest:
            group = self._groups.extend(path, start, pair.end, name)
            self._project(role, group, rest, pair)
        elif isinstance(pair.value, Table):
            group = self._groups.extend(path, pair.value.start, pair.value.end, name)
            for inner in pair.value.pairs:
                self._project(role, group, inner.keys, inner)

    def entries(self) -> list[Entry]:
        """Return the entries, in the order in which they began."""
        return [draft.entry() for draft in self.drafts]

    def assigned(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return `entries` with the index that any table of the file assigns to their project."""
        indexes: dict[NormalizedName, str] = {}
        for draft in self.drafts:
            if draft.index_name and draft.name:
                indexes.setdefault(normalize(draft.name.value), draft.index_name)
        if not indexes:
            return entries
        return [_assign(entry, indexes) for entry in entries]

    def _project(self, role: Role, group: int, keys: tuple[Key, ...], pair: Pair) -> None:
        """Take what a pair says about one project."""
        if _is_python(role, keys):
            if self.requires_python is None and len(keys) == 1:
                self.requires_python = content_token(self._text, pair.value)
            return
        if not pair.equals and keys[0].start >= pair.start:
            self._begin(role, group, keys, pair.end)  # a name, perhaps with dots, being typed
        elif len(keys) > 1:
            draft = self._part(role, group, keys[0], pair.end)
            self._field(draft, keys[1].value, pair.value)
        else:
            draft = self._begin(role, group, keys, pair.end)
            self._set(draft, pair.value)

    def _begin(self, role: Role, group: int, keys: tuple[Key, ...], end: int) -> _Draft:
        """Return a new draft for the project that `keys` name."""
        start, name_end = keys[0].inner_start, keys[-1].inner_end
        written = self._text[start:name_end]
        value = keys[0].value if len(keys) == 1 else written
        name = Token(written, Span(start, name_end), value) if written else None
        syntax = TABLES_OF_PROJECTS[role]
        draft = _Draft(start, end, group, syntax, name, closed=keys[-1].closed)
        self.drafts.append(draft)
        self._named[group, value] = draft
        return draft

    def _part(self, role: Role, group: int, key: Key, end: int) -> _Draft:
        """Return the draft of a project that may have begun before: dotted keys, tables."""
        draft = self._named.get((group, key.value))
        if draft is None:
            return self._begin(role, group, (key,), end)
        if draft is self.drafts[-1]:  # else other projects stand between its parts
            draft.end = end
        return draft

    def _set(self, draft: _Draft, value: Value | None) -> None:
        """Take the value of a project's own key."""
        if isinstance(value, Table | Array):
            self._fields(draft, value)
        elif isinstance(value, String):
            draft.closed = draft.closed and value.closed
            written = self._token(value)
            if written and draft.syntax is Syntax.PIPFILE and "://" in written.value:
                draft.url = written  # PDM's overrides
            elif draft.syntax is not Syntax.PEP440:  # where sources are named, none is a version
                draft.specifier = written

    def _fields(self, draft: _Draft, value: Table | Array) -> None:
        """Take a project's table, or its array of tables."""
        draft.closed = draft.closed and value.closed
        tables = value.items if isinstance(value, Array) else (value,)
        for table in tables:
            if isinstance(table, Table):
                for pair in table.pairs:
                    self._field(draft, pair.keys[0].value, pair.value)

    def _field(self, draft: _Draft, name: str, value: Value | None) -> None:
        """Take one field of a project's table."""
        if isinstance(value, String | Table | Array):
            draft.closed = draft.closed and value.closed
        if isinstance(value, Array) and name == "extras":
            found = [self._token(item) for item in value.items if isinstance(item, String)]
            draft.extras.extend(token for token in found if token)
            draft.extras_span = draft.extras_span or Span(value.start, value.end)
        if not isinstance(value, String):
            return
        if name == "version":
            draft.specifier = draft.specifier or self._token(value)
        elif name in MARKER_FIELDS:
            draft.marker = draft.marker or self._token(value)
        elif name in URL_FIELDS:
            draft.url = draft.url or self._token(value)
        elif name in INDEX_FIELDS:
            self._index(draft, self._token(value))

    def _index(self, draft: _Draft, index: Token | None) -> None:
        """Take the index that a project is assigned to: a name, or in pixi an address."""
        if index is None or draft.index_name is not None:
            return
        draft.index_name = index.value
        if "://" in index.value:
            self.indexes.append(DeclaredIndex(index, index.value, explicit=True))

    def _token(self, value: String) -> Token | None:
        return content_token(self._text, value)


def _is_python(role: Role, keys: tuple[Key, ...]) -> bool:
    """Whether this is Poetry's constraint on Python itself."""
    return role is Role.POETRY and keys[0].value.lower() == "python"


def _assign(entry: Entry, indexes: dict[NormalizedName, str]) -> Entry:
    """Return the entry with the index that is given to its project, if one is."""
    if entry.name is None or entry.index_name is not None:
        return entry
    index = indexes.get(normalize(entry.name.value))
    return entry if index is None else replace(entry, index_name=index)
