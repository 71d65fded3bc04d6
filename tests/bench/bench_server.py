"""The server as editors meet it: how fast it starts and answers, what it needs, what it asks."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.bench_pyproject import document
from tests.bench.report import figure, percentile, ratio, section
from tests.support.editor_process import Editor, editing
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease
from tests.support.keystrokes import keystrokes
from tests.support.names import large_index_json, large_names, large_popular

SERVER = (sys.executable, "-m", "pypi_language_server")
# A pygls server that can do nothing but answer one request with nothing.
EMPTY = (
    sys.executable,
    "-c",
    """
from lsprotocol import types
from pygls.lsp.server import LanguageServer
server = LanguageServer("empty", "0", text_document_sync_kind=types.TextDocumentSyncKind.Full)
@server.feature(types.TEXT_DOCUMENT_COMPLETION)
def completion(ls, params):
    return None
server.start_io()
""",
)
STARTS = 9
WORDS = 60
TYPED = ("requ", "djang", "numpi", "pyte", "tensor", "beautifulsuop")  # as in real VS Code
REQUIREMENTS, PYPROJECT = "file:///w/requirements.txt", "file:///w/pyproject.toml"


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, FakeIndex() as index:
        index.set_root_body(large_index_json().read_bytes())
        index.popularity = large_popular()
        environ = environment(index, Path(folder))
        _refresh(environ)
        index.forget()
        _starting(environ)
        _resident(environ)
        _typing(environ)
    _asking()


def environment(index: FakeIndex, folder: Path) -> dict[str, str]:
    """Return the environment of a machine that knows one loopback index only."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYPI_LS_INDEX_URL": index.root,
        "PYPI_LS_CACHE_DIR": str(folder / "cache"),
        "PYPI_LS_POPULARITY_URL": index.popularity_url,
        "PYPI_LS_REFRESH": "daily",
    }


def _refresh(environ: Mapping[str, str]) -> None:
    subprocess.run([*SERVER, "refresh", "--progress", "none"], env=dict(environ), check=True,
                   capture_output=True)  # fmt: skip


# --- starting ------------------------------------------------------------------------------------


def _starting(environ: Mapping[str, str]) -> None:
    section(f"From the start of the process, as VS Code starts it ({STARTS} runs each)")
    _first_list(SERVER, environ)  # what is compiled once is compiled
    bare, empty, ours = list[float](), list[tuple[float, float]](), list[tuple[float, float]]()
    for _ in range(STARTS):  # interleaved: the machine's moods hit all
        bare.append(_bare(environ))
        empty.append(_first_list(EMPTY, environ))
        ours.append(_first_list(SERVER, environ))
    python = statistics.median(bare)
    figure("Python itself, doing nothing", f"{python:.0f} ms")
    whats = ("`initialize` answered", "first list of names")
    for what, took, baseline in zip(whats, _medians(ours), _medians(empty), strict=True):
        figure(
            what, f"{took:.0f} ms",
            against=ratio(took, baseline, "an empty pygls server"),
            target="<= 0.3 x" if what == whats[0] else "<= 0.6 x",
        )  # fmt: skip
        figure("", "", against=ratio(took, python, "Python itself"))


def _medians(pairs: Sequence[tuple[float, float]]) -> Iterator[float]:
    return map(statistics.median, zip(*pairs, strict=True))


def _bare(environ: Mapping[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], env=dict(environ), check=True)
    return (time.perf_counter() - began) * 1e3


def _first_list(command: Sequence[str], environ: Mapping[str, str]) -> tuple[float, float]:
    """Return the milliseconds to the answer to `initialize` and to the first list's."""
    began = time.perf_counter()
    with editing(command, environ, "visual-studio-code") as editor:
        editor.open(REQUIREMENTS, "req")
        answer = editor.complete(REQUIREMENTS, 0, 3)
        took = (time.perf_counter() - began) * 1e3
        assert command is EMPTY or answer["items"]
        return editor.started, took


# --- memory --------------------------------------------------------------------------------------


def _resident(environ: Mapping[str, str]) -> None:
    section(f"Memory after {' '.join(TYPED)}, 880,000 names mapped")
    with editing(SERVER, environ, "visual-studio-code") as editor:
        editor.open(REQUIREMENTS, "")
        for line, word in enumerate(TYPED):
            for end in range(1, len(word) + 1):
                editor.key(REQUIREMENTS, "\n" * line + word[:end], line, end)
        time.sleep(1)  # what is loaded while nobody asks for anything
        editor.key(REQUIREMENTS, "", 0, 0)
        resident = editor.resident_memory()
        figure(
            "resident, with what is touched of the mapped list", f"{resident:.1f} MB",
            against=f"private: {editor.private_memory():.1f} MB", target="<= 80 MB",
        )  # fmt: skip


# --- typing --------------------------------------------------------------------------------------


def _typing(environ: Mapping[str, str]) -> None:
    typed = keystrokes(large_names(), WORDS)
    section(f"{len(typed):,} keys over stdio: didChange + completion, 880,000 names")
    baseline = _empty_round_trip(environ, typed)
    with editing(SERVER, environ) as editor:
        before = editor.private_memory()
        idle = _keys(editor, REQUIREMENTS, requirements(50), typed)
        _figures("requirements.txt of 50 lines", idle, baseline, "<= 2 ms", "<= 8 ms")
        _while_refreshing(editor, typed, percentile(idle, 99))
        used = editor.private_memory()
        times = _keys(editor, PYPROJECT, pyproject(5000), typed[:200])
        _figures("pyproject.toml of 5,000 lines", times, baseline, "<= 12 ms", "")
        _memory(editor, before, used)


