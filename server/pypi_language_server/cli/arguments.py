"""What can be typed: the commands, their options and their help."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

from pypi_language_server import __version__
from pypi_language_server.cli import dashes

DESCRIPTION = """\
Package knowledge in the editor, and `pip search` back in the terminal.

Without a command: serve the Language Server Protocol on standard input and output.
"""
EPILOG = """\
Exit codes: 0 fine, 1 found nothing to show, 2 used wrongly, 3 the index or the cache failed.
Results go to standard output, words about them to standard error.
"""
SEARCH_EPILOG = """\
  django rest             both words, in any order      name:rest   in the name only
  "rest framework"        these words in a row          -django     without this word

Without --online the first 10 rows that show no version are looked up; with --offline none.
"""
SORTS = ("relevance", "downloads", "updated", "name")
FORMATS = ("table", "pip", "json", "names")
MAX_ROWS = 200
MAX_DETAILS = 15_000  # so many projects are in the popularity document


@dataclass(frozen=True, slots=True)
class Arguments:
    """A parsed command line.

    Attributes:
        command: `serve`, `search`, `info`, `refresh`, `browse`, `pip-search-server`, `status` or
            `demo`.
        words: what to search for, or the one name for `info`.
        json: machine-readable output instead of text.
        limit: how many rows `search` shows at most.
        format: what `search` prints: `table`, `pip`, `json`, `names`; empty: as fits the output.
        sort: what `search` sorts its rows by.
        online: `search` asks about all rows that it shows.
        color: whether `search` colours: `auto`, `always` or `never`.
        tcp: `HOST:PORT` to serve on instead of standard input and output.
        log_file: where the log goes instead of standard error.
        verbose: how often `-v` was given.
        progress: how `refresh` reports: `bar`, `json` or `none`; empty: as fits the output.
        if_due: `refresh` only when the list is older than a day.
        accept_smaller: `refresh` takes a list of less than half the old one's size.
        details: about how many popular projects `refresh` asks the index; 0 for none.
        port: where `browse` or `pip-search-server` serves; 0: any that is free.
        action: what `pip-search-server` does instead of serving: `configure`, `unconfigure`,
            `status`; or empty.
        yes: `pip-search-server` takes its questions as answered with yes.
        no_open: `browse` starts no browser.
        linger: minutes for which `browse` outlives its last page; 0: for ever.
        overrides: environment variables that options stand for.
    """

    command: str = "serve"
    words: tuple[str, ...] = ()
    json: bool = False
    limit: int = 20
    format: str = ""
    sort: str = "relevance"
    online: bool = False
    color: str = "auto"
    tcp: str = ""
    log_file: Path | None = None
    verbose: int = 0
    progress: str = ""
    if_due: bool = False
    accept_smaller: bool = False
    details: int = 0
    port: int = 0
    action: str = ""
    yes: bool = False
    no_open: bool = False
    linger: float = 3.0
    overrides: dict[str, str] = field(default_factory=dict)


def parse(argv: list[str], program: str) -> Arguments:
    """Return what was typed; exits with 2 and a message when it makes no sense."""
    found = vars(_parser(program).parse_args(dashes.sorted_out(argv)))
    overrides = {
        variable: value
        for variable, value in (
            ("PYPI_LS_INDEX_URL", found.pop("index_url")),
            ("PYPI_LS_CACHE_DIR", found.pop("cache_dir")),
            ("PYPI_LS_OFFLINE", "1" if found.pop("offline") else None),
        )
        if value is not None
    }
    found.pop("stdio")
    words = found.pop("words", None) or ()
    command = found.pop("command") or "serve"
    return Arguments(command=command, words=tuple(words), overrides=overrides, **found)


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"pypi-language-server {__version__}"
    )
    _add_common(parser)
    serving = parser.add_argument_group("serving")
    serving.add_argument("--stdio", action="store_true", help="serve on stdio (the default)")
    serving.add_argument("--tcp", metavar="HOST:PORT", default="", help="for debugging: loopback")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_search(commands)
    _add_info(commands)
    _add_refresh(commands)
    _add_browse(commands)
    _add_pip_search_server(commands)
    status = commands.add_parser("status", help="which index, how many names, how old, where")
    status.add_argument("--json", action="store_true", help="machine-readable output")
    commands.add_parser("demo", help="play an editing session through the real server")
    for command in commands.choices.values():
        _add_common(command, again=True)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add the options that every command has; `again`: behind the command, keeping what was set."""
    unset = argparse.SUPPRESS
    add = parser.add_argument_group("everywhere").add_argument
    none = unset if again else None
    add("--index-url", metavar="URL", default=none, help="root of the Simple API to ask")
    add("--cache-dir", metavar="DIR", default=none, help="the folder everything is kept in")
    add("--offline", action="store_true", default=unset if again else False, help="no network")
    add("--log-file", metavar="FILE", type=Path, default=none, help="write the log there")
    add("-v", "--verbose", action="count", default=unset if again else 0, help="log more; -vv: all")


