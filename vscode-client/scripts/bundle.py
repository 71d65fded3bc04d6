# ruff: noqa: INP001 - a script, not part of a package
"""Fills `bundled/libs` with this repository's wheel and the packages that it needs, pinned by hash.

Contract: takes the pins of `constraints/dev.txt`, so that people get what the tests ran with; all
of it is pure Python, so that one bundle serves every system. Run with the Python of `.venv`:
`.venv/bin/python vscode-client/scripts/bundle.py`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LIBS = ROOT / "vscode-client" / "bundled" / "libs"
PINS = ROOT / "constraints" / "dev.txt"

TERMINAL_ONLY = {"rich"}
"""What the server never loads: tables and colours for the terminal."""

PRUNED = (
    "bin",
    "**/__pycache__",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/sboms",
    "distlib/*.exe",  # launchers that installers put beside scripts
    "pypi_language_server/demo_files",
    "httpx/_main.py",  # a command line that needs rich
)
_SYSTEMS = [
    {"python_version": version, "python_full_version": f"{version}.0", "sys_platform": system}
    for version in ("3.11", "3.12", "3.13", "3.14")
    for system in ("linux", "darwin", "win32")
]


def main() -> None:
    """Build everything anew."""
    shutil.rmtree(LIBS, ignore_errors=True)
    LIBS.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        requirements = Path(folder, "requirements.txt")
        requirements.write_text("".join(pins(needed())), encoding="utf-8")
        install("--require-hashes", "--only-binary", ":all:", "-r", str(requirements))
        install("--no-index", str(wheel))
    prune()
    refuse_compiled()
    size = sum(file.stat().st_size for file in LIBS.rglob("*") if file.is_file())
    sys.stdout.write(f"bundled {size / 1e6:.1f} MB into {LIBS.relative_to(ROOT)}\n")


def build_wheel(folder: Path) -> Path:
    """Return this repository's wheel, built in `folder` without looking anything up."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def needed() -> set[str]:
    """Return the names of all packages that the server needs on some system."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting = list(project["dependencies"])
    found: set[str] = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        if name in found | TERMINAL_ONLY or not applies(requirement):
            continue
        found.add(name)
        waiting += requires(name) or []
    return found


def applies(requirement: Requirement) -> bool:
    """Whether some system that we support needs it."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({**system, "extra": ""}) for system in _SYSTEMS)


def pins(names: set[str]) -> list[str]:
    """Return the pins of `names`, hashes included.

    Raises:
        LookupError: one is not pinned.
    """
    stanzas = re.findall(r"^\S.*(?:\n[ \t]+.*)*\n?", PINS.read_text("utf-8"), re.MULTILINE)
    by_name = {canonicalize_name(stanza.split("==")[0]): stanza for stanza in stanzas}
    missing = names - by_name.keys()
    if missing:
        raise LookupError(f"not pinned in {PINS.name}: {', '.join(sorted(missing))}")
    return [by_name[name].rstrip("\n") + "\n" for name in sorted(names)]


def install(*arguments: str) -> None:
    """Run pip for the bundle."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-compile", "--upgrade", "--target", str(LIBS)]
    subprocess.run([*pip, *options, *arguments], check=True)


def prune() -> None:
    """Remove what nobody needs there."""
    for pattern in PRUNED:
        for path in list(LIBS.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def refuse_compiled() -> None:
    """Fail when something would run on this system only.

    Raises:
        ValueError: a package is not pure Python.
    """
    compiled = [path for end in ("so", "pyd", "dylib") for path in LIBS.rglob(f"*.{end}")]
    if compiled:
        raise ValueError(f"not pure Python: {', '.join(map(str, compiled))}")


if __name__ == "__main__":
    main()
