"""The list of names in the editor: consent first, then daily, and never in the way."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pypi_language_server.catalogue.refresh_model import (
    Consent,
    RefreshOutcome,
    RefreshProgress,
    RefreshResult,
)
from pypi_language_server.lsp.refreshing import Step, next_step
from pypi_language_server.settings import RefreshMode
from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Start
from tests.protocol.fakes import FakeServices

QUESTIONS = {"window": {"showMessage": {"messageActionItem": {}}}}
PROGRESS = {"window": {"workDoneProgress": True}}
PULLED = {"workspace": {"configuration": True}}
SHOWN, ASKED = "window/showMessage", "window/showMessageRequest"
CREATE, STEP = "window/workDoneProgress/create", "$/progress"
FAILED = RefreshOutcome(RefreshResult.FAILED, "The index could not be reached.")


def unasked() -> FakeServices:
    return FakeServices(said=Consent.UNASKED, due=True)


def mode(name: str) -> dict[str, Any]:
    return {"index": {"refresh": name}}


def test_every_combination_of_mode_and_consent() -> None:
    steps = {
        (mode, consent): next_step(mode, consent, asked=False, due=True)
        for mode in RefreshMode
        for consent in Consent
    }
    assert steps == {
        (RefreshMode.ASK, Consent.UNASKED): Step.ASK,
        (RefreshMode.ASK, Consent.GRANTED): Step.REFRESH,
        (RefreshMode.ASK, Consent.REFUSED): Step.NOTHING,
        (RefreshMode.DAILY, Consent.UNASKED): Step.REFRESH,
        (RefreshMode.DAILY, Consent.GRANTED): Step.REFRESH,
        (RefreshMode.DAILY, Consent.REFUSED): Step.REFRESH,
        (RefreshMode.MANUAL, Consent.UNASKED): Step.NOTHING,
        (RefreshMode.MANUAL, Consent.GRANTED): Step.NOTHING,
        (RefreshMode.MANUAL, Consent.REFUSED): Step.NOTHING,
    }
    for mode, consent in steps:
        assert next_step(mode, consent, asked=False, due=False) is Step.NOTHING
        assert next_step(mode, consent, asked=True, due=True) is not Step.ASK


async def test_the_user_is_asked_once_with_the_size_named(start_editor: Start) -> None:
    editor = await start_editor(unasked(), capabilities=QUESTIONS)
    editor.client.open(REQUIREMENTS, "")
    question = await editor.client.expect_message(ASKED)
    assert "10 MB" in question["params"]["message"]
    titles = [action["title"] for action in question["params"]["actions"]]
    assert titles == ["Download daily", "Not now", "Never"]
    editor.client.open(PYPROJECT, "")
    editor.client.notify("workspace/didChangeConfiguration", {"settings": {"pypi": {}}})
    await editor.client.barrier()
    assert editor.services.refreshes == []
    editor.client.reply(question, None)


async def test_nothing_is_asked_before_a_manifest_is_open(start_editor: Start) -> None:
    editor = await start_editor(unasked(), capabilities=QUESTIONS)
    editor.client.open("file:///w/main.py", "import this", "python")
    await editor.client.barrier()
    assert editor.client.inbox == []


async def test_yes_downloads_at_once_and_is_remembered(start_editor: Start) -> None:
    services = unasked()
    services.gate = asyncio.Event()
    editor = await start_editor(services, capabilities=QUESTIONS)
    editor.client.open(REQUIREMENTS, "")
    question = await editor.client.expect_message(ASKED)
    editor.client.reply(question, {"title": "Download daily"})
    while not services.refreshes:
        await editor.client.barrier()
    assert services.remembered == [Consent.GRANTED]
    assert services.refreshes == [False]
    services.gate.set()


async def test_never_is_remembered(start_editor: Start) -> None:
    editor = await start_editor(unasked(), capabilities=QUESTIONS)
    editor.client.open(REQUIREMENTS, "")
    question = await editor.client.expect_message(ASKED)
    editor.client.reply(question, {"title": "Never"})
    await editor.client.barrier()
    assert editor.services.remembered == [Consent.REFUSED]
    assert editor.services.refreshes == []


@pytest.mark.parametrize("answer", [{"title": "Not now"}, None, {"title": "Something else"}])
async def test_not_now_means_not_in_this_session(start_editor: Start, answer: Any) -> None:
    editor = await start_editor(unasked(), capabilities=QUESTIONS, recheck=0.001)
    editor.client.open(REQUIREMENTS, "")
    question = await editor.client.expect_message(ASKED)
    editor.client.reply(question, answer)
    for _ in range(10):
        await editor.client.barrier()
    assert editor.services.remembered == []
    assert editor.services.refreshes == []


async def test_a_client_that_fails_to_ask(start_editor: Start) -> None:
    editor = await start_editor(unasked(), capabilities=QUESTIONS)
    editor.client.open(REQUIREMENTS, "")
    question = await editor.client.expect_message(ASKED)
    editor.client.send({"id": question["id"], "error": {"code": -32601, "message": "no"}})
    await editor.client.barrier()
    assert editor.services.remembered == []


async def test_an_open_question_does_not_keep_the_server(start_editor: Start) -> None:
    editor = await start_editor(unasked(), capabilities=QUESTIONS)
    editor.client.open(REQUIREMENTS, "")
    question = await editor.client.expect_message(ASKED)
    await editor.client.request("shutdown")
    editor.client.reply(question, {"title": "Download daily"})  # too late
    editor.client.notify("exit")
    assert await editor.exit_code() == 0
    assert editor.services.remembered == []


async def test_clients_without_questions_are_told_what_to_do(start_editor: Start) -> None:
    editor = await start_editor(unasked())
    editor.client.open(REQUIREMENTS, "")
    said = await editor.client.expect(SHOWN)
    assert said["type"] == 3
    assert "pypi.refresh" in said["message"]
    assert editor.services.refreshes == []


async def test_the_client_is_heard_about_settings_first(start_editor: Start) -> None:
    """Whoever has set `daily` is not asked."""
    services = unasked()
    editor = await start_editor(services, capabilities=QUESTIONS | PULLED)
    editor.client.open(REQUIREMENTS, "")
    question = await editor.client.expect_message("workspace/configuration")
    await editor.client.barrier()
    assert services.refreshes == []
    editor.client.reply(question, [mode("daily")])
    while not services.refreshes:
        await editor.client.barrier()


async def test_daily_in_the_settings_is_consent(start_editor: Start) -> None:
    editor = await start_editor(unasked(), options=mode("daily"))
    editor.client.open(REQUIREMENTS, "")
    while not editor.services.refreshes:
        await editor.client.barrier()
    assert editor.services.refreshes == [False]


async def test_a_changed_setting_counts_at_once(start_editor: Start) -> None:
    editor = await start_editor(unasked(), options=mode("manual"))
    editor.client.open(REQUIREMENTS, "")
    await editor.client.barrier()
    assert editor.services.refreshes == []
    editor.client.notify("workspace/didChangeConfiguration", {"settings": {"pypi": mode("daily")}})
    while not editor.services.refreshes:
        await editor.client.barrier()


async def test_long_sessions_look_again(start_editor: Start) -> None:
    services = FakeServices(due=False)
    editor = await start_editor(services, recheck=0.001)
    editor.client.open(REQUIREMENTS, "")
    await editor.client.barrier()
    assert services.refreshes == []
    services.due = True
    while not services.refreshes:
        await editor.client.barrier()
    services.due = True
    while len(services.refreshes) < 2:
        await editor.client.barrier()


async def test_progress_is_shown(start_editor: Start) -> None:
    megabytes = (RefreshProgress("download", done * 10_000, 10_000_000) for done in range(1001))
    services = FakeServices(due=True, steps=(*megabytes, RefreshProgress("write")))
    editor = await start_editor(services, capabilities=PROGRESS)
    editor.client.answers[CREATE] = lambda _params: None
    editor.client.open(REQUIREMENTS, "")
    begin = await editor.client.expect(STEP)
    assert begin["value"]["kind"] == "begin"
    assert begin["value"]["cancellable"] is False
    reports = []
    while (step := await editor.client.expect(STEP))["value"]["kind"] == "report":
        assert step["token"] == begin["token"]
        reports.append(step["value"])
    assert step["value"]["kind"] == "end"
    assert 100 <= len(reports) <= 120  # not one for each of the thousand pieces
    percentages = [report["percentage"] for report in reports]
    assert percentages == sorted(percentages)
    assert "7 of 10 MB" in {report["message"].split(", ")[-1] for report in reports}


@pytest.mark.parametrize("silent", [True, False])
async def test_a_client_that_takes_no_progress(start_editor: Start, silent: bool) -> None:
    services = FakeServices(due=True, steps=(RefreshProgress("download", 1),))
    editor = await start_editor(services, capabilities=PROGRESS, patience=0.01)
    editor.client.open(REQUIREMENTS, "")
    question = await editor.client.expect_message(CREATE)
    if not silent:
        editor.client.send({"id": question["id"], "error": {"code": -32601, "message": "no"}})
    while services.due:
        await editor.client.barrier()


async def test_a_failure_is_said_once(start_editor: Start) -> None:
    services = FakeServices(due=True, outcome=FAILED)
    editor = await start_editor(services, recheck=0.001)
    editor.client.open(REQUIREMENTS, "")
    said = await editor.client.expect(SHOWN)
    assert said == {"type": 2, "message": FAILED.message}
    services.due = True
    while len(services.refreshes) < 2:
        await editor.client.barrier()


@pytest.mark.parametrize(
    "result", [RefreshResult.BUSY, RefreshResult.FRESH, RefreshResult.BACKING_OFF]
)
async def test_what_is_no_trouble_is_not_mentioned(
    start_editor: Start, result: RefreshResult
) -> None:
    services = FakeServices(due=True, outcome=RefreshOutcome(result, "Nothing to see."))
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "")
    while services.due:
        await editor.client.barrier()


async def test_a_broken_cache_is_said_once(start_editor: Start) -> None:
    services = FakeServices(troubles=("The cache directory cannot be written.",))
    editor = await start_editor(services, recheck=0.001)
    editor.client.open(REQUIREMENTS, "")
    editor.client.open(PYPROJECT, "")
    said = await editor.client.expect(SHOWN)
    assert said == {"type": 2, "message": "The cache directory cannot be written."}
    for _ in range(5):
        await editor.client.barrier()


async def test_a_cache_that_breaks_later_is_said_when_it_shows(start_editor: Start) -> None:
    """The first look-up is what tries to write."""
    services = FakeServices()
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask")
    await editor.client.hover(REQUIREMENTS, 0, 2)
    services.troubles = ("The cache cannot be written.",)
    for _ in range(2):
        await editor.client.hover(REQUIREMENTS, 0, 2)
    said = await editor.client.expect(SHOWN)
    assert said == {"type": 2, "message": "The cache cannot be written."}


async def test_shutdown_while_refreshing(start_editor: Start) -> None:
    """Nothing is sent to who has said goodbye, not even the end of the progress."""
    services = FakeServices(due=True, gate=asyncio.Event())
    editor = await start_editor(services, capabilities=PROGRESS)
    editor.client.answers[CREATE] = lambda _params: None
    editor.client.open(REQUIREMENTS, "")
    assert (await editor.client.expect(STEP))["value"]["kind"] == "begin"
    await editor.client.finish()
    assert await editor.exit_code() == 0
