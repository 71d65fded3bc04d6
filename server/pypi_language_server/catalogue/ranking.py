"""The ranking: which names are offered for what is typed, and in which order.

Contract: a name is offered once, in the best class (`MatchClass`) that it matches in, classes in
their order, within a class in the catalogue's rank order. Two rules stand across classes:

- an exact match that is not popular yields the first place when a popular name begins with what
  is typed, or a popular project is imported by it: a squatted `req` must not win over `requests`,
  nor a squatted `cv2` over `opencv-python`;
- typing errors (class 5) count only while no popular name has matched.

Modules of the standard library are never offered and count for nothing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pypi_language_server.catalogue.model import Match, MatchClass, Matches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Tier = Callable[[bytes, int], Sequence[int]]

_MORE_THAN_MODULES = 500  # the standard library has fewer; so one of so many names is offered


class Tiers(Protocol):
    """What a catalogue finds in each class.

    A tier takes the folded text and how many names are needed; it returns the positions of the
    first so many names of its class in rank order, and fewer only when there are no more. It may
    also return names that match in a better class; `rank` drops them.
    """

    def tier(self, why: MatchClass) -> Tier:
        """Return the search for one class."""
        ...

    def offer(self, position: int, why: MatchClass, key: bytes) -> Match | None:
        """Return the name at a position; None when it is not to be offered."""
        ...


def rank(tiers: Tiers, key: bytes, limit: int) -> Matches:
    """Return the best `limit` matches for folded text; for an empty one, popular names."""
    picks = _Picks(tiers, key, limit + 1)  # one more, to know whether there is more
    for why in MatchClass if key else (MatchClass.POPULAR_PREFIX,):
        if picks.full():
            break
        if why is MatchClass.POPULAR_TYPO and picks.popular_found():
            continue
        picks.take(why)
    items = picks.items
    if is_obscure_exact(items) and (is_popular_alias(items[1]) or _popular_begins(tiers, key)):
        items[:2] = items[1], items[0]
    return Matches(tuple(items[:limit]), truncated=len(items) > limit)


def is_obscure_exact(items: Sequence[Match]) -> bool:
    """Whether the first of several matches is an exact one of a name that is not popular."""
    return len(items) > 1 and items[0].why is MatchClass.EXACT and not items[0].popular


def is_popular_alias(item: Match) -> bool:
    """Whether a match is a popular project that is imported by what is typed."""
    return item.popular and item.why is MatchClass.ALIAS


def _popular_begins(tiers: Tiers, key: bytes) -> bool:
    """Whether any popular name that may be offered begins with the key."""
    why = MatchClass.POPULAR_PREFIX
    found = tiers.tier(why)(key, _MORE_THAN_MODULES)
    return any(tiers.offer(position, why, key) for position in found)


class _Picks:
    """The matches chosen so far, best first."""

    def __init__(self, tiers: Tiers, key: bytes, room: int) -> None:
        self.items: list[Match] = []
        self._tiers = tiers
        self._key = key
        self._room = room
        self._taken: set[int] = set()

    def full(self) -> bool:
        return len(self.items) >= self._room

    def popular_found(self) -> bool:
        return any(item.popular for item in self.items)

    def take(self, why: MatchClass) -> None:
        """Take the names of one class until there is no more room."""
        tier, need = self._tiers.tier(why), self._room - len(self.items)
        while True:
            found = tier(self._key, need)
            self._add(why, found)
            if self.full() or len(found) < need:
                return
            need *= 2  # some were taken before, or are not to be offered

    def _add(self, why: MatchClass, found: Sequence[int]) -> None:
        for position in found:
            if position in self._taken:
                continue
            self._taken.add(position)
            item = self._tiers.offer(position, why, self._key)
            if item is not None:
                self.items.append(item)
                if self.full():
                    return
