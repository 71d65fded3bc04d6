"""Says where knowledge comes from and how old it is.

Contract: pure. An index is named by what people know it by: its host, and its path where that
says more than "here is a Simple API".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from pypi_language_server.catalogue.model import Origin
from pypi_language_server.features.ages import ago
from pypi_language_server.features.untrusted import without_credentials

if TYPE_CHECKING:
    from datetime import datetime

    from pypi_language_server.catalogue.model import CatalogueStamp
    from pypi_language_server.index.model import Known


def index_name(source: str) -> str:
    """Return an index's address as people say it: `index.example`, `host.example/team`."""
    bare = without_credentials(source).partition("://")[2] or source
    return re.sub(r"/\+?(?:simple)?/*\Z", "", bare) or "the index"


def known_words(known: Known, now: datetime) -> str:
    """Return where an answer comes from, how old it is and, when it is stale, why."""
    said = f"From {index_name(known.document.source)}, {ago(known.fetched_at, now)}"
    if not known.stale:
        return said
    why = f": {known.failure.why}".replace("`", "") if known.failure else ""
    return f"{said}; could not be brought up to date{why}"


def list_words(stamp: CatalogueStamp, now: datetime, *, listed: bool) -> str:
    """Return whether the list of names has a project, which list that is, and how old it is."""
    where = "In" if listed else "Not in"
    match stamp.origin:
        case Origin.NONE:
            return "There is no list of names on this machine"
        case Origin.STARTER:
            return f"{where} the starter catalogue ({stamp.count:,} names)"
        case Origin.INDEX:
            age = f", {ago(stamp.built_at, now)}" if stamp.built_at else ""
            lag = "" if listed else ", which can lag a day"
            return (
                f"{where} the list of {index_name(stamp.source)} ({stamp.count:,} names{age}){lag}"
            )
        case _:
            assert_never(stamp.origin)
