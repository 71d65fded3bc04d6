"""`Services` for real: this machine's cache, the user's indexes, and the network.

Contract: as `services.Services` says. Nothing is opened before it is needed: the list of names at
the first completion, the cache of projects at the first hover, connections at the first look-up.
"""

from __future__ import annotations

import os
import time
from functools import cached_property
from typing import TYPE_CHECKING

from pypi_language_server.cache_place import cache_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pypi_language_server.catalogue.consent import ConsentFile
    from pypi_language_server.catalogue.model import NameCatalogue
    from pypi_language_server.catalogue.refresh_model import (
        Consent,
        RefreshOutcome,
        RefreshProgress,
    )
    from pypi_language_server.catalogue.search_model import SearchResult, Standing
    from pypi_language_server.catalogue.standings import Standings, StandingsShelf
    from pypi_language_server.catalogue.starter import Starter
    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.index.model import Answer
    from pypi_language_server.index.plan import Index, IndexPlan, Route
    from pypi_language_server.index.scope import Scope
    from pypi_language_server.installed import Installed
    from pypi_language_server.interpreter import ChosenPython
    from pypi_language_server.name_shelves import NameShelves
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.searching import Searcher
    from pypi_language_server.services import Status
    from pypi_language_server.settings import Settings
    from pypi_language_server.store.project_store import ProjectStore


