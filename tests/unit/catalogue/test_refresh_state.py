"""When the index may be asked for its list, and what is remembered about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue import refresh_state
from pypi_language_server.catalogue.refresh_model import RefreshResult
from pypi_language_server.catalogue.refresh_state import DAY, MINUTE, RefreshState, is_due, verdict

NOW = 1_800_000_000.0
FRESH, BACKING_OFF = RefreshResult.FRESH, RefreshResult.BACKING_OFF

moments = st.floats(0, 1e14)


@pytest.mark.parametrize(
    ("state", "has_list", "expected"),
    [
        pytest.param(RefreshState(), False, None, id="never asked"),
        pytest.param(RefreshState(last_success=NOW), True, FRESH, id="a moment ago"),
        pytest.param(RefreshState(last_success=NOW - DAY + 1), True, FRESH, id="under a day"),
        pytest.param(RefreshState(last_success=NOW - DAY), True, None, id="a day"),
        pytest.param(RefreshState(last_success=NOW), False, None, id="but the file is gone"),
        pytest.param(RefreshState(last_success=NOW + 60), True, None, id="clock put back"),
        pytest.param(RefreshState(not_before=NOW + 1), True, BACKING_OFF, id="failed"),
        pytest.param(RefreshState(not_before=NOW), True, None, id="waited"),
        pytest.param(RefreshState(not_before=NOW + 8 * DAY), True, None, id="clock put far back"),
        pytest.param(
            RefreshState(last_success=NOW - 5, not_before=NOW + 5), True, FRESH, id="fresh first"
        ),
    ],
)
def test_when_the_index_may_be_asked(
    state: RefreshState, has_list: bool, expected: RefreshResult | None
) -> None:
    assert verdict(state, NOW, has_list=has_list) is expected
    assert is_due(state, NOW, has_list=has_list) is (expected is None)


def waits(jitter: float) -> list[float]:
    state, found = RefreshState(), []
    for _ in range(8):
        state = refresh_state.after_failure(state, NOW, "It failed.", jitter)
        found.append(state.not_before - NOW)
    return found


def test_failures_wait_longer_each_time_up_to_half_a_day() -> None:
    half_a_day = DAY / 2
    assert waits(0.5) == [
        1 * MINUTE,
        4 * MINUTE,
        16 * MINUTE,
        64 * MINUTE,
        256 * MINUTE,
        *[half_a_day] * 3,
    ]


def test_jitter_spreads_the_machines_by_half_to_both_sides() -> None:
    assert waits(0.0)[:2] == [MINUTE / 2, 2 * MINUTE]
    assert waits(1.0)[:2] == [1.5 * MINUTE, 6 * MINUTE]


@given(st.floats(0, 1), st.integers(0, 10**9), st.one_of(st.none(), st.floats(0, 1e12)))
def test_retry_after_is_obeyed_whatever_came_before(
    jitter: float, failures: int, retry_after: float | None
) -> None:
    before = RefreshState(failures=failures)
    state = refresh_state.after_failure(before, NOW, "Busy.", jitter, retry_after)
    assert state.failures == failures + 1
    assert state.not_before - NOW >= min(retry_after or 0, 7 * DAY) - 1e-3
    assert verdict(state, NOW, has_list=True) is BACKING_OFF
    assert verdict(state, state.not_before, has_list=True) is None


def test_success_forgets_the_failures() -> None:
    state = refresh_state.after_success(NOW)
    assert state == RefreshState(last_attempt=NOW, last_success=NOW)


def test_an_attempt_counts_as_failed_until_it_has_ended_well() -> None:
    """So that a refresh which is killed every time does not ask the index every time."""
    begun = refresh_state.after_start(RefreshState(), NOW, 0.5)
    assert verdict(begun, NOW + 1, has_list=False) is BACKING_OFF
    assert verdict(begun, NOW + MINUTE, has_list=False) is None
    again = refresh_state.after_start(begun, NOW + MINUTE, 0.5)
    assert verdict(again, NOW + 4 * MINUTE, has_list=False) is BACKING_OFF


def test_a_failure_after_a_beginning_counts_once() -> None:
    """The job computes both from the state before."""
    before = RefreshState()
    refresh_state.after_start(before, NOW, 0.5)
    assert refresh_state.after_failure(before, NOW, "It failed.", 0.5).failures == 1


def test_a_suspicious_list_waits_a_day_and_keeps_the_last_success() -> None:
    before = RefreshState(last_success=5.0, failures=3)
    state = refresh_state.after_suspicion(before, NOW, "Too small.", 12)
    assert (state.last_success, state.failures, state.suspicious_count) == (5.0, 0, 12)
    assert verdict(state, NOW + DAY - 1, has_list=True) is BACKING_OFF


@given(
    st.builds(
        RefreshState,
        last_attempt=moments,
        last_success=moments,
        failures=st.integers(0, 1000),
        not_before=moments,
        why=st.text(max_size=50),
        suspicious_count=st.integers(0, 10**9),
    )
)
def test_what_is_written_is_read_back(tmp_path_factory, state: RefreshState) -> None:
    path = tmp_path_factory.getbasetemp() / "state.json"
    refresh_state.save(path, state)
    assert refresh_state.load(path) == state


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"failures": "many", "last_success": true, "why": 7, "not_before": -1}',
        b'{"failures": 1.5, "last_success": NaN, "not_before": Infinity, "suspicious_count": []}',
        b'{"last_attempt": 1e300}',
    ],
)
def test_damage_reads_as_nothing_known(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    assert refresh_state.load(path) == RefreshState()


def test_what_is_sound_beside_damage_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"failures": 2, "not_before": "soon", "later": "version"}))
    assert refresh_state.load(path) == RefreshState(failures=2)


def test_a_missing_file_and_a_directory_in_its_place_read_as_nothing_known(tmp_path: Path) -> None:
    assert refresh_state.load(tmp_path / "absent" / "state.json") == RefreshState()
    assert refresh_state.load(tmp_path) == RefreshState()


def test_moments_for_display() -> None:
    assert refresh_state.moment(0.0) is None
    assert refresh_state.moment(1e15) is None
    found = refresh_state.moment(NOW)
    assert found is not None
    assert found.timestamp() == NOW
    assert found.tzinfo is not None
