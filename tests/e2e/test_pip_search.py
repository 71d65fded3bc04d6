"""`pip search` with the real pip, against the real program, which asks a loopback index."""

from __future__ import annotations

import importlib.metadata
import os
import plistlib
import re
import shlex
import signal
import socket
import sys
import xmlrpc.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from pypi_language_server.cli import arguments
from tests.support import bad_days
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind
from tests.support.loopback import post, said, status_of
from tests.support.pip_search import NO_MATCHES, Bridge, Place

PROJECTS = (
    FakeProject("Zyxwort", (FakeRelease("1.0"), FakeRelease("2.0")), summary="Turns wheels."),
    FakeProject("zyxwort-chain", (FakeRelease("0.3rc1"),), summary="Joins <zyxworts> & more."),
    FakeProject("zyxwort-old", (FakeRelease("2004d"),), summary="\x1b[31mRed\x9b."),
    FakeProject("pytest", (FakeRelease("99.0"),), summary="Tests."),
    FakeProject("pluggy", (FakeRelease("99.0rc1"),), summary="Plugs."),
    *(
        FakeProject(f"brumblefitz-{number:02}", (FakeRelease(f"{number}.0"),))
        for number in range(15)
    ),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with FakeIndex(PROJECTS) as index:
        place = Place(tmp_path_factory.mktemp("home"), index)
        assert place.run("refresh").returncode == 0
        yield place


@pytest.fixture(scope="module")
def bridge(place: Place) -> Iterator[Bridge]:
    with place.bridge() as bridge:
        yield bridge


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Place]:
    with FakeIndex(PROJECTS) as index:
        yield Place(tmp_path, index)


# -- what pip prints


def test_results_with_true_versions(place: Place, bridge: Bridge) -> None:
    ended = place.search(bridge, "zyxwort")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[0].split() == ["Zyxwort", "(2.0)", "-", "Turns", "wheels."]
    assert "zyxwort-chain (0.3rc1)" in ended.stdout
    assert "Joins <zyxworts> & more." in ended.stdout


def test_installed_and_latest(place: Place, bridge: Bridge) -> None:
    lines = [line.strip() for line in place.search(bridge, "pytest").stdout.splitlines()]
    at = lines.index(f"INSTALLED: {importlib.metadata.version('pytest')}")
    assert lines[at - 1].startswith("pytest (99.0)")
    assert lines[at + 1] == "LATEST:    99.0"
    assert "LATEST:    99.0rc1 (pre-release;" in place.search(bridge, "pluggy").stdout


def test_versions_and_summaries_that_would_hurt_pip_or_a_terminal(
    place: Place, bridge: Bridge
) -> None:
    ended = place.search(bridge, "zyxwort-old")
    assert ended.returncode == 0
    assert "zyxwort-old (0+legacy.2004d)" in ended.stdout
    assert "\x1b" not in ended.stdout + ended.stderr
    assert "\x9b" not in ended.stdout


def test_a_search_asks_about_ten_projects_at_most_and_once(fresh: Place) -> None:
    fresh.run("refresh")
    fresh.index.forget()
    with fresh.bridge() as bridge:
        first = fresh.search(bridge, "brumblefitz").stdout
        assert fresh.index.count(Kind.PROJECT) == 10
        assert first.count("(0+unknown)") == 5
        second = fresh.search(bridge, "brumblefitz").stdout
        assert "unknown" not in second
        assert fresh.index.count(Kind.PROJECT) == 15
        fresh.index.forget()
        assert fresh.search(bridge, "brumblefitz").stdout == second
        assert fresh.index.count() == 0


def test_several_words(place: Place, bridge: Bridge) -> None:
    assert place.search(bridge, "zyxwort", "chain").stdout.startswith("zyxwort-chain (0.3rc1)")
    assert place.search(bridge, "zyxwort chain").stdout.startswith("zyxwort-chain (0.3rc1)")


