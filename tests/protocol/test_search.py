"""Searching from a client's picker, and looking at what was found."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from pypi_language_server.catalogue.model import CatalogueStamp, Origin
from pypi_language_server.catalogue.search_model import Found, FoundBy, SearchResult
from pypi_language_server.index.model import Answer, Known, Link, LinkKind, Missing
from pypi_language_server.index.scope import Scope
from pypi_language_server.lsp import looking_up
from pypi_language_server.names import NormalizedName
from pypi_language_server.search_rows import IN_SIGHT
from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Editor, Start
from tests.protocol.fakes import INDEX, NOW, FakeServices, NameList, known, no_answer
from tests.support.lsp_client import Refused, position

EXECUTE = "workspace/executeCommand"
PAGE = "https://index.example/project/requests/"


async def run(editor: Editor, command: str, *arguments: Any) -> Any:
    return await editor.client.request(EXECUTE, {"command": command, "arguments": list(arguments)})


def with_links(answer: Known, *links: Link) -> Known:
    return replace(answer, document=replace(answer.document, links=links))


async def test_the_client_hears_of_every_command(start_editor: Start) -> None:
    editor = await start_editor()
    commands = editor.client.capabilities["executeCommandProvider"]["commands"]
    assert sorted(commands) == [
        "pypi.add",
        "pypi.details",
        "pypi.page",
        "pypi.places",
        "pypi.refresh",
        "pypi.search",
        "pypi.status",
        "pypi.updateAll",
    ]


async def test_what_is_known_here_stands_in_the_answer_and_no_index_is_asked(
    start_editor: Start,
) -> None:
    link = Link(LinkKind.INDEX, "Index", PAGE)
    services = FakeServices(peeked={"requests": with_links(known("requests"), link)})
    editor = await start_editor(services)
    answer = await run(editor, "pypi.search", {"query": "Requests http", "limit": 2})
    assert answer["truncated"] is True
    assert answer["terms"] == ["requests", "http"]
    assert answer["corrections"] == []
    assert answer["searched"].startswith("Searched 6 names, listed ")
    first, second = answer["items"]
    assert first == {
        "name": "requests",
        "normalized": "requests",
        "summary": "What it is for.",
        "version": "2.0",
        "released": "2026-02-01T00:00:00+00:00",
        "installed": "1.0",
        "outdated": True,
        "requiresPython": None,
        "fits": True,
        "rank": 1,
        "downloads": 1_000_000,
        "popular": True,
        "exact": False,
        "why": "name",
        "status": "active",
        "yanked": False,
        "missing": False,
        "link": PAGE,
    }
    told = {"name": "requests-oauthlib", "normalized": "requests-oauthlib", "why": "name"}
    flags = {"popular": True, "exact": False, "missing": False}
    assert second == dict.fromkeys(first) | told | flags
    assert services.looked_up == []


@pytest.mark.parametrize("arguments", [["numpy", 5], ["numpy"], [{"query": "numpy"}]])
async def test_arguments_in_either_form(start_editor: Start, arguments: list[Any]) -> None:
    answer = await run(await start_editor(), "pypi.search", *arguments)
    assert [item["name"] for item in answer["items"]] == ["numpy"]


@pytest.mark.parametrize(
    ("command", "arguments", "why"),
    [
        ("pypi.search", [], "`pypi.search`: `query` has to be a string"),
        ("pypi.search", [None], "`pypi.search`: `query` has to be a string"),
        ("pypi.search", [7], "`pypi.search`: `query` has to be a string"),
        ("pypi.search", [{"query": ["a"]}], "`pypi.search`: `query` has to be a string"),
        *(
            (
                "pypi.search",
                [{"query": "a", "limit": limit}],
                "`pypi.search`: `limit` has to be a whole number of at least 1",
            )
            for limit in (0, -3, "5", True, [])
        ),
        ("pypi.details", [{}], "`pypi.details`: `name` has to be a string"),
        ("pypi.details", [{"name": "a b"}], "`pypi.details`: `name` has to be a project's name"),
        ("pypi.details", [{"name": "../x"}], "`pypi.details`: `name` has to be a project's name"),
        ("pypi.page", [{"uri": 4, "name": "a"}], "`pypi.page`: `uri` has to be a string"),
        *(
            (
                "pypi.page",
                [{"uri": REQUIREMENTS, "position": {"line": line, "character": 0}}],
                "`pypi.page`: `position` has to be a position, with `line` and `character`",
            )
            for line in ("x", -1, 2**31, 0.5, True, None)
        ),
        ("pypi.page", [{"position": {}}], "`pypi.page`: `uri` has to be a string"),
    ],
    ids=str,
)
async def test_what_makes_no_sense_is_refused_in_one_sentence(
    start_editor: Start, command: str, arguments: list[Any], why: str
) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "requests\n")
    with pytest.raises(Refused) as refused:
        await run(editor, command, *arguments)
    assert (refused.value.code, refused.value.message) == (-32602, why)


@pytest.mark.parametrize("query", ["", "   ", "x" * 100_000, "\x00\ud800\u202e", '"*^ -name:('])
async def test_every_query_has_an_answer(start_editor: Start, query: str) -> None:
    answer = await run(await start_editor(), "pypi.search", query)
    assert answer["items"] == []


async def test_no_limit_is_so_large_that_the_answer_is(start_editor: Start) -> None:
    services = FakeServices(names=NameList(tuple(f"name-{number}" for number in range(400))))
    editor = await start_editor(services)
    assert len((await run(editor, "pypi.search", "name", 10**12))["items"]) == 200
    assert len((await run(editor, "pypi.search", "name"))["items"]) == 30


async def test_the_exact_project_and_corrections_are_marked(start_editor: Start) -> None:
    class Corrected(FakeServices):
        def search(self, query: str, limit: int) -> SearchResult:
            found = Found("requests", NormalizedName("requests"), FoundBy.EXACT)
            return SearchResult((found,), False, ("requests",), (("reqeusts", "requests"),))

    answer = await run(await start_editor(Corrected()), "pypi.search", "reqeusts")
    assert answer["corrections"] == [["reqeusts", "requests"]]
    (item,) = answer["items"]
    assert (item["exact"], item["why"]) == (True, "exact")


async def test_it_says_that_only_the_starter_catalogue_was_searched(start_editor: Start) -> None:
    services = FakeServices(names=NameList(stamp=CatalogueStamp(Origin.STARTER, 2_600)))
    answer = await run(await start_editor(services), "pypi.search", "x")
    assert answer["searched"] == (
        "Searched the built-in starter catalogue only: 2,600 names."
        " `pypi.refresh` downloads the index's whole list."
    )


async def test_a_query_in_a_requirements_file(start_editor: Start) -> None:
    """Behind an emoji, in UTF-16: the edit is the whole line from its sign on."""
    services = FakeServices(peeked={"requests": known("requests")})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask\r\n  #? requests \U0001f40d x")
    answer = await editor.client.complete(REQUIREMENTS, 1, 18)
    assert answer["isIncomplete"] is True
    first, second, _ = answer["items"]
    assert (first["label"], first["detail"], first["sortText"]) == ("requests", "2.0", "0")
    assert second["label"] == "requests-oauthlib"
    assert first["filterText"].rstrip() == "#? requests \U0001f40d x" + "requests"
    assert second["filterText"].rstrip() == "#? requests \U0001f40d x" + "requests-oauthlib"
    assert first["textEdit"] == {
        "range": {"start": {"line": 1, "character": 2}, "end": {"line": 1, "character": 18}},
        "newText": "requests",
    }
    assert first["data"] == {"name": "requests", "uri": REQUIREMENTS}
    assert services.looked_up == []
    services.answers["requests"] = known("requests")
    resolved = await editor.client.request("completionItem/resolve", first)
    assert resolved["detail"].startswith("2.0 ·")


async def test_nobody_waits_with_the_first_query(start_editor: Start) -> None:
    services = FakeServices(texts=asyncio.Event())
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "#? req\nreq")
    _, query = editor.client.ask("textDocument/completion", position(REQUIREMENTS, 0, 6))
    _, search = editor.client.ask(EXECUTE, {"command": "pypi.search", "arguments": ["req"]})
    names = await editor.client.complete(REQUIREMENTS, 1, 3)
    assert names["items"][0]["label"] == "requests"
    await editor.client.barrier()
    assert (query.done(), search.done(), services.prepared) == (False, False, 2)
    assert services.texts is not None
    services.texts.set()
    assert (await query)["items"][0]["label"] == "requests"
    assert (await search)["items"][0]["name"] == "requests"


async def test_the_sign_of_a_query_waits_for_nothing(start_editor: Start) -> None:
    """It is answered at once, and what the words will need is made ready meanwhile."""
    services = FakeServices(texts=asyncio.Event())
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "#? ")
    answer = await editor.client.complete(REQUIREMENTS, 0, 3)
    assert answer["items"][0]["label"] == "Type what you are looking for"
    assert services.prepared == 1
    assert services.texts is not None
    services.texts.set()


async def test_names_need_no_texts(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "req")
    assert (await editor.client.complete(REQUIREMENTS, 0, 3))["items"]
    assert editor.services.prepared == 0


@pytest.mark.parametrize(
    ("words", "label"), [("req", "requests"), ("zzz", "Getting ready to search: type on")]
)
async def test_a_query_that_comes_too_early_has_names_and_asks_again(
    start_editor: Start, monkeypatch: pytest.MonkeyPatch, words: str, label: str
) -> None:
    monkeypatch.setattr(looking_up, "UNTIL_READY", 0)
    services = FakeServices(texts=asyncio.Event())
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, f"#? {words}")
    answer = await editor.client.complete(REQUIREMENTS, 0, 6)
    assert (answer["items"][0]["label"], answer["isIncomplete"]) == (label, True)
    assert services.texts is not None
    services.texts.set()


async def test_a_keystroke_reads_what_is_in_sight(start_editor: Start) -> None:
    """Documents on the disk: fifty take thirty milliseconds, twelve take six."""
    read: list[str] = []

    class Reader(FakeServices):
        def peek(self, name: NormalizedName, scope: Scope) -> Answer | None:
            read.append(name)
            return known(name)

    services = Reader(names=NameList(tuple(f"name-{number}" for number in range(80))))
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "#? name")
    items = (await editor.client.complete(REQUIREMENTS, 0, 7))["items"]
    assert read == [f"name-{number}" for number in range(IN_SIGHT)]
    details = [item.get("detail") for item in items]
    assert details == ["2.0"] * IN_SIGHT + [None] * (50 - IN_SIGHT)


async def test_what_the_index_does_not_have_is_not_offered(start_editor: Start) -> None:
    """And what was looked up while the list stood open is known to the next one."""
    services = FakeServices()
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "#? requests")
    items = (await editor.client.complete(REQUIREMENTS, 0, 11))["items"]
    assert [item["label"] for item in items][:2] == ["requests", "requests-oauthlib"]
    services.peeked["requests"] = Missing(NormalizedName("requests"), INDEX, NOW)
    services.peeked["requests-oauthlib"] = known("requests-oauthlib", latest="3.1")
    items = (await editor.client.complete(REQUIREMENTS, 0, 11))["items"]
    assert (items[0]["label"], items[0]["detail"]) == ("requests-oauthlib", "3.1")


@pytest.mark.parametrize(("text", "character", "offered"), [("#?", 2, True), ("fla?", 4, False)])
async def test_a_question_mark_opens_queries_only(
    start_editor: Start, text: str, character: int, offered: bool
) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, text)
    context = {"triggerKind": 2, "triggerCharacter": "?"}
    where = {**position(REQUIREMENTS, 0, character), "context": context}
    answer = await editor.client.request("textDocument/completion", where)
    assert (answer is not None) is offered


async def test_details_are_the_hovers_page(start_editor: Start) -> None:
    services = FakeServices(answers={"requests": known("requests")})
    editor = await start_editor(services)
    answer = await run(editor, "pypi.details", {"name": "Requests"})
    assert (answer["name"], answer["known"]) == ("Requests", True)
    assert answer["markdown"].startswith("**requests** 2.0 — What it is for.")
    assert "MIT" in answer["plain"]
    assert [name for name, _, _ in services.looked_up] == ["requests"]


async def test_details_without_an_answer_say_so(start_editor: Start) -> None:
    services = FakeServices(answers={"requests": no_answer("requests")})
    editor = await start_editor(services)
    answer = await run(editor, "pypi.details", "requests")
    assert answer["known"] is False
    assert "No details: the server could not be reached" in answer["markdown"]
    assert "HTTP for people." in answer["markdown"]
    assert (await editor.client.expect("window/showMessage"))["type"] == 2


async def test_details_wait_no_longer_than_a_hover(start_editor: Start) -> None:
    services = FakeServices(gate=asyncio.Event())
    editor = await start_editor(services, options={"hover": {"budget": 0}})
    answer = await run(editor, "pypi.details", "flask")
    assert "on their way" in answer["markdown"]
    assert services.gate is not None
    services.gate.set()


async def test_an_unknown_project_is_one_that_the_index_denied(start_editor: Start) -> None:
    answer = await run(await start_editor(), "pypi.details", "nosuch")
    assert (answer["known"], "not found on index.example" in answer["plain"]) == (False, True)


async def test_the_page_is_the_one_that_the_index_gave(start_editor: Start) -> None:
    home = Link(LinkKind.HOMEPAGE, "Home", "https://requests.example/")
    answer = with_links(known("requests"), home, Link(LinkKind.INDEX, "Index", PAGE))
    services = FakeServices(answers={"requests": answer, "flask": with_links(known("Flask"), home)})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "\U0001f40d # x\nflask  # x\n\nnumpy @ https://a.example/x\n")
    found = await run(editor, "pypi.page", {"name": "requests"})
    assert found == {"url": PAGE, "name": "requests"}
    spot = {"uri": REQUIREMENTS, "position": {"line": 1, "character": 2}}
    assert await run(editor, "pypi.page", spot) == {"url": home.url, "name": "flask"}
    spot["position"] = {"line": 2, "character": 0}
    assert await run(editor, "pypi.page", spot) == {"url": None, "name": None}
    spot["position"] = {"line": 3, "character": 2}
    assert await run(editor, "pypi.page", spot) == {"url": None, "name": "numpy"}
    assert [name for name, _, _ in services.looked_up] == ["requests", "flask"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a@b.example/", "file:///etc/passwd", ""]
)
async def test_no_page_leads_to_an_odd_place(start_editor: Start, url: str) -> None:
    answer = with_links(known("requests"), Link(LinkKind.INDEX, "Index", url))
    editor = await start_editor(FakeServices(answers={"requests": answer}))
    found = await run(editor, "pypi.page", {"name": "requests"})
    assert found == {"url": None, "name": "requests"}


async def test_no_index_hears_of_the_files_own_project(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(PYPROJECT, '[project]\nname = "secret-app"\n')
    arguments = {"name": "secret-app", "uri": PYPROJECT}
    assert (await run(editor, "pypi.details", arguments))["known"] is False
    assert (await run(editor, "pypi.page", arguments))["url"] is None
    assert editor.services.looked_up == []


async def test_a_document_that_is_not_open_has_no_page(start_editor: Start) -> None:
    editor = await start_editor()
    spot = {"uri": "file:///w/gone.txt", "position": {"line": 0, "character": 0}}
    assert await run(editor, "pypi.page", spot) == {"url": None, "name": None}
