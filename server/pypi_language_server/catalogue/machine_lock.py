"""Locks for all processes on this machine, which the system frees when their holder dies."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Busy(Exception):  # noqa: N818 - not an error: somebody else is at it
    """Another process holds the lock."""


@contextmanager
def hold(cache: Path, name: str = "refresh.lock") -> Iterator[None]:
    """Hold a lock of the cache directory, which is created if need be; never waits.

    Raises:
        Busy: another process holds it.
        OSError: the directory cannot be written.
    """
    from filelock import FileLock, Timeout

    cache.mkdir(parents=True, exist_ok=True)
    lock = FileLock(cache / name)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Busy from None
    try:
        yield
    finally:
        lock.release()
