"""Says which extras the project declares that a manifest belongs to.

Contract: pure. Sources: PEP 621, "optional-dependencies"; setuptools' manual, "extras_require".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.manifests.lazy_entries import LazyEntries
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Entry, Group, Manifest

_PEP621 = ("project", "optional-dependencies")
_SETUPTOOLS = "extras_require"


def own_extras(manifest: Manifest) -> tuple[str, ...]:
    """Return the names of the extras that the manifest declares, in the order of the text."""
    return tuple(dict.fromkeys(filter(None, map(extra_named_by, manifest.groups))))


def extra_named_by(group: Group) -> str:
    """Return the extra whose requirements stand in a group; empty for any other group."""
    path = group.path
    if len(path) == 3 and path[:2] == _PEP621:
        return path[2]
    if len(path) >= 2 and path[-2].endswith(_SETUPTOOLS):
        return path[-1].partition(":")[0]  # `dev:python_version < "3.9"`, of old
    return ""


def names_of(manifest: Manifest, extra: str) -> tuple[str, ...]:
    """Return the projects that the manifest's own extra asks for; makes no entries."""
    entries, numbers = manifest.entries, _groups(manifest, extra)
    if isinstance(entries, LazyEntries):
        return tuple(name for number in sorted(numbers) for _, name in entries.names(number))
    return tuple(item.name.value for item in entries if item.name and item.group in numbers)


def entries_of(manifest: Manifest, extra: str) -> tuple[Entry, ...] | None:
    """Return the requirements of the manifest's own extra; None when it declares no such."""
    numbers = _groups(manifest, extra)
    if not numbers:
        return None
    return tuple(entry for entry in manifest.entries if entry.group in numbers)


def _groups(manifest: Manifest, extra: str) -> set[int]:
    """Return the numbers of the groups that hold the requirements of an extra."""
    wanted = normalize(extra)
    return {
        number
        for number, group in enumerate(manifest.groups)
        if (name := extra_named_by(group)) and normalize(name) == wanted
    }
