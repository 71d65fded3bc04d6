"""Weighs what was found: how much of the query, how well, and how well known the project is.

Contract: pure numbers. Relevance is 1 for a project whose name answers every term fully, and may
exceed 1 by what the query says as a whole. The score is relevance times popularity.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

IMPORTED = 3.0
SPELLED = 4.0
"""Added for a project that is imported so, or called so but for hyphens."""

BEGINS, TOPIC = 0.3, 0.35
"""Added for a name that begins so but for hyphens, and for a topic that is the whole query."""

MISTYPED = 0.9
"""The relevance of a well-known name that the whole query is a few typing errors away from."""

OBSCURE = 0.03
"""The popularity of all others."""

UNCERTAIN = 0.6
"""The factor for a project with a text that is not among the well-known ones."""
_STEP, _SLOPE = 60, 0.2

ENOUGH = 0.45
"""So much of what was asked for must be there."""


def relevance(worths: Sequence[float], weights: Sequence[float], least: float = ENOUGH) -> float:
    """Return how well the terms are answered, from 0 to about 1.

    Args:
        worths: how well each one is.
        weights: how much each one tells.
        least: the share of what was asked for below which the answer is 0.
    """
    total = there = answered = 0.0
    for worth, weight in zip(worths, weights, strict=True):
        total += weight
        if worth:
            there += weight
            answered += worth * weight
    share = there / total
    return answered / total * share * share if share >= least else 0


def popularity(place: int) -> float:
    """Return the factor for the project at a place among the well-known ones: 1 for the first."""
    return 1 / (1 + _SLOPE * math.log2(1 + place / _STEP))
