"""Bad days in a real Neovim: what is missing is named, what was killed comes back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.editors.conftest import CTRL_Y, ENTER, ESCAPE, PROGRAMS, SERVER, Workplace, record


def recorded(workplace: Workplace, behind: str = "") -> Path:
    """Have the server's process ids written to a file, and then what `behind` says be done."""
    pids = workplace.home / "pids"
    run = behind or f'exec {SERVER} "$@"'
    script = workplace.program("recorded-server", f"echo $$ >> {pids}\n{run}")
    workplace.environ["TEST_SERVER"] = str(script)
    return pids


def started(pids: Path) -> list[int]:
    return [int(line) for line in pids.read_text().split()] if pids.exists() else []


def test_a_healthy_set_up(workplace: Workplace) -> None:
    """The program is found on the PATH, and everything has its line."""
    del workplace.environ["TEST_SERVER"]
    workplace.environ["PATH"] = f"{PROGRAMS}:{os.environ['PATH']}"
    file = workplace.file("requirements.txt", "flask\n")
    with workplace.edit(file) as nvim:
        nvim.attached().run("PypiRefresh")
        nvim.wait_for("2 projects")
        nvim.type(ENTER)
        nvim.run("checkhealth pypi_ls")
        screen = nvim.wait_for("Completion while typing")
        screen = nvim.wait_for("own completion does it")
        record("health", screen)
        for line in (
            "OK Enabled by vim.lsp.enable('pypi_ls')",
            "OK pypi-language-server ",
            "attached to: requirements.txt",
            f"Index: {workplace.index.root}",
            "OK List: 2 projects, listed just now",
            "Refreshing: manual",
        ):
            assert line in screen, line
        assert "ERROR" not in screen
        assert "WARNING" not in screen
        nvim.quit()


def test_a_program_that_is_missing(workplace: Workplace) -> None:
    """Opening a manifest says so once; the health check says what to do."""
    del workplace.environ["TEST_SERVER"]
    workplace.environ["PATH"] = "/usr/bin:/bin"
    file = workplace.file("requirements.txt", "flask\n")
    with workplace.edit(file) as nvim:
        nvim.wait_for("`pypi-language-server` is not found")
        nvim.run("PypiSearch http")
        nvim.wait_for("is not found")
        nvim.run("checkhealth pypi_ls")
        screen = nvim.wait_for("ERROR pypi-language-server is not found")
        record("health-missing", screen)
        assert "pipx install" in screen
        assert "ERROR Open, but without a server: requirements.txt" in screen
        nvim.quit()


def test_a_program_that_does_not_run(workplace: Workplace) -> None:
    """It is started again, not for ever; the health check shows what it says."""
    pids = recorded(workplace, "echo 'ImportError: no module of this name' >&2; exit 3")
    file = workplace.file("requirements.txt", "flask\n")
    with workplace.edit(file) as nvim:
        nvim.told("The server keeps ending")
        assert len(started(pids)) == 4
        nvim.type(ENTER)
        nvim.run("checkhealth pypi_ls")
        screen = nvim.wait_for("(exit code 3)")
        assert "does not run as it should: ImportError: no module of this name" in screen
        record("health-broken", screen)
        nvim.quit()


def test_a_killed_server_comes_back(workplace: Workplace) -> None:
    pids = recorded(workplace)
    file = workplace.file("requirements.txt", "")
    with workplace.edit(file) as nvim:
        nvim.attached()
        os.kill(started(pids)[0], signal.SIGKILL)
        nvim.told("was started again")
        nvim.see("vim.wait(9000, function() return #vim.lsp.get_clients() == 1 end)", "true")
        nvim.type("ireques")
        nvim.wait_for("requests-")
        nvim.type(CTRL_Y + ESCAPE)
        assert len(started(pids)) == 2
        nvim.quit()


def test_restarting(workplace: Workplace) -> None:
    """One server is left, and it knows the text that was never saved."""
    pids = recorded(workplace)
    file = workplace.file("pyproject.toml", "[project]\ndependencies = []\n")
    with workplace.edit(file) as nvim:
        nvim.attached().type("Go[dependency-groups]" + ENTER + "dev = []" + ESCAPE)
        nvim.run("PypiRestart")
        nvim.wait_for("The server has been started again.")
        nvim.run("PypiAdd requests")
        nvim.wait_for("dependency-groups.dev")
        nvim.type("2" + ENTER)
        nvim.wait_for("Added `requests` to dependency-groups.dev")
        nvim.see("vim.wait(5000, function() return #vim.lsp.get_clients() == 1 end)", "true")
        assert len(started(pids)) == 2
        nvim.type("2G$i'djang")
        nvim.wait_for("djangorestframework")
        nvim.quit()


def test_settings(workplace: Workplace) -> None:
    """Settings arrive; those that do not are named by the server and by the health check."""
    workplace.environ["TEST_LUA"] = """
        vim.lsp.config('pypi_ls', { settings = {
          pypi = { completion = { insert = 'normalized', limit = 'many' } },
          completion = { limit = 3 },
        } })
    """
    file = workplace.file("requirements.txt", "")
    with workplace.edit(file) as nvim:
        nvim.told("`pypi.completion.limit` must be a whole number")
        nvim.type(ENTER)
        nvim.type("iDjan")
        nvim.wait_for("djangorestframework")
        nvim.type(CTRL_Y)
        nvim.write()
        assert file.read_text() == "django\n"
        nvim.run("checkhealth pypi_ls")
        nvim.wait_for("settings.completion does not reach the server")
        nvim.quit()
