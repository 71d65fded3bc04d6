"""Which kind of manifest a document is, and the scanner that reads it.

Contract: `kind_of` goes by the file's name first and by the editor's language second, and never
raises, whatever an editor sends. Each kind's modules are loaded when the first such file is open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from pypi_language_server.manifests.model import ManifestKind

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest

_REQUIREMENTS_PATH = re.compile(
    r"""
    (?: ^ | .* / )
    (?: requirements [^/]* \. (?: txt | in | pip )        # requirements-dev.txt
      | [^/]* requirements \. (?: txt | in | pip )        # dev-requirements.in
      | requirements / [^/]+ \. (?: txt | in | pip )      # requirements/base.txt
      | (?: [^/]* [-_.] )? constraints [^/]* \. (?: txt | in | pip )
      | (?: [^/]+ [-_.] )? requirements             # pip-requirements
    ) \Z
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# What editors call the language, without separators: VS Code and Emacs `pip-requirements`, Vim and
# Neovim `requirements`, Zed its extension's language name in lower case, others a file's name.
_REQUIREMENTS_LANGUAGES = frozenset({"piprequirements", "requirements", "requirementstxt"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")  # one letter alone is a drive, no scheme
_SEPARATORS = re.compile(r"[\s._-]+")


def kind_of(uri: str, language: str) -> ManifestKind | None:
    """Return what kind of manifest a document is; None when it is none of ours.

    Args:
        uri: the document's address; percent-encoded or not, of any scheme, with either slash.
        language: the editor's name for its language, such as `pip-requirements`.
    """
    path = _path(uri)
    if path.rpartition("/")[2] == "pyproject.toml":
        return ManifestKind.PYPROJECT
    if _REQUIREMENTS_PATH.match(path):
        return ManifestKind.REQUIREMENTS
    if _SEPARATORS.sub("", language).lower() in _REQUIREMENTS_LANGUAGES:
        return ManifestKind.REQUIREMENTS
    return None


def scan(kind: ManifestKind, text: str) -> Manifest:
    """Return what a manifest of this kind says; see `manifests/model.py`."""
    match kind:
        case ManifestKind.REQUIREMENTS:
            from pypi_language_server.manifests import requirements_txt

            return requirements_txt.scan(text)
        case ManifestKind.PYPROJECT:
            from pypi_language_server.manifests import pyproject

            return pyproject.scan(text)
    assert_never(kind)


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    match manifest.kind:
        case ManifestKind.REQUIREMENTS:
            from pypi_language_server.manifests import requirements_cursor

            return requirements_cursor.place_at(manifest, text, offset)
        case ManifestKind.PYPROJECT:
            from pypi_language_server.manifests import pyproject_cursor

            return pyproject_cursor.place_at(manifest, text, offset)
    assert_never(manifest.kind)


def _path(uri: str) -> str:
    """Return the path in an address, decoded, with forward slashes, without query and fragment."""
    from urllib.parse import unquote

    scheme = _SCHEME.match(uri)
    if scheme is not None:
        uri = re.split(r"[?#]", uri[scheme.end() :], maxsplit=1)[0]
    return unquote(uri).replace("\\", "/")
