"""The HTTP of this program, on httpx: one question at a time, and whole lists for the refresh.

Contract: every trouble of networks and servers is an `IndexFailure` with one plain sentence;
bodies are bounded, requests time out, proxies and certificates are the system's. Nothing is
imported or opened before the first question.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypedDict

from pypi_language_server.index import failures
from pypi_language_server.index.asking import IndexClient
from pypi_language_server.index.clean import clean_url
from pypi_language_server.index.model import IndexFailure, MalformedAnswer, NotAsked
from pypi_language_server.index.open_body import OpenBody
from pypi_language_server.index.question import MAX_REDIRECTS, REDIRECTS, Question
from pypi_language_server.index.wire import (
    ACCEPT_JSON,
    ACCEPT_SIMPLE,
    Fetched,
    check_status,
    host_of,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from http.cookiejar import CookieJar

    import httpx

    from pypi_language_server.index.asking import Facts
    from pypi_language_server.index.plan import Index

PARALLEL = 4
CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 10.0
TOTAL_TIMEOUT = 20.0
LIST_READ_TIMEOUT = 30.0
LIST_TOTAL_TIMEOUT = 900.0
LIST_CAP = 400 << 20
DOCUMENT_CAP = 16 << 20
_ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})
_OK = 200
_UNCHANGED = 304


def connect(facts: Facts | None = None) -> IndexClient:
    """Return a client for single projects; it opens nothing before it is asked."""
    return IndexClient(HttpFetcher(), facts)


class HttpFetcher:
    """Asks questions over HTTP/1.1, at most four at a time, on connections that stay open.

    HTTP/2 is left off: single look-ups gain nothing by it, and it costs 70 ms of imports.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
        total: float = TOTAL_TIMEOUT,
    ) -> None:
        self._transport = transport
        self._now = now
        self._total = total
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()
        self._slots = asyncio.Semaphore(PARALLEL)

    async def fetch(self, question: Question) -> Fetched:
        """Return the answer to `question`, redirects followed as far as they may be.

        Raises:
            IndexFailure: there is no usable answer.
        """
        async with self._slots:  # waiting for a slot does not count as waiting for the index
            client = await self._open(question.url)
            try:
                async with asyncio.timeout(self._total):
                    with _translated(question.url):
                        fetched = await _follow(client, question)
            except TimeoutError:
                raise failures.timed_out(question.url) from None
        check_status(fetched, self._now)
        question.check_absence(fetched)
        return fetched

    async def aclose(self) -> None:
        """Close connections; asking again opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _open(self, url: str) -> httpx.AsyncClient:
        """Return the client; made in a thread, because its imports and certificates take long."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(_async_client, url, self._transport)
            return self._client


async def _follow(client: httpx.AsyncClient, question: Question) -> Fetched:
    """Return the first answer that is no redirect."""
    url = question.url
    for _ in range(MAX_REDIRECTS + 1):
        async with client.stream("GET", url, headers=question.headers(url)) as response:
            if response.status_code not in REDIRECTS:
                return _head(url, response, await _body(response, question))
            url = question.after_redirect(url, response.headers.get("location", ""))
    raise failures.going_round(url)


async def _body(response: httpx.Response, question: Question) -> bytes:
    """Return the decoded body of an answer that is wanted; an error's body is not read."""
    if response.status_code != _OK:
        return b""
    _check_encoding(response, question.url)
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > question.cap:
            raise failures.too_big(question.url, question.cap)
    return bytes(body)


@contextmanager
def open_list(
    index: Index, etag: str = "", transport: httpx.BaseTransport | None = None
) -> Iterator[OpenBody | None]:
    """Ask `index` for its list of names; None when it is still the one that `etag` stands for.

    Synchronous, for the process that refreshes. Leaving the context closes the connection.

    Raises:
        IndexFailure: there is no usable answer.
    """
    given = index.credentials_for
    question = Question(index.root, ACCEPT_SIMPLE, etag, LIST_CAP, credentials_for=given)
    with _opened(question, transport) as body:
        yield body


