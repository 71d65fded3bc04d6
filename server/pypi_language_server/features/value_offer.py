"""Completes the values of a manifest's keys: names from the file, licences, classifiers, Pythons.

Contract: pure; keys whose values are free text get nothing. Each longer list is a module of its
own, loaded when the cursor first stands at its key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.features import groups, keys
from pypi_language_server.features.choices import Choice, Slot, offered, slot_of
from pypi_language_server.features.model import ItemKind
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.features.model import CompletionList, Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import AtValue
    from pypi_language_server.manifests.model import Manifest

_PLAIN_NAME = re.compile(r"[\w.\- ]{1,100}")
_BOOLEANS = ("true", "false")


def complete_value(
    snapshot: Snapshot, place: AtValue, offset: int, knowledge: Knowledge
) -> CompletionList | None:
    """Return the values to offer; None where anything may be written."""
    match place.path:
        case ("project", "license") | ("tool", "poetry", "license"):
            from pypi_language_server.features.licence_offer import complete_licence

            return complete_licence(snapshot, place, offset, knowledge)
        case ("project" | "script", "requires-python") | (
            "tool",
            "poetry",
            *_,
            "dependencies",
            "python",
        ):
            from pypi_language_server.features.python_offer import complete_python

            return complete_python(snapshot, place, offset, knowledge)
        case ("tool", "hatch", "envs", _, "python") | ("pipfile", "requires", "python_version"):
            from pypi_language_server.features.python_offer import minor_releases

            return offered(
                snapshot, slot_of(place), offset, minor_releases(knowledge.now), knowledge
            )
    if _is_boolean(place):
        choices = [Choice(value) for value in _BOOLEANS]
        return offered(snapshot, _without_quotes(place), offset, choices, knowledge)
    found = _choices(snapshot.manifest, place, offset)
    if found is None:
        return None
    left = (choice for choice in found if choice.label not in place.siblings)
    return offered(snapshot, _slot(place), offset, left, knowledge)


def _choices(manifest: Manifest, place: AtValue, offset: int) -> Iterable[Choice] | None:
    """Return what may stand at the place; None where that is anything."""
    match place.path:
        case ("project", "classifiers") | ("tool", "poetry", "classifiers"):
            from pypi_language_server.features.classifier_offer import classifiers

            return classifiers(frozenset(place.siblings))
        case ("build-system", "build-backend"):
            from pypi_language_server.features.backend_offer import backends

            return backends(manifest)
        case ("dependency-groups", _, "include-group"):
            return _includable(manifest, offset)
        case ("tool", "poetry", "group", itself, "include-groups"):
            names = groups.names_in(manifest, groups.POETRY_GROUPS)
            return _named([name for name in names if name != itself])
    return _from_file(manifest, place)


def _from_file(manifest: Manifest, place: AtValue) -> Iterable[Choice] | None:
    """Return the names that the file itself gives for use at the place, or a closed list."""
    match place.path:
        case (
            ("tool", "uv", "default-groups")
            | ("tool", "uv", "sources", _, "group")
            | ("tool", "hatch", "envs", _, "dependency-groups")
        ):
            return _named(groups.names_in(manifest, groups.DEPENDENCY_GROUPS))
        case ("tool", "uv", "sources", _, "extra") | ("tool", "hatch", "envs", _, "features"):
            return _named(groups.names_in(manifest, groups.EXTRAS))
        case ("tool", "uv", "sources", _, "index") | ("pipfile", _, _, "index"):
            return _named([index.name for index in manifest.indexes if index.name])
        case ("tool", "poetry", *_, "dependencies", _, "source"):
            return _named([index.name for index in manifest.indexes if index.name])
    known = keys.values_at(place.path)
    return [Choice(value.value, text=value.text) for value in known] if known else None


def _slot(place: AtValue) -> Slot:
    is_group = place.path[-1] in {"include-group", "include-groups", "default-groups"}
    return slot_of(place, ItemKind.GROUP if is_group else ItemKind.VALUE)


def _named(names: Iterable[str]) -> list[Choice]:
    """Return names of the file; one that needs escapes is left out."""
    return [Choice(name) for name in names if _PLAIN_NAME.fullmatch(name)]


def _includable(manifest: Manifest, offset: int) -> list[Choice]:
    """Return the groups that the one around the cursor may include: no cycle, none twice."""
    family = groups.family(manifest, groups.DEPENDENCY_GROUPS)
    itself = next(groups.around(manifest, offset, groups.DEPENDENCY_GROUPS), None)
    barred = set(_included_elsewhere(manifest, itself, offset))
    if itself is not None:
        barred.add(normalize(itself))
        barred |= {normalize(g.name) for g in groups.includers(family, normalize(itself))}
    return [
        Choice(group.name, detail=size_words(group.own))
        for name, group in family.items()
        if name not in barred and _PLAIN_NAME.fullmatch(group.name)
    ]


def _included_elsewhere(manifest: Manifest, itself: str | None, offset: int) -> Iterable[str]:
    """Yield what the group around the cursor includes already, at other places."""
    for group in manifest.groups:
        if itself is not None and group.path == (*groups.DEPENDENCY_GROUPS, itself):
            for token in manifest.includes:
                if group.span.contains(token.span) and not token.span.touches(offset):
                    yield normalize(token.value)


def size_words(count: int) -> str:
    """Return how many requirements there are, in words."""
    return "1 requirement" if count == 1 else f"{count} requirements"


def _is_boolean(place: AtValue) -> bool:
    """Whether the place is bare and its key is one of those that are true or false."""
    known = keys.key_at(place.path)
    return (
        known is not None
        and known.value in _BOOLEANS
        and place.before.endswith('"')
        and not place.element
    )


def _without_quotes(place: AtValue) -> Slot:
    return Slot(place.typed, place.replace, place.before.removesuffix('"'))
