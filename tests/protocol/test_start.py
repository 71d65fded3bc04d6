"""How a connection starts: who is answered before the server is there, and with what."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.protocol import default_converter

from pypi_language_server.lsp import capabilities
from pypi_language_server.lsp.announcement import TRIGGERS, announcement
from pypi_language_server.lsp.commands import COMMANDS
from pypi_language_server.lsp.greeting import Greeting, greet
from pypi_language_server.lsp.outside import Outside
from pypi_language_server.lsp.serve import serve
from pypi_language_server.lsp.server import build_server
from pypi_language_server.text import PositionEncoding
from tests.protocol.fakes import FakeServices
from tests.support.lsp_client import Client, connect

PROFILES = sorted(Path(pytest_lsp.__file__).parent.glob("clients/*.json"))
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
NEXT = {"jsonrpc": "2.0", "method": "initialized", "params": {}}


def profile(path: Path) -> dict[str, Any]:
    """Return a real client's capabilities."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))["capabilities"]
    return found


def framed(*messages: Any) -> bytes:
    bodies = [json.dumps(message).encode() for message in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies)


def unframed(data: bytes) -> Any:
    header, _, body = data.partition(b"\r\n\r\n")
    assert header == b"Content-Length: %d" % len(body)
    return json.loads(body)


# --- what is announced ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
async def test_it_announces_what_pygls_makes_of_the_handlers(path: Path) -> None:
    """To every client that is known, but for what means the same when it is left out."""
    raw = profile(path)
    announced = announcement(capabilities.read(raw).encoding)["capabilities"]
    assert _said(announced) == _said(await _made_by_pygls(raw))


async def _made_by_pygls(raw: dict[str, Any]) -> Any:
    """Return the capabilities that pygls derives from the handlers, options and commands."""
    converter = default_converter()
    client = converter.structure(raw, types.ClientCapabilities)
    server = build_server(FakeServices(), Outside())
    options = types.CompletionOptions(
        trigger_characters=TRIGGERS,
        resolve_provider=True,
        completion_item=types.ServerCompletionItemOptions(label_details_support=True),
    )
    return converter.unstructure(
        ServerCapabilitiesBuilder(
            client,
            {*server.protocol.fm.features, *server.protocol.fm.builtin_features},
            {types.TEXT_DOCUMENT_COMPLETION: options},
            list(COMMANDS),
            types.TextDocumentSyncKind.Full,
            None,
            ServerCapabilitiesBuilder.choose_position_encoding(client),
        ).build()
    )


def _said(answer: Any) -> Any:
    """Return an answer without what is the same as silence: no, and nothing."""
    if not isinstance(answer, dict):
        return list(answer) if isinstance(answer, tuple) else answer
    parts = {key: _said(value) for key, value in answer.items()}
    return {key: value for key, value in parts.items() if value not in (False, None, {})}


@pytest.mark.parametrize("encoding", PositionEncoding)
def test_the_announcement_is_the_protocols(encoding: PositionEncoding) -> None:
    """The type library understands all of it, and nothing gets lost on the way."""
    converter = default_converter()
    answer = announcement(encoding)
    result = converter.structure(answer, types.InitializeResult)
    assert _said(converter.unstructure(result)) == _said(answer)
    assert result.capabilities.position_encoding == encoding.value


