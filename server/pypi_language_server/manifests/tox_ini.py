"""tox's `tox.ini`: `deps` of environments, and what tox itself `requires`.

Contract: as `ini_lists.py` and `ini_cursor.py` say, which do the work; which keys matter is this
module's. Source: tox's manual, "Configuration" (keys are not case-sensitive).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.manifests import ini_cursor, ini_lists
from pypi_language_server.manifests.ini_items import List, Style
from pypi_language_server.manifests.model import ManifestKind

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest


def lookup(section: str, key: str) -> List | None:
    """Return the list of requirements at a section's key, if there is one."""
    match key.lower():
        case "deps" if section == "testenv" or section.startswith("testenv:"):
            return List(f"{section}.deps", Style.TOX_DEPS)
        case "requires" if section == "tox":
            return List("tox.requires", Style.TOX_LIST)
    return None


def scan(text: str) -> Manifest:
    """Return what the tox.ini `text` says, finished or not."""
    return ini_lists.scan(text, ManifestKind.TOX_INI, lookup)


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    return ini_cursor.place_at(manifest, text, offset, lookup)
