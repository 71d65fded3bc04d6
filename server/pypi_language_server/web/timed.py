"""Reads from a socket for a limited time and to a limited size, and writes whole pieces.

Contract: the time is that of all reads together, so that a byte now and then buys nothing. What is
raised is an `OSError`, as of any socket, or `TooMuch`.
"""

from __future__ import annotations

import io
import time
from http.client import HTTPException
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket


class TooMuch(HTTPException):
    """More is wanted than may be read."""


class Source(io.RawIOBase):
    """What arrives, until a deadline, up to a number of bytes."""

    def __init__(self, taken: socket.socket) -> None:
        self._taken = taken
        self._deadline: float | None = None
        self._left = 0

    def start(self, seconds: float, most: int) -> None:
        """Read from now on, for so long and so much."""
        self._deadline = time.monotonic() + seconds
        self._left = most

    def allow(self, more: int) -> None:
        """Read so much more."""
        self._left = max(self._left, more)

    def stop(self) -> None:
        """Answer from now on that nothing has arrived."""
        self._deadline = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override] # only ever called so
        """Read what arrives next; None when stopped.

        Raises:
            TooMuch: so much was allowed, and more is wanted.
            OSError: the time is over, or the other side gone.
        """
        if self._deadline is None:
            return None
        if self._left <= 0:
            raise TooMuch("too long a head")
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        self._taken.settimeout(seconds)
        read = self._taken.recv_into(memoryview(buffer)[: self._left])
        self._left -= read
        return read


class Sink(io.BufferedIOBase):
    """Writes whole pieces to a socket."""

    def __init__(self, taken: socket.socket) -> None:
        self._taken = taken

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override] # only ever called so
        """Write all of it."""
        self._taken.sendall(piece)
        return len(piece)
