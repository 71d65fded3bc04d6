"""Reads lists, dictionaries and calls in a Python text that may be half-typed; nothing is run.

Contract: reading never raises and takes time in proportion to the text. A bracket that nothing
closes ends where the next keyword argument or statement begins, before the next key of the
dictionary around it, and where two operands stand on two lines with nothing between them.
"""

from __future__ import annotations

import re

from pypi_language_server.manifests.python_nodes import (
    OPERATORS,
    Call,
    Keyword,
    Mapping,
    Name,
    Node,
    Operands,
    Pair,
    Sequence,
)
from pypi_language_server.manifests.python_strings import PREFIX, Text, read_literal, read_text

TOKEN = re.compile(
    rf"""(?P<space> (?: [ \t\f\ufeff] | \\(?:\r\n?|\n) )++ ) | (?P<newline> \r\n?|\n )
      | (?P<comment> \#[^\r\n]*+ ) | (?P<comma> , )
      | (?P<string> {PREFIX} ["'] ) | (?P<word> \w++ )
      | (?P<open> [\[(\{{] ) | (?P<close> [\])\}}] ) | (?P<colon> : (?!=) )
      | (?P<attribute> \. [ \t]*+ \w*+ ) | (?P<sign> \*\*? | . )""",
    re.VERBOSE | re.DOTALL,
)
"""What stands at some place of a Python text; of a string, its beginning."""

SKIPPED = rf"(?P<comment>\#[^\r\n]*+)|(?P<string>(?<!\w){PREFIX}[\"'])"
"""What a pattern for `Reader.find` must try first."""

_PASSED = re.compile(
    r"""[^\[\](){}"'#\r\n]*+ (?: (?P<string> ["'] ) | (?P<open> [\[({] ) | (?P<close> [\])}] )
      | (?P<newline> \r\n?|\n ) | \#[^\r\n]*+ )""",
    re.VERBOSE,
)
_ITEM = re.compile(
    r"""\s*+ (?: " ([^"\\\r\n]*+) " | ' ([^'\\\r\n]*+) ' ) [ \t]*+ , [ \t]*+ (\#[^\r\n]*+)?+""",
    re.VERBOSE,
)
"""An ordinary string with its comma, and the comment behind that: 1 or 2 inside, 3."""

KEYWORD = re.compile(r"([A-Za-z_]\w*+)[ \t]*+=(?!=)")
"""The name of a keyword argument, with its `=`."""

_ANEW = re.compile(
    r"[ \t]*+(?:[A-Za-z_]\w*+[ \t]*+=(?!=)"
    r"|(?:def|class|import|from|return|raise|with|try|while|elif)\b|@)"
)
_STATEMENT = re.compile(r"[ \t]*+(?:(?:def|class|import|return|raise|try|while|elif)\b|@)")
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_DEEPEST = 40
"""Brackets nested deeper than this are passed over."""

_Expression = tuple[tuple[Node, ...], int]
"""What an expression consists of, and where it ends: at a comma, colon or bracket, if any."""


