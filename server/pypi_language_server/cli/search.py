"""`pypi-ls search`: projects by name or topic, from what is on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.cli import output
from pypi_language_server.features.untrusted import clean
from pypi_language_server.search_rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.cli.arguments import Arguments
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.services import Services

MAX_QUERY = 500


def run(arguments: Arguments, services: Services) -> int:
    """Print what matches; 1 when nothing does."""
    query = " ".join(arguments.words)
    if len(query) > MAX_QUERY:
        output.say(f"That is a long question: at most {MAX_QUERY} characters, please.")
        return output.MISUSED
    catalogue = services.catalogue()
    rows = rows_of(services.search(query, arguments.limit).found, services)
    if arguments.json:
        output.write_json(
            [{"name": r.spelling, "version": r.version, "summary": r.summary} for r in rows]
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


def _print_lines(rows: Sequence[ResultRow]) -> None:
    for row in rows:
        version = f" ({row.version})" if row.version else ""
        print(f"{row.spelling}{version}" + (f" - {row.summary}" if row.summary else ""))


def _print_table(rows: Sequence[ResultRow]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Project", style="bold", no_wrap=True)
    table.add_column("Latest", style="green", no_wrap=True)
    table.add_column("Summary", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in rows:
        table.add_row(Text(row.spelling), Text(row.version), Text(row.summary))
    output.console().print(table)
