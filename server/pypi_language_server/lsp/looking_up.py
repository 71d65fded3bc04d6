"""Asks about one project on behalf of a request: as long as its budget allows, no longer.

Contract: never raises for failures of the world. A request that gives up, or is cancelled, leaves
the look-up running, so that its answer is there the next time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from pypi_language_server.catalogue.model import CatalogueStamp, Origin
from pypi_language_server.features.scopes import scope_of
from pypi_language_server.index.model import (
    AccessDenied,
    Answer,
    IndexFailure,
    IndexUnavailable,
    Known,
    MalformedAnswer,
    Pending,
    Unavailable,
)
from pypi_language_server.index.scope import Scope
from pypi_language_server.lsp.notices import Level
from pypi_language_server.names import NormalizedName

if TYPE_CHECKING:
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.manifests.model import Entry
    from pypi_language_server.session import Document

_WORTH_SAYING = (IndexUnavailable, AccessDenied, MalformedAnswer)  # not what we chose ourselves


GLANCE = 0.1
"""Seconds that a completion list waits for the index."""

UNTIL_READY = 3.0
"""Seconds that the first list of a query waits for what is searched; nothing else waits with it.

Long, because that list stays: many editors ask again only when somebody types on.
"""


async def look_up(
    ls: Server, name: NormalizedName, scope: Scope, version: str | None = None
) -> Answer:
    """Return what is known about a project within the budget `pypi.hover.budget`."""
    work = ls.services.look_up(name, scope, version)
    return await _within(ls.session.settings.hover.budget, ls, work, name, scope)


async def consider(ls: Server, document: Document, name: NormalizedName) -> Answer:
    """Return what is known about the project of an item that is selected in an open list.

    Editors ask so for every item that comes first while one types. The index hears only of what
    stays selected for a moment (`Outside.dwell`): a request that is taken back until then, or
    whose document has changed, costs it nothing.
    """
    scope = scope_for(ls, document, name, None)
    known = ls.services.peek(name, scope)
    if not isinstance(known, Known) or known.stale:
        await ls.outside.dwell()
        if ls.session.document(document.uri) is not document:
            return known or Pending(name)
    return await look_up(ls, name, scope)


async def glance(
    ls: Server, name: NormalizedName, scope: Scope, version: str | None = None
) -> Answer:
    """Return what is known about a project within a moment; one look-up at most is begun.

    With `version`, also that version's files, which are asked for when somebody wants them only.
    """
    if version is not None:
        work = ls.services.look_up(name, scope, version, files=True)
        return await _within(GLANCE, ls, work, name, scope)
    began = time.monotonic()
    known = ls.services.peek(name, scope)
    if known is None or failure_of(known) is not None:
        left = GLANCE - (time.monotonic() - began)  # the first peek opens what is on disk
        return await _within(left, ls, ls.services.look_up(name, scope), name, scope)
    if isinstance(known, Known) and known.stale:  # it has changed since: for the next keystroke
        ls.background.start(ls.services.look_up(name, scope), "looking up a project")
    return known


async def can_search(ls: Server, query: str) -> bool:
    """Return whether a search for `query` looks through everything by now; waits for that a while.

    An empty one, which somebody is about to type, has it made ready and waits for nothing.
    """
    task = ls.background.start(ls.services.prepare_search(), "getting ready to search")
    done, _ = await asyncio.wait({task}, timeout=UNTIL_READY if query else 0)
    return bool(done)


def latest(ls: Server, name: NormalizedName, scope: Scope) -> str:
    """Return a project's latest version as far as this machine knows it, or an empty string."""
    known = ls.services.peek(name, scope)
    return known.document.latest if isinstance(known, Known) else ""


async def _within(
    budget: float,
    ls: Server,
    work: Coroutine[Any, Any, Answer],
    name: NormalizedName,
    scope: Scope,
) -> Answer:
    task = ls.background.start(work, "looking up a project")
    done, _ = await asyncio.wait({task}, timeout=budget)
    if not done:
        return ls.services.peek(name, scope) or Pending(name)
    answer = task.result()
    _say_failure(ls, answer)
    say_problems(ls)
    return answer


def say_problems(ls: Server) -> None:
    """Say what has come out to be wrong with the cache or the settings, each thing once."""
    for problem in ls.services.problems():
        ls.notices.once(problem, Level.WARNING, problem)


def scope_for(ls: Server, document: Document, name: NormalizedName, entry: Entry | None) -> Scope:
    """Return where a look-up of `name` comes from.

    `entry` is None for a name that is about to be written.
    """
    return scope_of(document.manifest, entry, ls.session.settings.workspace.trusted, name)


def _say_failure(ls: Server, answer: Answer) -> None:
    """Say once per kind of failure that the index does not answer, and what serves instead."""
    failure = failure_of(answer)
    if isinstance(failure, _WORTH_SAYING):
        stamp = ls.services.catalogue().stamp
        text = f"The package index gave no answer: {failure.why.rstrip('.')}. {serving(stamp)}"
        ls.notices.once(type(failure).__name__, Level.WARNING, text)


def failure_of(answer: Answer) -> IndexFailure | None:
    """Return why an answer is older than it should be, or missing."""
    match answer:
        case Unavailable(failure=failure) | Known(stale=True, failure=failure):
            return failure
        case _:
            return None


def serving(stamp: CatalogueStamp) -> str:
    """Return the sentence that says which names are completed, and how old they are."""
    match stamp.origin:
        case Origin.INDEX if stamp.built_at is not None:
            day = f"{stamp.built_at:%Y-%m-%d}"
            return f"Names are completed from the list of {day} ({stamp.count:,} projects)."
        case Origin.STARTER:
            return f"Names are completed from the {stamp.count:,} well-known ones that come along."
        case _:
            return f"Names are completed from a list of {stamp.count:,} projects."
