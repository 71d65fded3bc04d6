"""Projects of the loopback index as plain data, and the documents that an index makes of them.

Contract: pure functions from `FakeProject` to the bodies of the JSON API, of PEP 691/700/792 and
PEP 503 pages, and of core-metadata files (PEP 658). Addresses are relative to the given origin.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pypi_language_server.names import NormalizedName, normalize

# Not a fixed date: what has been quiet for a year is asked about twice.
RECENTLY = f"{datetime.now(UTC) - timedelta(days=100):%Y-%m-%d}T10:00:00.000000Z"


@dataclass(frozen=True, slots=True)
class FakeRelease:
    """One version with one wheel; `yanked` is False, True or the reason."""

    version: str
    uploaded: str | None = RECENTLY
    requires_python: str = ""
    yanked: bool | str = False
    vulnerabilities: tuple[Mapping[str, Any], ...] = ()
    files: int = 1


@dataclass(frozen=True, slots=True)
class FakeProject:
    """Everything that the index knows about one project; releases are oldest first."""

    name: str
    releases: tuple[FakeRelease, ...] = (FakeRelease("1.0"),)
    summary: str = ""
    license: str = ""
    license_expression: str = ""
    classifiers: tuple[str, ...] = ()
    requires_dist: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    urls: Mapping[str, str] = field(default_factory=dict)
    status: str = ""
    status_reason: str = ""
    serial: int = 1
    core_metadata: bool = True
    keywords: str = ""

    @property
    def normalized(self) -> NormalizedName:
        return normalize(self.name)

    @property
    def latest(self) -> FakeRelease | None:
        standing = [release for release in self.releases if release.yanked is False]
        return (standing or list(self.releases) or [None])[-1]

    def release(self, version: str) -> FakeRelease | None:
        return next((item for item in self.releases if item.version == version), None)


def json_document(project: FakeProject, origin: str, version: str | None = None) -> bytes:
    """The JSON API's document of a project, or of one version (which lists no other releases)."""
    shown = project.latest if version is None else project.release(version)
    document = {
        "info": _info(project, shown, origin),
        "last_serial": project.serial,
        "urls": _json_files(project, shown, origin),
        "vulnerabilities": [dict(item) for item in shown.vulnerabilities] if shown else [],
    }
    if version is None:
        document["releases"] = {
            release.version: _json_files(project, release, origin) for release in project.releases
        }
    return json.dumps(document).encode()


def _info(project: FakeProject, shown: FakeRelease | None, origin: str) -> dict[str, Any]:
    return {
        "name": project.name,
        "version": shown.version if shown else "",
        "summary": project.summary or None,
        "license": project.license or None,
        "license_expression": project.license_expression or None,
        "classifiers": list(project.classifiers),
        "keywords": project.keywords or None,
        "requires_dist": list(project.requires_dist) or None,
        "provides_extra": list(project.extras) or None,
        "requires_python": (shown.requires_python if shown else "") or None,
        "project_urls": dict(project.urls) or None,
        "package_url": f"{origin}/project/{project.normalized}/",
        "home_page": "",
        "docs_url": None,
        "yanked": bool(shown and shown.yanked is not False),
        "yanked_reason": _reason(shown) if shown else None,
    }


def _json_files(project: FakeProject, release: FakeRelease | None, origin: str) -> list[Any]:
    if release is None:
        return []
    return [
        {
            "filename": filename,
            "url": f"{origin}/files/{filename}",
            "requires_python": release.requires_python or None,
            "upload_time_iso_8601": release.uploaded,
            "digests": {"sha256": "0" * 64},
            "yanked": release.yanked is not False,
            "yanked_reason": _reason(release),
        }
        for filename in _filenames(project, release)
    ]


