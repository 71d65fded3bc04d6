"""Writes the constraints that people mean when they name a release: at least, compatible, exact.

Contract: pure; everything here is legal in the language that it is written for. Sources: PEP 440,
"Version specifiers"; Poetry's manual, "Version constraints"; Pipenv's manual, "Specifiers".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, assert_never

from pypi_language_server.features.constraints import alternatives
from pypi_language_server.features.words import constraint_words
from pypi_language_server.manifests.model import Syntax
from pypi_language_server.settings import ConstraintForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packaging.version import Version


class Shape(NamedTuple):
    """A constraint that is ready to be accepted: an operator and what follows it."""

    operator: str
    rest: str

    @property
    def text(self) -> str:
        """The constraint as it is written."""
        return self.operator + self.rest

    def words(self, syntax: Syntax) -> str:
        """Return what it allows, in words."""
        return constraint_words(alternatives(self.text, syntax) or ())


def whole_constraints(version: Version, syntax: Syntax) -> tuple[Shape, ...]:
    """Return the constraints that a release suggests where none is written yet."""
    exact, ranged = str(version), f"{version.public},<{next_breaking(version)}"
    if syntax is Syntax.POETRY:
        bounds = (Shape("^", version.public), Shape("~", release_pair(version)))
        return (*bounds, Shape(">=", ranged), Shape("", "*"))
    shapes = (
        Shape(">=", version.public),
        Shape("~=", release_pair(version)),
        *(Shape("==", item) for item in (exact, *_family(version))),
        Shape(">=", ranged),
    )
    return (*shapes, Shape("", "*")) if syntax is Syntax.PIPFILE else shapes


def further_constraints(version: Version, *, bounded_below: bool) -> tuple[Shape, ...]:
    """Return the clauses that a release suggests beside those that are written already."""
    public, above = version.public, Shape("<", next_breaking(version))
    if bounded_below:
        return above, Shape("<=", public), Shape("!=", public)
    return Shape(">=", public), above, Shape("!=", public)


def after_operator(operator: str, version: Version, syntax: Syntax) -> tuple[str, ...]:
    """Return what may follow an operator besides a release's own version."""
    match operator:
        case ">=":
            return (f"{version.public},<{next_breaking(version)}",)
        case "==" | "":
            return _family(version)
        case "<":
            return (next_breaking(version),)
        case "~=":
            return (release_pair(version),)
        case "~" if syntax is Syntax.POETRY:
            return (release_pair(version),)
        case _:
            return ()


def families(versions: Iterable[Version], typed: str, most: int = 3) -> tuple[str, ...]:
    """Return what may follow `==` for all releases that begin alike, such as `2.*` and `2.31.*`.

    Args:
        versions: newest first.
        typed: what they have to begin with.
        most: how many are returned at most.
    """
    found: dict[str, None] = {}
    for depth in (1, 2):
        for version in versions:
            text = f"{_beginning(version, depth)}.*"
            if text.startswith(typed):
                found[text] = None
            if len(found) == (1 if depth == 1 else most):
                break
    return tuple(found)


def next_breaking(version: Version) -> str:
    """Return the first version that may break who uses this one: `3` for 2.31, `0.28` for 0.27.1.

    The first number that is not zero counts (Poetry's manual, "Caret requirements").
    """
    release = version.release
    place = next((index for index, number in enumerate(release) if number), len(release) - 1)
    numbers = (*release[:place], release[place] + 1)
    return _epoch(version) + ".".join(map(str, numbers))


def release_pair(version: Version) -> str:
    """Return the two numbers that `~=` needs at least; a pre-release as it is.

    `~=2.31` lets in no pre-release of 2.31 (PEP 440, "Compatible release").
    """
    if version.is_prerelease and len(version.release) > 1:
        return version.public
    if version.is_prerelease:
        first = _beginning(version, 1)
        return f"{first}.0{version.public.removeprefix(first)}"
    return _beginning(version, 2)


def named_constraint(version: Version, form: ConstraintForm, syntax: Syntax) -> str:
    """Return the constraint that comes with an accepted name, in the language of its place."""
    match form:
        case ConstraintForm.NONE:
            return ""
        case ConstraintForm.MINIMUM:
            return f">={version.public}"
        case ConstraintForm.COMPATIBLE if syntax is Syntax.POETRY:
            return f"^{version.public}"
        case ConstraintForm.COMPATIBLE:
            return f"~={release_pair(version)}"
        case ConstraintForm.EXACT:
            return f"{'' if syntax is Syntax.POETRY else '=='}{version}"
        case _:
            assert_never(form)


def _family(version: Version) -> tuple[str, ...]:
    """Return the pattern of all releases that share two numbers; none for a pre-release."""
    return () if version.is_prerelease else (f"{_beginning(version, 2)}.*",)


def _beginning(version: Version, count: int) -> str:
    """Return the first numbers of a version, zeros where it has fewer, with its epoch."""
    numbers = (*version.release, 0)[:count]
    return _epoch(version) + ".".join(map(str, numbers))


def _epoch(version: Version) -> str:
    return f"{version.epoch}!" if version.epoch else ""
