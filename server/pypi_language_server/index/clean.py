"""Bounds and cleans what an index sends, field by field: nothing here trusts a type or a length.

Contract: pure; every function takes any JSON value and answers with an empty value where it is not
what it should be. Text comes out as one line without control, formatting (bidirectional,
zero-width) and unassigned characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

TEXT_LIMIT = 500
URL_LIMIT = 2000
ITEM_LIMIT = 20_000
"""How many items of one list are looked at (the busiest projects have about 5,000 files)."""


def clean_text(value: object, limit: int = TEXT_LIMIT) -> str:
    """Return a string as one clean line of at most `limit` characters, cut with an ellipsis."""
    if not isinstance(value, str):
        return ""
    text = value[: limit * 4]
    if not (text.isprintable() and text.isascii()):
        text = "".join(_plain(char) for char in text)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean_token(value: object, limit: int = 200) -> str:
    """Return a string that must not be changed to keep its meaning (a version), or an empty one."""
    if not isinstance(value, str) or not 0 < len(value) <= limit:
        return ""
    return value if value.isprintable() and " " not in value else ""


def clean_url(value: object) -> str:
    """Return an http or https address as it is, or an empty string."""
    if not isinstance(value, str):
        return ""
    url = value.strip()
    if not 0 < len(url) <= URL_LIMIT or not url.isprintable() or not _NEVER_IN_URL.isdisjoint(url):
        return ""
    try:
        parts = urlsplit(url)
        usable = (
            parts.scheme.lower() in {"http", "https"} and parts.hostname and "@" not in parts[1]
        )
    except ValueError:
        return ""
    return url if usable else ""


def clean_time(value: object) -> datetime | None:
    """Return an RFC 3339 time stamp as an aware UTC time in whole seconds, or None."""
    from datetime import UTC, datetime

    if not isinstance(value, str) or not 10 <= len(value) <= 40:
        return None
    try:
        time = datetime.fromisoformat(value)
        aware = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return aware.replace(microsecond=0)


def clean_serial(value: object) -> int:
    """Return a serial, or 0; a string of digits (a header) will do."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63:
        return value
    return 0


def table(value: object) -> dict[str, object]:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Iterator[object]:
    """Yield the items of a JSON array, not endlessly; nothing for other values."""
    if isinstance(value, list):
        yield from value[:ITEM_LIMIT]


def texts(value: object, limit: int = TEXT_LIMIT) -> tuple[str, ...]:
    """Return the cleaned strings of a JSON array, without empty ones."""
    cleaned = (clean_text(item, limit) for item in items(value))
    return tuple(item for item in cleaned if item)


_NEVER_IN_URL = frozenset(" \\<>\"'`{}|^")


def _plain(char: str) -> str:
    """Return a space for any white space, nothing for what cannot be seen, else the character."""
    if char.isspace():
        return " "
    return char if char.isprintable() else ""
