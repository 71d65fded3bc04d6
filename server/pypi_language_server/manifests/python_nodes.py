"""What literals in a Python text consist of, as data, and how operands make up an expression.

Contract: plain tuples of offsets into one text. Only what is written as a literal counts: a string
with an operator, a call or a subscript behind it is left out, for what it means is not written.
"""

from __future__ import annotations

from typing import NamedTuple

from pypi_language_server.manifests.python_strings import Text

OPERATORS = frozenset(
    {"if", "else", "for", "in", "not", "and", "or", "is", "async", "await", "lambda"}
)
"""Words that stand between operands or before them."""


class Name(NamedTuple):
    """A variable, perhaps with stars before it."""

    value: str
    start: int
    end: int
    starred: bool


class Sequence(NamedTuple):
    """A list, tuple or set; of its items, the strings and the variables with a star."""

    start: int
    end: int
    items: tuple[Text | Name, ...]
    closed: bool


class Pair(NamedTuple):
    """A key of a dictionary, and what its value consists of."""

    key: Text
    value: tuple[Node, ...]


class Mapping(NamedTuple):
    """A dictionary, as far as its keys are strings; `merged` are the variables behind `**`."""

    start: int
    end: int
    pairs: tuple[Pair, ...]
    merged: tuple[Name, ...]
    closed: bool


class Keyword(NamedTuple):
    """A keyword argument: its name, where that begins, and what its value consists of."""

    name: str
    start: int
    value: tuple[Node, ...]


class Call(NamedTuple):
    """The arguments of a call, from `(` to `)`; None stands for those that are no strings."""

    start: int
    end: int
    arguments: tuple[Text | None, ...]
    keywords: tuple[Keyword, ...]
    closed: bool


Node = Text | Name | Sequence | Mapping


class Operands:
    """The operands of one expression, as far as it has been read.

    Attributes:
        complete: whether an operand stands last, so that an operator may follow.
        broken: whether the last operand is a bracket that nothing closes.
    """

    __slots__ = ("_condition", "_foreign", "_found", "_plain", "_starred", "broken", "complete")

    def __init__(self) -> None:
        self.broken = self.complete = False
        self._found: list[Node | None] = []
        self._plain = True  # strings alone, without operators
        self._foreign = False  # the next operand belongs to an operator
        self._starred = False
        self._condition: int | None = None  # where operands of an `if` or `for` begin

    def add(self, *nodes: Node | None) -> None:
        """Take an operand; one in parentheses may consist of several nodes, or of none."""
        self._found += [None] if self._foreign else nodes
        self._foreign, self.complete = False, True

    def withdraw(self) -> None:
        """Drop the last operand: a call, a subscript or an attribute makes another of it."""
        self._found[-1:] = [None]
        self._plain = False

    def word(self, word: str, start: int) -> None:
        """Take a name, a number, or an operator that is a word."""
        if word not in OPERATORS:
            is_name = not word[0].isdigit()
            self.add(Name(word, start, start + len(word), self._starred) if is_name else None)
            return
        self._plain = self.complete = False
        match word:
            case "if" | "for" if self._condition is None:
                self._condition = 0 if word == "for" else len(self._found)
            case "else":
                self._end_condition()
            case "or" | "and":
                pass
            case _:
                self._foreign = True

    def sign(self, sign: str) -> None:
        """Take an operator that is no word; `+` adds to a list, others make something new."""
        if sign[0] == "*" and not self.complete:
            self._starred = True
            return
        self._plain = self.complete = False
        if sign != "+":
            self._found[-1:] = [None]
            self._foreign = sign != "="

    def nodes(self) -> tuple[Node, ...]:
        """Return what counts of the operands."""
        self._end_condition()
        return tuple(
            node
            for node in self._found
            if node is not None and (self._plain or not isinstance(node, Text))
        )

    def _end_condition(self) -> None:
        if self._condition is not None:
            del self._found[self._condition :]
        self._condition, self._foreign = None, False
