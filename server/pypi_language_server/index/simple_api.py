"""Reads a project's page of the Simple API: JSON (PEP 691, 700, 714, 792) or HTML (PEP 503).

Contract: sans-I/O; tolerant file by file. `MalformedAnswer` only when the body is no such page.
A page gives versions; what else there is to know stands in the `metadata_url` file (PEP 658).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from pypi_language_server.index import filenames, project_facts, simple_html
from pypi_language_server.index.clean import (
    clean_serial,
    clean_text,
    clean_time,
    clean_token,
    clean_url,
    items,
    table,
)
from pypi_language_server.index.model import (
    MalformedAnswer,
    ProjectDocument,
    ProjectStatus,
    Release,
    VersionDocument,
)
from pypi_language_server.index.wire import (
    SIMPLE_JSON,
    host_of,
    latest_of,
    malformed,
    newest_first,
    parse_version,
    read_json,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.index.wire import Fetched
    from pypi_language_server.names import NormalizedName


@dataclass(frozen=True, slots=True)
class Page:
    """What a project's page says.

    Attributes:
        document: name, versions, status and serial.
        metadata_url: the core-metadata file of the latest version, or empty.
    """

    document: ProjectDocument
    metadata_url: str = ""


def page_url(root: str, name: NormalizedName) -> str:
    """Return where a project's page is (PEP 503: normalised, with a slash at the end)."""
    return f"{root}{quote(name, safe='')}/"


def read_page(fetched: Fetched, name: NormalizedName, source: str) -> Page:
    """Return the page of the project `name`.

    Raises:
        MalformedAnswer: the body is something else.
    """
    content = _content(fetched, name)
    api = table(content.get("meta")).get("api-version")
    if clean_text(api).partition(".")[0] not in {"", "1"}:  # PEP 629
        why = f"{host_of(fetched.url)} speaks a newer version of the Simple API."
        raise MalformedAnswer(fetched.url, why)
    files = [table(item) for item in items(content.get("files"))]
    by_version = _by_version(files, content.get("versions"), name)
    releases = newest_first(_release(version, its) for version, its in by_version.items())
    latest = latest_of(releases)
    status = table(content.get("project-status"))
    document = ProjectDocument(
        name=name,
        source=source,
        latest=latest,
        releases=releases,
        status=_status(status.get("status")),
        status_reason=clean_text(status.get("reason")),
        serial=_serial(fetched, content),
    )
    return Page(document, _metadata_url(by_version.get(latest, []), fetched.url))


def read_version(fetched: Fetched, name: NormalizedName, version: str) -> VersionDocument | None:
    """Return the digests of one version's files; None when the page lists no such version.

    Raises:
        MalformedAnswer: the body is something else.
    """
    content = _content(fetched, name)
    files = [table(item) for item in items(content.get("files"))]
    by_version = _by_version(files, content.get("versions"), name)
    its = next((its for other, its in by_version.items() if _key(other) == _key(version)), None)
    if its is None:
        return None
    digests = ((item.get("filename"), table(item.get("hashes")).get("sha256")) for item in its)
    return VersionDocument(version, hashes=project_facts.hashes(digests))


def _content(fetched: Fetched, name: NormalizedName) -> dict[str, object]:
    """Return the page as PEP 691 has it, whatever form it came in."""
    looks_like_json = fetched.body.lstrip()[:1] == b"{"
    if fetched.content_type == SIMPLE_JSON or looks_like_json:
        content = table(read_json(fetched))
        if not isinstance(content.get("files"), list):
            raise malformed(fetched)
        return content
    content = simple_html.read(fetched.body.decode("utf-8", errors="replace"))
    if not _is_page_of(content, name):
        raise malformed(fetched)
    return content


def _is_page_of(content: dict[str, object], name: NormalizedName) -> bool:
    """Whether an HTML text is a project's page, not some other web page.

    It says so itself (PEP 629), lists a distribution, or has no links and this project's name.
    """
    if table(content["meta"]).get("api-version"):
        return True
    listed = [clean_text(table(item).get("filename")) for item in items(content["files"])]
    if listed:
        return any(filenames.version_of(item, name) for item in listed)
    titles = clean_text(content["title"]).lower().split()
    return name in (title.replace("_", "-").replace(".", "-") for title in titles)


def _by_version(
    files: Iterable[dict[str, object]], versions: object, name: NormalizedName
) -> dict[str, list[dict[str, object]]]:
    """Return each version's files; the spelling of PEP 700's list wins over that of file names."""
    listed = [version for version in map(clean_token, items(versions)) if version]
    spelling: dict[object, str] = {_key(version): version for version in reversed(listed)}
    found: dict[str, list[dict[str, object]]] = {version: [] for version in listed}
    for item in files:
        version = filenames.version_of(clean_text(item.get("filename"), 400), name)
        if version is not None and clean_token(version):
            found.setdefault(spelling.setdefault(_key(version), version), []).append(item)
    return found


def _key(version: str) -> object:
    """Return what equal versions have in common (PEP 440)."""
    return parse_version(version) or version


def _release(version: str, files: list[dict[str, object]]) -> Release:
    times = [clean_time(item.get("upload-time")) for item in files]
    requires = (clean_text(item.get("requires-python"), 200) for item in files)
    # PEP 592: any string yanks, also an empty one; PEP 691: or true.
    marks = [item.get("yanked") for item in files]
    yanked = bool(files) and all(mark is True or isinstance(mark, str) for mark in marks)
    return Release(
        version=version,
        uploaded=min((time for time in times if time), default=None),
        requires_python=next(filter(None, requires), ""),
        yanked=yanked,
        yanked_reason=next(filter(None, map(clean_text, marks)), "") if yanked else "",
    )


def _metadata_url(files: list[dict[str, object]], page: str) -> str:
    """Return where the core metadata of one of the files is; a wheel's is the surest."""
    having = [
        item
        for item in files
        if item.get("core-metadata") or item.get("dist-info-metadata")  # PEP 714
    ]
    having.sort(key=lambda item: not filenames.is_wheel(clean_text(item.get("filename"))))
    for item in having:
        address = item.get("url")
        if isinstance(address, str) and len(address) <= 2000:
            return clean_url(_joined(page, address))
    return ""


def _joined(page: str, address: str) -> str:
    try:
        return urljoin(page, address).partition("#")[0].partition("?")[0] + ".metadata"
    except ValueError:
        return ""


def _status(value: object) -> ProjectStatus:
    try:
        return ProjectStatus(clean_text(value).lower())
    except ValueError:  # PEP 792: unknown standings mean nothing to us
        return ProjectStatus.ACTIVE


def _serial(fetched: Fetched, content: dict[str, object]) -> int:
    inside = clean_serial(table(content.get("meta")).get("_last-serial"))
    return inside or clean_serial(fetched.headers.get("x-pypi-last-serial"))
