"""The real program as a process: how it ends, what it leaves, what it logs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bad_days import status
from tests.support.fake_index import FakeIndex, FakeProject, Kind
from tests.support.lsp_client import SERVER, connect, served

URI = "file:///w/requirements.txt"


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    with FakeIndex([FakeProject("Sprocket", summary="Turns wheels.")]) as running:
        yield running


async def test_a_polite_end(environ: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    async with served(environ=environ) as server:
        await server.client.initialize()
        server.client.open(URI, "sprocket\n")
        assert await server.client.hover(URI, 0, 2) is not None
    assert server.process.returncode == 0
    assert server.client.inbox == []
    assert capfd.readouterr().err == ""


async def test_the_end_of_input(environ: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    async with served(environ=environ) as server:
        await server.client.initialize()
        server.client.hang_up()
        assert await server.exit_code() == 1
    assert capfd.readouterr().err == ""


async def test_end_of_input_before_anything_was_said(environ: dict[str, str]) -> None:
    async with served(environ=environ) as server:
        server.client.hang_up()
        assert await server.exit_code() == 1


async def test_exit_without_shutdown(environ: dict[str, str]) -> None:
    async with served("--stdio", environ=environ) as server:
        await server.client.initialize()
        server.client.notify("exit")
        assert await server.exit_code() == 1


async def test_sigterm_ends_in_good_order(
    environ: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    async with served(environ=environ) as server:
        await server.client.initialize()
        server.process.send_signal(signal.SIGTERM)
        assert await server.exit_code() == 1
    assert capfd.readouterr().err == ""


async def test_it_does_not_outlive_the_editor(environ: dict[str, str]) -> None:
    """The editor is killed while something else keeps the pipes open: nobody says goodbye."""
    from_client, to_server = os.pipe()
    from_server, to_client = os.pipe()
    code = "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(60)"
    editor = subprocess.Popen(  # noqa: ASYNC220 - takes no time
        [sys.executable, "-c", code, *SERVER], stdin=from_client, stdout=to_client, env=environ
    )
    os.close(from_client)
    os.close(to_client)
    client = connect(from_server, to_server)
    try:
        await client.initialize(processId=editor.pid)
        await client.barrier()
    finally:
        editor.kill()
        editor.wait()
    await asyncio.to_thread(client.thread.join, 20)  # until the server's output ends
    assert not client.thread.is_alive()
    await client.close()


async def test_stray_output_does_not_reach_the_protocol(
    environ: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Nor does anything else read our input: whoever inherits the streams gets harmless ones."""
    code = (
        "import subprocess, sys\n"
        "from pypi_language_server.lsp import server\n"
        "build = server.build_server\n"
        "def noisy(*arguments):\n"
        "    print('stray', flush=True); subprocess.run(['cat']); return build(*arguments)\n"
        "server.build_server = noisy\n"
        "from pypi_language_server.main import main\n"
        "sys.exit(main(['--stdio']))\n"
    )
    async with served(environ=environ, command=(sys.executable, "-c", code)) as server:
        await server.client.initialize()
        await server.client.barrier()
    assert "stray" in capfd.readouterr().err


async def test_over_tcp(environ: dict[str, str]) -> None:
    process = subprocess.Popen(  # noqa: ASYNC220 - takes no time
        [*SERVER, "--tcp", "127.0.0.1:0"], stderr=subprocess.PIPE, env=environ, text=True
    )
    assert process.stderr is not None
    try:
        line = await asyncio.to_thread(process.stderr.readline)
        host, _, port = line.removeprefix("listening on ").strip().rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
        writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        headers = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
        assert b"Content-Length" in headers
        writer.close()
        await writer.wait_closed()
        assert await asyncio.to_thread(process.wait, 20) == 1
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
        process.stderr.close()


async def test_the_log_holds_no_text_and_no_secrets(
    environ: dict[str, str], index: FakeIndex, tmp_path: Path
) -> None:
    index.fail(Kind.PROJECT, status(503), times=None)
    index.fail(Kind.PAGE, status(503), times=None)
    log = tmp_path / "server.log"
    environ["PYPI_LS_INDEX_URL"] = index.root_with("me:hunter2")
    async with served("-vv", "--log-file", str(log), environ=environ) as server:
        await server.client.initialize()
        server.client.open(URI, "sprocket  # confidential\nspr")
        await server.client.complete(URI, 1, 3)
        await server.client.hover(URI, 0, 2)
        said = await server.client.expect("window/showMessage")
    text = log.read_text("utf-8")
    assert "completion" in text
    for secret in ("confidential", "hunter2"):
        assert secret not in text
        assert secret not in said["message"]


async def test_what_is_learnt_outlives_the_server(
    environ: dict[str, str], index: FakeIndex
) -> None:
    for _ in range(2):
        async with served(environ=environ) as server:
            await server.client.initialize()
            server.client.open(URI, "sprocket\n")
            found = await server.client.hover(URI, 0, 2)
            assert "Turns wheels" in found["contents"]["value"]
    assert index.counts() == {"project": 1}


async def test_two_servers_side_by_side(environ: dict[str, str], index: FakeIndex) -> None:
    async with served(environ=environ) as one, served(environ=environ) as other:
        for server in (one, other):
            await server.client.initialize()
            server.client.open(URI, "sprocket\n")
            assert await server.client.hover(URI, 0, 2) is not None
        refresh = {"command": "pypi.refresh"}
        answers = await asyncio.gather(
            one.client.request("workspace/executeCommand", refresh),
            other.client.request("workspace/executeCommand", refresh),
        )
        assert {answer["result"] for answer in answers} <= {"replaced", "busy", "fresh"}
        for server in (one, other):
            await server.client.expect("window/showMessage")
            answer = await server.client.complete(URI, 0, 3)
            assert answer["items"][0]["label"] == "Sprocket"
    assert index.count(Kind.PROJECT) == 1


async def test_consent_is_asked_for_once_in_a_lifetime(
    environ: dict[str, str], index: FakeIndex
) -> None:
    """The whole way: question, download with progress, every name; the next server knows."""
    del environ["PYPI_LS_REFRESH"]
    client = {"window": {"showMessage": {}, "workDoneProgress": True}}
    async with served(environ=environ) as server:
        server.client.answers["window/workDoneProgress/create"] = lambda _params: None
        await server.client.initialize(client)
        server.client.open(URI, "sproc")
        question = await server.client.expect_message("window/showMessageRequest")
        assert index.count() == 0
        server.client.reply(question, {"title": "Download daily"})
        while (await server.client.expect("$/progress"))["value"]["kind"] != "end":
            continue
        answer = await server.client.complete(URI, 0, 5)
        assert [item["label"] for item in answer["items"]] == ["Sprocket"]
    async with served(environ=environ) as server:
        await server.client.initialize(client)
        server.client.open(URI, "sproc")
        answer = await server.client.complete(URI, 0, 5)
        assert [item["label"] for item in answer["items"]] == ["Sprocket"]
    assert server.client.inbox == []
    assert index.counts() == {"list": 1}
