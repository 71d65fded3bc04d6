"""Adds a requirement to a list of lines: requirements files, INI values, YAML's block sequences.

Contract: pure. The new line begins as its neighbour's does (white space, a hyphen, a quote). In a
requirements file, blank lines at the end stay at the end, and the comments that belong to a line,
which are indented below it as pip-compile writes them, stay with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.features import adding_text
from pypi_language_server.features.adding_lists import item_of
from pypi_language_server.features.adding_model import Change
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.manifests.pyproject_key_slots import line_end, line_start
from pypi_language_server.manifests.requirements_lines import LINE_END, first_line, line_at
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypi_language_server.features.adding_model import Changes, Wanted
    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.manifests.model import Entry, Group

_LEAD = re.compile(r"[ \t]*+(?:-[ \t]++)?+")
_BELONGING = re.compile(r"(?:(?:\r\n|\n|\r)[ \t]++#[^\r\n]*+)*+")
_YAML = frozenset({ManifestKind.CONDA_ENVIRONMENT, ManifestKind.PRE_COMMIT})
_LINE_END = re.compile(rf"{LINE_END}\Z")
_NOTHING_ELSE = re.compile(r"[\"']?+[ \t]*+:[ \t]*+(?:#.*+)?+")
_NO_DIRECTIVE = re.compile(r"(?!.*\b(?:file|attr):).*+", re.DOTALL)
_SEPARATORS = ("; ", ", ")


def file_candidates(
    snapshot: Snapshot, own: Sequence[Entry], wanted: Wanted, written: str
) -> Iterator[Changes]:
    """Yield how a requirement may be added to a requirements file."""
    text, line = snapshot.text, adding_text.newline(snapshot.text)
    names = [entry.name.value if entry.name else None for entry in own]
    index = adding_text.slot(names, wanted.name)
    if index < len(own) and index > 0:
        end = _logical_end(text, own[index - 1].span.start)
        behind = _BELONGING.match(text, end)
        yield _inserted(behind.end() if behind else end, line + written)
    elif index < len(own):
        yield _inserted(line_start(text, own[0].span.start), written + line)
    kept = text.rstrip()
    if len(kept) <= first_line(text):
        yield _inserted(first_line(text), written + ("" if text[first_line(text) :] else line))
    else:
        yield _inserted(line_end(text, len(kept)), line + written)


def _logical_end(text: str, offset: int) -> int:
    """Return where the line that pip sees at `offset` ends, its line end not included."""
    end = line_at(text, offset).end
    ending = _LINE_END.search(text, max(end - 2, 0), end)
    return ending.start() if ending else end


def candidates(
    snapshot: Snapshot, group: Group, own: Sequence[Entry], wanted: Wanted, written: str
) -> Iterator[Changes]:
    """Yield how a requirement may be added to a list of lines within a file, best first."""
    if not own:
        yield from _first(snapshot, group, written)
        return
    names = [entry.name.value if entry.name else None for entry in own]
    index = adding_text.slot(names, wanted.name)
    text, line = snapshot.text, adding_text.newline(snapshot.text)
    near = item_of(text, own[max(index - 1, 0)])
    start = line_start(text, near.start)
    quoted = f"{near.quote}{written}{near.quote}"
    lead = _LEAD.match(text, start, near.start)
    if lead is not None and start > group.name_span.start:
        if index == 0 and lead.end() == near.start:
            yield _inserted(near.start, f"{quoted}{line}{lead[0]}")
        yield _inserted(line_end(text, near.end), f"{line}{lead[0]}{quoted}")
    yield from _on_key_line(snapshot, group, own, written)


def _on_key_line(
    snapshot: Snapshot, group: Group, own: Sequence[Entry], written: str
) -> Iterator[Changes]:
    """Yield how a list that begins on its key's line may go on: below it, or behind a separator."""
    text, last = snapshot.text, own[-1].span
    if snapshot.manifest.kind in _YAML or line_start(text, last.start) > group.name_span.start:
        return
    if len(own) > 1:
        for separator in _SEPARATORS:
            yield _inserted(last.end, separator + written)
    yield _inserted(line_end(text, last.end), _below(snapshot, group) + written)


def _first(snapshot: Snapshot, group: Group, written: str) -> Iterator[Changes]:
    """Yield how a list without requirements may get its first one; it may hold other lines."""
    text, is_yaml = snapshot.text, snapshot.manifest.kind in _YAML
    start, whole = group.name_span.start, group.span.of(text).rstrip()
    end = group.span.start + len(whole)
    own_line = text[group.name_span.end : line_end(text, group.name_span.end)]
    if not (_NOTHING_ELSE if is_yaml else _NO_DIRECTIVE).fullmatch(own_line):
        return
    if line_start(text, end) <= start:
        yield _inserted(line_end(text, start), _below(snapshot, group) + written)
        return
    lead = _LEAD.match(text, line_start(text, end), end)
    if lead is not None:
        begins = adding_text.newline(text) + lead[0]
        yield _inserted(line_end(text, end), begins + written)


def _below(snapshot: Snapshot, group: Group) -> str:
    """Return how a line below a list's key begins, with the line end in front of it."""
    text, key = snapshot.text, group.name_span.start
    line, indent = adding_text.newline(text), text[line_start(text, key) : key]
    if snapshot.manifest.kind in _YAML:
        return f"{line}{' ' * len(indent)}  - "
    blanks = indent[: len(indent) - len(indent.lstrip(" \t"))]
    return f"{line}{blanks}{adding_text.unit(text)}"


def _inserted(offset: int, written: str) -> Changes:
    return (Change(Span(offset, offset), written),)
