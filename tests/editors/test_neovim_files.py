"""What is in `editors/nvim` fits what it was made from: the server's kinds of files, the help."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from pypi_language_server.manifests.kinds import kind_of
from tests.editors.conftest import EDITORS

OURS_AND_OTHERS = """
    requirements.txt requirements-dev.txt requirements.in dev-requirements.txt requirements.pip
    requirements/base.txt requirements/base.in constraints.txt constraints-3.12.txt
    upper-constraints.txt Requirements.txt pyproject.toml Pipfile pixi.toml hatch.toml uv.toml
    tox.toml tox.ini setup.cfg setup.py noxfile.py environment.yml environment-dev.yaml
    test_environment.yml environment.dev.yml conda.yml conda-env.yaml conda_env.yml
    .pre-commit-config.yaml .pre-commit-hooks.yml
    notes.txt requirements.md my_requirements_notes.txt unconstraints.txt requirements/base.md
    ruff.toml Cargo.toml package.ini mkdocs.yml myenvironment.yml environments.yml pre-commit.yaml
    tox.cfg setup.ini pyproject.toml.bak Pipfile.lock xpyproject.toml
"""
NAMES = OURS_AND_OTHERS.split()

ASK = """
local answers = {}
for _, name in ipairs(vim.json.decode(vim.env.TEST_NAMES)) do
  local buffer = vim.fn.bufadd(vim.env.TEST_FOLDER .. '/' .. name)
  vim.fn.bufload(buffer)
  vim.bo[buffer].filetype = vim.filetype.match({ buf = buffer }) or ''
  answers[name] = require('pypi_ls.files').is_ours(buffer)
    and vim.list_contains(vim.lsp.config.pypi_ls.filetypes, vim.bo[buffer].filetype)
end
io.stdout:write(vim.json.encode(answers))
"""


def neovim(nvim: Path, folder: Path, *arguments: str, **environ: str) -> str:
    """Run Neovim without a screen; return what it writes."""
    argv = [str(nvim), "--clean", "--headless", *arguments, "+qa!"]
    homes = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "DATA", "STATE")}
    done = subprocess.run(
        argv, env=environ | homes, capture_output=True, text=True, timeout=30, check=True
    )
    assert not done.stderr, done.stderr
    return done.stdout


def test_the_server_is_started_for_its_kinds_of_files_and_no_others(
    tmp_path: Path, nvim_path: Path
) -> None:
    script = tmp_path / "ask.lua"
    script.write_text(ASK)
    out = neovim(
        nvim_path,
        tmp_path,
        f"+set runtimepath+={EDITORS / 'nvim'}",
        "+runtime ftdetect/pypi_ls.lua",
        f"+luafile {script}",
        TEST_NAMES=json.dumps(NAMES),
        TEST_FOLDER=str(tmp_path / "w"),
    )
    # Python files without inline metadata are the server's by their language, but have nothing in
    # them for it; there are none among these names.
    ours = {name: kind_of(f"file:///w/{name}", "") is not None for name in NAMES}
    assert json.loads(out) == ours


def test_the_tags_of_the_help_are_up_to_date(tmp_path: Path, nvim_path: Path) -> None:
    folder = tmp_path / "doc"
    shutil.copytree(EDITORS / "nvim" / "doc", folder)
    kept = (folder / "tags").read_text()
    (folder / "tags").unlink()
    neovim(nvim_path, tmp_path, f"+helptags {folder}")
    assert (folder / "tags").read_text() == kept


def test_the_help_and_the_page_know_every_command() -> None:
    plugin = (EDITORS / "nvim" / "plugin" / "pypi_ls.lua").read_text()
    commands = set(re.findall(r"^  (Pypi\w+) = \{", plugin, re.MULTILINE))
    assert len(commands) == 6
    text = (EDITORS / "nvim" / "doc" / "pypi_ls.txt").read_text()
    page = (EDITORS.parent / "docs" / "editors" / "neovim.md").read_text()
    assert set(re.findall(r"\*:(Pypi\w+)\*", text)) == commands
    assert set(re.findall(r"^\| `:(Pypi\w+)", page, re.MULTILINE)) == commands


def test_the_help_is_no_wider_than_help_windows() -> None:
    text = (EDITORS / "nvim" / "doc" / "pypi_ls.txt").read_text()
    assert [line for line in text.splitlines() if len(line) > 79] == []
