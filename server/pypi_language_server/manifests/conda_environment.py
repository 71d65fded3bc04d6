"""conda's `environment.yml`: what it hands to pip, in the list at `pip:` among its dependencies.

Contract: see `yaml_scan.py`, `yaml_lists.py` and `yaml_cursor.py`, which do the work. conda writes
the list into a requirements file and gives that to pip; its own packages are not ours (conda's
manual, "Creating an environment file manually").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.manifests import yaml_cursor
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.manifests.yaml_lists import Gathered, Lists
from pypi_language_server.manifests.yaml_nodes import ITEM
from pypi_language_server.manifests.yaml_scan import Reader

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Manifest

_LISTS = frozenset({("dependencies", ITEM, "pip")})

place_at = yaml_cursor.place_at


def scan(text: str) -> Manifest:
    """Return what the environment.yml `text` hands to pip, finished or not."""
    reader, gathered, lists = Reader(text), Gathered(_LISTS), Lists(text)
    for event in reader.events():
        gathered.take(event)
    for listed in gathered.lists:
        lists.take(listed.group(("dependencies", "pip"), "pip"), listed.items)
    return lists.manifest(ManifestKind.CONDA_ENVIRONMENT, reader.comments)