def test_no_match(place: Place, bridge: Bridge) -> None:
    for words in (["qqqqqxyzzyqqqqq"], ["", "..."]):
        ended = place.search(bridge, *words)
        assert (ended.returncode, ended.stdout, ended.stderr) == (NO_MATCHES, "", "")


@pytest.mark.parametrize(
    "query",
    [
        'it\'s "quoted"',
        "&amp; <b> ]]> &l;",
        "**bold** [x](y)",
        "né漢\U0001f40d",
        "a:b OR c*",
        "%s%n",
    ],
)
def test_any_words(place: Place, bridge: Bridge, query: str) -> None:
    ended = place.search(bridge, query)
    assert ended.returncode in {0, NO_MATCHES}
    assert "Traceback" not in ended.stderr


def test_a_novel(place: Place, bridge: Bridge) -> None:
    ended = place.search(bridge, "x" * 501)
    assert ended.returncode == 1
    assert "[code: -32602]" in ended.stderr
    assert "at most 500 characters" in ended.stderr


# -- days on which things fail


def test_a_failing_index_leaves_the_local_answer(fresh: Place) -> None:
    fresh.run("refresh")
    fresh.index.fail(Kind.PROJECT, bad_days.status(503), times=None)
    fresh.index.fail(Kind.PAGE, bad_days.status(503), times=None)
    with fresh.bridge() as bridge:
        ended = fresh.search(bridge, "zyxwort")
    assert ended.returncode == 0
    assert ended.stdout.startswith("Zyxwort (0+unknown)")


def test_offline_asks_nobody(fresh: Place) -> None:
    fresh.run("refresh")
    fresh.index.forget()
    with fresh.bridge("--offline") as bridge:
        assert "Zyxwort (0+unknown)" in fresh.search(bridge, "zyxwort").stdout
    assert fresh.index.count() == 0


def test_before_anything_is_downloaded_the_starter_catalogue_answers(fresh: Place) -> None:
    with fresh.bridge("--offline", "--limit", "5") as bridge:
        ended = fresh.search(bridge, "http", "client")
        assert len([line for line in ended.stdout.splitlines() if " - " in line]) == 5
        client = xmlrpc.client.ServerProxy(bridge.url)
        with pytest.raises(xmlrpc.client.Fault, match="pypi-ls refresh"):
            client.list_packages()
        client("close")()
        _, told = end(bridge)
    assert "starter catalogue" in told


def end(bridge: Bridge) -> tuple[int, str]:
    code = bridge.end()
    assert bridge.process.stderr is not None
    return code, bridge.process.stderr.read()


# -- other clients


def test_another_client(place: Place, bridge: Bridge) -> None:
    with xmlrpc.client.ServerProxy(bridge.url) as client:
        assert set(client.list_packages()) == {project.name for project in PROJECTS}
        assert client.package_releases("zyxwort") == ["2.0", "1.0"]
        assert client.release_data("zyxwort", "2.0")["summary"] == "Turns wheels."
        assert client.package_releases("no-such-thing") == []
        with pytest.raises(xmlrpc.client.Fault, match="-32601"):
            client.user_packages("jo")


def test_what_is_no_call_from_pip(bridge: Bridge) -> None:
    """Garbage, too much, another site's name: each is told so, and the next one is served."""
    garbage = said(bridge.port, post(bridge.port, b"<?xml version='1.0'?><!DOCTYPE x>"))
    assert status_of(garbage) == 200
    assert b"<int>-32600</int>" in garbage
    oversize = post(bridge.port, b"").replace(b"Length: 0", b"Length: 1048577")
    assert status_of(said(bridge.port, oversize)) == 413
    rebound = post(bridge.port, b"").replace(b"127.0.0.1", b"evil.example")
    assert status_of(said(bridge.port, rebound)) == 421
    assert (
        status_of(said(bridge.port, post(bridge.port, b"", "Origin: https://evil.example"))) == 403
    )
    assert said(bridge.port, b"GET /pypi HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 421")
    body = xmlrpc.client.dumps((), "system.listMethods").encode()
    assert b"list_packages" in said(bridge.port, post(bridge.port, body))


