"""Tells which versions the user's Python environment holds, from the names of folders alone.

Contract: nothing is imported or run, and nothing raises: a folder that cannot be read holds
nothing. The environment is that of the chosen interpreter, else the active one (`VIRTUAL_ENV`,
`CONDA_PREFIX`), else the `.venv` of a folder if one is given, else that of the running Python.
What an environment borrows (`include-system-site-packages`, user folders) is not seen.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pypi_language_server import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pypi_language_server.names import NormalizedName
    from pypi_language_server.settings import PythonSettings

KEPT = 5.0
"""Seconds for which one listing of the folders serves."""

_MOST_ENTRIES = 50_000
_CONFIGURATION_LIMIT = 10_000
_PLACES = frozenset({"site-packages", "dist-packages"})
_BASES = frozenset({"base", "root"})  # conda's own environment, active in every shell of some users
_LIBRARY = re.compile(r"(?:python|pypy)3(?:\.(\d{1,3})t?)?")
# Recording installed projects (packaging specifications): `{name}-{version}.dist-info`.
_DIST_INFO = re.compile(r"(.+)-([^-]{1,60})\.dist-info")
_EGG_INFO = re.compile(r"(.+?)-(\d[^-]{0,60})(?:-py\d.*)?\.egg(?:-info)?")
_CONFIGURED = re.compile(r"^version(?:_info)?\s*=\s*(3\.\d{1,3}\.\d{1,3})", re.MULTILINE)
_CONDA_PYTHON = re.compile(r"python-(3\.\d{1,3}\.\d{1,3})-.*\.json")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the user's packages are.

    Attributes:
        folders: in the order in which Python looks into them.
        python: the version of that Python, such as `3.12.1`; empty when it is not known.
    """

    folders: tuple[Path, ...] = ()
    python: str = ""


class Installed:
    """The versions in one environment, listed anew every few seconds when asked for.

    Args:
        place: says where to look; asked once for each listing.
        clock: seconds, from any start.
    """

    def __init__(
        self, place: Callable[[], Place], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._place = place
        self._clock = clock
        self._listed: tuple[float, Mapping[NormalizedName, str]] | None = None

    def version(self, name: NormalizedName) -> str:
        """Return the version of a project that is installed, or an empty string."""
        now = self._clock()
        listed = self._listed
        if listed is None or now - listed[0] >= KEPT:
            listed = self._listed = now, versions_in(self._place().folders)
        return listed[1].get(name, "")


def find_place(
    environ: Mapping[str, str], chosen: PythonSettings | None = None, folder: Path | None = None
) -> Place:
    """Return where the user's packages are.

    Args:
        environ: the environment's variables.
        chosen: the settings, which may name an interpreter.
        folder: the working folder if its `.venv` may count (only where the user went there).
    """
    if chosen is not None and chosen.interpreter:  # and nobody else's, whatever it has
        return _of_interpreter(chosen.interpreter)
    conda = environ.get("CONDA_PREFIX", "")
    in_base = environ.get("CONDA_DEFAULT_ENV") in _BASES
    active = environ.get("VIRTUAL_ENV", ""), "" if in_base else conda
    for prefix in (*active, str(folder / ".venv") if folder else "", conda):
        if (found := _in_prefix(prefix)).folders:
            return found
    own = tuple(Path(entry) for entry in sys.path if Path(entry).name in _PLACES)
    return Place(own, platform.python_version())


def working_folder() -> Path | None:
    """Return the folder that the user stands in; None when it is gone."""
    try:
        return Path.cwd()
    except OSError:
        return None


def versions_in(folders: Iterable[Path]) -> Mapping[NormalizedName, str]:
    """Return the versions that folders of installed projects hold; the first folder wins."""
    found: dict[NormalizedName, str] = {}
    for folder in folders:
        here = dict(filter(None, map(_recorded, sorted(_entries(folder)))))
        found = {**here, **found}
    return found


def _recorded(entry: str) -> tuple[NormalizedName, str] | None:
    """Return the project and the version that the name of a folder records, if it does."""
    match = _DIST_INFO.fullmatch(entry) or _EGG_INFO.fullmatch(entry)
    if match is None or not names.is_valid(match[1]) or not match[2].isprintable():
        return None
    return names.normalize(match[1]), match[2]


def _in_prefix(prefix: str) -> Place:
    """Return the folders below the root of an environment."""
    root = Path(prefix)
    if not prefix or not root.is_absolute():
        return Place()
    python = _configured_version(root) or _conda_version(root)
    return Place(tuple(_folders(root, python.split(".")[1] if python else "")), python)


def _of_interpreter(interpreter: str) -> Place:
    """Return the folders of an interpreter: those of the root that it stands in."""
    try:
        path = Path(interpreter).expanduser()
        if not path.is_absolute() or not path.is_file():
            return Place()
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):  # `~` of nobody; links in a circle; a null
        return Place()
    named = _LIBRARY.fullmatch(real.name)
    for root in (path.parent.parent, path.parent, real.parent.parent, real.parent):
        python = _configured_version(root) or _conda_version(root)
        minor = python.split(".")[1] if python else (named and named[1]) or ""
        if folders := tuple(_folders(root, minor)):
            return Place(folders, python)
    return Place()


def _folders(root: Path, minor: str) -> Iterator[Path]:
    """Yield the folders with projects below an environment's root, each once.

    Args:
        root: such as `/home/jo/project/.venv` or `/usr`.
        minor: which Python's, `12` for 3.12; where it has none, the newest's.
    """
    seen: set[str] = set()
    for library in ("lib", "lib64", "Lib", "local/lib"):
        base = root / library
        parents = [base, *(base / name for name in _libraries(base, minor))]
        for parent in parents:
            for name in sorted(_PLACES, reverse=True):
                folder = parent / name
                if _is(Path.is_dir, folder) and (real := os.path.realpath(folder)) not in seen:
                    seen.add(real)
                    yield folder


def _libraries(base: Path, minor: str) -> list[str]:
    """Return the names of one Python's folders in `lib`, the versioned one before `python3`."""
    found = {entry: match[1] for entry in _entries(base) if (match := _LIBRARY.fullmatch(entry))}
    newest = max((int(number) for number in found.values() if number), default=0)
    has_it = bool(minor and {minor, None} & set(found.values()))
    wanted = minor if has_it else str(newest)
    return sorted(name for name, number in found.items() if number in {wanted, None})[::-1]


def _configured_version(root: Path) -> str:
    """Return the version that a virtual environment's `pyvenv.cfg` names (PEP 405), or empty."""
    path = root / "pyvenv.cfg"
    if not _is(Path.is_file, path):  # a pipe would keep us waiting
        return ""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            match = _CONFIGURED.search(file.read(_CONFIGURATION_LIMIT))
    except OSError:
        return ""
    return match[1] if match else ""


def _conda_version(root: Path) -> str:
    """Return the version that a conda environment's records name, or empty."""
    matches = map(_CONDA_PYTHON.fullmatch, _entries(root / "conda-meta"))
    return next((match[1] for match in matches if match), "")


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    try:
        return kind(path)
    except (OSError, ValueError):
        return False


def _entries(folder: Path) -> list[str]:
    """Return the names in a folder; none when it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in islice(entries, _MOST_ENTRIES)]
    except (OSError, ValueError):  # ValueError: a null in the path
        return []
