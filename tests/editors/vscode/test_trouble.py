"""Bad days in VS Code: each is said once, in a sentence that helps, or not noticed at all."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.driver import Driver
from tests.editors.vscode.codeserver import CodeServer
from tests.editors.vscode.conftest import Changing
from tests.editors.vscode.test_commands import listed
from tests.editors.vscode.workplace import Workplace
from tests.support.fake_index import Kind

Start = Callable[..., Callable[..., Any]]


SETTINGS = ".settings-editor"


@pytest.fixture(autouse=True)
def _typed_into(workplace: Workplace) -> None:
    workplace.file("requirements.txt")
    workplace.environ["PYPI_LS_REFRESH"] = "manual"


def test_no_python_or_an_old_one(workplace: Workplace, vscode: Start) -> None:
    """Said once, with what helps; a restart by command is enough once there is one."""
    (workplace.programs / "python3").unlink()
    play = vscode()
    words = "PyPI needs Python 3.11 or newer to run, and none was found on this machine."
    told = play("complaint", again=True, words=words, press="Open settings", opens=SETTINGS)
    assert told["message"]["text"] == words
    assert told["message"]["buttons"] == ["Choose interpreter…", "Open settings", "Help"]
    assert [said["text"] for said in told["all"]] == [words]
    assert "does not run" in told["label"]

    workplace.python("python3", """echo '["/usr/bin/python3", 3, 8, 10]'""")
    words = "PyPI needs Python 3.11 or newer"
    told = play("complaint", again=True, words=words, restart=True)
    assert told["message"]["text"].endswith("only an older one was found: it is Python 3.8.10.")
    assert "Choose interpreter…" in told["message"]["buttons"]

    workplace.python("python3")
    told = play("mended", again=True)
    assert told["rows"][0] == "requests"
    assert told["said"] == []


def test_missing_files(
    workplace: Workplace,
    extensions: Callable[[str], Path],
    browser: Driver,
) -> None:
    """Half of the extension is gone, as after a full disk."""
    broken = shutil.copytree(extensions("current"), workplace.root / "extensions")
    (pygls,) = broken.glob("pypi-language-server.*/bundled/libs/pygls")
    shutil.rmtree(pygls)
    with CodeServer(workplace.state, workplace.environ, broken) as server:
        told = browser.play(
            "complaint", server.url, folder=str(workplace.folder), words="Please reinstall"
        )
    assert [said["text"] for said in told["all"]] == [told["message"]["text"]]


def test_a_killed_server_comes_back(changing: Changing) -> None:
    told = changing.play("killed", {})
    assert told["others"] == []
    assert len(told["after"]) == 1
    assert told["before"] not in told["after"]
    assert told["rows"][0] == "requests"
    assert told["said"] == []


def test_a_server_that_always_ends(changing: Changing) -> None:
    """It is started a few times, ever later; then one message says so."""
    starts = changing.place.root / "starts"
    program = changing.place.python("ends-at-once", f"echo once >> '{starts}'; exit 3")
    settings = {"pypi__server__path": str(program)}
    told = changing.play("complaint", settings, words="several times in a row")
    assert [said["text"] for said in told["all"]] == [told["message"]["text"]]
    assert told["message"]["buttons"][0] == "Restart server"
    assert len(starts.read_text().split()) == 6  # the first start, and five more
    [*_, log] = sorted(changing.place.root.rglob("PyPI.log"))
    _, said = log.read_text("utf-8").split(f"starting: {program}", 1)
    errors = [line for line in said.splitlines()[1:] if "[info]" not in line]
    assert len(errors) == 6
    assert all(line.endswith("does not run: it ended while it started") for line in errors)


def test_settings_of_the_wrong_type(changing: Changing) -> None:
    """The server that has failed is started anew with the settings, which it takes as they are."""
    settings = {"completion__limit": "many", "server__interpreter": 42, "index__refresh": 7}
    wrong = {f"pypi__{name}": value for name, value in settings.items()}
    told = changing.play("anyway", wrong, words="completion.limit")
    assert told["rows"][0] == "requests"
    assert len(told["all"]) == 1


def test_thousands_of_manifests(changing: Changing) -> None:
    """Only what is open is read."""
    for number in range(3000):
        name = "pyproject.toml" if number % 2 else "requirements.txt"
        changing.place.file(f"packages/p{number}/{name}", "x" * 200)
    sent = changing.place.root / "sent"
    server = Path(sys.executable).parent / "pypi-language-server"
    tee = shutil.which("tee")
    program = changing.place.python("recorded", f"'{tee}' '{sent}' | exec '{server}'")
    settings = {"pypi__server__path": str(program)}
    told = changing.play("anyway", settings, after_start_of=str(sent))
    assert told["rows"][0] == "requests"
    opened = re.findall(r'"textDocument/didOpen".*?"uri":"([^"]*)"', sent.read_text("utf-8"))
    assert set(opened) == {(changing.place.folder / "requirements.txt").as_uri()}
    assert "packages/p" not in sent.read_text("utf-8")


def test_two_windows_on_one_folder(workplace: Workplace, vscode: Start) -> None:
    """Each has a server; the list is fetched once."""
    workplace.environ["PYPI_LS_REFRESH"] = "daily"
    told = vscode()("twoWindows", status=listed())
    assert told["rows"] == ["requests", "Django"]
    assert told["servers"] == 2
    assert workplace.index.count(Kind.LIST) == 1


def test_nothing_can_be_kept(workplace: Workplace, vscode: Start) -> None:
    """The home is read-only: what needs no keeping works, and the rest says so when it is asked."""
    workplace.environ["PYPI_LS_CACHE_DIR"] = str(workplace.file("readme.md") / "cache")
    told = vscode()(
        "anyway",
        hover="Latest 2.32.5",
        command="PyPI: Refresh the list of names",
        after="cannot be written",
    )
    assert told["rows"][0] == "requests"
    assert all("cannot be written" in said["text"] for said in told["all"]), told["all"]
    assert any("kept in memory only" in said["text"] for said in told["all"])
