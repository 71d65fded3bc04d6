"""A long day in one server: random edits, questions, cancellations, settings and nonsense.

The real program over stdio against a loopback index. What is checked: every request is answered
exactly once, nothing is said that was not asked for, and the process does not grow: not in memory,
threads or open files. `PYPI_SOAK_ROUNDS=1000` makes a longer day and prints its figures.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support import bad_days
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind
from tests.support.lsp_client import PATIENCE, Client, Refused, position, served

LONG = "PYPI_SOAK_ROUNDS" in os.environ
ROUNDS = int(os.environ.get("PYPI_SOAK_ROUNDS", "14"))
STEPS = 300  # in one round
WARM_UP = 2  # rounds; the features are loaded and the caches filled by then
MOST_GROWTH = 6.0  # MB beyond the warm-up
NAMES = ("sprocket", "cogwheel", "requests", "flask", "sprocket-chain", "no-such-thing", "broken")
PIECES = (
    *NAMES, "==1.0", ">=", "~=1", "[", "]", "extra", ";", "python_version < '3.12'", "\n", "\r\n",
    '"', "'", ",", "# remark", "[project]\n", "dependencies = [\n", "[tool.poetry.dependencies]\n",
    "--hash=", "-r ", "--index-url http://127.0.0.1:9/", "@ ", "\\\n", " ", "é漢😀", "\ud83d",
    "{include-group = 'x'}", "\u202e", "\0",
)  # fmt: skip
FILES = ("requirements.txt", "pyproject.toml", "constraints.txt", "Pipfile", "setup.cfg")
NONSENSE = (
    b"{",
    b"[]",
    b'{"jsonrpc":"2.0","id":[],"method":"textDocument/hover"}',
    b'{"jsonrpc":"2.0","method":5}',
    b'{"jsonrpc":"2.0","id":"lost","result":null}',
    b'{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":3}}',
)
SETTINGS: tuple[dict[str, Any], ...] = (
    {"completion": {"limit": 10}},
    {"completion": {"limit": 50, "insert": "normalized"}},
    {"hover": {"budget": 0.2}},
    {"completion": "nonsense", "unheardOf": 1},
    {},
)


@dataclass
class Size:
    """What a process takes: its own memory in MB, threads, open files."""

    memory: float
    threads: int
    files: int

    @classmethod
    def of(cls, pid: int) -> Size | None:
        """Measure a process; None where the system does not tell."""
        here = Path(f"/proc/{pid}")
        if not (here / "smaps_rollup").exists():
            return None
        lines = (here / "smaps_rollup").read_text().splitlines()
        dirty = sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))
        return cls(
            dirty / 1024, len(list((here / "task").iterdir())), len(list((here / "fd").iterdir()))
        )


@dataclass
class Day:
    """Somebody who edits, with dice."""

    client: Client
    dice: random.Random
    texts: dict[str, str] = field(default_factory=dict)
    waiting: list[asyncio.Future[Any]] = field(default_factory=list)
    asked: int = 0
    refused: int = 0
    slowest: float = 0.0

    async def round(self) -> None:
        """Do many things; then wait until all is answered."""
        began = time.perf_counter()
        for _ in range(STEPS):
            self.step()
            if len(self.waiting) > 8:
                await self.settle()
        await self.settle()
        self.slowest = max(self.slowest, time.perf_counter() - began)

    def step(self) -> None:
        """Do one thing."""
        acts = (self.edit, self.complete, self.hover, self.open, self.change_mind, self.other)
        self.dice.choices(acts, weights=(50, 25, 12, 4, 5, 4))[0]()

    async def settle(self) -> None:
        """Wait for every answer; a refusal is one."""
        async with asyncio.timeout(PATIENCE):
            answers = await asyncio.gather(*self.waiting, return_exceptions=True)
        self.waiting.clear()
        for answer in answers:
            assert not isinstance(answer, BaseException) or isinstance(answer, Refused), answer
            self.refused += isinstance(answer, Refused)

    def ask(self, method: str, params: Any) -> int:
        number, future = self.client.ask(method, params)
        self.waiting.append(future)
        self.asked += 1
        return number

    def somewhere(self) -> str:
        if not self.texts:
            self.open()
        return self.dice.choice(sorted(self.texts))

    def place(self, uri: str) -> Any:
        lines = self.texts[uri].split("\n")
        line = self.dice.randrange(len(lines))
        return position(uri, line, self.dice.randint(0, len(lines[line]) + 1))

    def open(self) -> None:
        uri = f"file:///w{self.dice.randrange(3)}/{self.dice.choice(FILES)}"
        if uri in self.texts and self.dice.random() < 0.5:
            del self.texts[uri]
            self.client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            return
        self.texts[uri] = "".join(self.dice.choices(PIECES, k=20))
        self.client.open(uri, self.texts[uri])

    def edit(self) -> None:
        uri = self.somewhere()
        text = self.texts[uri]
        at = self.dice.randint(0, len(text))
        gone = self.dice.choice((0, 0, 0, 1, 1, 20))
        if len(text) > 1500:
            gone = 900
        self.texts[uri] = text[:at] + self.dice.choice(PIECES) + text[at + gone :]
        self.client.change(uri, self.texts[uri], self.asked)

    def complete(self) -> None:
        self.ask("textDocument/completion", self.place(self.somewhere()))

    def hover(self) -> None:
        self.ask("textDocument/hover", self.place(self.somewhere()))

    def change_mind(self) -> None:
        method = self.dice.choice(("textDocument/hover", "textDocument/completion"))
        number = self.ask(method, self.place(self.somewhere()))
        self.client.notify("$/cancelRequest", {"id": number})

    def other(self) -> None:
        uri = self.somewhere()
        match self.dice.randrange(5):
            case 0:
                chosen = {"settings": {"pypi": self.dice.choice(SETTINGS)}}
                self.client.notify("workspace/didChangeConfiguration", chosen)
            case 1:
                self.client.send_body(self.dice.choice(NONSENSE))
            case 2:
                data = {"uri": uri, "name": self.dice.choice(NAMES)}
                self.ask("completionItem/resolve", {"label": "x", "data": data})
            case 3:
                self.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
            case _:
                self.ask("workspace/executeCommand", {"command": "pypi.status"})


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    projects = [
        FakeProject(name, (FakeRelease("1.0"), FakeRelease("2.0")), extras=("extra",))
        for name in NAMES
        if name != "no-such-thing"
    ]
    with FakeIndex(projects) as running:
        running.fail("/pypi/broken/json", bad_days.status(404), times=None)
        running.fail("/simple/broken/", bad_days.body(b"<html>"), times=None)
        yield running


async def test_a_long_day_leaves_the_server_as_it_was(
    environ: dict[str, str], index: FakeIndex, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "server.log"
    async with served("--log-file", str(log), environ=environ) as server:
        await server.client.initialize()
        day = Day(server.client, random.Random(20_260_301))
        sizes: list[Size | None] = []
        for _ in range(max(ROUNDS, WARM_UP + 1)):
            await day.round()
            sizes.append(Size.of(server.process.pid))
        said = [message for message in server.client.inbox if not is_expected(message)]
        server.client.inbox.clear()
    if LONG:
        with capfd.disabled():
            report(day, sizes, index)
    assert server.process.returncode == 0
    assert said == []
    assert day.asked > STEPS
    assert_no_growth(sizes[WARM_UP - 1], sizes[-1])
    assert index.count(Kind.LIST) == 0
    assert most_often_asked(index) == 1
    assert capfd.readouterr().err == ""
    assert "Traceback" not in without_refusals(log.read_text("utf-8"))


def most_often_asked(index: FakeIndex) -> int:
    """Return how often the same thing was asked at most, but for what never gets an answer."""
    paths = Counter(request.path for request in index.requests if "broken" not in request.path)
    return max(paths.values())


def is_expected(message: dict[str, Any]) -> bool:
    """Whether the server may say this by itself: a word to the user, or a refusal of nonsense."""
    if message["method"] == "window/showMessage":
        return True
    return message["method"] == "an answer to nothing" and message["params"]["id"] is None


def assert_no_growth(before: Size | None, after: Size | None) -> None:
    """Compare a process with itself, where the system tells."""
    if before is None or after is None:
        return
    assert after.memory - before.memory < MOST_GROWTH, (before, after)
    assert after.threads <= before.threads + 1, (before, after)  # the pool of workers fills up
    assert after.files <= before.files + 2, (before, after)


def without_refusals(log: str) -> str:
    """Return the log without what the protocol library writes about messages of no sense."""
    kept, skipping = [], False
    for line in log.splitlines():
        if line[:4].isdigit():
            skipping = "Unable to deserialize message" in line
        if not skipping:
            kept.append(line)
    return "\n".join(kept)


def report(day: Day, sizes: list[Size | None], index: FakeIndex) -> None:
    """Print the day's figures."""
    print(f"{day.asked} requests, {day.refused} refused, {index.counts()} at the index")
    print(f"slowest round of {STEPS} steps: {day.slowest:.2f} s")
    for number in sorted({0, WARM_UP - 1, *range(9, len(sizes), max(len(sizes) // 10, 1))}):
        print(f"after round {number + 1}: {sizes[number]}")
