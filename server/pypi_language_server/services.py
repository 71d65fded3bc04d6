"""What the faces of the program (`lsp`, `cli`) may ask for; `main.py` provides it.

Contract: nothing here raises for bad networks, bad caches or bad data; such things are answers.
Only `look_up`, `refresh` and `prepare_search` wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from pypi_language_server.catalogue.model import CatalogueStamp, NameCatalogue
    from pypi_language_server.catalogue.refresh_model import (
        Consent,
        RefreshOutcome,
        RefreshProgress,
    )
    from pypi_language_server.catalogue.search_model import SearchResult, Standing
    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.index.model import Answer
    from pypi_language_server.index.scope import Scope
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.settings import RefreshMode, Settings


@dataclass(frozen=True, slots=True)
class Status:
    """The state of everything, for `pypi-ls status` and `pypi.status`.

    Attributes:
        version: this program's.
        index: the main index's address, without credentials.
        extra_indexes: the further ones.
        stamp: what the catalogue in use is made from.
        catalogue_path: the catalogue's file, or None while the starter catalogue serves.
        catalogue_bytes: its size.
        cache_directory: where everything is kept.
        cached_projects: how many projects' documents are on disk.
        mode: `pypi.index.refresh`.
        consent: what the user said about downloading the list.
        offline: whether the network is ruled out.
        last_attempt: when a refresh was last tried.
        problems: sentences about what is wrong, if anything.
    """

    version: str
    index: str
    extra_indexes: tuple[str, ...]
    stamp: CatalogueStamp
    catalogue_path: Path | None
    catalogue_bytes: int
    cache_directory: Path
    cached_projects: int
    mode: RefreshMode
    consent: Consent
    offline: bool
    last_attempt: datetime | None = None
    problems: tuple[str, ...] = ()


class Services(Protocol):
    """Everything that waits on disk or network, behind one seam."""

    def configure(self, settings: Settings) -> None:
        """Take new settings; connections and catalogues follow them from now on."""
        ...

    def catalogue(self) -> NameCatalogue:
        """Return the names to complete from: the index's list if there is one, else the starter's.

        Notices a new file within a minute; otherwise touches memory only.
        """
        ...

    def summary(self, name: NormalizedName) -> str:
        """Return the starter catalogue's one line about a project, or an empty string."""
        ...

    async def prepare_search(self) -> None:
        """Return when what `search` looks through is ready; made so off the event loop.

        Who must not wait in `search` awaits this before each one, for as long as may be; a search
        that comes too early looks through what is ready, at first names alone.
        """
        ...

    def search(self, query: str, limit: int) -> SearchResult:
        """Return at most `limit` projects for what somebody typed, from what is on this machine."""
        ...

    def standing(self, name: NormalizedName) -> Standing | None:
        """Return how popular a project is; None when it is not among the well-known ones."""
        ...

    def installed(self, name: NormalizedName) -> str:
        """Return the version that the user's Python environment holds, or an empty string."""
        ...

    def peek(self, name: NormalizedName, scope: Scope) -> Answer | None:
        """Return what this machine knows about a project, without the network."""
        ...

    async def look_up(
        self,
        name: NormalizedName,
        scope: Scope,
        version: str | None = None,
        *,
        files: bool = False,
    ) -> Answer:
        """Return what is known about a project, asking the index if need be.

        With `version`, also what the index says about that version alone, and with `files` its
        files' digests for certain, as far as the index has them. Never raises for failures. A
        cancelled caller does not cancel the look-up for others.
        """
        ...

    def environment(self) -> PythonEnvironment:
        """Return the Python that requirements are installed for, as far as it is known by now."""
        ...

    def consent(self) -> Consent:
        """Return what the user said about downloading the list of names."""
        ...

    def remember_consent(self, consent: Consent) -> None:
        """Keep what the user said; when the disk refuses, for this process only."""
        ...

    def refresh_due(self) -> bool:
        """Whether a refresh would ask the index now; says nothing about consent.

        False while the list is younger than a day, after a recent failure, and offline.
        """
        ...

    async def refresh(
        self, report: Callable[[RefreshProgress], None], *, force: bool = False
    ) -> RefreshOutcome:
        """Refresh the list in a process of its own; `force` ignores its age and any back-off."""
        ...

    def status(self) -> Status:
        """Return the state of everything."""
        ...

    def problems(self) -> tuple[str, ...]:
        """Return sentences about what is wrong with the cache and the settings, as known by now."""
        ...

    async def close(self) -> None:
        """End what is under way and close connections and files."""
        ...
