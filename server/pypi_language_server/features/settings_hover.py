"""Explains what is no requirement: pip's options, groups, and the keys of a pyproject.toml.

Contract: pure and local; None wherever there is nothing to say. Foreign text stays text, as in all
pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features import groups, keys
from pypi_language_server.features.facts import python_words
from pypi_language_server.features.markdown import to_markdown
from pypi_language_server.features.model import Hover
from pypi_language_server.features.page import Code, Rows, Strong, line, paragraph
from pypi_language_server.features.plain import to_plain
from pypi_language_server.features.python_offer import MINORS
from pypi_language_server.features.value_offer import size_words
from pypi_language_server.features.words import listed
from pypi_language_server.manifests import pip_options, toml_places
from pypi_language_server.manifests.cursor import AtKey, AtValue
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.specifiers import SpecifierSet

    from pypi_language_server.features.groups import Family, NamedGroup
    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.features.page import Inline, Line, Page
    from pypi_language_server.text import Span

_KINDS = {
    groups.DEPENDENCY_GROUPS: "a dependency group",
    groups.EXTRAS: "an extra of this project",
}


def explain(snapshot: Snapshot, offset: int) -> Hover | None:
    """Return what is to be said about an option, a group, a key or its value at `offset`."""
    found = _option(snapshot, offset) or _group(snapshot, offset) or _setting(snapshot, offset)
    if found is None:
        return None
    span, page = found
    return Hover(span, to_markdown(page), to_plain(page))


def _option(snapshot: Snapshot, offset: int) -> tuple[Span, Page] | None:
    """Explain the option whose name stands at the cursor."""
    for option in snapshot.manifest.options:
        if option.name.span.touches(offset):
            known = pip_options.find(option.name.value)
            return None if known is None else (option.name.span, _option_page(known))
    return None


def _option_page(known: pip_options.PipOption) -> Page:
    short = (" or ", Code(known.short)) if known.short else ()
    place = "Stands behind a requirement." if known.per_requirement else "Stands on its own line."
    return (paragraph(Strong(known.name), *short, " — ", *_marked(known.text)), paragraph(place))


def _group(snapshot: Snapshot, offset: int) -> tuple[Span, Page] | None:
    """Explain the group whose name is a key at the cursor, or is included there."""
    manifest = snapshot.manifest
    for token in manifest.includes:
        if token.span.touches(offset):
            return token.span, _included_page(_dependency_groups(snapshot), token.value)
    for root, kind in _KINDS.items():
        for group in manifest.groups:
            if group.path[:-1] == root and group.name_span.touches(offset):
                family = groups.family(manifest, root)
                return group.name_span, _group_page(family, group.path[-1], kind)
    return None


def _dependency_groups(snapshot: Snapshot) -> Family:
    """Return the dependency groups of a manifest."""
    return groups.family(snapshot.manifest, groups.DEPENDENCY_GROUPS)


def _included_page(family: Family, name: str) -> Page:
    """Explain a group that is included by its name, or say that there is none."""
    if normalize(name) not in family:
        return (paragraph(Strong(name), " — no dependency group of this file has that name"),)
    return _group_page(family, name, _KINDS[groups.DEPENDENCY_GROUPS])


def _group_page(family: Family, name: str, kind: str) -> Page:
    """Say what a group holds and who includes it."""
    group = family.get(normalize(name))
    if group is None:
        return (paragraph(Strong(name), f" — {kind}"),)
    rows: list[tuple[str, Line]] = [("Holds", line(_holds(family, group)))]
    includers = [other.name for other in groups.includers(family, normalize(name))]
    if includers:
        rows.append(("Included by", line(listed(includers))))
    return (paragraph(Strong(group.name), f" — {kind}"), Rows(tuple(rows)))


def _holds(family: Family, group: NamedGroup) -> str:
    included = groups.through(family, normalize(group.name))
    if not included:
        return size_words(group.own)
    more = sum(other.own for other in included)
    names = listed([other.name for other in included])
    return f"{size_words(group.own)} of its own, {more or 'none'} through {names}"


def _setting(snapshot: Snapshot, offset: int) -> tuple[Span, Page] | None:
    """Explain the key or value at the cursor."""
    place = toml_places.setting_at(snapshot.manifest, snapshot.text, offset)
    if isinstance(place, AtValue) and len(place.replace):
        said = _value_words(snapshot, place)
        name = place.path[-1]
        return (place.replace, _said_page(name, said)) if said else None
    if not isinstance(place, AtKey) or not len(place.replace):
        return None
    name = place.replace.of(snapshot.text)
    known = keys.key_at((*place.table, name))
    if known is None:
        return None
    return place.replace, _said_page(name, known.text)


def _said_page(name: str, words: str) -> Page:
    return (paragraph(Strong(name), " — ", *_marked(words)),)


def _marked(words: str) -> Iterator[Inline | str]:
    """Yield our own words, those between backticks as code."""
    for index, part in enumerate(words.split("`")):
        yield Code(part) if index % 2 else part


def _value_words(snapshot: Snapshot, place: AtValue) -> str:
    """Return what a value means, as far as it has a meaning of its own."""
    value = place.replace.of(snapshot.text)
    match place.path:
        case ("project" | "script", "requires-python"):
            return _python_words(value)
        case ("build-system", "build-backend"):
            from pypi_language_server.features import backend_offer

            required = backend_offer.required_for_builds(snapshot.manifest)
            return backend_offer.backend_words(value, required)
    return next((item.text for item in keys.values_at(place.path) if item.value == value), "")


def _python_words(value: str) -> str:
    """Return which Pythons a constraint lets in."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        wanted = SpecifierSet(value)
    except InvalidSpecifier:
        return ""
    allowed = [minor.name for minor in reversed(MINORS) if _lets_in(wanted, minor.name)]
    words = python_words(value)
    if not words or not allowed:
        return words
    return f"Python {words}: {listed(allowed)}"


def _lets_in(wanted: SpecifierSet, minor: str) -> bool:
    """Whether any release of a minor release is let in: its first or a late one."""
    return any(wanted.contains(f"{minor}.{patch}") for patch in (0, 99))
