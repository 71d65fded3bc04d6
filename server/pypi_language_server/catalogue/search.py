"""Finds projects by words: in all names of a catalogue, and in the texts that are known.

Contract: local, bounded and deterministic; no query raises. A project whose name is the query
comes first; second, if it is obscure and a well-known one was likely meant. Then come, by
relevance times popularity, projects that are imported so, called so, or about it
(`search_terms`, `search_score`); names that are not well known close the list, in the catalogue's
own order. The order of a query's words may change the order of the answers, but which there are
only where words are the pieces of one name (`sk learn`), or the limit leaves some out.

Names of the standard library's modules are found only where a text says what the project is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import search_score
from pypi_language_server.catalogue.model import MatchClass
from pypi_language_server.catalogue.query import parse
from pypi_language_server.catalogue.search_entries import Asked
from pypi_language_server.catalogue.search_model import Found, FoundBy, SearchResult
from pypi_language_server.names import NormalizedName, is_standard_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.catalogue.model import Match, NameCatalogue
    from pypi_language_server.catalogue.texts import Texts

_MORE = 40


def search(query: str, names: NameCatalogue, texts: Texts, limit: int) -> SearchResult:
    """Return at most `limit` projects for what somebody typed, best first.

    Args:
        query: any text (see `query`).
        names: all names that there are.
        texts: what is known about projects.
        limit: how many projects at most.
    """
    asked = Asked(parse(query), texts)
    if limit <= 0 or not asked.query.terms:
        return SearchResult()
    found = _Search(asked, names).best(limit + 1)
    slips = [(it.term.words[0], it.meant) for it in asked.understood if it.meant]
    corrections = [slip for slip in slips if not _is_well_known(slip[0], names)]
    meant = dict(corrections)
    words = (word for term in asked.query.terms for word in term.words)
    terms = dict.fromkeys(meant.get(word, word) for word in words)
    return SearchResult(found[:limit], len(found) > limit, tuple(terms), tuple(corrections))


def _is_well_known(word: str, names: NameCatalogue) -> bool:
    """Whether a word that no text has is part of a well-known name."""
    return any(match.popular for match in names.containing([word], 1))


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    place: int
    found: Found


@dataclass(frozen=True, slots=True)
class _Search:
    asked: Asked
    names: NameCatalogue

    def best(self, most: int) -> tuple[Found, ...]:
        """Return the best `most` projects, each once."""
        best: dict[NormalizedName, _Candidate] = {}
        for item in (*self._about(most), *self._listed(most)):
            known = best.get(item.found.name)
            if known is None or item.score > known.score:
                best[item.found.name] = item
        exact = self._exact()
        if exact:
            best.pop(exact.name, None)
        ranked = sorted(best.values(), key=lambda it: (-it.score, it.place, it.found.name))
        found = [it.found for it in ranked]
        if exact:
            found.insert(int(self._is_look_alike(exact, found)), exact)
        return tuple(found[:most])

    def _is_look_alike(self, exact: Found, others: list[Found]) -> bool:
        """Whether an obscure name was hardly meant: a well-known one begins so, or is a slip away.

        Whoever registers `reqeusts` waits for those who mean `requests`.
        """
        if exact.popular or not others or not others[0].popular:
            return False
        slipped = others[0].why in {FoundBy.IMPORT, FoundBy.TYPO}
        return slipped or others[0].name.startswith(exact.name)

    def _exact(self) -> Found | None:
        """Return the project whose name is the whole query, unless it must not be found."""
        name, texts = NormalizedName(self.asked.query.key), self.asked.texts
        number = texts.number(name)
        if number is None:
            spelling = None if is_standard_library(name) else self.names.spelling(name)
            if spelling is None or not self.asked.relevance_of_name(name):
                return None
        elif self.asked.admits(number):
            spelling = texts.spellings[number]
        else:
            return None
        return Found(spelling, name, FoundBy.EXACT, self.names.rank(name) is not None)

    def _about(self, most: int) -> Iterator[_Candidate]:
        texts = self.asked.texts
        for score, number in self.asked.entries()[: 2 * most + _MORE]:
            name = texts.name(number)
            popular = self.names.rank(name) is not None
            found = Found(texts.spellings[number], name, self.asked.why(number), popular)
            worth = score if popular else score * search_score.UNCERTAIN
            yield _Candidate(worth, number, found)

    def _listed(self, most: int) -> Iterator[_Candidate]:
        for place, match in enumerate(self._matches(most + _MORE)):
            if self.asked.texts.number(match.name) is None or match.why is MatchClass.POPULAR_TYPO:
                candidate = self._candidate(match, place)
                if candidate:
                    yield candidate

    def _matches(self, most: int) -> list[Match]:
        query = self.asked.query
        found: list[Match] = []
        if query.token and not query.without:
            found = list(self.names.complete(query.key, most).items)
        if len(query.terms) > 1 or not query.token:
            found += self._holding(most)
        unwanted = {MatchClass.POPULAR_SUBSEQUENCE}
        if all(it.is_known for it in self.asked.found):
            unwanted.add(MatchClass.POPULAR_TYPO)
        return [it for it in found if it.why not in unwanted]

    def _holding(self, most: int) -> list[Match]:
        """Return names that hold all words: as they were typed, else as they may be meant."""
        typed = [(it, word) for it in self.asked.found for word in it.term.words]
        found = list(self.names.containing([word for _, word in typed], most))
        if len(found) < most and any(it.meant for it, _ in typed):
            meant = [it.meant or word for it, word in typed]
            found += self.names.containing(meant, most - len(found))
        return found

    def _candidate(self, match: Match, place: int) -> _Candidate | None:
        relevance = self.asked.relevance_of_name(match.name)
        why = FoundBy.TYPO if any(it.meant for it in self.asked.found) else FoundBy.NAME
        if match.why is MatchClass.POPULAR_TYPO:
            relevance, why = max(relevance, search_score.MISTYPED - place / 100), FoundBy.TYPO
        elif match.why is MatchClass.ALIAS:
            relevance, why = search_score.IMPORTED, FoundBy.IMPORT
        if not relevance:
            return None
        rank = self.names.rank(match.name)
        factor = search_score.OBSCURE if rank is None else search_score.popularity(rank)
        found = Found(match.spelling, match.name, why, match.popular)
        return _Candidate(relevance * factor, place if rank is None else rank, found)