class Reader:
    """Reads one text.

    Attributes:
        text: the whole text.
        comments: where comments stand in what was read.
    """

    __slots__ = ("comments", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: set[tuple[int, int]] = set()

    def find(self, pattern: re.Pattern[str], pos: int) -> re.Match[str] | None:
        """Return the next match outside strings and comments of a pattern made with `SKIPPED`."""
        while match := pattern.search(self.text, pos):
            if match.lastgroup == "string":
                pos = read_literal(self.text, match.start()).end
            elif match.lastgroup == "comment":
                pos = match.end()
            else:
                return match
        return None

    def call(self, start: int) -> Call:
        """Return the arguments behind the `(` at `start`."""
        arguments, keywords, pos = list[Text | None](), list[Keyword](), start + 1
        while True:
            strings, pos = self._ordinary(pos)
            arguments += strings
            pos = self.gap(pos)
            match = KEYWORD.match(self.text, pos)
            nodes, end = self.expression(match.end() if match else pos, 1)
            if match:
                keywords.append(Keyword(match[1], match.start(), nodes))
            elif end > pos:
                arguments += [node for node in nodes if isinstance(node, Text)] or [None]
            mark = self.text[end : end + 1]
            if mark == ")":
                return Call(start, end + 1, tuple(arguments), tuple(keywords), closed=True)
            pos = end + (mark in (",", ":"))
            if pos == end and not KEYWORD.match(self.text, self.gap(end)):
                return Call(start, end, tuple(arguments), tuple(keywords), closed=False)

    def expression(self, pos: int, depth: int) -> _Expression:
        """Return the expression at `pos`; in no brackets (`depth` 0), it ends with its line."""
        text, found, last, fresh = self.text, Operands(), pos, False
        while token := TOKEN.match(text, pos):
            start, pos = token.span()
            match token.lastgroup:
                case "space":
                    continue
                case "comment":
                    self.comments.add((start, pos))
                    continue
                case "newline":
                    if depth == 0 or _ANEW.match(text, pos):
                        return found.nodes(), start
                    fresh = True
                    continue
                case "comma" | "close" | "colon":
                    return found.nodes(), start
                case "word" if fresh and found.complete and token[0] not in OPERATORS:
                    return found.nodes(), last
                case _:
                    pos = self._operand(found, token, depth)
                    if found.broken:
                        return found.nodes(), pos
            fresh, last = False, pos
        return found.nodes(), len(text)

    def skip(self, start: int) -> int:
        """Return where the bracket at `start` ends, or the text before the next statement."""
        depth, pos = 0, start
        while token := _PASSED.match(self.text, pos):
            pos = token.end()
            match token.lastgroup:
                case "string":
                    pos = read_literal(self.text, token.start("string")).end
                case "open":
                    depth += 1
                case "close":
                    depth -= 1
                    if depth == 0:
                        return pos
                case "newline" if _STATEMENT.match(self.text, pos):
                    return token.start("newline")
        return len(self.text)

    def gap(self, pos: int) -> int:
        """Return where white space, line ends and comments end."""
        while token := TOKEN.match(self.text, pos):
            if token.lastgroup == "comment":
                self.comments.add(token.span())
            elif token.lastgroup not in ("space", "newline"):
                break
            pos = token.end()
        return pos

    def _operand(self, found: Operands, token: re.Match[str], depth: int) -> int:
        """Take an operand or an operator, and return where it ends."""
        match token.lastgroup:
            case "string":
                string = read_text(self.text, token.start(), inside=depth > 0)
                found.add(string)
                return string.end
            case "open" if found.complete:
                found.withdraw()
                return self.skip(token.start())
            case "open" if depth < _DEEPEST:
                return self._bracket(found, token.start(), depth + 1)
            case "open":
                found.add(None)
                return self.skip(token.start())
            case "word":
                found.word(token[0], token.start())
            case "attribute":
                found.withdraw()
            case _:
                found.sign(token[0])
        return token.end()

    def _bracket(self, found: Operands, start: int, depth: int) -> int:
        """Take the list, tuple, set, dictionary or parentheses at `start`; return the end."""
        parts, pos = _Parts(self.text[start]), start + 1
        while True:
            strings, pos = self._ordinary(pos)
            parts.items += strings
            parts.commas += len(strings)
            nodes, end = self.expression(pos, depth)
            key = nodes[-1] if nodes else None
            if self.text.startswith(":", end) and isinstance(key, Text):
                parts.take(nodes[:-1])
                if parts.bracket != "{":  # the next key of the dictionary around this list
                    return parts.finish(found, start, key.start, closed=False)
                nodes, end = self.expression(end + 1, depth)
                parts.pairs.append(Pair(key, nodes))
            else:
                parts.take(nodes)
            mark = self.text[end : end + 1]
            if mark == _CLOSING[parts.bracket]:
                return parts.finish(found, start, end + 1, closed=True)
            pos = end + (mark in (",", ":"))
            parts.commas += mark == ","
            if pos == end and not (parts.pairs and self._is_string(self.gap(end))):
                return parts.finish(found, start, end, closed=False)

    def _ordinary(self, pos: int) -> tuple[list[Text], int]:
        """Return the ordinary strings at `pos`, each with its comma, and where they end.

        Nearly all the time of a large file is spent here.
        """
        text, new, found = self.text, tuple.__new__, list[Text]()
        while item := _ITEM.match(text, pos):
            group = 1 if item[1] is not None else 2
            start, end = item.span(group)
            quote = '"' if group == 1 else "'"
            found.append(new(Text, (start - 1, end + 1, start, end, quote, True, True, True)))
            if item[3] is not None:
                self.comments.add(item.span(3))
            pos = item.end()
        return found, pos

    def _is_string(self, pos: int) -> bool:
        match = TOKEN.match(self.text, pos)
        return match is not None and match.lastgroup == "string"


class _Parts:
    """What has been read of a bracket."""

    def __init__(self, bracket: str) -> None:
        self.bracket = bracket
        self.pairs: list[Pair] = []
        self.commas = 0
        self.items: list[Text | Name] = []
        self._last: tuple[Node, ...] = ()

    def take(self, nodes: tuple[Node, ...]) -> None:
        """Take an item that is no pair."""
        self._last = nodes or self._last
        self.items += [
            node
            for node in nodes
            if isinstance(node, Text) or (isinstance(node, Name) and node.starred)
        ]

    def finish(self, found: Operands, start: int, end: int, *, closed: bool) -> int:
        """Hand over what was read as an operand, and return `end`."""
        if self.bracket == "(" and closed and not self.commas and self._last:
            found.add(*self._last)
        elif self.pairs or (self.bracket == "{" and not any(map(_is_text, self.items))):
            merged = tuple(item for item in self.items if isinstance(item, Name))
            found.add(Mapping(start, end, tuple(self.pairs), merged, closed))
        else:
            found.add(Sequence(start, end, tuple(self.items), closed))
        found.broken = not closed
        return end


def _is_text(node: Node) -> bool:
    return isinstance(node, Text)
