"""What is known of a project that a search found, as data for other programs.

Contract: pure. The keys stay (`docs/search.md` documents them): later versions add some and take
none away. What is not known is null, never an empty string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypi_language_server.catalogue.search_model import FoundBy
from pypi_language_server.index.model import ProjectStatus

if TYPE_CHECKING:
    from pypi_language_server.features.result_row import ResultRow


def as_data(row: ResultRow) -> dict[str, Any]:
    """Return a row as JSON data."""
    standing = row.standing
    asked = bool(row.version) or row.status is not ProjectStatus.ACTIVE
    return {
        "name": row.spelling,
        "normalized": row.name,
        "version": row.version or None,
        "summary": row.summary or None,
        "released": row.released.isoformat() if row.released else None,
        "installed": row.installed or None,
        "outdated": row.outdated if row.installed and row.version else None,
        "requiresPython": row.requires_python or None,
        "fits": row.fits,
        "popular": row.popular,
        "rank": standing.rank + 1 if standing else None,
        "downloads": standing.downloads if standing else None,
        "exact": row.why is FoundBy.EXACT,
        "why": row.why.name.lower(),
        "status": row.status.value if asked else None,
        "yanked": row.yanked if row.version else None,
        "missing": row.missing,
        "link": row.link or None,
    }
