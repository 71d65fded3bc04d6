"""Which projects are downloaded most: reads the published document and keeps it on disk.

Contract: the document is asked for at most once in 30 days, and after a failure at most once a
day. What it says is untrusted: bounded, valid project names only. Without it, or when asking
fails, what was had last serves, then the starter catalogue's order. Times are seconds since the
epoch.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from pypi_language_server.catalogue.files import write_atomically
from pypi_language_server.catalogue.refresh_model import ListFailure
from pypi_language_server.catalogue.refresh_state import DAY
from pypi_language_server.names import NormalizedName, is_valid, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pypi_language_server.catalogue.refresh_model import ListStream

FILE_NAME = "popularity.json"
MOST_NAMES = 20_000
_MOST_BYTES = 16 << 20
_LONGEST_NAME = 200
_MOST_DOWNLOADS = 10**15
_KEPT_FOR = 30 * DAY
_RETRIED_AFTER = DAY


@dataclass(frozen=True, slots=True)
class Popularity:
    """What is kept on disk.

    Attributes:
        url: where the names come from; names from elsewhere are not used.
        fetched_at: when they were had; 0 for never.
        attempted_at: when the document was last asked for.
        names: most downloaded first.
        counts: downloads of the last month, 0 for unknown, one for each name; empty where they were
            not kept (by earlier versions of this program).
    """

    url: str = ""
    fetched_at: float = 0.0
    attempted_at: float = 0.0
    names: tuple[NormalizedName, ...] = ()
    counts: tuple[int, ...] = ()


def parse(body: bytes) -> dict[NormalizedName, int]:
    """Return the names of a document `{"rows": [{"download_count": N, "project": "name"}, …]}`.

    Rows that are not of this form are passed over.

    Returns:
        At most `MOST_NAMES` names, the most downloaded first, with their downloads (0: unknown).

    Raises:
        ListFailure: the body is no such document, or names nothing.
    """
    try:
        rows = json.loads(body)["rows"]
        found = sorted(_dictionaries(rows), key=_downloads, reverse=True)
    except (ValueError, TypeError, KeyError, RecursionError):
        found = []
    unique: dict[NormalizedName, int] = {}
    for row in found:
        name = _name(row)
        if name and len(unique) < MOST_NAMES:
            unique.setdefault(name, _bounded(_downloads(row)))
    if not unique:
        raise ListFailure("The popularity document is not of the form that was expected.")
    return unique


def load(path: Path, url: str) -> Popularity:
    """Read what is kept from `url`; nothing when the file is missing, damaged or from elsewhere."""
    try:
        data = json.loads(path.read_bytes())
        kept = Popularity(
            str(data["url"]),
            float(data["fetched_at"]),
            float(data["attempted_at"]),
            *_kept_names(data["names"], data.get("counts")),
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return Popularity(url)
    return kept if kept.url == url else Popularity(url)


def is_due(kept: Popularity, now: float) -> bool:
    """Whether the document may be asked for now."""
    if not kept.url or 0 <= now - kept.attempted_at < _RETRIED_AFTER:
        return False
    return not (kept.names and 0 <= now - kept.fetched_at < _KEPT_FOR)


def renew(
    path: Path,
    kept: Popularity,
    open_document: Callable[[], AbstractContextManager[ListStream]],
    now: float,
) -> Popularity:
    """Ask for the document and keep what it says; on any failure, keep what there is.

    Disks that refuse are passed over: the answer is used all the same.
    """
    try:
        with open_document() as stream:
            rows = parse(_body(stream))
        fresh = Popularity(kept.url, now, now, tuple(rows), tuple(rows.values()))
    except ListFailure:
        fresh = replace(kept, attempted_at=now)
    with suppress(OSError):
        text = json.dumps(asdict(fresh))
        write_atomically(path, lambda file: file.write(text.encode()))
    return fresh


def order(
    rows: Iterable[NormalizedName], starter: Iterable[NormalizedName]
) -> tuple[NormalizedName, ...]:
    """Return the popular projects for the builder: by downloads, then the starter's own order."""
    return tuple(dict.fromkeys(chain(rows, starter)))


def _kept_names(names: Any, counts: Any) -> tuple[tuple[NormalizedName, ...], tuple[int, ...]]:
    """Return the names that are valid, and their counts if there is one for each.

    Raises:
        TypeError: the names are no list.
    """
    if not isinstance(names, list):
        raise TypeError
    are_counted = isinstance(counts, list) and len(counts) == len(names)
    pairs = [
        (normalize(name), _bounded(count) if isinstance(count, int) else 0)
        for name, count in zip(names, counts if are_counted else repeat(0), strict=False)
        if isinstance(name, str) and is_valid(name)
    ][:MOST_NAMES]
    kept = tuple(name for name, _ in pairs)
    return kept, tuple(count for _, count in pairs) if are_counted else ()


def _bounded(count: float) -> int:
    return int(min(max(count, 0), _MOST_DOWNLOADS))


def _body(stream: ListStream) -> bytes:
    parts, size = [], 0
    for chunk in stream.chunks():
        parts.append(chunk)
        size += len(chunk)
        if size > _MOST_BYTES:
            raise ListFailure("The popularity document is larger than it may be.")
    return b"".join(parts)


def _dictionaries(rows: Any) -> list[dict[str, Any]]:
    return [row for row in rows if isinstance(row, dict)]


def _downloads(row: dict[str, Any]) -> float:
    count = row.get("download_count")
    return count if isinstance(count, (int, float)) and count == count else 0  # noqa: PLR0124 - NaN


def _name(row: dict[str, Any]) -> NormalizedName | None:
    name = row.get("project")
    if not isinstance(name, str) or len(name) > _LONGEST_NAME or not is_valid(name):
        return None
    return normalize(name)
