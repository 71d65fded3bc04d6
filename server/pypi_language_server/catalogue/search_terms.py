"""Finds out which projects answer one term of a query, and how well, by name and by text.

Contract: pure and deterministic. A term is looked for as it is, as its family of words
(`search_words`), and, when the texts do not know it, as the words that it may have been meant as.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import lexicon
from pypi_language_server.catalogue.query import Field, Term
from pypi_language_server.catalogue.search_words import IN_NAMES, IN_TEXTS, Probe, ban, probe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypi_language_server.catalogue.texts import Texts

_WEIGHTS = (0.95, 0.85, 0.5, 0.3)  # imports, topics, summary, further words
_NOTHING = (0.0, 0.0, 0.0, 0.0)
_ONLY = {
    Field.ANYWHERE: _WEIGHTS,
    Field.NAME: _NOTHING,
    Field.IMPORT: (1.0, 0.0, 0.0, 0.0),
    Field.TOPIC: (0.0, 1.0, 0.0, 0.0),
    Field.SUMMARY: (0.0, 0.0, 1.0, 0.0),
}
_BOTH = 0.15  # of what the weaker of name and text is worth, for those who have both
_MEANT = (1.0, 0.8, 0.6)  # by the number of errors mended
_MOST_MEANT = 4
_HARDLY, _MUCH_MORE = 2, 10  # entries with a word that may be a slip of those who wrote them
_SPELLED, _ALIKE = 0.97, 0.75
_MOST_ALIKE = 5
_CLEAR = 0.25  # hits of less are mere beginnings


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write what a term asks for.

    Attributes:
        words: to stand side by side.
        factor: how surely it is what was asked for, to 1.
        in_texts: how it is looked for there.
        in_names: how it is looked for there.
    """

    words: tuple[str, ...]
    factor: float
    in_texts: Probe
    in_names: Probe

    @classmethod
    def banning(cls, term: Term) -> Form:
        """Return the form for what must not be there."""
        return cls(
            term.words,
            1.0,
            ban(" ".join(term.words), literal=term.literal),
            ban("-".join(term.words), literal=term.literal),
        )

    @classmethod
    def of(cls, words: tuple[str, ...], factor: float = 1.0, *, literal: bool = False) -> Form:
        """Return the form for a word, or for a phrase, which is always taken literally."""
        literal = literal or len(words) > 1
        return cls(
            words,
            factor,
            probe(" ".join(words), literal=literal, shortest=IN_TEXTS),
            probe("-".join(words), literal=literal, shortest=IN_NAMES),
        )

    def worth_of_name(self, name: str) -> float:
        """Return how well a name answers."""
        needle, best = self.in_names.needle.decode(), 0.0
        at = name.find(needle)
        while at >= 0:
            end = name.find("-", at + len(needle))
            hit = name[at : end if end >= 0 else len(name)].encode()
            starts = at == 0 or name[at - 1] == "-"
            best = max(best, (self.in_names.grade if starts else self.in_names.inside)(hit))
            at = name.find(needle, at + 1)
        return best * self.factor


@dataclass(frozen=True, slots=True)
class Answers:
    """Which entries answer a term, and how well.

    Attributes:
        term: what was asked for.
        forms: what was looked for.
        names: what names are worth, by entry.
        texts: what texts are worth, by entry.
        weight: how much the term tells: the rarer, the more.
        meant: the word that it was taken for, if its own is unknown.
    """

    term: Term
    forms: tuple[Form, ...]
    names: dict[int, float] = field(default_factory=dict)
    texts: dict[int, float] = field(default_factory=dict)
    weight: float = 1.0
    meant: str = ""

    @property
    def is_known(self) -> bool:
        """Whether any entry answers the term as it was typed."""
        return not self.meant and bool(self.names or self.texts)

    def worth(self, number: int) -> float:
        """Return how well an entry answers; 0 when it does not."""
        name, text = self.names.get(number, 0.0), self.texts.get(number, 0.0)
        return max(name, text) + _BOTH * min(name, text)

    def worth_of_name(self, name: str) -> float:
        """Return how well a name alone answers."""
        if self.term.field not in {Field.ANYWHERE, Field.NAME}:
            return 0
        return max((form.worth_of_name(name) for form in self.forms), default=0)


def answers(terms: Sequence[Term], texts: Texts) -> tuple[Answers, ...]:
    """Return which entries answer each term, and how well."""
    plain = [term.words[0] for term in terms if not term.required]
    return tuple(_answers(term, plain, texts) for term in terms)


def _answers(term: Term, plain: Sequence[str], texts: Texts) -> Answers:
    found = _found(term, tuple(_forms(term, plain)), texts)
    if term.required or found.names or len(found.texts) > _HARDLY:
        return found
    near = texts.vocabulary.near(term.words[0], _MOST_MEANT)
    if not near:
        return found
    meant = tuple(Form.of((word,), _MEANT[errors]) for word, errors in near)
    both = _found(term, (*found.forms, *meant), texts)
    if not found.texts:
        return replace(both, meant=near[0][0])
    much_more = len(both.texts) > _MUCH_MORE * len(found.texts)
    return both if much_more and near[0][1] == 1 else found


def _forms(term: Term, plain: Sequence[str]) -> Iterator[Form]:
    """Yield the ways to write what a term asks for, the plain terms beside it in view."""
    yield Form.of(term.words, literal=term.literal)
    if not term.literal and term.words[0] in plain:
        yield from (Form.of((it,), _SPELLED) for it in lexicon.spellings(term.words[0]))
        others = lexicon.meant_by(plain, term.words[0])
        yield from (Form.of(phrase, _ALIKE) for phrase in others[:_MOST_ALIKE])


def banned(term: Term, texts: Texts) -> Answers:
    """Return which entries hold what must not be there."""
    return _found(term, (Form.banning(term),), texts)


def _found(term: Term, forms: tuple[Form, ...], texts: Texts) -> Answers:
    names, text = dict[int, float](), dict[int, float]()
    for form in forms:
        if term.field in {Field.ANYWHERE, Field.NAME}:
            _keep_best(names, texts.in_names(form.in_names), form.factor)
        if term.field is not Field.NAME:
            _keep_best(text, texts.in_text(form.in_texts, _ONLY[term.field]), form.factor)
    clear = {it for found in (names, text) for it, worth in found.items() if worth > _CLEAR}
    weight = math.log((len(texts) + 1) / (len(clear) + 1)) + 1 if names or text else 1
    return Answers(term, forms, names, text, weight)


def _keep_best(best: dict[int, float], found: dict[int, float], factor: float) -> None:
    for number, worth in found.items():
        if worth * factor > best.get(number, 0):
            best[number] = worth * factor