def json_page(project: FakeProject, origin: str) -> bytes:
    """The project's page by PEP 691, with what PEP 700, 714 and 792 add."""
    page: dict[str, Any] = {
        "meta": {"api-version": "1.4", "_last-serial": project.serial},
        "name": project.normalized,
        "versions": [release.version for release in project.releases],
        "files": [
            {
                "filename": filename,
                "url": f"{origin}/files/{filename}",
                "hashes": {"sha256": "0" * 64},
                "requires-python": release.requires_python or None,
                "upload-time": release.uploaded,
                "yanked": release.yanked,
                "core-metadata": project.core_metadata,
            }
            for release in project.releases
            for filename in _filenames(project, release)
        ],
    }
    if project.status:
        page["project-status"] = {"status": project.status, "reason": project.status_reason}
    return json.dumps(page).encode()


def html_page(project: FakeProject) -> bytes:
    """The project's page by PEP 503, with relative links and what later PEPs add to them."""
    lines = [
        "<!DOCTYPE html>",
        "<html><head>",
        '<meta name="pypi:repository-version" content="1.4">',
    ]
    if project.status:
        lines.append(f'<meta name="pypi:project-status" content="{project.status}">')
        reason = html.escape(project.status_reason)
        lines.append(f'<meta name="pypi:project-status-reason" content="{reason}">')
    lines.append(f"<title>{html.escape(project.name)}</title></head><body>")
    lines += [
        _anchor(filename, release, core_metadata=project.core_metadata)
        for release in project.releases
        for filename in _filenames(project, release)
    ]
    return "\n".join([*lines, "</body></html>"]).encode()


def _anchor(filename: str, release: FakeRelease, *, core_metadata: bool) -> str:
    attributes = [f'href="../../files/{filename}#sha256={"0" * 64}"']
    if release.requires_python:
        attributes.append(f'data-requires-python="{html.escape(release.requires_python)}"')
    if release.yanked is not False:
        attributes.append(f'data-yanked="{html.escape(_reason(release) or "")}"')
    if core_metadata:
        attributes.append('data-core-metadata="true"')
    return f"<a {' '.join(attributes)}>{filename}</a><br>"


def core_metadata(project: FakeProject, release: FakeRelease) -> bytes:
    """The METADATA file of one version (PEP 658; core metadata 2.4)."""
    fields: list[tuple[str, str]] = [
        ("Metadata-Version", "2.4"),
        ("Name", project.name),
        ("Version", release.version),
        ("Summary", project.summary),
        ("Keywords", project.keywords),
        ("License", project.license),
        ("License-Expression", project.license_expression),
        ("Requires-Python", release.requires_python),
        *(("Classifier", item) for item in project.classifiers),
        *(("Project-URL", f"{label}, {url}") for label, url in project.urls.items()),
        *(("Provides-Extra", item) for item in project.extras),
        *(("Requires-Dist", item) for item in project.requires_dist),
    ]
    head = "".join(f"{key}: {value}\n" for key, value in fields if value)
    return f"{head}\nA description that nobody reads.\n".encode()


def json_list(projects: Iterable[FakeProject], *, serials: bool = True) -> bytes:
    """The index's list of names by PEP 691."""
    items = list(projects)
    entries = [
        {"_last-serial": item.serial, "name": item.name} if serials else {"name": item.name}
        for item in items
    ]
    meta: dict[str, Any] = {"api-version": "1.4"}
    if serials:
        meta["_last-serial"] = max((item.serial for item in items), default=0)
    return json.dumps({"meta": meta, "projects": entries}).encode()


def html_list(projects: Iterable[FakeProject]) -> bytes:
    """The index's list of names by PEP 503."""
    links = "\n".join(
        f'<a href="/simple/{item.normalized}/">{html.escape(item.name)}</a>' for item in projects
    )
    return f"<!DOCTYPE html>\n<html><body>\n{links}\n</body></html>\n".encode()


def metadata_of(project: FakeProject, filename: str) -> bytes | None:
    """The core metadata beside the file of this name; None when it is no file of the project."""
    for release in project.releases:
        if project.core_metadata and filename in _filenames(project, release):
            return core_metadata(project, release)
    return None


def _filenames(project: FakeProject, release: FakeRelease) -> list[str]:
    stem = f"{project.normalized.replace('-', '_')}-{release.version}"
    return [f"{stem}-py3-none-any.whl", f"{stem}.tar.gz"][: release.files]


def _reason(release: FakeRelease) -> str | None:
    return release.yanked if isinstance(release.yanked, str) else None
