"""Completes whatever stands at the cursor: finds the place, then asks the feature that knows it.

Contract: two pure halves with the caller's one wait between them: `wanted` says which project's
document would help, `offer` makes the list with or without it. Each feature is loaded when the
cursor first stands in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.cursor import (
    AtExtra,
    AtInclude,
    AtKey,
    AtMarker,
    AtName,
    AtOption,
    AtQuery,
    AtUrl,
    AtValue,
    AtVersion,
    Nowhere,
)
from pypi_language_server.names import is_valid, normalize

if TYPE_CHECKING:
    from pypi_language_server.features.model import CompletionList, Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import Place, Setting
    from pypi_language_server.manifests.model import Entry
    from pypi_language_server.names import NormalizedName


_QUOTES = frozenset("\"'")
_QUESTION = "?"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What completion at a cursor is about.

    Attributes:
        place: where the cursor stands.
        offset: the cursor.
        project: the project whose document would help; None when nobody needs to be asked.
        entry: the requirement around the cursor, if there is one.
        file_option: a file's name is wanted (`-r`, `-c`, `-e`).
        version: the version of the project whose files' digests would help.
    """

    place: Place | Setting
    offset: int
    project: NormalizedName | None = None
    entry: Entry | None = None
    file_option: bool = False
    version: str | None = None

    @property
    def about_python(self) -> bool:
        """Whether it matters which Python requirements are installed for."""
        return isinstance(self.place, AtVersion | AtMarker)

    def welcomes(self, trigger: str | None) -> bool:
        """Whether a list may open here because the character `trigger` was typed.

        Where a name may begin, only a quote says that one is about to: a blank or a comma may be
        mere layout. A question mark opens a query and nothing else. None: the list was asked for
        in another way.
        """
        if trigger == _QUESTION:
            return isinstance(self.place, AtQuery)
        begins = isinstance(self.place, AtName | AtKey) and not self.place.typed
        return trigger is None or trigger in _QUOTES or not begins


def wanted(snapshot: Snapshot, offset: int) -> Wanted:
    """Return what completion at `offset` is about."""
    place = kinds.place_at(snapshot.manifest, snapshot.text, offset)
    match place:
        case AtVersion(entry=entry) | AtExtra(entry=entry):
            return Wanted(place, offset, _project(snapshot, entry), entry)
        case Nowhere() | AtInclude():
            from pypi_language_server.manifests import toml_places

            return Wanted(toml_places.setting_at(snapshot.manifest, snapshot.text, offset), offset)
        case AtOption() | AtUrl():
            from pypi_language_server.features import option_wants

            return option_wants.wanted(snapshot, place, offset)
        case _:
            return Wanted(place, offset)


def offer(snapshot: Snapshot, wanted: Wanted, knowledge: Knowledge) -> CompletionList | None:
    """Return what to offer, or None where there is nothing to say."""
    match wanted.place:
        case AtName() as place:
            from pypi_language_server.features import completion

            return completion.complete_name(snapshot, place, wanted.offset, knowledge)
        case AtVersion() as place:
            from pypi_language_server.features import version_offer

            return version_offer.complete_version(snapshot, place, wanted.offset, knowledge)
        case AtExtra() as place:
            from pypi_language_server.features import extra_offer

            return extra_offer.complete_extra(snapshot, place, wanted.offset, knowledge)
        case AtMarker() as place:
            from pypi_language_server.features import marker_offer

            return marker_offer.complete_marker(snapshot, place, wanted.offset, knowledge)
        case AtOption() as place:
            from pypi_language_server.features import option_offer

            return option_offer.complete_option(snapshot, place, wanted.offset, knowledge)
        case AtQuery() as place:
            from pypi_language_server.features import query_offer

            return query_offer.complete_query(snapshot, place, wanted.offset, knowledge)
        case AtKey() as place:
            from pypi_language_server.features import key_offer

            return key_offer.complete_key(snapshot, place, wanted.offset, knowledge)
        case AtValue() as place:
            from pypi_language_server.features import value_offer

            return value_offer.complete_value(snapshot, place, wanted.offset, knowledge)
        case _:
            return None


def _project(snapshot: Snapshot, entry: Entry) -> NormalizedName | None:
    """Return the project of a requirement, where an index may be asked about it."""
    from pypi_language_server.features.targets import may_ask

    if entry.name is None or not is_valid(entry.name.value):
        return None
    name = normalize(entry.name.value)
    return name if may_ask(snapshot.manifest, name) else None
