"""Finds out about one project from one index: JSON API where there is one, else its Simple page.

Contract: no policy about freshness or back-off (the store's), no HTTP (the fetcher's). A project is
absent only when its Simple API page says so, which is the index's word (PEP 503); every other
trouble is an `IndexFailure`.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from pypi_language_server.index import json_api, simple_api
from pypi_language_server.index.metadata_file import with_metadata
from pypi_language_server.index.model import AccessDenied, IndexFailure, MalformedAnswer
from pypi_language_server.index.question import Question
from pypi_language_server.index.wire import ACCEPT_ANY, ACCEPT_JSON, ACCEPT_SIMPLE, malformed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypi_language_server.index.model import ProjectDocument, VersionDocument
    from pypi_language_server.index.plan import Index
    from pypi_language_server.index.question import Fetcher
    from pypi_language_server.index.wire import Fetched
    from pypi_language_server.names import NormalizedName

T = TypeVar("T")

_BIG = 256 << 10  # bytes; reading more than this takes milliseconds, which typing would feel
_METADATA_CAP = 2 << 20
_UNCHANGED = 304
_QUIET = 365 * 86_400.0  # seconds without a release


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an index answered about a project.

    Attributes:
        document: what it said; None when there is no such project, or nothing new.
        etag: the validator to send next time, or empty.
        unchanged: what was known under the validator sent is still so.
        complete: False when a part could not be had that may be there next time.
    """

    document: ProjectDocument | None = None
    etag: str = ""
    unchanged: bool = False
    complete: bool = True


class Facts(Protocol):
    """What is remembered about indexes."""

    def json_api(self, source: str) -> bool | None:
        """Return whether the index has a JSON API; None when that is not known."""
        ...

    def remember_json_api(self, source: str, there: bool) -> None:
        """Keep the answer."""
        ...


class MemoryFacts:
    """Facts that last as long as the process."""

    def __init__(self) -> None:
        self._json_api: dict[str, bool] = {}

    def json_api(self, source: str) -> bool | None:
        """Return what is remembered, if anything."""
        return self._json_api.get(source)

    def remember_json_api(self, source: str, there: bool) -> None:
        """Keep the answer."""
        self._json_api[source] = there


