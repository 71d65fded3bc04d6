"""Reads a pyproject.toml: which projects it requires, in which groups, and from which indexes.

Contract: `scan` never raises and does no I/O; for half-typed text see `toml_scan.py`. All ways in
which TOML can write a key (tables, dotted keys, inline tables, quotes) are one to it. `comments`
are those in tables and values that matter here. Entries are in the order of the text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests.model import Manifest, ManifestKind
from pypi_language_server.manifests.pyproject_indexes import IndexTables
from pypi_language_server.manifests.pyproject_keys import (
    ARRAYS,
    TABLES_OF_PROJECTS,
    TREE,
    Role,
    locate,
)
from pypi_language_server.manifests.pyproject_strings import RequirementArrays
from pypi_language_server.manifests.pyproject_tables import ProjectTables
from pypi_language_server.manifests.toml_nodes import Header, String, Table
from pypi_language_server.manifests.toml_scan import Reader
from pypi_language_server.manifests.toml_values import content_token, fragment
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.manifests.model import Entry, Token
    from pypi_language_server.manifests.toml_nodes import Key, Pair, Statement, Value
    from pypi_language_server.manifests.toml_scan import Tree


def scan(text: str, tree: Tree = TREE, kind: ManifestKind = ManifestKind.PYPROJECT) -> Manifest:
    """Return what the pyproject.toml `text` says, finished or not.

    Args:
        text: the whole file.
        tree: what stands at which keys, for other kinds that are written in TOML.
        kind: which kind this is.
    """
    reader = Reader(text)
    scanner = _Scanner(text, tree)
    for statement in reader.statements(tree):
        scanner.take(statement)
    comments = tuple(Span(start, end) for start, end in reader.comments)
    return replace(scanner.manifest(comments), kind=kind)


class _Scanner:
    """Hands each statement to the part that knows what stands at its key."""

    def __init__(self, text: str, tree: Tree) -> None:
        self._text = text
        self._tree = tree
        self._arrays = RequirementArrays(text)
        self._tables = ProjectTables(text, self._arrays.groups)
        self._indexes = IndexTables(text)
        self._base: tuple[Key, ...] = ()
        self._project_name: str | None = None
        self._requires_python: Token | None = None

    def take(self, statement: Statement) -> None:
        """Take the next statement of the text."""
        if not isinstance(statement, Header):
            self._pair((*self._base, *statement.keys), statement)
            return
        self._base = statement.keys
        role, path, rest = locate(self._tree, statement.keys)
        if role is None:
            return
        if role in TABLES_OF_PROJECTS:
            self._tables.header(role, path, rest, statement)
        elif not rest:
            self._indexes.header(role, array=statement.array)

    def manifest(self, comments: tuple[Span, ...]) -> Manifest:
        """Return everything that was taken."""
        arrays, tables, indexes = self._arrays, self._tables, self._indexes
        entries: Sequence[Entry] = arrays.entries()
        if tables.drafts:
            found = sorted([*entries, *tables.entries()], key=_start)
            entries = tuple(tables.assigned(found))
        return Manifest(
            ManifestKind.PYPROJECT,
            groups=arrays.groups.finished(),
            entries=entries,
            options=tuple(arrays.options),
            includes=tuple(arrays.includes),
            indexes=(*indexes.declared(), *tables.indexes, *arrays.indexes),
            comments=comments,
            problems=tuple(arrays.problems),
            no_index=indexes.no_index or arrays.no_index,
            project_name=self._project_name,
            requires_python=self._requires_python or tables.requires_python,
        )

    def _pair(self, keys: tuple[Key, ...], pair: Pair) -> None:
        """Take a pair; `keys` are all those that lead to its value, tables included."""
        role, path, rest = locate(self._tree, keys)
        value = pair.value
        if role is None:
            if isinstance(value, Table):
                for inner in value.pairs:
                    self._pair((*keys, *inner.keys), inner)
        elif role in TABLES_OF_PROJECTS:
            self._tables.pair(role, path, rest, pair)
        elif role in ARRAYS:
            if not rest:
                self._arrays.array(role, path, value)
        elif role is Role.NAME:
            self._name(rest, value)
        elif role is Role.REQUIRES_PYTHON:
            if not rest:
                self._requires_python = content_token(self._text, value)
        else:
            self._indexes.pair(role, rest, value)

    def _name(self, rest: tuple[Key, ...], value: Value | None) -> None:
        if not rest and isinstance(value, String):
            self._project_name = fragment(self._text, value).text or None


def _start(entry: Entry) -> int:
    return entry.span.start
