"""Where everything that this program keeps on disk stands.

Contract: never raises; touches no disk.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def cache_directory(environ: Mapping[str, str]) -> Path:
    """Return the folder that everything is kept in.

    For a user without a home (containers run programs under any number) that is a place where no
    folder can be: then nothing is kept, and that is said like any other trouble with the disk.
    """
    nowhere = Path(os.devnull, "pypi-language-server")
    named = environ.get("PYPI_LS_CACHE_DIR")
    try:
        if named:
            return Path(named).expanduser()
        from platformdirs import user_cache_path

        found = user_cache_path("pypi-language-server", appauthor=False)
    except RuntimeError:
        return nowhere
    return found if found.is_absolute() else nowhere  # not `~` in a stranger's repository
