"""Searching by words: 880,000 generated names, 15,000 texts; beside SQLite's full-text search.

The texts of well-known projects are the starter catalogue's; the others are generated from some
9,000 words that are used as words are (Zipf). The baseline in the same run is an in-memory FTS5
table over the same texts with the same columns, `bm25` weighted by column, every word a prefix:
what one would build if one did not measure. It mends no errors and knows no names but those.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pypi_language_server.catalogue import starter
from pypi_language_server.catalogue.mapped import open_catalogue
from pypi_language_server.catalogue.model import NameCatalogue
from pypi_language_server.catalogue.search import search
from pypi_language_server.catalogue.search_model import ProjectText
from pypi_language_server.catalogue.texts import Texts
from pypi_language_server.names import NormalizedName
from tests.bench.bench_catalogue import large_catalogue
from tests.bench.bench_server import environment
from tests.bench.report import figure, milliseconds, percentile, ratio, section
from tests.bench.search_quality import figures, read
from tests.support.fake_index import FakeIndex
from tests.support.names import (
    LARGE,
    POPULAR,
    _vocabulary,
    large_index_json,
    large_popular,
    mistyped,
)

Asked = TypeVar("Asked")
QUERIES = 120
LIMIT = 20
STARTS = 7
SERVER = (sys.executable, "-m", "pypi_language_server")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "names.bin"
        large_catalogue(path)
        section(f"Searching {LARGE:,} names and {POPULAR:,} texts, {LIMIT} projects each")
        entries = list(generated_texts())
        full_text = _preparing(entries)
        names, texts = open_catalogue(path, starter.load().aliases), Texts.of(entries)
        _asking(names, texts, full_text)
        _memory(path)
    _against_full_text_search()
    _command_line()


# --- the world -----------------------------------------------------------------------------------


def generated_texts(count: int = POPULAR) -> Iterator[ProjectText]:
    """Yield the texts of the most popular projects: known ones first, then generated ones."""
    known = starter.load().entries[:count]
    yield from _known(known)
    dice = random.Random(7)
    word = _zipf(dice)
    for name in large_popular()[len(known) : count]:
        summary = " ".join(word() for _ in range(dice.randint(5, 14))).capitalize() + "."
        topics = (" ".join(word() for _ in range(dice.choice((1, 1, 2)))) for _ in range(4))
        yield ProjectText(NormalizedName(name), name, summary, (), tuple(topics))


def _known(entries: Iterable[starter.StarterEntry]) -> Iterator[ProjectText]:
    for it in entries:
        yield ProjectText(it.name, it.spelling, it.summary, it.imports, it.topics)


def _zipf(dice: random.Random) -> Callable[[], str]:
    words = _vocabulary()
    bounds = list(itertools.accumulate(1 / (place + 3) for place in range(len(words))))
    return lambda: dice.choices(words, cum_weights=bounds)[0]


def one_word(count: int = QUERIES) -> list[str]:
    """Return words as texts use them, and every third one the name of a project."""
    dice = random.Random(11)
    word, popular = _zipf(dice), large_popular()
    return [dice.choice(popular[:2000]) if place % 3 == 0 else word() for place in range(count)]


def three_words(count: int = QUERIES) -> list[str]:
    """Return three words from one project's text, one of them mistyped."""
    dice = random.Random(13)
    entries = [entry for entry in _known(starter.load().entries) if len(entry.summary) > 30]
    queries: list[str] = []
    while len(queries) < count:
        words = re.findall(r"[a-z]{5,}", dice.choice(entries).summary.lower())
        if len(words) >= 3:
            words = dice.sample(words, 3)
            words[0] = mistyped(dice, words[0])
            queries.append(" ".join(dice.sample(words, 3)))
    return queries


# --- the baseline --------------------------------------------------------------------------------


class FullText:
    """SQLite's full-text search over the same texts, in memory."""

    def __init__(self, entries: Iterable[ProjectText]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "create virtual table texts using fts5(name, imports, topics, summary, prefix='2 3')"
        )
        rows = ((it.name, ",".join(it.imports), ",".join(it.words), it.summary) for it in entries)
        self._database.executemany("insert into texts values (?, ?, ?, ?)", rows)

    def search(self, query: str, limit: int = LIMIT) -> list[NormalizedName]:
        """Return projects with every word or the beginning of it, by `bm25`."""
        words = " ".join(f'"{word}"*' for word in re.findall(r"\w+", query))
        found = self._database.execute(
            "select name from texts where texts match ? order by bm25(texts, 8, 8, 4, 1) limit ?",
            (words, limit),
        )
        return [NormalizedName(name) for (name,) in found]

    def size(self) -> int:
        """Return the bytes it takes."""
        size = "select page_count * page_size from pragma_page_count, pragma_page_size"
        return int(self._database.execute(size).fetchone()[0])


# --- figures -------------------------------------------------------------------------------------


def _preparing(entries: Sequence[ProjectText]) -> FullText:
    made = milliseconds(lambda: Texts.of(entries), 3)
    indexed = milliseconds(lambda: FullText(entries), 1)
    full_text = FullText(entries)
    figure(
        "texts made ready", f"{made:.0f} ms",
        against=ratio(made, indexed, "an FTS5 index"), target="<= 150 ms",
    )  # fmt: skip
    texts = Texts.of(entries)
    size = len(texts.text) + len(texts.names) + sum(map(sys.getsizeof, texts.spellings))
    figure(
        "their size", f"{size / 1e6:.1f} MB",
        against=f"FTS5: {full_text.size() / 1e6:.1f} MB", target="<= 15 MB",
    )  # fmt: skip
    words = statistics.median(_once(lambda it: it.vocabulary, Texts.of(entries)) for _ in range(3))
    figure("words to mend slips by, once when first needed", f"{words:.0f} ms")
    return full_text


