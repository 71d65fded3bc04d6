"""A request and its answer as plain data: what an app of the local server takes and gives.

Contract: data only. What reaches an app has passed `gate`: it comes from this machine, is meant
for this server, and is no larger than the limits say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the local server takes on.

    Attributes:
        workers: threads that read requests and answer them.
        waiting: requests that may wait for a thread; the next is answered 503.
        connections: open ones; the next is answered 503.
        line: bytes of the request's first line.
        head: bytes of the request's first line and headers.
        body: bytes of the request's body.
        seconds: how long a request may take to arrive, and each piece of an answer to be taken.
        idle: seconds that a connection may stay open between requests.
    """

    workers: int = 8
    waiting: int = 32
    connections: int = 128
    line: int = 8 << 10
    head: int = 32 << 10
    body: int = 1 << 20
    seconds: float = 10.0
    idle: float = 15.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        method: `GET` or `POST`; HEAD comes as GET, and its answer is sent without the body.
        path: decoded, begins with `/`.
        query: what stands behind `?`, as it was sent.
        headers: names in lower case; of several of one name, the values joined by commas.
        body: as it was sent.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer.

    Attributes:
        status: as HTTP numbers them.
        content_type: of the body.
        body: all of it, or pieces that are made while they are sent.
        headers: further ones; they replace the server's own of the same name.
    """

    status: int = 200
    content_type: str = PLAIN
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


App = Callable[[Request], Response]
"""Answers requests; is called from several threads at once."""


def sentence(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer that says one thing in plain words."""
    return Response(status, PLAIN, f"{text}\n".encode(), headers or {})
