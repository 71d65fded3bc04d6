"""Says what speaks against a requirement: standing, yanked, vulnerable, out of reach.

Contract: pure; each caution is one line. About a version it says nothing that the index did not
say about that very version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features import facts, versions
from pypi_language_server.features.asked import choices_of
from pypi_language_server.features.knowledge import index_name
from pypi_language_server.features.page import Anchor, Code, Strong, line
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.features.page import Line
    from pypi_language_server.features.targets import HoverTarget
    from pypi_language_server.index.model import Known, ProjectDocument, Release, Vulnerability

SIGN = "⚠ "
_SHOWN = 3


def cautions(target: HoverTarget, known: Known, chosen: Release | None) -> tuple[Line, ...]:
    """Return one line for each thing that speaks against the requirement, gravest first.

    Args:
        target: the requirement.
        known: the index's answer.
        chosen: the newest release that the requirement allows, if any.
    """
    document = known.document
    status = facts.status_words(document)
    return (
        *([line(SIGN, Strong(status))] if status else []),
        *_vulnerable(target, known, chosen),
        *_yanked(target, document, chosen),
        *_out_of_reach(target, document, chosen),
        *_unknown_extras(target, document, chosen),
    )


def _vulnerable(target: HoverTarget, known: Known, chosen: Release | None) -> Iterator[Line]:
    version, found = _vulnerabilities(target, known, chosen)
    for item in found[:_SHOWN]:
        name = Anchor(item.id, item.link)
        yield line(
            SIGN,
            Strong(f"{version} is vulnerable"),
            ": ",
            name,
            facts.vulnerability_words(item),
        )
    if len(found) > _SHOWN:
        yield line(SIGN, f"and {len(found) - _SHOWN} more known vulnerabilities of {version}")


def _vulnerabilities(
    target: HoverTarget, known: Known, chosen: Release | None
) -> tuple[str, tuple[Vulnerability, ...]]:
    """Return the version that counts and what is known against it: the pin, else the latest."""
    document = known.document
    wanted = target.version or (chosen.version if chosen else document.latest)
    if _same(wanted, document.latest):
        return wanted, document.vulnerabilities
    if known.version is not None and _same(wanted, known.version.version):
        return wanted, known.version.vulnerabilities
    return wanted, ()


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    version = versions.parse(one)
    return version is not None and version == versions.parse(other)


def _yanked(
    target: HoverTarget, document: ProjectDocument, chosen: Release | None
) -> Iterator[Line]:
    release = chosen
    if target.version is None and release is None:
        release = document.release(document.latest)
    if release is not None and release.yanked:
        why = f": {release.yanked_reason}" if release.yanked_reason else ""
        yield line(SIGN, Strong(f"{release.version} is yanked"), why)


def _out_of_reach(
    target: HoverTarget, document: ProjectDocument, chosen: Release | None
) -> Iterator[Line]:
    """Tell when the index lists releases, but none that the requirement lets in."""
    specifier = target.entry.specifier
    if chosen is None and document.releases and specifier and choices_of(target.entry):
        yield line(
            SIGN,
            Strong("Nothing fits"),
            f": {index_name(document.source)} has no release for ",
            Code(specifier.value),
            " (yanked ones left out)" if any(item.yanked for item in document.releases) else "",
        )


def _unknown_extras(
    target: HoverTarget, document: ProjectDocument, chosen: Release | None
) -> Iterator[Line]:
    """Tell about extras that do not exist, where the version meant is the one we know extras of."""
    if not document.extras or chosen is None or chosen.version != document.latest:
        return
    offered = {normalize(extra) for extra in document.extras}
    for token in target.entry.extras:
        if token.value and normalize(token.value) not in offered:
            yield line(SIGN, f"{document.latest} has no extra ", Code(token.value))
