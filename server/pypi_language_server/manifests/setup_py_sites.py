"""Finds in a setup.py where `setup` is told of requirements, and where variables get their values.

Contract: nothing is run or imported. A file that parses is searched by its syntax tree; one that
does not, as while it is typed, by its tokens, with the same result wherever both can tell.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests.python_scan import SKIPPED
from pypi_language_server.text import LineIndex, PositionEncoding

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from pypi_language_server.manifests.python_nodes import Call
    from pypi_language_server.manifests.python_scan import Reader

_LANDMARK = re.compile(
    rf"""{SKIPPED}
      | (?<![\w.]) (?<!def[ ]) (?: (?: setuptools | distutils\.core | core ) \. )?+ setup
        [ \t]*+ (?P<call> \( )
      | (?<![^\r\n]) \ufeff?+ [ \t]*+ (?P<name> [A-Za-z_]\w*+ )
        [ \t]*+ (?: : [^=\r\n]++ | \+ )?+ = (?!=)""",
    re.VERBOSE,
)
_BEHIND_NAME = re.compile(r"[ \t]*+(?::[^=\r\n]++|\+)?+=(?!=)")
_OPEN_BRACKET = re.compile(r"[^(]*+")
_MODULES = frozenset({"setuptools", "core"})
_LARGEST = 1_000_000
"""Longer texts are searched by their tokens alone: a syntax tree takes much memory."""


class Sites(NamedTuple):
    """What was found, in the order of the text.

    Attributes:
        calls: the calls of `setup`.
        values: each variable with where it stands and where its value begins.
    """

    calls: tuple[Call, ...]
    values: tuple[tuple[str, int, int], ...]


def find(reader: Reader) -> Sites:
    """Return the sites in a reader's text."""
    found = by_tree(reader) if len(reader.text) <= _LARGEST else None
    return by_tokens(reader) if found is None else found


def by_tokens(reader: Reader) -> Sites:
    """Return the sites as far as tokens alone tell."""
    pos = 0
    calls: list[Call] = []
    values: list[tuple[str, int, int]] = []
    while match := reader.find(_LANDMARK, pos):
        pos = match.end()
        if match["call"]:
            calls.append(reader.call(match.start("call")))
            pos = max(calls[-1].end, pos)
        else:
            values.append((match["name"], match.start("name"), pos))
    return Sites(tuple(calls), tuple(values))


def by_tree(reader: Reader) -> Sites | None:
    """Return the sites as Python itself understands the text; None if it does not."""
    import ast

    text = reader.text
    shift = text.startswith("\ufeff")
    source = text[shift:]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes, for instance
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = LineIndex(source)
    calls: list[Call] = []
    values: list[tuple[str, int, int]] = []
    for node, is_value in _wanted(tree):
        line, column = node.end_lineno or 1, node.end_col_offset or 0
        end = lines.offset(line - 1, column, PositionEncoding.UTF8) + shift
        if not is_value:
            bracket = _OPEN_BRACKET.match(text, end)
            calls += [reader.call(bracket.end())] if bracket else []
        elif isinstance(node, ast.Name) and (behind := _BEHIND_NAME.match(text, end)):
            values.append((node.id, end - len(node.id), behind.end()))
    calls.sort(key=lambda call: call.start)
    values.sort(key=lambda value: value[1])
    return Sites(tuple(calls), tuple(values))


def _wanted(tree: ast.Module) -> Iterator[tuple[ast.expr, bool]]:
    """Yield what is assigned to (True), and what is called where `setup` is called (False)."""
    import ast

    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Assign(targets=targets):
                yield from ((target, True) for target in targets)
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                yield target, True
        value = getattr(node, "value", None)
        if isinstance(node, ast.stmt) and isinstance(value, ast.Call) and _is_setup(value.func):
            yield value.func, False
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            if isinstance(node, ast.mod | ast.stmt | ast.excepthandler | ast.match_case):
                waiting += getattr(node, field, ())


def _is_setup(called: ast.expr) -> bool:
    """Whether this is `setup`, perhaps of one of the modules that have it."""
    import ast

    match called:
        case ast.Name(id="setup"):
            return True
        case ast.Attribute(value=ast.Name(id=module), attr="setup"):
            return module in _MODULES
        case ast.Attribute(value=ast.Attribute(attr="core"), attr="setup"):
            return True
    return False
