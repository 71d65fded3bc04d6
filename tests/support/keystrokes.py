"""Generates what people type: names letter by letter, other spellings, errors, parts, nonsense.

Heavier than real typing: four words in ten are mistyped, begin in the middle of a name, or mean
nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from pypi_language_server.names import is_standard_library, normalize
from tests.support.names import Names, mistyped


def keystrokes(generated: Names, words: int, seed: int = 1) -> list[str]:
    """Return the texts before the cursor after every key, for so many words typed."""
    dice = random.Random(seed)
    kinds, weights = zip(*_kinds(generated, dice), strict=True)
    typed = []
    for kind in dice.choices(kinds, weights, k=words):
        word = kind()
        typed += [word[:end] for end in range(1, len(word) + 1)]
    return typed


def one_edit_errors(generated: Names, count: int, seed: int = 2) -> list[tuple[str, str]]:
    """Return popular names with one typing error each, and the right names.

    Left out is what spells another popular name or the beginning of one: nobody can call that an
    error. An error may well be the name of something obscure, or the start of a word.
    """
    dice = random.Random(seed)
    popular = [name for name in generated.popular if not is_standard_library(name)]
    lines = "\n".join(["", *generated.popular, ""])
    found: list[tuple[str, str]] = []
    while len(found) < count:
        right = dice.choice(popular)
        wrong = normalize(mistyped(dice, right)).strip("-")
        if wrong not in ("", right) and f"\n{wrong}" not in lines:
            found.append((wrong, right))
    return found


def _kinds(generated: Names, dice: random.Random) -> list[tuple[Callable[[], str], int]]:
    def popular() -> str:
        size = len(generated.popular)
        return generated.popular[min(int(dice.expovariate(8 / size)), size - 1)]

    def any_name() -> str:
        return dice.choice(generated.listed)[0]

    def other_spelling() -> str:
        return popular().replace("-", dice.choice("_.")).title()

    def later_word() -> str:
        return normalize(any_name()).partition("-")[2] or popular()

    def middle() -> str:
        return normalize(any_name())[dice.randint(1, 3) :]

    def nonsense() -> str:
        return "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789-", k=dice.randint(2, 9)))

    return [
        (popular, 40),
        (any_name, 10),
        (other_spelling, 10),
        (lambda: mistyped(dice, popular()), 16),
        (later_word, 10),
        (middle, 8),
        (nonsense, 6),
    ]
