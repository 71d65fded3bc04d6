"""`pypi-ls browse`: the search as a page in the user's browser, served by this machine to itself.

Contract: the address goes to standard output, words about it to standard error. Ends by an
interrupt, or by itself some time after the last page was closed.
"""

from __future__ import annotations

import secrets
import signal
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from pypi_language_server.cli import output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.cli.arguments import Arguments
    from pypi_language_server.services import Services
    from pypi_language_server.web.desk import Desk
    from pypi_language_server.web.open_pages import OpenPages


SILENT = 45 * 60
"""Seconds for which a page that says nothing still counts as open: browsers put pages to sleep."""

_TICKS = 10  # of which the time after the last page consists
_LONGEST_TICK = 15.0


def run(arguments: Arguments, services: Services) -> int:
    """Serve the page until it is enough; 3 when the port is taken."""
    from pypi_language_server.web.browse import Browse
    from pypi_language_server.web.desk import Desk
    from pypi_language_server.web.local_server import PortTaken, serve
    from pypi_language_server.web.open_pages import OpenPages

    token = secrets.token_urlsafe(24)
    linger = arguments.linger * 60
    tick = min(linger / _TICKS, _LONGEST_TICK)
    pages = OpenPages(round(linger / tick), round(SILENT / tick)) if tick else OpenPages(0, 0)
    with Desk(services) as desk, _ending_by_itself(pages, tick):
        app = Browse(desk, pages, token, lambda: datetime.now(UTC))
        try:
            return serve(app, arguments.port, partial(_ready, token, arguments, desk))
        except PortTaken as error:
            output.say(str(error))
            return output.FAILED


def _ready(token: str, arguments: Arguments, desk: Desk, url: str) -> None:
    """Say where the page is, and show it."""
    address = f"{url}/{token}/"
    print(address, flush=True)
    output.say("The address is only for you. Ctrl-C ends.")
    if not arguments.no_open:  # some browsers come back only when they are closed
        threading.Thread(target=_show, args=[address], name="browser", daemon=True).start()
    threading.Thread(target=_warm_up, args=[desk], name="warming up", daemon=True).start()


def _warm_up(desk: Desk) -> None:
    """Search once while the browser starts: the first search reads what all others use."""
    from pypi_language_server.web.desk import Closed

    with suppress(Closed):
        desk.ask(lambda services: services.search("python", 1))


def _show(address: str) -> None:
    import webbrowser

    try:
        shown = webbrowser.open(address)
    except (webbrowser.Error, OSError):
        shown = False
    if not shown:
        output.say("No browser could be started; open this address in one.")


@contextmanager
def _ending_by_itself(pages: OpenPages, tick: float) -> Iterator[None]:
    """Let time pass for the pages, and end this process like a signal does when it is enough.

    Args:
        pages: those that are open.
        tick: seconds; 0 means that it never ends by itself.
    """
    over = threading.Event()

    def watch() -> None:
        while not over.wait(tick):
            if pages.tick():
                output.say("No page has been open for a while; that is all.")
                signal.raise_signal(signal.SIGTERM)
                return

    if tick:
        threading.Thread(target=watch, name="pages", daemon=True).start()
    try:
        yield
    finally:
        over.set()
