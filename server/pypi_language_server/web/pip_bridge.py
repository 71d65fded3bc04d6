"""The app that pip talks to: XML-RPC by POST, and one sentence for people who come by browser.

Contract: any request gives a response; any body posted gives a well-formed XML-RPC response, which
is an answer or a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pypi_language_server.web import xmlrpc
from pypi_language_server.web.exchange import Response, sentence
from pypi_language_server.web.xmlrpc import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypi_language_server.web.exchange import App, Request
    from pypi_language_server.web.xmlrpc import Call

PATHS = ("/pypi", "/pypi/", "/RPC2", "/")
PATH = PATHS[0]


def bridge(call: Callable[[Call], object]) -> App:
    """Return the app that answers calls by `call`, which gives plain data or raises `Fault`."""

    def answer(request: Request) -> Response:
        if request.path not in PATHS:
            return sentence(404, f"pip asks at {PATH}; there is nothing else here.")
        if request.method != "POST":
            return sentence(200, _WELCOME.format(host=request.headers.get("host", "")))
        return Response(200, xmlrpc.CONTENT_TYPE, answer_to(request.body, call))

    return answer


def answer_to(body: bytes, call: Callable[[Call], object]) -> bytes | xmlrpc.Pieces:
    """Return the body of the response to the body of a request."""
    try:
        value = call(xmlrpc.read_call(body))
    except Fault as fault:
        return xmlrpc.fault(fault)
    if isinstance(value, Iterator):
        return xmlrpc.answer_pieces(value)
    return xmlrpc.answer(value)


GREETING = "This answers `pip search` on this machine, and nobody else."
_WELCOME = f"""\
{GREETING} In a terminal:

    pip search --index http://{{host}}{PATH} WORDS

`pypi-ls pip-search-server --configure` tells pip once, so that `pip search WORDS` is enough."""
