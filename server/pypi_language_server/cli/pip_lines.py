"""The lines that `pip search` prints, for people and scripts that are used to them.

Contract: pure. The layout is pip's: a column of `name (version)`, the summaries in a column of
their own, and below what is installed two further lines.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from pypi_language_server.features import versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypi_language_server.features.result_row import ResultRow

UNKNOWN = "-"
"""Stands for a version that is not known, in pip and here."""

_GAP = 4
_BESIDE = 5
_LEAST_SUMMARY = 10


def lines(rows: Sequence[ResultRow], width: int | None = None) -> Iterator[str]:
    """Yield the lines for what was found.

    Args:
        rows: in the order in which they are printed.
        width: of the terminal that summaries are wrapped for; None: they are not wrapped.
    """
    column = max((len(row.spelling) + len(row.version or UNKNOWN) for row in rows), default=0)
    column += _GAP
    for row in rows:
        head = f"{row.spelling} ({row.version or UNKNOWN})"
        yield f"{head:{column}} - {_wrapped(row.summary, column, width)}"
        yield from _versions(row)


def _wrapped(summary: str, column: int, width: int | None) -> str:
    room = None if width is None else width - column - _BESIDE
    if room is None or room <= _LEAST_SUMMARY:
        return summary
    return ("\n" + " " * (column + 3)).join(textwrap.wrap(summary, room))


def _versions(row: ResultRow) -> Iterator[str]:
    if not row.installed:
        return
    yield f"  INSTALLED: {row.installed}"
    if row.version:
        latest = versions.parse(row.version)
        early = latest is not None and latest.pre is not None
        hint = " (pre-release; install with `pip install --pre`)" if early else ""
        yield f"  LATEST:    {row.version}{hint}"
