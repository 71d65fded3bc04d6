"""The real bridge and the real pip, each in a process of its own, on a machine without settings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.fake_index import FakeIndex

PATIENCE = 60
PROGRAM = (sys.executable, "-m", "pypi_language_server")
NO_MATCHES = 23
"""How pip ends when a search finds nothing."""


@dataclass
class Bridge:
    """A bridge that runs."""

    process: subprocess.Popen[str]
    url: str

    @property
    def port(self) -> int:
        return int(self.url.split(":")[2].split("/")[0])

    def end(self, number: int = signal.SIGTERM) -> int:
        """Return the exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@dataclass
class Place:
    """A user's machine: a home, a cache and an index.

    Attributes:
        home: the user's folder, which holds everything.
        index: what is asked about projects.
    """

    home: Path
    index: FakeIndex

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "VIRTUAL_ENV": sys.prefix,
            "PYPI_LS_INDEX_URL": self.index.root,
            "PYPI_LS_CACHE_DIR": str(self.home / "cache"),
            "PYPI_LS_POPULARITY_URL": "",
            "PYTHONWARNINGS": "error",
        }

    def run(self, *words: str, answer: str = "", **variables: str) -> Ended:
        """Run the program; `answer` is typed."""
        return _run([*PROGRAM, *words], self.environ | variables, answer)

    def pip(self, *words: str, **variables: str) -> Ended:
        """Run pip."""
        environ = self.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"} | variables
        del environ["PYTHONWARNINGS"]  # pip's own affair
        return _run([sys.executable, "-m", "pip", *words], environ, "")

    def search(self, bridge: Bridge, *words: str) -> Ended:
        """Run `pip search`."""
        return self.pip("search", "--index", bridge.url, *words)

    @contextmanager
    def bridge(self, *words: str, **variables: str) -> Iterator[Bridge]:
        """A bridge, on a free port unless `words` name one; ended with the context."""
        port = () if "--port" in words else ("--port", "0")
        process = subprocess.Popen(
            [*PROGRAM, "pip-search-server", *port, *words],
            env=self.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert " at http://127.0.0.1:" in line, line + (
                process.stderr.read() if process.stderr and not line else ""
            )
            yield Bridge(process, line.split(" at ")[1].strip())
        finally:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=PATIENCE)


Ended = subprocess.CompletedProcess[str]


def _run(command: list[str], environ: dict[str, str], answer: str) -> Ended:
    return subprocess.run(
        command,
        env=environ,
        cwd=environ["HOME"],
        input=answer,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
