"""`pypi-ls search`: the real program, asked as a person or a script would, on a loopback index."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from pypi_language_server import main
from pypi_language_server.cli import search
from pypi_language_server.search_rows import Budget
from tests.support import bad_days
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind
from tests.support.shell import PROGRAM, Shell

LONG_AGO = "2015-03-01T10:00:00.000000Z"
CHAIN = tuple(f"quoxel-{word}" for word in ("chain", "wheel", "crank"))
PROJECTS = (
    FakeProject(
        "Quoxel",
        (FakeRelease("1.0"), FakeRelease("2.0", requires_python=">=3.9")),
        summary="Turns wheels.",
        urls={"Homepage": "https://quoxel.example/"},
    ),
    FakeProject("quoxel-future", (FakeRelease("3.0", requires_python=">=3.99"),), "Later."),
    FakeProject("quoxel-past", (FakeRelease("1.0", LONG_AGO),), "Earlier.", status="archived"),
    FakeProject("quoxel-shell", summary="\x1b[31mRed\x1b[0m \u202egnihton <b>&amp;</b>"),
    FakeProject("requests", (FakeRelease("2.32.3"),), summary="Python HTTP for Humans."),
    *(FakeProject(name, summary=f"A part: {name}.") for name in CHAIN),
)


@dataclass
class Ended:
    """What a run left behind."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def names(self) -> list[str]:
        return [line.split(" ")[0] for line in self.stdout.splitlines() if line[:1].strip()]

    @property
    def rows(self) -> Any:
        return json.loads(self.stdout)


Run = Callable[..., Ended]


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    with FakeIndex(PROJECTS) as index:
        yield Shell(index, tmp_path / "cache")


