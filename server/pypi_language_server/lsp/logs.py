"""Sets up the log: standard error or a file, never the protocol's own stream.

Contract: at WARNING and above by default, `-v` INFO, `-vv` DEBUG. No text of documents and no
credentials are logged by this package; pygls, which logs whole messages at INFO, stays at WARNING.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


def configure(verbosity: int = 0, file: Path | None = None) -> None:
    """Log to `file`, or to standard error, as much as `verbosity` times `-v` asks for.

    Raises:
        OSError: `file` cannot be written.
    """
    handler = logging.FileHandler(file, encoding="utf-8") if file else logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    level = _LEVELS[min(max(verbosity, 0), len(_LEVELS) - 1)]
    logging.getLogger("pypi_language_server").setLevel(level)
    logging.getLogger("pygls").setLevel(logging.WARNING)
