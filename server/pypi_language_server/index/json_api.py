"""Reads the JSON API: a project's document, and one version's.

Contract: sans-I/O; tolerant field by field. `MalformedAnswer` only when the body is no such
document, or one about another project.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from pypi_language_server.index import project_facts
from pypi_language_server.index.clean import (
    clean_serial,
    clean_text,
    clean_time,
    clean_token,
    clean_url,
    items,
    table,
    texts,
)
from pypi_language_server.index.model import (
    MalformedAnswer,
    ProjectDocument,
    Release,
    VersionDocument,
    Vulnerability,
)
from pypi_language_server.index.wire import (
    host_of,
    latest_of,
    malformed,
    newest_first,
    read_json,
)
from pypi_language_server.names import normalize

if TYPE_CHECKING:
    from pypi_language_server.index.wire import Fetched
    from pypi_language_server.names import NormalizedName

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]{0,99}\Z")


def project_url(template: str, name: NormalizedName) -> str:
    """Return where a project's document is."""
    return template.replace("{name}", quote(name, safe=""))


def version_url(template: str, name: NormalizedName, version: str) -> str | None:
    """Return where one version's document is; None for what cannot be a version."""
    if _VERSION.match(version) is None:
        return None
    return template.replace("{name}", f"{quote(name, safe='')}/{quote(version, safe='')}")


def read_project(fetched: Fetched, name: NormalizedName, source: str) -> ProjectDocument:
    """Return the document of the project `name`.

    Raises:
        MalformedAnswer: the body is something else, or about another project.
    """
    document = _document(fetched, name)
    info = table(document["info"])
    releases = newest_first(_releases(document, info))
    presented = clean_token(info.get("version"))
    return ProjectDocument(
        name=clean_text(info.get("name"), 200) or name,
        source=source,
        summary=project_facts.summary(info.get("summary")),
        latest=presented or latest_of(releases),
        releases=releases,
        license=project_facts.licence(
            info.get("license_expression"), info.get("classifiers"), info.get("license")
        ),
        extras=project_facts.extras(info.get("provides_extra")),
        requires_dist=texts(info.get("requires_dist")),
        links=project_facts.links(
            info.get("project_urls"),
            info.get("home_page"),
            info.get("package_url") or info.get("project_url"),
        ),
        classifiers=project_facts.telling_classifiers(info.get("classifiers")),
        keywords=project_facts.keywords(info.get("keywords")),
        vulnerabilities=_vulnerabilities(document.get("vulnerabilities")),
        serial=clean_serial(document.get("last_serial")),
    )


def read_version(fetched: Fetched, name: NormalizedName, version: str) -> VersionDocument:
    """Return what the index says about one version.

    Raises:
        MalformedAnswer: the body is something else, or about another project.
    """
    document = _document(fetched, name)
    advisories = _vulnerabilities(document.get("vulnerabilities"))
    files = (table(item) for item in items(document.get("urls")))
    digests = ((item.get("filename"), table(item.get("digests")).get("sha256")) for item in files)
    return VersionDocument(version, advisories, project_facts.hashes(digests))


def _document(fetched: Fetched, name: NormalizedName) -> dict[str, object]:
    document = table(read_json(fetched))
    if not isinstance(document.get("info"), dict):
        raise malformed(fetched)
    said = clean_text(table(document["info"]).get("name"), 300)
    if said and normalize(said) != name:
        why = f"{host_of(fetched.url)} answered about another project than the one asked about."
        raise MalformedAnswer(fetched.url, why)
    return document


def _releases(document: dict[str, object], info: dict[str, object]) -> list[Release]:
    """Return the releases; where the document lists none, the one that it presents."""
    listed = table(document.get("releases"))
    if not listed:
        listed = {str(info.get("version") or ""): document.get("urls")}
    return [
        _release(version, [table(item) for item in items(files)])
        for version, files in listed.items()
        if clean_token(version)
    ]


def _release(version: str, files: list[dict[str, object]]) -> Release:
    times = [clean_time(_upload_time(item)) for item in files]
    requires = (clean_text(item.get("requires_python"), 200) for item in files)
    reasons = (clean_text(item.get("yanked_reason")) for item in files)
    yanked = bool(files) and all(item.get("yanked") is True for item in files)
    return Release(
        version=version,
        uploaded=min((time for time in times if time), default=None),
        requires_python=next(filter(None, requires), ""),
        yanked=yanked,
        yanked_reason=next(filter(None, reasons), "") if yanked else "",
    )


def _upload_time(item: dict[str, object]) -> object:
    return item.get("upload_time_iso_8601") or item.get("upload_time")


def _vulnerabilities(value: object) -> tuple[Vulnerability, ...]:
    """Return the advisories that have a name and were not withdrawn."""
    found = (table(item) for item in items(value))
    return tuple(
        Vulnerability(
            id=clean_text(item.get("id"), 100),
            aliases=texts(item.get("aliases"), 100)[:10],
            summary=clean_text(item.get("summary") or item.get("details"), 300),
            fixed_in=texts(item.get("fixed_in"), 100)[:20],
            link=clean_url(item.get("link")),
        )
        for item in found
        if clean_text(item.get("id"), 100) and not item.get("withdrawn")
    )[:100]
