"""Says things to the user: each thing once, in one plain sentence.

Contract: messages, never questions. What is said is also logged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum

from lsprotocol.types import MessageType

log = logging.getLogger(__name__)


class Level(Enum):
    """How much attention a message asks for."""

    INFO = MessageType.Info
    WARNING = MessageType.Warning


class Notices:
    """What has been said so far."""

    def __init__(self, show: Callable[[MessageType, str], None]) -> None:
        self._show = show
        self._said: set[str] = set()

    def say(self, level: Level, text: str) -> None:
        """Say something now."""
        log.info("said: %s", text)
        self._show(level.value, text)

    def once(self, about: str, level: Level, text: str) -> None:
        """Say something unless something has been said about the same matter before."""
        if about not in self._said:
            self._said.add(about)
            self.say(level, text)
