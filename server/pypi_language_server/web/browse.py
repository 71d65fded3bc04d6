"""Answers for the page `pypi-ls browse`: the page itself and the data behind it.

Everything stands below `/TOKEN/`, a part of the address that nobody can guess; other addresses are
refused. Errors of the caller are `{"error": "one sentence"}` with a status of 4xx.

    GET  /TOKEN/                       the page
    GET  /TOKEN/api/about              {"about"}: sentences about what can be searched
    GET  /TOKEN/api/search?q=&sort=&limit=
         {"rows", "terms", "corrections": [[typed, used]], "truncated", "searched"}; local, at once.
         A row is what `pypi-ls search --json` shows of a project, and its `age` in words. `sort` is
         one of `relevance`, `downloads`, `updated`, `name`
    GET  /TOKEN/api/versions?name=&name=…
         {"rows", "trouble"}: the same rows after asking an index about at most ten projects
    GET  /TOKEN/api/project/NAME       `browse_project.project_data`, and the project's `row`
    POST /TOKEN/api/alive?tab=         a page is open
    POST /TOKEN/api/closed?tab=        a page has gone

Contract: never raises for any request; texts are cleaned and are data, never markup.
"""

from __future__ import annotations

import hmac
import json
import threading
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs

from pypi_language_server import names
from pypi_language_server.catalogue.model import Origin
from pypi_language_server.catalogue.search_model import Found, FoundBy
from pypi_language_server.features.ages import ago
from pypi_language_server.features.result_data import as_data
from pypi_language_server.features.result_order import Order, ordered
from pypi_language_server.features.result_words import searched_words
from pypi_language_server.features.untrusted import clean
from pypi_language_server.index.model import Pending
from pypi_language_server.index.scope import NOWHERE
from pypi_language_server.search_rows import MOST_LOOK_UPS, Budget, LookedUp, looked_up, rows_of
from pypi_language_server.web.browse_page import page
from pypi_language_server.web.browse_project import project_data
from pypi_language_server.web.desk import Closed
from pypi_language_server.web.exchange import Response, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from datetime import datetime

    from pypi_language_server.catalogue.model import CatalogueStamp
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.index.model import Answer
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.services import Services
    from pypi_language_server.web.desk import Desk
    from pypi_language_server.web.exchange import Request
    from pypi_language_server.web.open_pages import OpenPages

MAX_QUERY = 500
MAX_LIMIT = 200
DEFAULT_LIMIT = 50
LOOK_UP_PATIENCE = 6.0
"""Seconds that the page waits for the answer about one project."""

MOST_WAITING = 5
"""Fewer than the local server has threads: typing goes on while an index keeps others waiting."""

_JSON = "application/json"
T = TypeVar("T")


class _BadRequest(Exception):  # noqa: N818 - the caller's mistake; the text is for a person
    """What was asked makes no sense."""


