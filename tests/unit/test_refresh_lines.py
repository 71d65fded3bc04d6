"""The lines that a refresh process writes: read back as written, and nothing else read."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue.refresh_model import (
    RefreshOutcome,
    RefreshProgress,
    RefreshResult,
)
from pypi_language_server.refresh_process import JsonReporter, decode, encode

counts = st.integers(0, 10**12)
events = st.builds(
    RefreshProgress, st.text(max_size=20), counts, st.none() | counts, st.text(max_size=300)
) | st.builds(RefreshOutcome, st.sampled_from(RefreshResult), st.text(max_size=300), counts)


@given(events)
def test_an_event_is_read_back_as_it_was_written(event: RefreshProgress | RefreshOutcome) -> None:
    line = encode(event)
    assert line.isascii()
    assert "\n" not in line
    assert decode(line.encode()) == event


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_complaint(line: bytes) -> None:
    assert decode(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        '{"progress": {}}',
        '{"progress": {"phase": "download", "done": "1", "total": null}}',
        '{"progress": {"phase": "download", "done": 1}}',
        '{"outcome": {"result": "replaced", "message": 7, "count": 0}}',
        '{"outcome": {"result": "unheard of", "message": "", "count": 0}}',
        '{"outcome": null}',
        "[" * 60_000,
        " " * 70_000 + "{}",
    ],
)
def test_what_is_no_event_is_none(line: str) -> None:
    assert decode(line.encode()) is None


def test_a_program_of_another_version_may_say_less_or_more() -> None:
    line = b'{"progress": {"phase": "write", "done": 1, "total": 2, "more": 7}}'
    assert decode(line) == RefreshProgress("write", 1, 2)
    line = b'{"progress": {"phase": "write", "done": 1, "total": 2, "note": 7}}'
    assert decode(line) == RefreshProgress("write", 1, 2)


def test_a_message_is_bounded() -> None:
    line = json.dumps({"outcome": {"result": "failed", "message": "x" * 9000, "count": 0}})
    event = decode(line.encode())
    assert isinstance(event, RefreshOutcome)
    assert len(event.message) == 2000


def test_the_reporter_writes_a_line_for_each_event_at_once() -> None:
    stream = io.StringIO()
    reporter = JsonReporter(stream)
    progress = RefreshProgress("download", 1, 2)
    outcome = RefreshOutcome(RefreshResult.FAILED, "Füll disk.")
    reporter.progress(progress)
    assert stream.getvalue() == encode(progress) + "\n"
    reporter.outcome(outcome)
    assert [decode(line.encode()) for line in stream.getvalue().splitlines()] == [progress, outcome]


class BrokenPipe(io.StringIO):
    """Nobody reads it any more."""

    writes = 0

    def write(self, _: str) -> int:
        self.writes += 1
        raise BrokenPipeError


def test_a_refresh_goes_on_when_nobody_listens_any_more() -> None:
    stream = BrokenPipe()
    reporter = JsonReporter(stream)
    for done in range(5):
        reporter.progress(RefreshProgress("download", done))
    reporter.outcome(RefreshOutcome(RefreshResult.REPLACED, "Fine."))
    assert stream.writes == 1


def test_a_closed_stream_is_nobody_too() -> None:
    stream = io.StringIO()
    stream.close()
    JsonReporter(stream).progress(RefreshProgress("download"))
