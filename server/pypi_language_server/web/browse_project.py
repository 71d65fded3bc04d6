"""What the page shows of one project, as JSON data: facts, cautions, links, releases, needs.

Contract: pure. Every text is cleaned and bounded, every address is safe to follow, and what ends up
in a command line to copy (name, extras, versions) can be nothing but that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, assert_never

from pypi_language_server import names
from pypi_language_server.features import facts, versions
from pypi_language_server.features.ages import ago
from pypi_language_server.features.knowledge import index_name, known_words
from pypi_language_server.features.untrusted import clean, safe_url
from pypi_language_server.features.version_offer_python import runs_on
from pypi_language_server.features.words import marker_words
from pypi_language_server.index.model import Known, Missing, Pending, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.index.model import Answer, ProjectDocument, Release, Vulnerability

Data = dict[str, Any]

MOST_RELEASES = 200
MOST_REQUIREMENTS = 100
MOST_EXTRAS = 60
MOST_CAUTIONS = 5
_SUMMARY = 500
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.!+_-]{0,60}\Z")
_REQUIREMENT = re.compile(
    r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*([^;]*)(?:;(.*))?", re.DOTALL
)


def project_data(answer: Answer, row: ResultRow, python: str, now: datetime) -> Data:
    """Return what is shown of a project.

    Args:
        answer: what the look-up gave.
        row: what a list of results shows of it.
        python: the version of the user's Python, or empty.
        now: the present moment (aware).

    Returns:
        With `known` true, all that the page shows; else `said`, a sentence that tells why not.
    """
    match answer:
        case Known():
            return {"known": True, **_known(answer, row, python, now)}
        case Missing():
            said = f"{index_name(answer.source)} has no project named {row.spelling}."
        case Unavailable():
            said = f"Nothing is known about {row.spelling}: {answer.failure.why}"
        case Pending():
            said = f"The index has not answered about {row.spelling} yet; try again in a moment."
        case _:
            assert_never(answer)
    return {"known": False, "name": row.spelling, "said": clean(said, _SUMMARY).replace("`", "")}


def _known(known: Known, row: ResultRow, python: str, now: datetime) -> Data:
    document = known.document
    own = names.is_valid(document.name) and names.normalize(document.name) == row.name
    needed = [item for item in map(_requirement, document.requires_dist) if item is not None]
    extras = [extra for extra in document.extras if names.is_valid(extra)]
    told = [fact for fact in facts.facts(known, now) if fact.label != "Extras"]  # they are `extras`
    return {
        "name": document.name if own else row.name,
        "latest": document.latest if _VERSION.match(document.latest) else "",
        "summary": clean(document.summary, _SUMMARY) or row.summary,
        "cautions": list(_cautions(document, row, python)),
        "facts": [
            *({"label": it.label, "value": clean(it.value, _SUMMARY)} for it in told),
            *([{"label": "Installed", "value": row.installed}] if row.installed else []),
        ],
        "links": _links(document),
        "extras": extras[:MOST_EXTRAS],
        "releases": [_release(it, python, now) for it in document.releases[:MOST_RELEASES]],
        "moreReleases": max(0, len(document.releases) - MOST_RELEASES),
        "requirements": needed[:MOST_REQUIREMENTS],
        "moreRequirements": max(0, len(needed) - MOST_REQUIREMENTS),
        "source": f"{clean(known_words(known, now), _SUMMARY)}.",
    }


def _links(document: ProjectDocument) -> list[Data]:
    pairs = ((word, safe_url(link.url)) for word, link in facts.links(document))
    return [{"label": word, "url": url} for word, url in pairs if url]


# -- what speaks against it


def _caution(text: str, *, grave: bool = False, name: str = "", url: str = "") -> Data:
    """Return a warning; `name` stands before it and leads to `url`."""
    shown = clean(text, _SUMMARY) if not name else f" {clean(text, _SUMMARY)}".rstrip()
    return {"text": shown, "grave": grave, "id": clean(name, 100), "link": safe_url(url) or ""}


def _cautions(document: ProjectDocument, row: ResultRow, python: str) -> Iterator[Data]:
    status = facts.status_words(document)
    if status:
        yield _caution(status, grave=True)
    for item in document.vulnerabilities[:MOST_CAUTIONS]:
        yield _vulnerability(item, document.latest)
    hidden = len(document.vulnerabilities) - MOST_CAUTIONS
    if hidden > 0:
        yield _caution(f"and {hidden} more known vulnerabilities of {document.latest}", grave=True)
    latest = document.release(document.latest)
    if latest is not None and latest.yanked:
        why = f": {latest.yanked_reason}" if latest.yanked_reason else ""
        yield _caution(f"{latest.version} is yanked{why}")
    if row.fits is False:
        wanted = facts.python_words(row.requires_python)
        yield _caution(f"{document.latest} asks for Python {wanted}; yours is {python}.")
    if names.is_standard_library(row.name):
        yield _caution(
            f"{row.name} comes with Python's standard library; this project is something else."
        )


def _vulnerability(item: Vulnerability, version: str) -> Data:
    words = f"concerns {version}{facts.vulnerability_words(item)}"
    return _caution(words, grave=True, name=item.id, url=item.link)


# -- releases and requirements


def _release(release: Release, python: str, now: datetime) -> Data:
    version = versions.parse(release.version)
    uploaded = release.uploaded
    return {
        "version": clean(release.version, 60),
        "usable": version is not None and _VERSION.match(release.version) is not None,
        "date": uploaded.date().isoformat() if uploaded else "",
        "age": ago(uploaded, now) if uploaded else "",
        "python": clean(facts.python_words(release.requires_python), 60),
        "fits": runs_on(release.requires_python, python) if python else None,
        "pre": version is not None and version.is_prerelease,
        "yanked": release.yanked,
        "yankedReason": clean(release.yanked_reason),
    }


def _requirement(line: str) -> Data | None:
    """Return one of the project's requirements (core metadata, "Requires-Dist")."""
    parts = _REQUIREMENT.match(line[:1000])
    if parts is None:
        return None
    marker = (parts[3] or "").strip()
    words = (marker_words(marker) or f"where {marker}") if marker else ""
    return {"name": parts[1], "rest": clean(parts[2], 120).strip(), "words": clean(words, 160)}
