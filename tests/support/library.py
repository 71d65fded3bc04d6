"""Services for tests of the web face: a few projects in memory, and the threads that asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from pypi_language_server.catalogue.mapped import MappedCatalogue
from pypi_language_server.catalogue.search_model import Found, FoundBy, SearchResult, Standing
from pypi_language_server.environment import PythonEnvironment
from pypi_language_server.index.model import Answer, Missing
from pypi_language_server.index.scope import Scope
from pypi_language_server.names import NormalizedName, normalize
from tests.support.catalogues import catalogue_of
from tests.support.known import INDEX, NOW


@dataclass
class Library:
    """What there is to find.

    Attributes:
        texts: projects and their summaries, best first.
        peeked: what is known about projects without asking.
        answers: what the index answers about projects; it has no others.
        gate: look-ups wait for this.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    peeked: dict[str, Answer] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    listed: MappedCatalogue | None = None
    queries: list[tuple[str, int]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    closed: bool = False

    def catalogue(self) -> MappedCatalogue:
        self.threads.add(threading.get_ident())
        if self.listed is None:
            self.listed = catalogue_of(self.texts, list(self.texts))
        return self.listed

    def search(self, query: str, limit: int) -> SearchResult:
        """Projects whose name or summary holds every word; by name first."""
        self.threads.add(threading.get_ident())
        self.queries.append((query, limit))
        words = query.lower().split()
        by_name = [it for it in self.texts if words and all(w in it.lower() for w in words)]
        by_text = [
            name
            for name, text in self.texts.items()
            if words and name not in by_name and all(w in (name + text).lower() for w in words)
        ]
        found = [Found(it, normalize(it), FoundBy.NAME) for it in by_name]
        found += [Found(it, normalize(it), FoundBy.TEXT) for it in by_text]
        return SearchResult(tuple(found[:limit]), len(found) > limit)

    def summary(self, name: NormalizedName) -> str:
        return next((text for it, text in self.texts.items() if normalize(it) == name), "")

    def standing(self, name: NormalizedName) -> Standing | None:
        return None

    def installed(self, name: NormalizedName) -> str:
        return ""

    def environment(self) -> PythonEnvironment:
        return PythonEnvironment("3.12.0")

    def peek(self, name: NormalizedName, scope: Scope) -> Answer | None:
        self.threads.add(threading.get_ident())
        return self.peeked.get(name)

    async def look_up(
        self,
        name: NormalizedName,
        scope: Scope,
        version: str | None = None,
        *,
        files: bool = False,
    ) -> Answer:
        self.threads.add(threading.get_ident())
        self.asked.append(name)
        if self.gate is not None:
            await self.gate.wait()
        return self.answers.get(name) or Missing(name, INDEX, NOW)

    async def close(self) -> None:
        self.closed = True
