"""Extras and markers over the protocol: who is asked, who waits, what the chosen Python decides."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from pypi_language_server.index.model import Known
from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Start
from tests.protocol.fakes import FakeServices, known


def with_extras(name: str, *extras: str) -> Known:
    answer = known(name)
    return replace(answer, document=replace(answer.document, extras=extras))


def labels(answer: Any) -> list[str]:
    return [item["label"] for item in answer["items"]]


async def test_extras_of_a_project_that_this_machine_knows(start_editor: Start) -> None:
    services = FakeServices(peeked={"flask": with_extras("Flask", "async", "dotenv")})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask[")
    answer = await editor.client.complete(REQUIREMENTS, 0, 6)
    assert labels(answer) == ["async", "dotenv"]
    assert services.looked_up == []


async def test_extras_that_are_not_known_come_with_the_next_keystroke(start_editor: Start) -> None:
    services = FakeServices(gate=asyncio.Event(), answers={"flask": with_extras("Flask", "async")})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask[")
    answer = await editor.client.complete(REQUIREMENTS, 0, 6)
    assert (answer["items"], answer["isIncomplete"]) == ([], True)
    assert services.gate is not None
    services.gate.set()
    editor.client.change(REQUIREMENTS, 2, "flask[a")
    assert labels(await editor.client.complete(REQUIREMENTS, 0, 7)) == ["async"]


async def test_nobody_is_asked_about_the_files_own_extras(start_editor: Start) -> None:
    editor = await start_editor()
    text = '[project]\nname = "mine"\n[project.optional-dependencies]\na = []\nall = ["mine[]"]\n'
    editor.client.open(PYPROJECT, text)
    answer = await editor.client.complete(PYPROJECT, 4, 13)
    assert labels(answer) == ["a"]
    assert editor.services.looked_up == []


async def test_markers_know_the_chosen_python_and_ask_nobody(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "flask; python_version >= '3.1")
    answer = await editor.client.complete(REQUIREMENTS, 0, 29)
    details = {item["label"]: item.get("detail") for item in answer["items"]}
    assert details["3.12"] == "the test"
    assert details["3.13"] is None
    assert editor.services.looked_up == []


async def test_a_semicolon_opens_the_list(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "flask;")
    answer = await editor.client.complete(REQUIREMENTS, 0, 6)
    first = answer["items"][0]
    assert first["label"] == "python_version"
    assert first["documentation"]
    assert "data" not in first  # nothing more to ask about


async def test_hovering_a_marker_says_whether_it_holds_and_asks_nobody(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "flask>=1; python_version < '3.10'\n")
    answer = await editor.client.hover(REQUIREMENTS, 0, 14)
    assert "false for Python 3.12.1 (the test)" in answer["contents"]["value"]
    assert editor.services.looked_up == []


async def test_hovering_an_extra_asks_about_its_project(start_editor: Start) -> None:
    services = FakeServices(answers={"flask": with_extras("Flask", "async")})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask[async,dotenv]\n")
    answer = await editor.client.hover(REQUIREMENTS, 0, 14)
    assert "has no extra dotenv" in answer["contents"]["value"]
    assert [name for name, _, _ in services.looked_up] == ["flask"]


async def test_hovering_a_constraint_counts_releases(start_editor: Start) -> None:
    editor = await start_editor(FakeServices(answers={"flask": known("Flask")}))
    editor.client.open(REQUIREMENTS, "flask<2\n")
    answer = await editor.client.hover(REQUIREMENTS, 0, 6)
    assert "1 of 2 releases: 1.0" in answer["contents"]["value"]
    assert "ruled out by <2" in answer["contents"]["value"]


async def test_the_python_is_a_setting(start_editor: Start) -> None:
    options = {"python": {"version": "3.9", "interpreter": "/opt/python"}}
    editor = await start_editor(options=options)
    (settings,) = editor.services.configured
    assert settings.python.version == "3.9"
    assert settings.python.interpreter == "/opt/python"


async def test_settings_of_the_python_extension_are_not_taken_for_ours(start_editor: Start) -> None:
    """VS Code pushes everybody's settings; its own `python.*` must not choose what is run."""
    editor = await start_editor()
    pushed = {"settings": {"python": {"interpreter": "/w/evil", "version": "3.1"}}}
    editor.client.notify("workspace/didChangeConfiguration", pushed)
    await editor.client.barrier()
    assert editor.services.configured == []
