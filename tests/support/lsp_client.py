"""A language client that hides nothing: JSON goes out, JSON comes in, and nothing gets lost.

Contract: what the server sends without being asked waits in `inbox` until somebody expects it; a
test that leaves something there has overlooked something. The server's requests are answered by
`answers` at once, or by `reply` when the test wants to. Works on any pair of descriptors: two
pipes in one process, or a child's standard streams.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SERVER = (sys.executable, "-m", "pypi_language_server")
PATIENCE = 10.0  # seconds; only a broken server makes a test wait this long


class Refused(Exception):  # noqa: N818 - an answer, not a defect
    """The server answered a request with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error)
        self.code: int = error["code"]
        self.message: str = error["message"]


@dataclass
class Client:
    """One connection to a server."""

    sink: int
    answers: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    inbox: list[dict[str, Any]] = field(default_factory=list)
    capabilities: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)
        self._waiting: dict[Any, asyncio.Future[Any]] = {}
        self._arrived = asyncio.Event()
        self.thread = threading.Thread()

    async def request(self, method: str, params: Any = None) -> Any:
        """Ask and wait for the answer; raises `Refused`."""
        return await self.ask(method, params)[1]

    def ask(self, method: str, params: Any = None) -> tuple[int, asyncio.Future[Any]]:
        """Ask; return the request's id and what will be its answer."""
        number = next(self._ids)
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        self.send({"id": number, "method": method, "params": params})
        return number, future

    def notify(self, method: str, params: Any = None) -> None:
        """Tell the server something."""
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        """Send any message; a params of None is left out."""
        message = {key: value for key, value in message.items() if (key, value) != ("params", None)}
        self.send_body(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def send_body(self, body: bytes) -> None:
        """Send a body that may be anything."""
        data = memoryview(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        while data:
            data = data[os.write(self.sink, data) :]

    async def expect(self, method: str) -> Any:
        """Return the params of the next message of this method that the server sends by itself."""
        return (await self.expect_message(method))["params"]

    async def expect_message(self, method: str) -> dict[str, Any]:
        """Return that whole message, for `reply`."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for message in self.inbox:
                    if message["method"] == method:
                        self.inbox.remove(message)
                        return message
                self._arrived.clear()
                await self._arrived.wait()

    def reply(self, message: dict[str, Any], result: Any) -> None:
        """Answer a request of the server."""
        self.send({"id": message["id"], "result": result})

    async def barrier(self) -> None:
        """Return when the server has handled everything that was sent before."""
        await self.request("textDocument/hover", position("file:///nowhere", 0, 0))

    async def initialize(
        self, capabilities: Any = None, options: Any = None, **more: Any
    ) -> dict[str, Any]:
        """Start the session; return the answer to `initialize`."""
        params = {"processId": None, "rootUri": None, "capabilities": capabilities or {}}
        answer: dict[str, Any] = await self.request(
            "initialize", {**params, "initializationOptions": options, **more}
        )
        self.capabilities = answer["capabilities"]
        self.notify("initialized", {})
        return answer

    def open(self, uri: str, text: str, language: str = "", version: int = 1) -> None:
        """Open a document."""
        document = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, text: str, version: int = 2) -> None:
        """Replace a document's text."""
        document = {"uri": uri, "version": version}
        changes = [{"text": text}]
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    async def complete(self, uri: str, line: int, character: int) -> Any:
        """Ask for completion."""
        return await self.request("textDocument/completion", position(uri, line, character))

    async def hover(self, uri: str, line: int, character: int) -> Any:
        """Ask for a hover."""
        return await self.request("textDocument/hover", position(uri, line, character))

    async def finish(self) -> None:
        """Shut the server down politely."""
        await self.request("shutdown")
        self.notify("exit")

    async def close(self) -> None:
        """Let go of the connection; the server has closed its side."""
        self.hang_up()
        await asyncio.to_thread(self.thread.join, PATIENCE)

    def hang_up(self) -> None:
        """Close the server's input."""
        if self.sink >= 0:
            os.close(self.sink)
            self.sink = -1

    def _receive(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._answered(message)
        elif "id" in message and message["method"] in self.answers:
            self.reply(message, self.answers[message["method"]](message["params"]))
        else:
            self.inbox.append(message)
            self._arrived.set()

    def _answered(self, message: dict[str, Any]) -> None:
        future = self._waiting.pop(message["id"], None)
        if future is None:
            self.inbox.append({"method": "an answer to nothing", "params": message})
            self._arrived.set()
        elif "error" in message:
            future.set_exception(Refused(message["error"]))
        else:
            future.set_result(message["result"])


def connect(source: int, sink: int) -> Client:
    """Return a client that reads from one descriptor and writes to another.

    A thread reads, so that a server in the same loop may block while it writes much.
    """
    client = Client(sink)
    loop = asyncio.get_running_loop()
    client.thread = threading.Thread(target=_listen, args=(source, loop, client._receive))
    client.thread.start()
    return client


def _listen(
    source: int, loop: asyncio.AbstractEventLoop, receive: Callable[[dict[str, Any]], None]
) -> None:
    with os.fdopen(source, "rb") as stream, contextlib.suppress(RuntimeError):
        while True:
            length = 0
            while (line := stream.readline()) not in {b"\r\n", b""}:
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not line:
                return
            loop.call_soon_threadsafe(receive, json.loads(stream.read(length)))


def position(uri: str, line: int, character: int) -> dict[str, Any]:
    """Return the params of requests about a place in a document."""
    return {
        "textDocument": {"uri": uri},
        "position": {"line": line, "character": character},
    }


@dataclass
class Served:
    """A server in a process of its own, and the client that talks to it."""

    process: subprocess.Popen[bytes]
    client: Client

    async def exit_code(self) -> int:
        """Wait for the server's end."""
        return await asyncio.to_thread(self.process.wait, PATIENCE)


@contextlib.asynccontextmanager
async def served(
    *words: str, environ: Mapping[str, str], command: Sequence[str] = SERVER
) -> AsyncIterator[Served]:
    """Start the program over pipes; on leaving it is asked to end, and made to if it does not."""
    process = subprocess.Popen(  # noqa: ASYNC220 - takes no time
        [*command, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(environ)
    )
    assert process.stdin is not None
    assert process.stdout is not None
    client = connect(os.dup(process.stdout.fileno()), os.dup(process.stdin.fileno()))
    process.stdin.close()
    process.stdout.close()
    try:
        yield Served(process, client)
        if process.poll() is None and client.sink >= 0:
            await client.finish()
            assert await asyncio.to_thread(process.wait, PATIENCE) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        await client.close()
