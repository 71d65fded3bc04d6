"""uv's `uv.toml`: constraints, overrides and indexes that hold without a pyproject.toml.

Contract: as `pyproject.py` and `pyproject_cursor.py` say, which do the work; the tree of keys is
`pyproject_keys.UV`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.manifests import pyproject, pyproject_cursor
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.manifests.pyproject_keys import UV

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest


def scan(text: str) -> Manifest:
    """Return what the uv.toml `text` says, finished or not."""
    return pyproject.scan(text, UV, ManifestKind.UV)


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    return pyproject_cursor.place_at(manifest, text, offset, UV)
