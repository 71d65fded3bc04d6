"""The catalogue in use of one index: opened, kept open, and exchanged when a new one appears.

Contract: `catalogue` looks at the directory at most once a minute and touches memory otherwise;
it never raises. A catalogue that was handed out stays valid for whoever holds it, also when its
file has been replaced or removed. A file that cannot be used is set aside and said in one
sentence, and the next best serves: an older build, else the fallback (the starter catalogue).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import refresh_state
from pypi_language_server.catalogue.files import set_aside
from pypi_language_server.catalogue.layout import BadCatalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from pypi_language_server.catalogue.files import CatalogueFiles
    from pypi_language_server.catalogue.model import NameCatalogue

_BETWEEN_LOOKS = 60.0
_TRIES = 3


class Shelf:
    """One index's catalogue, always the newest usable one.

    Attributes:
        path: the file in use, or None while the fallback serves.
    """

    def __init__(
        self,
        files: CatalogueFiles,
        open_file: Callable[[Path], NameCatalogue],
        fallback: Callable[[], NameCatalogue],
        clock: Callable[[], float],
    ) -> None:
        """Open nothing yet.

        Args:
            files: where the catalogue lives.
            open_file: maps a file; raises `BadCatalogue`, from the `OSError` if there was one.
            fallback: gives the names to serve while there is no usable file.
            clock: seconds of any origin, never going back.
        """
        self.path: Path | None = None
        self._files = files
        self._open_file = open_file
        self._fallback = fallback
        self._clock = clock
        self._catalogue: NameCatalogue | None = None
        self._next_look: float | None = None
        self._state = refresh_state.RefreshState()
        self._identity: tuple[Path, int, int] | None = None
        self._refused: dict[Path, str] = {}

    def catalogue(self) -> NameCatalogue:
        """Return the names to complete from."""
        now = self._clock()
        if self._next_look is None or now >= self._next_look:
            self._next_look = now + _BETWEEN_LOOKS
            self._look()
        return self._fallback() if self._catalogue is None else self._catalogue

    def look_again(self) -> None:
        """Make the next `catalogue` look at the directory: a refresh has just ended."""
        self._next_look = None

    def checked_at(self) -> datetime | None:
        """Return when the index last gave this list or confirmed it, as of the last look.

        Later than the catalogue's own `built_at` when the index answered "not modified".
        """
        return refresh_state.moment(self._state.last_success)

    def state(self) -> refresh_state.RefreshState:
        """Read what is known about past refreshes, now."""
        return refresh_state.load(self._files.state)

    def is_due(self, now: float) -> bool:
        """Whether a refresh would ask the index; `now` in seconds since the epoch."""
        has_list = self._files.current() is not None
        return refresh_state.is_due(self.state(), now, has_list=has_list)

    def size(self) -> int:
        """Return the bytes of the file in use, or 0."""
        try:
            return self.path.stat().st_size if self.path else 0
        except OSError:
            return 0

    def problems(self) -> tuple[str, ...]:
        """Return sentences about files that could not be used and were not replaced since."""
        return tuple(self._refused.values())

    def _look(self) -> None:
        """Take up the newest usable file, if it is another than the one in use."""
        self._state = self.state()
        for _ in range(_TRIES):  # a refresh may remove a file between the look and the opening
            with suppress(FileNotFoundError):
                self._take_newest()
                return

    def _take_newest(self) -> None:
        for path in self._files.built():
            identity = _identity(path)
            if identity == self._identity or self._use(path):
                self._identity = identity
                return

    def _use(self, path: Path) -> bool:
        """Open a file and serve from it; say what is wrong if that cannot be.

        Raises:
            FileNotFoundError: it has gone.
        """
        try:
            catalogue = self._open_file(path)
        except BadCatalogue as bad:
            if isinstance(bad.__cause__, FileNotFoundError):
                raise bad.__cause__ from None
            set_aside(path, bad)
            self._refused[path] = (
                f"The catalogue {path.name} cannot be used ({bad.why}); the list of names needs a"
                " refresh."
            )
            return False
        self.path, self._catalogue = path, catalogue
        self._refused = {bad: why for bad, why in self._refused.items() if bad.name > path.name}
        return True


def _identity(path: Path) -> tuple[Path, int, int]:
    """Return what tells a file from another one of the same name."""
    found = path.stat()
    return path, found.st_mtime_ns, found.st_size
