"""Version completion by the real program: one request per project, none from the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.bad_days import late
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind
from tests.support.lsp_client import Client, served

URI = "file:///w/requirements.txt"
TEXT = "sprocket>="
LABELS = ["2.10.0", "2.10.0,<3", "2.9.0", "3.0rc1"]
RELEASES = tuple(FakeRelease(version) for version in ("2.9.0", "2.10.0", "3.0rc1", "legacy-2004"))


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    with FakeIndex([FakeProject("Sprocket", RELEASES)]) as running:
        yield running


async def offered(client: Client) -> list[str]:
    answer: dict[str, Any] = await client.complete(URI, 0, len(TEXT))
    assert answer["isIncomplete"] is True
    return [item["label"] for item in answer["items"]]


async def filled(client: Client) -> list[str]:
    """Ask key by key until the list is filled."""
    async with asyncio.timeout(10):
        while not (labels := await offered(client)):
            continue
    return labels


async def test_a_slow_index_is_asked_once_and_the_disk_remembers(
    index: FakeIndex, environ: dict[str, str]
) -> None:
    """Every key while the index takes its time gives an empty list; then they are all there."""
    index.fail(Kind.PROJECT, late(0.4))
    async with served(environ=environ) as server:
        await server.client.initialize()
        server.client.open(URI, TEXT)
        assert await offered(server.client) == []
        assert await filled(server.client) == LABELS
    assert index.count(Kind.PROJECT) == 1
    index.forget()
    async with served(environ=environ) as server:
        await server.client.initialize()
        server.client.open(URI, TEXT)
        assert await offered(server.client) == LABELS
    assert index.count() == 0


async def test_a_project_that_no_index_has(index: FakeIndex, environ: dict[str, str]) -> None:
    index.remove("sprocket")
    async with served(environ=environ) as server:
        await server.client.initialize()
        server.client.open(URI, TEXT)
        await offered(server.client)
        await server.client.hover(URI, 0, 2)  # waits until the index has said no
        asked = index.count()
        assert await offered(server.client) == []
        assert index.count() == asked
