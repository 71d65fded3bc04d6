"""Reads a version out of a distribution's file name, and tells what kind of file it is.

Contract: pure; knows wheels (PEP 427), source distributions (PEP 625 and the older spellings) and
eggs; None for anything else, such as Windows installers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from pypi_language_server.names import NormalizedName

_SDISTS = (".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar.Z", ".tar")


def version_of(filename: str, name: NormalizedName) -> str | None:
    """Return the version of the file of project `name`, or None when it is not one of its files."""
    if filename.endswith((".whl", ".egg")):
        return _wheel_version(filename[:-4], name)
    for suffix in _SDISTS:
        if filename.endswith(suffix):
            return _sdist_version(filename.removesuffix(suffix), name)
    return None


def is_wheel(filename: str) -> bool:
    """Whether the file is a wheel."""
    return filename.endswith(".whl")


def _wheel_version(stem: str, name: NormalizedName) -> str | None:
    parts = stem.split("-")
    if len(parts) < 2 or normalize(parts[0]) != name or not parts[1]:
        return None
    return parts[1].replace("_", "-")


def _sdist_version(stem: str, name: NormalizedName) -> str | None:
    """Return what follows the name; old source distributions have hyphens in both parts."""
    at = stem.find("-")
    while at > 0:
        if normalize(stem[:at]) == name and stem[at + 1 : at + 2].isalnum():
            return stem[at + 1 :]
        at = stem.find("-", at + 1)
    return None
