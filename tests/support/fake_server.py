"""A loopback HTTP/1.1 server that answers by one function and can behave badly.

Contract: binds to 127.0.0.1 on a free port; `close` ends every thread and connection, also those
that wait or that a client keeps open. Header names in `Request.headers` are in lower case.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it was received."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, and how badly it is given.

    Attributes:
        cut_after: end the connection after so many bytes of the body.
        stall_after: wait for `gate` after so many bytes of the body, not before the answer.
        hang_up: end the connection without an answer.
        delay: seconds to wait first.
        gate: wait for this first.
        wants_body: the ordinary answer is to be given in this reply's manner.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cut_after: int | None = None
    stall_after: int | None = None
    hang_up: bool = False
    delay: float = 0
    gate: threading.Event | None = None
    wants_body: bool = False

    def over(self, ordinary: Reply) -> Reply:
        """Return the ordinary answer, given in this reply's manner."""
        return replace(
            ordinary,
            cut_after=self.cut_after,
            stall_after=self.stall_after,
            delay=self.delay,
            gate=self.gate,
        )


class LoopbackServer:
    """Serves from its construction until `close`."""

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(answer, self.closing))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.end_connections()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that `server_close` waits for them

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    def process_request(self, request, client_address):
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        super().shutdown_request(request)
        self._open.discard(request)

    def end_connections(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request, client_address):
        """A client that goes away in the middle is no event."""


def _handler(
    answer: Callable[[Request], Reply], closing: threading.Event
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        timeout = 60

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = answer(Request(self.command, self.path, headers))
            _wait(reply, closing)
            if reply.hang_up:
                self.close_connection = True
                return
            self._give(reply)

        do_POST = do_PUT = do_HEAD = do_GET  # noqa: N815 - names given by the library

        def _give(self, reply: Reply) -> None:
            self.send_response(reply.status)
            if reply.content_type:
                self.send_header("Content-Type", reply.content_type)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD":
                self._give_body(reply)
            self.close_connection = self.close_connection or reply.cut_after is not None

        def _give_body(self, reply: Reply) -> None:
            if reply.stall_after is None:
                self.wfile.write(reply.body[: reply.cut_after])
                return
            self.wfile.write(reply.body[: reply.stall_after])
            _pass(reply.gate, closing)
            self.wfile.write(reply.body[reply.stall_after :])

        def log_message(self, format, *args) -> None:  # noqa: A002 - its name there
            """Keep quiet; the index keeps a log of its own."""

    return Handler


def _wait(reply: Reply, closing: threading.Event) -> None:
    if reply.delay:
        closing.wait(reply.delay)
    if reply.stall_after is None:
        _pass(reply.gate, closing)


def _pass(gate: threading.Event | None, closing: threading.Event) -> None:
    while gate is not None and not closing.is_set() and not gate.wait(0.02):
        pass
