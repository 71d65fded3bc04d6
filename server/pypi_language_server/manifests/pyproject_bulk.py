"""Makes the entries of ordinary requirements by the thousand.

Contract: what is made here equals what the classes' constructors make, as a test shows. A frozen
dataclass takes its fields one by one through `object.__setattr__`; filling a whole column of slots
at a time takes a third of that, and a file of 5,000 lines is read at every keystroke.
"""

from __future__ import annotations

import re
from collections import deque
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pypi_language_server.manifests.model import Entry, Form, Syntax, Token
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

T = TypeVar("T")
Range = tuple[int, int]

_EXTRA = re.compile(r"[A-Za-z0-9._\-]+")


class Row(NamedTuple):
    """A finished requirement without an address; ranges of the text, `(-1, -1)` for none."""

    start: int
    end: int
    group: int
    name: Range
    extras: Range  # with brackets
    specifier: Range
    marker: Range


def entries(text: str, rows: Sequence[Row], form: Form = Form.STRING) -> list[Entry]:
    """Return the entry of each row, in their order; all stand in the file in the same way."""
    if not rows:
        return []
    starts, ends, groups, names, extras, specifiers, markers = zip(*rows, strict=True)
    brackets = [pair for pair in extras if pair[0] >= 0]
    return _make(
        Entry,
        len(rows),
        span=_spans(starts, ends),
        group=groups,
        form=repeat(form),
        syntax=repeat(Syntax.PEP440),
        name=_tokens(text, names),
        extras=_present(extras, _extras(text, brackets), ()),
        extras_span=_present(
            extras, _spans(*zip(*brackets, strict=True)) if brackets else [], None
        ),
        specifier=_optional(text, specifiers),
        marker=_optional(text, markers),
        url=repeat(None),
        index_name=repeat(None),
        closed=repeat(True),
    )


def _present(ranges: Sequence[Range], values: Iterable[T], absent: T | None) -> Iterator[T | None]:
    """Yield the next of `values` for each range that is there, else `absent`."""
    following = iter(values)
    return (next(following) if start >= 0 else absent for start, _ in ranges)


def _optional(text: str, ranges: Sequence[Range]) -> Iterator[Token | None]:
    """Yield the token at each range, or None where none is."""
    there = [pair for pair in ranges if pair[0] >= 0]
    return _present(ranges, _tokens(text, there), None)


def _extras(text: str, brackets: Sequence[Range]) -> Iterator[tuple[Token, ...]]:
    """Yield the names inside each pair of brackets."""
    found = [[match.span() for match in _EXTRA.finditer(text, *pair)] for pair in brackets]
    made = iter(_tokens(text, list(chain.from_iterable(found))))
    return (tuple(islice(made, len(names))) for names in found)


def _spans(starts: Sequence[int], ends: Sequence[int]) -> list[Span]:
    """Return spans from their starts and ends."""
    return _make(Span, len(starts), start=starts, end=ends)


def _tokens(text: str, ranges: Sequence[Range]) -> list[Token]:
    """Return tokens that mean just what is written."""
    if not ranges:
        return []
    written = [text[start:end] for start, end in ranges]
    spans = _spans(*zip(*ranges, strict=True))
    return _make(Token, len(ranges), raw=written, span=spans, value=written)


def _make(kind: type[T], count: int, **columns: Iterable[object]) -> list[T]:
    """Return `count` new instances of a slotted class, its slots filled from the columns."""
    made: list[T] = list(map(object.__new__, repeat(kind, count)))
    for name, column in columns.items():
        deque(map(getattr(kind, name).__set__, made, column), maxlen=0)
    return made
