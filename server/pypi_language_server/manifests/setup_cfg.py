"""setuptools' `setup.cfg`: what a project requires, and what its tox environments do.

Contract: as `ini_lists.py` and `ini_cursor.py` say, which do the work; which keys matter is this
module's. Sources: setuptools' manual, "Configuring setuptools using setup.cfg files"; tox's manual,
"Configuration" (sections of tox.ini, perhaps with `tox:` in front).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.manifests import ini_cursor, ini_lists, tox_ini
from pypi_language_server.manifests.ini_items import List, Style
from pypi_language_server.manifests.model import ManifestKind

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest

_OPTIONS = frozenset({"install_requires", "setup_requires", "tests_require"})


def lookup(section: str, key: str) -> List | None:
    """Return the list of requirements at a section's key, if there is one."""
    if section == "options":
        name = key.lower().replace("-", "_")  # both were allowed for a long time
        return List(name, Style.SETUPTOOLS) if name in _OPTIONS else None
    if section == "options.extras_require":
        return List(f"extras_require.{key}", Style.SETUPTOOLS)
    return tox_ini.lookup(section.removeprefix("tox:"), key)


def scan(text: str) -> Manifest:
    """Return what the setup.cfg `text` says, finished or not."""
    return ini_lists.scan(text, ManifestKind.SETUP_CFG, lookup, ("metadata", "name"))


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    return ini_cursor.place_at(manifest, text, offset, lookup)
