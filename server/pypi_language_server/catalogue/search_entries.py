"""Ranks the projects of which texts are known, for one query.

Contract: pure and deterministic; every entry that answers enough of the query is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import search_score
from pypi_language_server.catalogue.lexicon import STOP_WORDS
from pypi_language_server.catalogue.search_model import FoundBy
from pypi_language_server.catalogue.search_terms import answers, banned
from pypi_language_server.catalogue.texts import TextField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.catalogue.query import Query
    from pypi_language_server.catalogue.search_terms import Answers
    from pypi_language_server.catalogue.texts import Texts


@dataclass(frozen=True)  # without slots: the derived parts are kept in the instance
class Asked:
    """A query, and what the texts have to say about each of its terms."""

    query: Query
    texts: Texts

    @cached_property
    def found(self) -> tuple[Answers, ...]:
        """What answers each term that tells something."""
        telling = tuple(it for it in self.understood if it.meant not in STOP_WORDS)
        return telling or self.understood

    @cached_property
    def understood(self) -> tuple[Answers, ...]:
        """What answers each term."""
        return answers(self.query.terms, self.texts)

    @cached_property
    def bans(self) -> tuple[Answers, ...]:
        """What holds each unwanted term."""
        return tuple(banned(term, self.texts) for term in self.query.without)

    def entries(self) -> list[tuple[float, int]]:
        """Return the score and the number of each entry that answers, best first.

        Where none has enough of what was asked for, those that have some of it.
        """
        numbers = self._candidates()
        scored = self._scored(numbers, search_score.ENOUGH) or self._scored(numbers, 0)
        return sorted(scored, key=lambda it: (-it[0], it[1]))

    def why(self, number: int) -> FoundBy:
        """Return the best reason why an entry was found."""
        if number in self.imported:
            return FoundBy.IMPORT
        if self.bonus.get(number) in {search_score.SPELLED, search_score.BEGINS}:
            return FoundBy.NAME
        if not all(number in it.names for it in self.found):
            return FoundBy.TEXT
        return FoundBy.TYPO if any(it.meant for it in self.found) else FoundBy.NAME

    def relevance_of_name(self, name: str) -> float:
        """Return how well a name alone answers; 0 when it does not, or must not."""
        worths = [it.worth_of_name(name) for it in self.found]
        if any(
            not worth and it.term.required for it, worth in zip(self.found, worths, strict=True)
        ):
            return 0
        if any(it.worth_of_name(name) for it in self.bans):
            return 0
        return search_score.relevance(worths, self._weights)

    def admits(self, number: int) -> bool:
        """Whether an entry has what is required and nothing that is unwanted."""
        return number not in self._banned and all(
            it.worth(number) for it in self.found if it.term.required
        )

    @cached_property
    def bonus(self) -> dict[int, float]:
        """What entries deserve for what the query says as a whole."""
        words = [word for term in self.query.terms for word in term.words]
        named = self.query.key.replace("-", "")
        best = dict.fromkeys(self._topical(" ".join(words)), search_score.TOPIC)
        for number, whole in self.texts.spelled(named) if named else ():
            best[number] = search_score.SPELLED if whole else search_score.BEGINS
        for number in self.imported:
            best[number] = search_score.IMPORTED
        return best

    @cached_property
    def imported(self) -> frozenset[int]:
        """The entries that are imported by the whole query, or by the package of its module."""
        for module in self._modules():
            items = self._items(module)
            found = frozenset(number for number, field in items if field is TextField.IMPORTS)
            if found:
                return found
        return frozenset()

    def _modules(self) -> Iterator[str]:
        """Yield how texts would write the module that may be meant, then what it may be part of."""
        query = self.query
        if not query.key:
            return
        yield query.key.replace("-", " ")
        yield query.key.replace("-", "")
        parts = query.imported.replace("_", " ").split(".")
        for end in range(len(parts) - 1, 0, -1):
            yield " ".join(parts[:end])

    def _topical(self, phrase: str) -> Iterator[int]:
        for number, field in self._items(phrase):
            if field is TextField.TOPICS:
                yield number

    def _items(self, phrase: str) -> tuple[tuple[int, TextField], ...]:
        """Return which entries have an item that is a phrase; each phrase is looked for once."""
        if phrase not in self._seen:
            self._seen[phrase] = tuple(self.texts.items(phrase.encode()))
        return self._seen[phrase]

    @cached_property
    def _seen(self) -> dict[str, tuple[tuple[int, TextField], ...]]:
        return {}

    @cached_property
    def _weights(self) -> list[float]:
        return [it.weight for it in self.found]

    @cached_property
    def _banned(self) -> frozenset[int]:
        return frozenset(number for it in self.bans for number in (*it.names, *it.texts))

    def _candidates(self) -> set[int]:
        numbers = {number for it in self.found for number in (*it.names, *it.texts)}
        numbers |= self.bonus.keys()
        if not self.bans and not any(it.term.required for it in self.found):
            return numbers
        return {number for number in numbers if self.admits(number)}

    def _scored(self, numbers: set[int], least: float) -> list[tuple[float, int]]:
        scored = ((self._score(number, least), number) for number in numbers)
        return [it for it in scored if it[0]]

    def _score(self, number: int, least: float) -> float:
        worths = [it.worth(number) for it in self.found]
        worth = search_score.relevance(worths, self._weights, least) + self.bonus.get(number, 0)
        return worth * search_score.popularity(number)
