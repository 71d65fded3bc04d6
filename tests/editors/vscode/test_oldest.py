"""The oldest VS Code that there is in a browser and that the extension's manifest still allows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.editors.vscode.codeserver import ROOT
from tests.editors.vscode.workplace import Workplace

HERE = Path(__file__).parent
Start = Callable[..., Callable[..., Any]]


def test_typing_in_the_oldest(workplace: Workplace, vscode: Start) -> None:
    file = workplace.file("requirements.txt")
    workplace.environ["PYPI_LS_REFRESH"] = "manual"
    told = vscode("oldest")("requirements")
    assert told["rows"][0] == "requests"
    assert "Latest 2.32.5" in told["hover"]
    assert file.read_text() == "requests"


def test_it_is_the_oldest_that_the_manifest_claims() -> None:
    """VS Code's version is code-server's, but for the first figure."""
    claimed = json.loads((ROOT / "vscode-client/package.json").read_text())["engines"]["vscode"]
    tried = json.loads((HERE / "oldest/package.json").read_text())["dependencies"]["code-server"]
    assert tried.split(".")[1] == claimed.removeprefix("^").split(".")[1]
