"""Reads and writes pip's own setting `search.index`, by pip itself.

Contract: only the user-level file is touched, and only by `pip config --user`, so that its format,
its place and its comments stay pip's business. pip is run outside of the current folder, whose
files could be taken for modules.
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
_USER_FILES = re.compile(r"^user:\n((?:[ \t]+.*\n?)+)", re.MULTILINE)
_LAST_FILE = re.compile(r"^[ \t]+(.+), exists: (?:True|False)[ \t]*$", re.MULTILINE)


class PipFailed(Exception):  # noqa: N818 - a failure of the world
    """pip did not do what it was asked to; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Pip:
    """The pip of one Python.

    Attributes:
        python: that Python's path.
        version: what pip says about itself.
        environ: the variables it runs with.
    """

    python: Path
    version: str
    environ: Mapping[str, str]

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

    def remove(self) -> None:
        """Take `search.index` out.

        Raises:
            PipFailed: it was not written.
        """
        self._change("unset", KEY)

    def file(self) -> str:
        """Return the file that is written to, as far as pip tells."""
        told = _run(self.python, self.environ, "config", "debug").stdout
        section = _USER_FILES.search(told)
        files = _LAST_FILE.findall(section[1]) if section else []
        return files[-1] if files else "pip's file of your settings"

    def _change(self, *words: str) -> None:
        ended = _run(self.python, self.environ, "config", "--user", *words)
        if ended.returncode != 0:
            said = (ended.stderr or ended.stdout).strip().splitlines()
            raise PipFailed(said[-1] if said else f"it ended with {ended.returncode}")


def active_pip(environ: Mapping[str, str]) -> Pip | None:
    """Return the pip that somebody who types `pip` means, or the next best; None: there is none."""
    for python in _pythons(environ):
        ended = _run(python, environ, "--version")
        if ended.returncode == 0:
            version = re.match(r"pip \S+", ended.stdout)
            return Pip(python, version[0] if version else "pip", environ)
    return None


def is_ours(url: str) -> bool:
    """Whether a value of `search.index` leads to a server of this machine."""
    return _OURS.fullmatch(url) is not None


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
