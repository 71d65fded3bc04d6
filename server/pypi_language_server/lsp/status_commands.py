"""Refreshing the list of names by hand, and the state of everything: `pypi.refresh`, `pypi.status`.

Contract: each answers a JSON object for programs and shows one message for people; `pypi.status`
with `[{"quiet": true}]` shows none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypi_language_server.catalogue.refresh_model import RefreshResult
from pypi_language_server.lsp.command_arguments import Arguments
from pypi_language_server.lsp.notices import Level

if TYPE_CHECKING:
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.lsp.to_lsp import Json
    from pypi_language_server.services import Status

_FINE = {RefreshResult.REPLACED, RefreshResult.FRESH, RefreshResult.BUSY}


async def refresh(ls: Server, _arguments: object = None) -> Json:
    """Refresh the list of names now; running this is the consent for this once."""
    outcome = await ls.refreshing.refresh(force=True)
    level = Level.INFO if outcome.result in _FINE else Level.WARNING
    ls.notices.say(level, outcome.message)
    return {
        "result": str(outcome.result),
        "message": outcome.message,
        "count": outcome.count,
    }


def status(ls: Server, given: Any = None) -> Json:
    """Say which index is asked, how many names there are, and how old they are."""
    found = ls.services.status()
    if Arguments("pypi.status", given, "quiet").flag("quiet"):
        return _json(found)
    ls.notices.say(Level.WARNING if found.problems else Level.INFO, _sentence(found))
    return _json(found)


def _json(status: Status) -> Json:
    stamp = status.stamp
    return {
        "version": status.version,
        "index": status.index,
        "extraIndexes": list(status.extra_indexes),
        "catalogue": {
            "origin": stamp.origin.value,
            "count": stamp.count,
            "source": stamp.source,
            "builtAt": _time(stamp.built_at),
            "path": str(status.catalogue_path) if status.catalogue_path else None,
            "bytes": status.catalogue_bytes,
        },
        "cacheDirectory": str(status.cache_directory),
        "cachedProjects": status.cached_projects,
        "refresh": str(status.mode),
        "consent": str(status.consent),
        "offline": status.offline,
        "lastAttempt": _time(status.last_attempt),
        "problems": list(status.problems),
    }


def _time(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _sentence(status: Status) -> str:
    from pypi_language_server.lsp.looking_up import serving

    parts = [serving(status.stamp), f"Index: {status.index}."]
    if status.offline:
        parts.append("The network is not used.")
    return " ".join([*parts, *status.problems])
