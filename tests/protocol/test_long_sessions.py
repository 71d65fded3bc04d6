"""What a server meets in a long day: thousands of keystrokes, huge files, our own defects."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Start
from tests.protocol.fakes import FakeServices, known
from tests.support.lsp_client import Refused, position


async def test_thousands_of_messages_leave_nothing_behind(start_editor: Start) -> None:
    """pygls by itself keeps one future for each of them."""
    services = FakeServices(answers={"flask": known("Flask")})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask")
    protocol = editor.server.protocol
    for number in range(2000):
        editor.client.change(REQUIREMENTS, f"flask # {number}", number)
        editor.client.notify("$/setTrace", {"value": "off"})
        if number % 100 == 0:
            editor.client.notify("workspace/didChangeConfiguration", {"settings": {}})
            editor.client.notify("textDocument/didClose", {"textDocument": {"uri": "file:///x"}})
            await editor.client.hover(REQUIREMENTS, 0, 1)
    await editor.client.barrier()
    assert len(protocol._request_futures) == 0
    assert len(protocol._result_types) == 0
    assert len(editor.server.background) == 1  # what keeps the list fresh
    assert protocol._workspace is None  # pygls keeps no copies of the documents


async def test_questions_that_were_answered_leave_nothing_behind(start_editor: Start) -> None:
    editor = await start_editor(capabilities={"workspace": {"configuration": True}})
    for number in range(20):
        question = await editor.client.expect_message("workspace/configuration")
        if number % 2:
            editor.client.reply(question, [{}])
        else:
            editor.client.send({"id": question["id"], "error": {"code": 1, "message": "no"}})
        editor.client.notify("workspace/didChangeConfiguration", {"settings": None})
    editor.client.reply(await editor.client.expect_message("workspace/configuration"), [{}])
    await editor.client.barrier()
    assert len(editor.server.protocol._request_futures) == 0
    assert len(editor.server.protocol._result_types) == 0


async def test_forty_thousand_lines(start_editor: Start) -> None:
    nested = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}
    editor = await start_editor(capabilities=nested)
    lines = [f"package-{number}==1.{number}" for number in range(40_000)]
    editor.client.open(REQUIREMENTS, "\n".join([*lines, "requ"]))
    answer = await editor.client.complete(REQUIREMENTS, 40_000, 4)
    assert answer["items"][0]["label"] == "requests"
    params = {"textDocument": {"uri": REQUIREMENTS}}
    assert await editor.client.request("textDocument/documentSymbol", params)
    assert await editor.client.hover(REQUIREMENTS, 39_999, 3) is not None


@pytest.mark.parametrize("filler", ["x", "é", "😀"])
async def test_a_line_of_a_megabyte(start_editor: Start, filler: str) -> None:
    editor = await start_editor()
    line = filler * 1_000_000
    for uri, text in ((REQUIREMENTS, f"# {line}\nrequ"), (PYPROJECT, f'x = "{line}\n[')):
        editor.client.open(uri, text)
        await editor.client.complete(uri, 0, 999_999)
        await editor.client.hover(uri, 0, 500_000)
    answer = await editor.client.complete(REQUIREMENTS, 1, 4)
    assert answer["items"]


async def test_positions_from_nowhere(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "requ\r\nflask\rdjango")
    for line in (0, 1, 2, 3, 2**31 - 1):
        for character in (0, 3, 2**31 - 1):
            await editor.client.complete(REQUIREMENTS, line, character)
            await editor.client.hover(REQUIREMENTS, line, character)


async def test_half_a_character_is_no_reason_to_fall(start_editor: Start) -> None:
    """JSON can carry half of a surrogate pair."""
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "# \ud83d\nrequ")
    assert (await editor.client.complete(REQUIREMENTS, 1, 4))["items"]
    assert await editor.client.hover(REQUIREMENTS, 0, 2) is None


async def test_a_defect_is_answered_and_logged_and_the_server_goes_on(
    start_editor: Start, caplog: pytest.LogCaptureFixture
) -> None:
    services = FakeServices()
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "requ")
    await editor.client.barrier()
    services.defect = RuntimeError
    with caplog.at_level(logging.ERROR), pytest.raises(Refused) as refused:
        await editor.client.complete(REQUIREMENTS, 0, 4)
    assert refused.value.code == -32603
    assert "a defect of ours" in refused.value.message
    (record,) = caplog.records
    assert record.exc_info is not None
    services.defect = None
    assert (await editor.client.complete(REQUIREMENTS, 0, 4))["items"]


async def test_a_defect_in_a_notification_is_logged_not_shown(
    start_editor: Start, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = await start_editor()

    def broken(*_arguments: object) -> None:
        raise RuntimeError("a defect of ours")

    monkeypatch.setattr(editor.server.session, "open", broken)
    with caplog.at_level(logging.ERROR):
        editor.client.open(REQUIREMENTS, "secret-text")
        await editor.client.barrier()
    (record,) = caplog.records
    assert record.exc_info is not None
    assert "secret-text" not in caplog.text


async def test_bursts_are_answered_in_order(start_editor: Start) -> None:
    """Fast typing: each list is about the text of its moment."""
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "")
    answers = []
    for length, _ in enumerate("requests", start=1):
        editor.client.change(REQUIREMENTS, "requests"[:length], length)
        answers.append(
            editor.client.ask("textDocument/completion", position(REQUIREMENTS, 0, length))[1]
        )
    for length, answer in enumerate(await asyncio.gather(*answers), start=1):
        first = answer["items"][0]
        assert first["label"] == "requests"
        assert first["textEdit"]["range"]["end"]["character"] == length
