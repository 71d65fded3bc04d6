"""Which kind of manifest a document is, and the scanner that reads it.

Contract: `kind_of` goes by the file's name first and by the editor's language second, and never
raises, whatever an editor sends. Each kind's modules are loaded when the first such file is open.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pypi_language_server.manifests.kind_table import ROWS

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest, ManifestKind

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")  # one letter alone is a drive, no scheme
_SEPARATORS = re.compile(r"[\s._-]+")
_BY_KIND = {row.kind: row for row in ROWS}


def kind_of(uri: str, language: str) -> ManifestKind | None:
    """Return what kind of manifest a document is; None when it is none of ours.

    Args:
        uri: the document's address; percent-encoded or not, of any scheme, with either slash.
        language: the editor's name for its language, such as `pip-requirements`.
    """
    path = _path(uri)
    spoken = _SEPARATORS.sub("", language).lower()
    for row in ROWS:
        if row.path.match(path):
            return row.kind
    return next((row.kind for row in ROWS if spoken in row.languages), None)


def scan(kind: ManifestKind, text: str) -> Manifest:
    """Return what a manifest of this kind says; see `manifests/model.py`."""
    found: Manifest = _module(_BY_KIND[kind].scanner).scan(text)
    return found


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    place: Place = _module(_BY_KIND[manifest.kind].cursor).place_at(manifest, text, offset)
    return place


@cache
def _module(name: str) -> Any:
    return import_module(f"pypi_language_server.manifests.{name}")


def _path(uri: str) -> str:
    """Return the path in an address, decoded, with forward slashes, without query and fragment."""
    from urllib.parse import unquote

    scheme = _SCHEME.match(uri)
    if scheme is not None:
        uri = re.split(r"[?#]", uri[scheme.end() :], maxsplit=1)[0]
    return unquote(uri).replace("\\", "/")
