"""Adds a dependency to an open manifest: at the right place, in the right syntax.

Contract: pure; the same arguments give the same change, and a change that cannot be shown to add
this requirement and nothing else (`adding_check.py`) is not made. Why not is said in one sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features import (
    adding_check,
    adding_created,
    adding_lines,
    adding_lists,
    adding_tables,
)
from pypi_language_server.features.adding_model import Refused
from pypi_language_server.features.adding_places import places
from pypi_language_server.manifests.model import ManifestKind, Syntax
from pypi_language_server.names import normalize
from pypi_language_server.settings import ConstraintForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.features.adding_model import Added, AddingPlace, Changes, Wanted
    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.manifests.model import Group

_TABLES = frozenset({("tool", "poetry"), ("tool", "pixi")})
_INI = frozenset({ManifestKind.SETUP_CFG, ManifestKind.TOX_INI})


def plan(snapshot: Snapshot, chosen: str | None, wanted: Wanted) -> Added | Refused:
    """Return how a dependency gets into a manifest, or why it does not.

    Args:
        snapshot: the manifest.
        chosen: the id of one of `places`; None: the usual one.
        wanted: the dependency.
    """
    place = find(snapshot, chosen)
    return place if isinstance(place, Refused) else add(snapshot, place, wanted)


def find(snapshot: Snapshot, chosen: str | None) -> AddingPlace | Refused:
    """Return the place whose id is `chosen`, or the usual one; why there is none, otherwise."""
    found = places(snapshot)
    if chosen is not None:
        gone = Refused("The place that was chosen is not in the file any more.")
        return next((place for place in found if place.id == chosen), gone)
    kind = snapshot.manifest.kind.value
    nothing = Refused(f"This {kind} has no list of dependencies to add to yet.")
    return next(iter(found), nothing)


def add(snapshot: Snapshot, place: AddingPlace, wanted: Wanted) -> Added | Refused:
    """Return how a dependency gets into a place, or why it does not."""
    manifest = snapshot.manifest
    if manifest.project_name and normalize(manifest.project_name) == wanted.name:
        return Refused(f"`{wanted.spelling}` is the project that this file declares.")
    refused = adding_check.declared(snapshot, place, wanted)
    if refused is not None:
        return refused
    group = None if place.group is None else manifest.groups[place.group]
    if group is not None and _is_open(snapshot, group):
        return Refused(f"{place.label} is not closed yet: finish it first.")
    proposed = _candidates(snapshot, place, group, wanted)
    added = adding_check.first_true(snapshot, place, wanted, proposed)
    return added or Refused(
        f"Nothing can be added to {place.label} as it is written now; write it there by hand."
    )


def _candidates(
    snapshot: Snapshot, place: AddingPlace, group: Group | None, wanted: Wanted
) -> Iterable[Changes]:
    """Return the ways to write it, best first."""
    written = wanted.spelling + constraint(wanted, Syntax.PEP440)
    if group is None:
        return adding_created.candidates(snapshot, written)
    if _is_table(snapshot, group):
        poetry = group.path[:2] == ("tool", "poetry")
        value = constraint(wanted, Syntax.POETRY if poetry else Syntax.PIPFILE) or "*"
        return adding_tables.candidates(snapshot, group, wanted, value)
    own = [entry for entry in snapshot.manifest.entries if entry.group == place.group]
    if snapshot.manifest.kind is ManifestKind.REQUIREMENTS:
        return adding_lines.file_candidates(snapshot, own, wanted, written)
    if _is_list(snapshot, group):
        return adding_lists.candidates(snapshot, group, own, wanted, written)
    return adding_lines.candidates(snapshot, group, own, wanted, written)


def constraint(wanted: Wanted, syntax: Syntax) -> str:
    """Return the constraint that comes with a dependency, or an empty string."""
    if wanted.form is ConstraintForm.NONE or not wanted.version:
        return ""
    from pypi_language_server.features.version_offer_shapes import named_constraint
    from pypi_language_server.features.versions import parse

    version = parse(wanted.version)
    return "" if version is None else named_constraint(version, wanted.form, syntax)


def _is_table(snapshot: Snapshot, group: Group) -> bool:
    """Whether a group's keys are projects."""
    by_kind = snapshot.manifest.kind in (ManifestKind.PIPFILE, ManifestKind.PIXI)
    return by_kind or group.path[:2] in _TABLES


def _is_list(snapshot: Snapshot, group: Group) -> bool:
    return snapshot.manifest.kind not in _INI and adding_lists.is_list(snapshot, group)


def _is_open(snapshot: Snapshot, group: Group) -> bool:
    """Whether a list's closing bracket is missing."""
    if snapshot.manifest.kind is ManifestKind.REQUIREMENTS or _is_table(snapshot, group):
        return False
    return _is_list(snapshot, group) and not adding_lists.is_closed(snapshot, group)
