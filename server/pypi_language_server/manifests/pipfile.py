"""Pipenv's `Pipfile`: projects as keys of `[packages]`, `[dev-packages]` and further categories.

Contract: as `pyproject.py` and `pyproject_cursor.py` say, which do the work; the tree of keys is
this module's. A table of any other name is a category too (Pipenv's manual, "Pipfile").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.manifests import pyproject, pyproject_cursor
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.manifests.pyproject_keys import Role

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest

_TREE: dict[str, object] = {
    "source": Role.PIPFILE_INDEXES,
    "requires": None,
    "scripts": None,
    "pipenv": None,
    "*": Role.PIPFILE,
}


def scan(text: str) -> Manifest:
    """Return what the Pipfile `text` says, finished or not."""
    return pyproject.scan(text, _TREE, ManifestKind.PIPFILE)


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    return pyproject_cursor.place_at(manifest, text, offset, _TREE)