@contextmanager
def open_document(url: str, transport: httpx.BaseTransport | None = None) -> Iterator[OpenBody]:
    """Ask for a document that belongs to no index, such as the popularity list.

    Raises:
        IndexFailure: there is no usable answer.
    """
    if not clean_url(url):
        raise NotAsked("", "The popularity document is not asked for: its address is not http(s).")
    with _opened(Question(url, ACCEPT_JSON, cap=DOCUMENT_CAP), transport) as body:
        if body is None:
            raise MalformedAnswer(url, f"{host_of(url)} gave an empty answer.")
        yield body


@contextmanager
def _opened(question: Question, transport: httpx.BaseTransport | None) -> Iterator[OpenBody | None]:
    """Open a connection, send the question and give the answer's body, not yet read."""
    with _client(question.url, transport) as client:
        response = _sent(client, question)
        try:
            head = _head(str(response.url), response)
            check_status(head, time.time)
            if head.is_absent:
                why = f"{host_of(question.url)} has nothing at the address asked for (HTTP 404)."
                raise MalformedAnswer(head.url, why)
            if head.status == _UNCHANGED:
                yield None
                return
            deadline = time.monotonic() + LIST_TOTAL_TIMEOUT
            yield OpenBody(
                head,
                _pieces(response, head.url),
                lambda: response.num_bytes_downloaded,
                question.cap,
                lambda: time.monotonic() > deadline,
            )
        finally:
            response.close()


def _sent(client: httpx.Client, question: Question) -> httpx.Response:
    """Return the first answer that is no redirect; its body is still to be read."""
    url = question.url
    for _ in range(MAX_REDIRECTS + 1):
        with _translated(url):
            request = client.build_request("GET", url, headers=question.headers(url))
            response = client.send(request, stream=True)
        if response.status_code not in REDIRECTS:
            return response
        response.close()
        url = question.after_redirect(url, response.headers.get("location", ""))
    raise failures.going_round(url)


def _check_encoding(response: httpx.Response, url: str) -> None:
    """Refuse what was not asked for: packed twice, 600 bytes unpack to any size at one go."""
    if response.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise failures.undecodable(url)


def _pieces(response: httpx.Response, url: str) -> Iterator[bytes]:
    _check_encoding(response, url)
    with _translated(url):
        yield from response.iter_bytes()


def _head(url: str, response: httpx.Response, body: bytes = b"") -> Fetched:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Fetched(url, response.status_code, headers, body)


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Turn httpx's exceptions into failures with sentences."""
    import httpx

    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
        raise _failure(error, url) from error


def _failure(error: Exception, url: str) -> IndexFailure:
    import httpx

    match error:
        case httpx.TimeoutException():
            return failures.timed_out(url)
        case httpx.ProxyError():
            return failures.bad_proxy(url)
        case httpx.DecodingError():
            return failures.undecodable(url)
        case httpx.InvalidURL() | httpx.UnsupportedProtocol() | UnicodeError():
            return failures.bad_address(url)
        case httpx.ConnectError():
            return failures.no_connection(url, error)
    return failures.broke_off(url)


class _Options(TypedDict):
    timeout: httpx.Timeout
    follow_redirects: bool
    cookies: CookieJar
    verify: ssl.SSLContext | bool


def _client(url: str, transport: httpx.BaseTransport | None) -> httpx.Client:
    import httpx

    try:
        return httpx.Client(transport=transport, **_options(LIST_READ_TIMEOUT, transport))
    except (ValueError, OSError) as error:
        raise failures.bad_setup(url) from error


def _async_client(url: str, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    import httpx

    limits = httpx.Limits(max_connections=PARALLEL, max_keepalive_connections=PARALLEL)
    try:
        options = _options(READ_TIMEOUT, transport)
        return httpx.AsyncClient(transport=transport, limits=limits, **options)
    except (ValueError, OSError) as error:
        raise failures.bad_setup(url) from error


def _options(read_timeout: float, transport: object) -> _Options:
    """Return what all clients have in common; a test's transport needs no certificates."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    import httpx

    return {
        "timeout": httpx.Timeout(read_timeout, connect=CONNECT_TIMEOUT, pool=None),
        "follow_redirects": False,  # `Question` decides
        "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # none are kept
        "verify": _certificates() if transport is None else False,
    }


def _certificates() -> ssl.SSLContext:
    """Return the system's certificates, and those that `SSL_CERT_FILE` names."""
    import ssl

    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if os.environ.get("SSL_CERT_FILE"):
        context.load_verify_locations(cafile=os.environ["SSL_CERT_FILE"])
    return context