def test_slow_senders_do_not_keep_pip_waiting(place: Place, bridge: Bridge) -> None:
    slow = [socket.create_connection(("127.0.0.1", bridge.port)) for _ in range(20)]
    for number, connection in enumerate(slow):
        connection.sendall(b"POST /py" if number % 4 == 0 else b"")
    assert place.search(bridge, "zyxwort").returncode == 0
    for connection in slow:
        connection.close()


# -- the program itself


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_signals_end_it_at_once(place: Place, number: int, code: int) -> None:
    with place.bridge() as bridge, socket.create_connection(("127.0.0.1", bridge.port)) as held:
        held.sendall(b"POST /pypi HTTP/1.1\r\n")
        assert bridge.end(number) == code


def test_a_taken_port(place: Place, bridge: Bridge) -> None:
    ended = place.run("pip-search-server", "--port", str(bridge.port))
    assert (ended.returncode, ended.stdout) == (3, "")
    assert f"Port {bridge.port} is taken" in ended.stderr
    assert "--port" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [("--port", "70000"), ("--port", "x"), ("--limit", "0"), ("--configure", "--status")]
)
def test_used_wrongly(place: Place, words: tuple[str, ...]) -> None:
    ended = place.run("pip-search-server", *words)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


# -- pip's setting


def setting(place: Place) -> str:
    return place.pip("config", "get", "search.index").stdout.strip()


def test_configured_pip_needs_no_index(fresh: Place) -> None:
    fresh.run("refresh")
    fresh.pip("config", "--user", "set", "global.timeout", "77")
    with fresh.bridge() as bridge:
        port = ("--port", str(bridge.port))
        assert fresh.run("pip-search-server", "--status", *port).returncode == 1
        ended = fresh.run("pip-search-server", "--configure", "--yes", *port)
        assert ended.returncode == 0, ended.stderr
        assert f"was not set and is {bridge.url}" in ended.stdout
        for said_before in ("[search]", f"index = {bridge.url}", str(fresh.home), sys.prefix):
            assert said_before in ended.stderr
        assert fresh.pip("search", "zyxwort").stdout.startswith("Zyxwort (2.0)")

        status = fresh.run("pip-search-server", "--status", *port)
        assert (status.returncode, status.stdout.count("yes")) == (0, 2)
        again = fresh.run("pip-search-server", "--configure", *port)
        assert (again.returncode, "already" in again.stdout) == (0, True)

        ended = fresh.run("pip-search-server", "--unconfigure", "--yes", *port)
        assert ended.returncode == 0
        assert f"was {bridge.url} and is not set" in ended.stdout
    left = fresh.pip("config", "--user", "list").stdout
    assert "search.index" not in left
    assert "global.timeout='77'" in left
    status = fresh.run("pip-search-server", "--status", *port)
    assert (status.returncode, status.stdout.count("no,")) == (1, 2)


@pytest.mark.parametrize(("typed", "code"), [("", 1), ("n\n", 1), ("y\n", 0)])
def test_it_asks_first(fresh: Place, typed: str, code: int) -> None:
    ended = fresh.run("pip-search-server", "--configure", answer=typed)
    assert ended.returncode == code
    assert "Write it? [y/N]" in ended.stderr
    assert bool(setting(fresh)) is (code == 0)
    if code == 0:
        assert "Nothing answers there yet" in ended.stderr