class Machine:
    """Everything that waits on disk or network, on this machine.

    Not thread-safe: parts are made when first needed and replaced by `configure`, and `look_up`,
    `refresh` and `close` belong to one event loop. Whoever asks from several threads holds one lock
    around every call, and runs the coroutines on one loop. What a call has returned (catalogues,
    answers, results, standings) is frozen and belongs to everybody. Below this class, the cache's
    file has locks of its own, and several processes may share it.
    """

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self.settings = settings
        self.environ = environ
        self.cache = cache_directory(environ)
        self.folder: Path | None = None  # whose `.venv` may count: the command line's
        self._plan: IndexPlan | None = None
        self._python: ChosenPython | None = None

    def configure(self, settings: Settings) -> None:
        """Take new settings; what was opened for the old indexes is kept only if it still fits."""
        if settings.index != self.settings.index:
            self._plan = None
        if settings.python != self.settings.python:
            self._forget_python()
        self.settings = settings

    def _forget_python(self) -> None:
        if self._python is not None:
            self._python.close()
            self._python = None

    # -- names

    @cached_property
    def starter(self) -> Starter:
        """The embedded starter catalogue."""
        from pypi_language_server.catalogue import starter

        return starter.load()

    @property
    def plan(self) -> IndexPlan:
        """The user's indexes."""
        if self._plan is None:
            from pypi_language_server.index.config import plan_indexes

            self._plan = plan_indexes(self.settings.index, self.environ)
        return self._plan

    def indexes(self) -> tuple[Index, ...]:
        """Return the indexes whose names are completed, the main one first."""
        main = self.plan.main
        return (*([main] if main else []), *self.plan.extra)

    @cached_property
    def shelves(self) -> NameShelves:
        """The lists of names, by their indexes' addresses."""
        from pypi_language_server.name_shelves import NameShelves

        return NameShelves(self.cache, lambda: self.starter)

    def catalogue(self) -> NameCatalogue:
        """Return the names of all indexes; the starter catalogue's while there is no list."""
        return self.shelves.together(index.source for index in self.indexes())

    def summary(self, name: NormalizedName) -> str:
        """Return the starter catalogue's one line about a project, or an empty string."""
        return self.starter.summary(name)

    @cached_property
    def searcher(self) -> Searcher:
        """What finds projects by words."""
        from pypi_language_server.searching import Material, Searcher

        return Searcher(Material(self.starter, self._sources, lambda: self.store, self.standings))

    def _sources(self) -> tuple[str, ...]:
        """Return the addresses of the user's own indexes, the public one's last, as in a route."""
        indexes = sorted(self.indexes(), key=lambda index: index.public)
        return tuple(index.source for index in indexes)

    @cached_property
    def _standings(self) -> StandingsShelf:
        from pypi_language_server.catalogue import popularity
        from pypi_language_server.catalogue.standings import StandingsShelf

        path = self.cache / popularity.FILE_NAME
        return StandingsShelf(path, self.starter.order, time.monotonic)

    def standings(self) -> Standings:
        """Return the order of the well-known projects."""
        return self._standings.standings(self.settings.popularity.url)

    async def prepare_search(self) -> None:
        """Return when what `search` looks through is ready; made so off the event loop."""
        await self.searcher.prepare()

    def search(self, query: str, limit: int) -> SearchResult:
        """Return at most `limit` projects for what somebody typed, from what is on this machine."""
        return self.searcher.search(query, self.catalogue(), limit)

    def standing(self, name: NormalizedName) -> Standing | None:
        """Return how popular a project is; None when it is not among the well-known ones."""
        return self.standings().of_project(name)

    def installed(self, name: NormalizedName) -> str:
        """Return the version that the user's Python environment holds, or an empty string."""
        return self._packages.version(name)

    @cached_property
    def _packages(self) -> Installed:
        from pypi_language_server.installed import Installed, find_place

        return Installed(lambda: find_place(self.environ, self.settings.python, self.folder))

    # -- projects

    @cached_property
    def store(self) -> ProjectStore[Index]:
        """What this machine knows about projects."""
        from pypi_language_server.index.client import connect
        from pypi_language_server.store.database import Database
        from pypi_language_server.store.project_store import ProjectStore
        from pypi_language_server.store.seams import World

        database = Database(self.cache)
        world = World(serial_of=self._serial, list_age=self._list_age)
        return ProjectStore(database, connect(database), world)

    def _serial(self, name: NormalizedName, source: str) -> int | None:
        return self.shelves[source].catalogue().serial(name) or None

    def _list_age(self) -> float | None:
        """Return the age of the main index's list in seconds; None when there is none."""
        main = self.plan.main
        return self.shelves.age(main.source) if main else None

    def _route(self, name: NormalizedName, scope: Scope) -> Route:
        return self.plan.route(name, scope, self._is_public_knowledge(name))

    def _is_public_knowledge(self, name: NormalizedName) -> bool:
        """Whether a name is no secret: well known, or in the public index's own list."""
        public = (self.shelves[index.source] for index in self.indexes() if index.public)
        return name in self.starter.catalogue() or any(
            name in shelf.catalogue() for shelf in public
        )

    def peek(self, name: NormalizedName, scope: Scope) -> Answer | None:
        """Return what this machine knows about a project, without the network."""
        return self.store.peek(name, self._route(name, scope))

    async def look_up(
        self,
        name: NormalizedName,
        scope: Scope,
        version: str | None = None,
        *,
        files: bool = False,
    ) -> Answer:
        """Return what is known about a project, asking the index if need be."""
        return await self.store.get(name, self._route(name, scope), version, files=files)

    # -- the Python

    @property
    def python(self) -> ChosenPython:
        """The Python that requirements are installed for."""
        if self._python is None:
            from pypi_language_server.interpreter import ChosenPython

            self._python = ChosenPython(self.settings.python)
        return self._python

    def environment(self) -> PythonEnvironment:
        """Return the Python that requirements are installed for, as far as it is known by now."""
        return self.python.environment()

    # -- refreshing

    @cached_property
    def _consent(self) -> ConsentFile:
        from pypi_language_server.catalogue.consent import ConsentFile

        return ConsentFile(self.cache / "consent.json")

    def consent(self) -> Consent:
        """Return what the user said about downloading the list of names."""
        return self._consent.get()

    def remember_consent(self, consent: Consent) -> None:
        """Keep what the user said; when the disk refuses, for this process only."""
        self._consent.remember(consent)

    def refresh_due(self) -> bool:
        """Whether a refresh would ask an index now; says nothing about consent."""
        if self.settings.index.offline or self.plan.no_index:
            return False
        now = time.time()
        return any(self.shelves[index.source].is_due(now) for index in self.indexes())

    async def refresh(
        self, report: Callable[[RefreshProgress], None], *, force: bool = False
    ) -> RefreshOutcome:
        """Refresh the lists in a process of its own; `force` ignores their age and any back-off."""
        from pypi_language_server import refresh_process

        options = [] if force else ["--if-due"]
        wanted = refresh_process.environment(self.settings, self.cache)
        environ = dict(self.environ) | wanted
        outcome = await refresh_process.run_refresh(
            refresh_process.command(*options), environ, report
        )
        self.shelves.look_again()
        return outcome

    # -- all of it

    def status(self) -> Status:
        """Return the state of everything."""
        from pypi_language_server.machine_status import status_of

        return status_of(self)

    def problems(self) -> tuple[str, ...]:
        """Return sentences about what is wrong with the cache and the settings, as known by now."""
        return (
            *self.plan.problems,
            *self.shelves.problems(),
            *self.store.problems(),
            *self.python.problems(),
        )

    async def close(self) -> None:
        """End what is under way and close connections and files."""
        self._forget_python()
        if "searcher" in self.__dict__:
            await self.searcher.aclose()
        if "store" in self.__dict__:
            await self.store.aclose()


def for_this_machine(settings: Settings, overrides: Mapping[str, str]) -> Machine:
    """Return the services of this machine, with `overrides` over its environment."""
    return Machine(settings, dict(os.environ) | dict(overrides))
