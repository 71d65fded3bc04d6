"""`pypi-ls refresh --details N` in real processes: what it asks, says, and makes findable."""

from __future__ import annotations

import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pypi_language_server import deepening
from pypi_language_server.catalogue import machine_lock
from pypi_language_server.cli import arguments
from tests.support import bad_days
from tests.support.fake_index import FakeIndex, FakeProject, Kind

POPULAR = [f"wheel-{n}" for n in range(5)]
PROJECTS = (
    *(FakeProject(name, summary=f"Turns {name}.", keywords="spinning gear") for name in POPULAR),
    FakeProject("obscure-wheel"),
)


@dataclass
class Shell:
    """Runs the program in an environment of its own."""

    index: FakeIndex
    cache: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.cache.parent),
            "PYPI_LS_INDEX_URL": self.index.root,
            "PYPI_LS_CACHE_DIR": str(self.cache),
            "PYPI_LS_POPULARITY_URL": self.index.popularity_url,
            "PYTHONWARNINGS": "error",
            **self.more,
        }

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "pypi_language_server", *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; only its own requests are counted afterwards."""
        self.index.forget()
        return subprocess.run(
            self.command(*words),
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        self.index.forget()
        return subprocess.Popen(
            self.command(*words),
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    with FakeIndex(PROJECTS, popularity=POPULAR) as index:
        yield Shell(index, tmp_path / "cache")


# -- what it asks


def test_the_number_of_requests(shell: Shell) -> None:
    """First one for each project, then none, then one for each that has moved."""
    ended = shell.run("refresh", "--details", "4")
    assert shell.index.counts() == {"list": 1, "popularity": 1, "project": 4}
    assert ended.returncode == 0
    asked = {request.path for request in shell.index.requests if "/pypi/" in request.path}
    assert asked == {f"/pypi/{name}/json" for name in POPULAR[:4]}, "the most popular ones"

    ended = shell.run("refresh", "--details", "4")
    assert shell.index.counts() == {}
    assert ended.returncode == 0
    assert "none was asked about." in ended.stderr

    shell.index.add(*(FakeProject(name, serial=7, summary="New.") for name in POPULAR[1:3]))
    shell.run("refresh")
    assert shell.index.counts() == {"list": 1}
    shell.run("refresh", "--details", "15000")
    assert shell.index.counts() == {"project": 3}, "with the fifth; nobody else is popular"


def test_names_that_the_index_does_not_list_are_not_asked_about(shell: Shell) -> None:
    """Not the starter catalogue's, either: the index may be a private one."""
    shell.index.popularity = ["unlisted", "wheel-0"]
    shell.run("refresh", "--details", "100")
    assert {request.path for request in shell.index.requests if "/pypi/" in request.path} == {
        "/pypi/wheel-0/json"
    }


def test_only_the_main_index_is_asked(shell: Shell, tmp_path: Path) -> None:
    with FakeIndex(PROJECTS) as other:
        shell.more["PYPI_LS_EXTRA_INDEX_URLS"] = other.root
        shell.run("refresh", "--details", "3")
        assert other.counts() == {"list": 1}
    assert shell.index.count(Kind.PROJECT) == 3


# -- what is found by it


def test_projects_are_found_by_what_the_index_says_about_them(shell: Shell) -> None:
    shell.run("refresh")
    before = shell.run("search", "--offline", "--names-only", "spinning", "gear")
    assert "wheel-1" not in before.stdout
    shell.run("refresh", "--details", "3")
    after = shell.run("search", "--offline", "--names-only", "spinning", "gear")
    assert set(after.stdout.split()) >= set(POPULAR[:3])
    assert "wheel-3" not in after.stdout
    assert shell.index.count() == 0


def test_rows_tell_rank_and_downloads(shell: Shell) -> None:
    shell.run("refresh", "--details", "2")
    found = json.loads(shell.run("search", "--offline", "--json", "wheel-1").stdout)
    row = next(item for item in found if item["name"] == "wheel-1")
    assert (row["rank"], row["downloads"]) == (2, 4000)


# -- what it says


def test_it_says_beforehand_what_it_will_cost(shell: Shell) -> None:
    lines = shell.run("refresh", "--details", "3").stderr.splitlines()
    assert lines[0] == (
        "The 3 most popular projects are asked about: one or two requests each, 5 projects a"
        " second, less than a minute. Ctrl+C ends it and keeps what was had."
    )
    assert lines[1].endswith(
        "What the index says about the 3 most popular projects is on this machine; 3 were asked"
        " about."
    )
    again = shell.run("refresh", "--details", "5").stderr
    assert again.startswith("2 of the 5 most popular projects are asked about:")


@pytest.mark.parametrize(
    ("projects", "duration"),
    [
        (200, "less than a minute"),
        (300, "about a minute"),
        (500, "about 2 minutes"),
        (15_000, "about 50 minutes"),
    ],
)
def test_how_long_it_takes(projects: int, duration: str) -> None:
    assert f", {duration}. " in deepening.cost(projects, 15_000)


