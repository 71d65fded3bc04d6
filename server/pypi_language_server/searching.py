"""Searches what is on this machine: the lists of names, and the texts that are known about them.

Contract: nothing is read before the first search; no network.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import search
from pypi_language_server.catalogue.search_model import ProjectText, Standing
from pypi_language_server.catalogue.texts import Texts

if TYPE_CHECKING:
    from pypi_language_server.catalogue.model import NameCatalogue
    from pypi_language_server.catalogue.search_model import SearchResult
    from pypi_language_server.catalogue.starter import Starter
    from pypi_language_server.names import NormalizedName


class Searcher:
    """Finds projects, and says how they stand."""

    def __init__(self, starter: Starter) -> None:
        self._starter = starter

    @cached_property
    def _texts(self) -> Texts:
        entries = self._starter.entries
        return Texts.of(
            ProjectText(it.name, it.spelling, it.summary, it.imports, it.topics) for it in entries
        )

    def search(self, query: str, names: NameCatalogue, limit: int) -> SearchResult:
        """Return at most `limit` projects for what somebody typed."""
        found = search.search(query, names, self._texts, limit)
        return replace(found, texts=len(self._texts.entries))

    def standing(self, name: NormalizedName) -> Standing | None:
        """Return how popular a project is; None when it is not among the well-known ones."""
        order = self._starter.order
        return Standing(order.index(name)) if name in self._starter.by_name else None
