"""The open documents and the settings: the server's only mutable protocol state.

Contract: used from the event loop only. Notifications replace documents synchronously and do no
I/O; requests take a frozen `Document` before their first await. Nothing is ever read from disk.
Documents that are too large are kept and not read: for requests they are not there.
"""

from __future__ import annotations

import logging
import string
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.settings import Settings
from pypi_language_server.text import LineIndex

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Manifest

log = logging.getLogger(__name__)

LARGEST = 2_000_000
"""So many characters of a document are read at most."""

MOST_SIGNS = 500_000
"""So many of them may be ASCII blanks, line ends and signs: these are what takes time to read,
three to ten microseconds each where a file is made for that. Two megabytes of requirements with all
their hashes have 250,000; forty thousand requirements in a `pyproject.toml` have 400,000."""

_VERSIONS_KEPT = 16

_QUICKLY_READ = (string.ascii_letters + string.digits + "_:").encode()


@dataclass(frozen=True)  # without slots: the derived parts are kept in the instance
class Document:
    """One open manifest at one version. Everything derived is computed once, when first asked."""

    uri: str
    version: int | None
    text: str
    kind: ManifestKind

    @cached_property
    def lines(self) -> LineIndex:
        """Lines and columns of the text."""
        return LineIndex(self.text)

    @cached_property
    def manifest(self) -> Manifest:
        """What the text says."""
        return kinds.scan(self.kind, self.text)

    @cached_property
    def is_read(self) -> bool:
        """Whether it is small enough for being read at every keystroke."""
        if len(self.text) <= MOST_SIGNS:
            return True
        if len(self.text) > LARGEST:
            return False
        return len(self.text.encode("ascii", "ignore").translate(None, _QUICKLY_READ)) <= MOST_SIGNS

    @property
    def declares(self) -> bool:
        """Whether it holds what its kind is about: most Python files hold no script's metadata."""
        return self.kind is not ManifestKind.SCRIPT or bool(self.manifest.groups)


class _Versions:
    """The last versions of one document: a version that was left out may still come."""

    def __init__(self) -> None:
        self._taken: deque[int] = deque(maxlen=_VERSIONS_KEPT)

    def take(self, version: int | None) -> None:
        """Note a version; a client that counts anew is followed."""
        if version is None:
            return
        if self._taken and version < self._taken[-1]:
            self._taken.clear()
        self._taken.append(version)

    def overtook(self, version: int | None) -> bool:
        """Whether a later version was taken and this one, which belongs before it, was not."""
        taken = self._taken
        if version is None or not taken or version in taken:
            return False
        return taken[0] < version < taken[-1]


@dataclass
class Session:
    """What the client has opened and set."""

    settings: Settings = field(default_factory=Settings)
    _documents: dict[str, Document] = field(default_factory=dict)
    _versions: dict[str, _Versions] = field(default_factory=dict)

    def open(self, uri: str, language: str, version: int | None, text: str) -> Document | None:
        """Take a document that was opened; return it, or None when it is no manifest to read."""
        kind = kinds.kind_of(uri, language)
        self.close(uri)
        if kind is None:
            return None
        return self._take(Document(uri, version, text, kind), was_read=True)

    def change(self, uri: str, version: int | None, text: str) -> None:
        """Take a document's whole new text; unknown documents are ignored, and texts overtaken.

        Helix 25.01 sends changes that follow each other within a millisecond in any order.
        """
        old = self._documents.get(uri)
        if old is not None and not self._versions[uri].overtook(version):
            self._take(Document(uri, version, text, old.kind), was_read=old.is_read)

    def _take(self, document: Document, *, was_read: bool) -> Document | None:
        """Keep a document; say once of one that it is too large, return it if it is not."""
        self._documents[document.uri] = document
        self._versions.setdefault(document.uri, _Versions()).take(document.version)
        if document.is_read:
            return document
        if was_read:
            size = len(document.text)
            log.warning("%s is too large to be read (%d characters)", document.uri, size)
        return None

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._documents.pop(uri, None)
        self._versions.pop(uri, None)

    def document(self, uri: str) -> Document | None:
        """Return the newest text of an open manifest.

        None when it is not ours, not open or too large.
        """
        document = self._documents.get(uri)
        return document if document is not None and document.is_read else None

    def kept(self, uri: str) -> Document | None:
        """Return the same, too large or not: what a change is a change of."""
        return self._documents.get(uri)
