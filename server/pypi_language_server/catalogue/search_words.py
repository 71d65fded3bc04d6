"""Says how well one word answers another: the same, its plural, its kin, its beginning.

Contract: pure; works on folded words (`texts`). A probe's needle begins whatever can answer it, so
that scanning for the needle misses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypi_language_server.catalogue.texts import Grade

NUMBER, KIN, INSIDE = 0.95, 0.8, 0.5
"""What a hit is worth: its plural or singular, another of its family, a part of it."""

_BEGINNING, _BY_LENGTH = 0.4, 0.4
SHORTEST_INSIDE = 3
IN_TEXTS, IN_NAMES = 3, 2
"""Letters from which on a beginning is enough; fewer begin too many words of running text."""

_LONG, _SHORTEST_STEM = 5, 4
_ENDINGS = (
    "ations", "ators", "ation", "ating", "ator", "ated", "ates", "ate", "ions", "ings", "ies",
    "ion", "ing", "ers", "ors", "er", "or", "ed", "es", "s", "y", "e",
)  # fmt: skip


def stem(word: str) -> str:
    """Return what a word has in common with its family: `plotting`, `plotter`: `plot`.

    Rough and for English; a beginning of the word, never shorter than three letters.
    """
    if len(word) < _LONG or not (word.isascii() and word.isalpha()):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word.removesuffix(ending)
            break
    if word[-1] == word[-2] or (word[-1] == "y" and len(word) > _SHORTEST_STEM):
        word = word[:-1]
    return word


def is_number_of(one: str, other: str) -> bool:
    """Whether two words are one word's singular and plural."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST_INSIDE:
        return False
    return long in {f"{short}s", f"{short}es"} or (
        short.endswith("y") and long == f"{short[:-1]}ies"
    )


@dataclass(frozen=True, slots=True)
class Probe:
    """How words are looked for.

    Attributes:
        needle: what begins every hit.
        grade: values a hit that stands at the start of a word, by its text to the word's end.
        inside: values a hit that stands elsewhere, likewise.
        whole: whether only words that are the needle can be worth anything.
    """

    needle: bytes
    grade: Grade
    inside: Grade
    whole: bool = False


def probe(text: str, *, literal: bool, shortest: int) -> Probe:
    """Return how to look for a word, or for a phrase, which is always literal.

    Args:
        text: what is looked for.
        literal: whether nothing but the text itself will do.
        shortest: letters from which on longer words that begin so will do.
    """
    whole = literal or len(text) < shortest
    begun = b"" if whole or len(text) < SHORTEST_INSIDE else text.encode()
    return Probe(
        (text if whole else stem(text)).encode(),
        _grade(text, literal=literal, beginnings=len(text) >= shortest),
        lambda hit: INSIDE if begun and hit.startswith(begun) else 0,
        whole,
    )


def _grade(word: str, *, literal: bool, beginnings: bool) -> Grade:
    known: dict[bytes, float] = {}
    family = stem(word)

    def value(hit: bytes) -> float:
        worth = known.get(hit)
        if worth is None:
            worth = known[hit] = fresh(hit.decode("utf-8", "ignore"))
        return worth

    def fresh(hit: str) -> float:
        if literal or hit == word:
            return float(hit == word)
        if is_number_of(hit, word):
            return NUMBER
        if stem(hit) == family:
            return KIN
        if beginnings and hit.startswith(word):
            return _BEGINNING + _BY_LENGTH * len(word) / len(hit)
        return 0

    return value


def ban(text: str, *, literal: bool) -> Probe:
    """Return how to look for what must not be there: the text, and longer words that hold it."""
    whole = text.encode()
    longer = not literal and len(text) >= SHORTEST_INSIDE
    return Probe(
        whole,
        lambda hit: float(longer or hit == whole),
        lambda _: float(longer),
    )
