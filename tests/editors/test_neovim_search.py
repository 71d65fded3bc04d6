"""Searching in a real Neovim without plugins: a list, a number, and the file has the project."""

from __future__ import annotations

import re

from tests.editors.conftest import ENTER, ESCAPE, TAB, Workplace, record
from tests.support.fake_index import Kind

PYPROJECT = """\
[project]
name = "own"
dependencies = ["🎉", "flask"]  # keep me

[dependency-groups]
dev = []
test = [
    'pytest',
]
"""


def number_of(row: str, screen: str) -> str:
    """The number that a list shows before a row."""
    found = re.search(rf"^ *(\d+): +{re.escape(row)}\b", screen, re.MULTILINE)
    assert found, screen
    return found[1]


def test_search_and_insert_in_requirements(workplace: Workplace) -> None:
    """Rows say name and summary; the chosen one goes where it belongs, and no index hears of it."""
    file = workplace.file("requirements.txt", "# ours\nflask\nuvicorn  # last\n")
    with workplace.edit(file) as nvim:
        nvim.attached().run("PypiSearch http client")
        screen = nvim.wait_for("Type number and <Enter>")
        record("search", screen)
        assert "PyPI: http client" in screen
        assert ":PypiRefresh" in screen  # the list is the small one, and it says so
        assert "HTTP client with synchronous" in screen
        nvim.type(number_of("httpx", screen) + ENTER)
        nvim.wait_for("Added `httpx`")
        nvim.write()
        assert file.read_text() == "# ours\nflask\nhttpx\nuvicorn  # last\n"
        assert workplace.index.count() == 0
        nvim.run("undo")
        nvim.write()
        assert file.read_text() == "# ours\nflask\nuvicorn  # last\n"
        nvim.quit()


def test_search_without_words_asks_for_them(workplace: Workplace) -> None:
    file = workplace.file("requirements.txt", "flask\n")
    with workplace.edit(file) as nvim:
        nvim.attached().run("PypiSearch")
        nvim.wait_for("Search PyPI:")
        nvim.type("reqeusts" + ENTER)
        screen = nvim.wait_for("Type number and <Enter>")
        assert number_of("requests", screen) == "1"
        nvim.type(ENTER)  # none of them
        nvim.run("PypiSearch xyzzyxyzzyq")
        nvim.wait_for("Nothing found for “xyzzyxyzzyq”")
        nvim.type(ESCAPE)
        nvim.see("vim.bo.modified", "false")
        nvim.quit()


def test_search_and_insert_in_one_of_several_lists(workplace: Workplace) -> None:
    """A manifest with several lists asks which; changed text counts, saved or not."""
    file = workplace.file("pyproject.toml", PYPROJECT)
    with workplace.edit(file) as nvim:
        nvim.attached().type("ggO# new" + ESCAPE)
        nvim.run("PypiSearch http client")
        nvim.type(number_of("httpx", nvim.wait_for("Type number and <Enter>")) + ENTER)
        screen = nvim.wait_for("Add httpx to")
        record("places", screen)
        nvim.type(number_of("dependency-groups.test", screen) + ENTER)
        nvim.wait_for("Added `httpx` to dependency-groups.test")
        nvim.write()
        text = "# new\n" + PYPROJECT.replace("    'pytest',\n", "    'pytest',\n    'httpx',\n")
        assert file.read_text() == text
        nvim.run("PypiAdd requests")
        nvim.type(number_of("project.dependencies", nvim.wait_for("Add requests to")) + ENTER)
        nvim.wait_for("Added `requests` to project.dependencies")
        nvim.write()
        assert file.read_text() == text.replace('"flask"]', '"flask", "requests"]')
        nvim.quit()


def test_what_is_there_is_not_added_again(workplace: Workplace) -> None:
    file = workplace.file("requirements.txt", "Flask>=3\n")
    with workplace.edit(file) as nvim:
        nvim.attached().run("PypiAdd flask")
        nvim.told("already")
        nvim.see("vim.bo.modified", "false")
        nvim.quit()


