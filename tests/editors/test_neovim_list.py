"""The list of names in a real Neovim: the one question, the download's progress, the state."""

from __future__ import annotations

import threading

from tests.editors.conftest import ENTER, ESCAPE, Workplace, record
from tests.support.fake_index import Kind, Reply

QUESTION = "Complete every project of the package index"


def test_never_is_asked_once_and_kept(workplace: Workplace) -> None:
    workplace.environ["PYPI_LS_REFRESH"] = "ask"
    file = workplace.file("requirements.txt", "flask\n")
    with workplace.edit(file) as nvim:
        screen = nvim.wait_for("Type number and <Enter>")
        record("question", screen)
        assert QUESTION in screen
        assert "about 10 MB" in screen
        nvim.type("3" + ENTER)  # never
        nvim.run("PypiStatus")
        nvim.wait_for("Index: ")
        nvim.quit()
    with workplace.edit(file) as nvim:
        nvim.attached().run("PypiStatus")
        assert QUESTION not in nvim.wait_for("Index: ")
        nvim.quit()
    assert workplace.index.count(Kind.LIST) == 0


def test_a_yes_downloads_and_shows_how_far_it_is(workplace: Workplace) -> None:
    """The download is held up in its middle; typing goes on meanwhile, and one request is made."""
    workplace.environ["PYPI_LS_REFRESH"] = "ask"
    workplace.environ["TEST_LUA"] = """
        vim.api.nvim_create_autocmd('LspProgress', { pattern = 'end', callback = function()
          vim.schedule(function() print('the download has ended') end)
        end })
    """
    gate = threading.Event()
    workplace.index.fail(Kind.LIST, Reply(gate=gate, stall_after=20, wants_body=True))
    file = workplace.file("requirements.txt", "flask\n")
    with workplace.edit(file) as nvim:
        nvim.wait_for("Type number and <Enter>")
        nvim.type("1" + ENTER)  # daily
        record("progress", nvim.wait_for("Refreshing the list of project names"))
        nvim.type("oreques")
        nvim.wait_for("requests-")
        nvim.type(ESCAPE)
        gate.set()
        nvim.wait_for("the download has ended")
        nvim.run("PypiStatus")
        nvim.wait_for("2 projects")
        assert workplace.index.count(Kind.LIST) == 1
        nvim.quit()


def test_refreshing_by_command(workplace: Workplace) -> None:
    """Running it is the consent; failing is said in words."""
    file = workplace.file("requirements.txt", "flask\n")
    with workplace.edit(file) as nvim:
        nvim.attached().run("PypiRefresh")
        nvim.wait_for("2 projects")
        workplace.index.fail(Kind.LIST, Reply(500), times=None)
        nvim.type(ENTER)
        nvim.run("PypiRefresh")
        record("refresh-failed", nvim.wait_for("500"))
        nvim.quit()
