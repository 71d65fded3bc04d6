"""A folder that nobody has trusted yet, and the moment when somebody does."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser import world
from tests.editors.vscode.workplace import Workplace
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease

Start = Callable[..., Callable[..., Any]]
OWN = FakeProject("ledger-sprocket", (FakeRelease("3.1", world.released(40)),), "Ours alone.")


def folder_with_wishes(place: Workplace, private: FakeIndex) -> Path:
    """Fill the folder with all that a repository may try; return what its programs write to."""
    traces = place.root / "traces"
    python = Path(sys.executable).resolve()
    script = f"#!/bin/sh\necho started >> '{traces}'\nexec '{python}' \"$@\"\n"
    for name in (".venv/bin/python", "server"):
        place.file(name, script).chmod(0o755)
    settings = {
        "pypi.server.path": str(place.folder / "server"),
        "pypi.server.interpreter": str(place.folder / ".venv/bin/python"),
        "pypi.python.interpreter": str(place.folder / ".venv/bin/python"),
        "pypi.index.url": private.root,
        "pypi.index.extraUrls": [private.root],
    }
    place.file(".vscode/settings.json", json.dumps(settings))
    place.file(
        "pyproject.toml",
        f"""\
[project]
name = "accounts"
dependencies = [
  "ledger-sprocket>=3",
  "",
]

[[tool.uv.index]]
name = "ours"
url = "{private.root}"

[tool.uv.sources]
ledger-sprocket = {{ index = "ours" }}
""",
    )
    return traces


def test_a_folder_is_believed_once_it_is_trusted(
    workplace: Workplace, vscode: Start, with_python: Path
) -> None:
    """Its index, its settings and its Python; names complete from the first moment on."""
    workplace.environ["PYPI_LS_REFRESH"] = "manual"
    python = workplace.folder / ".venv/bin/python"
    choice = workplace.root / "choice.json"
    choice.write_text(json.dumps({"python": str(python)}))
    workplace.environ["TEST_PYTHON_CHOICE"] = str(choice)
    with FakeIndex([OWN]) as private:
        traces = folder_with_wishes(workplace, private)
        play = vscode(installed=with_python, trusting=False)
        given = {"file": "pyproject.toml", "word": "ledger-sprocket", "again": True}
        told = play("restricted", line=5, column=4, said="trust", **given)
        assert told["rows"][0] == "requests"
        assert "which is not asked until you trust the folder" in told["hover"]
        assert "their own index addresses are not contacted" in told["hint"]
        assert private.requests == []
        assert not traces.exists()
        public = [request.path for request in workplace.index.requests]
        assert not any("ledger" in path for path in public)

        told = play("trusted", said="Ours alone.", **given)
        assert "3.1" in told["hover"]
        assert {request.path for request in private.requests} <= {
            "/pypi/ledger-sprocket/json",
            "/simple/ledger-sprocket/",
        }
        # The chosen Python, and no other program; the folder's settings never count.
        assert set(traces.read_text().split()) == {"started"}
        assert len(told["servers"]) == 1
        assert str(workplace.folder / "server") not in told["servers"][0]
        assert not any("ledger" in request.path for request in workplace.index.requests)
