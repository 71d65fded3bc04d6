"""Serves an app over HTTP to programs of this machine: one listener, a few threads, hard limits.

    def app(request: Request) -> Response: ...
    code = serve(app, 8031, ready=lambda url: print(f"Serving on {url}"))

Contract: listens on 127.0.0.1 only. Requests that another machine's page could have caused are
refused (`gate`). Waiting for a request costs no thread: one loop watches all connections and hands
those over on which something arrives. Too many at once are told so (503). A defect of the app costs
the request that met it (500, and a line in the log).
"""

from __future__ import annotations

import errno
import logging
import selectors
import signal
import socket
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pypi_language_server.web.connection import Connection
from pypi_language_server.web.exchange import App, Limits, Request, Response, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from types import FrameType

__all__ = ["App", "Limits", "LocalServer", "PortTaken", "Request", "Response", "sentence", "serve"]

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
_DEFAULTS = Limits()
_BUSY = sentence(503, "Too many requests at once; try again in a moment.", {"Retry-After": "1"})
_DEFECT = sentence(500, "A defect of this program; its log says more.")


class PortTaken(Exception):  # noqa: N818 - not an error of the program
    """Nothing can be served on the port; the text says why, and what to do."""


def serve(app: App, port: int, ready: Callable[[str], object], limits: Limits = _DEFAULTS) -> int:
    """Serve until a signal says that it is enough; only for the main thread.

    Args:
        app: what answers.
        port: where; 0 means any that is free.
        ready: told the address when requests are taken.
        limits: how much is taken on.

    Returns:
        the exit code: 130 for an interrupt, as shells count it, else 0.

    Raises:
        PortTaken: nothing can be served there.
    """
    with LocalServer(app, port, limits) as server, _until_signalled(server) as signalled:
        ready(server.url)
        server.run()
    return 130 if signal.SIGINT in signalled else 0


class LocalServer:
    """Listens from its construction on, answers while `run` runs."""

    def __init__(self, app: App, port: int = 0, limits: Limits = _DEFAULTS) -> None:
        """Listen.

        Raises:
            PortTaken: nothing can be served there.
        """
        self._app = app
        self._limits = limits
        self._listener = _listen(port)
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._pool = ThreadPoolExecutor(limits.workers, "web")
        self._open: set[Connection] = set()
        self._until: dict[Connection, float] = {}  # idle ones, and how long they may be
        self._busy = 0
        self._served: deque[tuple[Connection, Future[bool]]] = deque()
        self._stopping = False
        self._closed = False

    def __enter__(self) -> LocalServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """The address to ask, without a slash at its end."""
        return f"http://{HOST}:{self.port}"

    @property
    def bell(self) -> socket.socket:
        """What wakes the loop when a byte is written to it."""
        return self._bell

    def run(self) -> None:
        """Answer until `stop`."""
        while not self._stopping:
            for key, _ in self._selector.select(self._patience()):
                match key.fileobj:
                    case Connection() as connection:
                        self._hand_over(connection)
                    case self._listener:
                        self._accept()
                    case _:
                        self._hear()
            self._take_back()
            self._end_idle()

    def stop(self) -> None:
        """Make `run` return; from any thread."""
        self._stopping = True
        self._ring()

    def close(self) -> None:
        """Stop listening and make all that is under way fail; waits for nobody."""
        self._closed = True
        self._listener.close()
        for connection in list(self._until):
            self._end(connection)
        for connection in list(self._open):
            connection.abort()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._close_served()
        self._selector.close()
        self._bell.close()
        self._ear.close()

    # -- connections

    def _accept(self) -> None:
        with suppress(OSError):  # it has gone again
            taken, _ = self._listener.accept()
            connection = Connection(taken, self.port, self._limits)
            self._open.add(connection)
            if len(self._open) > self._limits.connections:
                self._dismiss(connection, _BUSY)
            else:
                self._wait_for(connection)

    def _wait_for(self, connection: Connection) -> None:
        """Watch a connection that nothing is asked on at the moment."""
        self._until[connection] = time.monotonic() + self._limits.idle
        self._selector.register(connection, selectors.EVENT_READ)

    def _hand_over(self, connection: Connection) -> None:
        """Let a thread answer what arrives on a connection."""
        if self._until.pop(connection, None) is not None:
            self._selector.unregister(connection)
        if self._busy >= self._limits.workers + self._limits.waiting:
            self._dismiss(connection, _BUSY)
            return
        self._busy += 1
        answered = self._pool.submit(connection.serve_one, self._app)
        answered.add_done_callback(lambda future: self._give_back(connection, future))

    def _give_back(self, connection: Connection, answered: Future[bool]) -> None:
        """Tell the loop that a thread is done with a connection; runs in that thread."""
        self._served.append((connection, answered))
        if self._closed:
            self._close_served()
        else:
            self._ring()

    def _take_back(self) -> None:
        while self._served:
            connection, answered = self._served.popleft()
            self._busy -= 1
            error = answered.exception()
            if error is not None:
                log.error("answering a request failed", exc_info=error)
                self._dismiss(connection, _DEFECT)
            elif not answered.result():
                self._end(connection)
            elif connection.pending:
                self._hand_over(connection)
            else:
                self._wait_for(connection)

    def _close_served(self) -> None:
        """Close what threads are done with; they do so themselves when the loop has ended."""
        with suppress(IndexError):
            while True:
                self._served.popleft()[0].close()

    def _dismiss(self, connection: Connection, response: Response) -> None:
        connection.dismiss(response)
        self._end(connection)

    def _end(self, connection: Connection) -> None:
        if self._until.pop(connection, None) is not None:
            self._selector.unregister(connection)
        self._open.discard(connection)
        connection.close()

    def _end_idle(self) -> None:
        now = time.monotonic()
        for connection in [item for item, until in self._until.items() if until <= now]:
            self._end(connection)

    def _patience(self) -> float | None:
        """Return the seconds until a connection has been idle for too long."""
        return max(min(self._until.values()) - time.monotonic(), 0) if self._until else None

    # -- waking

    def _ring(self) -> None:
        with suppress(OSError):  # full: it rings already; closed: nobody listens
            self._bell.send(b"\0")

    def _hear(self) -> None:
        with suppress(BlockingIOError):
            while self._ear.recv(4096):
                pass


def _listen(port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        PortTaken: there is none to be had.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Elsewhere this allows to start again at once; on Windows, to take another's port.
    option = "SO_EXCLUSIVEADDRUSE" if sys.platform == "win32" else "SO_REUSEADDR"
    try:
        listener.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
        listener.bind((HOST, port))
        listener.listen(64)
        listener.setblocking(False)
    except (OSError, OverflowError) as error:
        listener.close()
        raise PortTaken(_why_not(port, error)) from error
    return listener


def _why_not(port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken, perhaps by the same program: end that, or choose another"
            " port by --port (0: any that is free)."
        )
    return f"Port {port} cannot be listened on ({error}); choose another by --port (0: any)."


@contextmanager
def _until_signalled(server: LocalServer) -> Iterator[list[int]]:
    """Stop the server when the process is to end; yields the signals that came."""
    came: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        server.stop()

    wanted = [signal.SIGINT, signal.SIGTERM]
    before = {number: signal.signal(number, end) for number in wanted}
    # A signal that comes while the loop waits must wake it, on every system.
    old = signal.set_wakeup_fd(server.bell.fileno(), warn_on_full_buffer=False)
    try:
        yield came
    finally:
        signal.set_wakeup_fd(old)
        for number, handler in before.items():
            signal.signal(number, handler)