# --- what clients say ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_plain_json_says_what_the_type_library_reads(path: Path) -> None:
    """The library drops what it does not know and keeps the rest: nothing that we use differs."""
    raw = profile(path)
    converter = default_converter()
    known = converter.unstructure(converter.structure(raw, types.ClientCapabilities))
    assert capabilities.read(known) == capabilities.read(raw)
    assert capabilities.read(raw).default_edit_range == ("itemDefaults" in json.dumps(raw))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["textDocument", "completion", "hover", "contentFormat", "general"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(json_values)
def test_nothing_that_a_client_says_is_too_strange(raw: Any) -> None:
    assert isinstance(capabilities.read(raw).encoding, PositionEncoding)


def test_nonsense_costs_the_one_capability() -> None:
    """What stands beside it holds."""
    item = {"documentationFormat": ["hologram", 3, "markdown"], "labelDetailsSupport": 1}
    found = capabilities.read(
        {"textDocument": {"completion": {"completionItem": item}, "hover": []}, "window": None}
    )
    assert found == capabilities.ClientFeatures(documentation=capabilities.Markup.MARKDOWN)


# --- the first message ---------------------------------------------------------------------------


@contextmanager
def greeted(*pieces: bytes) -> Iterator[tuple[Greeting, bytes]]:
    """Say something to `greet`, then nothing more; yield its answer to us and to the client."""
    source, to_server = os.pipe()
    from_server, to_client = os.pipe()
    for piece in pieces:
        os.write(to_server, piece)
    os.close(to_server)
    with os.fdopen(to_client, "wb") as sink:
        greeting = greet(source, sink)
    answer = b""
    while piece := os.read(from_server, 1 << 16):
        answer += piece
    os.close(source)
    os.close(from_server)
    yield greeting, answer


def test_a_request_to_start_is_answered() -> None:
    with greeted(framed(INITIALIZE)) as (greeting, answer):
        assert greeting.answered
        assert greeting.params == {"capabilities": {}}
        assert greeting.waiting == ()
        message = unframed(answer)
        assert message == {
            "jsonrpc": "2.0",
            "id": 1,
            "result": announcement(PositionEncoding.UTF16),
        }


def test_the_answer_counts_columns_as_the_client_does() -> None:
    encodings = {"general": {"positionEncodings": ["utf-8"]}}
    with greeted(framed({**INITIALIZE, "params": {"capabilities": encodings}})) as (_, answer):
        assert unframed(answer)["result"]["capabilities"]["positionEncoding"] == "utf-8"


def test_what_comes_behind_the_start_waits() -> None:
    beginning = framed(NEXT)[:30]
    with greeted(framed(INITIALIZE, NEXT) + beginning) as (greeting, answer):
        assert [json.loads(body) for body in greeting.waiting] == [NEXT]
        assert unframed(answer)["id"] == 1
        rest = framed(NEXT)[30:]
        assert [json.loads(body) for body in greeting.frames.feed(rest)] == [NEXT]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b"[" * 30_000,  # fits into a pipe
        b"[]",
        b'{"jsonrpc": "2.0", "method": "initialize"}',
        b'{"jsonrpc": "2.0", "id": true, "method": "initialize"}',
        b'{"jsonrpc": "1.0", "id": 1, "method": "initialize"}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": {}}',
        b'{"jsonrpc": "2.0", "id": 1, "result": null}',
    ],
    ids=range(9),
)
def test_whatever_else_comes_first_is_the_servers(body: bytes) -> None:
    with greeted(b"Content-Length: %d\r\n\r\n" % len(body) + body) as (greeting, answer):
        assert not greeting.answered
        assert greeting.waiting == (body,)
        assert answer == b""


@pytest.mark.parametrize("pieces", [(), (b"Content-Le",), (framed(INITIALIZE)[:-1],)])
def test_a_stream_that_ends_before_its_first_message(pieces: tuple[bytes, ...]) -> None:
    with greeted(*pieces) as (greeting, answer):
        assert greeting.waiting == ()
        assert not greeting.answered
        assert answer == b""


@given(cuts=st.lists(st.integers(0, 200), max_size=4), params=json_values)
def test_the_pieces_do_not_matter(cuts: list[int], params: Any) -> None:
    """Nor do the parameters: they are the server's to make sense of."""
    data = framed({**INITIALIZE, "params": params})
    source, to_server = os.pipe()
    starts = sorted({0, *(cut for cut in cuts if cut < len(data))})
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        os.write(to_server, data[start:end])
    os.close(to_server)
    with open(os.devnull, "wb") as sink:  # noqa: PTH123 - a device, not a path
        greeting = greet(source, sink)
    os.close(source)
    assert greeting.answered
    assert greeting.params == json.loads(json.dumps(params))


def test_a_client_that_is_gone_already_is_left_to_the_server() -> None:
    source, to_server = os.pipe()
    from_server, to_client = os.pipe()
    os.write(to_server, framed(INITIALIZE))
    os.close(to_server)
    os.close(from_server)
    sink = os.fdopen(to_client, "wb", buffering=0)
    greeting = greet(source, sink)
    os.close(source)
    sink.close()
    assert not greeting.answered
    assert [json.loads(body) for body in greeting.waiting] == [INITIALIZE]


# --- from the greeting to the server -------------------------------------------------------------


async def test_the_server_takes_over_where_the_greeting_ended() -> None:
    """It has heard what the client can do and wants, and does not answer a second time."""
    from_client, to_server = os.pipe()
    from_server, to_client = os.pipe()
    sink = os.fdopen(to_client, "wb")
    services = FakeServices()
    server = build_server(services, Outside(dwell=_at_once, lull=_at_once))
    params = {
        "capabilities": {"general": {"positionEncodings": ["utf-8"]}},
        "initializationOptions": {"completion": {"limit": 7}},
    }
    data = framed({**INITIALIZE, "id": "first", "params": params}, NEXT)
    os.write(to_server, data)
    greeting = greet(from_client, sink)
    assert unframed(os.read(from_server, 1 << 16))["id"] == "first"
    running = asyncio.create_task(serve(server, from_client, sink, greeting))
    client = connect(from_server, to_server)
    await _goes_on(client)
    assert await running == 0
    await client.close()
    assert client.inbox == []
    assert server.client.encoding is PositionEncoding.UTF8
    assert server.session.settings.completion.limit == 7


async def _goes_on(client: Client) -> None:
    client.open("file:///w/requirements.txt", "flask\n")
    assert await client.complete("file:///w/requirements.txt", 0, 5) is not None
    await client.finish()


async def _at_once() -> None:
    """Let no test wait."""
