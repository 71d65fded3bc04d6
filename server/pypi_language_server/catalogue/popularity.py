"""Which projects are downloaded most: reads the published document and keeps its names on disk.

Contract: the document is asked for at most once in 30 days, and after a failure at most once a
day. What it says is untrusted: bounded, valid project names only. Without it, or when asking
fails, the last known names serve, then the starter catalogue's order. Times are seconds since the
epoch.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import chain
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

MOST_NAMES = 20_000
_MOST_BYTES = 16 << 20
_LONGEST_NAME = 200
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
    """

    url: str = ""
    fetched_at: float = 0.0
    attempted_at: float = 0.0
    names: tuple[NormalizedName, ...] = ()


def parse(body: bytes) -> tuple[NormalizedName, ...]:
    """Return the names of a document `{"rows": [{"download_count": N, "project": "name"}, …]}`.

    Rows that are not of this form are passed over.

    Returns:
        At most `MOST_NAMES` names, the most downloaded first, each once.

    Raises:
        ListFailure: the body is no such document, or names nothing.
    """
    try:
        rows = json.loads(body)["rows"]
        names = [_name(row) for row in sorted(_dictionaries(rows), key=_downloads, reverse=True)]
    except (ValueError, TypeError, KeyError, RecursionError):
        names = []
    unique = tuple(dict.fromkeys(name for name in names if name))[:MOST_NAMES]
    if not unique:
        raise ListFailure("The popularity document is not of the form that was expected.")
    return unique


def load(path: Path, url: str) -> Popularity:
    """Read what is kept from `url`; nothing when the file is missing, damaged or from elsewhere."""
    try:
        data = json.loads(path.read_bytes())
        names = tuple(name for name in data["names"] if isinstance(name, str) and is_valid(name))
        kept = Popularity(
            str(data["url"]),
            float(data["fetched_at"]),
            float(data["attempted_at"]),
            tuple(map(normalize, names[:MOST_NAMES])),
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
    """Ask for the document and keep its names; on any failure, keep what there is.

    Disks that refuse are passed over: the answer is used all the same.
    """
    try:
        with open_document() as stream:
            names = parse(_body(stream))
        fresh = Popularity(kept.url, now, now, names)
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
