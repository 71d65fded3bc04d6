"""Whatever a client sends: the server goes on, and every request is answered exactly once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from pypi_language_server.lsp.server import build_server
from tests.protocol.conftest import REQUIREMENTS, Start
from tests.protocol.fakes import FakeServices
from tests.support.lsp_client import position

METHODS = (
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didClose",
    "textDocument/completion",
    "completionItem/resolve",
    "textDocument/hover",
    "textDocument/documentSymbol",
    "workspace/executeCommand",
    "workspace/didChangeConfiguration",
    "window/workDoneProgress/cancel",
    "initialize",
    "initialized",
    "$/cancelRequest",
    "$/setTrace",
    "$/unheardOf",
    "unheardOf",
)
SENSE: dict[str, Any] = {
    "textDocument/didOpen": {
        "textDocument": {"uri": REQUIREMENTS, "languageId": "", "version": 1, "text": "requ"}
    },
    "textDocument/didChange": {
        "textDocument": {"uri": REQUIREMENTS, "version": 2},
        "contentChanges": [{"text": "requ\nflask"}],
    },
    "textDocument/completion": position(REQUIREMENTS, 0, 4),
    "textDocument/hover": position(REQUIREMENTS, 1, 2),
    "textDocument/documentSymbol": {"textDocument": {"uri": REQUIREMENTS}},
    "completionItem/resolve": {"label": "Flask", "data": {"uri": REQUIREMENTS, "name": "flask"}},
    "workspace/executeCommand": {"command": "pypi.status"},
    "workspace/didChangeConfiguration": {"settings": {"pypi": {"completion": {"limit": 3}}}},
    "$/cancelRequest": {"id": "request 1"},
}
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def params(draw: st.DrawFn, method: str) -> Any:
    """Sense, nonsense, or sense with a part of it replaced or left out."""
    whole = SENSE.get(method)
    if not isinstance(whole, dict) or draw(st.booleans()):
        return draw(junk)
    changed = dict(whole)
    key = draw(st.sampled_from(sorted(changed)))
    if draw(st.booleans()):
        changed[key] = draw(junk)
    elif draw(st.booleans()):
        del changed[key]
    return changed


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    method = draw(st.sampled_from(METHODS) | junk)
    message: dict[str, Any] = {"jsonrpc": "2.0", "method": method}
    if draw(st.booleans()):
        message["id"] = draw(st.just("number me") | junk)
    if draw(st.booleans()):
        message["params"] = draw(params(method if isinstance(method, str) else ""))
    for key in draw(st.sets(st.sampled_from(["result", "error", "id", "jsonrpc", "method"]))):
        message[key] = draw(junk)
    return message


class Answers:
    """Stands where the client reads, and counts the answers by id."""

    def __init__(self) -> None:
        self.by_id: Counter[str] = Counter()

    def write(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if "method" not in message:
            self.by_id[json.dumps(message["id"])] += 1

    def close(self) -> None: ...


async def converse(conversation: list[dict[str, Any]]) -> tuple[list[str], Counter[str]]:
    """Send messages to a server; return the ids that wait for an answer, and the answers."""
    server, answers = build_server(FakeServices()), Answers()
    server.protocol.set_writer(answers)
    start = {"jsonrpc": "2.0", "id": "start", "method": "initialize"}
    server.protocol.receive(json.dumps({**start, "params": {"capabilities": {}}}).encode())
    requests = ["start"]
    for number, message in enumerate(conversation):
        if message.get("id") == "number me":
            message["id"] = f"request {number}"
            if isinstance(message.get("method"), str) and message.get("jsonrpc") == "2.0":
                requests.append(message["id"])
        server.protocol.receive(json.dumps(message).encode())
        await asyncio.sleep(0)
    for _ in range(20):  # turns of the loop: nothing here waits for the world
        await asyncio.sleep(0)
    await server.close()
    return requests, answers.by_id


@settings(max_examples=60)
@given(st.lists(messages(), max_size=12))
def test_no_message_is_too_strange(conversation: list[dict[str, Any]]) -> None:
    requests, answers = asyncio.run(converse(conversation))
    assert {number: answers[json.dumps(number)] for number in requests} == dict.fromkeys(
        requests, 1
    )


@pytest.mark.parametrize(
    "message",
    [
        {"id": 5, "method": 5},
        {"id": [1], "method": "textDocument/hover"},
        {"id": None, "method": "textDocument/hover"},
        {"id": True, "method": "textDocument/hover"},
        {"id": {}, "result": None},
        {"method": ["x"]},
        {},
    ],
    ids=str,
)
async def test_what_is_no_message_is_refused(start_editor: Start, message: dict[str, Any]) -> None:
    editor = await start_editor()
    editor.client.send(message)
    refusal = await editor.client.expect("an answer to nothing")
    assert (refusal["id"], refusal["error"]["code"]) == (None, -32600)
    await editor.client.barrier()


@pytest.mark.parametrize("number", [[], {}, None, 1.5])
async def test_cancelling_what_can_be_no_request(start_editor: Start, number: Any) -> None:
    editor = await start_editor()
    editor.client.notify("$/cancelRequest", {"id": number})
    await editor.client.barrier()


async def test_a_notification_sent_as_a_request_is_answered(start_editor: Start) -> None:
    """Its sender waits; and nothing has happened."""
    editor = await start_editor()
    params = SENSE["textDocument/didOpen"]
    editor.client.send({"id": "odd", "method": "textDocument/didOpen", "params": params})
    refusal = await editor.client.expect("an answer to nothing")
    assert (refusal["id"], refusal["error"]["code"]) == ("odd", -32600)
    assert editor.server.session.document(REQUIREMENTS) is None


async def test_requests_with_the_trimmings_of_answers(start_editor: Start) -> None:
    """Some clients write every field there is."""
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "flask")
    odd = {"result": None, "error": None, "params": position(REQUIREMENTS, 0, 2)}
    editor.client.send({"id": "odd", "method": "textDocument/hover", **odd})
    answer = await editor.client.expect("an answer to nothing")
    assert "flask" in answer["result"]["contents"]["value"].lower()


async def test_a_defect_in_the_loop_costs_one_message(
    start_editor: Start, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = await start_editor()
    protocol = editor.server.protocol

    def broken(_body: bytes) -> None:
        monkeypatch.undo()
        raise RuntimeError("a defect of ours")

    monkeypatch.setattr(protocol, "receive", broken)
    editor.client.notify("$/setTrace", {"value": "off"})
    await editor.client.barrier()
    (record,) = caplog.records
    assert record.exc_info is not None
