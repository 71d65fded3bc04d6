"""Documents as compact bytes for the disk, and back.

Contract: `decode_*(encode_*(x)) == x` for documents as `index` makes them (times in whole seconds);
bytes that are anything else raise `BadRecord`, whatever they hold.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from pypi_language_server.index.model import (
    FileHash,
    Link,
    LinkKind,
    ProjectDocument,
    ProjectStatus,
    Release,
    VersionDocument,
    Vulnerability,
)

_MAX_DECODED = 64 << 20
_WITHOUT_KEYWORDS = 14  # fields of a project's row as it was at first


class BadRecord(ValueError):  # noqa: N818 - a fact about the disk
    """The bytes are not what was written."""


def encode_project(document: ProjectDocument) -> bytes:
    """Return a project's document as bytes."""
    return _pack(
        [
            document.name,
            document.source,
            document.summary,
            document.latest,
            [_release_row(release) for release in document.releases],
            document.license,
            document.extras,
            document.requires_dist,
            [[link.kind, link.label, link.url] for link in document.links],
            document.classifiers,
            [_vulnerability_row(item) for item in document.vulnerabilities],
            document.status,
            document.status_reason,
            document.serial,
            document.keywords,
        ]
    )


def decode_project(data: bytes) -> ProjectDocument:
    """Return the document that `encode_project` was given; also that of a time without keywords.

    Raises:
        BadRecord: the bytes are something else.
    """
    try:
        row = _unpack(data)
        return ProjectDocument(
            name=_text(row[0]),
            source=_text(row[1]),
            summary=_text(row[2]),
            latest=_text(row[3]),
            releases=tuple(_release(item) for item in row[4]),
            license=_text(row[5]),
            extras=_texts(row[6]),
            requires_dist=_texts(row[7]),
            links=tuple(Link(LinkKind(k), _text(label), _text(url)) for k, label, url in row[8]),
            classifiers=_texts(row[9]),
            vulnerabilities=tuple(_vulnerability(item) for item in row[10]),
            status=ProjectStatus(row[11]),
            status_reason=_text(row[12]),
            serial=int(row[13]),
            keywords=_texts(row[14]) if len(row) > _WITHOUT_KEYWORDS else (),
        )
    except (ValueError, TypeError, LookupError, OverflowError, OSError) as error:
        raise BadRecord("not a project's record") from error


def encode_version(document: VersionDocument) -> bytes:
    """Return a version's document as bytes."""
    advisories = [_vulnerability_row(item) for item in document.vulnerabilities]
    files = [[item.filename, item.digest] for item in document.hashes]
    return _pack([document.version, advisories, files])


def decode_version(data: bytes) -> VersionDocument:
    """Return the document that `encode_version` was given.

    Raises:
        BadRecord: the bytes are something else, or from before files were kept.
    """
    try:
        version, advisories, files = _unpack(data)
        return VersionDocument(
            _text(version),
            tuple(_vulnerability(item) for item in advisories),
            tuple(FileHash(_text(name), _text(digest)) for name, digest in files),
        )
    except (ValueError, TypeError, LookupError) as error:
        raise BadRecord("not a version's record") from error


def _pack(row: list[object]) -> bytes:
    text = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(text.encode("utf-8", errors="replace"), 6)


def _unpack(data: bytes) -> list[Any]:
    """Return the row; its items are checked by those who take it apart."""
    unzip = zlib.decompressobj()
    try:
        text = unzip.decompress(data, _MAX_DECODED)
        row = json.loads(text)
    except (zlib.error, RecursionError) as error:
        raise BadRecord("not a record") from error
    if not unzip.eof or not isinstance(row, list):
        raise BadRecord("not a record")
    return row


def _release_row(release: Release) -> list[object]:
    """Return a release as a row; the tail that says nothing is left out."""
    row: list[object] = [
        release.version,
        int(release.uploaded.timestamp()) if release.uploaded else 0,
        release.requires_python,
        int(release.yanked),
        release.yanked_reason,
    ]
    while len(row) > 1 and not row[-1]:
        row.pop()
    return row


def _release(row: list[Any]) -> Release:
    version, seconds, requires, yanked, reason = (row + [0, "", 0, ""][len(row) - 1 :])[:5]
    return Release(
        version=_text(version),
        uploaded=datetime.fromtimestamp(int(seconds), UTC) if seconds else None,
        requires_python=_text(requires),
        yanked=bool(yanked),
        yanked_reason=_text(reason),
    )


def _vulnerability_row(item: Vulnerability) -> list[object]:
    return [item.id, item.aliases, item.summary, item.fixed_in, item.link]


def _vulnerability(row: list[Any]) -> Vulnerability:
    name, aliases, summary, fixed_in, link = row
    return Vulnerability(
        _text(name), _texts(aliases), _text(summary), _texts(fixed_in), _text(link)
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadRecord("not a text")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadRecord("not a list")
    return tuple(_text(item) for item in value)
