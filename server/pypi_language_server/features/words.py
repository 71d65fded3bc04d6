"""Says in words what a requirement asks for: versions, extras, environment marker.

Contract: pure and total; what is not understood comes back as None and is shown as typed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.features.constraints import bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.features.constraints import Alternative, Clause

ANY_VERSION = "any version"


def constraint_words(choices: tuple[Alternative, ...]) -> str:
    """Return what alternatives mean, such as `2.28 or newer, below 3`."""
    said = [_alternative_words(choice) for choice in choices]
    return ", or ".join(said) or ANY_VERSION


def _alternative_words(choice: Alternative) -> str:
    parts = [part for clause in choice for part in bounds(clause)]
    return ", ".join(map(_clause_words, parts)) or ANY_VERSION


def _clause_words(clause: Clause) -> str:
    version = clause.version
    if version.endswith(".*") and clause.operator in {"==", "!="}:
        return f"{'any' if clause.operator == '==' else 'no'} {version[:-2]} release"
    return _COMPARED.get(clause.operator, "{} " + clause.operator).format(version)


_COMPARED = {
    "==": "exactly {}",
    "===": "exactly {}",
    "!=": "not {}",
    ">=": "{} or newer",
    ">": "newer than {}",
    "<=": "up to {}",
    "<": "below {}",
    "~=": "compatible with {}",
}


def listed(names: Sequence[str], limit: int = 12) -> str:
    """Return names as prose: `a, b and c`, or `a, b, … and 7 more`."""
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


_OPERAND = r"(?!(?:and|or|not|in)\b)[A-Za-z_.]+|'[^']*'|\"[^\"]*\""
_PIECE = re.compile(
    rf"\s*(?:({_OPERAND})\s*(===|==|~=|!=|<=|>=|<|>|not\s+in\b|in\b)\s*({_OPERAND})"
    r"|(?:and|or)\b|[()])\s*"
)
# A marker's grammar as rewriting: c is a comparison, j joins two of them.
_SHAPES = {"and": "j", "or": "j", "(": "(", ")": ")"}
_REDUCIBLE = re.compile(r"\(c\)|cjc")
MARKER_LIMIT = 1000
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SYSTEMS = {
    "win32": "Windows",
    "windows": "Windows",
    "nt": "Windows",
    "darwin": "macOS",
    "linux": "Linux",
    "posix": "POSIX systems",
    "cygwin": "Cygwin",
    "emscripten": "Emscripten",
    "java": "Java",
}


def marker_words(marker: str) -> str | None:
    """Return what an environment marker means (PEP 508), or None when it is not understood.

    Comparisons are said one by one; `and`, `or` and parentheses stay as they are written.
    """
    pieces = _pieces(marker[:MARKER_LIMIT].strip())
    shape = "".join("c" if piece[1] else _SHAPES[piece[0].strip()] for piece in pieces)
    while (reduced := _REDUCIBLE.sub("c", shape)) != shape:
        shape = reduced
    if shape != "c" or len(marker) > MARKER_LIMIT:
        return None
    said = (
        _comparison_words(*piece.group(1, 2, 3)) if piece[1] else piece[0].strip()
        for piece in pieces
    )
    return " ".join(said).replace("( ", "(").replace(" )", ")")


def _pieces(marker: str) -> list[re.Match[str]]:
    """Return a marker's comparisons, joints and parentheses; none where anything else stands."""
    pieces = []
    offset = 0
    while offset < len(marker):
        piece = _PIECE.match(marker, offset)
        if piece is None:
            return []
        pieces.append(piece)
        offset = piece.end()
    return pieces


def _comparison_words(left: str, operator: str, right: str) -> str:
    operator = " ".join(operator.lower().split())
    if left[0] in "'\"" and right[0] not in "'\"":
        left, right, operator = right, left, _MIRRORED.get(operator, operator)
    return _variable_words(left, operator, right.strip("'\""))


def _variable_words(variable: str, operator: str, value: str) -> str:
    """Return one comparison, the variable on the left, in words."""
    equal = {"==": "", "===": "", "!=": "not "}.get(operator)
    match variable:
        case "python_version" | "python_full_version" if "in" not in operator:
            return f"with Python {_python_words(operator, value)}"
        case "sys_platform" | "platform_system" | "os_name" if equal is not None:
            return f"{equal}on {_SYSTEMS.get(value.lower(), value)}"
        case "platform_machine" if equal is not None:
            return f"{equal}on {value}"
        case "platform_python_implementation" | "implementation_name" if equal is not None:
            return f"{equal}with {value}"
        case "extra" if equal is not None:
            return f"{equal}for the extra {value}"
        case _:
            return f"where {variable} {operator} {value or 'nothing'}"


def _python_words(operator: str, version: str) -> str:
    if operator in {"==", "===", "!="}:
        return f"other than {version}" if operator == "!=" else version
    if operator == "~=":
        from pypi_language_server.features.constraints import Clause

        return _alternative_words((Clause(operator, version),))
    return _COMPARED[operator].format(version)
