"""Reads TOML that may be half-typed: tables, keys and values with exact offsets.

Contract: reading never raises and takes time in proportion to the text. Finished TOML 1.0 is read
as it is meant. In broken text as much as possible is kept: a string that nothing closes ends with
its line, an array that nothing closes where a line begins with a table's head or a `key =`, an
inline table with its line; and a head without `]` that leads nowhere leaves the current table open.
Only what the caller wants is taken apart; the rest is passed over by one regular expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pypi_language_server.manifests import toml_patterns as patterns
from pypi_language_server.manifests.toml_nodes import (
    Array,
    Header,
    Key,
    Other,
    Pair,
    Statement,
    String,
    Table,
    Value,
)
from pypi_language_server.manifests.toml_strings import read_string
from pypi_language_server.manifests.toml_values import decode

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

Tree = Mapping[str, object]
"""Which keys are wanted: nested mappings, `*` for any key; whatever is no mapping is a leaf, and
everything below a leaf is wanted."""

EVERYTHING: object = "everything"
"""The tree of which nothing is passed over."""

_DEEPEST = 40
"""Brackets nested deeper than this are not taken apart; no manifest has them."""


def descend(tree: object, keys: Iterable[Key]) -> object | None:
    """Return what of a `Tree` the keys lead to: a part of it, a leaf, or None."""
    return _follow(tree, (key.value for key in keys))


def _follow(tree: object, names: Iterable[str]) -> object | None:
    for name in names:
        if not isinstance(tree, Mapping):
            return tree
        tree = tree.get(name, tree.get("*"))
    return tree


class Reader:
    """Reads one text; gathers the comments that stand between the things it was asked for.

    Attributes:
        text: the whole text.
        comments: where comments stand, in order: those of wanted tables and values.
    """

    __slots__ = ("comments", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[tuple[int, int]] = []

    def statements(self, tree: object, pos: int = 0) -> Iterator[Statement]:
        """Yield the heads and pairs that lead to something in `tree`, from the line at `pos` on.

        Heads are yielded when their table leads somewhere; pairs likewise, seen from their table.
        """
        text, node, size = self.text, tree, len(self.text)
        while pos < size:
            if node is None:
                pos = _end(patterns.PLAIN_LINES, text, pos)
            pos = self._blank(pos, keep=node is not None)
            if text.startswith("[", pos):
                plain = patterns.PLAIN_HEAD.match(text, pos)
                if plain is not None and _follow(tree, (plain[1] or plain[2]).split(".")) is None:
                    node, pos = None, self._rest(plain.end(), keep=False)
                    continue
                header = self.header(pos)
                lead = descend(tree, header.keys) if header.keys else None
                if lead is not None or header.closed:
                    node = lead
                if lead is not None:
                    yield header
                pos = self._rest(header.end, keep=node is not None)
                continue
            keys, end = self.keys(pos)
            if not keys:
                pos = _end(patterns.REST, text, pos)
            elif node is None or descend(node, keys) is None:
                pos = self._pass(pos)
            else:
                pair = self.pair(keys, end)
                yield pair
                pos = self._rest(pair.end, keep=True)

    def header(self, pos: int) -> Header:
        """Return the table's head at `pos`, where a `[` stands."""
        start, array = pos, self.text.startswith("[[", pos)
        keys, end = self.keys(_end(patterns.SPACE, self.text, pos + 1 + array))
        end = _end(patterns.SPACE, self.text, end) if keys else end
        closed = self.text.startswith("]]" if array else "]", end)
        if self.text.startswith(".", end):
            keys = ()  # `[tool.`: still being typed
        return Header(keys, start, end + (1 + array if closed else 0), array, closed)

    def keys(self, pos: int) -> tuple[tuple[Key, ...], int]:
        """Return the parts of the dotted key at `pos`, and where the last of them ends."""
        found: list[Key] = []
        end = pos
        while match := patterns.KEY.match(self.text, pos):
            found.append(_key(self.text, match))
            end = found[-1].end
            dot = patterns.DOT.match(self.text, end)
            if dot is None:
                break
            pos = dot.end()
        return tuple(found), end

    def pair(self, keys: tuple[Key, ...], pos: int, depth: int = 0) -> Pair:
        """Return the pair whose key is read; it ends at `pos`."""
        equals = patterns.EQUALS.match(self.text, pos)
        if equals is None:
            return Pair(keys, keys[0].start, pos, equals=False, value=None)
        value = self.value(equals.end(), depth)
        if value is None:
            return Pair(keys, keys[0].start, equals.end(1), equals=True, value=None)
        return Pair(keys, keys[0].start, value.end, equals=True, value=value)

    def value(self, pos: int, depth: int = 0) -> Value | None:
        """Return the value at `pos`; None where none stands on this line."""
        match self.text[pos : pos + 1]:
            case '"' | "'":
                return read_string(self.text, pos, nested=depth > 0)
            case "[" if depth < _DEEPEST:
                return self._array(pos, depth)
            case "{" if depth < _DEEPEST:
                return self._table(pos, depth)
        match = patterns.WORD.match(self.text, pos)
        return Other(*match.span()) if match else None

    def _array(self, start: int, depth: int) -> Array:
        """Return the array at `start`."""
        text, items = self.text, list[Value]()
        pos = self._strings(start + 1, items)
        while token := patterns.TOKEN.match(text, pos):
            match token.lastgroup:
                case "newline":
                    if patterns.HEAD.match(text, token.end()):
                        return Array(start, token.end(), tuple(items), closed=False)
                    pos = self._strings(token.end(), items)
                case "comma":
                    pos = self._strings(token.end(), items)
                case "comment":
                    self.comments.append(token.span())
                    pos = token.end()
                case "close":
                    return Array(start, token.end(), tuple(items), closed=True)
                case "brace" if depth > 0:  # the end of the table around it
                    return Array(start, pos, tuple(items), closed=False)
                case "value":
                    value = self.value(pos, depth + 1)
                    pos = token.end() if value is None else value.end
                    if value is not None:
                        items.append(value)
                case _:
                    pos = token.end()
        return Array(start, len(text), tuple(items), closed=False)

    def _strings(self, pos: int, items: list[Value]) -> int:
        """Read the ordinary strings at `pos`, each with its comma; return where they end.

        This is the loop in which nearly all the time of a large file is spent.
        """
        text, match, new = self.text, patterns.ITEM.match, tuple.__new__
        while item := match(text, pos):
            start, end = item.span(1)
            items.append(new(String, (start - 1, end + 1, start, end, True, True)))
            if item.start(2) >= 0:
                self.comments.append(item.span(2))
            pos = item.end()
        return pos

    def _table(self, start: int, depth: int) -> Table:
        """Return the inline table at `start`."""
        text, pairs = self.text, list[Pair]()
        pos = start + 1
        lines = patterns.LINES_TABLE.match(text, pos) is not None  # TOML 1.1
        while token := patterns.TABLE_TOKEN.match(text, pos):
            match token.lastgroup:
                case "newline" if not lines:
                    return Table(start, pos, tuple(pairs), closed=False)
                case "end":
                    return Table(start, pos, tuple(pairs), closed=False)
                case "close":
                    return Table(start, token.end(), tuple(pairs), closed=True)
                case "comment":
                    self.comments.append(token.span())
                    pos = token.end()
                case "key":
                    keys, end = self.keys(pos)
                    pairs.append(self.pair(keys, end, depth + 1))
                    pos = pairs[-1].end
                    if self._fresh(pos) and not lines:
                        return Table(start, pos, tuple(pairs), closed=False)
                case _:
                    pos = token.end()
        return Table(start, len(text), tuple(pairs), closed=False)

    def _blank(self, pos: int, *, keep: bool) -> int:
        """Return where white space, empty lines and comment lines end; note the comments."""
        while match := patterns.BLANK.match(self.text, pos):
            if keep and match.start(1) >= 0:
                self.comments.append(match.span(1))
            pos = match.end()
        return pos

    def _pass(self, pos: int) -> int:
        """Return where the line after an unwanted pair begins."""
        match = patterns.PLAIN_LINE.match(self.text, pos)
        if match:
            return match.end()
        known = len(self.comments)
        pair = self.pair(*self.keys(pos))
        del self.comments[known:]
        return self._rest(pair.end, keep=False)

    def _rest(self, pos: int, *, keep: bool) -> int:
        """Return where the line after a statement begins; note the comment behind it."""
        if self._fresh(pos):
            return pos
        match = patterns.REST.match(self.text, pos)
        assert match is not None, "it may be empty"  # noqa: S101 - for the type checker
        if keep and match.start(1) >= 0:
            self.comments.append(match.span(1))
        return match.end()

    def _fresh(self, pos: int) -> bool:
        """Whether a line begins at `pos`: an array that nothing closes ends there."""
        return self.text[pos - 1 : pos] in ("\n", "\r") and pos > 0


def _end(pattern: re.Pattern[str], text: str, pos: int) -> int:
    """Return where the match of a pattern that always matches ends."""
    match = pattern.match(text, pos)
    return match.end() if match else pos


def _key(text: str, match: re.Match[str]) -> Key:
    """Return one part of a key."""
    if match[1] is not None:
        return Key(match[1], *match.span(), *match.span(), closed=True)
    kind = 2 if match[2] is not None else 4
    start, end = match.span(kind)
    swallowed = patterns.SWALLOWED.match(text, start, match.end())
    if swallowed and not patterns.AFTER_KEY.match(text, match.end()):
        start, end = swallowed.span(1)  # `"name = "` of `"name = "^1"`
        return Key(text[start:end], match.start(), end, start, end, closed=False)
    if not match[kind + 1]:
        end = _end(patterns.OPEN_KEY, text, start)
        return Key(text[start:end], match.start(), end, start, end, closed=False)
    written = text[start:end]
    value = decode(written) if kind == 2 and "\\" in written else written
    return Key(value, match.start(), match.end(), start, end, closed=True)
