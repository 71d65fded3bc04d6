"""The open documents and the settings: the server's only mutable protocol state.

Contract: used from the event loop only. Notifications replace documents synchronously and do no
I/O; requests take a frozen `Document` before their first await. Nothing is ever read from disk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.settings import Settings
from pypi_language_server.text import LineIndex

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Manifest


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

    @property
    def declares(self) -> bool:
        """Whether it holds what its kind is about: most Python files hold no script's metadata."""
        return self.kind is not ManifestKind.SCRIPT or bool(self.manifest.groups)


@dataclass
class Session:
    """What the client has opened and set."""

    settings: Settings = field(default_factory=Settings)
    _documents: dict[str, Document] = field(default_factory=dict)

    def open(self, uri: str, language: str, version: int | None, text: str) -> Document | None:
        """Take a document that was opened; return it, or None when it is no manifest."""
        kind = kinds.kind_of(uri, language)
        if kind is None:
            self._documents.pop(uri, None)
            return None
        document = self._documents[uri] = Document(uri, version, text, kind)
        return document

    def change(self, uri: str, version: int | None, text: str) -> None:
        """Take a document's whole new text; unknown documents are ignored."""
        old = self._documents.get(uri)
        if old is not None:
            self._documents[uri] = Document(uri, version, text, old.kind)

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._documents.pop(uri, None)

    def document(self, uri: str) -> Document | None:
        """Return the newest text of an open manifest; None when it is not ours or not open."""
        return self._documents.get(uri)
