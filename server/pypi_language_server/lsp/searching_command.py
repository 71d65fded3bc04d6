"""Searching for projects from a client's picker: `pypi.search`.

Contract: answers at once from what is on this machine, because clients ask at every keystroke; no
index hears of it. Arguments: `[{"query": str, "limit"?: int}]` or `[query, limit]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypi_language_server import search_rows
from pypi_language_server.catalogue.model import Origin
from pypi_language_server.catalogue.search_model import FoundBy
from pypi_language_server.features.untrusted import clean, safe_url
from pypi_language_server.lsp.command_arguments import Arguments

if TYPE_CHECKING:
    from pypi_language_server.catalogue.model import CatalogueStamp
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.lsp.to_lsp import Json

USUAL, MOST = 30, 200
LONGEST = 1_000
"""So many characters of a query are looked at; nobody types more."""


def search(ls: Server, given: Any) -> Json:
    """Return the projects for what somebody typed, best first.

    An item's `rank` counts from 0, the most popular project; it and `downloads` are null for
    projects that are not among the well-known ones, `released` and `fits` where nothing is known.
    """
    arguments = Arguments("pypi.search", given, "query", "limit")
    query, limit = arguments.text("query"), arguments.count("limit", USUAL, MOST)
    found = ls.services.search(query[:LONGEST], limit)
    return {
        "items": [_item(row) for row in search_rows.rows_of(found.found, ls.services)],
        "truncated": found.truncated,
        "corrections": [list(pair) for pair in found.corrections],
        "terms": list(found.terms),
        "searched": searched(ls.services.catalogue().stamp),
    }


def _item(row: ResultRow) -> Json:
    standing = row.standing
    return {
        "name": row.spelling,
        "summary": clean(row.summary),
        "version": row.version,
        "released": row.released.isoformat() if row.released else None,
        "installed": row.installed,
        "requiresPython": row.requires_python,
        "fits": row.fits,
        "rank": standing.rank if standing else None,
        "downloads": standing.downloads if standing else None,
        "popular": row.popular,
        "exact": row.why is FoundBy.EXACT,
        "why": row.why.name.lower(),
        "status": str(row.status),
        "link": safe_url(row.link) or "",
    }


def searched(stamp: CatalogueStamp) -> str:
    """Return the sentence that says what was searched, and how old it is."""
    match stamp.origin:
        case Origin.INDEX if stamp.built_at is not None:
            day = f"{stamp.built_at:%Y-%m-%d}"
            return f"Searched the {stamp.count:,} projects of the list of {day}."
        case Origin.STARTER:
            return (
                f"Searched the {stamp.count:,} well-known projects that come along; `pypi.refresh`"
                " downloads the index's whole list."
            )
        case _:
            return f"Searched a list of {stamp.count:,} projects."
