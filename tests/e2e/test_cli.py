"""The terminal's face: the real program, asked as a person would, against a loopback index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pypi_language_server import __version__
from tests.support import bad_days
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind
from tests.support.fake_project import RECENTLY
from tests.support.shell import Shell

PROJECTS = (
    FakeProject(
        "Sprocket",
        (FakeRelease("1.0"), FakeRelease("2.0", requires_python=">=3.9")),
        summary="Turns wheels.",
        license_expression="MIT",
        urls={"Documentation": "https://sprocket.example/docs"},
    ),
    FakeProject("requests", (FakeRelease("2.32.3"),), summary="Python HTTP for Humans."),
    *(FakeProject(f"sprocket-{word}") for word in ("chain", "wheel", "crank")),
)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    with FakeIndex(PROJECTS) as index:
        yield Shell(index, tmp_path / "cache")


def test_version_and_help(shell: Shell) -> None:
    assert shell.run("--version").stdout == f"pypi-language-server {__version__}\n"
    told = shell.run("--help").stdout
    for command in ("search", "info", "refresh", "status", "demo"):
        assert command in told
    assert shell.index.count() == 0


@pytest.mark.parametrize(
    "words",
    [("nonsense",), ("info",), ("info", "a", "b"), ("--tcp", "x"), ("refresh", "x")],
)
def test_used_wrongly(shell: Shell, words: tuple[str, ...]) -> None:
    ended = shell.run(*words)
    assert ended.returncode == 2
    assert ended.stderr
    assert "Traceback" not in ended.stderr


def test_serving_beyond_this_machine_is_refused(shell: Shell) -> None:
    ended = shell.run("--tcp", "192.0.2.1:7000")
    assert ended.returncode == 2
    assert "not an address of this machine alone" in ended.stderr


# -- info


def test_info(shell: Shell) -> None:
    ended = shell.run("info", "SPROCKET")
    assert ended.returncode == 0
    for said in ("Sprocket 2.0 - Turns wheels.", "MIT", "3.9 or newer", "sprocket.example/docs"):
        assert said in ended.stdout
    assert shell.index.count(Kind.PROJECT) == 1
    assert shell.run("info", "sprocket").stdout == ended.stdout
    assert shell.index.count() == 1


def test_info_as_json(shell: Shell) -> None:
    data = json.loads(shell.run("info", "sprocket", "--json").stdout)
    assert data["name"] == "Sprocket"
    assert [release["version"] for release in data["releases"]] == ["2.0", "1.0"]


def test_info_of_nothing(shell: Shell) -> None:
    ended = shell.run("info", "no-such-thing")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "has no project named no-such-thing" in ended.stderr


def test_info_when_the_index_fails(shell: Shell) -> None:
    """A failure is never "not found"."""
    shell.index.fail(Kind.PROJECT, bad_days.status(503), times=None)
    ended = shell.run("info", "sprocket")
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "no project" not in ended.stderr
    assert "503" in ended.stderr


def test_info_offline(shell: Shell) -> None:
    shell.run("info", "sprocket")
    shell.index.forget()
    assert "Turns wheels" in shell.run("info", "sprocket", "--offline").stdout
    assert shell.run("info", "requests", "--offline").returncode == 3
    assert shell.index.count() == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "a b", "", "x\x1b[31m", "ü"])
def test_info_of_what_cannot_be_a_name(shell: Shell, name: str) -> None:
    ended = shell.run("info", "--", name)
    assert ended.returncode == 2
    assert "\x1b" not in ended.stderr
    assert shell.index.count() == 0


# -- refresh and status


def test_refresh_and_status(shell: Shell) -> None:
    before = json.loads(shell.run("status", "--json").stdout)
    assert before["names"]["origin"] == "starter catalogue"
    assert before["names"]["file"] is None
    assert shell.index.count() == 0

    ended = shell.run("refresh")
    assert ended.returncode == 0
    assert "5 projects" in ended.stderr

    after = json.loads(shell.run("status", "--json").stdout)
    assert after["names"]["origin"] == "index"
    assert after["names"]["count"] == 5
    assert Path(after["names"]["file"]).is_file()
    assert after["index"] == shell.index.root
    assert shell.index.count() == 1

    text = shell.run("status").stdout
    assert "5 projects, listed just now" in text


def test_refresh_only_when_due(shell: Shell) -> None:
    shell.run("refresh")
    ended = shell.run("refresh", "--if-due")
    assert ended.returncode == 0
    assert "less than a day old" in ended.stderr
    assert shell.index.count(Kind.LIST) == 1


def test_refresh_of_several_indexes(shell: Shell) -> None:
    with FakeIndex([FakeProject("in-house")]) as second:
        ended = shell.run("refresh", PYPI_LS_EXTRA_INDEX_URLS=second.root)
        assert ended.returncode == 0, ended.stderr
        found = shell.run("search", "in-house", PYPI_LS_EXTRA_INDEX_URLS=second.root)
        assert found.stdout.startswith("in-house")
        assert second.count(Kind.LIST) == 1


def test_refresh_fails_in_one_sentence(shell: Shell) -> None:
    shell.index.fail(Kind.LIST, bad_days.status(500))
    ended = shell.run("refresh")
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_refresh_offline(shell: Shell) -> None:
    assert shell.run("refresh", "--offline").returncode == 3
    assert shell.index.count() == 0


def test_credentials_stay_out_of_sight(shell: Shell) -> None:
    shell.index.credentials = "jo:s3cret"
    variables = {"PYPI_LS_INDEX_URL": shell.index.root_with("jo:s3cret")}
    said = [
        shell.run(*words, **variables)
        for words in (("refresh",), ("info", "sprocket"), ("status",), ("search", "sprocket"))
    ]
    assert [ended.returncode for ended in said] == [0, 0, 0, 0]
    assert "s3cret" not in "".join(ended.stdout + ended.stderr for ended in said)
    kept = b"".join(path.read_bytes() for path in shell.cache.rglob("*") if path.is_file())
    assert b"s3cret" not in kept


# -- demo


def test_demo(shell: Shell) -> None:
    """The real server completes and hovers; the list is never fetched."""
    shell.index.add(
        FakeProject("httpx", summary="An HTTP client of the test."),
        FakeProject("requests", (FakeRelease("2.8.1"), FakeRelease("2.31.0"))),
    )
    ended = shell.run("demo")
    assert ended.returncode == 0, ended.stderr
    for shown in ("requests", "Django", "opencv-python", "pytest-xdist", "An HTTP client of the"):
        assert shown in ended.stdout
    for shown in ("2.31.0,<3", "2.8.1", "~=2.31", "2.31 or newer, below 3", RECENTLY[:10]):
        assert shown in ended.stdout
    assert shell.index.count(Kind.LIST) == 0


def test_demo_offline(shell: Shell) -> None:
    ended = shell.run("demo", PYPI_LS_OFFLINE="1")
    assert ended.returncode == 0, ended.stderr
    assert "starter catalogue" in ended.stdout
    assert "gave no answers" in ended.stdout
    assert shell.index.count() == 0
