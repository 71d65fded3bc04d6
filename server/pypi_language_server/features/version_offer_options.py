"""Says what may be written at a version's place: after an operator, instead of one, without one.

Contract: pure; options come in the order in which they are offered, and all of them, whatever is
typed already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.features import version_offer_shapes as shapes
from pypi_language_server.manifests.model import Syntax

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.version import Version

    from pypi_language_server.features.version_offer_place import VersionPlace
    from pypi_language_server.features.version_offer_releases import Candidate, Ranking

_LOCAL_ALLOWED = frozenset({"==", "!=", "===", "="})  # PEP 440, "Version matching"
_FAMILIES_ALLOWED = frozenset({"==", "!=", ""})
_SHAPES_FIRST = frozenset({"<", "~", "~="})
_MEANT = {"=": "==", "!": "!=", "~": "~=", "^": "~="}


class Option(NamedTuple):
    """Something to accept.

    Attributes:
        label: what is shown.
        insert: what replaces the place's text.
        matched: the part that is compared with what is typed.
        shape: the whole constraint, where a release's marks say nothing about it.
        candidate: the release, where it is about one.
    """

    label: str
    insert: str
    matched: str
    shape: shapes.Shape | None = None
    candidate: Candidate | None = None


def options(spot: VersionPlace, ranking: Ranking) -> Iterator[Option]:
    """Yield what may be written at a place; of the releases, those that hold what is typed."""
    newest = ranking.newest
    if not spot.operator:
        if newest is not None:
            yield from map(_whole if spot.whole else _bare, _constraints(spot, newest))
        if spot.syntax is Syntax.POETRY and not spot.whole:
            yield from _after("", spot, ranking)
        elif spot.typed and not spot.whole:
            yield from (_led("==", option) for option in _after("==", spot, ranking))
    elif spot.whole:
        meant = _MEANT[spot.operator]
        yield from (_led(meant, option) for option in _after(meant, spot, ranking))
    else:
        if newest is not None and spot.operator == ">" and spot.joined and not spot.typed:
            yield from _lengthened(spot, newest)
        yield from _after(spot.operator, spot, ranking)


def _constraints(spot: VersionPlace, newest: Version) -> tuple[shapes.Shape, ...]:
    if spot.others:
        return shapes.further_constraints(newest, bounded_below=spot.has_lower_bound)
    return shapes.whole_constraints(newest, spot.syntax)


def _whole(shape: shapes.Shape) -> Option:
    """Return a constraint where its operator is typed."""
    return Option(shape.text, shape.text, shape.text, shape)


def _bare(shape: shapes.Shape) -> Option:
    """Return a constraint where a version may be typed before its operator."""
    return Option(shape.text, shape.text, shape.rest, shape)


def _led(operator: str, option: Option) -> Option:
    """Return an option with the operator that has to be written in front of it."""
    text = operator + option.insert
    return option._replace(label=text, insert=text)


def _lengthened(spot: VersionPlace, newest: Version) -> Iterator[Option]:
    """Yield the constraints of `>=`, which `>` is the beginning of for nearly everybody."""
    for shape in _constraints(spot, newest):
        if shape.operator == ">=":
            insert = shape.text.removeprefix(spot.operator)
            yield Option(shape.text, insert, shape.rest, shape)


def _after(operator: str, spot: VersionPlace, ranking: Ranking) -> Iterator[Option]:
    """Yield what may follow an operator: releases, and behind the first one other shapes."""
    wanted = spot.typed.lower()
    releases = (
        Option(item.text, item.text, item.text, candidate=item)
        for item in ranking.candidates
        if wanted in item.text.lower() and _may_follow(operator, item)
    )
    if operator not in _SHAPES_FIRST:
        for option in releases:
            yield option
            if option.matched.lower().startswith(wanted):
                break
    for text in _shaped(operator, spot, ranking):
        yield Option(text, text, text, shapes.Shape(operator, text))
    yield from releases


def _shaped(operator: str, spot: VersionPlace, ranking: Ranking) -> tuple[str, ...]:
    """Return what may follow an operator besides releases."""
    newest = ranking.newest
    if newest is None:
        return ()
    if spot.typed and operator in _FAMILIES_ALLOWED:
        finals = (item.version for item in ranking.candidates if not item.prerelease)
        return shapes.families(tuple(finals), spot.typed)
    if operator == ">=" and spot.others:
        return ()
    return shapes.after_operator(operator, newest, spot.syntax)


def _may_follow(operator: str, item: Candidate) -> bool:
    """Whether an operator can compare with a version (PEP 440, "Version specifiers").

    Only equality knows local versions; `~=` needs two numbers. Poetry's bare versions are exact.
    """
    if "+" in item.text:
        return operator in _LOCAL_ALLOWED or not operator
    return operator != "~=" or len(item.version.release) > 1