def _add_browse(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    browse = commands.add_parser(
        "browse",
        help="search in the browser: a page that this machine serves to itself",
        description="Serve a page to search with, on loopback only, and open it in the browser.",
    )
    add = browse.add_argument
    add("--port", type=_port, default=0, metavar="N", help="where (any free port)")
    add("--no-open", action="store_true", help="only print the address")
    add(
        "--linger",
        type=_minutes,
        default=3.0,
        metavar="MINUTES",
        help="end so long after the last page was closed (3; 0: never)",
    )


def _add_search(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    search = commands.add_parser(
        "search",
        help="find projects by name or topic, on this machine",
        description="Find projects by name or topic, in the names and texts on this machine.",
        epilog=SEARCH_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = search.add_argument
    add("words", nargs="*", metavar="WORD", help="names or topics, in any order")
    add("--limit", type=_row_count, default=20, metavar="N", help="rows (20, at most 200)")
    add("--sort", choices=SORTS, default=SORTS[0], help="what the rows are sorted by")
    add("--online", action="store_true", help="look up all rows that show no version, up to 50")
    add("--color", choices=["auto", "always", "never"], default="auto", help="colours and links")
    form = search.add_mutually_exclusive_group()
    form.add_argument("--format", choices=FORMATS, default="", help="table; pip where piped")
    form.add_argument("--json", action="store_true", help="the same as --format json")
    form.add_argument(
        "--names-only",
        dest="format",
        action="store_const",
        const="names",
        help="the same as --format names: one name a line",
    )


def _add_pip_search_server(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    server = commands.add_parser(
        "pip-search-server",
        help="make `pip search` work again: answers it from this machine",
        description="Answer what `pip search` asks, on loopback only, until Ctrl+C.",
    )
    add = server.add_argument
    add("--port", type=_port, default=8031, metavar="N", help="where (8031; 0: any free port)")
    add("--limit", type=_row_count, default=20, metavar="N", help="rows of a search (20)")
    instead = server.add_mutually_exclusive_group().add_argument
    for action, text in (
        ("configure", "tell pip to ask here (writes its setting `search.index`, after asking)"),
        ("unconfigure", "take that setting out again"),
        ("status", "whether it is running, and whether pip asks here"),
    ):
        instead(f"--{action}", dest="action", action="store_const", const=action, help=text)
    server.set_defaults(action="")
    add("--yes", action="store_true", help="the answer to all questions")


def _add_info(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    info = commands.add_parser("info", help="show what the index knows about one project")
    info.add_argument("words", nargs=1, metavar="NAME", help="the project's name")
    info.add_argument("--json", action="store_true", help="machine-readable output")


def _add_refresh(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    refresh = commands.add_parser(
        "refresh",
        help="download the list of names (about 10 MB for the public index)",
        description="Download the index's list of names. Running this command is the consent.",
    )
    refresh.add_argument("--if-due", action="store_true", help="only when older than a day")
    refresh.add_argument(
        "--accept-smaller", action="store_true", help="even when the list shrank by half"
    )
    refresh.add_argument(
        "--details",
        type=_project_count,
        default=0,
        metavar="N",
        help="then ask about the N most popular projects, so that searches know their texts; the"
        " list is downloaded only when older than a day",
    )
    refresh.add_argument(
        "--progress", choices=["bar", "json", "none"], default="", help="how to report"
    )


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value < 1 << 16:
        raise argparse.ArgumentTypeError("must be from 0 to 65535")
    return value


def _minutes(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1e6:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return value


def _project_count(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if not 1 <= value <= MAX_DETAILS:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MAX_DETAILS}")
    return value


def _row_count(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= value <= MAX_ROWS:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MAX_ROWS}")
    return value
