"""What the server takes from the world besides `Services`, so that tests can stand in for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pypi_language_server.settings import Settings


def _unchanged(settings: Settings) -> Settings:
    return settings


def _now() -> datetime:
    return datetime.now(UTC)


async def _dwell() -> None:
    await asyncio.sleep(0.3)


async def _lull() -> None:
    await asyncio.sleep(0.5)


_MOST_FILES = 200


_FOLDERS_OF_REQUIREMENTS = frozenset({"requirements", "requires", "reqs", "constraints"})


def _files_beside(uri: str) -> tuple[str, ...]:
    """Return the other names in a document's folder on disk, for options that name files.

    Of folders only those are looked into in which people keep requirements files.
    """
    from pathlib import Path

    from pygls.uris import to_fs_path

    path = to_fs_path(uri)
    if path is None:
        return ()
    try:
        beside = sorted(item for item in Path(path).parent.iterdir() if item != Path(path))
        inside = [
            f"{folder.name}/{item.name}"
            for folder in beside
            if folder.name in _FOLDERS_OF_REQUIREMENTS and folder.is_dir()
            for item in sorted(folder.iterdir())
            if item.is_file()
        ]
        names = [item.name + ("/" if item.is_dir() else "") for item in beside[:_MOST_FILES]]
        return (*names, *inside[:_MOST_FILES])
    except (OSError, ValueError):  # ValueError: a name that no system has
        return ()


@dataclass(frozen=True, slots=True)
class Outside:
    """The world around the server.

    Attributes:
        overlay: has the last word about settings, whatever the client sent (the environment).
        now: the time (aware, UTC).
        recheck: seconds between two looks at whether the list of names is due.
        parent_check: seconds between two looks at whether the client's process is still there.
        patience: seconds that a client may take to answer what it answers without its user.
        update_patience: seconds that all look-ups for one document's constraints may take.
        dwell: returns when an item has been selected for long enough to be looked at.
        lull: returns when what a client asks for at once is likely to be answered.
        files_beside: the other names in a document's folder, folders with a slash behind them.
    """

    overlay: Callable[[Settings], Settings] = _unchanged
    now: Callable[[], datetime] = _now
    recheck: float = 3600.0
    parent_check: float = 3.0
    patience: float = 5.0
    update_patience: float = 15.0
    dwell: Callable[[], Awaitable[object]] = _dwell
    lull: Callable[[], Awaitable[object]] = _lull
    files_beside: Callable[[str], tuple[str, ...]] = _files_beside
