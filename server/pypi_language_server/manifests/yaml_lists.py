"""Makes a manifest of the lists of requirements in a YAML file.

Contract: each item is what one line of a requirements file may be, as pip is given it: a
requirement, a path, options. A quoted one is an entry of its own even when it is empty, like a
string in TOML. A group's span begins at its key; that of a list in brackets is the brackets'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests import pyproject_bulk, requirements_txt
from pypi_language_server.manifests.model import Entry, Form, Group, Manifest
from pypi_language_server.manifests.pyproject_bulk import Row
from pypi_language_server.manifests.requirements_lines import Line
from pypi_language_server.manifests.yaml_nodes import Flow, Scalar
from pypi_language_server.manifests.yaml_scalars import fragment
from pypi_language_server.problems import Problem
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypi_language_server.manifests.model import ManifestKind
    from pypi_language_server.manifests.yaml_nodes import Event, Frame

_CLAUSE = r"[<>=!~]{1,3}+[ ]?+[A-Za-z0-9.*+!]++"
_ORDINARY = re.compile(
    rf"""( [A-Za-z0-9] (?: [A-Za-z0-9_\-]* [A-Za-z0-9] )?+ )                       # 1 name
         ( \[ [A-Za-z0-9._\-, ]*+ \] )?+                                         # 2 extras
         (?: [ ]?+ ( {_CLAUSE} (?: [ ]?+ , [ ]?+ {_CLAUSE} )*+ ) (?<! [a-z] ) )?+   # 3 specifier
    """,
    re.VERBOSE,
)
"""A requirement as most are; it has neither dots nor letters where archives' names have them."""

_NONE = (-1, -1)


@dataclass(slots=True)
class Listed:
    """One list, as far as it has been read.

    Attributes:
        key: the key that it is set to.
        end: where its last line ends, or its brackets do.
        brackets: the brackets around it, if there are any.
        items: its scalars, in order.
    """

    key: Frame
    end: int
    brackets: Flow | None = None
    items: list[Scalar] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Take what its key, or one of its items, is set to."""
        if event.frame is self.key:
            self.brackets = event.value if isinstance(event.value, Flow) else None
            self.end = self.brackets.end if self.brackets else self.key.end
        elif self.brackets is None:
            self.end = max(self.end, event.stop)
        if event.frame is not self.key and isinstance(event.value, Scalar):
            self.items.append(event.value)

    def group(self, path: tuple[str, ...], label: str) -> Group:
        """Return the group that it makes."""
        start = self.brackets.start if self.brackets else self.key.start
        return Group(path, label, Span(start, self.end), Span(self.key.start, self.key.end))


class Gathered:
    """The lists of a file that stand at certain paths, in the order of the text.

    Attributes:
        lists: those that have been read so far.
    """

    def __init__(self, paths: frozenset[tuple[str, ...]]) -> None:
        self.lists: list[Listed] = []
        self._paths = paths

    def take(self, event: Event) -> bool:
        """Take the next event; return whether it belongs to such a list."""
        frame, last = event.frame, self.lists[-1] if self.lists else None
        if last is not None and last.key in (frame, frame.parent):
            last.take(event)
        elif frame.path in self._paths:
            self.lists.append(Listed(frame, frame.end))
            self.lists[-1].take(event)
        else:
            return False
        return True


class Lists:
    """The lists that have been taken so far, which make the manifest."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._groups: list[Group] = []
        self._rows: dict[Form, list[Row]] = {Form.LINE: [], Form.STRING: []}
        self._found = requirements_txt.Found()

    def take(self, group: Group, items: Iterable[Scalar]) -> None:
        """Take a list, in the order of the text."""
        number = len(self._groups)
        self._groups.append(group)
        ordinary, text, new = _ORDINARY.fullmatch, self._text, tuple.__new__
        plain, quoted = self._rows[Form.LINE], self._rows[Form.STRING]
        for item in items:
            start, end = item.inner_start, item.inner_end
            match = ordinary(text, start, end) if item.closed else None
            if match is None:
                self._closer_look(item, number)
            else:
                spans = match.span(1), match.span(2), match.span(3), _NONE
                row = new(Row, (start, end, number, *spans))
                (quoted if item.quote else plain).append(row)

    def manifest(self, kind: ManifestKind, comments: Sequence[tuple[int, int]]) -> Manifest:
        """Return everything that was taken."""
        found = self._found
        made = [
            entry
            for form, rows in self._rows.items()
            for entry in pyproject_bulk.entries(self._text, rows, form)
        ]
        return Manifest(
            kind,
            groups=tuple(self._groups),
            entries=tuple(sorted([*made, *found.entries], key=_start)),
            options=tuple(found.options),
            indexes=tuple(found.indexes),
            comments=tuple(Span(*comment) for comment in comments),
            problems=tuple(found.problems),
            no_index=found.no_index,
        )

    def _closer_look(self, item: Scalar, group: int) -> None:
        """Take an item that is not ordinary."""
        piece, found = fragment(self._text, item), self._found
        form = Form.STRING if item.quote else Form.LINE
        if not item.closed:
            span = Span(item.start, item.end)
            found.problems.append(Problem(span, "unclosed-string", "This has no closing quote."))
        known = len(found.entries)
        requirements_txt.read_line(Line(piece, None, item.end), found)
        if not piece.text.strip():
            found.entries.append(Entry(piece.whole, group, form))
        found.entries[known:] = (
            replace(entry, group=group, form=form, closed=entry.closed and item.closed)
            for entry in found.entries[known:]
        )


def _start(entry: Entry) -> int:
    return entry.span.start
