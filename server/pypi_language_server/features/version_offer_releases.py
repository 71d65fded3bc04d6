"""Puts a project's releases into the order in which they are offered, and says what marks them.

Contract: pure. PEP 440's order, newest first; below the finals stand pre-releases (PEP 440,
"Handling of pre-releases"), below them what the project's Python cannot run, and yanked releases
(PEP 592) last. Versions that PEP 440 cannot read are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.features.untrusted import clean
from pypi_language_server.features.version_offer_python import runs_on
from pypi_language_server.features.versions import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from packaging.version import Version

    from pypi_language_server.index.model import Release

_MARK_LIMIT = 60


class Candidate(NamedTuple):
    """A release that may be offered.

    Attributes:
        text: its version as the index writes it.
        version: the same as PEP 440 reads it.
        prerelease: whether PEP 440 calls it one.
        release: what the index says about it.
    """

    text: str
    version: Version
    prerelease: bool
    release: Release


@dataclass(frozen=True, slots=True)
class Ranking:
    """A project's releases in the order in which they are offered.

    Attributes:
        candidates: best first.
        too_new: what `requires-python` says of releases that the project's Python cannot run.
    """

    candidates: tuple[Candidate, ...]
    too_new: frozenset[str]

    @property
    def newest(self) -> Version | None:
        """The release that constraints are made from: the best one that is not yanked."""
        return next((item.version for item in self.candidates if not item.release.yanked), None)

    def marks(self, item: Candidate) -> str:
        """Return the date, and what a reader should know before accepting a release."""
        release = item.release
        asks_for = release.requires_python if release.requires_python in self.too_new else ""
        parts = (
            f"{release.uploaded:%Y-%m-%d}" if release.uploaded else "",
            "yanked" if release.yanked else "",
            f"needs Python {clean(asks_for, _MARK_LIMIT)}" if asks_for else "",
            "pre-release" if item.prerelease else "",
        )
        return " · ".join(part for part in parts if part)


def ranked(releases: tuple[Release, ...], python: str, *, prereleases: bool) -> Ranking:
    """Return releases in the order in which they are offered.

    Args:
        releases: in any order.
        python: the Python that they have to run on, or empty for any.
        prereleases: whether the constraint asks for pre-releases.
    """
    found = _candidates(_Same(releases))
    asked = {item.release.requires_python for item in found}
    too_new = frozenset(item for item in asked if not runs_on(item, python))
    if prereleases or all(item.prerelease for item in found if not item.release.yanked):
        classes = _by_class(found, too_new, set())
    else:
        classes = _by_class(found, too_new, {True})
    return Ranking(tuple(item for one in classes for item in one), too_new)


def _by_class(
    found: Sequence[Candidate], too_new: frozenset[str], below: set[bool]
) -> Iterable[list[Candidate]]:
    """Return candidates in classes, best first, each in the order given.

    `below` holds True where pre-releases form classes of their own.
    """
    classes: tuple[list[Candidate], ...] = ([], [], [], [], [])
    for item in found:
        release = item.release
        place = 2 * (release.requires_python in too_new) + (item.prerelease in below)
        classes[4 if release.yanked else place].append(item)
    return classes


class _Same:
    """A project's releases as a key: the very same ones, whose comparison takes no time."""

    __slots__ = ("releases",)

    def __init__(self, releases: tuple[Release, ...]) -> None:
        self.releases = releases

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.releases is self.releases

    def __hash__(self) -> int:
        return id(self.releases)


@lru_cache(maxsize=4)  # while a constraint is typed, the same project is asked about at every key
def _candidates(same: _Same) -> tuple[Candidate, ...]:
    """Return the readable releases, newest first, each text once."""
    found: dict[str, Candidate] = {}
    for release in same.releases:
        version = parse(release.version)
        text = release.version.strip()
        if version is not None and text.isascii() and text not in found:
            found[text] = Candidate(text, version, version.is_prerelease, release)
    return tuple(sorted(found.values(), key=attrgetter("version"), reverse=True))
