"""`pypi-ls pip-search-server`: answers `pip search`, and tells pip where to ask."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from pypi_language_server.cli import output
from pypi_language_server.cli.pip_setting import KEY, PipFailed, active_pip, is_ours
from pypi_language_server.features.untrusted import clean
from pypi_language_server.web.pip_bridge import GREETING, PATH

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypi_language_server.cli.arguments import Arguments
    from pypi_language_server.cli.pip_setting import Pip
    from pypi_language_server.services import Services

_MORE = "docs/pip-search.md tells how to keep it running"


def run(arguments: Arguments, services: Callable[[], Services]) -> int:
    """Serve until a signal, or do what was asked for about pip's setting."""
    match arguments.action:
        case "configure" | "unconfigure" | "status":
            return _about_pip(arguments)
        case _:
            return _serve(arguments, services())


def address(port: int) -> str:
    """Return what pip's `search.index` must be."""
    return f"http://127.0.0.1:{port}{PATH}"


# -- serving


def _serve(arguments: Arguments, services: Services) -> int:
    from pypi_language_server.web.desk import Desk
    from pypi_language_server.web.local_server import PortTaken, serve
    from pypi_language_server.web.pip_bridge import bridge
    from pypi_language_server.web.pip_methods import PipMethods

    with Desk(services) as desk:

        def ready(url: str) -> None:
            print(f"Serving `pip search` at {url}{PATH}", flush=True)
            output.say(f"Try: pip search --index {url}{PATH} http client")
            desk.ask(lambda services: services.search("pip", 1))  # the first search takes longest
            stamp = desk.ask(lambda services: services.catalogue().stamp)
            output.say(f"Searching {output.described(stamp)}. Ctrl+C ends this.")

        methods = PipMethods(desk, arguments.limit)
        try:
            return serve(bridge(methods.call), arguments.port, ready)
        except PortTaken as taken:
            output.say(str(taken))
            return output.FAILED


def is_serving(port: int) -> bool:
    """Whether this program answers `pip search` on a port of this machine."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", PATH)
        return connection.getresponse().read(1000).startswith(GREETING.encode())
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


# -- pip's setting


def _about_pip(arguments: Arguments) -> int:
    pip = active_pip(os.environ)
    if pip is None:
        return _without_pip(arguments)
    output.say(f"This is about the pip of {pip.python}.")
    try:
        if arguments.action == "configure":
            return _configure(pip, arguments)
        if arguments.action == "unconfigure":
            return _unconfigure(pip, arguments)
    except PipFailed as failed:
        output.say(f"pip did not do it: {clean(str(failed))}")
        return output.FAILED
    return _status(pip, arguments)


def _without_pip(arguments: Arguments) -> int:
    output.say("No Python with pip was found: neither active, nor on the search path.")
    if arguments.action == "configure":
        output.say(f"In pip's settings it would be:\n\n[search]\nindex = {address(arguments.port)}")
    return output.FAILED


def _configure(pip: Pip, arguments: Arguments) -> int:
    if arguments.port == 0:
        output.say("pip must know the port: choose one by --port.")
        return output.MISUSED
    before, wanted = pip.setting(), address(arguments.port)
    if before == wanted:
        print(f"{KEY} is {wanted} already.")
        return output.OK
    output.say(f"{KEY} is {_shown(before)} now. To be written to {pip.file}:\n")
    output.say(f"    [search]\n    index = {wanted}\n")
    question = "Replace it?" if before and not is_ours(before) else "Write it?"
    if not _agreed(question, arguments):
        print(f"Nothing was changed: {KEY} is {_shown(before)}.")
        return output.NOTHING
    pip.write(wanted)
    print(f"{KEY} was {_shown(before)} and is {_shown(pip.setting())}.")
    if not is_serving(arguments.port):
        output.say(f"Nothing answers there yet: start `pypi-ls pip-search-server`; {_MORE}.")
    return output.OK


def _unconfigure(pip: Pip, arguments: Arguments) -> int:
    before = pip.setting()
    if not is_ours(before):
        print(f"Nothing was changed: {KEY} is {_shown(before)}, which is not ours.")
        return output.NOTHING
    if not _agreed(f"Remove {KEY} = {before} from {pip.file}?", arguments):
        print(f"Nothing was changed: {KEY} is {_shown(before)}.")
        return output.NOTHING
    pip.remove()
    print(f"{KEY} was {_shown(before)} and is {_shown(pip.setting())}.")
    return output.OK


def _status(pip: Pip, arguments: Arguments) -> int:
    setting, wanted = pip.setting(), address(arguments.port)
    serving = is_serving(arguments.port)
    print(f"serving:    {'yes' if serving else 'no'}, at {wanted}")
    print(f"configured: {'yes' if setting == wanted else 'no'}, {KEY} is {_shown(setting)}")
    return output.OK if serving and setting == wanted else output.NOTHING


def _agreed(question: str, arguments: Arguments) -> bool:
    """Ask; nobody who could answer is a no."""
    if arguments.yes:
        return True
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    agreed = sys.stdin.readline().strip().lower() in {"y", "yes"}
    if not sys.stdin.isatty():
        output.say("yes" if agreed else "no (--yes says so beforehand)")
    return agreed


def _shown(value: str) -> str:
    """Return a setting's value for the terminal, without credentials."""
    from pypi_language_server.features.untrusted import without_credentials

    return clean(without_credentials(value)) or "not set"