class IndexClient:
    """Asks indexes about single projects."""

    def __init__(
        self,
        fetcher: Fetcher,
        facts: Facts | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._fetcher = fetcher
        self._facts = facts or MemoryFacts()
        self._now = now
        self._first_try: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def project(self, index: Index, name: NormalizedName, etag: str = "") -> Loaded:
        """Return what `index` says about the project `name`.

        Args:
            index: whom to ask.
            name: about which project.
            etag: the validator that came with what is already known, or empty.

        Raises:
            IndexFailure: it gave no usable answer.
        """
        if self._has_json(index) is None:
            # One look-up finds out for all that come meanwhile.
            async with self._first_try[index.source]:
                if self._has_json(index) is None:
                    return await self._try_json(index, name, etag)
        if not self._has_json(index):
            return await self._page(index, name, etag)
        loaded = await self._json(index, name, etag)
        return loaded or await self._second_opinion(index, name, etag)

    async def version(
        self, index: Index, name: NormalizedName, version: str, *, files: bool = False
    ) -> VersionDocument | None:
        """Return what `index` says about one version; None when it has no words for that.

        With `files`, the project's page answers where the JSON API has nothing about single
        versions: it has digests, no advisories.

        Raises:
            IndexFailure: it gave no usable answer.
        """
        url = json_api.version_url(index.json_url, name, version) if index.json_url else None
        if url is not None and self._has_json(index) is not False:
            fetched = await self._fetcher.fetch(_question(index, url, ACCEPT_JSON))
            if not fetched.is_absent:
                return await _read(fetched, lambda: json_api.read_version(fetched, name, version))
        return await self._files(index, name, version) if files else None

    async def _files(
        self, index: Index, name: NormalizedName, version: str
    ) -> VersionDocument | None:
        fetched = await self._fetcher.fetch(
            _question(index, simple_api.page_url(index.root, name), ACCEPT_SIMPLE)
        )
        if fetched.is_absent:
            return None
        return await _read(fetched, lambda: simple_api.read_version(fetched, name, version))

    async def aclose(self) -> None:
        """Close connections."""
        await self._fetcher.aclose()

    def _has_json(self, index: Index) -> bool | None:
        if not index.json_url:
            return False
        return True if index.json_certain else self._facts.json_api(index.source)

    async def _try_json(self, index: Index, name: NormalizedName, etag: str) -> Loaded:
        """Ask where the JSON API may be; remember whether it was there."""
        try:
            loaded = await self._json(index, name, etag)
        except (AccessDenied, MalformedAnswer):
            loaded = None
        if loaded is not None:
            self._facts.remember_json_api(index.source, True)
            return loaded
        return await self._second_opinion(index, name, etag)

    async def _second_opinion(self, index: Index, name: NormalizedName, etag: str) -> Loaded:
        """Ask for the Simple page of a project that the JSON API does not know.

        Projects without releases, and quarantined ones, have a page and no JSON document.
        """
        loaded = await self._page(index, name, etag)
        has_releases = loaded.document is not None and loaded.document.releases
        if not index.json_certain and (has_releases or loaded.unchanged):
            self._facts.remember_json_api(index.source, False)
        return loaded

    async def _json(self, index: Index, name: NormalizedName, etag: str) -> Loaded | None:
        """Return the JSON API's answer; None when it has no such document."""
        url = json_api.project_url(index.json_url, name)
        fetched = await self._fetcher.fetch(_question(index, url, ACCEPT_JSON, etag))
        if fetched.is_absent:
            return None
        if fetched.status == _UNCHANGED:
            return _unchanged(fetched, etag)
        document = await _read(fetched, lambda: json_api.read_project(fetched, name, index.source))
        return await self._with_status(index, name, Loaded(document, fetched.etag))

    async def _with_status(self, index: Index, name: NormalizedName, loaded: Loaded) -> Loaded:
        """Add the standing of a project that has been quiet for long.

        Only the Simple API tells it (PEP 792). Whoever releases is active, so most projects cost no
        second request.
        """
        document = loaded.document
        if document is None or not _is_quiet(document, self._now()):
            return loaded
        url = simple_api.page_url(index.root, name)
        try:
            fetched = await self._fetcher.fetch(_question(index, url, ACCEPT_SIMPLE))
            if fetched.is_absent:
                return loaded
            page = await _read(fetched, lambda: simple_api.read_page(fetched, name, index.source))
        except IndexFailure:
            return replace(loaded, complete=False)
        told = page.document
        standing = replace(document, status=told.status, status_reason=told.status_reason)
        return replace(loaded, document=standing)

    async def _page(self, index: Index, name: NormalizedName, etag: str) -> Loaded:
        url = simple_api.page_url(index.root, name)
        fetched = await self._fetcher.fetch(_question(index, url, ACCEPT_SIMPLE, etag))
        if fetched.is_absent:
            return Loaded()
        if fetched.status == _UNCHANGED:
            return _unchanged(fetched, etag)
        page = await _read(fetched, lambda: simple_api.read_page(fetched, name, index.source))
        loaded = Loaded(page.document, fetched.etag)
        if not page.metadata_url or _is_downgrade(fetched.url, page.metadata_url):
            return loaded
        return await self._with_metadata(index, loaded, page.metadata_url)

    async def _with_metadata(self, index: Index, loaded: Loaded, url: str) -> Loaded:
        """Add what the latest version's core metadata says; without it there is still the page."""
        question = replace(_question(index, url, ACCEPT_ANY), cap=_METADATA_CAP, confined=False)
        try:
            fetched = await self._fetcher.fetch(question)
        except IndexFailure:
            return replace(loaded, complete=False)
        if loaded.document is None or fetched.status != 200:
            return loaded
        return replace(loaded, document=with_metadata(loaded.document, fetched.body))


def _question(index: Index, url: str, accept: str, etag: str = "") -> Question:
    return Question(
        url,
        accept,
        etag,
        credentials_for=index.credentials_for,
        confined=index.confined,
    )


def _unchanged(fetched: Fetched, etag: str) -> Loaded:
    """Return "as before", which only makes sense where something was known before."""
    if not etag:
        raise malformed(fetched)
    return Loaded(etag=etag, unchanged=True)


def _is_quiet(document: ProjectDocument, now: float) -> bool:
    """Whether the newest release of a project is more than a year old."""
    uploads = [release.uploaded.timestamp() for release in document.releases if release.uploaded]
    return bool(uploads) and now - max(uploads) > _QUIET


def _is_downgrade(page: str, target: str) -> bool:
    return page.startswith("https:") and not target.lower().startswith("https:")


async def _read(fetched: Fetched, read: Callable[[], T]) -> T:
    """Read a body, big ones in a thread, so that a keystroke can come between."""
    return read() if len(fetched.body) < _BIG else await asyncio.to_thread(read)
