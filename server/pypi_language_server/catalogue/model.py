"""What a list of project names can answer, whatever holds it.

Contract: a catalogue is frozen; answering does no I/O beyond mapped memory and never raises for
any typed text. Names are compared as PEP 503 says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pypi_language_server.names import NormalizedName


class MatchClass(IntEnum):
    """Why a name matches what is typed; smaller is better (ARCHITECTURE.md, "Ranking")."""

    EXACT = 1
    ALIAS = 2
    POPULAR_PREFIX = 3
    POPULAR_WORD = 4
    POPULAR_TYPO = 5
    PREFIX = 6
    POPULAR_SUBSTRING = 7
    WORD = 8
    SUBSTRING = 9
    POPULAR_SUBSEQUENCE = 10


@dataclass(frozen=True, slots=True)
class Match:
    """One project that matches what is typed.

    Attributes:
        spelling: the name as its project writes it.
        name: the same, normalised.
        why: the class that it matched in.
        popular: whether it is one of the well-known projects.
        alias: the import name or alias that matched, for class ALIAS.
    """

    spelling: str
    name: NormalizedName
    why: MatchClass
    popular: bool
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """The best matches first; `truncated` when there may be more than the limit let through."""

    items: tuple[Match, ...] = ()
    truncated: bool = False


class Origin(Enum):
    """Where a catalogue's names come from."""

    NONE = "none"
    STARTER = "starter catalogue"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class CatalogueStamp:
    """What a catalogue is made from.

    Attributes:
        origin: the starter catalogue or an index.
        count: how many names it holds.
        source: the index's address without credentials; empty for the starter catalogue.
        built_at: when it was downloaded (aware, UTC); None for the starter catalogue.
        serial: the highest serial seen in it (the index's change counter), or 0.
        etag: the validator the index sent with the list, or empty.
    """

    origin: Origin
    count: int
    source: str = ""
    built_at: datetime | None = None
    serial: int = 0
    etag: str = ""


class NameCatalogue(Protocol):
    """A frozen list of project names."""

    @property
    def stamp(self) -> CatalogueStamp:
        """What this catalogue is made from."""
        ...

    def complete(self, typed: str, limit: int) -> Matches:
        """Return the best `limit` matches for `typed`, best first; popular ones for ``""``."""
        ...

    def containing(self, words: Sequence[str], limit: int) -> tuple[Match, ...]:
        """Return the best-ranked `limit` names that hold every one of some words.

        Args:
            words: lower-case letters and digits, to stand anywhere in a name, in any order.
            limit: how many names at most.

        Returns:
            the popular ones first; class POPULAR_SUBSTRING or SUBSTRING, wherever the words stand.
            Nothing for no words, nor for words that no name can hold.
        """
        ...

    def rank(self, name: NormalizedName) -> int | None:
        """Return the place of a name among the popular ones, from 0; None when it is not one."""
        ...

    def listed(self) -> Iterator[str]:
        """Yield every project once, as it writes its own name, reading on only when asked to."""
        ...

    def __contains__(self, name: object) -> bool:
        """Whether a project of this normalised name is listed."""
        ...

    def spelling(self, name: NormalizedName) -> str | None:
        """Return how the project writes its own name, or None when it is not listed."""
        ...

    def serial(self, name: NormalizedName) -> int | None:
        """Return the project's serial in the list; None when unlisted or the index has none."""
        ...


@dataclass(frozen=True, slots=True)
class EmptyCatalogue:
    """The catalogue that lists nothing: the null object."""

    stamp: CatalogueStamp = field(default=CatalogueStamp(Origin.NONE, 0))

    def complete(self, typed: str, limit: int) -> Matches:  # noqa: ARG002 - the protocol's form
        """Return nothing."""
        return Matches()

    def containing(self, words: Sequence[str], limit: int) -> tuple[Match, ...]:  # noqa: ARG002 - the protocol's form
        """Return nothing."""
        return ()

    def rank(self, name: NormalizedName) -> int | None:  # noqa: ARG002 - the protocol's form
        """Return None."""
        return None

    def listed(self) -> Iterator[str]:
        """Yield nothing."""
        yield from ()

    def __contains__(self, name: object) -> bool:
        return False

    def spelling(self, name: NormalizedName) -> str | None:  # noqa: ARG002 - the protocol's form
        """Return None."""
        return None

    def serial(self, name: NormalizedName) -> int | None:  # noqa: ARG002 - the protocol's form
        """Return None."""
        return None


EMPTY: NameCatalogue = EmptyCatalogue()
