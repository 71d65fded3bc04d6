"""Reads the address of an index as somebody wrote it: checked, normalised, credentials apart.

Contract: pure. An `Address` holds an http or https root that ends in a slash, without user name,
query or fragment; everything else is a `BadAddress` whose sentence shows no credentials.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from pypi_language_server.index.clean import clean_text
from pypi_language_server.index.credentials import Credentials

_DEFAULT_PORTS = {"http": 80, "https": 443}
_NEVER = frozenset("\\<>\"'`^|")
MAX_LENGTH = 2000


class BadAddress(ValueError):  # noqa: N818 - a fact about what was written
    """The text is no address that may be asked; says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Address:
    """An index's root, and the credentials that stood in it."""

    root: str
    credentials: Credentials | None = None


def read_root(text: str) -> Address:
    """Return the Simple API root that `text` names.

    Args:
        text: an address as written in settings, environment or files; may hold `user:password@`.

    Raises:
        BadAddress: not http(s), no host, or characters that no address has.
    """
    text = text.strip()
    _refuse_strange(text)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress(f"{shown(text)} is not an address.") from None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise BadAddress(f"{shown(text)} is not asked: only http and https addresses are.")
    if not host:
        raise BadAddress(f"{shown(text)} names no host.")
    if parts.query:
        raise BadAddress(f"{shown(text)} is not the root of an index: it has a query.")
    netloc = _netloc(scheme, host, port)
    path = "/" + parts.path.strip("/") + "/" if parts.path.strip("/") else "/"
    return Address(urlunsplit((scheme, netloc, path, "", "")), _credentials(parts.netloc))


def shown(text: str) -> str:
    """Return an address for a message: without credentials, query and oddities, bounded."""
    scheme, colon, _ = text.partition("://")
    rest = text.rpartition("@")[2]
    if "@" in text and colon and scheme.isalnum():
        rest = f"{scheme}://{rest}"
    for mark in "?#":
        rest = rest.partition(mark)[0]
    return f"`{clean_text(rest, 100)}`"


def _refuse_strange(text: str) -> None:
    if not text or len(text) > MAX_LENGTH:
        raise BadAddress("An index's address is empty or far too long.")
    if not text.isprintable() or " " in text or not _NEVER.isdisjoint(text):
        raise BadAddress(f"{shown(text)} has characters that no address has.")
    if "$" in text and "{" in text:
        raise BadAddress(f"{shown(text)} has a variable in it, which is not filled in here.")


def _netloc(scheme: str, host: str, port: int | None) -> str:
    host = f"[{host}]" if ":" in host else host.lower()
    return host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"


def _credentials(netloc: str) -> Credentials | None:
    userinfo, at, _ = netloc.rpartition("@")
    if not at:
        return None
    username, _, password = userinfo.partition(":")
    return Credentials(unquote(username), unquote(password))


def read_json_address(text: str) -> Address:
    """Return the address of a project's JSON document, with `{name}` in it, as its `root`.

    Raises:
        BadAddress: as for `read_root`, or `{name}` is missing.
    """
    before, mark, after = text.strip().partition("{name}")
    if not mark or "{" in before + after:
        raise BadAddress(f"{shown(text)} is no address of a JSON document: it needs `{{name}}`.")
    address = read_root(f"{before}NAME{after}")
    root = address.root.removesuffix("/") if not after.endswith("/") else address.root
    return Address(root.replace("NAME", "{name}"), address.credentials)
