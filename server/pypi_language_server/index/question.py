"""What one request to an index is, and where a redirect may lead it (promise 5).

Contract: sans-I/O. Credentials go to the origin that they belong to and to no other; https never
becomes http; a name that may be private does not leave the host it was meant for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from pypi_language_server.index.clean import clean_url
from pypi_language_server.index.credentials import origin_of
from pypi_language_server.index.model import IndexUnavailable, MalformedAnswer, NotAsked
from pypi_language_server.index.wire import USER_AGENT, Fetched, host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypi_language_server.index.credentials import Credentials

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5
PROJECT_CAP = 32 << 20
"""Bytes of one project's decoded document that are read at most."""


def _no_credentials(url: str) -> Credentials | None:  # noqa: ARG001 - the form of the others
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """One GET request.

    Attributes:
        url: what to ask.
        accept: the media types that are of use.
        etag: the validator of what is already known, or empty.
        cap: bytes of the decoded body that are read at most.
        credentials_for: gives what belongs to an address, if anything.
        confined: other hosts must not hear of it.
    """

    url: str
    accept: str
    etag: str = ""
    cap: int = PROJECT_CAP
    credentials_for: Callable[[str], Credentials | None] = _no_credentials
    confined: bool = False

    def headers(self, url: str) -> dict[str, str]:
        """Return the headers to send to `url`, the question's own address or a redirect's."""
        headers = {"Accept": self.accept, "Accept-Encoding": "gzip", "User-Agent": USER_AGENT}
        if self.etag and origin_of(url) == origin_of(self.url):
            headers["If-None-Match"] = self.etag
        credentials = self.credentials_for(url)
        if credentials is not None:
            headers["Authorization"] = credentials.header()
        return headers

    def after_redirect(self, url: str, location: str) -> str:
        """Return where to go on when `url` answers with a redirect to `location`.

        Raises:
            IndexFailure: nowhere that may be gone to.
        """
        host = host_of(url)
        target = clean_url(_joined(url, location))
        if not target:
            raise MalformedAnswer(url, f"{host} sends us to an address that makes no sense.")
        if url.startswith("https:") and not target.lower().startswith("https:"):
            why = f"{host} sends us from https to http, which is not followed."
            raise IndexUnavailable(url, why)
        if self.confined and _host(target) != _host(self.url):
            why = (
                f"{host} sends us to another host, which must not hear a name that may be private."
            )
            raise NotAsked(url, why)
        return target

    def check_absence(self, fetched: Fetched) -> None:
        """Let a "no such project" pass, unless it is some other page elsewhere that is not there.

        Raises:
            MalformedAnswer: the server led to another host, and to another kind of page.
        """
        elsewhere = fetched.is_absent and origin_of(fetched.url) != origin_of(self.url)
        if elsewhere and _tail(fetched.url) != _tail(self.url):
            why = f"{host_of(self.url)} led to a page on another host that does not exist."
            raise MalformedAnswer(fetched.url, why)


class Fetcher(Protocol):
    """Asks questions; the only thing between the wire formats and the network."""

    async def fetch(self, question: Question) -> Fetched:
        """Return the answer: 200, 304, 404 or 410.

        Raises:
            IndexFailure: there is no usable answer.
        """
        ...

    async def aclose(self) -> None:
        """Close connections; asking again opens new ones."""
        ...


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location.strip())
    except ValueError:
        return ""


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _tail(url: str) -> str:
    """Return the part of the path that names the project: the last two steps."""
    return "/".join(urlsplit(url).path.rstrip("/").split("/")[-2:])
