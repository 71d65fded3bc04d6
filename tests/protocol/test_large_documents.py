"""Documents that are too large to be read at every keystroke: silence, and one line in the log."""

from __future__ import annotations

import pytest

from pypi_language_server.session import MOST_SIGNS
from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Start

BULK = "," * (MOST_SIGNS + 1)


async def test_nothing_is_answered_about_them(
    start_editor: Start, caplog: pytest.LogCaptureFixture
) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, f"requests\n{BULK}")
    editor.client.open(PYPROJECT, '[project]\ndependencies = ["reques"]\n')
    assert await editor.client.complete(REQUIREMENTS, 0, 6) is None
    assert await editor.client.hover(REQUIREMENTS, 0, 3) is None
    outline = {"textDocument": {"uri": REQUIREMENTS}}
    assert await editor.client.request("textDocument/documentSymbol", outline) is None
    assert (await editor.client.complete(PYPROJECT, 1, 23))["items"]
    assert editor.services.looked_up == []
    said = [it.getMessage() for it in caplog.records if "too large" in it.getMessage()]
    assert said == [f"{REQUIREMENTS} is too large to be read ({len(BULK) + 9} characters)"]


async def test_changes_are_followed_all_the_same(start_editor: Start) -> None:
    """Whoever sends parts of a text sends parts of this one, too."""
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, f"requ\n{BULK}")
    bulk = {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": len(BULK)}}
    document = {"uri": REQUIREMENTS, "version": 2}
    changes = [{"range": bulk, "text": "flask"}]
    editor.client.notify(
        "textDocument/didChange", {"textDocument": document, "contentChanges": changes}
    )
    assert (await editor.client.complete(REQUIREMENTS, 0, 4))["items"][0]["label"] == "requests"
    kept = editor.server.session.document(REQUIREMENTS)
    assert kept is not None
    assert kept.text == "requ\nflask"
