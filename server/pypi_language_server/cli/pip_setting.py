"""Reads and writes pip's own setting `search.index`, by pip itself.

Contract: only the user's file is touched, or the one that `PIP_CONFIG_FILE` names in its place, and
only by `pip config --user`, so that its format and its place stay pip's business. pip is run
outside of the current folder, whose files could be taken for modules.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY = "search.index"
PATIENCE = 60.0
_OURS = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\]):[0-9]{1,5}/(?:pypi|RPC2)?/?")
_SECTION = re.compile(r"^(user|env):\n((?:[ \t]+.*\n?)+)", re.MULTILINE)
_FILE = re.compile(r"^[ \t]+(.+), exists: (?:True|False)[ \t]*$", re.MULTILINE)


class PipFailed(Exception):  # noqa: N818 - a failure of the world
    """pip did not do what it was asked to; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Pip:
    """The pip of one Python.

    Attributes:
        python: that Python's path.
        environ: the variables it runs with.
        file: where it keeps its user's settings, as far as it tells.
    """

    python: Path
    environ: Mapping[str, str]
    file: str

    def setting(self) -> str:
        """Return the value of `search.index` in the user's file, or an empty string."""
        ended = _run(self.python, self.environ, "config", "--user", "get", KEY)
        return ended.stdout.strip() if ended.returncode == 0 else ""

    def write(self, value: str) -> None:
        """Set `search.index`.

        Raises:
            PipFailed: it was not written.
        """
        self._change("set", KEY, value)
        if self.setting() != value:
            raise PipFailed(f"{KEY} is as before; is PIP_CONFIG_FILE set?")

    def remove(self) -> None:
        """Take `search.index` out.

        Raises:
            PipFailed: it was not written.
        """
        self._change("unset", KEY)

    def _change(self, *words: str) -> None:
        ended = _run(self.python, self.environ, "config", "--user", *words)
        if ended.returncode != 0:
            said = (ended.stderr or ended.stdout).strip().splitlines()
            raise PipFailed(said[-1] if said else f"it ended with {ended.returncode}")


def active_pip(environ: Mapping[str, str]) -> Pip | None:
    """Return the pip that somebody who types `pip` means, or the next best; None: there is none."""
    for python in _pythons(environ):
        ended = _run(python, environ, "config", "debug")
        if ended.returncode == 0:
            return Pip(python, environ, _file(ended.stdout))
    return None


def is_ours(url: str) -> bool:
    """Whether a value of `search.index` leads to a server of this machine."""
    return _OURS.fullmatch(url) is not None


def _file(told: str) -> str:
    """Return the file that is written to, from what `pip config debug` tells."""
    sections = {found[1]: found[2] for found in _SECTION.finditer(told)}
    files = _FILE.findall(sections.get("user") or sections.get("env") or "")
    return files[-1] if files else "pip's file of your settings"


def _pythons(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield Pythons: of the active environment, then of the search path, then this one."""
    seen = set()
    folder = Path(environ.get("VIRTUAL_ENV") or os.devnull)
    inside = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    names = ("python3", "python", "py")
    found = (shutil.which(name, path=environ.get("PATH", "")) for name in names)
    for python in (inside, *map(Path, filter(None, found)), Path(sys.executable)):
        # A relative one would come from the current folder, which may be a stranger's.
        if python.is_absolute() and python.is_file() and python not in seen:
            seen.add(python)
            yield python


def _run(python: Path, environ: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", *words]
    try:
        return subprocess.run(
            command,
            env=dict(environ),
            cwd=python.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))
