"""Several catalogues as one: the names of all indexes that are in use.

Contract: matches are merged by class, then by the catalogues' order, then by each one's own; a
name is offered once, as the first catalogue that lists it spells it. The rules that stand across
classes (`ranking`) hold for the whole: no typing errors beside a popular match, and an obscure
exact match yields the first place to a popular name that begins alike or is imported so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import layout
from pypi_language_server.catalogue.model import EMPTY, Match, MatchClass, Matches
from pypi_language_server.catalogue.ranking import is_obscure_exact, is_popular_alias
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pypi_language_server.catalogue.model import CatalogueStamp, NameCatalogue
    from pypi_language_server.names import NormalizedName


def union(catalogues: Sequence[NameCatalogue]) -> NameCatalogue:
    """Return one catalogue that lists what any of `catalogues` does, the first ones first."""
    if len(catalogues) == 1:
        return catalogues[0]
    return UnionCatalogue(tuple(catalogues)) if catalogues else EMPTY


@dataclass(frozen=True, slots=True)
class UnionCatalogue:
    """At least two catalogues as one."""

    parts: tuple[NameCatalogue, ...]

    @property
    def stamp(self) -> CatalogueStamp:
        """The first one's stamp with the sum of all counts; a name listed twice counts twice."""
        stamps = [part.stamp for part in self.parts]
        return replace(stamps[0], count=sum(stamp.count for stamp in stamps))

    def complete(self, typed: str, limit: int) -> Matches:
        """Return the best `limit` matches of all catalogues, best first."""
        ask = limit
        while True:
            answers = [part.complete(typed, ask) for part in self.parts]
            found = _merged(item for answer in answers for item in answer.items)
            items = _ordered(found, layout.fold(typed) or b"")
            if len(items) >= limit or all(len(answer.items) < ask for answer in answers):
                break
            ask *= 4  # names fell together, or errors away: one of them may know more
        truncated = len(items) > limit or any(answer.truncated for answer in answers)
        return Matches(tuple(items[: max(limit, 0)]), truncated)

    def containing(self, words: Sequence[str], limit: int) -> tuple[Match, ...]:
        """Return the best-ranked `limit` names that hold every word; the popular ones first."""
        found = _merged(item for part in self.parts for item in part.containing(words, limit))
        return tuple(sorted(found, key=self._standing)[: max(limit, 0)])

    def rank(self, name: NormalizedName) -> int | None:
        """Return the best place of a name among the popular ones of any catalogue, or None."""
        places = (part.rank(name) for part in self.parts)
        return min((place for place in places if place is not None), default=None)

    def _standing(self, item: Match) -> tuple[bool, int]:
        return not item.popular, (self.rank(item.name) or 0) if item.popular else 0

    def listed(self) -> Iterator[str]:
        """Yield every project as the first catalogue that lists it spells it."""
        for place, part in enumerate(self.parts):
            before = self.parts[:place]
            for spelling in part.listed():
                if not any(normalize(spelling) in other for other in before):
                    yield spelling

    def __contains__(self, name: object) -> bool:
        return any(name in part for part in self.parts)

    def spelling(self, name: NormalizedName) -> str | None:
        """Return how the project writes its own name, or None when no catalogue lists it."""
        return next((s for part in self.parts if (s := part.spelling(name)) is not None), None)

    def serial(self, name: NormalizedName) -> int | None:
        """Return the project's serial in the first catalogue that lists it.

        Every index counts for itself, so another one's serial would say nothing.
        """
        return next((part.serial(name) for part in self.parts if name in part), None)


def _merged(items: Iterable[Match]) -> list[Match]:
    """Return each name once: spelled as first met, in its best class, popular if it is anywhere."""
    best: dict[NormalizedName, Match] = {}
    for item in items:
        known = best.get(item.name)
        if known is None:
            best[item.name] = item
        elif item.why < known.why or item.popular > known.popular:
            best[item.name] = replace(
                known,
                why=min(item.why, known.why),
                popular=item.popular or known.popular,
                alias=known.alias or item.alias,
            )
    return list(best.values())


def _ordered(found: list[Match], key: bytes) -> list[Match]:
    near = any(item.popular and item.why < MatchClass.POPULAR_TYPO for item in found)
    if near:
        found = [item for item in found if item.why is not MatchClass.POPULAR_TYPO]
    items = sorted(found, key=lambda item: item.why)
    begins = any(item.popular and item.name.startswith(key.decode()) for item in items)
    if is_obscure_exact(items) and (begins or is_popular_alias(items[1])):
        items[:2] = items[1], items[0]
    return items
