"""What editors can run: refreshing by hand and the state of everything."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pypi_language_server.catalogue.refresh_model import RefreshOutcome, RefreshResult
from tests.protocol.conftest import REQUIREMENTS, Start
from tests.protocol.fakes import INDEX, FakeServices
from tests.support.lsp_client import Refused

EXECUTE, SHOWN = "workspace/executeCommand", "window/showMessage"


@pytest.mark.parametrize("arguments", [None, [], [{"force": False}, 3]])
async def test_refresh_forces_and_says_how_it_went(start_editor: Start, arguments: Any) -> None:
    editor = await start_editor()
    params = {"command": "pypi.refresh"} | ({"arguments": arguments} if arguments else {})
    answer = await editor.client.request(EXECUTE, params)
    assert answer == {"result": "replaced", "message": "The list has 6 names.", "count": 6}
    assert editor.services.refreshes == [True]
    assert editor.services.remembered == []  # once is not daily
    said = await editor.client.expect(SHOWN)
    assert said == {"type": 3, "message": "The list has 6 names."}


@pytest.mark.parametrize("result", [RefreshResult.FAILED, RefreshResult.SUSPICIOUS])
async def test_a_failing_refresh_is_an_answer(start_editor: Start, result: RefreshResult) -> None:
    services = FakeServices(outcome=RefreshOutcome(result, "It did not work."))
    editor = await start_editor(services)
    answer = await editor.client.request(EXECUTE, {"command": "pypi.refresh"})
    assert answer["result"] == str(result)
    assert await editor.client.expect(SHOWN) == {"type": 2, "message": "It did not work."}


async def test_two_refreshes_are_one(start_editor: Start) -> None:
    """And cancelling one of the two commands does not end it for the other."""
    services = FakeServices(gate=asyncio.Event())
    editor = await start_editor(services)
    number, first = editor.client.ask(EXECUTE, {"command": "pypi.refresh"})
    _, second = editor.client.ask(EXECUTE, {"command": "pypi.refresh"})
    editor.client.notify("$/cancelRequest", {"id": number})
    with pytest.raises(Refused):
        await first
    assert services.gate is not None
    services.gate.set()
    assert (await second)["result"] == "replaced"
    assert services.refreshes == [True]
    await editor.client.expect(SHOWN)


async def test_status_says_everything(start_editor: Start) -> None:
    services = FakeServices(troubles=("The disk is full.",))
    editor = await start_editor(services)
    answer = await editor.client.request(EXECUTE, {"command": "pypi.status"})
    assert answer["index"] == INDEX
    assert answer["catalogue"]["count"] == 6
    assert answer["catalogue"]["builtAt"] == "2026-02-28T00:00:00+00:00"
    assert answer["consent"] == "granted"
    assert answer["problems"] == ["The disk is full."]
    said = await editor.client.expect(SHOWN)
    assert said["type"] == 2
    for words in ("2026-02-28", "6 projects", INDEX, "The disk is full."):
        assert words in said["message"]


async def test_status_for_programs_shows_nothing(start_editor: Start) -> None:
    editor = await start_editor(FakeServices(troubles=("The disk is full.",)))
    params = {"command": "pypi.status", "arguments": [{"quiet": True}]}
    answer = await editor.client.request(EXECUTE, params)
    assert answer["problems"] == ["The disk is full."]
    await editor.client.barrier()
    assert SHOWN not in {message["method"] for message in editor.client.inbox}
    with pytest.raises(Refused, match="true or false"):
        await editor.client.request(EXECUTE, params | {"arguments": [{"quiet": "yes"}]})


async def test_there_is_no_other_command(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "")
    with pytest.raises(Refused) as refused:
        await editor.client.request(EXECUTE, {"command": "pypi.explode"})
    assert refused.value.code == -32602