def test_a_plugin_that_shows_lists(workplace: Workplace) -> None:
    """It gets a short title, a kind to go by and more rows. A file needs a name to take part."""
    workplace.environ["TEST_LUA"] = """
        vim.ui.select = function(items, options, on_choice)
          vim.g.asked = ('%s %d %s'):format(options.kind, #items, options.prompt)
          on_choice(items[1])
        end
    """
    file = workplace.file("notes.md", "")
    with workplace.edit(file) as nvim:
        nvim.run("enew | set filetype=requirements")
        nvim.run("PypiAdd requests")
        nvim.wait_for("No manifest here")
        nvim.run("write deps.txt | edit | set filetype=requirements")
        nvim.attached().run("PypiSearch reqeusts")
        nvim.wait_for("Added `requests`")
        nvim.see("vim.g.asked:match('^pypi_search %d+ PyPI: reqeusts') ~= nil", "true")
        nvim.see("vim.g.asked:match('\\n') == nil", "true")
        nvim.see("vim.fn.getline(1)", "requests")
        nvim.quit()


def test_the_manifest_of_a_module_is_opened(workplace: Workplace) -> None:
    """From a file that is no manifest, its project's is taken, shown and left to be saved."""
    manifest = workplace.file("pyproject.toml", '[project]\ndependencies = [\n  "flask",\n]\n')
    before = manifest.read_text()
    module = workplace.file("src/own/module.py", "import httpx\n")
    with workplace.edit(module) as nvim:
        nvim.wait_for("import httpx")
        nvim.run("PypiAdd httpx")
        nvim.wait_for("Added `httpx`")
        assert "pyproject.toml [+]" in nvim.wait_for('"httpx",')
        assert manifest.read_text() == before
        nvim.see("vim.fn.line('.')", "4")
        nvim.write()
        assert manifest.read_text() == before.replace('"flask",\n', '"flask",\n  "httpx",\n')
        nvim.quit()


def test_without_any_manifest_there_is_a_sentence(workplace: Workplace) -> None:
    module = workplace.file("module.py", "import httpx\n")
    with workplace.edit(module) as nvim:
        nvim.wait_for("import httpx")
        nvim.run("PypiAdd httpx")
        nvim.wait_for("No manifest here")
        nvim.quit()


def test_the_command_line_completes_names_and_constraints(workplace: Workplace) -> None:
    """A constraint has the latest version looked up, once."""
    file = workplace.file("requirements.txt", "flask\n")
    with workplace.edit(file) as nvim:
        nvim.attached().type(":PypiAdd reques" + TAB)
        nvim.wait_for(":PypiAdd requests")
        nvim.type(" mini" + TAB)
        nvim.wait_for(":PypiAdd requests minimum")
        nvim.type(ENTER)
        nvim.wait_for("Added `requests>=2.32.3`")
        nvim.write()
        assert file.read_text() == "flask\nrequests>=2.32.3\n"
        assert workplace.index.count(Kind.PROJECT) == 1
        nvim.run("PypiAdd not/a/name")
        nvim.wait_for("has to be a project's name")
        nvim.quit()


def test_the_page_of_the_project_under_the_cursor(workplace: Workplace) -> None:
    """The system's own opener gets the address that the index tells."""
    opened = workplace.home / "opened"
    workplace.program("xdg-open", f'echo "$1" >> {opened}')
    file = workplace.file("requirements.txt", "# a word\nrequests\n")
    with workplace.edit(file) as nvim:
        nvim.attached().run("PypiPage")
        nvim.wait_for("no project under the cursor")
        nvim.type("G")
        nvim.run("PypiPage")
        nvim.wait_for("Opened http")
        nvim.run("PypiPage nosuchproject")
        nvim.wait_for("No page of nosuchproject is known")
        nvim.quit()
    assert opened.read_text().count("\n") == 1
    assert "requests" in opened.read_text()
