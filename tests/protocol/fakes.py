"""A world for the server to live in: services that answer from literals, and write down requests.

Contract: no disk, no network, no clock. Look-ups and refreshes wait at a gate where a test asks
for one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pypi_language_server.catalogue.model import (
    CatalogueStamp,
    Match,
    MatchClass,
    Matches,
    Origin,
)
from pypi_language_server.catalogue.refresh_model import (
    Consent,
    RefreshOutcome,
    RefreshProgress,
    RefreshResult,
)
from pypi_language_server.catalogue.search_model import Found, FoundBy, SearchResult, Standing
from pypi_language_server.environment import PythonEnvironment
from pypi_language_server.index.model import (
    Answer,
    IndexUnavailable,
    Known,
    Missing,
    ProjectDocument,
    Release,
    Unavailable,
)
from pypi_language_server.index.scope import Scope
from pypi_language_server.names import NormalizedName, normalize
from pypi_language_server.services import Status
from pypi_language_server.settings import RefreshMode, Settings

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
INDEX = "https://index.example/simple/"
NAMES = ("requests", "requests-oauthlib", "requests-toolbelt", "Flask", "Django", "numpy")


@dataclass(frozen=True)
class NameList:
    """A catalogue of a few names: prefixes only, in the order given."""

    spellings: tuple[str, ...] = NAMES
    stamp: CatalogueStamp = field(
        default=CatalogueStamp(Origin.INDEX, len(NAMES), INDEX, datetime(2026, 2, 28, tzinfo=UTC))
    )

    def complete(self, typed: str, limit: int) -> Matches:
        found = [it for it in self.spellings if normalize(it).startswith(normalize(typed))]
        items = [Match(it, normalize(it), MatchClass.PREFIX, popular=True) for it in found]
        return Matches(tuple(items[:limit]), truncated=len(items) > limit)

    def containing(self, words: Sequence[str], limit: int) -> tuple[Match, ...]:
        names = [it for it in self.spellings if words and all(w in normalize(it) for w in words)]
        why = MatchClass.POPULAR_SUBSTRING
        return tuple(Match(it, normalize(it), why, popular=True) for it in names[:limit])

    def rank(self, name: NormalizedName) -> int | None:
        places = [place for place, it in enumerate(self.spellings) if normalize(it) == name]
        return places[0] if places else None

    def __contains__(self, name: object) -> bool:
        return name in {normalize(it) for it in self.spellings}

    def spelling(self, name: NormalizedName) -> str | None:
        return next((it for it in self.spellings if normalize(it) == name), None)

    def serial(self, name: NormalizedName) -> int | None:
        return None


def known(name: str, summary: str = "What it is for.", latest: str = "2.0") -> Known:
    """The answer of an index that knows a project."""
    releases = (Release(latest, datetime(2026, 2, 1, tzinfo=UTC)), Release("1.0"))
    document = ProjectDocument(name, INDEX, summary, latest, releases, license="MIT")
    return Known(document, NOW)


def no_answer(name: str, why: str = "the server could not be reached") -> Unavailable:
    """The answer of an index that is down."""
    return Unavailable(normalize(name), IndexUnavailable(INDEX, why))


@dataclass
class FakeServices:
    """Services whose answers a test sets and whose calls it reads."""

    names: NameList = field(default_factory=NameList)
    answers: dict[str, Answer] = field(default_factory=dict)
    peeked: dict[str, Answer] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    said: Consent = Consent.GRANTED
    due: bool = False
    outcome: RefreshOutcome = field(
        default=RefreshOutcome(RefreshResult.REPLACED, "The list has 6 names.", 6)
    )
    steps: tuple[RefreshProgress, ...] = ()
    troubles: tuple[str, ...] = ()
    defect: type[Exception] | None = None
    configured: list[Settings] = field(default_factory=list)
    looked_up: list[tuple[str, Scope, str | None]] = field(default_factory=list)
    files: list[bool] = field(default_factory=list)
    refreshes: list[bool] = field(default_factory=list)
    remembered: list[Consent] = field(default_factory=list)
    closed: bool = False
    texts: asyncio.Event | None = None
    prepared: int = 0
    settled: list[str] = field(default_factory=list)

    def environment(self) -> PythonEnvironment:
        return PythonEnvironment("3.12.1", {"python_version": "3.12"}, "the test")

    def configure(self, settings: Settings) -> None:
        self.configured.append(settings)

    def catalogue(self) -> NameList:
        if self.defect is not None:
            raise self.defect("a defect of ours")
        return self.names

    def summary(self, name: NormalizedName) -> str:
        return "HTTP for people." if name == "requests" else ""

    async def prepare_search(self) -> None:
        self.prepared += 1
        if self.texts is not None:
            await self.texts.wait()

    def search(self, query: str, limit: int) -> SearchResult:
        """Names that hold the query's first word, spelled as typed."""
        words = tuple(query.lower().split())
        names = [it for it in self.names.spellings if words and words[0] in it.lower()]
        found = [Found(it, normalize(it), FoundBy.NAME, popular=True) for it in names]
        return SearchResult(tuple(found[:limit]), len(found) > limit, words)

    def standing(self, name: NormalizedName) -> Standing | None:
        return Standing(0, 1_000_000) if name == "requests" else None

    def installed(self, name: NormalizedName) -> str:
        return "1.0" if name == "requests" else ""

    def peek(self, name: NormalizedName, scope: Scope) -> Answer | None:
        return self.peeked.get(name)

    async def look_up(
        self,
        name: NormalizedName,
        scope: Scope,
        version: str | None = None,
        *,
        files: bool = False,
    ) -> Answer:
        self.looked_up.append((name, scope, version))
        self.files.append(files)
        if self.gate is not None:
            await self.gate.wait()
        self.settled.append(name)
        return self.answers.get(name) or Missing(name, INDEX, NOW)

    def consent(self) -> Consent:
        return self.said

    def remember_consent(self, consent: Consent) -> None:
        self.said = consent
        self.remembered.append(consent)

    def refresh_due(self) -> bool:
        return self.due

    async def refresh(
        self, report: Callable[[RefreshProgress], None], *, force: bool = False
    ) -> RefreshOutcome:
        self.refreshes.append(force)
        for step in self.steps:
            report(step)
        if self.gate is not None:
            await self.gate.wait()
        self.due = False
        return self.outcome

    def status(self) -> Status:
        return Status(
            version="0.0",
            index=INDEX,
            extra_indexes=(),
            stamp=self.names.stamp,
            catalogue_path=None,
            catalogue_bytes=0,
            cache_directory=Path("cache"),
            cached_projects=2,
            mode=RefreshMode.ASK,
            consent=self.said,
            offline=False,
            problems=self.problems(),
        )

    def problems(self) -> tuple[str, ...]:
        return self.troubles

    async def close(self) -> None:
        self.closed = True
