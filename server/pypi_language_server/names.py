"""Project names: what is equal to what (PEP 503), and what is no project at all."""

from __future__ import annotations

import re
import sys
from typing import NewType

NormalizedName = NewType("NormalizedName", str)
"""A project name in the form in which names are compared (PEP 503, "Normalized Names")."""

_SEPARATORS = re.compile(r"[-_.]+")
_VALID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z")


def normalize(name: str) -> NormalizedName:
    """Return `name` as names are compared: lower case, separator runs as one hyphen (PEP 503)."""
    return NormalizedName(_SEPARATORS.sub("-", name).lower())


def is_valid(name: str) -> bool:
    """Whether `name` may name a project (core metadata, "Name"; PEP 508)."""
    return _VALID.match(name) is not None


_STANDARD_LIBRARY = frozenset(normalize(name) for name in sys.stdlib_module_names)


def is_standard_library(name: NormalizedName) -> bool:
    """Whether `name` is a module of the running Python's standard library."""
    return name in _STANDARD_LIBRARY
