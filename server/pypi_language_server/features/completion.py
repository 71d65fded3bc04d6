"""Completes project names, wherever one may stand.

Contract: pure and local; whatever is accepted leaves a valid file. The order is the catalogue's,
except that names which the same group already declares go last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.model import CompletionItem, CompletionList
from pypi_language_server.features.targets import UV_SOURCES
from pypi_language_server.manifests.declared import names_in_group
from pypi_language_server.names import NormalizedName, is_standard_library, normalize
from pypi_language_server.settings import ConstraintForm, InsertForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.catalogue.model import Match, NameCatalogue
    from pypi_language_server.features.model import Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import AtName
    from pypi_language_server.manifests.model import Manifest

ALREADY_DECLARED = "already declared"

# How many more names are asked for than shown: some of them belong to the standard library.
_SPARE = 8
# Names that stand in the group already get this part of a full list at least.
_FIFTH = 5
# How many names may bring a constraint: for each of them this machine's disk is asked.
_WITH_CONSTRAINT = 10


def complete_name(
    snapshot: Snapshot, place: AtName, offset: int, knowledge: Knowledge
) -> CompletionList:
    """Return the names to offer at a place where one may stand."""
    settings = knowledge.settings
    offered = _offered(snapshot.manifest, place, knowledge.catalogue, settings.limit)
    ends = _endings(snapshot, place, offered, knowledge)
    items = (
        CompletionItem(
            label=spelling,
            insert=_insertion(place, spelling, settings.insert) + ends.get(spelling, place.after),
            name=normalize(spelling),
            detail=remark,
            summary=knowledge.summary(normalize(spelling)),
            declared=remark == ALREADY_DECLARED,
        )
        for spelling, remark in offered
    )
    typed = snapshot.text[place.replace.start : offset]
    return CompletionList(tuple(items), place.replace, typed, incomplete=True)


def _offered(
    manifest: Manifest, place: AtName, catalogue: NameCatalogue, limit: int
) -> list[tuple[str, str]]:
    """Return (spelling, remark) of the names to offer, best first, each project once."""
    declared = names_in_group(manifest, place.group, place.entry)
    spare = _SPARE if place.typed else _SPARE + min(len(declared), limit)
    found = catalogue.complete(place.typed, limit + spare).items
    offered = dict(_sourced(manifest, place))
    for match in found:
        if not is_standard_library(match.name):
            offered.setdefault(match.name, _remarked(match))
    fresh = [remarked for name, remarked in offered.items() if name not in declared]
    last = [(offered[name][0], ALREADY_DECLARED) for name in offered if name in declared]
    return [*fresh[: limit - min(len(last), limit // _FIFTH)], *last][:limit]


def _remarked(match: Match) -> tuple[str, str]:
    known_as = match.alias is not None and normalize(match.alias) != match.name
    return match.spelling, f"known as {match.alias}" if known_as else ""


def _sourced(manifest: Manifest, place: AtName) -> Iterator[tuple[NormalizedName, tuple[str, str]]]:
    """Yield what comes first where uv's sources are named: this file's own requirements.

    A source changes where a declared project comes from, and that is often one no index lists.
    """
    if manifest.groups[place.group].path[:3] != UV_SOURCES:
        return
    typed = normalize(place.typed)
    for entry in manifest.entries:
        if entry.name is not None and entry.group != place.group:
            name = normalize(entry.name.value)
            if name.startswith(typed):
                label = manifest.groups[entry.group].label
                yield name, (entry.name.value, f"in {label}")


def _insertion(place: AtName, spelling: str, form: InsertForm) -> str:
    """Return what an accepted name puts into the file, up to the end of the name."""
    name = spelling if form is InsertForm.SPELLING else normalize(spelling)
    if place.bare_key and "." in name:
        name = f'"{name}"'
    return f"{place.before}{name}"


def _endings(
    snapshot: Snapshot, place: AtName, offered: list[tuple[str, str]], knowledge: Knowledge
) -> dict[str, str]:
    """Return what follows the first names besides `place.after`: the constraint that is set."""
    form = knowledge.settings.constraint
    if form is ConstraintForm.NONE:
        return {}
    from pypi_language_server.features.version_offer_name import ending, slot_behind

    slot = slot_behind(snapshot, place)
    if slot is None:
        return {}
    return {
        spelling: ending(place, slot, knowledge.latest(normalize(spelling)), form)
        for spelling, _ in offered[:_WITH_CONSTRAINT]
    }
