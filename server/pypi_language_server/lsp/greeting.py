"""Answers a client's `initialize` before the server is there, so that both get ready side by side.

Contract: imports next to nothing. Reads from the start of the stream up to its first whole message.
If that is an `initialize` request, its answer is written; whatever else it is waits for the
server, with all that came behind it. Waits for nothing but the client, and raises nothing.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pypi_language_server.lsp import capabilities
from pypi_language_server.lsp.announcement import announcement
from pypi_language_server.lsp.envelope import VERSION, is_message
from pypi_language_server.lsp.framing import Frames

if TYPE_CHECKING:
    from typing import BinaryIO

PIECE = 1 << 16  # bytes to read at once


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a stream began.

    Attributes:
        frames: what cuts the rest of the stream, the unread part of its first pieces inside.
        answered: whether `initialize` was answered; the server must be told all the same.
        params: that request's parameters, JSON of any shape.
        waiting: further message bodies that are there already, in order.
    """

    frames: Frames
    answered: bool = False
    params: Any = None
    waiting: tuple[bytes, ...] = ()


def greet(source: int, sink: BinaryIO) -> Greeting:
    """Read a stream's first message from a descriptor; answer it on `sink` if it is the start."""
    frames = Frames()
    bodies = _first_bodies(source, frames)
    request = _start(bodies[0]) if bodies else None
    if request is None or not _answer(request, sink):
        return Greeting(frames, waiting=bodies)
    return Greeting(frames, answered=True, params=request.get("params"), waiting=bodies[1:])


def _first_bodies(source: int, frames: Frames) -> tuple[bytes, ...]:
    """Return the message bodies of the pieces up to the first whole one; none at the end."""
    with suppress(OSError):
        while piece := os.read(source, PIECE):
            if bodies := tuple(frames.feed(piece)):
                return bodies
    return ()


def _start(body: bytes) -> dict[str, Any] | None:
    """Return the `initialize` request that a body is, if it is one."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_start = is_message(raw) and "id" in raw and raw.get("method") == "initialize"
    return raw if is_start else None


def _answer(request: dict[str, Any], sink: BinaryIO) -> bool:
    """Answer a request; False when the client is gone, which the server will find out, too."""
    params = request.get("params")
    params = params if isinstance(params, dict) else {}
    client = capabilities.read(params.get("capabilities"), params.get("initializationOptions"))
    result = announcement(client.encoding)
    body = json.dumps({"jsonrpc": VERSION, "id": request["id"], "result": result}).encode()
    try:
        sink.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        sink.flush()
    except (OSError, ValueError):
        return False
    return True
