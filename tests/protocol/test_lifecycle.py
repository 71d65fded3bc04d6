"""How a connection starts, what it answers out of turn, and how it ends."""

from __future__ import annotations

import asyncio
import os

import pytest
from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.protocol import default_converter

from pypi_language_server.lsp import capabilities
from pypi_language_server.lsp.commands import COMMANDS
from pypi_language_server.text import PositionEncoding
from tests.protocol.conftest import REQUIREMENTS, Start
from tests.protocol.fakes import FakeServices
from tests.support.lsp_client import Refused, position

COMPLETION = "textDocument/completion"


async def test_it_says_what_it_can_do(start_editor: Start) -> None:
    editor = await start_editor(initialize=False)
    answer = await editor.client.initialize()
    assert answer["serverInfo"]["name"] == "pypi-language-server"
    found = answer["capabilities"]
    assert found["textDocumentSync"] == {"openClose": True, "change": 1, "save": False}
    assert found["completionProvider"] == {
        "triggerCharacters": list("\"' =<>~^!.,;[-?"),
        "resolveProvider": True,
        "completionItem": {"labelDetailsSupport": True},
    }
    assert found["hoverProvider"] is True
    assert found["documentSymbolProvider"] is True
    assert found["executeCommandProvider"]["commands"] == list(COMMANDS)
    assert found["positionEncoding"] == "utf-16"


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        ([], "utf-16"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-32", "utf-8", "utf-16"], "utf-32"),
        (["utf-7", "utf-8"], "utf-8"),
        (["utf-7"], "utf-16"),
    ],
)
def test_the_encoding_is_the_clients_choice(offered: list[str] | None, chosen: str) -> None:
    """What we count in is what pygls announces, for every client."""
    raw = {"general": {"positionEncodings": offered}} if offered is not None else {}
    client = default_converter().structure(raw, types.ClientCapabilities)
    announced = ServerCapabilitiesBuilder.choose_position_encoding(client)
    assert capabilities.read(raw).encoding.value == chosen
    assert getattr(announced, "value", announced) == chosen


async def test_a_client_from_the_future_is_served(start_editor: Start) -> None:
    """A capability that the type library does not know costs that capability, not the session."""
    hover = {"contentFormat": ["markdown"]}
    unknown = {"completionItem": {"documentationFormat": ["hologram"]}}
    editor = await start_editor(initialize=False)
    await editor.client.initialize(
        {
            "textDocument": {"completion": unknown, "hover": hover},
            "general": {"positionEncodings": ["utf-8"]},
            "window": None,
            "workspace": 3,
        },
        {"completion": {"limit": 7}},
    )
    assert editor.server.client == capabilities.ClientFeatures(
        encoding=PositionEncoding.UTF8, hover=capabilities.Markup.MARKDOWN
    )
    assert editor.server.session.settings.completion.limit == 7


async def test_requests_before_the_start_are_refused(start_editor: Start) -> None:
    editor = await start_editor(initialize=False)
    editor.client.open(REQUIREMENTS, "flask\n")  # dropped (LSP 3.17, `initialize`)
    with pytest.raises(Refused) as refused:
        await editor.client.request(COMPLETION, position(REQUIREMENTS, 0, 0))
    assert refused.value.code == -32002
    await editor.client.initialize()
    assert await editor.client.complete(REQUIREMENTS, 0, 0) is None


async def test_there_is_one_start(start_editor: Start) -> None:
    editor = await start_editor()
    with pytest.raises(Refused) as refused:
        await editor.client.initialize()
    assert refused.value.code == -32600


async def test_requests_after_shutdown_are_refused(start_editor: Start) -> None:
    editor = await start_editor()
    await editor.client.request("shutdown")
    with pytest.raises(Refused) as refused:
        await editor.client.complete(REQUIREMENTS, 0, 0)
    assert refused.value.code == -32600
    editor.client.notify("exit")
    assert await editor.exit_code() == 0


