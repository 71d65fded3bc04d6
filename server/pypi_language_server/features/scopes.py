"""Says where a look-up comes from: what the manifest tells about indexes, for one requirement.

Contract: pure. Nothing here decides what may be contacted; `index/config.py` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.index.scope import Scope, ScopedIndex
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Entry, Manifest
    from pypi_language_server.names import NormalizedName


def scope_of(
    manifest: Manifest, entry: Entry | None, trusted: bool, name: NormalizedName | None = None
) -> Scope:
    """Return what a manifest says about the indexes to ask about one of its requirements.

    Args:
        manifest: the file at hand.
        entry: the requirement, or None where there is none yet.
        trusted: whether the user trusts the workspace.
        name: the project, where no entry names it (a completion that is being looked at).
    """
    declared = tuple(
        ScopedIndex(item.url.value, item.name, item.replaces_default, item.explicit)
        for item in manifest.indexes
    )
    assigned = entry.index_name if entry else None
    if assigned is None and entry is not None and entry.name is not None:
        name = normalize(entry.name.value)
    if assigned is None and name is not None:
        assigned = _assigned(manifest, name)
    return Scope(declared, assigned, manifest.no_index, trusted)


def _assigned(manifest: Manifest, name: NormalizedName) -> str | None:
    """Return the index that any entry of this name is assigned to (uv's sources stand apart)."""
    for entry in manifest.entries:
        if entry.index_name and entry.name and normalize(entry.name.value) == name:
            return entry.index_name
    return None
