"""Searching for projects from a client's picker: `pypi.search`.

Contract: answers from what is on this machine, because clients ask at every keystroke; no index
hears of it. The first answer waits until that is ready, and keeps nobody else waiting. Arguments:
`[{"query": str, "limit"?: int}]` or `[query, limit]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypi_language_server.catalogue.model import Origin
from pypi_language_server.features.result_data import as_data
from pypi_language_server.features.result_words import searched_words
from pypi_language_server.lsp.command_arguments import Arguments
from pypi_language_server.search_rows import rows_of

if TYPE_CHECKING:
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.lsp.to_lsp import Json

USUAL, MOST = 30, 200
HINT = " `pypi.refresh` downloads the index's whole list."
LONGEST = 1_000
"""So many characters of a query are looked at; nobody types more."""


async def search(ls: Server, given: Any) -> Json:
    """Return the projects for what somebody typed, best first.

    The items are those of `pypi-ls search --json` (`docs/search.md`); null is what is not known.
    """
    arguments = Arguments("pypi.search", given, "query", "limit")
    query, limit = arguments.text("query"), arguments.count("limit", USUAL, MOST)
    await ls.services.prepare_search()
    found = ls.services.search(query[:LONGEST], limit)
    stamp = ls.services.catalogue().stamp
    hint = "" if stamp.origin is Origin.INDEX else HINT
    return {
        "items": [as_data(row) for row in rows_of(found.found, ls.services)],
        "truncated": found.truncated,
        "corrections": [list(pair) for pair in found.corrections],
        "terms": list(found.terms),
        "searched": searched_words(stamp, found.texts, ls.outside.now()) + hint,
    }
