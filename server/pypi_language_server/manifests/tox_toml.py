"""tox's `tox.toml`: `deps` of environments, and what tox itself `requires`.

Contract: as `pyproject.py` and `pyproject_cursor.py` say, which do the work; the tree of keys is
`pyproject_keys.TOX`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.manifests import pyproject, pyproject_cursor
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.manifests.pyproject_keys import TOX

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest


def scan(text: str) -> Manifest:
    """Return what the tox.toml `text` says, finished or not."""
    return pyproject.scan(text, TOX, ManifestKind.TOX_TOML)


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    return pyproject_cursor.place_at(manifest, text, offset, TOX)
