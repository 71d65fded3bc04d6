"""Decides which requests are answered at all: from programs of this machine, well formed, small.

Contract: pure. A web page that somebody has open must not be able to ask: neither under a name of
its own that leads to this machine (DNS rebinding: the `Host` header), nor by sending a form or a
script's request across sites (`Origin`, Fetch Metadata's `Sec-Fetch-Site`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.web.exchange import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypi_language_server.web.exchange import Response

    Headers = Sequence[tuple[str, str]]

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
METHODS = ("GET", "HEAD", "POST")
_HTTP_PORT = 80


def refusal(method: str, target: str, headers: Headers, port: int, most: int) -> Response | None:
    """Return the answer to a request that is not let in, or None.

    Args:
        method: as it was sent.
        target: what is asked for, as it was sent.
        headers: names and values as they were sent; the method's rules are RFC 9110 and 9112.
        port: ours.
        most: bytes that a body may have.
    """
    return (
        _wrong_host(headers, port)
        or _foreign(headers)
        or _wrong_method(method, target)
        or _wrong_body(method, headers, most)
    )


def hosts(port: int) -> frozenset[str]:
    """Return what a `Host` header may say."""
    short = LOOPBACK_NAMES if port == _HTTP_PORT else ()
    return frozenset([f"{name}:{port}" for name in LOOPBACK_NAMES] + [*short])


def _values(headers: Headers, wanted: str) -> Iterator[str]:
    return (value.strip() for name, value in headers if name.lower() == wanted)


def _wrong_host(headers: Headers, port: int) -> Response | None:
    told = [value.lower() for value in _values(headers, "host")]
    if len(told) == 1 and told[0] in hosts(port):
        return None
    return sentence(421, f"Only requests to 127.0.0.1:{port} or localhost:{port} are answered.")


def _foreign(headers: Headers) -> Response | None:
    """Refuse what another site's page sends; other ports of this machine are other sites, too."""
    own = {f"http://{host.lower()}" for host in _values(headers, "host")}
    origins = {value.lower() for value in _values(headers, "origin")}
    sites = {value.lower() for value in _values(headers, "sec-fetch-site")}
    if origins <= own and sites <= {"same-origin", "none"}:
        return None
    return sentence(403, "Requests of other sites' pages are not answered.")


def _wrong_method(method: str, target: str) -> Response | None:
    if method not in METHODS:
        allow = {"Allow": ", ".join(METHODS)}
        return sentence(405, "Only GET, HEAD and POST are understood.", allow)
    if not target.startswith("/"):
        return sentence(400, "What is asked for must begin with a slash: this is no proxy.")
    return None


def _wrong_body(method: str, headers: Headers, most: int) -> Response | None:
    if any(_values(headers, "transfer-encoding")):
        return sentence(501, "A body must come in one piece with its Content-Length.")
    if any(value.lower() != "identity" for value in _values(headers, "content-encoding")):
        return sentence(415, "A body must not be packed.")
    lengths = set(_values(headers, "content-length"))
    if not lengths:
        return sentence(411, "A Content-Length is wanted.") if method == "POST" else None
    length = lengths.pop()
    if lengths or not (length.isascii() and length.isdigit()):
        return sentence(400, "The Content-Length is not a number.")
    if len(length) > len(str(most)) or int(length) > most:
        return sentence(413, f"A body of at most {most:,} bytes is taken.")
    return None
