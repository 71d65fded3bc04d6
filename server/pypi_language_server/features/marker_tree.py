"""A finished environment marker as a tree: what it comes to on one Python, and what is left of it.

Contract: pure and total; a text that is no finished marker has no tree. What cannot be known comes
to None, and `None or true` is true. Source: PEP 508, "Environment Markers".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from pypi_language_server.features.marker_names import known_as
from pypi_language_server.features.marker_scan import Token, TokenKind, finished, tokens
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIMIT = 2000
"""Characters of a marker that are read at most: indexes send markers, too."""

_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison; strings are without their quotes.

    Attributes:
        left: the first side.
        operator: with single blanks: `not in`.
        right: the other side.
        named: which sides are variables.
        written: the comparison as written.
    """

    left: str
    operator: str
    right: str
    named: tuple[bool, bool]
    written: str

    @property
    def variable(self) -> str:
        """Return the variable by its own name; empty when both sides are strings."""
        sides = zip((self.left, self.right), self.named, strict=True)
        return next((known_as(side) for side, named in sides if named), "")

    @property
    def value(self) -> str:
        """Return what the variable is compared with."""
        return self.right if self.named[0] else self.left


@dataclass(frozen=True, slots=True)
class Joined:
    """Several markers, all of which must hold, or any of them."""

    all: bool
    parts: tuple[Node, ...]


Node = Comparison | Joined


def parse(text: str) -> Node | None:
    """Return the tree of a marker; None when it is unfinished, too long or nested too deeply."""
    if len(text) > LIMIT or not finished(text):
        return None
    found = tokens(text)
    depth = deepest = 0
    for token in found:
        depth += (token.kind is TokenKind.OPEN) - (token.kind is TokenKind.CLOSE)
        deepest = max(deepest, depth)
    return None if deepest > _DEPTH else _either(text, iter(found))


def _either(text: str, rest: Iterator[Token]) -> Node:
    """Read up to the end or a closing parenthesis; `and` binds closer than `or`."""
    choices: list[list[Node]] = [[]]
    for token in rest:
        match token.kind:
            case TokenKind.OPEN:
                choices[-1].append(_either(text, rest))
            case TokenKind.CLOSE:
                break
            case TokenKind.JOINT if token.value == "or":
                choices.append([])
            case TokenKind.WORD | TokenKind.STRING:
                choices[-1].append(_comparison(text, token, next(rest), next(rest)))
            case _:
                continue
    return _joined([_joined(parts, every=True) for parts in choices], every=False)


def _joined(parts: list[Node], *, every: bool) -> Node:
    return parts[0] if len(parts) == 1 else Joined(every, tuple(parts))


def _comparison(text: str, left: Token, operator: Token, right: Token) -> Comparison:
    named = left.kind is TokenKind.WORD, right.kind is TokenKind.WORD
    return Comparison(left.value, operator.value, right.value, named, text[left.start : right.end])


def comparisons(node: Node) -> Iterator[Comparison]:
    """Yield the comparisons of a tree in the order of the text."""
    match node:
        case Comparison():
            yield node
        case Joined(parts=parts):
            for part in parts:
                yield from comparisons(part)
        case _:
            assert_never(node)


def holds(node: Node, values: Mapping[str, str]) -> bool | None:
    """Return whether a marker holds where variables have these values; None: cannot be known."""
    match node:
        case Comparison():
            return _compare(node, values)
        case Joined(every, parts):
            found = {holds(part, values) for part in parts}
            if (not every) in found:
                return not every
            return None if None in found else every
        case _:
            assert_never(node)


def _compare(node: Comparison, values: Mapping[str, str]) -> bool | None:
    """Return what one comparison comes to, as `packaging` compares."""
    sides = zip((node.left, node.right), node.named, strict=True)
    used = {known_as(side) for side, named in sides if named}
    if not used <= values.keys():
        return None
    if node.variable == "extra" and node.operator in {"==", "!="}:
        same = normalize(node.value) == normalize(values["extra"])  # PEP 685
        return same == (node.operator == "==")
    from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName

    try:
        return Marker(node.written).evaluate(dict(values))
    except (UndefinedComparison, UndefinedEnvironmentName):
        return None


def without_extra(node: Node, extra: str) -> Node | None:
    """Return what a marker asks for besides the extra that is being installed; None: nothing.

    Args:
        node: the marker.
        extra: the extra; comparisons with it are taken out where they hold.
    """
    match node:
        case Comparison():
            return None if node.variable == "extra" and _compare(node, {"extra": extra}) else node
        case Joined(every, parts):
            left = [without_extra(part, extra) for part in parts]
            kept = [part for part in left if part is not None]
            if not kept or (len(kept) < len(left) and not every):
                return None
            return _joined(kept, every=every)
        case _:
            assert_never(node)


def written(node: Node, *, inside: bool = False) -> str:
    """Return a tree as a marker; `inside`: in parentheses where it is an alternative."""
    match node:
        case Comparison():
            return node.written
        case Joined(every, parts):
            text = (" and " if every else " or ").join(
                written(part, inside=every) for part in parts
            )
            return f"({text})" if inside and not every else text
        case _:
            assert_never(node)
