"""Versions behind an operator: from what is known, from the disk, and from a slow index."""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from packaging.version import Version

from pypi_language_server.environment import PythonEnvironment
from pypi_language_server.features import offers
from pypi_language_server.index.model import Known, ProjectDocument, Release
from pypi_language_server.lsp import to_lsp
from pypi_language_server.lsp.capabilities import ClientFeatures
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import Document
from pypi_language_server.settings import CompletionSettings, ConstraintForm
from tests.bench.bench_server import SERVER, environment
from tests.bench.report import figure, milliseconds, percentile, ratio, section
from tests.support.bad_days import late
from tests.support.check import knowing
from tests.support.editor_process import Editor, editing
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind
from tests.support.known import INDEX, NOW

URI = "file:///w/requirements.txt"
TYPED = "big-project>="
KEYS = 41
SLOW = 0.6  # seconds that the slow index takes


def main() -> None:
    """Print the figures."""
    section("Versions of a project that is known: place, order, filter, answer as JSON")
    for count, target in ((1000, "< 10 ms"), (3000, "< 30 ms")):
        _known(count, target)
    _constraints()
    _server()


def versions(count: int) -> list[str]:
    """Return so many versions, oldest first, one in seven a pre-release."""
    chance = random.Random(count)
    found = {}
    for number in range(count):
        suffix = chance.choice(["", "", "", "", ".post1", "rc1", ""])
        found[f"{number // 60}.{number // 6 % 10}.{number % 6}{suffix}"] = None
    return list(found)


def document(count: int) -> ProjectDocument:
    """Return a project with so many releases, for a dozen different ranges of Pythons."""
    written = reversed(versions(count))
    releases = tuple(
        Release(text, NOW, f">=3.{place % 12}", yanked=place % 50 == 0)
        for place, text in enumerate(written)
    )
    return ProjectDocument("big-project", INDEX, latest=releases[0].version, releases=releases)


def _known(count: int, target: str) -> None:
    project = document(count)
    knowledge = knowing(Known(project, NOW), environment=PythonEnvironment("3.11.7"))
    lines = "".join(f"project-{number}>=1.{number}\n" for number in range(100))
    baseline = milliseconds(lambda: [Version(item.version) for item in project.releases], KEYS)
    for typed in ("", "1"):
        text = f"{lines}{TYPED}{typed}"

        def key(text: str = text) -> str:
            opened = Document(URI, 1, text, ManifestKind.REQUIREMENTS)
            wanted = offers.wanted(opened, len(text))
            found = offers.offer(opened, wanted, knowledge)
            assert found is not None
            assert found.items
            return json.dumps(to_lsp.completion(opened, found, ClientFeatures()))

        took = milliseconds(key, KEYS)
        figure(
            f"{count:,} releases, {TYPED + typed!r} in a file of 100 lines", f"{took:.2f} ms",
            against=ratio(took, baseline, "parsing the versions once"), target=target,
        )  # fmt: skip


def _constraints() -> None:
    """Print what `pypi.completion.constraint` costs a list of names, peeking left out."""
    text = "requ"
    opened = Document(URI, 1, text, ManifestKind.REQUIREMENTS)
    wanted = offers.wanted(opened, len(text))
    plain = knowing()
    form = CompletionSettings(constraint=ConstraintForm.COMPATIBLE)
    bringing = knowing(settings=form, latest=lambda _: "2.32.3")
    baseline = milliseconds(lambda: offers.offer(opened, wanted, plain), KEYS)
    took = milliseconds(lambda: offers.offer(opened, wanted, bringing), KEYS)
    figure(
        "names that bring a constraint, three in a list", f"{took * 1e3:.0f} us",
        against=ratio(took, baseline, "without"),
    )  # fmt: skip


# --- the program ---------------------------------------------------------------------------------


def _server() -> None:
    releases = tuple(FakeRelease(text) for text in versions(1000))
    with tempfile.TemporaryDirectory() as folder, FakeIndex() as index:
        index.add(FakeProject("big-project", releases))
        environ = {**environment(index, Path(folder)), "PYPI_LS_REFRESH": "manual"}
        section("The same over stdio, a project of 1,000 releases")
        with editing(SERVER, environ) as editor:
            editor.open(URI, "")
            editor.key(URI, "big", 0, 3)
            _cold(editor, index)
            _warm(editor)
        with editing(SERVER, environ) as editor:
            editor.open(URI, "")
            editor.key(URI, "big", 0, 3)
            took, answer = _key(editor, TYPED)
            assert answer["items"]
            figure("first list of a new session, from the disk", f"{took:.0f} ms")
        asked = index.count(Kind.PROJECT) + index.count(Kind.PAGE)
        figure("requests for all of this", f"{asked}", target="1 or 2: JSON beside the page")


def _cold(editor: Editor, index: FakeIndex) -> None:
    """Print how an index that needs its time is waited for: not at all."""
    index.fail(Kind.PROJECT, late(SLOW), None)
    took, answer = _key(editor, TYPED)
    assert answer == {**answer, "items": [], "isIncomplete": True}
    figure(f"an index that takes {SLOW:.1f} s: empty list", f"{took:.0f} ms", target="<= 150 ms")
    deadline = time.monotonic() + 10
    keys = 1
    while not answer["items"] and time.monotonic() < deadline:
        time.sleep(0.1)
        keys += 1
        _, answer = _key(editor, TYPED)
    assert answer["items"]
    figure("keys until the list was full, one each 0.2 s", f"{keys}")


def _warm(editor: Editor) -> None:
    times = [_key(editor, f"{TYPED}{'1' * (number % 2)}")[0] for number in range(KEYS)]
    for percent in (50, 99):
        figure(f"known: p{percent} of {KEYS} keys", f"{percentile(times, percent):.1f} ms")


def _key(editor: Editor, text: str) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = editor.key(URI, text, 0, len(text))
    return (time.perf_counter() - began) * 1e3, answer


if __name__ == "__main__":
    main()
