"""Typing in a real Neovim: the list opens, an item is accepted, a hover floats.

Its wheel exists for Linux on x86-64; elsewhere `conftest.py` leaves these files out.
"""

from __future__ import annotations

import pytest

from tests.editors.conftest import CTRL_Y, ENTER, ESCAPE, Workplace, record
from tests.support.fake_index import Kind


def test_requirements_file(workplace: Workplace) -> None:
    """Typing opens the list, accepting writes the project's own spelling, K shows the hover."""
    file, index = workplace.file("requirements.txt", "packaging>=24\n"), workplace.index
    with workplace.edit(file) as nvim:
        nvim.attached().type("oreques")
        nvim.wait_for(lambda screen: screen.count("requests") >= 2)
        nvim.type(CTRL_Y)
        nvim.write()
        assert file.read_text() == "packaging>=24\nrequests\n"
        assert index.count(Kind.LIST) == 0

        nvim.type("0K")
        nvim.wait_for("Python HTTP for Humans.")
        screen = nvim.wait_for("2.32.3")
        assert index.count(Kind.PROJECT) == 1
        record("requirements-hover", screen)
        nvim.quit()


def test_typing_error(workplace: Workplace) -> None:
    """Neovim keeps an item whose name does not start with what is typed."""
    file = workplace.file("requirements.txt", "")
    with workplace.edit(file) as nvim:
        nvim.attached().type("ireqeusts")
        nvim.wait_for(lambda screen: "requests" in screen)
        nvim.type(CTRL_Y)
        nvim.write()
        assert file.read_text() == "requests\n"
        nvim.quit()


def test_pyproject(workplace: Workplace) -> None:
    """Inside a TOML string: the list, the accepted name between its quotes, and the hover."""
    text = '[project]\nname = "x"\nversion = "1"\ndependencies = [\n  "djan",\n]\n'
    file = workplace.file("pyproject.toml", text)
    with workplace.edit(file) as nvim:
        nvim.attached().type("4j0fna")
        nvim.type("g")
        record("pyproject-completion", nvim.wait_for("djangorestframework"))
        nvim.type(CTRL_Y)
        nvim.write()
        assert file.read_text() == text.replace("djan", "Django")
        nvim.type("0fDK")
        nvim.wait_for("A web framework.")
        record("pyproject-hover", nvim.wait_for("5.1"))
        nvim.quit()


def test_query_line(workplace: Workplace) -> None:
    """`#? words` is a search in the file: the accepted project replaces the line."""
    file = workplace.file("requirements.txt", "packaging>=24\n")
    with workplace.edit(file) as nvim:
        nvim.attached().type("o#? http client")
        record("query-line", nvim.wait_for("aiohttp"))
        nvim.type(CTRL_Y)
        nvim.write()
        assert file.read_text() == "packaging>=24\nrequests\n"
        assert workplace.index.count() == 0
        nvim.quit()


# An emoji is four units in UTF-8, two in UTF-16 and one in UTF-32; the middle one is the protocol's
# default, the first is what Neovim prefers.
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_an_emoji_before_the_cursor(encoding: str, workplace: Workplace) -> None:
    workplace.environ["TEST_LUA"] = (
        "vim.lsp.config('pypi_ls', { capabilities = {"
        f" general = {{ positionEncodings = {{ '{encoding}' }} }} }} }})"
    )
    project = workplace.file("pyproject.toml", '[project]\ndependencies = ["🎉", "djan"]\n')
    lines = workplace.file("requirements.txt", 'requests; extra == "🎉🎉" and py > "3"\n')
    with workplace.edit(project, lines) as nvim:
        nvim.attached().see("vim.lsp.get_clients()[1].offset_encoding", encoding)
        nvim.type("j0f]hig")
        nvim.wait_for("djangorestframework")
        nvim.type(CTRL_Y)
        nvim.write()
        assert project.read_text() == '[project]\ndependencies = ["🎉", "Django"]\n'
        nvim.type("0fDK")
        nvim.wait_for("A web framework.")
        nvim.run("PypiAdd requests")
        nvim.wait_for("Added `requests`")
        nvim.write()
        assert project.read_text() == '[project]\ndependencies = ["🎉", "Django", "requests"]\n'

        nvim.run("next")
        nvim.attached().type("$Fyat")
        nvim.wait_for("python_full_version")
        nvim.type("hon_v")
        nvim.wait_for("python_version")
        nvim.type(CTRL_Y)
        nvim.write()
        assert lines.read_text() == 'requests; extra == "🎉🎉" and python_version > "3"\n'
        nvim.type("0fyK")
        nvim.wait_for("decided by whoever asks")
        nvim.quit()


OTHER_KINDS = {
    "Pipfile": '[packages]\nrequests = "*"\n',
    "setup.cfg": "[options]\ninstall_requires =\n  requests\n",
    "tox.ini": "[testenv]\ndeps =\n  requests\n",
    "environment.yml": "dependencies:\n  - pip:\n    - requests\n",
    "script.py": "# /// script\n# dependencies = [\n#   'requests',\n# ]\n# ///\n",
    "requirements-dev.txt": "requests\n",
}


def test_other_kinds(workplace: Workplace) -> None:
    """One Neovim with all of them; one server serves them, from whatever folder they are."""
    files = [
        workplace.file(f"{number}/{name}", text)
        for number, (name, text) in enumerate(OTHER_KINDS.items())
    ]
    with workplace.edit(*files) as nvim:
        for place, file in enumerate(files):
            if place:
                nvim.type(ESCAPE + ESCAPE)
                nvim.run("next")
                nvim.wait_for(lambda screen, name=file.name: f"/{name}" in screen)
            nvim.attached().type("/requests" + ENTER + "K")
            nvim.wait_for("Python HTTP for Humans.")
        nvim.type(ESCAPE)
        nvim.see("#vim.lsp.get_clients()", "1")
        nvim.quit()


@pytest.mark.parametrize("name", ["ruff.toml", "plain.py", "mkdocs.yml", "notes.txt"])
def test_files_that_are_not_ours(name: str, workplace: Workplace) -> None:
    """No server is started for them, and what is typed stays what was typed."""
    file = workplace.file(name, "requests = 1\n")
    with workplace.edit(file) as nvim:
        nvim.wait_for("requests = 1")
        nvim.type("oreques")
        nvim.write()
        assert file.read_text() == "requests = 1\nreques\n"
        nvim.see("#vim.lsp.get_clients()", "0")
        nvim.quit()
