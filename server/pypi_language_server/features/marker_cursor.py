"""Says what a cursor in an environment marker waits for, and what it would replace.

Contract: pure and total; the range holds the cursor and is cut from one token, or empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from pypi_language_server.features.marker_names import known_as
from pypi_language_server.features.marker_scan import (
    Reading,
    State,
    Token,
    TokenKind,
    read,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


class Wait(Enum):
    """What a cursor waits for."""

    VARIABLE = auto()
    OPERATOR = auto()
    VALUE = auto()
    JOINT = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Expected:
    """What may be written at a cursor.

    Attributes:
        wait: the kind of thing.
        start: where what it replaces begins in the marker.
        end: where that ends.
        variable: the variable of the comparison under way, by its own name; may be unknown.
        operator: a whole operator that the cursor stands behind without a blank, or empty.
        quote: where the quote stands that is open around the cursor; -1 outside of strings.
        closed: whether that quote has its partner.
        depth: how many parentheses are open.
    """

    wait: Wait
    start: int
    end: int
    variable: str = ""
    operator: str = ""
    quote: int = -1
    closed: bool = True
    depth: int = 0


_WAITS = {
    State.OPERAND: Wait.VARIABLE,
    State.OPERATOR: Wait.OPERATOR,
    State.VALUE: Wait.VALUE,
    State.JOINT: Wait.JOINT,
    State.LOST: Wait.NOTHING,
}


def expected(text: str, index: int) -> Expected:
    """Return what may be written at `index` of the marker `text`."""
    found = tokens(text)
    before = [token for token in found if token.end <= index]
    behind = [token for token in found if token.end > index]
    around = _around(before, behind, index)
    if around is not None and before and before[-1] is around:
        before.pop()
    if before and _is_half(before[-1]) and (around is None or around.kind is TokenKind.WORD):
        around = _joined(before.pop(), around, index)
    reading = read(before)
    if around is None:
        return _in_gap(reading, index)
    if around.kind is TokenKind.STRING:
        rest = behind[1:] if behind and behind[0] is around else behind
        return _in_string(text, index, around, reading, rest)
    return _on_token(reading, around, index)


def _around(before: Sequence[Token], behind: Sequence[Token], index: int) -> Token | None:
    """Return the token that the cursor is in or at, unless it is plainly beside it."""
    if behind and behind[0].start < index:
        return behind[0]
    if before and before[-1].end == index and _goes_on(before[-1]):
        return before[-1]
    if behind and behind[0].start == index and behind[0].kind is TokenKind.WORD:
        return behind[0]
    return None


def _goes_on(token: Token) -> bool:
    """Whether what is typed behind a token still belongs to it."""
    match token.kind:
        case TokenKind.WORD | TokenKind.OPERATOR | TokenKind.JOINT:
            return True
        case TokenKind.STRING:
            return not token.whole
        case _:
            return False


def _is_half(token: Token) -> bool:
    return token.kind is TokenKind.OPERATOR and not token.whole


def _joined(half: Token, word: Token | None, index: int) -> Token:
    """Return half an operator together with what follows it up to the cursor or the word's end."""
    return half._replace(end=word.end if word else index)


def _in_gap(reading: Reading, index: int) -> Expected:
    """Return what may stand where nothing does."""
    wait, variable = _WAITS[reading.state], _variable(reading)
    if wait is Wait.VALUE and not variable:
        wait = Wait.VARIABLE  # `"3.8" <= `: the variable is still to come
    return Expected(wait, index, index, variable, depth=reading.depth)


def _on_token(reading: Reading, token: Token, index: int) -> Expected:
    """Return what may stand in place of a word or an operator."""
    found = _in_gap(reading, index)
    is_operator = token.kind is TokenKind.OPERATOR and token.value[0] not in "in"
    if is_operator != (found.wait is Wait.OPERATOR and is_operator):
        return Expected(Wait.NOTHING, index, index)
    operator = token.value if is_operator and token.whole and token.end == index else ""
    return Expected(found.wait, token.start, token.end, found.variable, operator, depth=found.depth)


def _in_string(
    text: str, index: int, string: Token, reading: Reading, behind: Sequence[Token]
) -> Expected:
    """Return what may stand inside a string: a value of the variable that it is compared with."""
    variable = _variable(reading) if reading.state is State.VALUE else ""
    if reading.state is State.OPERAND and string.whole:
        variable = _compared_with(behind)
    last = string.end - 1 if string.whole else string.end
    start, end = _word(text, string.start + 1, last, index)
    wait = Wait.VALUE if variable else Wait.NOTHING
    return Expected(wait, start, end, variable, "", string.start, string.whole, depth=reading.depth)


def _word(text: str, low: int, high: int, index: int) -> tuple[int, int]:
    """Return the word of a string around the cursor: one of several behind `in`."""
    start = index
    while start > low and not text[start - 1].isspace() and text[start - 1] not in ",|":
        start -= 1
    end = index
    while end < high and not text[end].isspace() and text[end] not in ",|":
        end += 1
    return start, end


def _variable(reading: Reading) -> str:
    """Return the variable on the left of the comparison under way, by its own name, or empty."""
    left = reading.left
    return known_as(left.value) if left is not None and left.kind is TokenKind.WORD else ""


def _compared_with(behind: Sequence[Token]) -> str:
    """Return the variable on the right of a string: `"linux" in sys_platform`."""
    match behind:
        case [Token(TokenKind.OPERATOR, whole=True), Token(TokenKind.WORD) as word, *_]:
            return known_as(word.value)
        case _:
            return ""
