"""Finds projects by words: names from any catalogue, topics from texts.

Contract: local and deterministic. An exact name comes first. Of one word, well-known names that
match come next, then projects about it; of several words, projects about all of them come next.
Other names that match close the list.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from pypi_language_server.catalogue.model import MatchClass
from pypi_language_server.catalogue.search_model import Found, FoundBy, SearchResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypi_language_server.catalogue.model import Match, NameCatalogue
    from pypi_language_server.catalogue.search_model import ProjectText
    from pypi_language_server.catalogue.texts import Texts
    from pypi_language_server.names import NormalizedName

_REASONS = {
    MatchClass.EXACT: FoundBy.EXACT,
    MatchClass.ALIAS: FoundBy.IMPORT,
    MatchClass.POPULAR_TYPO: FoundBy.TYPO,
}
_WORD = re.compile(r"[^\W_]+")
_LEAST_PREFIX = 3
_IN_NAME, _IN_TOPIC, _IN_SUMMARY = 4, 3, 1


def search(query: str, names: NameCatalogue, texts: Texts, limit: int) -> SearchResult:
    """Return at most `limit` projects for what somebody typed, best first."""
    words = _WORD.findall(query.lower())
    if not words:
        return SearchResult()
    matches = names.complete("-".join(query.split()), limit).items
    exact = [match for match in matches if match.why is MatchClass.EXACT]
    close = [match for match in matches if match.why <= MatchClass.POPULAR_TYPO]
    about = list(_about(words, texts.entries))
    middle = [_found(close), about] if len(words) == 1 else [about, _found(close)]
    ranked = list(_first(chain(_found(exact), *middle, _found(matches))))
    return SearchResult(tuple(ranked[:limit]), len(ranked) > limit, tuple(words))


def _first(found: Iterable[Found]) -> Iterator[Found]:
    """Yield each project once, where it comes first."""
    seen: set[NormalizedName] = set()
    for item in found:
        if item.name not in seen:
            seen.add(item.name)
            yield item


def _found(matches: Iterable[Match]) -> list[Found]:
    return [Found(it.spelling, it.name, _reason(it.why), it.popular) for it in matches]


def _reason(why: MatchClass) -> FoundBy:
    return _REASONS.get(why, FoundBy.NAME)


def _about(words: list[str], entries: Iterable[ProjectText]) -> Iterator[Found]:
    """Yield the well-known projects that have to do with every word, closest first."""
    scored = []
    for place, entry in enumerate(entries):
        scores = [_score(word, entry) for word in words]
        if all(scores):
            scored.append((-sum(scores), place, entry))
    for _, _, entry in sorted(scored, key=lambda item: item[:2]):
        yield Found(entry.spelling, entry.name, FoundBy.TEXT, popular=True)


def _score(word: str, entry: ProjectText) -> int:
    if _holds((entry.name, *entry.imports), word):
        return _IN_NAME
    if _holds(entry.words, word):
        return _IN_TOPIC
    return _IN_SUMMARY if _holds((entry.summary,), word) else 0


def _holds(texts: Iterable[str], word: str) -> bool:
    """Whether a word of the texts is `word`, or begins with it, plural and singular alike."""
    stem = word.removesuffix("s") if len(word) > _LEAST_PREFIX else word
    for text in texts:
        for found in _WORD.findall(text.lower()):
            if found == word or (len(stem) >= _LEAST_PREFIX and found.startswith(stem)):
                return True
    return False
