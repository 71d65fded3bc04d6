"""Cuts a byte stream into messages (LSP 3.17, "Base Protocol").

Contract: sans-I/O. Pieces of any size go in, whole message bodies come out, in order. Header
blocks without a usable `Content-Length` are skipped; nothing raises.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADERS_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r$", re.IGNORECASE | re.MULTILINE)


class Frames:
    """The unread part of one stream."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._wanted: int | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take the stream's next piece; yield the message bodies that it completes."""
        self._buffer += data
        while (body := self._next()) is not None:
            yield body

    def _next(self) -> bytes | None:
        if self._wanted is None:
            self._wanted = self._read_headers()
        if self._wanted is None or len(self._buffer) < self._wanted:
            return None
        body = bytes(self._buffer[: self._wanted])
        del self._buffer[: self._wanted]
        self._wanted = None
        return body

    def _read_headers(self) -> int | None:
        """Consume header blocks up to the first that says a length; return that length."""
        while (end := self._buffer.find(_HEADERS_END)) >= 0:
            match = _LENGTH.search(self._buffer, 0, end + 1)
            length = int(match[1]) if match else None
            del self._buffer[: end + len(_HEADERS_END)]
            if length is not None:
                return length
        return None
