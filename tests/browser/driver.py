"""Starts a real browser and has it play scenarios, for tests and pictures.

Contract: fails with a sentence that helps where the browser, Node.js or playwright-core is missing;
never skips.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Driver:
    """A browser that plays scenarios, one after the other."""

    def __init__(self, module: str, failures: Path) -> None:
        assert shutil.which("node"), "Node.js is missing: run tests/browser/setup"
        assert (HERE / "node_modules").is_dir(), "run tests/browser/setup first"
        self._failures = failures
        self.process = subprocess.Popen(
            ["node", str(HERE / "drive.mjs"), str(HERE / module)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            self._answer()  # the browser has started
        except AssertionError:
            self.close()
            raise

    def play(self, scenario: str, url: str, options: object = None, **given: object) -> Any:
        """Play a scenario and return what it gives; fails with what the browser saw."""
        assert self.process.stdin is not None
        asked = {"scenario": scenario, "url": url, "options": options or {}, **given}
        asked["failure"] = str(self._failures / f"{scenario}.png")
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"no browser: run tests/browser/setup (exit code {self.process.wait(10)})"
        told = json.loads(line)
        assert told["ok"], f"{told['error']}\nA picture may be in {self._failures}"
        return told["result"]

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
