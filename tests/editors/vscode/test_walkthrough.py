"""The walkthrough in VS Code: three buttons, what they start, and the steps that are ticked off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.editors.vscode.test_commands import listed
from tests.editors.vscode.workplace import Workplace
from tests.support.fake_index import Kind


def test_the_three_steps(workplace: Workplace, vscode: Callable[..., Callable[..., Any]]) -> None:
    workplace.environ["PYPI_LS_REFRESH"] = "manual"
    workplace.file("notes.txt")
    told = vscode()("walkthrough", status=listed())
    assert told["ticks"] == [[], ["type"], ["type", "list"], ["type", "list", "search"]]
    assert told["language"] == "pip requirements"
    assert told["rows"][0] == "requests"
    assert workplace.index.count(Kind.LIST) == 1
    assert told["text"][-2:] == ["requests", "httpx"]
