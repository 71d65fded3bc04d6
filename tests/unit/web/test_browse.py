"""What the page of `pypi-ls browse` is told, request by request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue.model import CatalogueStamp, Origin
from pypi_language_server.catalogue.search_model import SearchResult
from pypi_language_server.web import browse
from pypi_language_server.web.browse import Browse
from pypi_language_server.web.desk import Desk
from pypi_language_server.web.exchange import Request, Response
from pypi_language_server.web.open_pages import OpenPages
from tests.protocol.fakes import NOW, FakeServices, NameList, known, no_answer

TOKEN = "a-token"


@dataclass
class Visitor:
    """Somebody who knows the address."""

    app: Browse
    services: FakeServices
    pages: OpenPages

    def get(self, path: str, method: str = "GET", **query: str) -> tuple[int, Any]:
        response = self.response(f"/{TOKEN}/{path}", method, urlencode(query))
        assert response.content_type == "application/json"
        assert isinstance(response.body, bytes)
        return response.status, json.loads(response.body)

    def response(self, path: str, method: str = "GET", query: str = "") -> Response:
        return self.app(Request(method, path, query))

    def found(self, path: str, **query: str) -> Any:
        status, data = self.get(path, **query)
        assert status == 200, data
        return data


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    services = FakeServices()
    pages = OpenPages(linger=0, silent=9)
    with Desk(services) as desk:
        yield Visitor(Browse(desk, pages, TOKEN, lambda: NOW), services, pages)


# -- who may ask


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api/search",
        "/a-toke/",
        "/a-token2/",
        "//a-token/",
        "/A-TOKEN/api/about",
        "/é/",
        "/\0",
    ],
)
def test_without_the_token_nothing_is_told(visitor: Visitor, path: str) -> None:
    response = visitor.response(path)
    assert response.status == 403
    assert response.body == b"Open the whole address that pypi-ls browse printed.\n"


def test_the_page(visitor: Visitor) -> None:
    page = visitor.response(f"/{TOKEN}/")
    assert (page.status, page.content_type) == (200, "text/html; charset=utf-8")
    assert visitor.response(f"/{TOKEN}/", "POST").status == 405
    further = visitor.response(f"/{TOKEN}")
    assert (further.status, further.headers["Location"]) == (308, f"{TOKEN}/")


# -- searching


def test_searching(visitor: Visitor) -> None:
    visitor.services.peeked["requests"] = known("requests", "HTTP for Humans.", "2.32.3")
    told = visitor.found("api/search", q="requests")
    first, second, _ = told["rows"]
    assert (first["name"], first["version"], first["summary"]) == (
        "requests",
        "2.32.3",
        "HTTP for Humans.",
    )
    assert (first["age"], first["installed"], first["outdated"]) == ("4 weeks ago", "1.0", True)
    assert (first["rank"], first["downloads"], first["fits"]) == (1, 1_000_000, True)
    assert (second["name"], second["version"], second["age"]) == ("requests-oauthlib", None, "")
    assert told["terms"] == ["requests"]
    assert (
        told["searched"] == "Searched 6 names, listed 36 hours ago."
        or "listed 1 day ago" in (told["searched"])
    )
    assert visitor.services.looked_up == []


def test_the_order_is_the_users_choice(visitor: Visitor) -> None:
    told = visitor.found("api/search", q="requests", sort="name", limit="2")
    assert [row["name"] for row in told["rows"]] == ["requests", "requests-oauthlib"]
    assert told["truncated"] is True


def test_corrections(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    corrected = SearchResult(terms=("requests",), corrections=(("reqeusts", "requests"),))
    monkeypatch.setattr(FakeServices, "search", lambda *_: corrected)
    told = visitor.found("api/search", q="reqeusts")
    assert told["corrections"] == [["reqeusts", "requests"]]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"q": "x" * 501}, "at most 500 characters"),
        ({"q": "x", "sort": "colour"}, "“sort” is one of relevance, downloads, updated, name."),
        *(({"q": "x", "limit": bad}, "from 1 to 200") for bad in ("0", "201", "-1", "x", "", "٣")),
    ],
)
def test_bad_searches(visitor: Visitor, query: dict[str, str], says: str) -> None:
    status, told = visitor.get("api/search", **query)
    assert status == 400
    assert says in told["error"]


def test_a_thing_said_twice(visitor: Visitor) -> None:
    response = visitor.response(f"/{TOKEN}/api/search", query="q=a&q=b")
    assert response.status == 400


@given(query=st.text(max_size=60), raw=st.text(max_size=60))
def test_anything_can_be_typed(query: str, raw: str) -> None:
    services = FakeServices()
    with Desk(services) as desk:
        app = Browse(desk, OpenPages(1, 1), TOKEN, lambda: NOW)
        asked = urlencode({"q": query.encode("utf-8", "surrogatepass")})
        for text in (asked, raw, f"q={raw}", f"name={raw}"):
            for path in ("api/search", "api/versions", f"api/project/{raw}", raw):
                response = app(Request("GET", f"/{TOKEN}/{path}", text))
                assert isinstance(response.body, bytes)
                if path.startswith("api/"):
                    json.loads(response.body)


# -- asking an index


def test_versions(visitor: Visitor) -> None:
    visitor.services.answers["flask"] = known("Flask", latest="3.1")
    told = visitor.found("api/versions", name="Flask")
    assert [(row["name"], row["version"]) for row in told["rows"]] == [("Flask", "3.1")]
    assert told["trouble"] == ""


def test_versions_that_cannot_be_had(visitor: Visitor) -> None:
    visitor.services.answers["flask"] = no_answer("flask", "It is `down`.")
    told = visitor.found("api/versions", name="flask")
    assert (told["rows"][0]["version"], told["trouble"]) == (None, "It is down.")


@pytest.mark.parametrize(
    "query", ["", "&".join(f"name=n{n}" for n in range(11)), "name=", "name=a/b"]
)
def test_bad_questions_for_versions(visitor: Visitor, query: str) -> None:
    response = visitor.response(f"/{TOKEN}/api/versions", query=query)
    assert response.status == 400
    assert visitor.services.looked_up == []


def test_a_project(visitor: Visitor) -> None:
    visitor.services.answers["flask"] = visitor.services.peeked["flask"] = known("Flask")
    told = visitor.found("api/project/FLASK")
    assert (told["known"], told["name"], told["latest"]) == (True, "Flask", "2.0")
    assert told["row"]["version"] == "2.0"
    assert [name for name, _, _ in visitor.services.looked_up] == ["flask"]


def test_a_project_that_is_not_there(visitor: Visitor) -> None:
    told = visitor.found("api/project/no-such")
    assert (told["known"], told["said"]) == (False, "index.example has no project named no-such.")


@pytest.mark.parametrize("name", ["", "-", "a b", "../x", "ü", "x" * 201, "a\0"])
def test_what_cannot_be_a_name(visitor: Visitor, name: str) -> None:
    status, told = visitor.get(f"api/project/{name}")
    assert status == 400
    assert "cannot be a project's name" in told["error"]
    assert visitor.services.looked_up == []


def test_an_answer_that_takes_too_long(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "LOOK_UP_PATIENCE", 0.01)
    visitor.services.gate = asyncio.Event()
    told = visitor.found("api/project/flask")
    assert "has not answered about Flask yet" in told["said"]


def test_searching_goes_on_while_an_index_keeps_others_waiting(visitor: Visitor) -> None:
    """However many look-ups hang, threads are left for what this machine knows by itself."""
    gate = visitor.services.gate = asyncio.Event()
    with ThreadPoolExecutor(browse.MOST_WAITING + 1) as threads:
        asked = [
            threads.submit(visitor.found, f"api/project/p{n}") for n in range(browse.MOST_WAITING)
        ]
        while len(visitor.services.looked_up) < browse.MOST_WAITING:
            visitor.found("api/about")
        assert "not answered" in visitor.found("api/project/one-more")["said"]
        assert visitor.found("api/search", q="requests")["rows"]
        visitor.app._desk.ask(lambda _: gate.set())
        assert ["no project" in it.result()["said"] for it in asked] == [True] * len(asked)
    visitor.services.gate = None
    assert "no project" in visitor.found("api/project/one-more")["said"]


# -- the rest


def test_what_can_be_searched(visitor: Visitor) -> None:
    said = visitor.found("api/about")["about"]
    assert said.startswith("Search 6 projects, listed ")
    assert said.endswith("What you type stays on this machine.")


def test_what_can_be_searched_before_a_list_is_there(visitor: Visitor) -> None:
    stamp = CatalogueStamp(Origin.STARTER, 3_799)
    visitor.services.names = replace(NameList(), stamp=stamp)
    said = visitor.found("api/about")["about"]
    assert "3,799 projects by name" in said
    assert "pypi-ls refresh" in said


def test_pages_that_are_open(visitor: Visitor) -> None:
    assert visitor.get("api/alive", "POST", tab="one") == (200, {})
    assert not visitor.pages.tick()
    assert visitor.get("api/closed", "POST", tab="one") == (200, {})
    assert visitor.pages.tick()
    assert visitor.get("api/alive", "POST", tab="")[0] == 400
    assert visitor.get("api/alive", "POST", tab="x" * 41)[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "api/search", 405),
        ("POST", "api/project/x", 405),
        ("GET", "api/alive", 405),
        ("GET", "api", 404),
        ("GET", "api/", 404),
        ("GET", "favicon.ico", 404),
        ("GET", "../etc/passwd", 404),
        ("GET", "api/search/x", 405),
    ],
)
def test_other_addresses(visitor: Visitor, method: str, path: str, status: int) -> None:
    told = visitor.get(path, method)
    assert told[0] == status
    assert told[1]["error"]


def test_at_the_end(visitor: Visitor) -> None:
    visitor.app._desk.close()
    assert visitor.get("api/search", q="x") == (503, {"error": "The program is ending."})


def test_foreign_texts_are_cleaned(visitor: Visitor) -> None:
    visitor.services.answers["flask"] = visitor.services.peeked["flask"] = known(
        "Flask", "\u202eright\x1b[31m <b>bold</b>"
    )
    for told in (visitor.found("api/project/flask"), visitor.found("api/versions", name="flask")):
        said = json.dumps(told, ensure_ascii=False)
        assert "\u202e" not in said
        assert "\\u001b" not in said
        assert "right[31m <b>bold</b>" in said
