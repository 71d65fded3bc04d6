"""Reads version constraints, PEP 440's, Poetry's and Pipenv's, into clauses to say and to evaluate.

Contract: pure and total; half-typed clauses are left out, text that is no constraint gives None.
Sources: PEP 440, "Version specifiers"; Poetry's documentation, "Version constraints".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.manifests.model import Syntax

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.manifests.model import Entry


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: a PEP 440 operator and what it compares with."""

    operator: str
    version: str


Alternative = tuple[Clause, ...]
"""Clauses that hold together; none at all: any version."""

_PEP440 = re.compile(r"\s*(===|~=|==|!=|<=|>=|<|>)\s*(\S*)\s*\Z")
_POETRY = re.compile(r"(\^|~=|~|===|==|!=|<=|>=|<|>|=)?\s*((?:[^\s,|<>=!^~]|!(?!=))*)[\s,]*")
_NUMBERS = re.compile(r"v?(\d+!)?(\d+(?:\.\d+)*)", re.IGNORECASE)
_LONGEST = 200  # Python reads no number of more than 4,300 digits
# What may be sent to an index as a version: no slash, no dots in a row, nothing to escape.
_PLAIN_VERSION = re.compile(r"[A-Za-z0-9]+(?:[._+!-][A-Za-z0-9]+)*\Z")


def alternatives(constraint: str, syntax: Syntax) -> tuple[Alternative, ...] | None:
    """Return the alternatives that a constraint allows, or None when it is not understood.

    PEP 440 has one alternative; Poetry separates several by `||`. Poetry's `^`, `~` and bare
    versions come back as PEP 440 clauses.
    """
    if syntax is not Syntax.POETRY:
        clauses = _pep440(_with_operator(constraint) if syntax is Syntax.PIPFILE else constraint)
        return None if clauses is None else (clauses,)
    parts = [_poetry(part) for part in re.split(r"\|\|?", constraint) if part.strip()]
    found = tuple(part for part in parts if part is not None)
    return found if len(found) == len(parts) else None


def pinned_version(entry: Entry) -> str | None:
    """Return the one version that an entry asks for by name (`==X`, `===X`, a bare `X`)."""
    if entry.specifier is None:
        return None
    match alternatives(entry.specifier.value, entry.syntax):
        case ((Clause("==" | "===", version),),) if _PLAIN_VERSION.match(version):
            return version
        case _:
            return None


def bounds(clause: Clause) -> Alternative:
    """Return a clause in terms of lower and upper bounds where it is a range (`~=`, PEP 440)."""
    if clause.operator != "~=":
        return (clause,)
    numbers = _release(clause.version)
    if len(numbers) < 2:
        return (clause,)
    return (Clause(">=", clause.version), Clause("<", _next(clause.version, len(numbers) - 1)))


def _pep440(constraint: str) -> Alternative | None:
    clauses = []
    for part in constraint.split(","):
        if not part.strip():
            continue
        match = _PEP440.match(part)
        if match is None:
            return None
        if match[2]:
            clauses.append(Clause(match[1], match[2]))
    return tuple(clauses)


def _with_operator(constraint: str) -> str:
    """Return a Pipfile's constraint in PEP 440's words: `*` is any version, a bare one is exact."""
    constraint = constraint.strip()
    if constraint in ("", "*"):
        return ""
    return f"=={constraint}" if constraint[0].isalnum() else constraint


def _poetry(constraint: str) -> Alternative | None:
    clauses: list[Clause] = []
    offset, text = 0, constraint.strip()
    while offset < len(text):
        match = _POETRY.match(text, offset)
        if match is None or match.end() == offset:
            return None
        clauses.extend(_poetry_clauses(match[1] or "==", match[2]))
        offset = match.end()
    return tuple(clauses)


def _poetry_clauses(operator: str, version: str) -> Iterator[Clause]:
    numbers = _release(version)
    if not version or version == "*":
        return
    if operator == "^" and numbers:
        yield Clause(">=", version)
        yield Clause("<", _next(version, _caret_place(numbers) + 1))
    elif operator == "~" and numbers:
        yield Clause(">=", version)
        yield Clause("<", _next(version, 2))
    else:
        yield Clause("==" if operator == "=" else operator, version)


def _caret_place(numbers: list[int]) -> int:
    """Return which number a caret lets stand at most: the first that is not zero, else the last."""
    places = (place for place, number in enumerate(numbers) if number)
    return next(places, len(numbers) - 1)


def _release(version: str) -> list[int]:
    match = _NUMBERS.match(version)
    if match is None or len(match[0]) > _LONGEST:
        return []
    return [int(part) for part in match[2].split(".")]


def _next(version: str, count: int) -> str:
    """Return the first version after all that start with the first `count` numbers of this one."""
    match = _NUMBERS.match(version)
    epoch = match[1] or "" if match else ""
    numbers = _release(version)[:count]
    return epoch + ".".join(map(str, [*numbers[:-1], numbers[-1] + 1]))
