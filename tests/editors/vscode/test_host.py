"""The extension inside of VS Code's extension host, asked through the `vscode` API."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.editors.vscode.workplace import Workplace

TESTS = Path(__file__).parent / "host"
Start = Callable[..., Callable[..., Any]]


@pytest.mark.parametrize("release", ["current", "oldest"])
def test_in_the_extension_host(workplace: Workplace, vscode: Start, release: str) -> None:
    workplace.environ["PYPI_LS_REFRESH"] = "manual"
    workplace.file("readme.md", "nothing of ours")
    told = vscode(release)("host", tests=str(TESTS))
    written = json.loads((workplace.folder / "results.json").read_text("utf-8"))
    wrong = {name: said for name, said in written["results"].items() if said != "passed"}
    assert wrong == {}
    assert told["code"] == 0, told
    assert len(written["results"]) >= 16
