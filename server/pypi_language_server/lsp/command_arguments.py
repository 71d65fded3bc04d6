"""Reads what a client gives a command: one object, or values in a fixed order.

Contract: any JSON goes in. What is missing or null counts as not given; what is of another kind
than it has to be is refused in one sentence (`JsonRpcInvalidParams`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from pygls.exceptions import JsonRpcInvalidParams

from pypi_language_server import names


class Arguments:
    """The arguments of one command."""

    def __init__(self, command: str, given: Any, *order: str) -> None:
        """Take what was given; `order` names the values where no object says what they are."""
        self._command = command
        given = list(given or ())
        if given and isinstance(given[0], Mapping):
            self._values = dict(given[0])
        else:
            self._values = dict(zip(order, given, strict=False))

    def refuse(self, why: str) -> JsonRpcInvalidParams:
        """Return the error that says why these arguments make no sense."""
        return JsonRpcInvalidParams(f"`{self._command}`: {why}")

    def has(self, key: str) -> bool:
        """Whether something was given for `key`."""
        return self._values.get(key) is not None

    def flag(self, key: str) -> bool:
        """Return whether something is wanted; not when nothing was given."""
        value = self._values.get(key)
        if not isinstance(value, bool | None):
            raise self.refuse(f"`{key}` has to be true or false")
        return bool(value)

    def text(self, key: str) -> str:
        """Return a string that has to be given."""
        value = self._values.get(key)
        if not isinstance(value, str):
            raise self.refuse(f"`{key}` has to be a string")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str | None:
        """Return one of `choices`, or None when nothing was given."""
        if not self.has(key):
            return None
        if self.text(key) not in choices:
            listed = ", ".join(f"`{choice}`" for choice in choices)
            raise self.refuse(f"`{key}` has to be one of {listed}")
        return self.text(key)

    def project(self, key: str = "name") -> str:
        """Return a project's name, as it was given."""
        value = self.text(key).strip()
        if not names.is_valid(value):
            raise self.refuse(f"`{key}` has to be a project's name")
        return value

    def count(self, key: str, default: int, most: int) -> int:
        """Return a number of things, at most `most`, or `default` when none was given."""
        value = self._values.get(key)
        if value is None:
            return default
        if not isinstance(value, int | float) or isinstance(value, bool) or not value >= 1:
            raise self.refuse(f"`{key}` has to be a whole number of at least 1")
        return int(min(value, most))

    def position(self, key: str) -> tuple[int, int]:
        """Return the line and the column of a position."""
        value = self._values.get(key)
        found = value if isinstance(value, Mapping) else {}
        line, column = found.get("line"), found.get("character")
        if not _is_unsigned(line) or not _is_unsigned(column):
            raise self.refuse(f"`{key}` has to be a position, with `line` and `character`")
        return line, column


def _is_unsigned(value: Any) -> TypeGuard[int]:
    """Whether this is one of the protocol's unsigned numbers (LSP 3.17, "uinteger")."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
