"""Reads requests from one connection and writes the answers, by the standard library's parser.

Contract: `serve_one` never raises for what the other side sends or fails to send; what it does not
let in is answered in one sentence, and the connection ends. A request has a limited time to arrive
as a whole, however slowly its bytes come. One thread at a time uses a connection.
"""

from __future__ import annotations

import io
import socket
import time
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pypi_language_server.web import gate
from pypi_language_server.web.exchange import Request, Response, sentence
from pypi_language_server.web.timed import Sink, Source, TooMuch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.web.exchange import App, Limits

_LINGER = 1.0  # seconds, and bytes, that are read from who was refused, so that it hears why
_LINGER_BYTES = 4 << 20
_GUARDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Connection(BaseHTTPRequestHandler):
    """One connection; begins nothing by itself."""

    protocol_version = "HTTP/1.1"

    def __init__(self, taken: socket.socket, port: int, limits: Limits) -> None:
        self.connection = taken
        self._port = port
        self._limits = limits
        self._source = Source(taken)
        self._begun = False  # whether an answer was
        self.command, self.requestline = "", ""
        self.request_version = self.protocol_version
        self.close_connection = True
        self.rfile: io.BufferedReader = io.BufferedReader(self._source)
        self.wfile = Sink(taken)
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self) -> int:
        """Return the socket's number, for waiting on it."""
        return int(self.connection.fileno())

    @property
    def pending(self) -> bool:
        """Whether the next request, or its beginning, has been read already."""
        self._source.stop()
        return bool(self.rfile.peek(1))

    def serve_one(self, app: App) -> bool:
        """Answer one request; return whether the connection may be kept for the next."""
        self.close_connection, self._begun = True, False
        self.command, self.requestline = "", ""
        self.request_version = self.protocol_version
        try:
            request = self._read()
        except TimeoutError:
            self._refuse(sentence(408, "The request did not arrive in time."))
            return False
        except OSError:
            return False
        if request is None:
            return False
        response = app(request)
        with suppress(OSError):  # whoever asked has gone
            self._give(response)
            return not self.close_connection
        return False

    def dismiss(self, response: Response) -> None:
        """Answer, if no answer was begun and that costs no time."""
        self.close_connection = True
        with suppress(OSError):
            if not self._begun:
                self._give(response, seconds=0)
                self.connection.recv(64 << 10)

    def close(self) -> None:
        """End the connection, also while another thread is using it."""
        self.abort()
        self.connection.close()

    def abort(self) -> None:
        """Make whatever is under way fail at once."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    # -- reading

    def _read(self) -> Request | None:
        """Return a request that was let in; None when the connection is to end.

        Raises:
            OSError: the other side is too slow, or gone.
        """
        limits = self._limits
        self._source.start(limits.seconds, limits.head)
        try:
            self.raw_requestline = self.rfile.readline(limits.line + 1)
        except TooMuch:
            self.raw_requestline = b" " * (limits.line + 1)
        if not self.raw_requestline:
            return None
        if len(self.raw_requestline) > limits.line:
            self._refuse(sentence(414, f"An address of at most {limits.line:,} bytes is taken."))
            return None
        return self._request() if self.parse_request() else None

    def _request(self) -> Request | None:
        if self._is_refused():
            return None
        length = int(self.headers.get("Content-Length") or 0)
        self._source.allow(length)
        body = self.rfile.read(length)
        if len(body) < length:
            return None  # gone in the middle
        path, _, query = self.path.partition("?")
        method = "GET" if self.command == "HEAD" else self.command
        return Request(method, unquote(path), query, _joined(self.headers.items()), body)

    def _is_refused(self) -> bool:
        """Answer a request that is not let in; whether it was none."""
        if self.request_version == "HTTP/0.9":
            self._refuse(sentence(400, "HTTP/1.0 or 1.1 is spoken here."))
            return True
        said = self.requestline.split()
        no = gate.refusal(
            self.command, said[1], self.headers.items(), self._port, self._limits.body
        )
        if no is not None:
            self._refuse(no)
        return no is not None

    def handle_expect_100(self) -> bool:
        """Ask for the body only of requests that are let in (called while the head is parsed)."""
        if self._is_refused():
            return False
        self.connection.settimeout(self._limits.seconds)
        return super().handle_expect_100()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what the library's parser cannot read (called by it)."""
        del explain
        phrase = HTTPStatus(code).phrase
        self._refuse(sentence(int(code), f"This is no request: {message or phrase}."[:200]))

    # -- writing

    def _refuse(self, response: Response) -> None:
        """Answer and end the connection, when whoever sends has had a moment to hear it."""
        self.close_connection = True
        with suppress(OSError):
            self._give(response)
            self._linger()

    def _give(self, response: Response, seconds: float | None = None) -> None:
        """Write an answer.

        Raises:
            OSError: the other side is too slow, or gone.
        """
        self._begun = True
        self.connection.settimeout(self._limits.seconds if seconds is None else seconds)
        body = response.body
        chunked = not isinstance(body, bytes) and self.request_version == "HTTP/1.1"
        if not isinstance(body, bytes) and not chunked:
            self.close_connection = True
        head = self._head(response, chunked=chunked)
        if self.command == "HEAD":
            self.wfile.write(head)
        elif isinstance(body, bytes):
            self.wfile.write(head + body)
        else:
            self.wfile.write(head)
            self._give_pieces(body, chunked=chunked)

    def _head(self, response: Response, *, chunked: bool) -> bytes:
        body = response.body
        headers = {
            "Date": self.date_time_string(),
            "Content-Type": response.content_type,
            **_GUARDS,
            **response.headers,
        }
        if isinstance(body, bytes):
            headers["Content-Length"] = str(len(body))
        elif chunked:
            headers["Transfer-Encoding"] = "chunked"
        headers["Connection"] = "close" if self.close_connection else "keep-alive"
        phrase = HTTPStatus(response.status).phrase
        lines = [f"HTTP/1.1 {response.status} {phrase}", *map(": ".join, headers.items())]
        return "".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1")

    def _give_pieces(self, pieces: Iterable[bytes], *, chunked: bool) -> None:
        """Write pieces as they come (RFC 9112, "Chunked Transfer Coding")."""
        for piece in pieces:
            if piece:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _linger(self) -> None:
        """Read on for a moment: a close with unread bytes would take the answer back."""
        self.connection.shutdown(socket.SHUT_WR)
        deadline, left = time.monotonic() + _LINGER, _LINGER_BYTES
        while left > 0 and (seconds := deadline - time.monotonic()) > 0:
            self.connection.settimeout(seconds)
            read = len(self.connection.recv(64 << 10))
            if not read:
                return
            left -= read


def _joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined
