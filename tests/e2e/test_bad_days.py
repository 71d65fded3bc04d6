"""Bad input and bad days as the user meets them: the real program, one sentence, no traceback.

Each test breaks one thing about the world and then does what people do: types, looks, refreshes.
Completion goes on in all of them, and the user is told once and plainly, or not at all where
there is nothing to tell.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support import bad_days
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind
from tests.support.fake_server import Reply, Request
from tests.support.lsp_client import SERVER, Client, served
from tests.support.name_list import json_body, project_names

URI, TOML = "file:///w/requirements.txt", "file:///w/pyproject.toml"
SHOWN = "window/showMessage"
MARKDOWN = {"textDocument": {"hover": {"contentFormat": ["markdown"]}}}
SPROCKET = FakeProject("Sprocket", (FakeRelease("1.0"), FakeRelease("2.0")), "Turns wheels.")


@dataclass
class Day:
    """A machine with a cache, an index, and whatever is wrong today."""

    folder: Path
    index: FakeIndex
    environ: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = SERVER

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def catalogues(self) -> list[Path]:
        return sorted((self.cache / "catalogues").glob("*/names-*.bin"))

    @contextlib.asynccontextmanager
    async def editor(self, capabilities: Any = None, text: str = "sprocket\n") -> AsyncIterator:
        """Start a server and open a requirements file."""
        async with (
            asyncio.timeout(40),  # a server that has fallen answers nothing
            served(environ=self.environ, command=self.command) as server,
        ):
            await server.client.initialize(capabilities or MARKDOWN)
            server.client.open(URI, text)
            yield server

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the terminal."""
        program = [sys.executable, "-m", "pypi_language_server", *words]
        return subprocess.run(
            program,
            env=self.environ,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=False,
        )


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with FakeIndex([SPROCKET]) as index:
        index.set_root_body(json_body([*project_names(2000), "Sprocket"]))
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYPI_LS_INDEX_URL": index.root,
            "PYPI_LS_CACHE_DIR": str(tmp_path / "cache"),
            "PYPI_LS_POPULARITY_URL": "",
            "PYPI_LS_REFRESH": "manual",
            "PYTHONWARNINGS": "error",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        yield Day(tmp_path, index, environ)


@pytest.fixture(autouse=True)
def _quiet(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing that servers write to standard error is lost, and no traceback is among it."""
    yield
    assert "Traceback" not in capfd.readouterr().err


async def completes(client: Client, typed: str = "reque", wanted: str = "requests") -> None:
    """Type, as people do whatever happens; the right name comes first."""
    client.change(URI, typed)
    answer = await client.complete(URI, 0, len(typed))
    assert answer["items"][0]["label"] == wanted


async def look(client: Client, text: str = "sprocket\n") -> str:
    """Hover; return what is shown."""
    client.change(URI, text)
    answer = await client.hover(URI, 0, 2)
    return str(answer["contents"]["value"])


async def command(client: Client, name: str = "pypi.refresh") -> Any:
    """Run a command, whose word to the user is the message that it returns."""
    answer = await client.request("workspace/executeCommand", {"command": name})
    said = await client.expect(SHOWN)
    assert said["message"] == answer.get("message", said["message"])
    return answer


async def said(client: Client) -> str:
    """Return the one thing that the user is told: a sentence or two, of one line."""
    text = str((await client.expect(SHOWN))["message"])
    assert "\n" not in text
    assert text.endswith(".")
    assert "Error" not in text
    return text


def closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def at_start(day: Day, code: str) -> None:
    """Let every process of the day run this first."""
    (day.folder / "sitecustomize.py").write_text(code)
    day.environ["PYTHONPATH"] = os.pathsep.join([str(day.folder), day.environ["PYTHONPATH"]])


# -- networks


async def test_no_network(day: Day) -> None:
    day.environ["PYPI_LS_INDEX_URL"] = f"http://127.0.0.1:{closed_port()}/simple/"
    async with day.editor() as server:
        assert "not found" not in await look(server.client)
        text = await said(server.client)
        assert "refuses the connection" in text
        assert "well-known ones" in text
        await look(server.client, "flask\n")  # the same again is not worth a second message
        await completes(server.client)
        answer = await command(server.client)
        assert answer["result"] == "failed"
        assert "refuses the connection. Until it works, the starter" in answer["message"]
        assert server.client.inbox == []


async def test_names_of_hosts_cannot_be_looked_up(day: Day) -> None:
    """The resolver of the machine says no; nothing here asks a real one."""
    at_start(
        day,
        "import socket\n"
        "def refuse(*_a, **_k): raise socket.gaierror(socket.EAI_AGAIN, 'not now')\n"
        "socket.getaddrinfo = refuse",
    )
    day.environ["PYPI_LS_INDEX_URL"] = "https://index.example/simple/"
    async with day.editor() as server:
        await look(server.client)
        assert "`index.example` cannot be found; is this machine online?" in await said(
            server.client
        )
        await completes(server.client)
        answer = await command(server.client)
        assert "`index.example` cannot be found; is this machine online?" in answer["message"]


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (bad_days.status(401), "wants a user name and password (HTTP 401)."),
        (bad_days.status(403), "refuses access (HTTP 403)."),
        (bad_days.status(418), "gave an answer of no use here (HTTP 418)."),
        (bad_days.status(429, retry_after=60), "asks for fewer questions (HTTP 429)."),
        (bad_days.status(500), "has trouble of its own (HTTP 500)."),
        (bad_days.captive_portal(), "a web page instead of"),
        (bad_days.hung_up(), "broke off in the middle of its answer."),
        (bad_days.body(b""), "empty"),
        (bad_days.body(b"{"), "answered with something that is no project data."),
        (bad_days.redirect("ftp://elsewhere.example/"), "an address that makes no sense."),
    ],
)
async def test_an_index_that_fails(day: Day, reply: Reply, sentence: str) -> None:
    for kind in (Kind.PROJECT, Kind.PAGE, Kind.LIST):
        day.index.fail(kind, reply, times=None)
    async with day.editor() as server:
        shown = await look(server.client)
        assert "has no project" not in shown  # a failure is never "not found"
        assert sentence in await said(server.client)
        await completes(server.client)
        asked = day.index.count()
        await look(server.client)
        assert day.index.count() == asked  # it is left alone for a while
        answer = await command(server.client)
        assert (answer["result"], day.catalogues) == ("failed", [])
        assert server.client.inbox == []


# -- lists


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (b"", "failed"),
        (json_body([]), "failed"),
        (json_body(project_names(1900))[:-40], "failed"),
        (json_body(project_names(1900))[:-2], "failed"),
        (bad_days.captive_portal().body, "failed"),
        (json_body(project_names(900)), "suspicious"),
    ],
    ids=["empty", "no project", "cut", "no end", "captive portal", "under half"],
)
async def test_a_list_that_is_not_to_be_believed(day: Day, body: bytes, result: str) -> None:
    """The old one stays in use, for this server and the next."""
    async with day.editor() as server:
        assert (await command(server.client))["result"] == "replaced"
        (before,) = day.catalogues
        day.index.set_root_body(body)
        answer = await command(server.client)
        assert answer["result"] == result
        assert "stays" in answer["message"]
        await completes(server.client, "sprock", "Sprocket")
    assert before in day.catalogues
    async with day.editor() as server:
        await completes(server.client, "sprock", "Sprocket")
        assert server.client.inbox == []


# -- the cache


def garbage(path: Path) -> None:
    path.write_bytes(b"no such thing" * 1000)


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def of_the_future(path: Path) -> None:
    """Both kinds of file have their version near the start."""
    data = bytearray(path.read_bytes())
    data[8:100] = bytes(byte ^ 0x5A for byte in data[8:100])
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [garbage, halved, emptied, of_the_future])
async def test_damaged_names(day: Day, damage: Any) -> None:
    """Said once; the starter serves until a refresh; what is known about projects stays."""
    async with day.editor() as server:
        await command(server.client)
        await look(server.client)
    (path,) = day.catalogues
    damage(path)
    day.index.forget()
    async with day.editor() as server:
        assert "the list of names needs a refresh" in await said(server.client)
        await completes(server.client)
        assert "Turns wheels" in await look(server.client)
        assert day.index.count() == 0
        assert (await command(server.client))["result"] == "replaced"
        await completes(server.client, "sprock", "Sprocket")
        assert (await command(server.client, "pypi.status"))["problems"] == []
        assert server.client.inbox == []


@pytest.mark.parametrize("damage", [garbage, halved, of_the_future])
async def test_a_damaged_store(day: Day, damage: Any) -> None:
    """Said once, set aside, built anew; the names and the user's answer stay."""
    async with day.editor() as server:
        await command(server.client)
        await look(server.client)
    (day.cache / "consent.json").write_text('{"download-list": "refused"}')
    damage(day.cache / "projects.sqlite3")
    for expected in (True, False):
        async with day.editor() as server:
            if expected:
                assert "set aside and is built anew" in await said(server.client)
            assert "Turns wheels" in await look(server.client)
            await completes(server.client, "sprock", "Sprocket")
            assert server.client.inbox == []
    assert day.run("status", "--json").stdout.count('"refused"') == 1
    assert day.index.count(Kind.PROJECT) == 2  # before the damage, and after it


@pytest.mark.parametrize("name", ["consent.json", "popularity.json", "state.json", "refresh.lock"])
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" * 100_000])
async def test_damaged_notes(day: Day, name: str, content: bytes) -> None:
    """The small files beside: as if they were not there."""
    day.run("refresh")
    (place,) = (day.cache / "catalogues").iterdir()
    (place if name == "state.json" else day.cache).joinpath(name).write_bytes(content)
    async with day.editor() as server:
        await completes(server.client, "sprock", "Sprocket")
        assert (await command(server.client))["result"] in {"fresh", "replaced"}
        assert server.client.inbox == []


async def test_a_file_where_the_cache_should_be(day: Day) -> None:
    day.cache.write_text("in the way")
    async with day.editor() as server:
        assert "Turns wheels" in await look(server.client)
        assert "what is looked up is kept in memory only" in await said(server.client)
        await look(server.client, "flask\n")
        assert "Turns wheels" in await look(server.client)
        assert day.index.count(path="/pypi/sprocket/json") == 1  # memory does keep it
        await completes(server.client)
        answer = await command(server.client)
        assert f"The cache directory {day.cache} cannot be written" in answer["message"]
        assert day.index.count(Kind.LIST) == 0  # not asked for what could not be kept
        assert server.client.inbox == []
    ended = day.run("refresh")
    assert (ended.returncode, len(ended.stderr.splitlines())) == (3, 1)


async def test_a_disk_without_room(day: Day) -> None:
    """The system refuses to let files grow, as a full disk does."""
    pytest.importorskip("resource", reason="file sizes cannot be limited on this system")
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
    day.command = (
        sys.executable,
        "-c",
        f"{limited} from pypi_language_server.main import main; sys.exit(main([]))",
    )
    async with day.editor() as server:
        assert "Turns wheels" in await look(server.client)
        assert "is the disk full or read-only?" in await said(server.client)
        assert "Turns wheels" in await look(server.client)
        await completes(server.client)
        answer = await command(server.client)
        assert "cannot be written (File too large)" in answer["message"]
        assert server.client.inbox == []
    assert list(day.cache.rglob("*.tmp")) == []
    assert day.catalogues == []


async def test_a_cache_that_may_only_be_read(day: Day) -> None:
    """What somebody else has put there serves: names and projects."""
    async with day.editor() as server:
        await command(server.client)
        await look(server.client)
    day.index.forget()
    with read_only(day):
        async with day.editor() as server:
            await completes(server.client, "sprock", "Sprocket")
            assert "Turns wheels" in await look(server.client)
            assert day.index.count() == 0
            await look(server.client, "flask\n")
            assert "cannot be written" in await said(server.client)
            answer = await command(server.client)
            assert answer["result"] == "failed"
            assert server.client.inbox == []


@contextlib.contextmanager
def read_only(day: Day) -> Iterator[None]:
    """Take the right to write from the cache; root, who ignores that, has to give up more."""
    if os.geteuid() == 0:
        override, search = 1, 2  # capabilities(7): CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        drop = f"drop = ctypes.CDLL(None).prctl; drop(24, {override}); drop(24, {search});"
        again = "os.execv(sys.executable, [sys.executable, '-m', 'pypi_language_server'])"
        day.command = (sys.executable, "-c", f"import ctypes, os, sys; {drop} {again}")
    everything = [day.cache, *day.cache.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path in everything:
            path.chmod(0o755 if path.is_dir() else 0o644)


async def test_a_user_without_a_home(day: Day) -> None:
    """Containers run programs under numbers that nobody has given a name."""
    at_start(
        day, "import pwd\ndef getpwuid(number): raise KeyError(number)\npwd.getpwuid = getpwuid"
    )
    del day.environ["PYPI_LS_CACHE_DIR"], day.environ["HOME"]
    async with day.editor() as server:
        assert "Turns wheels" in await look(server.client)
        assert "is kept in memory only" in await said(server.client)
        await completes(server.client)
        assert (await command(server.client))["result"] == "failed"


async def test_a_store_that_somebody_else_holds(day: Day) -> None:
    """Answers come within their budget all the same, and the end does not wait for the disk."""
    async with day.editor() as server:
        await look(server.client)
        with contextlib.closing(sqlite3.connect(day.cache / "projects.sqlite3")) as other:
            other.execute("BEGIN EXCLUSIVE")
            await look(server.client, "flask\n")
            await completes(server.client)
            await server.client.finish()
            assert await server.exit_code() == 0  # within `PATIENCE`
        assert server.client.inbox == []


# -- processes


async def test_two_servers_refresh_at_once(day: Day) -> None:
    """One request; the other server says who is at it, and both have the names."""
    gate = threading.Event()
    day.index.fail(Kind.LIST, bad_days.held(gate), times=None)
    async with day.editor() as one, day.editor() as other:
        refresh = "workspace/executeCommand", {"command": "pypi.refresh"}
        both = [server.client.ask(*refresh)[1] for server in (one, other)]
        done, waiting = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        gate.set()
        assert [future.result()["result"] for future in done] == ["busy"]
        assert [(await future)["result"] for future in waiting] == ["replaced"]
        assert day.index.counts() == {"list": 1}
        for server, future in zip((one, other), both, strict=True):
            assert await said(server.client) == future.result()["message"]
        async with day.editor() as third:
            await completes(third.client, "sprock", "Sprocket")


class Asked(list[Request]):
    """The requests that an index has seen, which says when the first has come."""

    def __init__(self) -> None:
        super().__init__()
        self._first = threading.Event()

    def append(self, request: Request) -> None:
        super().append(request)
        self._first.set()

    def wait(self, seconds: float) -> bool:
        return self._first.wait(seconds)


async def test_a_server_killed_in_the_middle_of_a_refresh(day: Day) -> None:
    """Its child finishes the work; nothing is in the next server's way."""
    gate, asked = threading.Event(), Asked()
    day.index.requests = asked
    day.index.fail(Kind.LIST, bad_days.held(gate))
    async with day.editor() as server:
        server.client.ask("workspace/executeCommand", {"command": "pypi.refresh"})[1].cancel()
        assert await asyncio.to_thread(asked.wait, 20)
        server.process.send_signal(signal.SIGKILL)
        await server.exit_code()
    async with day.editor() as server:
        await completes(server.client)
        assert (await command(server.client))["result"] == "busy"
        gate.set()
        async with asyncio.timeout(20):
            while (await command(server.client))["result"] == "busy":
                continue
        await completes(server.client, "sprock", "Sprocket")
    assert list(day.cache.rglob("*.tmp")) == []


# -- input


async def test_forty_thousand_lines(day: Day) -> None:
    lines = [f"package-{number}==1.{number}" for number in range(40_000)]
    async with day.editor(text="\n".join([*lines, "requ"])) as server:
        answer = await server.client.complete(URI, 40_000, 4)
        assert answer["items"][0]["label"] == "requests"
        assert await server.client.hover(URI, 39_999, 3) is not None
        text = "[project]\ndependencies = [\n" + "".join(f'  "{line}",\n' for line in lines)
        server.client.open(TOML, f'{text}  "requ\n')
        answer = await server.client.complete(TOML, 40_002, 7)
        assert answer["items"][0]["label"] == "requests"


@pytest.mark.parametrize("filler", ["x", "😀"])
async def test_a_line_of_a_megabyte(day: Day, filler: str) -> None:
    line = filler * (1_000_000 // len(filler))
    async with day.editor(text=f"# {line}\nrequ") as server:
        assert (await server.client.complete(URI, 1, 4))["items"]
        for uri, text in ((URI, line), (TOML, line), (TOML, f"[project]\ndependencies = [{line}")):
            server.client.open(uri, text)
            await server.client.complete(uri, text.count("\n"), 999_000)
            await server.client.hover(uri, text.count("\n"), 500_000)
        await completes(server.client)


@pytest.mark.parametrize("filler", ["[", "a\n", '"a",', "- "])
async def test_a_megabyte_made_to_be_slow_is_not_read(day: Day, filler: str) -> None:
    """The server stays as quick as ever; what is cut down to size is read again."""
    text = filler * (2_000_000 // len(filler))
    async with day.editor(text=text) as server:
        for uri, opening in ((URI, ""), (TOML, "[project]\ndependencies = [")):
            server.client.open(uri, opening + text)
            assert await server.client.complete(uri, 1, 1) is None
            assert await server.client.hover(uri, 0, 0) is None
        await completes(server.client)


@pytest.fixture
def odd_files(tmp_path: Path) -> Path:
    """Files of the user's with bytes that are no UTF-8, and a folder with such names."""
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    (tmp_path / ".config" / "pip" / "pip.conf").write_bytes(b"[global]\ntimeout = \xff\xfe\n")
    (tmp_path / ".config" / "uv").mkdir()
    (tmp_path / ".config" / "uv" / "uv.toml").write_bytes(b"# \xff\xfe\n[[index]]\n")
    beside = tmp_path / "repository"
    beside.mkdir()
    (beside / "constraints.txt").touch()
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(beside) + b"/bad-\xff.txt")).touch()
        (beside / "turned-\u202eround.txt").touch()
    return beside


async def test_invalid_utf8_on_disk(day: Day, odd_files: Path) -> None:
    """In the user's own settings of pip, and in names of files beside the manifest."""
    uri = (odd_files / "requirements.txt").as_uri()
    async with day.editor() as server:
        await completes(server.client)
        server.client.open(uri, "-c ")
        answer = await server.client.complete(uri, 0, 3)
        assert [item["label"] for item in answer["items"]] == ["constraints.txt"]
        assert "Turns wheels" in await look(server.client)
        assert server.client.inbox == []


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
async def test_astral_characters_before_the_cursor(day: Day, encoding: str, units: int) -> None:
    capabilities = {"general": {"positionEncodings": [encoding]}, **MARKDOWN}
    async with day.editor(capabilities) as server:
        assert server.client.capabilities["positionEncoding"] == encoding
        server.client.open(TOML, '[project]\ndependencies = ["a; 😀", "requ", "sprocket"]\n')
        before = len('dependencies = ["a; ') + units + len('", "')
        answer = await server.client.complete(TOML, 1, before + 4)
        first = answer["items"][0]
        assert first["label"] == "requests"
        assert first["textEdit"]["range"] == {
            "start": {"line": 1, "character": before},
            "end": {"line": 1, "character": before + 4},
        }
        found = await server.client.hover(TOML, 1, before + len('requ", "s'))
        start = before + len('requ", "')
        assert found["range"]["start"] == {"line": 1, "character": start}
        assert found["range"]["end"] == {"line": 1, "character": start + len("sprocket")}


HOSTILE = "a [link](http://evil.example) <b>\x1b[31m\u202egnp\u0007 `x` | **b**\n# head"


async def test_hostile_names_and_words(day: Day) -> None:
    """Names that no project may have never get in; words are shown as words."""
    names = ["sprocket", "[sprock](x)", "sprock\x1b[31m", "sprock\u202ex", "sprock\nx", "<b>sprock"]
    day.index.set_root_body(json_body(names))
    evil = {"Docs\u202e](x)": "javascript:alert(1)", "Home": "https://good.example/a)b"}
    day.index.add(FakeProject("Sprocket", SPROCKET.releases, HOSTILE, HOSTILE, urls=evil))
    async with day.editor() as server:
        assert (await command(server.client))["count"] == 1
        server.client.change(URI, "sprock")
        answer = await server.client.complete(URI, 0, 6)
        assert answer["items"][0]["label"] == "sprocket"
        assert not any("sprock" in it["label"] for it in answer["items"][1:])
        resolved = await server.client.request("completionItem/resolve", answer["items"][0])
        shown = await look(server.client)
        for text in (shown, json.dumps(resolved, ensure_ascii=False)):
            assert not any(sign in text for sign in "\x1b\u202e\x07")
            assert "javascript" not in text
        assert r"\[link\]" in shown
        assert r"\<b>" in shown
        assert "\n# head" not in shown
    for words in (("info", "sprocket"), ("search", "sprocket"), ("info", "sprocket", "--json")):
        ended = day.run(*words)
        assert ended.returncode == 0
        assert not any(sign in ended.stdout + ended.stderr for sign in "\x1b\u202e\x07")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_terminals_that_cannot_show_everything(day: Day, encoding: str) -> None:
    day.index.add(FakeProject("Sprocket", SPROCKET.releases, "車輪を回す “wheels”"))
    day.environ["PYTHONIOENCODING"] = encoding
    for words in (("info", "sprocket"), ("info", "sprocket", "--json"), ("search", "漢")):
        ended = day.run(*words)
        assert "Traceback" not in ended.stderr
        assert ended.returncode in {0, 1}
