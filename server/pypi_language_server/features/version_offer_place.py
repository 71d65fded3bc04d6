"""Reads the version clause around the cursor: its operator, what is typed, what may be replaced.

Contract: pure; works on the text as it stands, half-typed or not. Where decoding changed what is
typed (TOML escapes, joined lines), nothing is read. A replaced span holds the cursor and stays on
its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.manifests.model import Syntax
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import AtVersion

# PEP 440's operators, Poetry's, and the beginnings of both; `!` in a version ends its epoch.
_CLAUSE = re.compile(
    r"""\s*+ (?P<operator> ===|~=|==|!=|<=|>=|[<>=!~^] )?+
        \s*+ (?P<version> (?: [^\s,|;()<>=!~^] | !(?!=) )*+ )""",
    re.VERBOSE,
)
_LOWER = re.compile(r"(?<![<>=!~^])(?:>=?|~=?|={1,3}|\^)\s*\d")
# A number and the beginning of what makes a pre-release (PEP 440, "Pre-releases").
_PRERELEASE = re.compile(r"\d[-_.]?(?:a|b|c|rc?|d|pre)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VersionPlace:
    """One clause of a constraint, as far as it is written.

    Attributes:
        operator: the operator in front of the cursor, or empty.
        typed: what is typed of the version, or of the operator where `whole` is replaced.
        replace: the version around the cursor; the clause from its operator on, where `whole`.
        whole: whether the operator is replaced too: the cursor stands in front of or in it, or it
            is no operator yet (`=`).
        joined: whether the operator ends right where the replaced text begins.
        syntax: the language of the constraint.
        others: the clauses that have to hold as well, as written.
    """

    operator: str
    typed: str
    replace: Span
    whole: bool
    joined: bool
    syntax: Syntax
    others: str = ""

    @property
    def has_lower_bound(self) -> bool:
        """Whether another clause says what is too old."""
        return _LOWER.search(self.others) is not None

    @property
    def names_prerelease(self) -> bool:
        """Whether the constraint asks for pre-releases by naming one, here or in another clause."""
        return _PRERELEASE.search(f"{self.typed},{self.others}") is not None


def read(text: str, place: AtVersion, offset: int) -> VersionPlace | None:
    """Return the clause around the cursor; None where no clause may be written.

    Args:
        text: the whole text.
        place: where the cursor stands.
        offset: the cursor.
    """
    start, end = place.replace.start, place.replace.end
    if place.typed != text[start:offset]:
        return None
    syntax = place.entry.syntax
    previous = 0
    for clause in _CLAUSE.finditer(text, start, end):
        if offset <= clause.end():
            parted = not previous or syntax is Syntax.POETRY  # a blank parts Poetry's clauses only
            return _clause(text, clause, place, offset) if parted else None
        previous += bool(clause[0].strip())
    return None


def _clause(text: str, clause: re.Match[str], place: AtVersion, offset: int) -> VersionPlace:
    syntax = place.entry.syntax
    operator = clause["operator"] or ""
    operator_start, operator_end = clause.span("operator") if operator else (offset, offset)
    start, end = clause.span("version")
    end = end if start < end else offset  # blanks alone are left to what follows
    start = min(start, offset)
    inside = offset < operator_end
    whole = bool(operator) and (inside or _is_beginning(operator, syntax))
    replaced = Span(min(operator_start, offset) if whole else start, end)
    typed = text[replaced.start : offset] if inside else text[start:offset]
    return VersionPlace(
        "" if inside else operator,
        typed.strip(),
        replaced,
        whole,
        operator_end == start,
        syntax,
        _others(text, clause, place),
    )


def _is_beginning(operator: str, syntax: Syntax) -> bool:
    """Whether this is not an operator yet: `!`, and in PEP 440 `=`, `~` and `^` too."""
    return operator == "!" or (syntax is not Syntax.POETRY and operator in {"=", "~", "^"})


def _others(text: str, clause: re.Match[str], place: AtVersion) -> str:
    """Return what stands around a clause in its constraint, up to an alternative (`||`)."""
    specifier = place.entry.specifier
    if specifier is None or clause.end() < specifier.span.start:
        return ""
    if text[specifier.span.end : clause.start()].strip():
        return ""  # the project has several constraints, and this is another one
    before = text[specifier.span.start : clause.start()].rpartition("|")[2]
    after = text[clause.end() : specifier.span.end].partition("|")[0]
    return ",".join(part for part in (before.strip(" \t,"), after.strip(" \t,")) if part)
