"""Completes version constraints: releases behind an operator, ready constraints where none stands.

Contract: pure. Only what is typed of the version is replaced; operator and other clauses stay.
Unknown projects, and those whose answer is on its way, give an empty list at once. Whatever is
accepted is a constraint of the place's language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.model import CompletionItem, CompletionList, ItemKind
from pypi_language_server.features.untrusted import clean
from pypi_language_server.features.version_offer_options import options
from pypi_language_server.features.version_offer_place import read
from pypi_language_server.features.version_offer_python import python_of
from pypi_language_server.features.version_offer_releases import ranked
from pypi_language_server.index.model import Known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.features.model import Knowledge, Snapshot
    from pypi_language_server.features.version_offer_options import Option
    from pypi_language_server.features.version_offer_place import VersionPlace
    from pypi_language_server.features.version_offer_releases import Ranking
    from pypi_language_server.manifests.cursor import AtVersion

LIMIT = 100
"""How many versions are offered at most."""


def complete_version(
    snapshot: Snapshot, place: AtVersion, offset: int, knowledge: Knowledge
) -> CompletionList | None:
    """Return the versions and constraints to offer; None where none may be written."""
    spot = read(snapshot.text, place, offset)
    if spot is None:
        return None
    items: dict[str, CompletionItem] = {}
    if isinstance(knowledge.answer, Known):
        python = python_of(snapshot.manifest, knowledge.environment)
        releases = knowledge.answer.document.releases
        ranking = ranked(releases, python, prereleases=spot.names_prerelease)
        for option in _matching(options(spot, ranking), spot.typed):
            items.setdefault(option.label, _item(option, spot, ranking))
            if len(items) == LIMIT:
                break
    typed = snapshot.text[spot.replace.start : offset]
    return CompletionList(tuple(items.values()), spot.replace, typed, incomplete=True)


def _matching(found: Iterable[Option], typed: str) -> Iterable[Option]:
    """Return the options that begin with what is typed, else those that hold it."""
    if not typed:
        return found
    wanted = typed.lower()
    holding = [item for item in found if wanted in item.matched.lower()]
    beginning = [item for item in holding if item.matched.lower().startswith(wanted)]
    return beginning or holding


def _item(option: Option, spot: VersionPlace, ranking: Ranking) -> CompletionItem:
    """Return an option as the list shows it."""
    if option.shape is not None:
        detail = option.shape.words(spot.syntax)
        return CompletionItem(option.label, option.insert, detail=detail, kind=ItemKind.VALUE)
    release = option.candidate.release if option.candidate else None
    struck = release is not None and release.yanked
    reason = clean(release.yanked_reason) if release and struck else ""
    return CompletionItem(
        option.label,
        option.insert,
        detail=ranking.marks(option.candidate) if option.candidate else "",
        kind=ItemKind.VERSION,
        struck=struck,
        documentation=f"Yanked: {reason}" if reason else "",
    )
