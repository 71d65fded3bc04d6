"""What the server takes from the world besides `Services`, so that tests can stand in for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pypi_language_server.settings import Settings


def _unchanged(settings: Settings) -> Settings:
    return settings


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outside:
    """The world around the server.

    Attributes:
        overlay: has the last word about settings, whatever the client sent (the environment).
        now: the time (aware, UTC).
        recheck: seconds between two looks at whether the list of names is due.
        parent_check: seconds between two looks at whether the client's process is still there.
        patience: seconds that a client may take to answer what it answers without its user.
    """

    overlay: Callable[[Settings], Settings] = _unchanged
    now: Callable[[], datetime] = _now
    recheck: float = 3600.0
    parent_check: float = 3.0
    patience: float = 5.0
