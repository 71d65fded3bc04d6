"""The pieces of a YAML text, complete or not, each with the offsets where it stands.

Contract: plain tuples of offsets into one text, cheap enough to make by the thousand.
"""

from __future__ import annotations

from typing import NamedTuple

ITEM = "-"
"""What stands for a list's item in a path."""


class Frame(NamedTuple):
    """A key or a list's item that has, or may get, a value.

    Attributes:
        path: the keys that lead here, from the outside in, with `ITEM` for each list between.
        column: how far its line is indented up to it; inside brackets, that of what holds them.
        start: where the key or the item's dash stands; tells one frame from every other.
        end: where that ends.
        parent: the frame around it; None for the whole text.
    """

    path: tuple[str, ...]
    column: int
    start: int
    end: int
    parent: Frame | None


class Scalar(NamedTuple):
    """A value that is no collection, on one line (YAML 1.2, "Flow Scalar Styles").

    Attributes:
        start: where it begins, its quote included.
        end: where it ends, its quote included.
        inner_start: where its text begins.
        inner_end: where its text ends.
        quote: the quotation mark, or an empty string for a plain one.
        closed: whether the quotation mark at its end is there; True for plain ones.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    quote: str
    closed: bool


class Flow(NamedTuple):
    """A collection in brackets; its parts follow as events of their own."""

    start: int
    end: int
    closed: bool


class Other(NamedTuple):
    """An alias, or the mark of a block of text: nothing that is read here."""

    start: int
    end: int


Value = Scalar | Flow | Other | None


class Event(NamedTuple):
    """What a frame is set to.

    Attributes:
        frame: the key or item.
        value: what stands there; None when nothing stands on its line.
        stop: where the white space behind it ends.
    """

    frame: Frame
    value: Value
    stop: int
