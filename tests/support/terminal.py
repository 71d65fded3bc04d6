"""A program in a terminal of its own: types keys, reads the screen. For tests of real editors."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

POLL_SECONDS = 0.05


class Terminal:
    """Runs one program on a pseudo-terminal and keeps its screen.

    Args:
        argv: the program and its arguments.
        environ: its whole environment.
        folder: its working folder.
        columns, lines: the screen's size in characters.
    """

    def __init__(
        self,
        argv: Sequence[str],
        environ: Mapping[str, str],
        folder: Path,
        *,
        columns: int = 100,
        lines: int = 32,
    ) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._process = subprocess.Popen(
            list(argv),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=dict(environ) | {"TERM": "xterm-256color"},
            cwd=folder,
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        os.close(self._ours)

    def type(self, keys: str) -> None:
        """Send keys one by one, as a person would."""
        for key in keys:
            os.write(self._ours, key.encode())
            self._read(POLL_SECONDS)

    def screen(self) -> str:
        """Return what the screen shows, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def wait_for(self, wanted: str | Callable[[str], bool], seconds: float = 20) -> str:
        """Return the screen as soon as it shows what is wanted; fails with the screen else."""
        fits = wanted if callable(wanted) else lambda text: wanted in text
        deadline = time.monotonic() + seconds
        while not fits(self.screen()):
            assert time.monotonic() < deadline, (
                f"never saw {wanted!r}; the screen:\n{self.screen()}"
            )
            self._read(POLL_SECONDS)
        return self.screen()

    def _read(self, seconds: float) -> None:
        ready, _, _ = select.select([self._ours], [], [], seconds)
        if ready:
            try:
                self._stream.feed(os.read(self._ours, 65536))
            except OSError:  # the program has ended
                return
