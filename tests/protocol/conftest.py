"""A real server and a bare client in one process, joined by two pipes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import pytest

from pypi_language_server.lsp.outside import Outside
from pypi_language_server.lsp.serve import serve
from pypi_language_server.lsp.server import Server, build_server
from tests.protocol.fakes import NOW, FakeServices
from tests.support.lsp_client import Client, connect

REQUIREMENTS = "file:///w/requirements.txt"
PYPROJECT = "file:///w/pyproject.toml"


@dataclass
class Editor:
    """A client with the server that it talks to."""

    client: Client
    server: Server
    services: FakeServices
    running: asyncio.Task[int]
    sink: BinaryIO

    async def exit_code(self) -> int:
        """Wait for the server's end."""
        async with asyncio.timeout(10):
            return await self.running


Start = Callable[..., Awaitable[Editor]]


async def start(services: FakeServices, outside: Outside) -> Editor:
    """Start a server and connect to it."""
    from_client, to_server = os.pipe()
    from_server, to_client = os.pipe()
    server = build_server(services, outside)
    sink = os.fdopen(to_client, "wb")
    running = asyncio.create_task(serve(server, from_client, sink))
    client = connect(from_server, to_server)
    return Editor(client, server, services, running, sink)


async def end(editor: Editor) -> None:
    """End politely; nothing may be left unread, under way or open."""
    if not editor.running.done():
        await editor.client.finish()
        assert await editor.exit_code() == 0
    await editor.client.close()
    assert editor.client.inbox == []
    assert len(editor.server.background) == 0
    assert editor.services.closed


async def at_once() -> None:
    """Let no test wait for a user who looks at something."""


@pytest.fixture
async def start_editor() -> AsyncIterator[Start]:
    """Start editors; each is initialised unless `initialize=False`, and checked at the end."""
    editors: list[Editor] = []

    async def begin(
        services: FakeServices | None = None,
        *,
        capabilities: Any = None,
        options: Any = None,
        initialize: bool = True,
        **outside: Any,
    ) -> Editor:
        world = Outside(**{"now": lambda: NOW, "dwell": at_once, "lull": at_once, **outside})
        editor = await start(services or FakeServices(), world)
        editors.append(editor)
        if initialize:
            await editor.client.initialize(capabilities, options)
        return editor

    yield begin
    for editor in editors:
        await end(editor)
