"""The variables of environment markers: what each means, and what it may be compared with.

Contract: data only, in our own words. Sources: PEP 508, "Environment Markers"; PEP 751 for
`extras` and `dependency_groups`, which are legal in lock files only and never offered here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of environment markers.

    Attributes:
        name: how it is written.
        brief: what it is, in a few words.
        text: some sentences about it.
        ordered: whether it is compared as a version, so that "newer" means something.
        values: what makes sense on the other side, each with a remark or an empty string.
    """

    name: str
    brief: str
    text: str
    ordered: bool = False
    values: tuple[tuple[str, str], ...] = ()


PYTHONS = tuple(f"3.{minor}" for minor in range(15, 7, -1))
"""Python's minor releases that are still met, newest first."""

_SYSTEMS = (
    ("linux", "Linux"),
    ("darwin", "macOS"),
    ("win32", "Windows, 64 bits too"),
    ("cygwin", "Cygwin"),
    ("android", "Android, from Python 3.13 on"),
    ("ios", "iOS, from Python 3.13 on"),
    ("emscripten", "Emscripten: Python in a browser"),
    ("wasi", "WASI"),
)
_PLATFORMS = (
    ("Linux", ""),
    ("Darwin", "macOS"),
    ("Windows", ""),
    ("Android", "from Python 3.13 on"),
    ("iOS", "from Python 3.13 on"),
    ("FreeBSD", ""),
    ("Emscripten", "Python in a browser"),
    ("Java", "Jython"),
)
_MACHINES = (
    ("x86_64", "64-bit Intel and AMD, on Linux and macOS"),
    ("aarch64", "64-bit ARM, on Linux"),
    ("arm64", "64-bit ARM, on macOS"),
    ("AMD64", "64-bit Intel and AMD, on Windows"),
    ("ARM64", "64-bit ARM, on Windows"),
    ("i686", "32-bit Intel and AMD, on Linux"),
    ("x86", "32-bit Intel and AMD, on Windows"),
    ("armv7l", "32-bit ARM"),
    ("ppc64le", "POWER"),
    ("s390x", "IBM Z"),
    ("riscv64", "RISC-V"),
    ("wasm32", "WebAssembly"),
)
_IMPLEMENTATIONS = (
    ("CPython", "the usual Python"),
    ("PyPy", ""),
    ("GraalVM", "GraalPy"),
    ("IronPython", "on .NET"),
    ("Jython", "on Java"),
)
_IMPLEMENTATION_NAMES = (
    ("cpython", "the usual Python"),
    ("pypy", ""),
    ("graalpy", ""),
    ("ironpython", "on .NET"),
    ("jython", "on Java"),
    ("micropython", ""),
)

VARIABLES: tuple[Variable, ...] = (
    Variable(
        "python_version",
        "Python's minor release",
        "Major and minor number of the Python that installs, such as 3.12. Compared as a"
        " version, so 3.10 is newer than 3.9.",
        ordered=True,
        values=tuple((version, "") for version in PYTHONS),
    ),
    Variable(
        "sys_platform",
        "the operating system",
        "What sys.platform says: linux, darwin for macOS, win32 for every Windows.",
        values=_SYSTEMS,
    ),
    Variable(
        "platform_system",
        "the operating system's name",
        "What platform.system() says: Linux, Darwin for macOS, Windows. Upper and lower case"
        " matter.",
        values=_PLATFORMS,
    ),
    Variable(
        "platform_machine",
        "the processor",
        "What platform.machine() says. The same processor has different names on different"
        " systems: 64-bit ARM is aarch64 on Linux, arm64 on macOS and ARM64 on Windows.",
        values=_MACHINES,
    ),
    Variable(
        "python_full_version",
        "Python's release with its patch number",
        "The whole version of the Python that installs, such as 3.12.4. For minor releases use"
        " python_version.",
        ordered=True,
        values=tuple((f"{version}.0", "") for version in PYTHONS),
    ),
    Variable(
        "implementation_name",
        "which Python, in lower case",
        "What sys.implementation.name says, such as cpython or pypy.",
        values=_IMPLEMENTATION_NAMES,
    ),
    Variable(
        "platform_python_implementation",
        "which Python",
        "What platform.python_implementation() says, such as CPython or PyPy.",
        values=_IMPLEMENTATIONS,
    ),
    Variable(
        "os_name",
        "the kind of operating system",
        "What os.name says: posix for Linux and macOS alike, nt for Windows.",
        values=(("posix", "Linux, macOS and their kin"), ("nt", "Windows"), ("java", "Jython")),
    ),
    Variable(
        "extra",
        "an extra that is asked for",
        "True while the named extra of the project is being installed. Tools write it into a"
        " package's metadata from its optional dependencies; by hand it is rarely needed.",
    ),
    Variable(
        "implementation_version",
        "the implementation's version",
        "The version of the Python implementation: for CPython the same as python_full_version,"
        " for PyPy its own.",
        ordered=True,
    ),
    Variable(
        "platform_release",
        "the system's release",
        "What platform.release() says: the kernel's release on Linux and macOS.",
    ),
    Variable(
        "platform_version",
        "the system's version",
        "What platform.version() says: a long text that differs from machine to machine.",
    ),
)

BY_NAME: Mapping[str, Variable] = {variable.name: variable for variable in VARIABLES}

ALIASES: Mapping[str, str] = {
    "os.name": "os_name",
    "sys.platform": "sys_platform",
    "platform.version": "platform_version",
    "platform.machine": "platform_machine",
    "platform.python_implementation": "platform_python_implementation",
    "python_implementation": "platform_python_implementation",
}
"""Spellings of old (PEP 345), which tools still read."""

ALL_NAMES = frozenset({*BY_NAME, *ALIASES, "extras", "dependency_groups"})


def known_as(name: str) -> str:
    """Return a variable's own name for one that may be spelled in the old way."""
    return ALIASES.get(name, name)