async def test_exit_without_shutdown_is_an_error(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.notify("exit")
    assert await editor.exit_code() == 1


async def test_exit_before_the_start(start_editor: Start) -> None:
    editor = await start_editor(initialize=False)
    editor.client.notify("exit")
    assert await editor.exit_code() == 1


async def test_the_end_of_input_ends_the_server(start_editor: Start) -> None:
    """A client that crashed says nothing any more."""
    editor = await start_editor()
    editor.client.hang_up()
    assert await editor.exit_code() == 1


async def test_a_client_that_no_longer_reads_ends_the_server(start_editor: Start) -> None:
    editor = await start_editor(initialize=False)
    nobody, broken = os.pipe()
    os.dup2(broken, editor.sink.fileno())  # the client's reading end is gone from here on
    os.close(broken)
    os.close(nobody)
    editor.client.ask("initialize", {})
    assert await editor.exit_code() == 1


async def test_shutdown_does_not_wait_for_look_ups(start_editor: Start) -> None:
    services = FakeServices(gate=asyncio.Event())
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask\n")
    _, answer = editor.client.ask("textDocument/hover", position(REQUIREMENTS, 0, 1))
    await editor.client.finish()
    with pytest.raises(Refused) as refused:
        await answer
    assert refused.value.code == -32800
    assert await editor.exit_code() == 0
    assert services.closed
    assert services.settled == []


async def test_it_ends_with_the_clients_process(start_editor: Start) -> None:
    child = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE)
    assert child.stdin is not None
    editor = await start_editor(initialize=False, parent_check=0.01)
    await editor.client.initialize(processId=child.pid)
    await editor.client.barrier()
    assert not editor.running.done()
    child.stdin.close()
    await child.wait()
    assert await editor.exit_code() == 1


async def test_a_process_that_cannot_be_seen_is_not_watched(start_editor: Start) -> None:
    """The client may live in another container, under a number that means nothing here."""
    child = await asyncio.create_subprocess_exec("true")
    await child.wait()
    editor = await start_editor(initialize=False, parent_check=0.001)
    await editor.client.initialize(processId=child.pid)
    for _ in range(20):
        await editor.client.barrier()
    assert not editor.running.done()


async def test_the_own_process_is_watched_by_its_number(start_editor: Start) -> None:
    editor = await start_editor(initialize=False, parent_check=0.001)
    await editor.client.initialize(processId=os.getppid())
    await editor.client.barrier()
    assert not editor.running.done()


async def test_what_is_no_json_is_answered(start_editor: Start) -> None:
    """And the server goes on."""
    editor = await start_editor()
    for body, code in (
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b"[" * 100_000, -32700),
        (b"[]", -32600),
        (b'"text"', -32600),
        (b'{"id": 1}', -32600),
    ):
        editor.client.send_body(body)
        message = await editor.client.expect("an answer to nothing")
        assert message["error"]["code"] == code
        assert message["id"] is None
    await editor.client.barrier()


async def test_wrong_params_are_answered(start_editor: Start) -> None:
    editor = await start_editor()
    with pytest.raises(Refused) as refused:
        await editor.client.request("textDocument/hover", {"textDocument": 3})
    assert refused.value.code == -32602
    editor.client.notify("textDocument/didOpen", {"textDocument": None})
    await editor.client.barrier()


async def test_unknown_methods(start_editor: Start) -> None:
    editor = await start_editor()
    with pytest.raises(Refused) as refused:
        await editor.client.request("textDocument/unheardOf", {})
    assert refused.value.code == -32601
    with pytest.raises(Refused) as refused:
        await editor.client.request("$/unheardOf", {})
    assert refused.value.code == -32601
    editor.client.notify("$/unheardOf", {})
    editor.client.notify("unheardOf", {})
    document = {"uri": REQUIREMENTS}
    editor.client.notify("textDocument/didSave", {"textDocument": document})
    editor.client.notify("$/setTrace", {"value": "verbose"})
    await editor.client.barrier()


async def test_a_cancellation_that_comes_too_late_is_no_news(
    start_editor: Start, caplog: pytest.LogCaptureFixture
) -> None:
    editor = await start_editor()
    editor.client.notify("$/cancelRequest", {"id": 4711})
    await editor.client.barrier()
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []
