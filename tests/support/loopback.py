"""Runs an app on the local server beside a test, and talks to it byte by byte."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pypi_language_server.web.local_server import App, Limits, LocalServer

PATIENCE = 10  # seconds after which a test that waits has failed


@contextmanager
def running(app: App, limits: Limits | None = None) -> Iterator[LocalServer]:
    """A server of `app` on a free port, ended with the context."""
    with LocalServer(app, 0, limits or Limits()) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield server
        finally:
            server.stop()
            thread.join(PATIENCE)
    assert not thread.is_alive()


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def said(port: int, *pieces: bytes) -> bytes:
    """What the server answers to these bytes until it hangs up."""
    with connected(port) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return rest_of(connection)


def rest_of(connection: socket.socket) -> bytes:
    answer = b""
    while piece := connection.recv(65536):
        answer += piece
    return answer


def post(port: int, body: bytes, *headers: str, path: str = "/pypi") -> bytes:
    """A request with a body, as pip would send it, but for one connection only."""
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode() + body


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def until(condition: Callable[[], bool]) -> None:
    """Return as soon as something is so that another thread brings about."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        threading.Event().wait(0.005)
