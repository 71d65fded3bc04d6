"""Reads lists of requirements in the values of an INI file, as setuptools and tox write them.

Contract: which values are such lists, and of which style, is said by a `Lookup`; everything else in
the file is passed over. A group's path is its section and its key. Nothing is expanded: what holds
a substitution (`{[testenv]deps}`) or a directive (`file: …`) in place of a name is no entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests import ini_scan, requirement, requirements_txt
from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.ini_items import List, Style, is_requirement, items
from pypi_language_server.manifests.lazy_entries import LazyEntries
from pypi_language_server.manifests.model import Form, Group, Manifest
from pypi_language_server.manifests.pyproject_bulk import Row
from pypi_language_server.manifests.requirements_entry import Shape, shape_of
from pypi_language_server.manifests.requirements_lines import Line
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.ini_scan import Range, Value
    from pypi_language_server.manifests.model import Entry, ManifestKind

Lookup = Callable[[str, str], List | None]
"""Says for a section and a key, as written, whether their value is a list of requirements."""

_CLAUSE = r"[<>=!~]{1,3}+[ ]?+[A-Za-z0-9.*+!]++"
_ORDINARY = re.compile(
    rf"""( [A-Za-z0-9] (?: [A-Za-z0-9._\-]* [A-Za-z0-9] )?+ )                      # 1 name
        (?: [ ]?+ ( \[ [A-Za-z0-9._\-, ]*+ \] ) )?+                              # 2 extras
        (?: [ ]?+ ( {_CLAUSE} (?: [ ]?+ , [ ]?+ {_CLAUSE} )*+ ) )?+                # 3 specifier
        (?: [ ]*+ ; [ ]*+ ( [A-Za-z] [A-Za-z0-9_.'"<>=!~()\x20]*+ (?<! [ ]) ) )?+  # 4 marker
    """,
    re.VERBOSE,
)
"""A finished requirement without an address, as nearly all are."""

_PARTS = range(1, 5)
_LONGEST_ARCHIVE = len(".tar.lzma")


def scan(
    text: str, kind: ManifestKind, lookup: Lookup, name: tuple[str, str] | None = None
) -> Manifest:
    """Return what an INI file says.

    Args:
        text: the whole file.
        kind: which kind of manifest it is.
        lookup: says which values are lists of requirements.
        name: the section and the key of the project's own name.
    """
    lists, own_name = _Lists(text), None

    def wanted(section: str, key: str) -> bool:
        return (section, key) == name or lookup(section, key) is not None

    for value in ini_scan.values(text, wanted):
        listed = lookup(value.section, value.key)
        if listed is not None:
            lists.take(value, listed)
        else:
            own_name = text[slice(*value.lines[0])] or own_name
    return replace(lists.manifest(kind), project_name=own_name)


class _Lists:
    """The lists that have been read so far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._groups: list[Group] = []
        self._rows: list[Row] = []
        self._found = requirements_txt.Found()

    def take(self, value: Value, listed: List) -> None:
        """Take the next value."""
        name, whole = Span(*value.name), Span(value.start, value.end)
        self._groups.append(Group((value.section, value.key), listed.label, whole, name))
        self._found.comments += (Span(*comment) for comment in value.comments)
        own, *others = value.lines
        self._line((value.start, own[1]), listed.style, split=not others)
        for line in others:
            if not self._ordinary(*line, listed.style):
                self._line(line, listed.style, split=False)

    def manifest(self, kind: ManifestKind) -> Manifest:
        """Return everything that was taken."""
        found = self._found
        items: list[Row | Entry] = [*self._rows, *found.entries]
        items.sort(key=_start)
        return Manifest(
            kind,
            groups=tuple(self._groups),
            entries=LazyEntries(self._text, items, Form.LINE),
            options=tuple(found.options),
            indexes=tuple(found.indexes),
            comments=tuple(sorted(found.comments)),
            problems=tuple(found.problems),
            no_index=found.no_index,
        )

    def _ordinary(self, start: int, end: int, style: Style) -> bool:
        """Take an item without space around it if it is an ordinary one; say whether it is."""
        match = _ORDINARY.fullmatch(self._text, start, end)
        if match is None or (style is Style.TOX_DEPS and not self._is_named(start, end)):
            return False
        group = len(self._groups) - 1
        # a named tuple's own constructor would take several times as long
        self._rows.append(tuple.__new__(Row, (start, end, group, *map(match.span, _PARTS))))
        return True

    def _is_named(self, start: int, end: int) -> bool:
        """Whether pip takes what is written there for a name, and not for an archive."""
        text = self._text
        if ";" not in text[start:end] and "." not in text[max(start, end - _LONGEST_ARCHIVE) : end]:
            return True
        return shape_of(text[start:end]) is Shape.NAMED

    def _line(self, line: Range, style: Style, *, split: bool) -> None:
        """Take a line of a value that needs a closer look."""
        found = items(self._text, *line, style, split=split)
        if found.comment is not None:
            self._found.comments.append(Span(*found.comment))
        for start, end in found.ranges:
            written = self._text[start:end]
            kept = written.strip()
            if kept and is_requirement(kept):
                first = end - len(written.lstrip())
                whole = Span(first, first + len(kept))
                if not self._ordinary(whole.start, whole.end, style):
                    self._item(Fragment.plain(self._text, whole), style)

    def _item(self, fragment: Fragment, style: Style) -> None:
        """Take one item, without space around it."""
        found, group = self._found, len(self._groups) - 1
        known, troubles = len(found.entries), len(found.problems)
        if style is Style.TOX_DEPS:
            requirements_txt.read_line(Line(fragment, None, fragment.whole.end), found)
            found.entries[known:] = (replace(entry, group=group) for entry in found.entries[known:])
        else:
            parts = requirement.read(fragment.text)
            found.entries.append(requirement.entry(fragment, parts, group=group, form=Form.LINE))
            found.problems += requirement.problems(fragment, parts)
        if "{" in fragment.text:
            del found.problems[troubles:]  # nobody knows what the substitution brings


def _start(item: Row | Entry) -> int:
    return item.start if isinstance(item, Row) else item.span.start
