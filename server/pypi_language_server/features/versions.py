"""Compares versions as PEP 440 says: which release a constraint lets in, which one is meant.

Contract: pure and total; versions that cannot be read are skipped, constraints that cannot be
evaluated let nothing in (`understood` tells them apart). `packaging` is loaded on first use.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

    from pypi_language_server.features.constraints import Alternative
    from pypi_language_server.index.model import Release


def parse(version: str) -> Version | None:
    """Return a version as PEP 440 reads it, or None."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version)
    except (InvalidVersion, ValueError):  # ValueError: a number of more than 4,300 digits
        return None


def unreadable(releases: tuple[Release, ...]) -> int:
    """Return how many releases, which all stand last, have versions that PEP 440 cannot read."""
    tail = takewhile(lambda release: parse(release.version) is None, reversed(releases))
    return sum(1 for _ in tail)


def find(releases: Iterable[Release], version: str) -> Release | None:
    """Return the release of this version, however its zeros are written (`1.0` is `1.0.0`)."""
    releases = tuple(releases)
    exact = next((release for release in releases if release.version == version), None)
    wanted = parse(version)
    if exact is not None or wanted is None:
        return exact
    return next((release for release in releases if parse(release.version) == wanted), None)


def newest_allowed(releases: Iterable[Release], choices: tuple[Alternative, ...]) -> Release | None:
    """Return the first of `releases` (newest first) that one of the alternatives lets in.

    Pre-releases count only where a clause names one or nothing else fits (PEP 440, "Handling of
    pre-releases"); yanked releases only where a version is pinned (PEP 592).
    """
    sets = specifier_sets(choices)
    spare = None
    for release in releases:
        version = parse(release.version)
        if version is None:
            continue
        fitting = [item for item in sets if lets_in(item, release, version)]
        if any(item.prereleases or not version.is_prerelease for item in fitting):
            return release
        if fitting and spare is None:
            spare = release
    return spare


def understood(choices: tuple[Alternative, ...]) -> bool:
    """Whether every clause of the alternatives is one that PEP 440 knows."""
    return len(specifier_sets(choices)) == max(len(choices), 1)


def lets_in(wanted: SpecifierSet, release: Release, version: Version) -> bool:
    """Whether a specifier lets a release in; a yanked one only as a pin (PEP 592)."""
    pins = (item for item in wanted if item.operator in {"==", "==="})
    if release.yanked and all(item.version.endswith(".*") for item in pins):
        return False
    return wanted.contains(version, prereleases=True)


def specifier_sets(choices: tuple[Alternative, ...]) -> list[SpecifierSet]:
    """Return the alternatives as `packaging` evaluates them; those it refuses are left out."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    sets = []
    for choice in choices or ((),):
        try:
            sets.append(
                SpecifierSet(",".join(clause.operator + clause.version for clause in choice))
            )
        except InvalidSpecifier:
            continue
    return sets
