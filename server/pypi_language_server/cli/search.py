"""`pypi-ls search`: projects by name or topic, from what is on this machine.

Contract: rows on standard output, words about them on standard error. The network is used only to
complete rows that show no version: the first ten, with `--online` up to fifty, with `--offline`
none; what has not answered when the time is over is left out, and that is said.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pypi_language_server.catalogue.model import Origin
from pypi_language_server.catalogue.query import MAX_LENGTH
from pypi_language_server.cli import output
from pypi_language_server.features import result_words
from pypi_language_server.features.result_order import Order, ordered
from pypi_language_server.features.untrusted import clean
from pypi_language_server.search_rows import Budget, LookedUp, lacking_rows, looked_up, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypi_language_server.catalogue.search_model import SearchResult
    from pypi_language_server.cli.arguments import Arguments
    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.services import Services

UNASKED = Budget(projects=10, seconds=2.5)
ASKED_FOR = Budget(projects=50, seconds=20.0)

_EXAMPLE = "for example: pypi-ls search http client"
_SHOWN_QUERY = 80
_PHRASE_LEFT_OUT = re.compile(r'-"[^"]*"?')


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search found, and what is known about it.

    Attributes:
        query: what was searched for.
        result: as the search gave it.
        looked: the rows, and how looking them up went.
        rows: the same rows in the order wanted.
    """

    query: str
    result: SearchResult
    looked: LookedUp
    rows: tuple[ResultRow, ...]


def run(arguments: Arguments, services: Services) -> int:
    """Print what matches; 1 when nothing does, 3 when that may be for a broken cache."""
    query = " ".join(arguments.words)
    complaint = _complaint(query, arguments)
    if complaint:
        output.say(complaint)
        return output.MISUSED
    result = services.search(query, arguments.limit)
    looked = _known(arguments, result, services)
    found = _Found(query, result, looked, ordered(looked.rows, Order(arguments.sort)))
    trouble = _written(arguments, found)
    if trouble:
        output.say(f"The results cannot be written: {trouble}.")
        return output.FAILED
    problems = services.problems()
    for line in (*_words(found), *problems, _last_words(found, arguments, services)):
        output.say(line)
    if found.rows:
        return output.OK
    return output.FAILED if problems else output.NOTHING


def _complaint(query: str, arguments: Arguments) -> str:
    """Return what is wrong with a command line, or an empty string."""
    if not query.strip():
        return f"Say what you are looking for, {_EXAMPLE}"
    if len(query) > MAX_LENGTH:
        return f"That is a long question: at most {MAX_LENGTH} characters, please."
    if all(word.startswith("-") for word in _PHRASE_LEFT_OUT.sub(" - ", query).split()):
        return f"That says only what to leave out; say also what you are looking for, {_EXAMPLE}"
    if arguments.online and "PYPI_LS_OFFLINE" in arguments.overrides:
        return "--online and --offline contradict each other."
    return ""


# -- rows


def _known(arguments: Arguments, result: SearchResult, services: Services) -> LookedUp:
    """Return the rows, completed by look-ups as far as they are wanted."""
    import asyncio

    environment = _environment()
    rows = rows_of(result.found, services, environment)
    lacking = len(lacking_rows(rows))
    budget = ASKED_FOR if arguments.online else UNASKED
    if not lacking or not _may_ask(arguments, services):
        asyncio.run(services.close())
        return LookedUp(rows)

    async def ask() -> LookedUp:
        try:
            return await looked_up(result.found, services, budget, environment)
        finally:
            await services.close()

    count = min(lacking, budget.projects)
    with output.while_waiting(f"Asking about {count} project{'s' if count != 1 else ''} …"):
        return asyncio.run(ask())


def _may_ask(arguments: Arguments, services: Services) -> bool:
    """Whether look-ups are wanted: names alone need none, and offline there are none."""
    bare = arguments.format == "names" and Order(arguments.sort) is not Order.UPDATED
    return (arguments.online or not bare) and not services.status().offline


def _environment() -> PythonEnvironment:
    """Return the Python of the environment whose versions are shown as installed."""
    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.installed import find_place, working_folder

    place = find_place(os.environ, folder=working_folder())
    return PythonEnvironment(place.python, source="the environment")


# -- printing


def _written(arguments: Arguments, found: _Found) -> str:
    """Print the rows; return what went wrong, or an empty string."""
    try:
        _print(arguments, found)
    except BrokenPipeError:
        output.let_go_of_results()
        raise
    except OSError as error:  # the disk was full before the end
        output.let_go_of_results()
        return error.strerror or str(error)
    return output.written()


def _print(arguments: Arguments, found: _Found) -> None:
    """Print the rows in the format asked for; a table for people, pip's lines for programs."""
    rows = found.rows
    match "json" if arguments.json else arguments.format:
        case "json":
            from pypi_language_server.features.result_data import as_data

            output.write_json([as_data(row) for row in rows])
        case "names":
            for row in rows:
                print(row.spelling)
        case "pip":
            _print_lines(rows)
        case "table":
            _print_table(rows, found.result.terms, arguments.color)
        case _ if output.on_terminal() or arguments.color == "always":
            _print_table(rows, found.result.terms, arguments.color)
        case _:
            _print_lines(rows)


def _print_lines(rows: Sequence[ResultRow]) -> None:
    from pypi_language_server.cli import pip_lines

    width = shutil.get_terminal_size().columns if output.on_terminal() else None
    for line in pip_lines.lines(rows, width):
        print(line)


def _print_table(rows: Sequence[ResultRow], terms: tuple[str, ...], color: str) -> None:
    if not rows:
        return
    from pypi_language_server.cli import search_table

    console = output.console(color)
    signs = ("*", "-") if console.options.ascii_only else ("★", "─")
    look = search_table.Look(terms, output.has_links(console), datetime.now(UTC), *signs)
    search_table.print_table(rows, look, console)


# -- words about it


def _words(found: _Found) -> Iterator[str]:
    """Yield what is to be known about the rows."""
    corrected = result_words.correction_words(found.result.corrections)
    if corrected and found.rows:
        yield corrected
    looked = found.looked
    if looked.unanswered:
        how = f"failed: {clean(looked.why)}" if looked.why else "had no answer in time."
        yield f"{looked.unanswered} of {looked.asked} look-ups {how}"
    if looked.left:
        yield f"{looked.left} more rows show no version; --online looks up all."


def _last_words(found: _Found, arguments: Arguments, services: Services) -> str:
    """Return how many rows there are, what was searched, and how to find more."""
    stamp = services.catalogue().stamp
    searched = result_words.searched_words(stamp, found.result.texts, datetime.now(UTC))
    hint = "" if stamp.origin is Origin.INDEX else " `pypi-ls refresh` downloads all names."
    if not found.rows:
        return f"Nothing found for “{clean(found.query, _SHOWN_QUERY)}”. {searched}{hint}"
    count = f"{len(found.rows)} project{'s' if len(found.rows) > 1 else ''}"
    more = _more_words(arguments.limit) if found.result.truncated else ""
    return f"{count}{more}. {searched}{hint}"


def _more_words(limit: int) -> str:
    from pypi_language_server.cli.arguments import MAX_ROWS

    if limit < MAX_ROWS:
        return f", and there are more (--limit {min(2 * limit, MAX_ROWS)})"
    return ", and there are more: say more precisely what you are looking for"
