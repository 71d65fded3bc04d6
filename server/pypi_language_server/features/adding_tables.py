"""Adds a project to a table whose keys are projects: Poetry's, a Pipfile's, pixi's.

Contract: pure. The new key stands behind another one of the same table, or behind its head, with
the same indentation, spacing and quotes; keys of tables further down are no neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.features import adding_text
from pypi_language_server.features.adding_model import Change
from pypi_language_server.manifests.model import Form
from pypi_language_server.manifests.pyproject_key_slots import line_start
from pypi_language_server.manifests.toml_nodes import Header, String, Table
from pypi_language_server.manifests.toml_scan import EVERYTHING, Reader
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.features.adding_model import Changes, Wanted
    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.manifests.model import Group
    from pypi_language_server.manifests.toml_nodes import Pair

_SPACINGS = frozenset({"=", " = ", " =", "= "})
_PYTHON = "python"


class FoundTable(NamedTuple):
    """A table with a head of its own: where the head ends, and the pairs right below it."""

    end: int
    pairs: tuple[Pair, ...]


def table_at(text: str, path: tuple[str, ...]) -> FoundTable | None:
    """Return the table that has `path` for its head, if there is a finished one."""
    tree: object = EVERYTHING
    for key in reversed(path):
        tree = {key: tree}
    end, inside = None, False
    pairs: list[Pair] = []
    for statement in Reader(text).statements(tree):
        if isinstance(statement, Header):
            inside = end is None and tuple(key.value for key in statement.keys) == path
            if inside and (not statement.closed or statement.array):
                return None
            end = statement.end if inside else end
        elif inside:
            pairs.append(statement)
    return None if end is None else FoundTable(end, tuple(pairs))


def candidates(snapshot: Snapshot, group: Group, wanted: Wanted, value: str) -> Iterator[Changes]:
    """Yield how a project may be added to a table, best first.

    Args:
        snapshot: the manifest.
        group: the table.
        wanted: the project.
        value: its constraint.
    """
    text = snapshot.text
    if text.startswith("{", group.span.start):
        table = Reader(text).value(group.span.start)
        if isinstance(table, Table) and table.closed:
            yield from _inline(text, table, wanted, value)
        return
    found = table_at(text, group.path)
    if found is None:
        yield from _dotted(snapshot, group, wanted, value)
    elif not found.pairs:
        end = adding_text.rest_of_line(text, found.end)
        if end is not None:
            yield _inserted(end, adding_text.newline(text) + _pair(text, None, wanted, value))
    else:
        yield from _among(text, found.pairs, wanted, value)


def _among(text: str, pairs: tuple[Pair, ...], wanted: Wanted, value: str) -> Iterator[Changes]:
    """Yield the change that puts a new line among a table's."""
    index, line = _slot(pairs, wanted), adding_text.newline(text)
    near = pairs[max(index - 1, 0)]
    written = _pair(text, near, wanted, value)
    start = line_start(text, near.start)
    lead = text[start : near.start]
    if lead.strip(" \t"):
        return
    end = adding_text.rest_of_line(text, near.end)
    if index == 0:
        yield _inserted(near.start, f"{written}{line}{lead}")
    elif end is not None:
        yield _inserted(end, f"{line}{lead}{written}")


def _inline(text: str, table: Table, wanted: Wanted, value: str) -> Iterator[Changes]:
    """Yield the change that adds a pair to an inline table."""
    if not table.pairs:
        inner = text[table.start + 1 : table.end - 1]
        if not inner.strip():
            whole = Span(table.start + 1, table.end - 1)
            yield (Change(whole, f" {_pair(text, None, wanted, value)} "),)
        return
    index = _slot(table.pairs, wanted)
    near = table.pairs[max(index - 1, 0)]
    written = _pair(text, near, wanted, value)
    yield (_inserted(near.end, f", {written}") if index else _inserted(near.start, f"{written}, "))


def _dotted(snapshot: Snapshot, group: Group, wanted: Wanted, value: str) -> Iterator[Changes]:
    """Yield the change that adds a line like `dependencies.name = "1"` below another one."""
    text = snapshot.text
    number = snapshot.manifest.groups.index(group)
    own = [entry for entry in snapshot.manifest.entries if entry.group == number]
    last = own[-1] if own else None
    if last is None or last.form is not Form.KEY:
        return
    start = line_start(text, last.span.start)
    lead = text[start : last.span.start].rstrip("\"'")
    end = adding_text.rest_of_line(text, last.span.end)
    if lead.endswith(".") and end is not None:
        written = _pair(text, None, wanted, value)
        yield _inserted(end, f"{adding_text.newline(text)}{lead}{written}")


def _slot(pairs: tuple[Pair, ...], wanted: Wanted) -> int:
    """Return where among a table's pairs a new one belongs; Python itself stays in front."""
    names = [pair.keys[0].value for pair in pairs]
    skipped = int(names[0].lower() == _PYTHON)
    return skipped + adding_text.slot(names[skipped:], wanted.name)


def _pair(text: str, near: Pair | None, wanted: Wanted, value: str) -> str:
    """Return the new key with its value, written like the one beside it."""
    spacing, quote = " = ", '"'
    if near is not None and near.value is not None:
        between = text[near.keys[-1].end : near.value.start]
        spacing = between if between in _SPACINGS else spacing
        if isinstance(near.value, String) and text[near.value.start] == "'":
            quote = "'"
    key = f'"{wanted.spelling}"' if "." in wanted.spelling else wanted.spelling
    return f"{key}{spacing}{quote}{value}{quote}"


def _inserted(offset: int, written: str) -> Changes:
    return (Change(Span(offset, offset), written),)