def _asking(names: NameCatalogue, texts: Texts, full_text: FullText) -> None:
    for what, queries, target in (
        ("one word", one_word(), "<= 15 ms"),
        ("three words with a typing error", three_words(), "<= 60 ms"),
    ):
        ours = _times(lambda query: search(query, names, texts, LIMIT), queries)
        baseline = statistics.median(_times(full_text.search, queries))
        for percent in (50, 90, 99):
            value = percentile(ours, percent)
            figure(
                f"{what}, p{percent}", f"{value:.1f} ms",
                against=ratio(value, baseline, "FTS5, median") if percent == 50 else "",
                target=target if percent == 50 else "",
            )  # fmt: skip


def _times(ask: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    """Return milliseconds per query; each is the better of two runs, for the machine's moods."""
    ask(queries[0])
    return [min(_once(ask, query) for _ in range(2)) for query in queries]


def _once(ask: Callable[[Asked], object], query: Asked) -> float:
    start = time.perf_counter()
    ask(query)
    return (time.perf_counter() - start) * 1e3


def _against_full_text_search() -> None:
    """How good the baseline's answers are, on the texts that both have."""
    entries = list(_known(starter.load().entries))
    full_text, texts, names = FullText(entries), Texts.of(entries), starter.load().catalogue()
    queries = [query for query in read() if query.family in {"topic", "typo", "import"}]
    section(f"Answers from the starter catalogue alone to {len(queries)} queries")
    for family in ("import", "typo", "topic"):
        asked = [query for query in queries if query.family == family]
        ours = figures(
            query.place([it.name for it in search(query.text, names, texts, LIMIT).found])
            for query in asked
        )
        theirs = figures(query.place(full_text.search(query.text)) for query in asked)
        figure(
            f"{family}: first, among the first five", f"{ours.hit1:.0%}, {ours.hit5:.0%}",
            against=f"FTS5: {theirs.hit1:.0%}, {theirs.hit5:.0%}",
        )  # fmt: skip


# --- processes of their own ----------------------------------------------------------------------


def _memory(path: Path) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        return
    idle, used = _child("idle", path), _child("search", path)
    figure(
        f"private memory that {2 * QUERIES} searches take", f"{used - idle:.1f} MB",
        against=f"a process that only reads the starter: {idle:.1f} MB", target="<= 40 MB",
    )  # fmt: skip


def _child(job: str, path: Path) -> float:
    code = "import sys; from tests.bench.bench_search import child; child(*sys.argv[1:])"
    command = [sys.executable, "-c", code, job, str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(json.loads(answer.stdout))


def child(job: str, path: str) -> None:
    """Search in a process of its own, or only get ready to, and print its private megabytes."""
    starter.load().aliases, one_word(), three_words()
    if job == "search":
        names, texts = (
            open_catalogue(Path(path), starter.load().aliases),
            Texts.of(generated_texts()),
        )
        for query in (*one_word(), *three_words()):
            search(query, names, texts, LIMIT)
    found = re.search(r"Anonymous:\s+(\d+) kB", Path("/proc/self/smaps_rollup").read_text())
    print(int(found[1]) / 1024 if found else 0.0)


def _command_line() -> None:
    section(
        f"`pypi-ls search`, from the start of the process to its first row ({STARTS} runs each)"
    )
    with tempfile.TemporaryDirectory() as folder, FakeIndex() as index:
        index.set_root_body(large_index_json().read_bytes())
        index.popularity = large_popular()
        environ = environment(index, Path(folder))
        subprocess.run(
            [*SERVER, "refresh", "--progress", "none"], env=environ, check=True, capture_output=True
        )
        environ |= {"PYPI_LS_OFFLINE": "1"}
        commands = {
            "bare": (sys.executable, "-c", "print()"),
            "version": (*SERVER, "--version"),
            "one": (*SERVER, "search", "requests"),
            "three": (*SERVER, "search", "async", "postgress", "driver"),
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(STARTS):  # interleaved: the machine's moods hit all
            for name, command in commands.items():
                times[name].append(_first_line(command, environ))
    wall = {name: statistics.median(took for took, _ in runs) for name, runs in times.items()}
    busy = {name: statistics.median(cpu for _, cpu in runs) for name, runs in times.items()}
    for name, label in (("one", "one word"), ("three", "three words with a typing error")):
        figure(
            label, f"{wall[name]:.0f} ms",
            against=ratio(wall[name], wall["bare"], "an empty Python"), target="<= 400 ms",
        )  # fmt: skip
        figure(f"{label}, processor time", f"{busy[name]:.0f} ms")
    figure("of that: Python and the command line's face", f"{busy['version']:.0f} ms")
    load = milliseconds(starter.load.__wrapped__, 5)
    figure("of that: reading the starter catalogue", f"{load:.0f} ms")
    entries = list(_known(starter.load().entries))
    figure("of that: making texts ready", f"{milliseconds(lambda: Texts.of(entries), 5):.0f} ms")


def _first_line(command: Sequence[str], environ: Mapping[str, str]) -> tuple[float, float]:
    """Return milliseconds to the first line, and of processor time to the end."""
    before = os.times()
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=dict(environ), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=os.sep
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = (time.perf_counter() - start) * 1e3
        process.stdout.read()
    assert line, command
    after = os.times()
    busy = after.children_user + after.children_system
    return took, (busy - before.children_user - before.children_system) * 1e3