class Browse:
    """The app of `pypi-ls browse`; used from several threads."""

    def __init__(
        self, desk: Desk, pages: OpenPages, token: str, clock: Callable[[], datetime]
    ) -> None:
        """Take what answers come from.

        Args:
            desk: asks `Services`, one caller at a time.
            pages: told about every page that is open.
            token: the part of the address that nobody can guess.
            clock: the present moment (aware).
        """
        self._desk = desk
        self._pages = pages
        self._token = token.encode()
        self._clock = clock
        self._waiting = threading.Semaphore(MOST_WAITING)

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        given, slash, rest = request.path.removeprefix("/").partition("/")
        if not hmac.compare_digest(given.encode(), self._token):
            return sentence(403, "Open the whole address that pypi-ls browse printed.")
        if not slash:
            return sentence(308, "The page stands one slash further.", {"Location": f"{given}/"})
        if not rest:
            return page() if request.method == "GET" else _error(405, "The page can only be read.")
        try:
            return self._api(request, rest)
        except _BadRequest as error:
            return _error(400, str(error))
        except Closed:
            return _error(503, "The program is ending.")

    def _api(self, request: Request, path: str) -> Response:
        given = parse_qs(request.query, keep_blank_values=True, max_num_fields=None)
        match request.method, path.split("/"):
            case "GET", ["api", "about"]:
                return _answer(self._about())
            case "GET", ["api", "search"]:
                return _answer(self._search(given))
            case "GET", ["api", "versions"]:
                return _answer(self._versions(given))
            case "GET", ["api", "project", *name]:
                return _answer(self._project("/".join(name)))
            case "POST", ["api", "alive" | "closed" as what]:
                return self._heard(what, _one(given, "tab"))
            case _, ["api", "about" | "search" | "versions" | "project" | "alive" | "closed", *_]:
                return _error(405, f"{request.method} is not what this address takes.")
            case _:
                return _error(404, "There is nothing at this address.")

    def _wait(self, work: Callable[[Services], Coroutine[object, object, T]], instead: T) -> T:
        """Return what a look-up gives; `instead` while so many wait that searching might stall."""
        if not self._waiting.acquire(blocking=False):
            return instead
        try:
            return self._desk.wait_for(work)
        finally:
            self._waiting.release()

    # -- what is asked

    def _about(self) -> dict[str, Any]:
        stamp = self._desk.ask(lambda services: services.catalogue().stamp)
        return {"about": _about_words(stamp, self._clock())}

    def _search(self, given: _Given) -> dict[str, Any]:
        query, order, limit = _query(given), _order(given), _limit(given)
        now = self._clock()

        def ask(services: Services) -> dict[str, Any]:
            result = services.search(query, limit)
            rows = ordered(rows_of(result.found, services), order)
            return {
                "rows": _rows(rows, now),
                "terms": [clean(term) for term in result.terms],
                "corrections": [[clean(typed), clean(used)] for typed, used in result.corrections],
                "truncated": result.truncated,
                "searched": searched_words(services.catalogue().stamp, result.texts, now),
            }

        return self._desk.ask(ask)

    def _versions(self, given: _Given) -> dict[str, Any]:
        wanted = [_name(name) for name in given.get("name", [])]
        if not 1 <= len(wanted) <= MOST_LOOK_UPS:
            raise _BadRequest(f"Between one and {MOST_LOOK_UPS} names, please.")
        found = self._desk.ask(lambda services: [_found(name, services) for name in wanted])
        told = self._wait(lambda services: looked_up(found, services, Budget()), LookedUp(()))
        late = f"{told.unanswered} of {told.asked} look-ups were not answered in time."
        trouble = (_plain(told.why) or late) if told.unanswered else ""
        return {"rows": _rows(told.rows, self._clock()), "trouble": trouble}

    def _project(self, typed: str) -> dict[str, Any]:
        name = _name(typed)
        late: Answer = Pending(name)
        answer = self._wait(lambda services: _look_up(name, services), late)
        now = self._clock()

        def ask(services: Services) -> dict[str, Any]:
            (row,) = rows_of([_found(name, services)], services)
            data = project_data(answer, row, services.environment().version, now)
            return {**data, "row": _rows([row], now)[0]}

        return self._desk.ask(ask)

    def _heard(self, what: str, tab: str) -> Response:
        if not 1 <= len(tab) <= 40:
            raise _BadRequest("A page says its name: tab=….")
        (self._pages.alive if what == "alive" else self._pages.closed)(tab)
        return _answer({})


# -- reading what was given

_Given = dict[str, list[str]]


def _one(given: _Given, key: str, default: str = "") -> str:
    values = given.get(key, [default])
    if len(values) > 1:
        raise _BadRequest(f"“{key}” is given more than once.")
    return values[0]


def _query(given: _Given) -> str:
    query = _one(given, "q")
    if len(query) > MAX_QUERY:
        raise _BadRequest(f"That is a long question: at most {MAX_QUERY} characters, please.")
    return query


def _order(given: _Given) -> Order:
    wanted = _one(given, "sort", Order.RELEVANCE)
    try:
        return Order(wanted)
    except ValueError:
        raise _BadRequest(f"“sort” is one of {', '.join(Order)}.") from None


def _limit(given: _Given) -> int:
    text = _one(given, "limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_LIMIT):
        raise _BadRequest(f"“limit” is a number from 1 to {MAX_LIMIT}.")
    return int(text)


def _name(typed: str) -> NormalizedName:
    if not names.is_valid(typed) or len(typed) > 200:
        raise _BadRequest(
            f"“{clean(typed, 80)}” cannot be a project's name (letters, digits, - _ .)."
        )
    return names.normalize(typed)


# -- asking and answering


def _about_words(stamp: CatalogueStamp, now: datetime) -> str:
    if stamp.origin is Origin.INDEX:
        age = f", listed {ago(stamp.built_at, now)}," if stamp.built_at else ""
        more = ""
    else:
        age, more = "", " “pypi-ls refresh” fetches the index's whole list."
    what = f"Search {stamp.count:,} projects{age} by name or by what they do."
    return f"{what}{more} What you type stays on this machine."


def _found(name: NormalizedName, services: Services) -> Found:
    spelling = services.catalogue().spelling(name) or name
    return Found(spelling, name, FoundBy.NAME)


async def _look_up(name: NormalizedName, services: Services) -> Answer:
    """Ask about one project; what takes too long goes on, and the next call has it."""
    import asyncio

    try:
        return await asyncio.wait_for(services.look_up(name, NOWHERE), LOOK_UP_PATIENCE)
    except TimeoutError:
        return Pending(name)


def _rows(rows: Sequence[ResultRow], now: datetime) -> list[dict[str, Any]]:
    return [{**as_data(row), "age": ago(row.released, now) if row.released else ""} for row in rows]


def _plain(sentence: str) -> str:
    return clean(sentence).replace("`", "")


def _answer(data: dict[str, Any], status: int = 200) -> Response:
    return Response(status, _JSON, json.dumps(data).encode())


def _error(status: int, text: str) -> Response:
    return _answer({"error": text}, status)
