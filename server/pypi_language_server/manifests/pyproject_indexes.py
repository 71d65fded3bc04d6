"""Reads the indexes that a TOML manifest names for uv, Poetry, PDM, Pipenv and pixi.

Contract: an index without an address is passed over; nothing here is trusted, see `index/scope.py`.
Sources: uv's manual, "Package indexes"; Poetry's manual, "Repositories"; PDM's manual, "Configure
the package indexes"; Pipenv's manual, "Specifying Package Indexes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.manifests.model import DeclaredIndex, Token
from pypi_language_server.manifests.pyproject_keys import Role
from pypi_language_server.manifests.toml_nodes import Array, Other, String, Table
from pypi_language_server.manifests.toml_values import fragment

if TYPE_CHECKING:
    from pypi_language_server.manifests.toml_nodes import Key, Value

_Record = dict[str, "Value | None"]


class IndexTables:
    """The indexes that have been named so far.

    Attributes:
        no_index: whether uv is told to ask no index at all.
    """

    def __init__(self, text: str) -> None:
        self.no_index = False
        self._text = text
        self._records: list[tuple[Role, _Record]] = []

    def header(self, role: Role, *, array: bool) -> None:
        """Take the head of an index's table."""
        if array or not self._records or self._records[-1][0] is not role:
            self._records.append((role, {}))

    def pair(self, role: Role, rest: tuple[Key, ...], value: Value | None) -> None:
        """Take a pair: a field of the index that is being described, or a whole value."""
        if rest:
            self.header(role, array=False)
            self._records[-1][1][rest[0].value] = value
        elif role is Role.NO_INDEX:
            self.no_index = self._is_true(value)
        elif isinstance(value, String):
            self._records.append((role, {"url": value}))
        elif isinstance(value, Array):
            for item in value.items:
                self.pair(role, (), item)
        elif isinstance(value, Table):
            fields = {pair.keys[0].value: pair.value for pair in value.pairs}
            self._records.append((role, fields))

    def declared(self) -> tuple[DeclaredIndex, ...]:
        """Return the indexes that have an address."""
        found = (self._index(role, record) for role, record in self._records)
        return tuple(index for index in found if index)

    def _index(self, role: Role, record: _Record) -> DeclaredIndex | None:
        """Return one index, if it has an address."""
        url = self._token(record.get("url"))
        if url is None:
            return None
        name = self._token(record.get("name"))
        priority = self._token(record.get("priority"))
        rank = priority.value.lower() if priority else ""
        named = name.value if name else None
        return DeclaredIndex(
            url,
            named,
            replaces_default=self._replaces(role, record, named, rank),
            explicit=rank == "explicit"
            or self._is_true(record.get("explicit"))
            or (role is Role.PIPFILE_INDEXES and not self._is_first(record)),
        )

    def _replaces(self, role: Role, record: _Record, name: str | None, rank: str) -> bool:
        """Whether the index stands in place of the public one."""
        if role is Role.POETRY_INDEXES:
            aside = self._is_true(record.get("secondary"))  # before Poetry 1.5
            return rank in ("primary", "default") or not (rank or aside)
        if role is Role.PDM_INDEXES:
            return name == "pypi"
        if role is Role.PIPFILE_INDEXES:
            return self._is_first(record)
        return role is Role.INDEX_URL or self._is_true(record.get("default"))

    def _is_first(self, record: _Record) -> bool:
        """Whether this is the first index: Pipenv asks another only about its own projects."""
        return record is self._records[0][1]

    def _token(self, value: Value | None) -> Token | None:
        """Return a string's content; None for anything else and for an empty string."""
        if not isinstance(value, String):
            return None
        piece = fragment(self._text, value)
        return piece.token(0, len(piece.text)) if piece.text else None

    def _is_true(self, value: Value | None) -> bool:
        return isinstance(value, Other) and self._text[value.start : value.end] == "true"