def test_as_lines_for_programs(shell: Shell) -> None:
    said = shell.run("refresh", "--details", "2", "--progress", "json").stdout.splitlines()
    events = [json.loads(line) for line in said]
    steps = [event["progress"] for event in events if "progress" in event]
    details = [step for step in steps if step["phase"] == "details"]
    assert [(step["done"], step["total"]) for step in details] == [(0, 2), (1, 2), (2, 2)]
    assert details[0]["note"].startswith("The 2 most popular projects")
    assert events[-1]["outcome"]["result"] == "replaced"


@pytest.mark.parametrize("count", ["0", "-1", "15001", "many", "", "1.5", "１", "9" * 30])
def test_other_numbers_are_refused(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        arguments.parse(["refresh", f"--details={count}"], "pypi-ls")
    assert ended.value.code == 2
    assert "must be a number from 1 to 15000" in capsys.readouterr().err


def test_a_terminal_shows_how_far_it_is(shell: Shell) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        shell.command("refresh", "--details", "3"),
        env=shell.environ | {"TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # so a terminal ends
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    assert process.wait(30) == 0
    lines = shown.decode()
    assert lines.index("The 3 most popular projects") < lines.index("Asking about projects")
    assert "/3" in lines
    assert "3 were asked" in " ".join(lines.split())


# -- bad days


def test_offline_nobody_is_asked(shell: Shell) -> None:
    ended = shell.run("--offline", "refresh", "--details", "3")
    assert ended.returncode == 3
    assert "Working offline" in ended.stderr
    assert "No project was asked about." in ended.stderr
    assert shell.index.count() == 0


def test_without_a_list_nobody_is_asked(shell: Shell) -> None:
    shell.index.fail(Kind.LIST, bad_days.status(503))
    ended = shell.run("refresh", "--details", "3")
    assert ended.returncode == 3
    assert "No project was asked about." in ended.stderr
    assert shell.index.counts() == {"list": 1}


def test_an_index_that_wants_to_be_left_alone(shell: Shell) -> None:
    shell.index.fail("/pypi/wheel-2/json", bad_days.status(429, retry_after=7200), times=None)
    ended = shell.run("refresh", "--details", "4")
    assert ended.returncode == 3
    assert "asks for fewer questions (HTTP 429)" in ended.stderr
    assert "are kept" in ended.stderr
    assert "Traceback" not in ended.stderr
    had = shell.index.count(Kind.PROJECT) - 1
    shell.index.heal()
    assert shell.run("refresh", "--details", "4").returncode == 0
    assert shell.index.count(Kind.PROJECT) == 4 - had


def test_interrupted_it_keeps_what_was_had_and_goes_on_from_there(shell: Shell) -> None:
    gate = threading.Event()
    for name in POPULAR[2:]:
        shell.index.fail(f"/pypi/{name}/json", bad_days.held(gate), times=None)
    process = shell.start("refresh", "--details", "5", "--progress", "json")
    assert process.stdout is not None
    for line in process.stdout:
        if '"done": 2' in line:
            break
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    gate.set()
    assert process.returncode == 130
    assert errors == ""
    shell.index.heal()
    shell.run("refresh", "--details", "5")
    assert shell.index.counts() == {"project": 3}


def test_interrupted_it_says_so(shell: Shell) -> None:
    gate = threading.Event()
    shell.run("refresh")
    shell.index.fail(Kind.PROJECT, bad_days.held(gate), times=None)
    process = shell.start("refresh", "--details", "5")
    assert process.stderr is not None
    process.stderr.readline()  # what it will cost
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    gate.set()
    assert process.returncode == 130
    assert errors == "Interrupted. What was had is kept; the same command goes on from there.\n"


def test_two_at_once_are_one(shell: Shell) -> None:
    shell.run("refresh")
    with machine_lock.hold(shell.cache, "details.lock"):
        ended = shell.run("refresh", "--details", "3")
        listed = shell.run("refresh", "--if-due")
    assert ended.returncode == 3
    assert "Another process is asking about the most popular projects right now." in ended.stderr
    assert listed.returncode == 0, "lists may be refreshed meanwhile"
    assert shell.index.count(Kind.PROJECT) == 0


def test_a_cache_that_cannot_be_written(shell: Shell) -> None:
    shell.cache.write_text("in the way")
    ended = shell.run("refresh", "--details", "3")
    assert ended.returncode == 3
    assert "cannot be written" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert shell.index.count(Kind.PROJECT) == 0


def test_a_cache_from_before_there_were_texts_is_searched_after_one_run(shell: Shell) -> None:
    """Nothing needs to be asked for anew: the documents are there."""
    shell.run("refresh", "--details", "3")
    connection = sqlite3.connect(shell.cache / "projects.sqlite3")
    for what in ("TRIGGER project_text_outdated", "TRIGGER project_text_gone"):
        connection.execute(f"DROP {what}")
    connection.execute("DROP TABLE project_text")
    connection.commit()
    connection.close()
    shell.run("refresh", "--details", "3")
    assert shell.index.count() == 0
    found = shell.run("search", "--offline", "--names-only", "spinning", "gear").stdout.split()
    assert set(found) >= set(POPULAR[:3])
