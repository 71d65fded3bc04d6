"""The palette's commands, the item in the status bar, the one question and the refresh."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser import world
from tests.editors.vscode.conftest import Changing
from tests.editors.vscode.workplace import Workplace
from tests.support.fake_index import Kind, Reply

Play = Callable[..., Any]
# Long enough for its progress to be seen.
SLOWLY = Reply(delay=3, wants_body=True)
Start = Callable[..., Play]


def listed() -> str:
    """Return what the status bar says about the fake index's list."""
    return f"PyPI: {len(world.projects()) / 1000:.1f}k"


def test_searching_inserts(opened: Workplace, play: Play) -> None:
    file = opened.file("requirements.txt", "rich\n")
    told = play("searching", file="requirements.txt", query="http client", choose="httpx")
    assert any("httpx" in row and "HTTP" in row for row in told["rows"])
    assert file.read_text() == "rich\nhttpx\n"


def test_searching_asks_for_the_group(opened: Workplace, play: Play) -> None:
    text = '[project]\nname = "x"\ndependencies = ["rich"]\n\n[dependency-groups]\ndev = ["ruff"]\n'
    file = opened.file("pyproject.toml", text)
    told = play(
        "searching", file="pyproject.toml", query="test runner", choose="pytest", place="dev"
    )
    assert len(told["places"]) >= 2
    assert file.read_text() == text.replace('["ruff"]', '["ruff", "pytest"]')


def test_status_item_and_its_menu(opened: Workplace, play: Play) -> None:
    """Beside manifests only; its menu has the commands, and they work."""
    opened.file("requirements.txt", "rich\n")
    opened.file("plain.txt", "nothing of ours\n")
    told = play("menu")
    assert told["beside"] == 0
    assert told["text"] == "PyPI: well-known"
    for wanted in ("Search packages", "Refresh", "Show log", "Restart", "settings"):
        assert any(wanted in row for row in told["rows"]), wanted
    assert opened.index.origin.removeprefix("http://") in told["status"]


def test_consent_is_asked_once_and_remembered(workplace: Workplace, vscode: Start) -> None:
    workplace.file("requirements.txt")
    workplace.index.fail(Kind.LIST, SLOWLY)
    play = vscode()
    told = play("consent", answer="Download daily", status=listed())
    assert "10 MB" in told["question"]["text"]
    assert told["question"]["buttons"] == ["Download daily", "Not now", "Never"]
    assert "Refreshing the list" in told["progress"]
    assert workplace.index.count(Kind.LIST) == 1

    again = play("questions", status=listed())
    assert again["asked"] == []
    assert workplace.index.count(Kind.LIST) == 1


def test_no_thanks_is_remembered(workplace: Workplace, vscode: Start) -> None:
    workplace.file("requirements.txt")
    play = vscode()
    play("consent", again=True, answer="Never", status="PyPI: well-known")
    told = play("questions", again=True, restart=True, status="PyPI: well-known")
    assert told["asked"] == []
    assert workplace.index.count(Kind.LIST) == 0


def test_refresh_with_progress(changing: Changing) -> None:
    """By command, whatever the settings say; the list is in use at once."""
    index = changing.place.index
    index.fail(Kind.LIST, SLOWLY)
    told = changing.play("refresh", {}, status=listed())
    assert told["before"] == "PyPI: well-known"
    assert "Refreshing the list" in told["progress"]
    assert index.count(Kind.LIST) == 1
