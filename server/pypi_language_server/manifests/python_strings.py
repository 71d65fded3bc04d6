"""String literals in a Python text: where they end, closed or not, and what they mean.

Contract: never raises. Literals side by side are one string (Python reference, "String literal
concatenation"), except where that would only fuse two requirements: there a comma is missing. A
one-line literal that nothing closes ends with its line, without what plainly belongs to the text
around it; a multi-line one where the next argument or statement begins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = r"(?:[rR][bBfFtT]?|[bBfFtT][rR]?|[uU])?+"

_OPENING = re.compile(rf"""({PREFIX})(\"\"\"|'''|["'])""")
_INSIDE = {
    '"': re.compile(r'(?:[^"\\\r\n]|\\(?:\r\n|.))*+("?)', re.DOTALL),
    "'": re.compile(r"(?:[^'\\\r\n]|\\(?:\r\n|.))*+('?)", re.DOTALL),
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*+((?:""")?)', re.DOTALL),
    "'''": re.compile(r"(?:[^'\\]|\\.|'(?!''))*+((?:''')?)", re.DOTALL),
}
_COMMENT = re.compile(r"[ \t]#")
_LINE_START = re.compile(r"\r\n?|\n")
_NEXT_ARGUMENT = re.compile(
    r"[ \t]*+(?:[A-Za-z_]\w*+[ \t]*+=(?!=)|[)\]}]|(?:def|class|import|from|return)\b|@)"
)
_BETWEEN = re.compile(r"(?:[ \t\f]++|\\?(?:\r\n?|\n)|#[^\r\n]*+)*+")
_BETWEEN_ON_LINE = re.compile(r"(?:[ \t\f]++|\\(?:\r\n?|\n))*+")
_ESCAPE = re.compile(
    r"""
      \\ ( [abfnrtv\\'"] ) | \\ ( [0-7]{1,3} )
    | \\ (?: x ([0-9A-Fa-f]{2}) | u ([0-9A-Fa-f]{4}) | U ([0-9A-Fa-f]{8}) )
    | \\ N \{ ( [^{}\r\n]+ ) \}
    | \\ ( \r\n? | \n )                     # a joined line
    | ( \r\n? )                             # a line end as Python reads it
    """,
    re.VERBOSE,
)
_NAMED = dict(zip("abfnrtv\\'\"", "\a\b\f\n\r\t\v\\'\"", strict=True))


class Text(NamedTuple):
    """A string literal, or several side by side.

    Attributes:
        start: where it begins, its prefix and quote included.
        end: where it ends.
        inner_start: where its content begins.
        inner_end: where its content ends.
        quote: the quotes around its last part, one or three.
        closed: whether its last part has its closing quote.
        plain: whether it means just what is written.
        ours: whether it is text as written: no bytes, and no f-string or template.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    quote: str
    closed: bool
    plain: bool
    ours: bool


def read_text(text: str, pos: int, *, inside: bool) -> Text:
    """Return the string whose prefix or quote stands at `pos`.

    Args:
        text: the whole text.
        pos: where it begins; a literal must stand there.
        inside: whether brackets stand around it, so that it may go on in the next line.
    """
    whole = read_literal(text, pos)
    between = _BETWEEN if inside else _BETWEEN_ON_LINE
    last = whole
    while last.closed:
        match = between.match(text, last.end)
        follows = _OPENING.match(text, match.end() if match else last.end)
        if follows is None:
            break
        literal = read_literal(text, follows.start())
        if _are_two(text, last, literal):
            break
        ours = whole.ours and literal.ours
        whole = Text(whole.start, literal.end, whole.inner_start, *literal[3:6], False, ours)
        last = literal
    return whole


def read_literal(text: str, pos: int) -> Text:
    """Return the one literal that begins at `pos`."""
    opening = _OPENING.match(text, pos)
    assert opening is not None, "a literal stands there"  # noqa: S101 - for the type checker
    prefix, quote = opening[1].lower(), opening[2]
    start = opening.end()
    match = _INSIDE[quote].match(text, start)
    assert match is not None, "it may be empty"  # noqa: S101 - for the type checker
    end, closed = match.start(1), bool(match[1])
    if not closed:
        end = _open_end(text, start) if len(quote) == 1 else _next_argument(text, start)
    elif _opens_the_next(text, start, match):
        end, closed = start + len(text[start:end].rstrip(" \t,")), False
    content = text[start:end]
    plain = "\r" not in content and ("\\" not in content or "r" in prefix)
    ours = prefix in ("", "r", "u")
    return Text(pos, end + len(quote) * closed, start, end, quote, closed, plain, ours)


def fragment(text: str, string: Text) -> Fragment:
    """Return what `string` means, with the place of every character."""
    whole = Span(string.inner_start, string.inner_end)
    if string.plain:
        return Fragment.plain(text, whole)
    return Fragment.pieces(text, whole, _pieces(text, string))


def _opens_the_next(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a quote opens the next string, not closes this one: `"one, "two"`."""
    end = match.start(1)
    return (
        len(match[1]) == 1
        and text[match.end() : match.end() + 1].isalnum()
        and text[end - 1] in " \t,"
        and bool(text[start:end].strip(" \t,"))
    )


def _are_two(text: str, one: Text, other: Text) -> bool:
    """Whether two literals side by side are two requirements that lack a comma."""
    before = text[one.inner_start : one.inner_end]
    after = text[other.inner_start : other.inner_start + 1]
    if "://" in before or before.endswith("\\n") or ";" in before:
        return False
    is_finished = not before.strip() or before[-1].isalnum() or before[-1] in ")]*"
    return is_finished and (after.isalnum() or other.inner_start == other.inner_end)


def _open_end(text: str, start: int) -> int:
    """Return where the content of a one-line literal without its closing quote ends."""
    line_end = _LINE_START.search(text, start)
    end = line_end.start() if line_end else len(text)
    comment = _COMMENT.search(text, start, end)
    content = text[start : comment.start() if comment else end].rstrip(" \t")
    surplus = {b: content.count(b) - content.count(a) for a, b in ("()", "[]", "{}")}
    size = len(content)
    while size:
        last = content[size - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in ", \t":
            break
        size -= 1
    return start + size


def _next_argument(text: str, start: int) -> int:
    """Return the end of the last line before the next argument or statement."""
    for line_end in _LINE_START.finditer(text, start):
        if _NEXT_ARGUMENT.match(text, line_end.end()):
            return line_end.start()
    return len(text)


def _pieces(text: str, string: Text) -> Iterator[tuple[str, Span]]:
    """Yield each run of ordinary characters and each escape with its span."""
    pos = string.start
    while pos < string.end:
        literal = read_literal(text, pos)
        raw = "r" in text[pos : literal.inner_start].lower()
        done = literal.inner_start
        for match in _ESCAPE.finditer(text, done, literal.inner_end):
            if raw and match[8] is None:
                continue
            yield text[done : match.start()], Span(done, match.start())
            yield _meaning(match), Span(*match.span())
            done = match.end()
        yield text[done : literal.inner_end], Span(done, literal.inner_end)
        gap = _BETWEEN.match(text, literal.end)
        pos = gap.end() if gap and gap.end() > literal.start else string.end


def _meaning(match: re.Match[str]) -> str:
    """Return the character that an escape stands for; nothing for a joined line."""
    named, octal, *codes, unicode_name, joined, _ = match.groups()
    if named:
        return _NAMED[named]
    if joined:
        return ""
    if unicode_name:
        return _by_name(unicode_name) or match[0]
    code = int(octal, 8) if octal else next((int(code, 16) for code in codes if code), None)
    if code is None:
        return "\n"
    is_character = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else match[0]


def _by_name(name: str) -> str:
    import unicodedata

    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""
