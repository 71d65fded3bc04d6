"""Knows the Trove classifiers: what most projects say about themselves first.

Contract: pure; the list is that of the `trove-classifiers` package, which the index's own
maintainers publish. Withdrawn classifiers are not offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.choices import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

_PYTHON = "Programming Language :: Python :: "
_USUAL = (
    "Development Status :: 3 - Alpha",
    "Development Status :: 4 - Beta",
    "Development Status :: 5 - Production/Stable",
    "Intended Audience :: Developers",
    "Intended Audience :: Science/Research",
    "Operating System :: OS Independent",
    f"{_PYTHON}3",
    f"{_PYTHON}3 :: Only",
    *(f"{_PYTHON}3.{minor}" for minor in range(15, 9, -1)),
    f"{_PYTHON}Implementation :: CPython",
    "Topic :: Software Development :: Libraries :: Python Modules",
    "Typing :: Typed",
    "Private :: Do Not Upload",
)
# PEP 639: an SPDX expression in `project.license` says it instead.
_LICENCES = "License :: "
# Of these a project has one at most.
_ONE_OF = ("Development Status :: ",)


def classifiers(written: frozenset[str]) -> Iterator[Choice]:
    """Yield the classifiers, except further ones of a sort that `written` has one of already."""
    from trove_classifiers import sorted_classifiers

    settled = tuple(sort for sort in _ONE_OF if any(one.startswith(sort) for one in written))
    known = frozenset(sorted_classifiers)
    ordered = [
        *(name for name in _USUAL if name in known),
        *(name for name in sorted_classifiers if not name.startswith(_LICENCES)),
        *(name for name in sorted_classifiers if name.startswith(_LICENCES)),
    ]
    for name in dict.fromkeys(ordered):
        if not (settled and name.startswith(settled)):
            replaced = name.startswith(_LICENCES)
            yield Choice(name, detail="`project.license` says it better" if replaced else "")