def _while_refreshing(editor: Editor, typed: Sequence[str], idle: float) -> None:
    refresh = editor.ask("workspace/executeCommand", {"command": "pypi.refresh"})
    times: list[float] = []
    while not editor.is_answered(refresh):
        times += _keys(editor, REQUIREMENTS, requirements(50), typed[:40])
    value = percentile(times, 99)
    figure(
        f"the same while the list is refreshed ({len(times)} keys), p99", f"{value:.2f} ms",
        against=ratio(value, idle, "the same at rest"), target="<= 2 x",
    )  # fmt: skip


def _memory(editor: Editor, before: float, used: float) -> None:
    figure(
        "private memory after the first 700 keys", f"{used:.1f} MB",
        against=f"before the first key: {before:.1f} MB", target="<= 60 MB",
    )  # fmt: skip
    figure("and after the 5,000 lines", f"{editor.private_memory():.1f} MB", target="<= 60 MB")


def _empty_round_trip(environ: Mapping[str, str], typed: Sequence[str]) -> float:
    with editing(EMPTY, environ) as editor:
        return statistics.median(_keys(editor, REQUIREMENTS, requirements(50), typed))


Template = tuple[str, str, int]  # what stands before and after what is typed, and its line


def requirements(lines: int) -> Template:
    """Return a requirements file whose middle line is being typed."""
    half = "".join(f"package-{number}>=1.{number}  # why\n" for number in range(lines // 2))
    return half, "\n" + half, lines // 2


def pyproject(lines: int) -> Template:
    """Return a pyproject.toml in whose first list a string is being typed."""
    head, end, rest = document(lines).partition("\n]\n")
    return f'{head}\n    "', f'"{end}{rest}', head.count("\n") + 1


def _keys(editor: Editor, uri: str, template: Template, typed: Sequence[str]) -> list[float]:
    """Return the milliseconds of each key, after some that do not count."""
    before, after, line = template
    column = len(before) - before.rfind("\n") - 1
    editor.open(uri, before + after)
    times = []
    for text in (*typed[:20], *typed):
        document = before + text + after
        began = time.perf_counter()
        editor.key(uri, document, line, column + len(text))
        times.append((time.perf_counter() - began) * 1e3)
    return times[20:]


def _figures(what: str, times: list[float], baseline: float, p50: str, p99: str) -> None:
    for percent, target in ((50, p50), (99, p99)):
        value = percentile(times, percent)
        figure(
            f"{what}, p{percent}", f"{value:.2f} ms",
            against=ratio(value, baseline, "an empty pygls server's nothing"), target=target,
        )  # fmt: skip


# --- asking --------------------------------------------------------------------------------------


def _asking() -> None:
    section("Requests that the index sees")
    project = FakeProject("Sprocket", (FakeRelease("1.0"),), summary="Turns wheels.", serial=7)
    others = [FakeProject(f"gear-{number}") for number in range(50)]
    with tempfile.TemporaryDirectory() as folder, FakeIndex([project, *others]) as index:
        environ = environment(index, Path(folder))
        _refresh(environ)
        index.forget()
        for what, expected, work in _occasions(environ, index):
            work()
            figure(what, str(index.count()), against=_kinds(index), target=f"= {expected}")
            index.forget()


def _occasions(
    environ: Mapping[str, str], index: FakeIndex
) -> Iterator[tuple[str, int, Callable[[], None]]]:
    with editing(SERVER, environ) as editor:
        editor.open(REQUIREMENTS, "sprocket\n")
        yield "start with a fresh list", 0, lambda: _wait_for_quiet(editor)
        yield "typing 200 characters", 0, lambda: _type(editor, 200)
        editor.open(REQUIREMENTS, "sprocket\n")
        yield "hovering a project for the first time", 1, lambda: _hover(editor)
        yield "hovering it again", 0, lambda: _hover(editor)
    with _restarted(environ) as editor:
        yield "and after a restart", 0, lambda: _hover(editor)
    index.add(FakeProject("Sprocket", (FakeRelease("1.0"), FakeRelease("2.0")), serial=8))
    _refresh(environ)
    index.forget()
    with _restarted(environ) as editor:
        yield "after its serial moved in the list", 1, lambda: _hover(editor)
        yield "and again", 0, lambda: _hover(editor)


@contextmanager
def _restarted(environ: Mapping[str, str]) -> Iterator[Editor]:
    with editing(SERVER, environ) as editor:
        editor.open(REQUIREMENTS, "sprocket\n")
        yield editor


def _wait_for_quiet(editor: Editor) -> None:
    """Give background work the time to misbehave."""
    for _ in range(20):
        editor.key(REQUIREMENTS, "sprocket\n", 1, 0)
        time.sleep(0.05)


def _type(editor: Editor, keys: int) -> None:
    line = ""
    for number in range(keys):
        line = line + "gearsprocket-"[number % 13] if number % 20 else ""
        editor.key(REQUIREMENTS, f"sprocket\n{line}", 1, len(line))


def _hover(editor: Editor) -> None:
    assert "Sprocket" in editor.hover(REQUIREMENTS, 0, 2)["contents"]["value"]


def _kinds(index: FakeIndex) -> str:
    return ", ".join(f"{kind}: {count}" for kind, count in index.counts().items())
