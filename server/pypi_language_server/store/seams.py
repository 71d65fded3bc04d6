"""What the store is given: whom to ask, how, and what the list of names knows.

Contract: `index.plan` and `index.asking` have these shapes; the store knows neither.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pypi_language_server.index.model import NotAsked, ProjectDocument, VersionDocument
    from pypi_language_server.names import NormalizedName


class Asked(Protocol):
    """An index that may be asked."""

    @property
    def source(self) -> str:
        """Its address without credentials; the cache's key."""
        ...

    @property
    def confined(self) -> bool:
        """Whether redirects must stay on its host."""
        ...


IndexT = TypeVar("IndexT", bound=Asked)
IndexT_co = TypeVar("IndexT_co", bound=Asked, covariant=True)
IndexT_contra = TypeVar("IndexT_contra", bound=Asked, contravariant=True)


class Route(Protocol[IndexT_co]):
    """Whom to ask about one project."""

    @property
    def indexes(self) -> Sequence[IndexT_co]:
        """In order; the next one only after a definite "no such project"."""
        ...

    @property
    def otherwise(self) -> NotAsked | None:
        """What to say when all of them said no, instead of "not found"."""
        ...

    @property
    def blocked(self) -> NotAsked | None:
        """Why nobody may be asked now, if so."""
        ...


class Loaded(Protocol):
    """What an index answered about a project."""

    @property
    def document(self) -> ProjectDocument | None:
        """What it said; None when there is no such project, or nothing new."""
        ...

    @property
    def etag(self) -> str:
        """The validator to send next time, or empty."""
        ...

    @property
    def unchanged(self) -> bool:
        """Whether what was known under the validator sent is still so."""
        ...

    @property
    def complete(self) -> bool:
        """False when a part could not be had that may be there next time."""
        ...


class Asker(Protocol[IndexT_contra]):
    """Asks indexes; raises `IndexFailure`."""

    async def project(self, index: IndexT_contra, name: NormalizedName, etag: str = "") -> Loaded:
        """Return what an index says about a project."""
        ...

    async def version(
        self, index: IndexT_contra, name: NormalizedName, version: str, *, files: bool = False
    ) -> VersionDocument | None:
        """Return what an index says about one version, if it has words for that.

        With `files`, its files' digests are worth a request of their own.
        """
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...


def _no_serial(name: NormalizedName, source: str) -> int | None:  # noqa: ARG001 - the form
    return None


def _no_list() -> float | None:
    return None


@dataclass(frozen=True, slots=True)
class World:
    """What else the store wants to know.

    Attributes:
        serial_of: the serial of a project in the list of the index with this address; None when
            there is no such list, the project is not in it, or the list tells no serials.
        list_age: how old the list in use is, in seconds; None when there is none.
        clock: seconds since the epoch.
        jitter: a random number from 0 to 1.
    """

    serial_of: Callable[[NormalizedName, str], int | None] = _no_serial
    list_age: Callable[[], float | None] = _no_list
    clock: Callable[[], float] = time.time
    jitter: Callable[[], float] = random.random
