"""Says which of a project's releases a constraint lets in, and why one is not among them.

Contract: pure and total. Yanked releases count only for a pin (PEP 592), pre-releases only where a
clause names one or nothing else fits (PEP 440, "Handling of pre-releases"). What PEP 440 cannot
read is in neither count.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from pypi_language_server.features import versions
from pypi_language_server.features.constraints import alternatives

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

    from pypi_language_server.features.constraints import Alternative
    from pypi_language_server.index.model import Release
    from pypi_language_server.manifests.model import Syntax


class Fate(Enum):
    """What becomes of a release."""

    ALLOWED = auto()
    EXCLUDED = auto()  # by a clause
    YANKED = auto()
    PRERELEASE = auto()
    UNREADABLE = auto()


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a constraint does to a project's releases, each tuple newest first.

    Attributes:
        releases: those that are let in.
        readable: all with a version that PEP 440 can read, each with its fate.
    """

    releases: tuple[Release, ...]
    readable: tuple[tuple[Release, Fate], ...]

    def fate(self, version: str) -> Fate:
        """Return what becomes of the release written `version`."""
        fates = (fate for release, fate in self.readable if release.version == version)
        return next(fates, Fate.UNREADABLE)


def allowed(releases: Iterable[Release], choices: tuple[Alternative, ...]) -> Allowed:
    """Return which of `releases` (newest first) the alternatives let in."""
    sets = versions.specifier_sets(choices)
    fates = [(release, _fate(release, sets)) for release in releases]
    readable = tuple(pair for pair in fates if pair[1] is not Fate.UNREADABLE)
    if not any(fate is Fate.ALLOWED for _, fate in readable):
        readable = tuple((release, _as_spare(fate)) for release, fate in readable)
    chosen = tuple(release for release, fate in readable if fate is Fate.ALLOWED)
    return Allowed(chosen, readable)


def _fate(release: Release, sets: list[SpecifierSet]) -> Fate:
    version = versions.parse(release.version)
    if version is None:
        return Fate.UNREADABLE
    fitting = [item for item in sets if item.contains(version, prereleases=True)]
    if not fitting:
        return Fate.EXCLUDED
    if not any(versions.lets_in(item, release, version) for item in fitting):
        return Fate.YANKED
    if version.is_prerelease and not any(item.prereleases for item in fitting):
        return Fate.PRERELEASE
    return Fate.ALLOWED


def _as_spare(fate: Fate) -> Fate:
    """Return a fate where nothing but pre-releases fits."""
    return Fate.ALLOWED if fate is Fate.PRERELEASE else fate


def excluding(version: str, constraint: str, syntax: Syntax) -> tuple[str, ...]:
    """Return the parts of a constraint, as written, that keep a version out.

    That is all of it where it has alternatives.
    """
    read = versions.parse(version)
    if read is None or "|" in constraint:
        return (constraint,)
    parts = [part.strip() for part in constraint.split(",") if part.strip()]
    return tuple(part for part in parts if not _contains(part, syntax, read)) or (constraint,)


def _contains(part: str, syntax: Syntax, version: Version) -> bool:
    choices = alternatives(part, syntax) or ()
    sets = versions.specifier_sets(choices)
    return any(item.contains(version, prereleases=True) for item in sets)
