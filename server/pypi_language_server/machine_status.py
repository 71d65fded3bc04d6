"""The state of everything on this machine, put together for those who ask.

Contract: opens the cache and the lists, and so finds what is wrong with them; never raises.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pypi_language_server import __version__
from pypi_language_server.services import Status

if TYPE_CHECKING:
    from pypi_language_server.wiring import Machine


def status_of(machine: Machine) -> Status:
    """Return the state of everything."""
    plan, index = machine.plan, machine.settings.index
    shelf = machine.shelves[plan.main.source] if plan.main else None
    stamp = machine.catalogue().stamp
    attempt = shelf.state().last_attempt if shelf else 0.0
    cached_projects = machine.store.count()  # opens the cache, and so finds what is wrong with it
    return Status(
        version=__version__,
        index=plan.main.source if plan.main else "",
        extra_indexes=tuple(index.source for index in plan.extra),
        stamp=stamp,
        catalogue_path=shelf.path if shelf else None,
        catalogue_bytes=shelf.size() if shelf else 0,
        cache_directory=machine.cache,
        cached_projects=cached_projects,
        mode=index.refresh,
        consent=machine.consent(),
        offline=index.offline,
        last_attempt=datetime.fromtimestamp(attempt, UTC) if attempt else None,
        problems=machine.problems(),
    )
