"""The pieces of a TOML text, complete or not, each with the offsets where it stands.

Contract: plain tuples of offsets into one text, cheap enough to make by the thousand. `start` and
`end` hold a piece as written, quotes and brackets included. `closed` is False while the quote or
bracket at its end is missing. What a string means is decoded by `toml_values.py`, when wanted.
"""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """One part of a key (TOML 1.0, "Keys").

    Attributes:
        value: what it means, escapes decoded.
        start: where it begins, its quote included.
        end: where it ends.
        inner_start: where its text begins.
        inner_end: where its text ends.
        closed: whether a quoted one has its closing quote; True for bare ones.
    """

    value: str
    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool

    @property
    def bare(self) -> bool:
        """Whether it stands without quotes."""
        return self.start == self.inner_start


class String(NamedTuple):
    """A string of any of the four kinds (TOML 1.0, "String").

    Attributes:
        start: where it begins, its quote included.
        end: where it ends.
        inner_start: where its content begins; behind the newline that multi-line strings drop.
        inner_end: where its content ends.
        closed: whether its closing quote is there.
        plain: whether it means just what is written.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool
    plain: bool


class Other(NamedTuple):
    """A number, date, boolean, or something that is no value at all."""

    start: int
    end: int


class Array(NamedTuple):
    """An array; one that nothing closes ends where the next table or key begins."""

    start: int
    end: int
    items: tuple[Value, ...]
    closed: bool


class Table(NamedTuple):
    """An inline table; one that nothing closes ends with its line."""

    start: int
    end: int
    pairs: tuple[Pair, ...]
    closed: bool


class Pair(NamedTuple):
    """A key with what it is set to.

    Attributes:
        keys: the parts of the key, from the outside in.
        start: where the key begins.
        end: where the value ends, or the `=`, or the key, whichever is the last there is.
        equals: whether there is a `=`.
        value: the value, if there is one.
    """

    keys: tuple[Key, ...]
    start: int
    end: int
    equals: bool
    value: Value | None


class Header(NamedTuple):
    """The head of a table, `[a.b]`, or of an element of an array of tables, `[[a.b]]`."""

    keys: tuple[Key, ...]
    start: int
    end: int
    array: bool
    closed: bool


Value = String | Array | Table | Other
Statement = Header | Pair
