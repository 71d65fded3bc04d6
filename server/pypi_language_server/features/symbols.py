"""Outlines a manifest: its groups with their requirements.

Contract: pure; every symbol has a name, its selection lies inside its span, and its span inside
its parent's, as editors insist on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.model import Symbol
from pypi_language_server.features.untrusted import clean, without_credentials
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.manifests.model import Entry, Group

_NAME_LIMIT = 80


def outline(snapshot: Snapshot) -> tuple[Symbol, ...]:
    """Return the outline of a manifest, in the order of its text.

    In a requirements file the requirements stand at the top; elsewhere below their groups.
    """
    manifest = snapshot.manifest
    by_group: dict[int, list[Symbol]] = {}
    for entry in manifest.entries:
        by_group.setdefault(entry.group, []).append(_requirement(snapshot.text, entry))
    if manifest.kind is ManifestKind.REQUIREMENTS:
        return tuple(symbol for symbols in by_group.values() for symbol in symbols)
    groups = enumerate(manifest.groups)
    return tuple(_group(group, by_group.get(place, [])) for place, group in groups)


def _group(group: Group, children: list[Symbol]) -> Symbol:
    count = len(children)
    return Symbol(
        name=clean(group.label, _NAME_LIMIT).strip() or "requirements",
        detail=f"{count} requirement{'' if count == 1 else 's'}",
        span=_cover([group.span, group.name_span, *(child.span for child in children)]),
        selection=group.name_span,
        children=tuple(children),
    )


def _requirement(text: str, entry: Entry) -> Symbol:
    selection = entry.name.span if entry.name else entry.span
    origin = without_credentials(entry.url.value) if entry.url else ""
    written = entry.name.value if entry.name else origin or entry.span.of(text)
    detail = _detail(entry) or (origin if entry.name else "")
    return Symbol(
        name=clean(written, _NAME_LIMIT).strip() or "(nameless)",
        detail=clean(detail, _NAME_LIMIT).strip(),
        span=_cover([entry.span, selection]),
        selection=selection,
    )


def _detail(entry: Entry) -> str:
    extras = ", ".join(token.value for token in entry.extras if token.value)
    specifier = entry.specifier.value if entry.specifier else ""
    return " ".join(filter(None, [f"[{extras}]" if extras else "", specifier]))


def _cover(spans: Iterable[Span]) -> Span:
    """Return the smallest span that holds all of `spans`."""
    spans = list(spans)
    return Span(min(span.start for span in spans), max(span.end for span in spans))
