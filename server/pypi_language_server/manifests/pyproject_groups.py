"""Gathers the groups of a pyproject.toml while it is read.

Contract: a group's number is its place in the order in which groups first appear, and stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.manifests.model import Group
from pypi_language_server.manifests.pyproject_keys import label
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.toml_nodes import Key


@dataclass(slots=True)
class _Open:
    path: tuple[str, ...]
    start: int
    end: int
    name: Span


class Groups:
    """The groups that have appeared so far."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._numbers: dict[tuple[str, ...], int] = {}

    def add(self, keys: tuple[Key, ...], start: int, end: int, name: Span) -> int:
        """Open a group that is written in one place, and return its number."""
        self._open.append(_Open(tuple(key.value for key in keys), start, end, name))
        return len(self._open) - 1

    def extend(self, keys: tuple[Key, ...], start: int, end: int, name: Span) -> int:
        """Open the group at `keys`, or stretch it when it is open; return its number."""
        path = tuple(key.value for key in keys)
        number = self._numbers.get(path)
        if number is None:
            number = self._numbers[path] = self.add(keys, start, end, name)
        group = self._open[number]
        group.end = max(group.end, end)
        return number

    def name(self, number: int, name: Span) -> None:
        """Say where a group's own head stands; the heads of its parts may come before it."""
        self._open[number].name = name

    def finished(self) -> tuple[Group, ...]:
        """Return all groups."""
        return tuple(
            Group(group.path, label(group.path), Span(group.start, group.end), group.name)
            for group in self._open
        )
