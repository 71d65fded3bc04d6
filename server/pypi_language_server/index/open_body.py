"""A list or document that is being received piece by piece.

Contract: has the properties that `catalogue.refresh_model.ListStream` asks for, but raises
`IndexFailure` where that names `ListFailure`; `main.py` stands between the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.index import failures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypi_language_server.index.wire import Fetched


@dataclass(frozen=True, slots=True)
class OpenBody:
    """An answer whose head has been read.

    Attributes:
        head: where it comes from, status and headers; without the body.
        pieces: gives the decompressed body; raises `IndexFailure` when it breaks off.
        transferred: tells how many bytes have come so far, as transferred.
        cap: bytes of the decompressed body that are taken at most.
        late: whether it has taken too long by now.
    """

    head: Fetched
    pieces: Iterator[bytes]
    transferred: Callable[[], int]
    cap: int
    late: Callable[[], bool]

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.head.content_type

    @property
    def etag(self) -> str:
        """The validator sent with it, or empty."""
        return self.head.etag

    @property
    def total(self) -> int | None:
        """Bytes to be transferred, if the server said so."""
        length = self.head.headers.get("content-length", "")
        return int(length) if length.isascii() and length.isdigit() else None

    @property
    def received(self) -> int:
        """Bytes transferred so far (before decompression)."""
        return self.transferred()

    def chunks(self) -> Iterator[bytes]:
        """Yield the decompressed body piece by piece.

        Raises:
            IndexFailure: it breaks off, takes too long or does not end.
        """
        size = 0
        for chunk in self.pieces:
            size += len(chunk)
            if size > self.cap:
                raise failures.too_big(self.head.url, self.cap)
            if self.late():
                raise failures.timed_out(self.head.url)
            yield chunk
