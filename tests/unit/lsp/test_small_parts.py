"""The adapter's small parts: tasks, processes, logs, addresses, words."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from pypi_language_server.catalogue.model import CatalogueStamp, Origin
from pypi_language_server.catalogue.refresh_model import RefreshProgress
from pypi_language_server.lsp import from_lsp, lifetime, logs, progress
from pypi_language_server.lsp.background import Background
from pypi_language_server.lsp.looking_up import serving
from pypi_language_server.lsp.notices import Level, Notices
from pypi_language_server.lsp.serve import loopback
from pypi_language_server.text import LineIndex, PositionEncoding

# --- background ----------------------------------------------------------------------------------


async def test_tasks_are_kept_until_they_end() -> None:
    background, gate = Background(), asyncio.Event()
    task = background.start(gate.wait(), "waiting")
    assert len(background) == 1
    gate.set()
    assert await task is True
    await asyncio.sleep(0)
    assert len(background) == 0


async def test_closing_cancels_and_waits() -> None:
    background, ended = Background(), list[str]()

    async def tidy() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("tidied")

    background.start(tidy(), "tidying")
    await asyncio.sleep(0)
    await background.close()
    await background.close()
    assert ended == ["tidied"]


async def test_a_failing_task_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise RuntimeError("a defect of ours")

    background = Background()
    with caplog.at_level(logging.ERROR):
        task = background.start(fail(), "failing")
        await asyncio.wait({task})
        await asyncio.sleep(0)
    (record,) = caplog.records
    assert record.getMessage() == "failing failed"
    assert record.exc_info is not None


# --- processes -----------------------------------------------------------------------------------


def test_who_is_alive() -> None:
    assert lifetime.is_alive(os.getpid())
    assert lifetime.is_alive(1)  # somebody else's
    assert not lifetime.is_alive(0)
    assert not lifetime.is_alive(-1)
    assert not lifetime.is_alive(2**70)
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert not lifetime.is_alive(child.pid)


# --- logs ----------------------------------------------------------------------------------------


@pytest.fixture
def own_logging() -> Iterator[None]:
    root, ours, theirs = (logging.getLogger(it) for it in (None, "pypi_language_server", "pygls"))
    before = root.handlers[:], root.level, ours.level, theirs.level
    yield
    for handler in root.handlers:
        if handler not in before[0]:
            handler.close()
    root.handlers[:], root.level = before[0], before[1]
    ours.setLevel(before[2])
    theirs.setLevel(before[3])


@pytest.mark.usefixtures("own_logging")
@pytest.mark.parametrize(
    ("verbosity", "seen"),
    [
        (0, {"warning"}),
        (1, {"warning", "info"}),
        (2, {"warning", "info", "debug"}),
        (-1, {"warning"}),
        (9, {"warning", "info", "debug"}),
    ],
)
def test_how_much_is_logged(tmp_path: Path, verbosity: int, seen: set[str]) -> None:
    file = tmp_path / "server.log"
    logs.configure(verbosity, file)
    log = logging.getLogger("pypi_language_server.lsp.anything")
    for level in ("debug", "info", "warning"):
        getattr(log, level)("said at %s", level)
    logging.getLogger("pygls.protocol").info("whole messages")
    text = file.read_text("utf-8")
    assert {level for level in ("debug", "info", "warning") if f"said at {level}" in text} == seen
    assert "whole messages" not in text


@pytest.mark.usefixtures("own_logging")
def test_standard_error_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logging.getLogger("pypi_language_server").warning("here")
    captured = capsys.readouterr()
    assert "here" in captured.err
    assert captured.out == ""


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no/such"):
        logs.configure(0, tmp_path / "no" / "such" / "folder.log")


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("127.0.0.1:0", "127.0.0.1", 0),
        ("127.9.9.9:2087", "127.9.9.9", 2087),
        ("localhost:2087", "localhost", 2087),
        ("[::1]:2087", "::1", 2087),
    ],
)
def test_this_machine_is_served(address: str, host: str, port: int) -> None:
    assert loopback(address) == (host, port)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "2087",
        ":2087",
        "localhost",
        "localhost:x",
        "localhost:-1",
        "localhost:65536",
        "0.0.0.0:2087",
        "[::]:2087",
        "192.0.2.1:2087",
        "server.example:2087",
    ],
)
def test_nobody_else_is(address: str) -> None:
    with pytest.raises(ValueError, match=r"not|address"):
        loopback(address)


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "text", "percentage"),
    [
        (RefreshProgress("download"), "downloading", None),
        (RefreshProgress("download", 0, 10_000_000), "downloading", 0),
        (RefreshProgress("download", 3_400_000, 9_900_000), "downloading, 3 of 10 MB", 34),
        (RefreshProgress("download", 3_400_000), "downloading, 3 MB", None),
        (RefreshProgress("download", 12_000_000, 9_900_000), "downloading, 12 of 10 MB", 100),
        (RefreshProgress("popularity"), "asking what is popular", 100),
        (RefreshProgress("write"), "writing", 100),
        (RefreshProgress("something new"), "something new", 100),
    ],
)
def test_progress_in_words(step: RefreshProgress, text: str, percentage: int | None) -> None:
    assert (progress.text(step), progress.percentage(step)) == (text, percentage)


def test_what_serves_meanwhile() -> None:
    day = datetime(2026, 2, 28, 23, 0, tzinfo=UTC)
    listed = CatalogueStamp(Origin.INDEX, 880_000, "https://index.example/", day)
    assert "2026-02-28 (880,000 projects)" in serving(listed)
    assert "3,000 well-known" in serving(CatalogueStamp(Origin.STARTER, 3000))
    assert "0 projects" in serving(CatalogueStamp(Origin.NONE, 0))


def test_things_are_said_once() -> None:
    said: list[tuple[types.MessageType, str]] = []
    notices = Notices(lambda kind, text: said.append((kind, text)))
    notices.once("disk", Level.WARNING, "The disk is full.")
    notices.once("disk", Level.WARNING, "The disk is still full.")
    notices.say(Level.INFO, "Done.")
    notices.say(Level.INFO, "Done.")
    assert [text for _, text in said] == ["The disk is full.", "Done.", "Done."]
    assert said[0][0] is types.MessageType.Warning


# --- changes -------------------------------------------------------------------------------------

POSITIONS = st.builds(types.Position, st.integers(0, 5), st.integers(0, 9))


@given(st.text("a😀\r\n"), st.text("b\n"), POSITIONS, POSITIONS, st.sampled_from(PositionEncoding))
def test_a_ranged_change_replaces_its_range(
    text: str, new: str, a: types.Position, b: types.Position, encoding: PositionEncoding
) -> None:
    start, end = sorted((a, b), key=lambda it: (it.line, it.character))
    change = types.TextDocumentContentChangePartial(types.Range(start, end), new)
    lines = LineIndex(text)
    first = lines.offset(start.line, start.character, encoding)
    last = lines.offset(end.line, end.character, encoding)
    assert from_lsp.changed(text, [change], encoding) == text[:first] + new + text[last:]
    backwards = types.TextDocumentContentChangePartial(types.Range(end, start), new)
    assert new in from_lsp.changed(text, [backwards], encoding)


def test_the_last_whole_text_counts() -> None:
    changes = [types.TextDocumentContentChangeWholeDocument(text) for text in ("one", "two")]
    assert from_lsp.changed("zero", changes, PositionEncoding.UTF16) == "two"
    assert from_lsp.changed("zero", [], PositionEncoding.UTF16) == "zero"