@pytest.fixture
def run(shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program in this process: quick, but with neither a terminal nor pipes of its own."""
    monkeypatch.chdir(shell.folder)
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    for name, value in shell.environ().items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> Ended:
        try:
            code = main.main(words)
        except SystemExit as left:  # how argparse ends
            code = int(left.code or 0)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


@pytest.fixture
def listed(run: Run, shell: Shell) -> Run:
    """The same when the index's names have been downloaded."""
    assert run("refresh").returncode == 0
    shell.index.forget()
    return run


def install(shell: Shell, *entries: str, version: str = "3.11.4") -> None:
    """Give the working folder an environment of its own."""
    path = shell.folder / ".venv" / "lib" / "python3.11" / "site-packages"
    path.mkdir(parents=True)
    for entry in entries:
        (path / f"{entry}.dist-info").mkdir()
    (shell.folder / ".venv" / "pyvenv.cfg").write_text(f"version = {version}\n", "utf-8")


# -- what is found


def test_before_anything_is_downloaded(run: Run, shell: Shell) -> None:
    """The starter catalogue answers and says so; nobody is asked for the list."""
    ended = run("search", "http", "client", "--offline")
    assert ended.returncode == 0
    assert re.search(r"^httpx \(-\) +- ", ended.stdout, re.MULTILINE)
    assert "starter catalogue" in ended.stderr
    assert "pypi-ls refresh" in ended.stderr
    assert shell.index.count() == 0


def test_in_the_downloaded_list(listed: Run) -> None:
    ended = listed("search", "quoxel")
    assert ended.names[0] == "Quoxel"
    assert set(CHAIN) < set(ended.names)
    last = ended.stderr.splitlines()[-1]
    assert re.fullmatch(
        r"7 projects\. Searched 8 names and [\d,]+ summaries, listed just now\.", last
    )


def test_nothing_is_found(listed: Run) -> None:
    ended = listed("search", "qqqqqxyzzyqqqqq")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Nothing found for “qqqqqxyzzyqqqqq”. Searched 8 names")
    assert listed("search", "qqqqqxyzzyqqqqq", "--json").stdout == "[]\n"


def test_the_limit(listed: Run) -> None:
    ended = listed("search", "quoxel", "--limit", "2")
    assert len(ended.names) == 2
    assert "2 projects, and there are more (--limit 4)." in ended.stderr
    assert "more" not in listed("search", "quoxel", "--limit", "200").stderr


def test_words_that_are_left_out(listed: Run) -> None:
    ended = listed("search", "quoxel", "-chain", "--names-only", "-wheel", "-v", "--limit", "5")
    assert ended.returncode == 0
    assert "quoxel-crank" in ended.names
    assert not {"quoxel-chain", "quoxel-wheel"} & set(ended.names)


def test_a_typing_error_is_corrected_aloud(run: Run) -> None:
    ended = run("search", "reqeusts", "--offline", "--names-only")
    assert "requests" in ended.names[:2]
    assert "Showing results for “requests” instead of “reqeusts”." in ended.stderr


# -- look-ups


def test_the_rows_shown_are_completed(listed: Run, shell: Shell) -> None:
    ended = listed("search", "quoxel")
    assert "Quoxel (2.0)" in ended.stdout
    assert "- Turns wheels.\n" in ended.stdout
    assert "(-)" not in ended.stdout
    assert shell.index.count(Kind.PROJECT) == 7
    again = listed("search", "quoxel")
    assert sorted(again.stdout.splitlines()) == sorted(ended.stdout.splitlines())
    assert shell.index.count(Kind.PROJECT) == 7  # the cache knows them now


@pytest.mark.parametrize("how", ["option", "variable"])
def test_offline_nobody_is_asked(
    listed: Run, shell: Shell, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYPI_LS_OFFLINE", "1" if how == "variable" else "")
    ended = listed("search", "quoxel", *(["--offline"] if how == "option" else []))
    assert ended.returncode == 0
    assert "Quoxel (-)" in ended.stdout
    assert shell.index.count() == 0
    assert len(ended.stderr.splitlines()) == 1


def test_names_alone_need_no_look_ups(listed: Run, shell: Shell) -> None:
    assert listed("search", "quoxel", "--names-only").returncode == 0
    assert shell.index.count() == 0
    assert listed("search", "quoxel", "--names-only", "--sort", "updated").returncode == 0
    assert shell.index.count(Kind.PROJECT) == 7


def test_ten_rows_are_completed_unless_more_are_asked_for(run: Run, shell: Shell) -> None:
    shell.index.add(*(FakeProject(f"vorxel-{number:02}") for number in range(60)))
    run("refresh")
    shell.index.forget()
    ended = run("search", "vorxel", "--limit", "15")
    assert shell.index.count() == 10
    assert ended.stdout.count("(1.0)") == 10
    assert "5 more rows show no version; --online looks up all.\n" in ended.stderr
    assert run("search", "vorxel", "--limit", "60", "--online").stdout.count("(1.0)") == 60
    assert shell.index.count() == 60


def test_an_index_that_fails_costs_versions_and_no_rows(listed: Run, shell: Shell) -> None:
    shell.index.fail(Kind.PROJECT, bad_days.status(503), times=None)
    ended = listed("search", "quoxel")
    assert ended.returncode == 0
    assert len(ended.names) == 7
    (said, last) = ended.stderr.splitlines()
    assert said.startswith("7 of 7 look-ups failed: ")
    assert "503" in said
    assert last.startswith("7 projects. ")


def test_a_project_that_is_gone_is_not_called_failed(listed: Run, shell: Shell) -> None:
    shell.index.remove("quoxel-crank")
    ended = listed("search", "quoxel", "--json")
    (gone,) = [row for row in ended.rows if row["missing"]]
    assert gone["name"] == "quoxel-crank"
    assert "look-ups" not in ended.stderr


def test_what_has_not_answered_in_time_is_left_out(
    listed: Run, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "UNASKED", Budget(projects=10, seconds=1.0))
    slow = threading.Event()
    shell.index.fail("/pypi/quoxel-chain/json", bad_days.held(slow), times=None)
    try:
        ended = listed("search", "quoxel")
    finally:
        slow.set()
    assert ended.returncode == 0
    assert "quoxel-chain (-)" in ended.stdout
    assert "Quoxel (2.0)" in ended.stdout
    assert ended.stderr.splitlines()[0] == "1 of 7 look-ups had no answer in time."


# -- formats


def test_json(listed: Run, shell: Shell) -> None:
    install(shell, "quoxel-1.0")
    row = listed("search", "quoxel", "--json").rows[0]
    released = row.pop("released")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT10:00:00\+00:00", released)
    assert row.pop("link").startswith(("http://127.0.0.1", "https://quoxel.example"))
    assert row == {
        "name": "Quoxel",
        "normalized": "quoxel",
        "version": "2.0",
        "summary": "Turns wheels.",
        "installed": "1.0",
        "outdated": True,
        "requiresPython": ">=3.9",
        "fits": True,
        "popular": False,
        "rank": None,
        "downloads": None,
        "exact": True,
        "why": "exact",
        "status": "active",
        "yanked": False,
        "missing": False,
    }


def test_what_speaks_against_a_project(listed: Run, shell: Shell) -> None:
    install(shell, version="3.11.4")
    by_name = {row["name"]: row for row in listed("search", "quoxel", "--json").rows}
    assert by_name["quoxel-past"]["status"] == "archived"
    assert by_name["quoxel-future"]["fits"] is False
    table = listed("search", "quoxel", "--format", "table").stdout
    assert "[archived] Earlier." in table
    assert "[needs Python >=3.99]" in table


def test_pips_lines_tell_what_is_installed(listed: Run, shell: Shell) -> None:
    install(shell, "Quoxel-1.0", "quoxel_chain-1.0")
    lines = listed("search", "quoxel", "--format", "pip").stdout.splitlines()
    at = lines.index("  INSTALLED: 1.0")
    assert lines[at - 1].startswith("Quoxel (2.0) ")
    assert lines[at + 1] == "  LATEST:    2.0"
    assert lines.count("  INSTALLED: 1.0") == 2
    piped = listed("search", "quoxel").stdout.splitlines()
    assert sorted(piped) == sorted(lines)


@pytest.mark.parametrize("format_", ["table", "pip", "json", "names"])
def test_hostile_text_is_harmless_in_every_format(
    listed: Run, format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    said = listed("search", "quoxel-shell", "--format", format_).stdout
    assert "quoxel-shell" in said
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert ("<b>&amp;</b>" in said) is (format_ != "names")


def test_sorting(listed: Run, shell: Shell) -> None:
    sorted_ = listed("search", "quoxel", "--names-only", "--sort", "name").names
    assert sorted_[0] == "Quoxel"
    assert sorted_[1:] == sorted(sorted_[1:])
    assert set(sorted_) == set(listed("search", "quoxel", "--names-only").names)


# -- used wrongly


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Say what you are looking for"),
        (["", "  "], "Say what you are looking for"),
        (["-django"], "only what to leave out"),
        (["-django", '-"rest api"'], "only what to leave out"),
        (["-"], "only what to leave out"),
        (["x" * 401], "at most 400 characters"),
        (["x", "--online", "--offline"], "contradict"),
        (["x", "-n", "5"], "unrecognized arguments: -n"),
        (["x", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["x", "--limit", "0"], "from 1 to 200"),
        (["x", "--limit", "201"], "from 1 to 200"),
        (["x", "--limit", "-5"], "--limit"),
        (["x", "--limit", "٣"], "from 1 to 200"),
        (["x", "--limit", "9" * 5000], "from 1 to 200"),
        (["x", "--sort", "colour"], "invalid choice"),
        (["x", "--json", "--names-only"], "not allowed with"),
        (["x", "--format", "xml"], "invalid choice"),
    ],
)
def test_used_wrongly(run: Run, shell: Shell, words: list[str], said: str) -> None:
    ended = run("search", *words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert shell.index.count() == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_words(run: Run, words: list[str]) -> None:
    ended = run("search", "--offline", "--json", "--", *words)
    assert ended.returncode in {0, 1, 2}
    assert ended.returncode == 2 or isinstance(ended.rows, list)
    assert "\x1b" not in ended.stdout + ended.stderr
    assert ended.stderr.strip()


@pytest.mark.parametrize(
    "query",
    [
        "'\"; DROP TABLE",
        "\x1b[31mred",
        "*" * 400,
        "é漢字",
        "...",
        'name:"',
        "NEAR(a b)",
        "<!ENTITY>",
    ],
)
def test_queries_that_mean_something_elsewhere(run: Run, query: str) -> None:
    ended = run("search", "--offline", query)
    assert ended.returncode in {0, 1}
    assert "\x1b" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(("query", "code"), [("http client", 0), ("qqqqqxyzzyqqqqq", 3)])
def test_a_damaged_list_is_told_and_the_starter_answers(
    listed: Run, shell: Shell, query: str, code: int
) -> None:
    """Where nothing is found, that is not the same as "there is none"."""
    (path,) = shell.cache.glob("catalogues/*/names-*.bin")
    path.write_bytes(b"damaged")
    ended = listed("search", query, "--offline")
    assert ended.returncode == code
    (problem, last) = ended.stderr.splitlines()
    assert "cannot be used" in problem
    assert "starter catalogue" in last


# -- real processes


def test_on_a_terminal(shell: Shell) -> None:
    shell.run("refresh")
    install(shell, "quoxel-1.0")
    seen = shell.on_terminal(["search", "quoxel"], columns=90)
    plain = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", seen)
    waiting, *lines = plain.split("\n")
    assert waiting.startswith("Asking about 7 projects …\r")
    assert waiting.split("\r")[-1].split() == ["Name", "Latest", "Installed", "Released", "Summary"]
    assert lines[0].split()[:4] == ["Quoxel", "2.0", "1.0", "(older)"]
    assert set(lines[1].strip()) == {"─"}
    assert max(map(cell_len, lines[:8])) <= 90
    assert "\x1b[1;35mQuoxel" in seen
    assert re.search(r"\x1b\]8;id=\d+;http", seen)
    assert "7 projects. Searched 8 names" in plain
    calm = shell.on_terminal(["search", "quoxel"], NO_COLOR="1")
    assert "Quoxel" in calm
    assert not re.search(r"\x1b\[[\d;]*3[0-7]", calm)
    assert "\x1b" not in shell.on_terminal(["search", "quoxel", "--color", "never"])


def test_pips_lines_are_wrapped_on_a_terminal(shell: Shell) -> None:
    seen = shell.on_terminal(["search", "requests", "--format", "pip", "--offline"], columns=60)
    lines = seen.splitlines()
    assert lines[0].startswith("requests (-) ")
    assert max(map(len, lines[: lines.index(lines[-1])])) <= 60
    assert any(line.startswith(" " * 10) for line in lines)


def test_plain_rows_wait_for_nothing_that_they_do_not_need(shell: Shell) -> None:
    program = [PROGRAM[0], "-X", "importtime", *PROGRAM[1:], "search", "requests", "--offline"]
    ended = subprocess.run(
        program, env=shell.environ(), cwd=shell.folder, capture_output=True, check=True, timeout=60
    )
    loaded = set(re.findall(rb"\| +(\w+)", ended.stderr))
    assert b"argparse" in loaded
    assert not {b"rich", b"httpx", b"pygls", b"lsprotocol", b"tomlkit"} & loaded


def test_arguments_that_are_no_text(shell: Shell) -> None:
    ended = shell.run("search", b"quox\xff\xfe", "--offline")
    assert ended.returncode in {0, 1}
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("format_", ["pip", "json", "table", "names"])
def test_a_reader_that_has_had_enough(shell: Shell, format_: str) -> None:
    options = ["--offline", "--limit", "200", "--format", format_]
    with shell.start("search", "py", *options) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
        assert (process.wait(60), said) == (0, b"")


@pytest.mark.parametrize("format_", ["pip", "json", "table", "names"])
def test_a_full_disk(shell: Shell, format_: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [*PROGRAM, "search", "py", "--offline", "--format", format_],
            env=shell.environ(),
            cwd=shell.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert ended.returncode == 3
    assert ended.stderr == "The results cannot be written: No space left on device.\n"


def test_an_interrupt_while_the_index_is_slow_is_quiet(shell: Shell) -> None:
    shell.run("refresh")
    shell.index.forget()
    shell.index.fail(Kind.PROJECT, bad_days.held(threading.Event()), times=None)
    with shell.start("search", "quoxel", "--online") as process:
        while shell.index.count(Kind.PROJECT) == 0:
            assert process.poll() is None
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=30)
    assert (process.returncode, out, said) == (130, b"", b"")
