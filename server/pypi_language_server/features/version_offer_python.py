"""Says which Python a project's requirements must run on at least, and which releases do not.

Contract: pure; a project says so itself (`requires-python`, PEP 621; Poetry's `python`), else the
Python that requirements are installed for decides. What cannot be read rules nothing out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pypi_language_server.features.constraints import alternatives
from pypi_language_server.features.versions import parse
from pypi_language_server.manifests.model import Syntax

if TYPE_CHECKING:
    from packaging.version import Version

    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.manifests.model import Manifest

_NEWEST_MINOR = 30
_LIMIT = 200  # no sensible specifier is longer


def python_of(manifest: Manifest, environment: PythonEnvironment) -> str:
    """Return the oldest Python that releases have to run on, or an empty string."""
    declared = manifest.requires_python.value if manifest.requires_python else ""
    return oldest_allowed(declared) or environment.version


@lru_cache(maxsize=64)
def oldest_allowed(requires_python: str) -> str:
    """Return the oldest Python that a constraint lets in, such as `3.9`; empty when that is none.

    A project has to work on all that it claims, so the oldest one decides about its dependencies.
    """
    choices = alternatives(requires_python[:_LIMIT], Syntax.POETRY) or ()
    found = [
        version
        for choice in choices
        if choice and (version := _oldest(",".join(c.operator + c.version for c in choice)))
    ]
    return str(min(found)) if found else ""


def _oldest(specifier: str) -> Version | None:
    """Return the oldest version that a PEP 440 specifier lets in, of those that may be meant."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        wanted = SpecifierSet(specifier)
    except (InvalidSpecifier, ValueError):  # ValueError: a number of thousands of digits
        return None
    named = (parse(item.version.removesuffix(".*")) for item in wanted)
    minors = (parse(f"3.{minor}{micro}") for minor in range(_NEWEST_MINOR) for micro in ("", ".1"))
    candidates = (parse("2.7"), *minors, *named)
    fitting = (item for item in candidates if item and wanted.contains(item, prereleases=True))
    return min(fitting, default=None)


@lru_cache(maxsize=4096)
def runs_on(requires_python: str, python: str) -> bool:
    """Whether a release that asks for `requires_python` runs on the Python `python`."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if not requires_python or not python:
        return True
    try:
        return SpecifierSet(requires_python[:_LIMIT]).contains(python, prereleases=True)
    except (InvalidSpecifier, ValueError):
        return True
