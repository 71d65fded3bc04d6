"""Reads one YAML scalar, closed or not, and what it means.

Contract: never raises; a scalar ends with its line, whatever YAML would join to it. Where a closing
quote is missing, what plainly belongs to the text around it stays outside: a comment, and in
brackets the comma and the bracket behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.toml_strings import open_end
from pypi_language_server.manifests.yaml_nodes import Scalar
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a plain scalar may begin with, and go on with: `:` and `#` only where they are part of a word
# (YAML 1.2, "Plain Style"). All repetitions are possessive: no text can make the match go back.
_FIRST = r"(?: [^\s\-?:,\[\]{}\#&*!|>'\"%@`] | [\-?:] (?= [^\s,\[\]{}] ) )"
_BLOCK_REST = (
    r"(?: [^\s:\#]++ | : (?! [ \t\r\n] | \Z ) | (?<! [ \t] ) \# | [ \t]++ (?! [\s\#] | \Z ) )*+"
)
_FLOW_WORD = r"[^\s:\#,\[\]{}]++ | (?<= \w ) \[ [^\[\]{}\r\n]*+ \]"
_FLOW_REST = (
    rf"(?: {_FLOW_WORD} | : (?! [ \t\r\n,\[\]{{}}] | \Z ) | (?<! [ \t] ) \#"
    r" | [ \t]++ (?! [\s\#,\[\]{}:] | \Z ) )*+"
)
_PLAIN = {
    False: re.compile(_FIRST + _BLOCK_REST, re.VERBOSE),
    True: re.compile(_FIRST + _FLOW_REST, re.VERBOSE),
}
_QUOTED = {
    '"': re.compile(r'"((?:[^"\\\r\n]|\\[^\r\n])*+)("?)'),
    "'": re.compile(r"'((?:[^'\r\n]|'')*+)('?)"),
}
_LINE = re.compile(r"[^\r\n]*+")
_ESCAPE = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0abt\tnvfre \"/\\N_LP]))"
)
_NAMED = dict(
    zip('0abt\tnvfre "/\\N_LP', '\0\a\b\t\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029', strict=True)
)
_DOUBLED = re.compile("''")

KEY = rf"""(?: "(?:[^"\\\r\n]|\\[^\r\n])*+" | '(?:[^'\r\n]|'')*+'
    | {_FIRST} (?: [^\s:\#]++ | : (?! [ \t\r\n] | \Z ) | (?<! [ \t] ) \#
               | [ \t]++ (?! [\s\#:] | \Z ) )*+ )"""
"""A key of a block, for verbose expressions; its colon is not in it."""


def read_scalar(text: str, pos: int, *, flow: bool) -> Scalar | None:
    """Return the scalar that begins at `pos`; None where none does.

    Args:
        text: the whole text.
        pos: where it begins.
        flow: whether brackets stand around it.
    """
    quote = text[pos : pos + 1]
    if quote and quote in "\"'":
        return _quoted(text, pos, flow=flow)
    match = _PLAIN[flow].match(text, pos)
    return Scalar(pos, match.end(), pos, match.end(), "", closed=True) if match else None


def fragment(text: str, scalar: Scalar) -> Fragment:
    """Return what a scalar means (YAML 1.2, "Escaped Characters"), with every character's place."""
    whole = Span(scalar.inner_start, scalar.inner_end)
    pattern = {"'": _DOUBLED, '"': _ESCAPE}.get(scalar.quote)
    if pattern is None or pattern.search(text, whole.start, whole.end) is None:
        return Fragment.plain(text, whole)
    return Fragment.pieces(text, whole, _pieces(text, whole, pattern))


def _quoted(text: str, pos: int, *, flow: bool) -> Scalar:
    """Return the scalar whose quotation mark stands at `pos`."""
    quote = text[pos]
    match = _QUOTED[quote].match(text, pos)
    assert match is not None, "its quote is enough"  # noqa: S101 - for the type checker
    start, end = match.span(1)
    if not match[2]:
        line = _LINE.match(text, start)
        end = open_end(text, start, line.end() if line else start, nested=flow)
        return Scalar(pos, end, start, end, quote, closed=False)
    kept = len(match[1].rstrip(" \t,"))
    if flow and 0 < kept < end - start and text[match.end() : match.end() + 1].isalnum():
        end = start + kept  # `"one, "two"`: that quote opens the next string
        return Scalar(pos, end, start, end, quote, closed=False)
    return Scalar(pos, match.end(), start, end, quote, closed=True)


def _pieces(text: str, whole: Span, pattern: re.Pattern[str]) -> Iterator[tuple[str, Span]]:
    """Yield each run of ordinary characters and each escape with its span."""
    done = whole.start
    for match in pattern.finditer(text, whole.start, whole.end):
        yield text[done : match.start()], Span(done, match.start())
        yield _meaning(match), Span(*match.span())
        done = match.end()
    yield text[done : whole.end], Span(done, whole.end)


def _meaning(match: re.Match[str]) -> str:
    """Return the character that one escape stands for."""
    if match[0] == "''":
        return "'"
    if match[4]:
        return _NAMED[match[4]]
    code = int(match[1] or match[2] or match[3], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
