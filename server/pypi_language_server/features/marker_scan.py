"""Reads an environment marker, finished or half-typed: its tokens, and what the cursor waits for.

Contract: pure and total; takes time in proportion to the text. A text is `finished` just when
`packaging` reads it as a marker. Source: PEP 508, "Environment Markers" (its grammar).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from pypi_language_server.features.marker_names import ALL_NAMES


class TokenKind(Enum):
    """What a piece of a marker is."""

    WORD = auto()  # a variable, known or not
    STRING = auto()
    OPERATOR = auto()
    JOINT = auto()  # `and`, `or`
    OPEN = auto()
    CLOSE = auto()
    STRAY = auto()


class Token(NamedTuple):
    """A piece of a marker.

    Attributes:
        kind: what it is.
        start: where it begins in the marker.
        end: where it ends.
        value: a string's content, an operator with single blanks, a word as written.
        whole: False for a string without its closing quote, and for half an operator.
    """

    kind: TokenKind
    start: int
    end: int
    value: str
    whole: bool = True


class State(Enum):
    """What may stand next in a marker."""

    OPERAND = auto()
    OPERATOR = auto()
    VALUE = auto()  # the other side of a comparison
    JOINT = auto()
    LOST = auto()  # behind something that fits nowhere; the next joint makes a new beginning


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run of tokens comes to.

    Attributes:
        state: what may stand next.
        depth: how many parentheses are open.
        left: the first side of the comparison that is under way.
        operator: its operator.
        sound: whether everything so far fits.
    """

    state: State = State.OPERAND
    depth: int = 0
    left: Token | None = None
    operator: str = ""
    sound: bool = True


_OPERATOR = r"===|==|~=|!=|<=|>=|<|>|[=!~]"
_TOKEN = re.compile(
    rf"""
    [ \t\r\n]++
  | (?P<string> ["'] )
  | (?P<operator> {_OPERATOR} | \bnot[ \t\r\n]++in\b | \bin\b | \bnot\b )
  | (?P<joint> \b(?:and|or)\b )
  | (?P<word> \w[\w.]*+ )
  | (?P<open> \( ) | (?P<close> \) )
  | (?P<stray> . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_KINDS = {
    "operator": TokenKind.OPERATOR,
    "joint": TokenKind.JOINT,
    "word": TokenKind.WORD,
    "open": TokenKind.OPEN,
    "close": TokenKind.CLOSE,
    "stray": TokenKind.STRAY,
}
# What no value holds, but the text behind a value whose closing quote is missing.
_RUN_ON = re.compile(r"[<>=!~()]|\s(?:and|or)\s")
_LOOSE_END = re.compile(r"\s+(?:and|or)\b|\)|\Z")
_HALVES = frozenset({"=", "!", "~", "not"})


def tokens(text: str) -> list[Token]:
    """Return the pieces of a marker, white space left out."""
    found: list[Token] = []
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        assert match is not None, "any character is something"  # noqa: S101 - for the type checker
        offset = match.end()
        if match.lastgroup == "string":
            found.append(_string(text, match.start()))
            offset = found[-1].end
        elif match.lastgroup is not None:
            value = " ".join(match[0].split())
            whole = value not in _HALVES
            found.append(Token(_KINDS[match.lastgroup], *match.span(), value, whole))
    return found


def _string(text: str, start: int) -> Token:
    """Return the string that opens at `start`; an open one ends before the next joint."""
    quote = text[start]
    end = text.find(quote, start + 1)
    content = text[start + 1 : end]
    paired = end >= 0 and text.count(quote, start) % 2 == 0
    if end >= 0 and (paired or not _RUN_ON.search(content)):
        return Token(TokenKind.STRING, start, end + 1, content)
    match = _LOOSE_END.search(text, start + 1)
    end = match.start() if match else len(text)
    return Token(TokenKind.STRING, start, end, text[start + 1 : end], whole=False)


def read(found: list[Token]) -> Reading:
    """Return what a run of tokens comes to."""
    reading = Reading()
    for token in found:
        reading = _after(reading, token)
    return reading


def finished(text: str) -> bool:
    """Whether a text is a marker that a tool would accept (PEP 508): on one line, too."""
    if "\n" in text or "\r" in text:
        return False
    found = tokens(text)
    reading = read(found)
    words = (token.value for token in found if token.kind is TokenKind.WORD)
    return (
        reading.sound
        and reading.state is State.JOINT
        and reading.depth == 0
        and ALL_NAMES.issuperset(words)
    )


def _after(before: Reading, token: Token) -> Reading:
    """Return what a reading comes to with one more token."""
    is_operand = token.kind in {TokenKind.WORD, TokenKind.STRING} and token.whole
    match before.state, token.kind:
        case State.OPERAND, _ if is_operand:
            return Reading(State.OPERATOR, before.depth, token, sound=before.sound)
        case State.OPERAND, TokenKind.OPEN:
            return Reading(State.OPERAND, before.depth + 1, sound=before.sound)
        case State.OPERATOR, TokenKind.OPERATOR if token.whole:
            return Reading(State.VALUE, before.depth, before.left, token.value, before.sound)
        case State.VALUE, _ if is_operand:
            return Reading(State.JOINT, before.depth, sound=before.sound)
        case State.JOINT, TokenKind.CLOSE if before.depth:
            return Reading(State.JOINT, before.depth - 1, sound=before.sound)
        case State.JOINT | State.LOST, TokenKind.JOINT:
            return Reading(State.OPERAND, before.depth, sound=before.sound)
        case _:
            return Reading(State.LOST, before.depth, sound=False)
