"""Version completion over the protocol: who is asked, how long it may take, what opens the list."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from pypi_language_server.index.model import Missing
from pypi_language_server.names import normalize
from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Editor, Start
from tests.protocol.fakes import INDEX, NOW, FakeServices, known, no_answer
from tests.support.lsp_client import position

IN_TIME = 0.5  # a glance waits for 0.1 s; the rest is what other tests take from this machine
TEXT = "requests>="
END = len(TEXT)


def labels(answer: Any) -> list[str]:
    assert answer["isIncomplete"] is True
    return [item["label"] for item in answer["items"]]


def asked(editor: Editor) -> list[str]:
    return [name for name, *_ in editor.services.looked_up]


async def typed(editor: Editor, uri: str, text: str, key: str) -> Any:
    """What a client gets that asks because `key`, the last character of `text`, was typed."""
    editor.client.open(uri, text)
    line, column = text.count("\n"), len(text) - (text.rfind("\n") + 1)
    context = {"triggerKind": 2, "triggerCharacter": key}
    params = {**position(uri, line, column), "context": context}
    return await editor.client.request("textDocument/completion", params)


async def test_a_known_project_answers_at_once_and_nobody_is_asked(start_editor: Start) -> None:
    editor = await start_editor(FakeServices(peeked={"requests": known("requests")}))
    editor.client.open(REQUIREMENTS, TEXT)
    answer = await editor.client.complete(REQUIREMENTS, 0, END)
    assert labels(answer) == ["2.0", "2.0,<3", "1.0"]
    assert editor.services.looked_up == []
    first = answer["items"][0]
    here = {"line": 0, "character": END}
    assert first["textEdit"] == {"range": {"start": here, "end": here}, "newText": "2.0"}
    assert first["detail"] == "2026-02-01"
    assert "data" not in first


async def test_a_quick_index_fills_the_first_list(start_editor: Start) -> None:
    editor = await start_editor(FakeServices(answers={"requests": known("requests")}))
    editor.client.open(REQUIREMENTS, TEXT)
    assert labels(await editor.client.complete(REQUIREMENTS, 0, END))[0] == "2.0"
    assert asked(editor) == ["requests"]


async def test_a_slow_index_gives_an_empty_list_in_time_and_fills_the_next(
    start_editor: Start,
) -> None:
    """One look-up; the list that is asked for at the next keystroke is full."""
    gate = asyncio.Event()
    services = FakeServices(answers={"requests": known("requests")}, gate=gate)
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, TEXT)
    await editor.client.complete(REQUIREMENTS, 0, 0)  # what is loaded once is loaded
    began = time.perf_counter()
    assert labels(await editor.client.complete(REQUIREMENTS, 0, END)) == []
    assert time.perf_counter() - began < IN_TIME
    gate.set()
    await editor.client.barrier()
    assert services.settled == ["requests"]
    services.peeked["requests"] = services.answers["requests"]
    editor.client.change(REQUIREMENTS, f"{TEXT}1")
    assert labels(await editor.client.complete(REQUIREMENTS, 0, END + 1)) == ["1.0"]
    assert asked(editor) == ["requests"]


async def test_a_hung_index_holds_up_no_keystroke(start_editor: Start) -> None:
    """Other completions are answered while a look-up hangs; the end of the session ends it."""
    editor = await start_editor(FakeServices(gate=asyncio.Event()))
    editor.client.open(REQUIREMENTS, f"{TEXT}\nfla")
    waiting = asyncio.ensure_future(editor.client.complete(REQUIREMENTS, 0, END))
    answer = await editor.client.complete(REQUIREMENTS, 1, 3)
    assert [item["label"] for item in answer["items"]] == ["Flask"]
    assert not waiting.done()
    assert labels(await waiting) == []


@pytest.mark.parametrize("unknown", [Missing(normalize("requests"), INDEX, NOW), None])
async def test_an_unknown_project_is_empty_at_once(
    start_editor: Start, unknown: Missing | None
) -> None:
    services = FakeServices(peeked={"requests": unknown} if unknown else {})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, TEXT)
    assert labels(await editor.client.complete(REQUIREMENTS, 0, END)) == []
    assert asked(editor) == ([] if unknown else ["requests"])


async def test_an_index_that_fails_is_mentioned(start_editor: Start) -> None:
    editor = await start_editor(FakeServices(answers={"requests": no_answer("requests")}))
    editor.client.open(REQUIREMENTS, TEXT)
    assert labels(await editor.client.complete(REQUIREMENTS, 0, END)) == []
    said = await editor.client.expect("window/showMessage")
    assert "could not be reached" in said["message"]


async def test_what_has_changed_since_serves_and_is_looked_up_behind(start_editor: Start) -> None:
    stale = replace(known("requests"), stale=True)
    services = FakeServices(
        peeked={"requests": stale}, answers={"requests": known("requests", latest="3.0")}
    )
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, TEXT)
    assert labels(await editor.client.complete(REQUIREMENTS, 0, END))[0] == "2.0"
    await editor.client.barrier()
    assert services.settled == ["requests"]


async def test_nobody_is_asked_about_the_project_itself(start_editor: Start) -> None:
    editor = await start_editor()
    text = '[project]\nname = "requests"\ndependencies = ["requests>='
    editor.client.open(PYPROJECT, f'{text}"]\n')
    assert labels(await editor.client.complete(PYPROJECT, 2, 27)) == []
    assert editor.services.looked_up == []


async def test_a_yanked_release_is_struck_through(start_editor: Start) -> None:
    answer = known("requests")
    releases = tuple(replace(item, yanked=True) for item in answer.document.releases)
    yanked = replace(answer, document=replace(answer.document, releases=releases))
    editor = await start_editor(FakeServices(peeked={"requests": yanked}))
    editor.client.open(REQUIREMENTS, "requests==")
    first, *_ = (await editor.client.complete(REQUIREMENTS, 0, 10))["items"]
    assert first["deprecated"] is True
    assert first["detail"] == "2026-02-01 · yanked"


# --- what opens the list -----------------------------------------------------------------------

POETRY = "[tool.poetry.dependencies]\nrequests = "
LIST = "[project]\ndependencies = ["


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        (REQUIREMENTS, "requests "),
        (REQUIREMENTS, "requests>"),
        (REQUIREMENTS, "requests="),
        (REQUIREMENTS, "requests<"),
        (REQUIREMENTS, "requests~"),
        (REQUIREMENTS, "requests!"),
        (REQUIREMENTS, "requests>="),
        (REQUIREMENTS, "requests>=1,"),
        (REQUIREMENTS, "requests>=1."),
        (PYPROJECT, f"{POETRY}'^"),
        (PYPROJECT, f"{POETRY}'"),
        (PYPROJECT, f"{LIST}'"),
        (PYPROJECT, f"{LIST}'requests "),
        (PYPROJECT, f"{LIST}'requests>"),
        (PYPROJECT, f"{LIST}'zope."),
    ],
)
async def test_typing_it_opens_a_list(start_editor: Start, uri: str, text: str) -> None:
    editor = await start_editor(FakeServices(peeked={"requests": known("requests")}))
    assert await typed(editor, uri, text, text[-1]) is not None


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        (REQUIREMENTS, " "),
        (REQUIREMENTS, "requests>=1\n "),
        (REQUIREMENTS, "# as it is, "),
        (REQUIREMENTS, "requests # we need it; "),
        (PYPROJECT, LIST),
        (PYPROJECT, f"{LIST}\n  "),
        (PYPROJECT, f"{LIST}'requests',"),
        (PYPROJECT, f"{LIST}'requests', "),
        (PYPROJECT, '[project]\ndescription = "A thing, '),
        (PYPROJECT, "[tool.poetry.dependencies]\n "),
        (PYPROJECT, "[tool.poetry.dependencies]\nrequests ="),
    ],
)
async def test_typing_it_opens_none_in_ordinary_text(
    start_editor: Start, uri: str, text: str
) -> None:
    editor = await start_editor(FakeServices(peeked={"requests": known("requests")}))
    assert await typed(editor, uri, text, text[-1]) is None
    assert editor.services.looked_up == []


async def test_a_name_brings_a_constraint_where_that_is_set(start_editor: Start) -> None:
    """What this machine knows decides; nobody is asked."""
    services = FakeServices(peeked={"requests": known("requests", latest="2.31.0")})
    editor = await start_editor(services, options={"completion": {"constraint": "minimum"}})
    editor.client.open(REQUIREMENTS, "requ")
    first, second, *_ = (await editor.client.complete(REQUIREMENTS, 0, 4))["items"]
    assert first["textEdit"]["newText"] == "requests>=2.31.0"
    assert second["textEdit"]["newText"] == "requests-oauthlib"
    assert services.looked_up == []
