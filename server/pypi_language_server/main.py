"""The program: reads the command line, wires the parts, runs the one that was asked for.

Contract: returns the exit code. The way from the start to serving imports nothing that serving
does not need: that is what editors wait for.
"""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.catalogue.refresh_model import RefreshOutcome
    from pypi_language_server.cli.arguments import Arguments
    from pypi_language_server.cli.refresh import Report
    from pypi_language_server.lsp.outside import Outside
    from pypi_language_server.wiring import Machine

PROGRAM = "pypi-ls"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with `argv` (the process's own arguments by default)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words in ([], ["--stdio"]):
        return _serve(None)
    from pypi_language_server.cli import arguments

    _show_what_can_be_shown()
    try:
        return _run(arguments.parse(words, PROGRAM))
    except KeyboardInterrupt:
        return 130  # as shells count an interrupt
    except BrokenPipeError:  # the reader of our output has had enough
        sys.stderr.close()
        return 0


def _show_what_can_be_shown() -> None:
    """Replace what a terminal's encoding does not have, such as on Windows, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not what a test or a host has put there
            stream.reconfigure(errors="replace")


def _machine(arguments: Arguments | None, *, where_it_stands: bool = False) -> Machine:
    """Return this machine's services; `where_it_stands`: the working folder's `.venv` counts."""
    from pypi_language_server import wiring
    from pypi_language_server.lsp.options import settings_from_env
    from pypi_language_server.settings import Settings

    machine = wiring.for_this_machine(Settings(), arguments.overrides if arguments else {})
    machine.configure(settings_from_env(machine.environ, Settings()))
    if where_it_stands:
        from pypi_language_server.installed import working_folder

        machine.folder = working_folder()
    return machine


def _serve(arguments: Arguments | None) -> int:
    from pypi_language_server.lsp import logs

    try:
        logs.configure(
            arguments.verbose if arguments else 0, arguments.log_file if arguments else None
        )
    except OSError as error:
        sys.stderr.write(f"The log file cannot be written: {error}\n")
        return 2
    if arguments is not None and arguments.tcp:
        return _serve_tcp(*_world(arguments), arguments.tcp)
    return _serve_stdio(arguments)


def _serve_stdio(arguments: Arguments | None) -> int:
    """Serve on the standard streams; the client is answered while everything else is loaded."""
    from pypi_language_server.lsp import opening

    try:
        with opening.standard_streams() as connection:
            from pypi_language_server.lsp import serve

            return serve.stdio(connection, *_world(arguments))
    except KeyboardInterrupt:
        return 130  # as shells count an interrupt


def _world(arguments: Arguments | None) -> tuple[Machine, Outside]:
    """Return what a server takes from this machine; the environment overrules its client."""
    from pypi_language_server.lsp.options import settings_from_env
    from pypi_language_server.lsp.outside import Outside

    machine = _machine(arguments)
    return machine, Outside(overlay=lambda settings: settings_from_env(machine.environ, settings))


def _serve_tcp(machine: Machine, outside: Outside, address: str) -> int:
    from pypi_language_server.lsp import serve

    try:
        return serve.tcp(machine, address, outside)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"Cannot serve there: {error}\n")
        return 2


def _run(arguments: Arguments) -> int:
    """Run a command; each brings in only what it needs (a refresh counts its memory)."""
    match arguments.command:
        case "serve":
            return _serve(arguments)
        case "refresh":
            from pypi_language_server.cli import refresh

            return refresh.run(arguments, lambda report: _refresh(arguments, report))
        case "search":
            from pypi_language_server.cli import search

            return search.run(arguments, _machine(arguments, where_it_stands=True))
        case "info":
            from pypi_language_server.cli import info

            return info.run(arguments, _machine(arguments))
        case "browse":
            from pypi_language_server.cli import browse

            return browse.run(arguments, _machine(arguments, where_it_stands=True))
        case "pip-search-server":
            from pypi_language_server.cli import pip_search_server

            return pip_search_server.run(arguments, lambda: _machine(arguments))
        case "status":
            from pypi_language_server.cli import status

            return status.run(arguments, _machine(arguments))
        case _:
            from pypi_language_server.cli import demo

            return demo.run(_machine(arguments))


def _refresh(arguments: Arguments, report: Report) -> RefreshOutcome:
    """Refresh the list of every index, in this process; then ask about projects, if wanted."""
    from pypi_language_server import refresh_process, refreshing

    if arguments.progress == "json":  # the server's child
        refresh_process.step_back()
    machine = _machine(arguments)
    outcome = refreshing.refresh_all(
        machine,
        report,
        force=not (arguments.if_due or arguments.details),
        accept_smaller=arguments.accept_smaller,
    )
    if not arguments.details:
        return outcome
    from pypi_language_server import deepening

    return deepening.deepen(machine, arguments.details, outcome, report)
