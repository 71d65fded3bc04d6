"""Opens the connection on the standard streams and answers the client before all else is loaded.

Contract: imports next to nothing. The protocol gets streams of its own: a stray `print`, or a
child process that inherits the standard streams, neither writes into the protocol nor reads from
it. Until the server's loop takes over, SIGTERM ends the process with 1, as it does later.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from pypi_language_server.lsp.greeting import Greeting, greet

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection to a client that has said its first words.

    Attributes:
        source: the descriptor to read from; whoever reads it to the end closes it.
        sink: the stream to write to.
        greeting: what was read so far, and whether it is answered.
    """

    source: int
    sink: BinaryIO
    greeting: Greeting


@contextmanager
def standard_streams() -> Iterator[Connection]:
    """Connect to the client on standard input and output; hang up on leaving."""
    signal.signal(signal.SIGTERM, _leave)
    source, sink = _take_standard_streams()
    with closing(sink):
        yield Connection(source, sink, greet(source, sink))


@contextmanager
def closing(sink: BinaryIO) -> Iterator[None]:
    """Close a stream on leaving; what it could not write nobody reads."""
    try:
        yield
    finally:
        with suppress(OSError):
            sink.close()


def _take_standard_streams() -> tuple[int, BinaryIO]:
    """Return the protocol's streams and leave harmless ones in their place."""
    source = os.dup(sys.stdin.fileno())
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device, not a path
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return source, sink


def _leave(*_: object) -> NoReturn:
    raise SystemExit(1)
