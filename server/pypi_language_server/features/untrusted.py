"""Makes text and addresses that came from outside harmless to look at.

Contract: what `clean` returns is one bounded line without control, direction, invisible or
unassigned characters; what `safe_url` returns is an http(s) address in ASCII that ends where it
seems to end. Both are pure and accept anything.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

LIMIT = 300
"""How many characters of one piece of foreign text are shown at most."""

URL_LIMIT = 500

_SPACES = re.compile(r"\s+")
# Letters, marks and signs that show nothing although Unicode does not class them as formatting.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_MARKS_IN_A_ROW = 2
_SPARED = ":/?#@!$&'*+,;=%~"  # what a link may keep; brackets and quotes would end it
_HALF_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def clean(text: str, limit: int = LIMIT) -> str:
    """Return `text` as one line of at most `limit` visible characters.

    White space of any kind becomes single blanks. Characters that are invisible, steer the
    direction of writing or have no meaning (Unicode classes C*) go, and so do marks that pile up.
    """
    text = _SPACES.sub(" ", text[: limit * 8])
    if text.isascii() and text.isprintable():
        return _bounded(text, limit)
    shown: list[str] = []
    marks = 0
    for char in text:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind[0] == "M" else 0
        if kind[0] == "C" or char in _INVISIBLE or _is_selector(char) or marks > _MARKS_IN_A_ROW:
            continue
        shown.append(char)
    return _bounded(_SPACES.sub(" ", "".join(shown)), limit)


def _bounded(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _is_selector(char: str) -> bool:
    """Whether `char` is a variation selector, which changes others and shows nothing itself."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def safe_url(url: str) -> str | None:
    """Return `url` fit for a link, or None when nobody should follow it.

    None for schemes other than http and https, for addresses without a plain ASCII host, with a
    user name in front of the host (which makes one host look like another), and overlong ones.
    """
    url = url.strip()
    if len(url) > URL_LIMIT or clean(url, URL_LIMIT) != url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or not parts.netloc.isascii():
        return None
    if "@" in parts.netloc or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc, re.ASCII):
        return None
    return quote(_HALF_ESCAPE.sub("%25", url), safe=_SPARED)


def without_credentials(address: str) -> str:
    """Return `address` with any `user:password@` in front of its host taken out."""
    return re.sub(r"(?<=://)[^/@\s]*@", "", address)
