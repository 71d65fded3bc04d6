"""Runs a server on standard input and output, or on a loopback port for debugging.

Contract: on standard streams `initialize` is answered first and the server loaded then
(`greeting`). Messages are handled one after the other in the order of their arrival, and each
handler's first steps are done before the next message is looked at, so that a request sees the
document of its moment. Ends on `exit`, at the end of input, on SIGTERM and when the client's
process is gone; the return value is the program's exit code (LSP 3.17, "Exit Notification").
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, BinaryIO

from pypi_language_server.lsp.framing import Frames
from pypi_language_server.lsp.greeting import PIECE, Greeting
from pypi_language_server.lsp.opening import Connection, closing

if TYPE_CHECKING:
    from pypi_language_server.lsp.outside import Outside
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.services import Services

log = logging.getLogger(__name__)

_CLOSING = 5.0  # seconds that the end may take
Inbox = asyncio.Queue[bytes | None]  # None: the end of input


def stdio(connection: Connection, services: Services, outside: Outside | None = None) -> int:
    """Serve a client that was greeted on the standard streams; return the exit code."""
    gc.disable()  # importing the libraries makes 10⁵ objects, none of them garbage
    source, sink, greeting = connection.source, connection.sink, connection.greeting
    server = _build(services, outside)
    return asyncio.run(_until_sigterm(server, serve(server, source, sink, greeting)))


def _build(services: Services, outside: Outside | None) -> Server:
    """Return a server; the type library has to come before all that uses it."""
    from pypi_language_server.lsp import type_library

    type_library.load()
    from pypi_language_server.lsp.server import build_server

    return build_server(services, outside)


async def serve(
    server: Server, source: int, sink: BinaryIO, greeting: Greeting | None = None
) -> int:
    """Serve on a file descriptor to read from and a stream to write to, both closed at the end."""
    inbox = Inbox()
    greeting = greeting or Greeting(Frames())
    for body in greeting.waiting:
        inbox.put_nowait(body)
    pump = threading.Thread(
        target=_pump, args=(source, asyncio.get_running_loop(), inbox, greeting.frames), daemon=True
    )
    pump.start()
    server.protocol.set_writer(_Writer(server, sink))
    if greeting.answered:
        _begin(server, greeting.params)
    with closing(sink):
        return await _run(server, inbox)


def _begin(server: Server, params: Any) -> None:
    from pypi_language_server.lsp import lifecycle

    lifecycle.begin(server, params)


def _pump(source: int, loop: asyncio.AbstractEventLoop, inbox: Inbox, frames: Frames) -> None:
    """Read until the end of input, on a thread of its own: one hop into the loop per message.

    Plain descriptors, because a buffered reader's lock, held by a thread that still waits for
    input, aborts the interpreter's exit.
    """
    with contextlib.suppress(OSError, RuntimeError):  # the source broke; the loop has ended
        while piece := os.read(source, PIECE):
            for body in frames.feed(piece):
                loop.call_soon_threadsafe(inbox.put_nowait, body)
    with contextlib.suppress(OSError, RuntimeError):
        loop.call_soon_threadsafe(inbox.put_nowait, None)
        os.close(source)


class _Writer:
    """Writes to a stream; when the client is gone, the server stops."""

    def __init__(self, server: Server, sink: BinaryIO) -> None:
        self._server = server
        self._sink = sink

    def write(self, data: bytes) -> None:
        """Write a whole message."""
        try:
            self._sink.write(data)
            self._sink.flush()
        except (OSError, ValueError) as broken:
            log.info("the client is gone: %s", broken)
            self._server.stop(1)

    def close(self) -> None:
        """Do nothing: `serve` closes what it was given."""


async def _run(server: Server, inbox: Inbox) -> int:
    """Handle messages until the connection is to end; return the exit code."""
    handling = asyncio.create_task(_handle(server, inbox))
    stopped = asyncio.create_task(server.stopped.wait())
    try:
        await asyncio.wait({handling, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        handling.cancel()
        stopped.cancel()
        await asyncio.gather(handling, stopped, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING):
                await server.close()
    return server.exit_code


async def _until_sigterm(server: Server, serving: Coroutine[Any, Any, int]) -> int:
    """Serve; on SIGTERM end in good order, so that child processes end, too."""
    with contextlib.suppress(NotImplementedError):  # Windows has no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop, 1)
    return await serving


async def _handle(server: Server, inbox: Inbox) -> None:
    first = True
    while (body := await inbox.get()) is not None:
        try:
            server.protocol.receive(body)
        except Exception:  # the package's one broad net: a defect costs a message, not the session
            log.exception("a message could not be handled")
        await asyncio.sleep(0)  # the handler's task takes its snapshot before the next message
        if first:
            first = False
            _collect_rarely()
    server.stop(0 if server.protocol.ended else 1)


def _collect_rarely() -> None:
    """Leave what the start has made out of collections, and make those rare.

    A scan makes as many objects as its manifest has lines, and no cycles among them: looking
    through them costs more than making them (5,000 lines: 70 ms instead of 20).
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def tcp(services: Services, address: str, outside: Outside | None = None) -> int:
    """Serve one client on `HOST:PORT`; return the exit code.

    Raises:
        ValueError: the address is none, or reaches beyond this machine.
    """
    host, port = loopback(address)
    server = _build(services, outside)
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_until_sigterm(server, _serve_tcp(server, host, port)))
    return 130


def loopback(address: str) -> tuple[str, int]:
    """Return the host and port of `HOST:PORT`.

    Raises:
        ValueError: the address is none, or reaches beyond this machine: the protocol lets a
            client read and ask whatever it likes.
    """
    import ipaddress

    host, colon, port = address.rpartition(":")
    host = host.strip("[]")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"not HOST:PORT: {address}")
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"not an address of this machine alone: {host}")
    return host, int(port)


async def _serve_tcp(server: Server, host: str, port: int) -> int:
    """Wait for the one client and serve it."""
    inbox = Inbox()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        listener.close()
        server.protocol.set_writer(writer)
        frames = Frames()
        with contextlib.suppress(OSError):  # a connection that breaks has ended, too
            while piece := await reader.read(PIECE):
                for body in frames.feed(piece):
                    inbox.put_nowait(body)
        inbox.put_nowait(None)

    listener = await asyncio.start_server(connected, host, port)
    where = listener.sockets[0].getsockname()
    sys.stderr.write(f"listening on {where[0]}:{where[1]}\n")
    sys.stderr.flush()
    return await _run(server, inbox)
