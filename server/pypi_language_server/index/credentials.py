"""User names and passwords for indexes: where they come from, and to which origin they belong.

Contract: credentials are given to exactly the origin (scheme, host, port) that they were written
for, and never show in a representation, message, log line or cache key.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and a password; prints as neither."""

    username: str = field(repr=False)
    password: str = field(repr=False)

    def header(self) -> str:
        """Return the value of an `Authorization` header (RFC 7617, UTF-8)."""
        return "Basic " + b64encode(f"{self.username}:{self.password}".encode()).decode("ascii")


def origin_of(url: str) -> str:
    """Return `scheme://host:port` of an address that `addresses.read_root` let pass (RFC 6454)."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return f"{scheme}://{(parts.hostname or '').lower()}:{parts.port or _DEFAULT_PORTS.get(scheme)}"


@dataclass(frozen=True, slots=True)
class Keyring:
    """All credentials that the user has set on this machine.

    Attributes:
        by_origin: from addresses that the user wrote (settings, environment, pip.conf, uv.toml).
        by_host: from the netrc file, which knows no ports.
    """

    by_origin: Mapping[str, Credentials] = field(default_factory=dict)
    by_host: Mapping[str, Credentials] = field(default_factory=dict)

    def for_url(self, url: str) -> Credentials | None:
        """Return what belongs to this address, if anything; netrc never over plain networks."""
        own = self.by_origin.get(origin_of(url))
        if own is not None:
            return own
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        safe = parts.scheme.lower() == "https" or is_loopback(host)
        return self.by_host.get(host) if safe else None


def is_loopback(host: str) -> bool:
    """Whether `host` is this very machine."""
    return host in {"localhost", "::1"} or host.startswith("127.")


def read_netrc(path: Path) -> dict[str, Credentials]:
    """Return the entries of a netrc file by host; the `default` entry is left out on purpose.

    Raises:
        ValueError: the file cannot be understood.
        OSError: it cannot be read.
    """
    path.stat()  # most people have none; then the import is saved
    import netrc

    try:
        hosts = netrc.netrc(str(path)).hosts
    except (netrc.NetrcParseError, UnicodeDecodeError) as error:
        raise ValueError(str(path)) from error
    return {
        host.lower(): Credentials(login, password or "")
        for host, (login, _, password) in hosts.items()
        if host != "default"
    }
