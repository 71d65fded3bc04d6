"""Says what may be written at a version's place: after an operator, instead of one, without one.

Contract: pure; options come in the order in which they are offered, and all of them, whatever is
typed already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.features import version_offer_shapes as shapes
from pypi_language_server.manifests.model import Syntax

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packaging.version import Version

    from pypi_language_server.features.version_offer_place import VersionPlace
    from pypi_language_server.features.version_offer_releases import Candidate

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


def options(spot: VersionPlace, ranked: Sequence[Candidate]) -> Iterator[Option]:
    """Yield what may be written at a place; `ranked` are the releases in their order."""
    newest = _newest(ranked)
    if not spot.operator:
        if newest is not None:
            yield from map(_whole if spot.whole else _bare, _constraints(spot, newest))
        if spot.syntax is Syntax.POETRY and not spot.whole:
            yield from _after("", spot, ranked)
        elif spot.typed and not spot.whole:
            yield from (_led("==", option) for option in _after("==", spot, ranked))
    elif spot.whole:
        meant = _MEANT[spot.operator]
        yield from (_led(meant, option) for option in _after(meant, spot, ranked))
    else:
        if newest is not None and spot.operator == ">" and spot.joined and not spot.typed:
            yield from _lengthened(spot, newest)
        yield from _after(spot.operator, spot, ranked)


def _newest(ranked: Sequence[Candidate]) -> Version | None:
    """Return the release that constraints are made from: the best one that is not yanked."""
    return next((item.version for item in ranked if not item.release.yanked), None)


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


def _after(operator: str, spot: VersionPlace, ranked: Sequence[Candidate]) -> Iterator[Option]:
    """Yield what may follow an operator: releases, and other shapes among the first of them."""
    releases = [_release(item) for item in ranked if _may_follow(operator, item.version)]
    extra = [
        Option(text, text, text, shapes.Shape(operator, text))
        for text in _shaped(operator, spot, ranked)
    ]
    first = 0 if operator in _SHAPES_FIRST else _matching_first(releases, spot.typed)
    yield from releases[:first]
    yield from extra
    yield from releases[first:]


def _matching_first(releases: list[Option], typed: str) -> int:
    """Return the number of releases up to the first one that begins with what is typed."""
    found = (place for place, item in enumerate(releases, 1) if item.matched.startswith(typed))
    return next(found, 0)


def _release(item: Candidate) -> Option:
    return Option(item.text, item.text, item.text, candidate=item)


def _shaped(operator: str, spot: VersionPlace, ranked: Sequence[Candidate]) -> tuple[str, ...]:
    """Return what may follow an operator besides releases."""
    newest = _newest(ranked)
    if newest is None:
        return ()
    if spot.typed and operator in _FAMILIES_ALLOWED:
        finals = (item.version for item in ranked if not item.version.is_prerelease)
        return shapes.families(tuple(finals), spot.typed)
    if operator == ">=" and spot.others:
        return ()
    return shapes.after_operator(operator, newest, spot.syntax)


def _may_follow(operator: str, version: Version) -> bool:
    """Whether an operator can compare with a version (PEP 440, "Version specifiers").

    Only equality knows local versions; `~=` needs two numbers. Poetry's bare versions are exact.
    """
    if version.local is not None:
        return operator in _LOCAL_ALLOWED or not operator
    return operator != "~=" or len(version.release) > 1
