"""A morning's work in real editors' terms: the real program, a loopback index, recorded clients.

What the clients are sent is checked against what they declared: a violation is a warning of
pytest-lsp's, and warnings are errors here.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease

REQUIREMENTS, PYPROJECT = "file:///w/requirements.txt", "file:///w/pyproject.toml"
TOML = '[project]\nname = "mine"\ndependencies = [\n  "sprocket>=1.0",\n  "reque\n]\n'
PROJECTS = (
    FakeProject(
        "Sprocket",
        (FakeRelease("1.0"), FakeRelease("2.0", requires_python=">=3.9")),
        summary="Turns *wheels*.",
        license_expression="MIT",
    ),
    FakeProject("requests", (FakeRelease("2.32.3"),), summary="Python HTTP for Humans."),
    *(FakeProject(f"sprocket-{word}") for word in ("chain", "wheel", "crank")),
)


@dataclass
class Session:
    """An editor with the program that it started."""

    client: LanguageClient
    index: FakeIndex

    async def complete(self, uri: str, line: int, character: int) -> types.CompletionList:
        place = types.TextDocumentIdentifier(uri), types.Position(line, character)
        answer = await self.client.text_document_completion_async(types.CompletionParams(*place))
        assert isinstance(answer, types.CompletionList)
        return answer

    async def hover(self, uri: str, line: int, character: int) -> str:
        place = types.TextDocumentIdentifier(uri), types.Position(line, character)
        answer = await self.client.text_document_hover_async(types.HoverParams(*place))
        assert answer is not None
        assert isinstance(answer.contents, types.MarkupContent)
        return answer.contents.value


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    with FakeIndex(PROJECTS) as running:
        yield running


@pytest.fixture(params=["neovim", "visual-studio-code", "emacs"])
async def session(
    request: pytest.FixtureRequest, index: FakeIndex, tmp_path: Path
) -> AsyncIterator[Session]:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYPI_LS_INDEX_URL": index.root,
        "PYPI_LS_CACHE_DIR": str(tmp_path / "cache"),
        "PYPI_LS_POPULARITY_URL": "",
        "PYPI_LS_REFRESH": "manual",
        "PYTHONWARNINGS": "error",
    }
    command = [sys.executable, "-m", "pypi_language_server"]
    client = await ClientServerConfig(command, server_env=environ).start()
    assert isinstance(client, LanguageClient)
    parameters = types.InitializeParams(
        capabilities=client_capabilities(request.param), process_id=os.getpid()
    )
    await client.initialize_session(parameters)
    client.text_document_did_open(opened(REQUIREMENTS, "pip-requirements", "sprocket==1.0\nreque"))
    client.text_document_did_open(opened(PYPROJECT, "toml", TOML))
    yield Session(client, index)
    server = client._server
    assert server is not None
    await client.shutdown_session()
    assert await asyncio.wait_for(server.wait(), 10) == 0
    await client.stop()


def opened(uri: str, language: str, text: str) -> types.DidOpenTextDocumentParams:
    return types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 1, text))


async def test_a_morning_with_the_starter_catalogue(session: Session) -> None:
    """One session, because a process takes its time to start: each step leaves the next alone."""
    await names_complete_and_say_what_they_are(session)
    await requirements_hover(session)
    await the_outline(session)
    await the_state_of_everything(session)


async def names_complete_and_say_what_they_are(session: Session) -> None:
    """Without any list, and with one request for the one project that is looked at."""
    for uri, line, character in ((REQUIREMENTS, 1, 5), (PYPROJECT, 4, 8)):
        answer = await session.complete(uri, line, character)
        assert answer.items[0].label == "requests"
        assert answer.is_incomplete
    assert session.index.count() == 0
    item = await session.client.completion_item_resolve_async(answer.items[0])
    shown = item.documentation
    assert "HTTP for Humans" in (shown if isinstance(shown, str) else shown.value if shown else "")
    assert "2.32.3" in (item.detail or "")
    assert session.index.counts() == {"project": 1}


async def requirements_hover(session: Session) -> None:
    for uri, line, character in ((REQUIREMENTS, 0, 3), (PYPROJECT, 3, 6)):
        text = await session.hover(uri, line, character)
        assert "Sprocket" in text
        assert r"Turns \*wheels\*" in text  # an index's text is data, not markup
        assert "2.0" in text
        assert "MIT" in text
    assert session.index.counts()["project"] == 2


async def the_outline(session: Session) -> None:
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(PYPROJECT))
    (group,) = await session.client.text_document_document_symbol_async(params) or ()
    assert isinstance(group, types.DocumentSymbol)
    assert [child.name for child in group.children or ()] == ["sprocket", "reque"]


async def the_state_of_everything(session: Session) -> None:
    command = types.ExecuteCommandParams("pypi.status")
    answer = await session.client.workspace_execute_command_async(command)
    assert answer["index"] == session.index.root
    assert answer["refresh"] == "manual"
    assert answer["catalogue"]["origin"] == "starter catalogue"
    assert answer["cachedProjects"] == 2
    assert "list" not in session.index.counts()


async def test_refreshing_by_hand_brings_every_name(session: Session) -> None:
    before = await session.complete(PYPROJECT, 3, 11)
    assert "sprocket-wheel" not in {item.label for item in before.items}
    command = types.ExecuteCommandParams("pypi.refresh")
    answer = await session.client.workspace_execute_command_async(command)
    assert answer["result"] == "replaced"
    assert answer["count"] == len(PROJECTS)
    after = await session.complete(PYPROJECT, 3, 11)
    assert {"Sprocket", "sprocket-wheel"} <= {item.label for item in after.items}
    assert session.index.counts() == {"list": 1}
    assert [message.message for message in session.client.messages] == [answer["message"]]
    (steps,) = session.client.progress_reports.values()
    assert isinstance(steps[0], types.WorkDoneProgressBegin)
    assert isinstance(steps[-1], types.WorkDoneProgressEnd)
