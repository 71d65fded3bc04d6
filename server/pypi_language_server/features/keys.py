"""Which keys a table of a manifest may hold, which values a key may have, and what they mean.

Contract: pure; reads the tables of `key_tables.py` once, when first asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypi_language_server.features.key_tables import Path


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key.

    Attributes:
        name: the key.
        value: what it is set to when it is new, as TOML.
        text: one sentence about it.
    """

    name: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A value that a key may be set to, and one sentence about it."""

    value: str
    text: str


def table_at(path: Path) -> tuple[KnownKey, ...]:
    """Return the keys of the table at `path`, the usual ones first; none if it is not known."""
    from pypi_language_server.features.key_tables import STANDARD
    from pypi_language_server.features.key_tables_tools import TOOLS

    pattern = _pattern(path, STANDARD) or _pattern(path, TOOLS)
    return _keys(STANDARD.get(pattern) or TOOLS[pattern]) if pattern else ()


def key_at(path: Path) -> KnownKey | None:
    """Return the key at `path`, if it is known."""
    return next((key for key in table_at(path[:-1]) if key.name == path[-1]), None)


def values_at(path: Path) -> tuple[KnownValue, ...]:
    """Return what the key at `path` may be set to, as far as that is a closed list."""
    from pypi_language_server.features.key_tables import VALUES

    pattern = _pattern(path, VALUES)
    return _values(VALUES[pattern]) if pattern else ()


def _pattern(path: Path, tables: Mapping[Path, str]) -> Path | None:
    """Return the path among `tables` that fits, `*` for any key."""
    if path in tables:
        return path
    return next((known for known in tables if _fits(known, path)), None)


def _fits(pattern: Path, path: Path) -> bool:
    return len(pattern) == len(path) and all(
        wanted in ("*", key) for wanted, key in zip(pattern, path, strict=True)
    )


@cache
def _keys(table: str) -> tuple[KnownKey, ...]:
    return tuple(_key(line) for line in table.strip().splitlines())


def _key(line: str) -> KnownKey:
    setting, _, text = line.partition("  # ")
    name, _, value = setting.partition(" = ")
    return KnownKey(name, value, text)


@cache
def _values(table: str) -> tuple[KnownValue, ...]:
    lines = (line.partition("  # ") for line in table.strip().splitlines())
    return tuple(KnownValue(value, text) for value, _, text in lines)
