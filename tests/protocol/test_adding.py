"""Adding a dependency from an editor: places, edits, versions, and what editors answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pypi_language_server.index.model import Answer, Unavailable
from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Editor, Start
from tests.protocol.fakes import FakeServices, known, no_answer
from tests.support.lsp_client import Refused

EXECUTE, APPLY = "workspace/executeCommand", "workspace/applyEdit"
VERSIONED = {"workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}}}
PLAIN = {"workspace": {"applyEdit": True}}
PROJECT = '[project]\nname = "own"\ndependencies = [\n  "flask",\n]\n'


async def run(editor: Editor, command: str, arguments: Any) -> Any:
    return await editor.client.request(EXECUTE, {"command": command, "arguments": [arguments]})


def at(line: int, character: int) -> dict[str, Any]:
    spot = {"line": line, "character": character}
    return {"start": spot, "end": spot}


async def test_places_of_an_open_document(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(PYPROJECT, PROJECT + '[dependency-groups]\ndev = ["a", "b"]\n')
    assert await run(editor, "pypi.places", {"uri": PYPROJECT}) == {
        "kind": "pyproject.toml",
        "places": [
            {
                "id": "project.dependencies",
                "label": "project.dependencies",
                "detail": "what the project needs",
                "count": 1,
            },
            {
                "id": "dependency-groups.dev",
                "label": "dependency-groups.dev",
                "detail": "dependency group",
                "count": 2,
            },
        ],
    }


async def test_a_document_that_is_not_open_has_no_places(start_editor: Start) -> None:
    editor = await start_editor()
    answer = await run(editor, "pypi.places", {"uri": "file:///w/gone.txt"})
    assert answer == {"kind": None, "places": []}
    answer = await run(editor, "pypi.add", {"uri": "file:///w/gone.txt", "name": "flask"})
    assert (answer["applied"], answer["line"]) == (False, None)
    assert "not open" in answer["message"]


async def test_the_edit_is_for_this_version_of_the_document(start_editor: Start) -> None:
    editor = await start_editor(capabilities=VERSIONED)
    editor.client.answers[APPLY] = asked = Asked({"applied": True})
    editor.client.open(PYPROJECT, PROJECT, version=7)
    answer = await run(editor, "pypi.add", {"uri": PYPROJECT, "name": "requests"})
    assert answer == {
        "applied": True,
        "message": "Added `requests` to project.dependencies.",
        "line": 4,
    }
    edits = [{"range": at(3, 10), "newText": '\n  "requests",'}]
    identifier = {"uri": PYPROJECT, "version": 7}
    assert asked.params == [
        {
            "label": "Add requests",
            "edit": {"documentChanges": [{"textDocument": identifier, "edits": edits}]},
        }
    ]
    assert editor.services.looked_up == []


async def test_clients_without_versions_get_plain_changes(start_editor: Start) -> None:
    """In UTF-16, behind an emoji; CRLF as the file has it."""
    editor = await start_editor(capabilities=PLAIN)
    editor.client.answers[APPLY] = asked = Asked({"applied": True})
    editor.client.open(REQUIREMENTS, "flask\r\ndjango # \U0001f40d\r\n")
    await run(editor, "pypi.add", {"uri": REQUIREMENTS, "name": "requests"})
    edits = [{"range": at(1, 11), "newText": "\r\nrequests"}]
    assert asked.params[0]["edit"] == {"changes": {REQUIREMENTS: edits}}


async def test_clients_that_apply_nothing_get_the_edit_in_the_answer(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "flask\n")
    answer = await run(editor, "pypi.add", {"uri": REQUIREMENTS, "name": "requests"})
    assert answer == {
        "applied": False,
        "message": "Added `requests` to requirements.",
        "line": 1,
        "edit": {"changes": {REQUIREMENTS: [{"range": at(0, 5), "newText": "\nrequests"}]}},
    }


async def test_a_constraint_takes_the_latest_version(start_editor: Start) -> None:
    services = FakeServices(answers={"requests": known("requests", latest="2.32.3")})
    editor = await start_editor(services, capabilities=PLAIN)
    editor.client.answers[APPLY] = asked = Asked({"applied": True})
    editor.client.open(PYPROJECT, "[tool.poetry.dependencies]\n")
    arguments = {"uri": PYPROJECT, "name": "Requests", "constraint": "compatible"}
    answer = await run(editor, "pypi.add", arguments)
    assert answer["message"] == 'Added `requests = "^2.32.3"` to tool.poetry.dependencies.'
    assert asked.texts() == ['\nrequests = "^2.32.3"']
    assert [name for name, _, _ in services.looked_up] == ["requests"]


async def test_the_setting_decides_where_nothing_is_said(start_editor: Start) -> None:
    services = FakeServices(answers={"flask": known("Flask", latest="3.1")})
    options = {"completion": {"constraint": "minimum", "insert": "normalized"}}
    editor = await start_editor(services, capabilities=PLAIN, options=options)
    editor.client.answers[APPLY] = asked = Asked({"applied": True})
    editor.client.open(REQUIREMENTS, "")
    await run(editor, "pypi.add", {"uri": REQUIREMENTS, "name": "flask"})
    assert asked.texts() == ["flask>=3.1\n"]
    await run(editor, "pypi.add", {"uri": REQUIREMENTS, "name": "flask", "constraint": "none"})
    assert asked.texts() == ["flask>=3.1\n", "flask\n"]


async def test_the_name_is_spelled_as_the_project_does(start_editor: Start) -> None:
    editor = await start_editor(capabilities=PLAIN)
    editor.client.answers[APPLY] = asked = Asked({"applied": True})
    editor.client.open(REQUIREMENTS, "")
    await run(editor, "pypi.add", {"uri": REQUIREMENTS, "name": "FLASK"})
    await run(editor, "pypi.add", {"uri": REQUIREMENTS, "name": "Not_Listed"})
    assert asked.texts() == ["Flask\n", "Not_Listed\n"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (no_answer("requests"), "the server could not be reached."),
        (None, "the index has no project of this name."),
        (known("requests", latest=""), "no version of it has come out."),
    ],
)
async def test_without_a_version_the_bare_name_is_added(
    start_editor: Start, answer: Answer | None, why: str
) -> None:
    services = FakeServices(answers={"requests": answer} if answer else {})
    editor = await start_editor(services, capabilities=PLAIN)
    editor.client.answers[APPLY] = asked = Asked({"applied": True})
    editor.client.open(REQUIREMENTS, "")
    arguments = {"uri": REQUIREMENTS, "name": "requests", "constraint": "exact"}
    said = await run(editor, "pypi.add", arguments)
    assert asked.texts() == ["requests\n"]
    assert said["applied"] is True
    assert said["message"].endswith(f"It stands there without a constraint: {why}")
    if isinstance(answer, Unavailable):
        await editor.client.expect("window/showMessage")


async def test_the_wait_for_a_version_is_bounded(start_editor: Start) -> None:
    services = FakeServices(gate=asyncio.Event())
    editor = await start_editor(services, capabilities=PLAIN, options={"hover": {"budget": 0}})
    editor.client.answers[APPLY] = asked = Asked({"applied": True})
    editor.client.open(REQUIREMENTS, "")
    arguments = {"uri": REQUIREMENTS, "name": "requests", "constraint": "exact"}
    answer = await run(editor, "pypi.add", arguments)
    assert "has not answered yet" in answer["message"]
    assert asked.texts() == ["requests\n"]
    assert services.gate is not None
    services.gate.set()


async def test_what_is_typed_meanwhile_counts(start_editor: Start) -> None:
    """The edit is made for the text as it is when the version has come."""
    answers: dict[str, Answer] = {"requests": known("requests")}
    services = FakeServices(gate=asyncio.Event(), answers=answers)
    editor = await start_editor(services, capabilities=VERSIONED)
    editor.client.answers[APPLY] = asked = Asked({"applied": True})
    editor.client.open(REQUIREMENTS, "flask\n")
    arguments = {"uri": REQUIREMENTS, "name": "requests", "constraint": "minimum"}
    _, answer = editor.client.ask(EXECUTE, {"command": "pypi.add", "arguments": [arguments]})
    editor.client.change(REQUIREMENTS, "flask\ndjango", version=2)
    await editor.client.barrier()
    assert services.gate is not None
    services.gate.set()
    assert (await answer)["line"] == 2
    change = asked.params[0]["edit"]["documentChanges"][0]
    assert change["textDocument"] == {"uri": REQUIREMENTS, "version": 2}
    assert change["edits"] == [{"range": at(1, 6), "newText": "\nrequests>=2.0"}]


async def test_a_document_that_is_closed_meanwhile(start_editor: Start) -> None:
    services = FakeServices(gate=asyncio.Event())
    editor = await start_editor(services, capabilities=VERSIONED)
    editor.client.open(REQUIREMENTS, "")
    arguments = {"uri": REQUIREMENTS, "name": "requests", "constraint": "minimum"}
    _, answer = editor.client.ask(EXECUTE, {"command": "pypi.add", "arguments": [arguments]})
    editor.client.notify("textDocument/didClose", {"textDocument": {"uri": REQUIREMENTS}})
    await editor.client.barrier()
    assert services.gate is not None
    services.gate.set()
    assert "not open" in (await answer)["message"]


async def test_what_is_there_already_costs_nothing(start_editor: Start) -> None:
    editor = await start_editor(capabilities=PLAIN)
    editor.client.open(REQUIREMENTS, "x\nRequests>=2\n")
    arguments = {"uri": REQUIREMENTS, "name": "requests", "constraint": "exact"}
    assert await run(editor, "pypi.add", arguments) == {
        "applied": False,
        "message": "`Requests` is already in requirements.",
        "line": 1,
    }
    assert editor.services.looked_up == []


async def test_a_chosen_place(start_editor: Start) -> None:
    editor = await start_editor(capabilities=PLAIN)
    editor.client.answers[APPLY] = asked = Asked({"applied": True})
    editor.client.open(PYPROJECT, PROJECT + "[dependency-groups]\ndev = []\n")
    arguments = {"uri": PYPROJECT, "name": "requests", "place": "dependency-groups.dev"}
    assert (await run(editor, "pypi.add", arguments))["line"] == 6
    assert asked.texts() == ['"requests"']
    answer = await run(editor, "pypi.add", arguments | {"place": "gone"})
    assert answer["message"] == "The place that was chosen is not in the file any more."


async def test_names_of_private_projects_stay_here(start_editor: Start) -> None:
    """No index hears of what a source in the file says is none of its business."""
    editor = await start_editor(capabilities=PLAIN)
    editor.client.answers[APPLY] = Asked({"applied": True})
    text = PROJECT + '[tool.uv.sources]\nsecret-lib = { path = "../secret" }\n'
    editor.client.open(PYPROJECT, text)
    arguments = {"uri": PYPROJECT, "name": "secret-lib", "constraint": "minimum"}
    answer = await run(editor, "pypi.add", arguments)
    assert "does not come from an index" in answer["message"]
    assert editor.services.looked_up == []


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ({"applied": False}, "The editor did not make the change."),
        (
            {"applied": False, "failureReason": "The file\nhas changed."},
            "The editor did not make the change: The file has changed.",
        ),
    ],
)
async def test_an_editor_may_refuse(start_editor: Start, reply: Any, why: str) -> None:
    editor = await start_editor(capabilities=VERSIONED)
    editor.client.answers[APPLY] = Asked(reply)
    editor.client.open(REQUIREMENTS, "")
    answer = await run(editor, "pypi.add", {"uri": REQUIREMENTS, "name": "requests"})
    assert (answer["applied"], answer["message"]) == (False, why)


async def test_an_editor_may_answer_with_an_error(start_editor: Start) -> None:
    editor = await start_editor(capabilities=VERSIONED)
    editor.client.open(REQUIREMENTS, "")
    arguments = {"uri": REQUIREMENTS, "name": "requests"}
    _, answer = editor.client.ask(EXECUTE, {"command": "pypi.add", "arguments": [arguments]})
    message = await editor.client.expect_message(APPLY)
    error = {"code": -32601, "message": "no such method"}
    editor.client.send({"id": message["id"], "error": error})
    assert (await answer)["message"] == "The editor did not make the change."


async def test_an_editor_may_say_nothing(start_editor: Start) -> None:
    editor = await start_editor(capabilities=VERSIONED, patience=0.01)
    editor.client.open(REQUIREMENTS, "")
    answer = await run(editor, "pypi.add", {"uri": REQUIREMENTS, "name": "requests"})
    assert "has not said" in answer["message"]
    await editor.client.expect_message(APPLY)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({}, "`pypi.add`: `uri` has to be a string"),
        ({"uri": REQUIREMENTS}, "`pypi.add`: `name` has to be a string"),
        ({"uri": REQUIREMENTS, "name": "a\n-e ."}, "`pypi.add`: `name` has to be a project's name"),
        (
            {"uri": REQUIREMENTS, "name": "a", "place": 3},
            "`pypi.add`: `place` has to be a string",
        ),
        (
            {"uri": REQUIREMENTS, "name": "a", "constraint": "latest"},
            "`pypi.add`: `constraint` has to be one of `none`, `minimum`, `compatible`, `exact`",
        ),
    ],
    ids=str,
)
async def test_bad_arguments(start_editor: Start, arguments: Any, why: str) -> None:
    editor = await start_editor()
    with pytest.raises(Refused) as refused:
        await run(editor, "pypi.add", arguments)
    assert (refused.value.code, refused.value.message) == (-32602, why)


class Asked:
    """An editor's answer to `workspace/applyEdit`, and what it was asked to do."""

    def __init__(self, reply: Any) -> None:
        self.reply = reply
        self.params: list[Any] = []

    def __call__(self, params: Any) -> Any:
        self.params.append(params)
        return self.reply

    def texts(self) -> list[str]:
        edits = [
            edit for one in self.params for it in one["edit"]["changes"].values() for edit in it
        ]
        return [edit["newText"] for edit in edits]
