"""Finds the requirement under the cursor and says what kind of thing it names.

Contract: pure; a target's span holds the offset. `asks_index` is False for whatever no index can
know and none should hear of: direct references, and the project that the manifest itself declares.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from pypi_language_server.features.constraints import pinned_version
from pypi_language_server.features.own_extras import entries_of
from pypi_language_server.manifests.lazy_entries import LazyEntries
from pypi_language_server.names import NormalizedName, is_standard_library, normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.manifests.model import Entry, Manifest, Token
    from pypi_language_server.text import Span


UV_SOURCES = ("tool", "uv", "sources")


class Subject(Enum):
    """What a requirement's name stands for."""

    PROJECT = "a project of an index"
    STANDARD_LIBRARY = "a name that Python's standard library has, too"
    DIRECT = "something at an address or path of its own"
    ITSELF = "the project that this very manifest declares"


_INDEXED = frozenset({Subject.PROJECT, Subject.STANDARD_LIBRARY})


class Part(Enum):
    """Which part of a requirement is looked at."""

    NAME = "the requirement as a whole"
    SPECIFIER = "its version constraint"
    EXTRA = "one of its extras"
    MARKER = "its environment marker"


@dataclass(frozen=True, slots=True)
class HoverTarget:
    """A requirement that a cursor stands on.

    Attributes:
        entry: the requirement.
        span: the part of it under the cursor.
        name: the project.
        spelling: the project's name as written here.
        version: the one version asked for (`==X`, `===X`, Poetry's bare `X`), if it is only one.
        subject: what the name stands for.
        origin: the address or path of a direct reference, if it has one.
        part: which part of the requirement that is.
        extra: the extra under the cursor, as written.
        adds: the requirements of that extra, where this very manifest declares it.
        requires_python: the Pythons that the manifest's project claims, as written.
    """

    entry: Entry
    span: Span
    name: NormalizedName
    spelling: str
    version: str | None = None
    subject: Subject = Subject.PROJECT
    origin: str = ""
    part: Part = Part.NAME
    extra: str = ""
    adds: tuple[Entry, ...] | None = None
    requires_python: str = ""

    @property
    def asks_index(self) -> bool:
        """Whether an index has to be asked about this name, and may be (DESIGN.md, promise 5)."""
        return self.part is not Part.MARKER and self.subject in _INDEXED

    @property
    def about_python(self) -> bool:
        """Whether it matters which Python requirements are installed for."""
        return self.part in {Part.SPECIFIER, Part.MARKER}


def target(snapshot: Snapshot, offset: int) -> HoverTarget | None:
    """Return the requirement at `offset`, or None where none with a name stands."""
    manifest = snapshot.manifest
    touched = [entry for entry in manifest.entries if entry.name and entry.span.touches(offset)]
    entry = min(touched, key=lambda item: len(item.span), default=None)
    if entry is None or entry.name is None:
        return None
    name = normalize(entry.name.value)
    origin = _origin(manifest, entry, name)
    span, part = _part(entry, offset)
    extra = next((token.value for token in entry.extras if token.span == span), "")
    return HoverTarget(
        entry=entry,
        span=span,
        name=name,
        spelling=entry.name.value,
        version=pinned_version(entry),
        subject=_subject(manifest, name, origin),
        origin=origin or "",
        part=part,
        extra=extra,
        adds=entries_of(manifest, extra) if extra else None,
        requires_python=manifest.requires_python.value if manifest.requires_python else "",
    )


def subject_of(manifest: Manifest, entry: Entry) -> Subject:
    """Return what an entry's name stands for; a name that is not written yet is any project's."""
    if entry.name is None:
        return Subject.PROJECT
    name = normalize(entry.name.value)
    return _subject(manifest, name, _origin(manifest, entry, name))


def may_ask(manifest: Manifest, name: NormalizedName) -> bool:
    """Whether an index may be asked about a name that this manifest may declare elsewhere.

    For completions that are being looked at: the name of a direct reference, or of the manifest's
    own project, is no index's business (DESIGN.md, promise 5).
    """
    subject = _subject(manifest, name, _origin(manifest, None, name))
    return subject in _INDEXED


def _named(manifest: Manifest, name: NormalizedName) -> Iterator[Entry]:
    """Yield the manifest's entries of this name; all are compared in one go, while people type."""
    entries = manifest.entries
    if isinstance(entries, LazyEntries):
        written = entries.written()
    else:
        written = [entry.name.value if entry.name else "" for entry in entries]
    lines = normalize("\n".join(one if "\n" not in one else "" for one in written)).split("\n")
    return (entries[number] for number, line in enumerate(lines) if line == name and line)


def _part(entry: Entry, offset: int) -> tuple[Span, Part]:
    """Return the smallest piece of an entry that holds the offset, else the whole of it."""
    tokens: list[tuple[Token | None, Part]] = [
        (entry.name, Part.NAME),
        (entry.specifier, Part.SPECIFIER),
        (entry.marker, Part.MARKER),
        (entry.url, Part.NAME),
        *((extra, Part.EXTRA) for extra in entry.extras),
    ]
    pieces = [(token.span, part) for token, part in tokens if token is not None]
    if entry.extras_span is not None:
        pieces.append((entry.extras_span, Part.NAME))
    touched = (piece for piece in pieces if piece[0].touches(offset) and len(piece[0]))
    return next(touched, (entry.span, Part.NAME))


def _subject(manifest: Manifest, name: NormalizedName, origin: str | None) -> Subject:
    if origin is not None:
        return Subject.DIRECT
    if manifest.project_name is not None and normalize(manifest.project_name) == name:
        return Subject.ITSELF
    return Subject.STANDARD_LIBRARY if is_standard_library(name) else Subject.PROJECT


def _origin(manifest: Manifest, entry: Entry | None, name: NormalizedName) -> str | None:
    """Return where a direct reference leads: an address, or an empty string for a workspace's part.

    None for what comes from an index. A uv source may say so elsewhere in the file, and a source
    that names neither address nor index is a member of the workspace (uv, "Dependency sources").
    """
    if entry is not None and entry.url is not None:
        return entry.url.value
    named = list(_named(manifest, name))
    sources = [item for item in named if manifest.groups[item.group].path[:3] == UV_SOURCES]
    if sources and not any(item.url or item.index_name for item in sources):
        return ""
    return next((item.url.value for item in named if item.url), None)
