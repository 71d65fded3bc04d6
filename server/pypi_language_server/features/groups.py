"""Which groups of requirements a manifest has, and which of them take in which others.

Contract: pure. Dependency groups include each other by `include-group` (PEP 735), extras by
requiring their own project with other extras. Names are compared as PEP 735 and 685 say, which is
PEP 503's way. Broken files (cycles, groups that do not exist) are data like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypi_language_server.names import NormalizedName, normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypi_language_server.manifests.model import Group, Manifest

DEPENDENCY_GROUPS = ("dependency-groups",)
EXTRAS = ("project", "optional-dependencies")
POETRY_GROUPS = ("tool", "poetry", "group")


@dataclass(slots=True)
class NamedGroup:
    """A group that others may include.

    Attributes:
        name: as it is written.
        number: index into the manifest's groups.
        own: how many requirements it holds by itself.
        includes: names of the groups that it takes in, as written.
    """

    name: str
    number: int
    own: int = 0
    includes: list[str] = field(default_factory=list)


Family = dict[NormalizedName, NamedGroup]
"""Groups of one kind, which may include each other, in the order of the file."""


def names_in(manifest: Manifest, root: tuple[str, ...]) -> list[str]:
    """Return the names of the groups right below the keys `root`, as written, each once."""
    depth = len(root)
    found = (group.path[depth] for group in manifest.groups if _is_below(group, root))
    return list(dict.fromkeys(found))


def family(manifest: Manifest, root: tuple[str, ...]) -> Family:
    """Return the groups below `root` (`DEPENDENCY_GROUPS` or `EXTRAS`) with what they include."""
    found: Family = {}
    for number, group in enumerate(manifest.groups):
        if _is_below(group, root):
            found.setdefault(normalize(group.path[-1]), NamedGroup(group.path[-1], number))
    by_number = {group.number: group for group in found.values()}
    _count(manifest, by_number)
    for token in manifest.includes:
        for number, named in by_number.items():
            if manifest.groups[number].span.contains(token.span):
                named.includes.append(token.value)
    return found


def through(groups: Family, start: NormalizedName) -> list[NamedGroup]:
    """Return the groups that `start` takes in, directly or through others; never itself."""
    seen: dict[NormalizedName, NamedGroup] = {}
    waiting = [start]
    while waiting:
        group = groups.get(waiting.pop())
        for name in map(normalize, group.includes if group else ()):
            if name != start and name not in seen and name in groups:
                seen[name] = groups[name]
                waiting.append(name)
    return [group for name, group in groups.items() if name in seen]


def includers(groups: Family, name: NormalizedName) -> list[NamedGroup]:
    """Return the groups that take in `name`, directly or through others."""
    return [
        group
        for other, group in groups.items()
        if other != name and name in map(_name, through(groups, other))
    ]


def _name(group: NamedGroup) -> NormalizedName:
    return normalize(group.name)


def _is_below(group: Group, root: tuple[str, ...]) -> bool:
    return group.path[: len(root)] == root and len(group.path) > len(root)


def _count(manifest: Manifest, by_number: Mapping[int, NamedGroup]) -> None:
    """Count the requirements of groups; the project's own extras are what an extra includes."""
    itself = normalize(manifest.project_name) if manifest.project_name else None
    for entry in manifest.entries:
        named = by_number.get(entry.group)
        if named is None:
            continue
        own_extras = [token.value for token in entry.extras]
        if itself and own_extras and entry.name and normalize(entry.name.value) == itself:
            named.includes += own_extras
        else:
            named.own += 1


def around(manifest: Manifest, offset: int, root: tuple[str, ...]) -> Iterator[str]:
    """Yield the name of the group below `root` that holds `offset`, if one does."""
    for group in manifest.groups:
        if _is_below(group, root) and group.span.touches(offset):
            yield group.path[-1]
