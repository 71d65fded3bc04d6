"""Puts a project's releases into the order in which they are offered, and says what marks them.

Contract: pure. PEP 440's order, newest first; below the finals stand pre-releases (PEP 440,
"Handling of pre-releases"), below them what the project's Python cannot run, and yanked releases
(PEP 592) last. Versions that PEP 440 cannot read are left out.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.features.untrusted import clean
from pypi_language_server.features.version_offer_python import runs_on
from pypi_language_server.features.versions import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packaging.version import Version

    from pypi_language_server.index.model import Release

_MARK_LIMIT = 60


class Candidate(NamedTuple):
    """A release that may be offered.

    Attributes:
        text: its version as the index writes it.
        version: the same as PEP 440 reads it.
        release: what the index says about it.
        too_new: whether the project's Python cannot run it.
    """

    text: str
    version: Version
    release: Release
    too_new: bool

    @property
    def marks(self) -> str:
        """The date, and what a reader should know before accepting it."""
        release = self.release
        parts = (
            f"{release.uploaded:%Y-%m-%d}" if release.uploaded else "",
            "yanked" if release.yanked else "",
            f"needs Python {clean(release.requires_python, _MARK_LIMIT)}" if self.too_new else "",
            "pre-release" if self.version.is_prerelease else "",
        )
        return " · ".join(part for part in parts if part)


def candidates(releases: Iterable[Release], python: str) -> list[Candidate]:
    """Return the readable releases, newest first, each text once.

    Args:
        releases: in any order.
        python: the Python that they have to run on, or empty for any.
    """
    found: dict[str, Candidate] = {}
    for release in releases:
        version = parse(release.version)
        text = release.version.strip()
        if version is not None and text.isascii() and text not in found:
            too_new = not runs_on(release.requires_python, python)
            found[text] = Candidate(text, version, release, too_new)
    return sorted(found.values(), key=attrgetter("version"), reverse=True)


def ranked(found: Iterable[Candidate], *, prereleases: bool) -> list[Candidate]:
    """Return candidates, given newest first, in the order in which they are offered.

    Args:
        found: the candidates.
        prereleases: whether somebody who gets here wants pre-releases as well.
    """
    found = list(found)
    prereleases = prereleases or all(
        item.version.is_prerelease for item in found if not item.release.yanked
    )

    def place(item: Candidate) -> int:
        below = item.version.is_prerelease and not prereleases
        return 4 * item.release.yanked + 2 * item.too_new + below

    return sorted(found, key=place)
