"""Raising all constraints of a document from an editor."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.protocol.conftest import REQUIREMENTS, Editor, Start
from tests.protocol.fakes import FakeServices, known, no_answer

EXECUTE, APPLY = "workspace/executeCommand", "workspace/applyEdit"
VERSIONED = {"workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}}}


async def update(editor: Editor, uri: str = REQUIREMENTS) -> Any:
    params = {"command": "pypi.updateAll", "arguments": [{"uri": uri}]}
    return await editor.client.request(EXECUTE, params)


async def test_one_edit_and_one_sentence(start_editor: Start) -> None:
    answers = {"flask": known("flask", latest="3.1"), "numpy": no_answer("numpy")}
    editor = await start_editor(FakeServices(answers=answers), capabilities=VERSIONED)
    asked: list[Any] = []
    editor.client.answers[APPLY] = lambda params: (asked.append(params), {"applied": True})[1]
    editor.client.open(REQUIREMENTS, "\U0001f40d\nflask==2\nnumpy<2\nfree\n", version=4)
    assert await update(editor) == {
        "applied": True,
        "message": "Raised 1 constraint: flask ==3.1. Could not be looked up: numpy.",
        "changed": [["flask", "==3.1"]],
    }
    (params,) = asked
    (change,) = params["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": REQUIREMENTS, "version": 4}
    span = {"start": {"line": 1, "character": 5}, "end": {"line": 1, "character": 8}}
    assert change["edits"] == [{"range": span, "newText": "==3.1"}]
    assert sorted(name for name, _, _ in editor.services.looked_up) == ["flask", "numpy"]


async def test_nothing_to_do(start_editor: Start) -> None:
    answers = {"flask": known("flask", latest="3.1")}
    editor = await start_editor(FakeServices(answers=answers), capabilities=VERSIONED)
    editor.client.open(REQUIREMENTS, "flask>=2\n")
    answer = await update(editor)
    assert answer["message"] == "Every constraint lets the latest release in."
    assert answer["applied"] is False


async def test_what_is_left_is_told(start_editor: Start) -> None:
    answers = {"flask": known("flask", latest="3.1")}
    editor = await start_editor(FakeServices(answers=answers), capabilities=VERSIONED)
    editor.client.open(REQUIREMENTS, "flask!=3.1\n")
    assert (await update(editor))["message"] == "Nothing was changed. Left to you: flask."


async def test_an_editor_that_applies_nothing_gets_the_edit(start_editor: Start) -> None:
    answers = {"flask": known("flask", latest="3.1")}
    editor = await start_editor(FakeServices(answers=answers))
    editor.client.open(REQUIREMENTS, "flask<3\n")
    answer = await update(editor)
    (edit,) = answer["edit"]["changes"][REQUIREMENTS]
    assert edit["newText"] == "<4"


async def test_the_wait_is_bounded(start_editor: Start) -> None:
    services = FakeServices(gate=asyncio.Event())
    editor = await start_editor(services, capabilities=VERSIONED, update_patience=0)
    editor.client.open(REQUIREMENTS, "flask==1\n")
    answer = await update(editor)
    assert answer["message"] == "Nothing was changed. Could not be looked up: flask."


async def test_a_document_that_is_not_open(start_editor: Start) -> None:
    editor = await start_editor()
    assert "not open" in (await update(editor, "file:///w/gone.txt"))["message"]