def test_another_value_is_kept_unless_confirmed(fresh: Place) -> None:
    theirs = "https://jo:s3cret@index.example/pypi"
    fresh.pip("config", "--user", "set", "search.index", theirs)
    ended = fresh.run("pip-search-server", "--configure", answer="n\n")
    assert ended.returncode == 1
    assert "Replace it? [y/N]" in ended.stderr
    assert "https://index.example/pypi" in ended.stderr
    assert "s3cret" not in ended.stdout + ended.stderr
    assert setting(fresh) == theirs

    ended = fresh.run("pip-search-server", "--unconfigure", "--yes")
    assert (ended.returncode, "not ours" in ended.stdout) == (1, True)
    assert setting(fresh) == theirs

    assert fresh.run("pip-search-server", "--configure", answer="y\n").returncode == 0
    assert setting(fresh) == "http://127.0.0.1:8031/pypi"


def test_without_pip_the_line_to_add_is_said(fresh: Place, tmp_path: Path) -> None:
    """Every Python that could be found has no pip."""
    stub = tmp_path / "bin" / "python3"
    stub.parent.mkdir()
    stub.write_text("#!/bin/sh\nexit 1\n")
    stub.chmod(0o755)
    blocked = tmp_path / "blocked" / "pip"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text("raise SystemExit(1)\n")
    variables = {"PATH": str(stub.parent), "PYTHONPATH": str(blocked.parent), "VIRTUAL_ENV": ""}
    ended = fresh.run("pip-search-server", "--configure", "--yes", **variables)
    assert ended.returncode == 3
    assert "[search]\nindex = http://127.0.0.1:8031/pypi" in ended.stderr


def test_a_file_of_ones_own_is_named(fresh: Place) -> None:
    """Where `PIP_CONFIG_FILE` names a file, pip writes there, and so we say."""
    file = fresh.home / "other.conf"
    file.write_text("")
    ended = fresh.run("pip-search-server", "--configure", "--yes", PIP_CONFIG_FILE=str(file))
    assert ended.returncode == 0
    assert f"To be written to {file}:" in ended.stderr
    assert "index = http://127.0.0.1:8031/pypi" in file.read_text()


def test_what_pip_does_not_keep_is_told(fresh: Place) -> None:
    ended = fresh.run("pip-search-server", "--configure", "--yes", PIP_CONFIG_FILE=os.devnull)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "pip did not do it" in ended.stderr


def test_a_pip_in_the_current_folder_is_not_run(fresh: Place) -> None:
    (fresh.home / "python3").write_text("#!/bin/sh\ntouch TRAPPED\n")
    (fresh.home / "python3").chmod(0o755)
    (fresh.home / "pip.py").write_text("open('TRAPPED', 'w').close()\n")
    ended = fresh.run("pip-search-server", "--status", VIRTUAL_ENV="", PATH=".")
    assert "serving:" in ended.stdout
    assert not list(fresh.home.rglob("TRAPPED"))


# -- keeping it running

SERVICE = Path(__file__).parents[2] / "service"


def test_the_unit_and_the_agent_start_the_program_as_it_is() -> None:
    unit = (SERVICE / "pypi-ls-pip-search.service").read_text("utf-8")
    (command,) = re.findall(r"^ExecStart=(.+)$", unit, re.MULTILINE)
    agent = plistlib.loads((SERVICE / "pypi-ls-pip-search.plist").read_bytes())
    shell = agent["ProgramArguments"]
    assert shell[:2] == ["/bin/sh", "-c"]
    for words in (command.split(), shlex.split(shell[2].removeprefix("exec "))):
        assert words[0].endswith("/.local/bin/pypi-ls")
        parsed = arguments.parse(words[1:], "pypi-ls")
        assert (parsed.command, parsed.port, parsed.action) == ("pip-search-server", 8031, "")


def test_the_unit_lets_the_program_do_what_it_does_and_no_more() -> None:
    unit = (SERVICE / "pypi-ls-pip-search.service").read_text("utf-8")
    settings = dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))
    assert settings["NoNewPrivileges"] == "yes"
    assert settings["RestrictAddressFamilies"].split() == ["AF_INET", "AF_INET6", "AF_UNIX"]
    assert settings["SystemCallFilter"] == "@system-service"
    assert settings["UMask"] == "0077"
    assert "User" not in settings
