"""What the user said about downloading the list of names, kept for all of the machine's editors.

Contract: one small JSON file. Unreadable means "not asked yet"; when it cannot be written, the
answer holds for this process.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pypi_language_server.catalogue.files import write_atomically
from pypi_language_server.catalogue.refresh_model import Consent

if TYPE_CHECKING:
    from pathlib import Path


class ConsentFile:
    """The user's answer, on disk where possible."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unwritten: Consent | None = None

    def get(self) -> Consent:
        """Return the answer, possibly one that another editor has written since."""
        return self._unwritten or _read(self._path)

    def remember(self, consent: Consent) -> bool:
        """Keep the answer; return False when the disk refused it and only memory holds it."""
        text = json.dumps({"download-list": consent.value})
        try:
            write_atomically(self._path, lambda file: file.write(text.encode()))
        except OSError:
            self._unwritten = consent
            return False
        self._unwritten = None
        return True


def _read(path: Path) -> Consent:
    try:
        return Consent(json.loads(path.read_bytes())["download-list"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return Consent.UNASKED
