"""What all wire formats share: headers, statuses, `Retry-After`, and the order of versions.

Contract: sans-I/O. A `Fetched` is what came over the wire; modules beside this one turn it into
`ProjectDocument`s, raising `MalformedAnswer` only when a body is no such document at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypi_language_server import __version__
from pypi_language_server.index.addresses import shown
from pypi_language_server.index.model import (
    AccessDenied,
    IndexFailure,
    IndexUnavailable,
    MalformedAnswer,
    Release,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from packaging.version import Version

# The address is a placeholder until the project has a home; RFC 9110, section 10.1.5.
USER_AGENT = f"pypi-language-server/{__version__} (Language Server Protocol)"

SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"
ACCEPT_SIMPLE = f"{SIMPLE_JSON}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
ACCEPT_JSON = "application/json"
ACCEPT_ANY = "*/*"

LONGEST_WAIT = 24 * 3600.0
"""Seconds of `Retry-After` that are believed at most."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer of a server.

    Attributes:
        url: where it came from in the end, without credentials.
        status: the HTTP status.
        headers: by name in lower case.
        body: decoded, whole.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def etag(self) -> str:
        """The validator, or empty when there is none that can be sent back."""
        etag = self.headers.get("etag", "")
        return etag if len(etag) <= 200 and etag.isascii() and etag.isprintable() else ""

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_absent(self) -> bool:
        """Whether the server says for certain that there is nothing (404, 410)."""
        return self.status in {404, 410}


def host_of(url: str) -> str:
    """Return an address's host and port for a sentence."""
    return shown(url.partition("://")[2].partition("/")[0])


def check_status(fetched: Fetched, now: Callable[[], float]) -> None:
    """Let 200, 304 and "nothing there" pass.

    Raises:
        IndexFailure: of the kind that fits the status, with a sentence.
    """
    status, host = fetched.status, host_of(fetched.url)
    if status in {200, 304} or fetched.is_absent:
        return
    after = retry_after(fetched.headers, now)
    match status:
        case 401 | 407:
            raise AccessDenied(fetched.url, f"{host} wants a user name and password (HTTP 401).")
        case 403:
            raise AccessDenied(fetched.url, f"{host} refuses access (HTTP 403).")
        case 429:
            why = f"{host} asks for fewer questions (HTTP 429)."
            raise IndexUnavailable(fetched.url, why, after)
        case _ if status >= 500:
            why = f"{host} has trouble of its own (HTTP {status})."
            raise IndexUnavailable(fetched.url, why, after)
    raise MalformedAnswer(fetched.url, f"{host} gave an answer of no use here (HTTP {status}).")


def retry_after(headers: Mapping[str, str], now: Callable[[], float]) -> float | None:
    """Return the seconds to wait that `Retry-After` asks for (RFC 9110, section 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_WAIT)
    from email.utils import parsedate_to_datetime

    try:
        seconds = parsedate_to_datetime(value).timestamp() - now()
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def read_json(fetched: Fetched) -> object:
    """Return the body as JSON.

    Raises:
        MalformedAnswer: it is something else; the sentence says what it looks like.
    """
    try:
        value: object = json.loads(fetched.body)
    except (ValueError, RecursionError):
        raise malformed(fetched) from None
    return value


def malformed(fetched: Fetched) -> IndexFailure:
    """Return the failure that says that a body is not what was asked for."""
    host = host_of(fetched.url)
    if b"<html" in fetched.body[:2000].lower() or b"<!doctype html" in fetched.body[:200].lower():
        return MalformedAnswer(
            fetched.url,
            f"{host} answered with a web page instead of data: perhaps this network wants you to"
            " sign in.",
        )
    if not fetched.body.strip():
        return MalformedAnswer(fetched.url, f"{host} gave an empty answer.")
    return MalformedAnswer(fetched.url, f"{host} answered with something that is no project data.")


def newest_first(releases: Iterable[Release]) -> tuple[Release, ...]:
    """Return releases by PEP 440, newest first; unparsable versions last, in reverse text order."""
    parsed: list[tuple[Version, Release]] = []
    odd: list[Release] = []
    for release in releases:
        version = parse_version(release.version)
        if version is None:
            odd.append(release)
        else:
            parsed.append((version, release))
    parsed.sort(key=lambda pair: pair[0], reverse=True)
    odd.sort(key=lambda release: release.version, reverse=True)
    return (*(release for _, release in parsed), *odd)


def latest_of(releases: tuple[Release, ...]) -> str:
    """Return the version to present (PEP 440, PEP 592), given releases with the newest first.

    The newest final one that is not yanked; else the newest that is not yanked; else the newest.
    """
    standing = [release for release in releases if not release.yanked]
    for release in standing:
        version = parse_version(release.version)
        if version is not None and not version.is_prerelease:
            return release.version
    best = standing or list(releases)
    return best[0].version if best else ""


def parse_version(text: str) -> Version | None:
    """Return a PEP 440 version, or None."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except (InvalidVersion, ValueError):  # ValueError: numbers of more than 4,300 digits
        return None
