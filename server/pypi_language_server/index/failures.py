"""The sentences for what goes wrong between here and an index.

Contract: pure; every function returns the `IndexFailure` to raise, without credentials in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.index.model import IndexFailure, IndexUnavailable, MalformedAnswer
from pypi_language_server.index.wire import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def timed_out(url: str) -> IndexFailure:
    """The server, or the way to it, is too slow."""
    return IndexUnavailable(url, f"{host_of(url)} did not answer in time.")


def too_big(url: str, cap: int) -> IndexFailure:
    """The body does not end where it should."""
    return MalformedAnswer(url, f"{host_of(url)} sends more than {cap >> 20} MB, too much.")


def undecodable(url: str) -> IndexFailure:
    """The body is not compressed in the way that its headers say."""
    return MalformedAnswer(url, f"{host_of(url)} sent data that cannot be decompressed.")


def broke_off(url: str) -> IndexFailure:
    """The connection ended before the answer did."""
    return IndexUnavailable(url, f"{host_of(url)} broke off in the middle of its answer.")


def going_round(url: str) -> IndexFailure:
    """One redirect follows another."""
    return MalformedAnswer(url, f"{host_of(url)} sends us round in circles.")


def bad_proxy(url: str) -> IndexFailure:
    """The proxy does not do its work."""
    return IndexUnavailable(url, f"The proxy on the way to {host_of(url)} does not let us through.")


def bad_address(url: str) -> IndexFailure:
    """The address cannot be asked at all."""
    return IndexUnavailable(url, f"{host_of(url)} cannot be asked: there is no such address.")


def bad_setup(url: str) -> IndexFailure:
    """The proxy or the certificates that this machine is set to cannot be used."""
    return IndexUnavailable(
        url,
        f"{host_of(url)} cannot be asked: the proxy or certificate settings of this machine"
        " (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE) cannot be used.",
    )


def no_connection(url: str, error: BaseException) -> IndexFailure:
    """No connection came about; the causes of `error` tell why."""
    import socket
    import ssl

    host = host_of(url)
    for cause in _causes(error):
        match cause:
            case socket.gaierror():
                return IndexUnavailable(url, f"{host} cannot be found; is this machine online?")
            case ssl.SSLCertVerificationError():
                return IndexUnavailable(url, f"The certificate of {host} is not trusted here.")
            case ssl.SSLError():
                return IndexUnavailable(url, f"No secure connection to {host} comes about.")
            case ConnectionRefusedError():
                return IndexUnavailable(url, f"{host} refuses the connection.")
    return IndexUnavailable(url, f"No connection to {host} comes about.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and everything that led to it, groups opened."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.extend(e for e in (current.__cause__, current.__context__) if e is not None)
