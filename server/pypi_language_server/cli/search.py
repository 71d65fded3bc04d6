"""`pypi-ls search`: projects by name or topic, from what is on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import search
from pypi_language_server.cli import output
from pypi_language_server.features.untrusted import clean
from pypi_language_server.index.model import Known
from pypi_language_server.index.scope import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.cli.arguments import Arguments
    from pypi_language_server.services import Services

MAX_QUERY = 500
MAX_SUMMARY = 300
MAX_VERSION = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One found project, with what is known about it without asking anybody."""

    name: str
    version: str
    summary: str


def run(arguments: Arguments, services: Services) -> int:
    """Print what matches; 1 when nothing does."""
    query = " ".join(arguments.words)
    if len(query) > MAX_QUERY:
        output.say(f"That is a long question: at most {MAX_QUERY} characters, please.")
        return output.MISUSED
    catalogue = services.catalogue()
    found = search.search(query, catalogue, arguments.limit)
    rows = [_row(spelling, name, services) for spelling, name in found]
    if arguments.json:
        output.write_json(
            [{"name": r.name, "version": r.version, "summary": r.summary} for r in rows]
        )
    elif output.on_terminal():
        _print_table(rows)
    else:
        _print_lines(rows)
    where = output.described(catalogue.stamp)
    output.say(
        f"Searched {where}." if rows else f"Nothing found for “{clean(query, 80)}” in {where}."
    )
    return output.OK if rows else output.NOTHING


def _row(spelling: str, name: search.NormalizedName, services: Services) -> Row:
    answer = services.peek(name, NOWHERE)
    summary = services.summary(name)
    if isinstance(answer, Known):
        said = clean(answer.document.summary, MAX_SUMMARY)
        return Row(spelling, clean(answer.document.latest, MAX_VERSION), said or summary)
    return Row(spelling, "", summary)


def _print_lines(rows: Sequence[Row]) -> None:
    for row in rows:
        version = f" ({row.version})" if row.version else ""
        print(f"{row.name}{version}" + (f" - {row.summary}" if row.summary else ""))


def _print_table(rows: Sequence[Row]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Project", style="bold", no_wrap=True)
    table.add_column("Latest", style="green", no_wrap=True)
    table.add_column("Summary", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in rows:
        table.add_row(Text(row.name), Text(row.version), Text(row.summary))
    output.console().print(table)
