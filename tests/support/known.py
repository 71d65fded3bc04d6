"""What indexes say in the tests of the features, and the names that they list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pypi_language_server.catalogue.model import (
    CatalogueStamp,
    Match,
    MatchClass,
    Matches,
    Origin,
)
from pypi_language_server.features.hover import HoverContext
from pypi_language_server.index.model import (
    Known,
    Link,
    LinkKind,
    ProjectDocument,
    Release,
)
from pypi_language_server.names import NormalizedName, normalize

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
INDEX = "https://index.example/simple/"


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def release(version: str, days: float, **more: object) -> Release:
    return replace(
        Release(version, uploaded=days_ago(days), requires_python=">=3.8"),
        **more,
    )


REQUESTS = ProjectDocument(
    name="requests",
    source=INDEX,
    summary="Python HTTP for Humans.",
    latest="2.32.3",
    releases=(
        release("2.33.0rc1", 3),
        release("2.32.3", 21, requires_python=">=3.9"),
        release("2.32.1", 60, yanked=True, yanked_reason="breaks proxies"),
        release("2.31.0", 400),
        release("2.30.0", 800, requires_python=">=3.7"),
        Release("not-a-version"),
    ),
    license="Apache-2.0",
    extras=("security", "socks"),
    links=(
        Link(LinkKind.HOMEPAGE, "Homepage", "https://requests.example"),
        Link(LinkKind.DOCUMENTATION, "Docs", "https://requests.example/"),
        Link(LinkKind.SOURCE, "Source", "https://code.example/psf/requests"),
        Link(LinkKind.INDEX, "Index", "https://index.example/project/requests/"),
    ),
)


def known(document: ProjectDocument = REQUESTS, minutes: float = 3, **more: object) -> Known:
    return replace(Known(document, NOW - timedelta(minutes=minutes)), **more)


LIST = CatalogueStamp(Origin.INDEX, 880_123, INDEX, NOW - timedelta(hours=5))
STARTER = CatalogueStamp(Origin.STARTER, 2_600)


def context(
    stamp: CatalogueStamp = LIST, *, listed: bool = True, summary: str = "", similar: str = ""
) -> HoverContext:
    return HoverContext(NOW, stamp, listed, summary, similar)


@dataclass(frozen=True)
class Names:
    """A catalogue in memory: whatever starts with what is typed, in the order given."""

    spellings: tuple[str, ...]
    aliases: dict[str, str] = field(default_factory=dict)
    stamp: CatalogueStamp = STARTER

    def complete(self, typed: str, limit: int) -> Matches:
        wanted = normalize(typed)
        found = [self._match(spelling, wanted) for spelling in self.spellings]
        hits = [match for match in found if match is not None]
        return Matches(tuple(hits[:limit]), truncated=len(hits) > limit)

    def _match(self, spelling: str, wanted: NormalizedName) -> Match | None:
        name = normalize(spelling)
        alias = self.aliases.get(spelling)
        if alias == wanted:
            return Match(spelling, name, MatchClass.ALIAS, popular=True, alias=alias)
        if not name.startswith(wanted):
            return None
        why = MatchClass.EXACT if name == wanted else MatchClass.POPULAR_PREFIX
        return Match(spelling, name, why, popular=True)

    def containing(self, words: Sequence[str], limit: int) -> tuple[Match, ...]:
        names = [it for it in self.spellings if words and all(w in normalize(it) for w in words)]
        why = MatchClass.POPULAR_SUBSTRING
        return tuple(Match(it, normalize(it), why, popular=True) for it in names[:limit])

    def rank(self, name: NormalizedName) -> int | None:
        places = [place for place, it in enumerate(self.spellings) if normalize(it) == name]
        return places[0] if places else None

    def __contains__(self, name: object) -> bool:
        return name in {normalize(spelling) for spelling in self.spellings}

    def spelling(self, name: NormalizedName) -> str | None:
        return next((item for item in self.spellings if normalize(item) == name), None)

    def serial(self, name: NormalizedName) -> int | None:
        return None


NAMES = Names(
    (
        "requests",
        "requests-oauthlib",
        "requests-cache",
        "Flask",
        "Flask-Cors",
        "zope.interface",
        "zope.event",
        "ruamel.yaml",
        "asyncio",
        "PyYAML",
        "pytest",
    ),
    aliases={"PyYAML": "yaml"},
)
