"""Says in words what was searched, and what speaks against a project that was found.

Contract: pure; plain text, one line each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.catalogue.model import Origin
from pypi_language_server.features.ages import ago
from pypi_language_server.index.model import ProjectStatus

if TYPE_CHECKING:
    from datetime import datetime

    from pypi_language_server.catalogue.model import CatalogueStamp
    from pypi_language_server.features.result_row import ResultRow

_STEPS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))


def searched_words(stamp: CatalogueStamp, texts: int, now: datetime) -> str:
    """Return what was searched, such as `Searched 880,123 names, listed 3 hours ago.`.

    Args:
        stamp: of the list of names.
        texts: how many projects' summaries were searched too; 0 when that is not known.
        now: the present moment (aware).
    """
    summaries = f" and {texts:,} summaries" if texts else ""
    if stamp.origin is not Origin.INDEX:
        return f"Searched the built-in starter catalogue only: {stamp.count:,} names{summaries}."
    age = f", listed {ago(stamp.built_at, now)}" if stamp.built_at else ""
    return f"Searched {stamp.count:,} names{summaries}{age}."


def correction_words(corrections: tuple[tuple[str, str], ...]) -> str:
    """Return which words were looked for instead of those that were typed; empty for none."""
    if not corrections:
        return ""
    used = " ".join(word for _, word in corrections)
    typed = " ".join(word for word, _ in corrections)
    return f"Showing results for “{used}” instead of “{typed}”."


def notes(row: ResultRow) -> tuple[str, ...]:
    """Return what speaks against a project, gravest first, in a few words each."""
    said = []
    if row.status is not ProjectStatus.ACTIVE:
        said.append(row.status.value)
    if row.yanked:
        said.append("yanked")
    if row.missing:
        said.append("not on the index")
    if row.fits is False:
        said.append(f"needs Python {row.requires_python}")
    return tuple(said)


def short_count(count: int) -> str:
    """Return a number in at most four characters: `812M`, `1.2k`, `950`."""
    for step, sign in _STEPS:
        if count * 10_000 >= step * 9_995:  # what would be rounded to 1000 of the next smaller sign
            tenths = round(count * 10 / step)
            return f"{tenths / 10:.1f}{sign}" if tenths < 100 else f"{round(count / step)}{sign}"
    return str(count)
