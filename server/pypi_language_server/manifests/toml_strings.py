"""Reads one TOML string, closed or not: where its content ends when its quote is missing.

Contract: never raises; a one-line string never goes beyond its line. Where the closing quote is
missing, what plainly belongs to the text around the string stays outside: the comma and brackets
behind a half-typed requirement, a comment, the next string of the same line.
"""

from __future__ import annotations

import re

from pypi_language_server.manifests.toml_nodes import String
from pypi_language_server.manifests.toml_patterns import HEAD

_ONE_LINE = {
    '"': re.compile(r'"((?:[^"\\\r\n]|\\[^\r\n])*+)("?)'),
    "'": re.compile(r"'([^'\r\n]*+)('?)"),
}
_MULTI_LINE = {
    '"': re.compile(r'"""(?:\r\n?|\n)?+((?:[^"\\]|\\.|"{1,2}+(?!"))*+)("{0,5}+)', re.DOTALL),
    "'": re.compile(r"'''(?:\r\n?|\n)?+((?:[^']|'{1,2}+(?!'))*+)('{0,5}+)"),
}
_LINE_START = re.compile(r"\r\n?|\n")
_LINE = re.compile(r"[^\r\n]*+")
_COMMENT = re.compile(r"[ \t]#")


def read_string(text: str, pos: int, *, nested: bool) -> String:
    """Return the string whose opening quote stands at `pos`.

    Args:
        text: the whole text.
        pos: where the quote stands.
        nested: whether brackets stand around it, so that commas and brackets may follow.
    """
    quote = text[pos]
    if text.startswith(quote * 3, pos):
        return _multi_line(text, pos)
    match = _ONE_LINE[quote].match(text, pos)
    assert match is not None, "its quote is enough"  # noqa: S101 - for the type checker
    start, end = match.span(1)
    plain = quote == "'" or "\\" not in match[1]
    if not match[2]:
        end = open_end(text, start, _line_end(text, start), nested=nested)
        return String(pos, end, start, end, closed=False, plain=plain)
    if (
        nested
        and match[1][-1:] in (" ", "\t", ",")
        and text[match.end() : match.end() + 1].isalnum()
    ):
        kept = len(match[1].rstrip(" \t,"))  # `"one, "two"`: that quote opens the next string
        if kept:
            return String(pos, start + kept, start, start + kept, closed=False, plain=plain)
    return String(pos, match.end(), start, end, closed=True, plain=plain)


def _multi_line(text: str, pos: int) -> String:
    """Return the multi-line string at `pos`; without an end it goes on to the next table or key."""
    quote = text[pos]
    match = _MULTI_LINE[quote].match(text, pos)
    assert match is not None, "its quotes are enough"  # noqa: S101 - for the type checker
    start, quotes = match.start(1), len(match[2])
    if quotes >= 3:  # up to two quotes may belong to the content
        end = match.end() - 3
        plain = "\r" not in match[1] and (quote == "'" or "\\" not in match[1])
        return String(pos, match.end(), start, end, closed=True, plain=plain)
    end = _next_head(text, start)
    content = text[start:end]
    plain = "\r" not in content and (quote == "'" or "\\" not in content)
    return String(pos, end, start, end, closed=False, plain=plain)


def _next_head(text: str, pos: int) -> int:
    """Return the end of the last line before the next table's head or key."""
    for line_end in _LINE_START.finditer(text, pos):
        if HEAD.match(text, line_end.end()):
            return line_end.start()
    return len(text)


def _line_end(text: str, pos: int) -> int:
    """Return where the line of `pos` ends."""
    match = _LINE.match(text, pos)
    return match.end() if match else pos


def open_end(text: str, start: int, end: int, *, nested: bool) -> int:
    """Return where the content of a string without its closing quote ends, on its line."""
    comment = _COMMENT.search(text, start, end)
    content = text[start : comment.start() if comment else end].rstrip(" \t")
    if not nested:
        return start + len(content)
    surplus = {
        "]": content.count("]") - content.count("["),
        "}": content.count("}") - content.count("{"),
    }
    size = len(content)
    while size:
        last = content[size - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in ", \t":
            break
        size -= 1
    return start + size
