"""Puts the rows of a search into the order that somebody asked for.

Contract: pure and stable. The rows come by relevance, and no row is added or lost: what is sorted
is what is relevant. A row whose name is exactly the query stays first; ties stay by relevance.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from pypi_language_server.catalogue.search_model import FoundBy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.features.result_row import ResultRow


class Order(StrEnum):
    """What rows can be sorted by."""

    RELEVANCE = "relevance"
    DOWNLOADS = "downloads"
    UPDATED = "updated"
    NAME = "name"


def ordered(rows: Iterable[ResultRow], order: Order) -> tuple[ResultRow, ...]:
    """Return the rows in `order`.

    `downloads`: by the last month's, then by rank where only that is known, then the others.
    `updated`: by the latest version's date, then by the list's serial where no date is known.
    """
    listed = tuple(rows)
    first = listed[:1] if listed and listed[0].why is FoundBy.EXACT else ()
    others = listed[len(first) :]
    match order:
        case Order.RELEVANCE:
            return listed
        case Order.DOWNLOADS:
            return (*first, *sorted(others, key=_popularity))
        case Order.UPDATED:
            return (*first, *sorted(others, key=_age))
        case Order.NAME:
            return (*first, *sorted(others, key=lambda row: row.name))
        case _:
            assert_never(order)


def _popularity(row: ResultRow) -> tuple[bool, int, bool, int]:
    standing = row.standing
    downloads = standing.downloads if standing else None
    rank = standing.rank if standing else 0
    return downloads is None, -(downloads or 0), standing is None, rank


def _age(row: ResultRow) -> tuple[bool, float, int]:
    moment = row.released.timestamp() if row.released else 0.0
    return row.released is None, -moment, -row.serial
