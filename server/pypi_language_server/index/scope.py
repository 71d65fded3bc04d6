"""What the file at hand says about indexes: the part of a look-up that comes from the workspace.

None of this is trusted: `index/config.py` decides what of it may lead to a request (promise 5).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScopedIndex:
    """An index that a manifest names; see `manifests.model.DeclaredIndex`."""

    url: str
    name: str | None = None
    replaces_default: bool = False
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a look-up comes from.

    Attributes:
        declared: the indexes that the manifest names, in its order.
        assigned: the name of the index that the manifest assigns to this very project.
        no_index: the manifest says that no index is to be asked.
        trusted: whether the user trusts the workspace.
    """

    declared: tuple[ScopedIndex, ...] = ()
    assigned: str | None = None
    no_index: bool = False
    trusted: bool = False


NOWHERE = Scope()
"""A look-up that comes from no file: the command line's."""
