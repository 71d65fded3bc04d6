"""A display in memory: programs with windows run on it, keys and the mouse reach them.

Contract: Xvfb and xdotool come from `tests/editors/setup`. Listens on a socket of this machine only
and ends with its context. There is no window manager: windows are focused by hand.
"""

from __future__ import annotations

import os
import struct
import subprocess
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.editors.typing_fixtures import PROGRAMS

POLL_SECONDS = 0.05
WIDTH, HEIGHT = 1000, 700
CALM_SECONDS = 0.4  # a picture that has not changed for so long is not being drawn at


class Area(NamedTuple):
    """A part of the screen, in pixels; its right and bottom edges are outside."""

    left: int
    top: int
    right: int
    bottom: int


EVERYTHING = Area(0, 0, WIDTH, HEIGHT)


class Display:
    """One screen.

    Args:
        folder: where the picture and the program's output are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs: list[subprocess.Popen[bytes]] = []
        self.environ: dict[str, str] = {}

    def __enter__(self) -> Display:
        ours, theirs = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        argv = f"-displayfd {theirs} -screen 0 {size} -nolisten tcp -extension GLX -fbdir".split()
        self._start([PROGRAMS / "Xvfb", *argv, self._folder], os.environ, pass_fds=(theirs,))
        os.close(theirs)
        with os.fdopen(ours) as said:
            self.environ = {"DISPLAY": f":{said.readline().strip()}"}
        return self

    def __exit__(self, *_: object) -> None:
        for program in reversed(self._programs):
            program.terminate()
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait(10)

    def run(self, argv: list[str | Path], environ: Mapping[str, str]) -> None:
        """Start a program on this display."""
        self._start(argv, {**environ, **self.environ})

    def _start(
        self, argv: list[str | Path], environ: Mapping[str, str], pass_fds: tuple[int, ...] = ()
    ) -> None:
        with (self._folder / "output").open("ab") as output:
            self._programs.append(
                subprocess.Popen(argv, env=environ, pass_fds=pass_fds, stdout=output, stderr=output)
            )

    def focus(self, title: str) -> str:
        """Wait for a window whose title has this in it, make it as large as it may be, focus it."""
        found: list[str] = []

        def is_there() -> bool:
            found[:] = self._tell("search", "--onlyvisible", "--name", title).split()
            return bool(found)

        self.wait_until(is_there, f"a window called {title}", seconds=40)
        self._tell("windowfocus", "--sync", found[-1])
        return found[-1]

    def grow(self, window: str) -> None:
        """Let a window have the whole screen."""
        self._tell("windowmove", window, "0", "0", "windowsize", window, str(WIDTH), str(HEIGHT))

    def type(self, text: str) -> None:
        """Type characters that are on a keyboard, as a person would."""
        self._tell("type", "--delay", "50", text)

    def press(self, *keys: str) -> None:
        """Press keys by their names, such as Return and ctrl+s."""
        self._tell("key", "--delay", "50", *keys)

    def point(self, x: int, y: int) -> None:
        """Move the mouse to a place, and by a hair there."""
        self._tell("mousemove", str(x), str(y))
        self._tell("mousemove", str(x + 1), str(y))

    def _tell(self, *words: str) -> str:
        argv = [PROGRAMS / "xdotool", *words]
        done = subprocess.run(
            argv,
            check=False,
            env={**os.environ, **self.environ},
            capture_output=True,
            text=True,
            timeout=30,
        )
        return done.stdout

    def wait_until(self, fits: Callable[[], bool], what: str, seconds: float = 20) -> None:
        """Wait until something is so; fails with its name and with what the programs wrote."""
        deadline = time.monotonic() + seconds
        while not fits():
            output = (self._folder / "output").read_text(errors="replace")
            assert time.monotonic() < deadline, f"never saw {what}; the programs' output:\n{output}"
            time.sleep(POLL_SECONDS)

    def picture(self, area: Area = EVERYTHING) -> list[bytes]:
        """Return the rows of a part of the screen, four bytes for each pixel."""
        data = (self._folder / "Xvfb_screen0").read_bytes()
        head, colours = struct.unpack_from(">I", data)[0], struct.unpack_from(">I", data, 76)[0]
        first = head + 12 * colours
        starts = (first + 4 * WIDTH * row for row in range(area.top, area.bottom))
        return [data[start + 4 * area.left : start + 4 * area.right] for start in starts]

    def calm(self, area: Area, unlike: list[bytes] | None = None) -> list[bytes]:
        """Return a part of the screen once it is drawn, and looks otherwise than it did."""
        last, since = self.picture(area), time.monotonic()

        def is_calm() -> bool:
            nonlocal last, since
            now = self.picture(area)
            if now != last:
                last, since = now, time.monotonic()
            return last != unlike and time.monotonic() - since > CALM_SECONDS

        self.wait_until(is_calm, "the screen drawn")
        return last

    def png(self) -> bytes:
        """Return the screen as a picture to look at."""
        rows = bytearray()
        for pixels in self.picture():
            row = bytearray(3 * WIDTH)
            for colour, place in enumerate((2, 1, 0)):  # blue is first in memory
                row[colour::3] = pixels[place::4]
            rows += b"\0" + row
        head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + checksum
