"""Completes extras: those of an index's project, or those that this very file declares.

Contract: pure; extras that the requirement names already are left out, however they are spelled
(PEP 685). A project that is not known yet has none: the list is empty, and asked for again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.extra_needs import needs_of
from pypi_language_server.features.model import CompletionItem, CompletionList, ItemKind
from pypi_language_server.features.own_extras import extra_named_by, names_of, own_extras
from pypi_language_server.features.targets import Subject, subject_of
from pypi_language_server.features.untrusted import clean
from pypi_language_server.features.words import listed
from pypi_language_server.index.model import Known
from pypi_language_server.names import is_valid, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pypi_language_server.features.model import Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import AtExtra
    from pypi_language_server.manifests.model import Manifest

_SHOWN = 3


def complete_extra(
    snapshot: Snapshot, place: AtExtra, offset: int, knowledge: Knowledge
) -> CompletionList:
    """Return the extras to offer inside a requirement's brackets."""
    written = {
        normalize(token.value) for token in place.entry.extras if token.span != place.replace
    }
    extras, adds = _source(snapshot.manifest, place, knowledge)
    wanted = normalize(place.typed)
    fresh = [extra for extra in extras if normalize(extra) not in written]
    found = [extra for extra in fresh if wanted in normalize(extra)]
    found.sort(key=lambda extra: not normalize(extra).startswith(wanted))
    items = (
        CompletionItem(
            extra, f"{place.before}{extra}{place.after}", detail=adds(extra), kind=ItemKind.EXTRA
        )
        for extra in found[: knowledge.settings.limit]
    )
    typed = snapshot.text[place.replace.start : offset]
    return CompletionList(tuple(items), place.replace, typed, incomplete=True)


def _source(
    manifest: Manifest, place: AtExtra, knowledge: Knowledge
) -> tuple[Iterable[str], Callable[[str], str]]:
    """Return the extras that there are, and what says in a few words what one of them adds."""
    if subject_of(manifest, place.entry) is Subject.ITSELF:
        own = extra_named_by(manifest.groups[place.entry.group])
        extras = [extra for extra in own_extras(manifest) if extra != own and is_valid(extra)]
        return extras, lambda extra: _words(names_of(manifest, extra))
    if not isinstance(knowledge.answer, Known):
        return (), lambda _: ""
    document = knowledge.answer.document
    offered = [extra for extra in dict.fromkeys(document.extras) if is_valid(extra)]
    needs = needs_of(document.requires_dist)
    return offered, lambda extra: _words(need.name for need in needs.of(extra))


def _words(names: Iterable[str]) -> str:
    """Return which projects an extra brings, such as `adds PySocks`."""
    known = [clean(name, 60) for name in dict.fromkeys(names)]
    return f"adds {listed(known, _SHOWN)}" if known else ""
