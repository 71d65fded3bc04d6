"""Completes the keys of a manifest's tables: names, what they are set to, what they mean.

Contract: pure; keys that the table has already are left out; a new key comes with an empty value of
its kind, so that a valid file stays valid; tables that nobody described get nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.choices import Choice, offered, slot_of
from pypi_language_server.features.keys import table_at
from pypi_language_server.features.model import ItemKind

if TYPE_CHECKING:
    from pypi_language_server.features.keys import KnownKey
    from pypi_language_server.features.model import CompletionList, Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import AtKey


def complete_key(
    snapshot: Snapshot, place: AtKey, offset: int, knowledge: Knowledge
) -> CompletionList | None:
    """Return the keys to offer; None in a table whose keys are not known."""
    known = table_at(place.table)
    if not known:
        return None
    choices = [_choice(key, place) for key in known if key.name not in place.written]
    return offered(snapshot, slot_of(place, ItemKind.KEY), offset, choices, knowledge)


def _choice(key: KnownKey, place: AtKey) -> Choice:
    insert = key.name if place.valued else f"{key.name} = {key.value}"
    return Choice(key.name, insert, text=key.text)
