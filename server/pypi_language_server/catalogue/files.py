"""Where the catalogues' files live, and which of an index's files is the one in use.

Contract: one directory per index below `<cache>/catalogues`. Every build gets a name of its own,
`names-<number>.bin`, and the complete file with the highest number is in use. Publishing is thus
one rename that never touches a file which a reader has mapped (Windows forbids that), and there
is no pointer that could be lost or disagree with the files. Nothing here raises for a directory
that is missing or may not be read.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from pypi_language_server.catalogue import layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BUILT = re.compile(r"names-(\d{6,18})\.bin\Z")
_TEMPORARY = ".tmp"
_DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True)
class CatalogueFiles:
    """The files of one index's catalogue."""

    directory: Path

    @property
    def state(self) -> Path:
        """What is known about past refreshes (`refresh_state`)."""
        return self.directory / "state.json"

    @property
    def suspicious(self) -> Path:
        """A list that was not taken into use because it is too small."""
        return self.directory / "names.suspicious.bin"

    def built(self) -> list[Path]:
        """Return the complete catalogues on disk, the newest first."""
        found = [(_number(path), path) for path in _children(self.directory)]
        return [path for number, path in sorted(found, reverse=True) if number]

    def current(self) -> Path | None:
        """Return the catalogue in use, or None when there is none."""
        return next(iter(self.built()), None)

    def upcoming(self) -> Path:
        """Return the name that the next build gets; stable while the refresh lock is held."""
        numbers = (_number(path, aside=True) for path in _children(self.directory))
        return self.directory / f"names-{max(numbers, default=0) + 1:06}.bin"


def files_of(cache: Path, source: str) -> CatalogueFiles:
    """Return the files of the index at `source` (its address without credentials).

    Programs of another file format keep theirs elsewhere, so that none takes another's for damage.
    """
    address = source.rstrip("/")
    identity = f"{layout.VERSION} {address}"
    digest = hashlib.sha256(identity.encode(errors="backslashreplace")).hexdigest()[:16]
    return CatalogueFiles(cache / "catalogues" / f"{_host(address)}-{digest}")


def write_atomically(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a new file that takes the place of `path` when it is whole and on disk.

    Raises:
        OSError: nothing has changed, and no temporary file is left.
    """
    import os

    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}{_TEMPORARY}")
    try:
        with temporary.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        remove(temporary)  # there only when something went wrong


def set_aside(path: Path, bad: layout.BadCatalogue) -> None:
    """Rename a catalogue that is damaged, so that nobody opens it again; best effort.

    One that the system would not let us read may be sound, and stays where it is.
    """
    if not isinstance(bad.__cause__, OSError):
        with suppress(OSError):
            path.replace(path.with_name(path.name + _DAMAGED))


def sweep_leftovers(files: CatalogueFiles) -> None:
    """Remove what killed refreshes left; best effort. The caller holds the refresh lock."""
    for path in _children(files.directory):
        if path.name.endswith(_TEMPORARY):
            remove(path)


def sweep_replaced(files: CatalogueFiles) -> None:
    """Remove all but the newest catalogue, and what was set or kept aside; best effort.

    The caller holds the refresh lock. A file that a reader has mapped stays on Windows until a
    sweep after that reader's end; elsewhere readers keep what they have mapped.
    """
    remove(files.suspicious)
    for path in files.built()[1:]:
        remove(path)
    for path in _children(files.directory):
        if path.name.endswith(_DAMAGED):
            remove(path)


def remove(path: Path) -> None:
    """Remove a file; best effort."""
    with suppress(OSError):
        path.unlink()


def _children(directory: Path) -> Iterator[Path]:
    try:
        yield from list(directory.iterdir())
    except OSError:
        return


def _host(address: str) -> str:
    """Return something that tells a person which index it is; not unique."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    return re.sub(r"[^a-z0-9.]+", "-", host or "index")[:60]


def _number(path: Path, *, aside: bool = False) -> int:
    """Return a build's number, or 0; `aside` counts those that were set aside too."""
    found = _BUILT.match(path.name.removesuffix(_DAMAGED) if aside else path.name)
    return int(found.group(1)) if found else 0
