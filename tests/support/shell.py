"""The real program, run as a person runs it in a terminal, against a loopback index."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.fake_index import FakeIndex

PROGRAM = (sys.executable, "-m", "pypi_language_server")
SECONDS = 60


@dataclass
class Shell:
    """Runs the program in an environment and a working folder of its own.

    Attributes:
        index: what it asks.
        cache: where it keeps things.
    """

    index: FakeIndex
    cache: Path

    @property
    def folder(self) -> Path:
        """Where the program is started, and the user's home."""
        return self.cache.parent

    def environ(self, **variables: str) -> dict[str, str]:
        """The program's whole environment."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYPI_LS_INDEX_URL": self.index.root,
            "PYPI_LS_CACHE_DIR": str(self.cache),
            "PYPI_LS_POPULARITY_URL": "",
            "PYTHONWARNINGS": "error",
        } | variables

    def run(self, *words: str | bytes, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the program with pipes, as scripts do."""
        return subprocess.run(
            [*PROGRAM, *words],
            cwd=self.folder,
            env=self.environ(**variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )

    def start(self, *words: str, **variables: str) -> subprocess.Popen[bytes]:
        """Start the program with pipes; who does ends it."""
        return subprocess.Popen(
            [*PROGRAM, *words],
            cwd=self.folder,
            env=self.environ(**variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def on_terminal(self, words: Sequence[str], columns: int = 100, **variables: str) -> str:
        """Run the program on a terminal; return all that it writes there."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        with subprocess.Popen(
            [*PROGRAM, *words],
            cwd=self.folder,
            env=self.environ(TERM="xterm-256color", **variables),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as process:
            os.close(theirs)
            written = _all_of(ours)
            process.wait(SECONDS)
        return written.decode("utf-8", "replace").replace("\r\n", "\n")


def _all_of(terminal: int) -> bytes:
    """Return what comes from a terminal until its other end is closed."""
    parts = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody is there any more
            part = b""
        if not part:
            os.close(terminal)
            return b"".join(parts)
        parts.append(part)
