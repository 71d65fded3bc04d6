"""Makes the entries of ordinary requirements by the thousand.

Contract: what is made here equals what the classes' constructors make, as a test shows. A frozen
dataclass takes its fields one by one through `object.__setattr__`; filling a whole column of slots
at a time takes a third of that, and a file of 5,000 lines is read at every keystroke.
"""

from __future__ import annotations

from collections import deque
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pypi_language_server.manifests.model import Entry, Form, Syntax, Token
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")


class Row(NamedTuple):
    """An ordinary requirement: a name with nothing but version clauses; offsets into the text."""

    start: int
    end: int
    group: int
    name_start: int
    name_end: int
    specifier_start: int  # -1 without a specifier
    specifier_end: int


def entries(text: str, rows: Sequence[Row]) -> list[Entry]:
    """Return the entry of each row, in their order."""
    if not rows:
        return []
    starts, ends, groups, name_starts, name_ends, _, _ = zip(*rows, strict=True)
    specified = [row for row in rows if row.specifier_start >= 0]
    specifiers = iter(
        _tokens(
            text,
            [row.specifier_start for row in specified],
            [row.specifier_end for row in specified],
        )
    )
    nothing, none = repeat(()), repeat(None)
    return _make(
        Entry,
        len(rows),
        span=_spans(starts, ends),
        group=groups,
        form=repeat(Form.STRING),
        syntax=repeat(Syntax.PEP440),
        name=_tokens(text, name_starts, name_ends),
        extras=nothing,
        extras_span=none,
        specifier=(next(specifiers) if row.specifier_start >= 0 else None for row in rows),
        marker=none,
        url=none,
        index_name=none,
        closed=repeat(True),
    )


def _spans(starts: Sequence[int], ends: Sequence[int]) -> list[Span]:
    """Return spans from their starts and ends."""
    return _make(Span, len(starts), start=starts, end=ends)


def _tokens(text: str, starts: Sequence[int], ends: Sequence[int]) -> list[Token]:
    """Return tokens that mean just what is written."""
    written = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return _make(Token, len(starts), raw=written, span=_spans(starts, ends), value=written)


def _make(kind: type[T], count: int, **columns: Iterable[object]) -> list[T]:
    """Return `count` new instances of a slotted class, its slots filled from the columns."""
    made = [kind.__new__(kind) for _ in range(count)]
    for name, column in columns.items():
        deque(map(getattr(kind, name).__set__, made, column), maxlen=0)
    return made
