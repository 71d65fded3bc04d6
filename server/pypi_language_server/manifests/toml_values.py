"""What a TOML string means, as a fragment that knows where each of its characters stands.

Contract: decoding never raises; an escape that TOML does not have stays as it is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.toml_nodes import String
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.manifests.model import Token
    from pypi_language_server.manifests.toml_nodes import Value

_ESCAPE = re.compile(
    r"""
      \\ u ([0-9A-Fa-f]{4}) | \\ U ([0-9A-Fa-f]{8}) | \\ x ([0-9A-Fa-f]{2})
    | \\ ([btnfre"\\])
    | ( \\ [ \t]*+ (?: \r\n? | \n ) \s*+ )      # a backslash at the end of a line drops white space
    | (\r\n)                                    # in multi-line strings only: one line end
    """,
    re.VERBOSE,
)
_NAMED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_DROPPED = 5  # the group of a line-ending backslash


def fragment(text: str, string: String) -> Fragment:
    """Return what `string` means (TOML 1.0, "String"), with the place of every character."""
    whole = Span(string.inner_start, string.inner_end)
    if string.plain:
        return Fragment.plain(text, whole)
    escapes = text[string.start] == '"'
    return Fragment.pieces(text, whole, _pieces(text, whole, escapes=escapes))


def content_token(text: str, value: Value | None) -> Token | None:
    """Return a string's content without white space around it.

    None for an empty string, and for what is none at all.
    """
    if not isinstance(value, String):
        return None
    piece = fragment(text, value)
    kept = piece.text.strip()
    start = len(piece.text) - len(piece.text.lstrip())
    return piece.token(start, start + len(kept)) if kept else None


def decode(written: str) -> str:
    """Return what the inside of a one-line basic string means, without places."""
    return _ESCAPE.sub(lambda match: _meaning(match) or "", written)


def _pieces(text: str, whole: Span, *, escapes: bool) -> Iterator[tuple[str, Span]]:
    """Yield each run of ordinary characters and each escape with its span."""
    done = whole.start
    for match in _ESCAPE.finditer(text, whole.start, whole.end):
        if not escapes and match[0] != "\r\n":
            continue
        yield text[done : match.start()], Span(done, match.start())
        yield _meaning(match), Span(*match.span())
        done = match.end()
    yield text[done : whole.end], Span(done, whole.end)


def _meaning(match: re.Match[str]) -> str:
    """Return the character that one escape stands for; nothing for a joined line."""
    if match.lastindex == _DROPPED:
        return ""
    if match[4]:
        return _NAMED[match[4]]
    if match[0] == "\r\n":
        return "\n"
    code = int(match[1] or match[2] or match[3], 16)
    is_character = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else match[0]
