"""The table that `pypi-ls search` shows on a terminal.

Contract: at most as wide as the terminal. Where it is narrow, columns go one by one: first the date
of the last release, then popularity, then what is installed, then the latest version; where even
names and summaries do not fit beside each other, the summaries go instead. Names are never cut. A
column that nobody has anything for is not shown. The row whose name is exactly the query stands
above a thin rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pypi_language_server.catalogue.search_model import FoundBy
from pypi_language_server.features.ages import ago
from pypi_language_server.features.result_words import notes, short_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pypi_language_server.features.result_row import ResultRow

GAP = 2
LEAST_SUMMARY = 24
LEAST_NAME = 20
MATCHED = "bold magenta"
WARNING = "yellow"
_HIGHLIGHTED = 40  # words at most: more are no help to the eye


@dataclass(frozen=True, slots=True)
class Look:
    """What decides how cells look.

    Attributes:
        terms: words to highlight in names and summaries, in lower case.
        links: whether names lead to their pages.
        now: the present moment (aware).
        star: marks well-known projects whose downloads are not known.
        rule: what the line below an exact match is made of.
    """

    terms: tuple[str, ...]
    links: bool
    now: datetime
    star: str = "★"
    rule: str = "─"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column; `room` is how wide it is, in cells of the terminal."""

    head: str
    cells: tuple[Text, ...]
    room: int
    to_the_right: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)

    def at_most(self, room: int) -> _Column:
        return replace(self, room=max(1, min(self.room, room)))


def _column(head: str, cells: Iterable[Text], *, to_the_right: bool = False) -> _Column:
    """Return a column that is as wide as its widest cell."""
    cells = tuple(cells)
    return _Column(head, cells, max(len(head), *(cell.cell_len for cell in cells)), to_the_right)


def print_table(rows: Sequence[ResultRow], look: Look, console: Console) -> None:
    """Print the rows, at least one, as a table."""
    from rich.text import Text

    columns = _chosen(rows, look, console.width)
    apart = 1 if rows[0].why is FoundBy.EXACT and len(rows) > 1 else 0
    console.print(_table(columns, slice(0, apart or None), with_head=True))
    if apart:
        width = sum(column.room for column in columns) + GAP * (len(columns) - 1)
        console.print(Text(look.rule * min(width, console.width), style="dim"))
        console.print(_table(columns, slice(apart, None), with_head=False))


def _chosen(rows: Sequence[ResultRow], look: Look, width: int) -> list[_Column]:
    """Return the columns that fit, with their widths."""
    facts = [column for column in _facts(rows, look) if not column.is_empty]
    summaries = _summaries(rows, look)
    left_over = width - sum(column.room + GAP for column in (*facts, summaries))
    most = max(LEAST_NAME, width // 3, left_over)
    names = _names(rows, look, with_notes=False).at_most(most)
    room = width - names.room - GAP
    wanted = min(summaries.room, LEAST_SUMMARY)
    if wanted <= room and not summaries.is_empty:
        fitting = _fitting(facts, room - wanted)
        taken = sum(column.room + GAP for column in fitting)
        return [names, *fitting, summaries.at_most(room - taken)]
    names = _names(rows, look, with_notes=True).at_most(most)
    fitting = _fitting(facts, width - names.room)
    taken = sum(column.room + GAP for column in fitting)
    return [_names(rows, look, with_notes=True).at_most(width - taken), *fitting]


def _fitting(columns: Sequence[_Column], room: int) -> Sequence[_Column]:
    """Return the first columns that have room beside each other."""
    for count in range(len(columns), 0, -1):
        if sum(column.room + GAP for column in columns[:count]) <= room:
            return columns[:count]
    return ()


def _table(columns: Sequence[_Column], part: slice, *, with_head: bool) -> Table:
    from rich.table import Table

    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, GAP, 0, 0),
        show_header=with_head,
        header_style="dim",
    )
    for place, column in enumerate(columns):
        table.add_column(
            column.head,
            width=column.room,
            no_wrap=place > 0,
            overflow="fold" if place == 0 else "ellipsis",
            justify="right" if column.to_the_right else "left",
        )
    for cells in zip(*(column.cells[part] for column in columns), strict=True):
        table.add_row(*cells)
    return table


def _names(rows: Sequence[ResultRow], look: Look, *, with_notes: bool) -> _Column:
    return _column("Name", (_name(row, look, with_notes=with_notes) for row in rows))


def _name(row: ResultRow, look: Look, *, with_notes: bool) -> Text:
    from rich.style import Style
    from rich.text import Text

    link = row.link if look.links else ""
    text = Text.assemble((row.spelling, Style(bold=True, link=link or None)))
    _highlight(text, look.terms, anywhere=True)
    for note in notes(row) if with_notes else ():
        text.append(f" ({note})", style=WARNING)
    return text


def _summaries(rows: Sequence[ResultRow], look: Look) -> _Column:
    return _column("Summary", (_summary(row, look) for row in rows))


def _summary(row: ResultRow, look: Look) -> Text:
    from rich.text import Text

    summary = Text(row.summary)
    _highlight(summary, look.terms, anywhere=False)
    said = Text(" ".join(f"[{note}]" for note in notes(row)), style=WARNING)
    return Text(" ").join(part for part in (said, summary) if part)


def _highlight(text: Text, terms: Sequence[str], *, anywhere: bool) -> None:
    """Mark the words looked for: within a name anywhere, in prose where a word begins."""
    words = sorted(filter(None, terms), key=len, reverse=True)[:_HIGHLIGHTED]
    if words:
        start = "" if anywhere else r"(?<![^\W_])"
        pattern = f"{start}(?:{'|'.join(map(re.escape, words))})"
        text.highlight_regex(re.compile(pattern, re.IGNORECASE), style=MATCHED)


def _facts(rows: Sequence[ResultRow], look: Look) -> tuple[_Column, ...]:
    """Return the columns between names and summaries, the most useful ones first."""
    counted = any(row.standing and row.standing.downloads is not None for row in rows)
    head = "Downloads" if counted else "Popular"
    return (
        _column("Latest", map(_latest, rows)),
        _column("Installed", map(_installed, rows)),
        _column(head, (_popularity(row, look.star) for row in rows), to_the_right=True),
        _column("Released", (_released(row, look.now) for row in rows)),
    )


def _latest(row: ResultRow) -> Text:
    from rich.text import Text

    return Text(row.version, style=WARNING if row.yanked or row.fits is False else "green")


def _installed(row: ResultRow) -> Text:
    from rich.text import Text

    if row.outdated:
        return Text(f"{row.installed} (older)", style=WARNING)
    return Text(row.installed)


def _popularity(row: ResultRow, star: str) -> Text:
    from rich.text import Text

    downloads = row.standing.downloads if row.standing else None
    if downloads is not None:
        return Text(short_count(downloads))
    return Text(star if row.popular else "")


def _released(row: ResultRow, now: datetime) -> Text:
    from rich.text import Text

    return Text(ago(row.released, now) if row.released else "", style="dim")
