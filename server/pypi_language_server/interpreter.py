"""Finds out the Python that requirements are installed for: chosen by settings, else this one.

Contract: nothing here waits or raises: a chosen interpreter is asked once, in a thread of its own,
and until it has answered little is known. Only the user's settings name a program to run, by its
absolute path; it runs isolated (`-I -S`), outside of any opened folder, for seconds at most.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypi_language_server.environment import UNKNOWN_ENVIRONMENT, PythonEnvironment

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pypi_language_server.settings import PythonSettings

PATIENCE = 10.0
"""Seconds that an interpreter may take to say what it is."""

OWN = "this server's Python"
SET = "the setting `pypi.python.version`"
CHOSEN = "the chosen interpreter"

_ANSWER_LIMIT = 20_000
_VALUE_LIMIT = 300
_VERSION = re.compile(r"(\d{1,2}\.\d{1,3})(\.\d{1,3}(?:(?:a|b|rc)\d{1,3})?)?")
_FULL_VERSION = re.compile(r"\d+\.\d+\.\d+\S*")
# What PEP 508, "Environment Markers", says that each variable is.
_QUESTION = """\
import json, os, platform, sys
def version(info):
    kind = "" if info.releaselevel == "final" else info.releaselevel[0] + str(info.serial)
    return "%d.%d.%d%s" % (info.major, info.minor, info.micro, kind)
sys.stdout.write(json.dumps({
    "implementation_name": sys.implementation.name,
    "implementation_version": version(sys.implementation.version),
    "os_name": os.name,
    "platform_machine": platform.machine(),
    "platform_python_implementation": platform.python_implementation(),
    "platform_release": platform.release(),
    "platform_system": platform.system(),
    "platform_version": platform.version(),
    "python_full_version": platform.python_version(),
    "python_version": ".".join(platform.python_version_tuple()[:2]),
    "sys_platform": sys.platform,
}))
"""


@dataclass
class ChosenPython:
    """The Python that settings choose.

    Attributes:
        settings: `pypi.python`.
        patience: seconds that an interpreter may take.
        run: starts the work of waiting for it beside everything else.
        question: the program that makes an interpreter say what it is.
    """

    settings: PythonSettings
    patience: float = PATIENCE
    run: Callable[[Callable[[], None]], None] = field(default_factory=lambda: _beside)
    question: str = _QUESTION
    _asked: bool = False
    _found: Mapping[str, str] | None = None
    _problem: str = ""
    _process: subprocess.Popen[bytes] | None = None
    _own: Mapping[str, str] | None = None

    def environment(self) -> PythonEnvironment:
        """Return the chosen Python as far as it is known by now."""
        if not self.settings.interpreter:
            return self._with_version(self._this(), OWN)
        if not self._asked:
            self._asked = True
            self.run(self._ask)
        if self._found is not None:
            return self._with_version(self._found, CHOSEN)
        if self._problem:
            return self._with_version(self._this(), f"{OWN}, as the chosen one does not answer")
        return self._with_version({}, CHOSEN)

    def problems(self) -> tuple[str, ...]:
        """Return sentences about settings that are of no use."""
        version, problems = self.settings.version, []
        if version and _VERSION.fullmatch(version) is None:
            problems.append(f"pypi.python.version: “{version[:40]}” is not a version like 3.12.")
        if self._problem:
            problems.append(f"pypi.python.interpreter: {self._problem}")
        return tuple(problems)

    def close(self) -> None:
        """End an interpreter that is still being asked."""
        process = self._process
        if process is not None:
            process.kill()

    def _this(self) -> Mapping[str, str]:
        if self._own is None:
            from packaging.markers import default_environment

            self._own = {name: str(value) for name, value in default_environment().items()}
        return self._own

    def _with_version(self, markers: Mapping[str, str], source: str) -> PythonEnvironment:
        """Return an environment with the version that is set, if one is."""
        match = _VERSION.fullmatch(self.settings.version)
        if match is None:
            version = markers.get("python_full_version", "")
            return PythonEnvironment(version, markers, source) if markers else UNKNOWN_ENVIRONMENT
        full = match[0] if match[2] else f"{match[0]}.0"
        changed = {"python_version": match[1], "python_full_version": full}
        if markers.get("implementation_name") == "cpython":
            changed["implementation_version"] = full
        return PythonEnvironment(full, {**markers, **changed}, SET)

    def _ask(self) -> None:
        """Ask the interpreter; runs in a thread of its own."""
        from pathlib import Path  # late: the server's start does not need it

        try:
            path = Path(self.settings.interpreter).expanduser()
        except RuntimeError:  # `~` of nobody
            path = Path()
        if not path.is_absolute() or not path.is_file():
            self._problem = "the absolute path of a Python is wanted, and nothing else is run."
            return
        try:
            answer = self._answer(path)
        except OSError as error:
            self._problem = f"it cannot be run: {error.strerror or 'the system refuses'}."
            return
        self._found = _read(answer)
        if self._found is None:
            self._problem = "it did not say what Python it is."

    def _answer(self, path: Path) -> bytes:
        """Return what the interpreter prints; it is ended when it prints or lives too long."""
        import subprocess

        with subprocess.Popen(
            [path, "-I", "-S", "-c", self.question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=path.parent,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:
            self._process = process
            alarm = threading.Timer(self.patience, process.kill)
            alarm.daemon = True
            alarm.start()
            try:
                answer = process.stdout.read(_ANSWER_LIMIT) if process.stdout else b""
                if len(answer) == _ANSWER_LIMIT:
                    process.kill()
                return answer if process.wait() == 0 else b""
            finally:
                alarm.cancel()
                self._process = None


def _beside(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="asking an interpreter", daemon=True).start()


def _read(answer: bytes) -> Mapping[str, str] | None:
    """Return the marker values in an interpreter's answer; None when it is no such thing."""
    import json

    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        return None
    values = {
        name: "".join(char for char in value[:_VALUE_LIMIT] if char.isprintable())
        for name, value in found.items()
    }
    return values if _FULL_VERSION.match(values.get("python_full_version", "")) else None
