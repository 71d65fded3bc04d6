"""Reads arrays of requirements: PEP 508 strings and the groups that they include (PEP 735).

Contract: every string becomes one entry, also an empty or a half-typed one; nothing raises.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.manifests import requirement
from pypi_language_server.manifests.lazy_entries import LazyEntries
from pypi_language_server.manifests.model import Entry, Form
from pypi_language_server.manifests.pyproject_bulk import Row
from pypi_language_server.manifests.pyproject_groups import Groups
from pypi_language_server.manifests.pyproject_keys import Role
from pypi_language_server.manifests.toml_nodes import Array, String, Table
from pypi_language_server.manifests.toml_values import fragment
from pypi_language_server.problems import Problem
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.fragment import Fragment
    from pypi_language_server.manifests.model import DeclaredIndex, Option, Token
    from pypi_language_server.manifests.toml_nodes import Key, Value

_ORDINARY = re.compile(
    r"""( [A-Za-z0-9] (?: [A-Za-z0-9._\-]* [A-Za-z0-9] )?+ )                      # 1 name
        (?: [ ]?+ ( \[ [A-Za-z0-9._\-, ]*+ \] ) )?+                              # 2 extras
        (?: [ ]?+ (?: \( [ ]?+ )?+
            ( [<>=!~]{1,3}+ [ ]?+ [A-Za-z0-9.*+!]++                                # 3 specifier
              (?: [ ]?+ , [ ]?+ [<>=!~]{1,3}+ [ ]?+ [A-Za-z0-9.*+!]++ )*+ )
            (?: [ ]?+ \) )?+ )?+
        (?: [ ]*+ ; [ ]*+ ( [A-Za-z] (?: [^\r\n]* [^\s] )?+ ) )?+                  # 4 marker
    """,
    re.VERBOSE,
)
"""A finished requirement without an address, as nearly all are."""

_EDITABLE = re.compile(r"\s*(?:-e|--editable)(?:\s+|=|\Z)")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._\-]*)")


class RequirementArrays:
    """The requirements in the arrays that have been read so far.

    Attributes:
        groups: the groups, those of tables too.
        includes: the names of included groups.
        options: pip's options, where lines of requirements files stand.
        indexes: those that such options name.
        no_index: whether such an option forbids all indexes.
        problems: what is wrong with the strings.
    """

    def __init__(self, text: str) -> None:
        self.groups = Groups()
        self.includes: list[Token] = []
        self.options: list[Option] = []
        self.indexes: list[DeclaredIndex] = []
        self.no_index = False
        self.problems: list[Problem] = []
        self._text = text
        self._rows: list[Row] = []
        self._others: list[Entry] = []

    def array(self, role: Role, keys: tuple[Key, ...], value: Value | None) -> None:
        """Take the value of a key that holds requirements; anything but an array is passed over."""
        if not isinstance(value, Array):
            return
        name = Span(keys[-1].inner_start, keys[-1].inner_end)
        group = self.groups.add(keys, value.start, value.end, name)
        if role is Role.PIP_LINES:
            self._pip_lines(value, group)
            return
        includes = keys[0].value == "dependency-groups"
        text, ordinary, rows, new = self._text, _ORDINARY.fullmatch, self._rows, tuple.__new__
        for item in value.items:
            if isinstance(item, String):
                match = ordinary(text, item[2], item[3]) if item[4] and item[5] else None
                if match:
                    # a named tuple's own constructor would take several times as long
                    rows.append(new(Row, (item[2], item[3], group, *match.regs[1:])))
                else:
                    self._string(item, group)
            elif includes and isinstance(item, Table):
                self._include(item)

    def entries(self) -> LazyEntries:
        """Return all entries in the order of the text."""
        items: list[Row | Entry] = [*self._rows]
        if self._others:
            items = sorted([*items, *self._others], key=_start)
        return LazyEntries(self._text, items)

    def _pip_lines(self, value: Array, group: int) -> None:
        """Take the lines of a requirements file that are an array's strings."""
        from pypi_language_server.manifests import pyproject_pip_lines  # for tox alone

        others: list[String] = []
        for item in value.items:
            if isinstance(item, String) and not self._pip_line(item, group):
                others.append(item)
                self._see_quote(item)
        found = pyproject_pip_lines.read(self._text, others, group)
        self._others += found.entries
        self.problems += found.problems
        self.options += found.options
        self.indexes += found.indexes
        self.no_index = self.no_index or found.no_index

    def _pip_line(self, item: String, group: int) -> bool:
        """Take a line that is an ordinary requirement and no archive; say whether it is."""
        from pypi_language_server.manifests.requirements_entry import Shape, shape_of

        written = self._text[item.inner_start : item.inner_end]
        if not (item.closed and item.plain) or "#" in written or " -" in written:
            return False
        match = _ORDINARY.fullmatch(self._text, item.inner_start, item.inner_end)
        if match is None or shape_of(written) is not Shape.NAMED:
            return False
        self._rows.append(Row(*match.span(), group, *match.regs[1:]))
        return True

    def _see_quote(self, item: String) -> None:
        """Take note of a string that is not closed."""
        if not item.closed:
            span = Span(item.start, item.end)
            self.problems.append(
                Problem(span, "unclosed-string", "This string has no closing quote.")
            )

    def _string(self, item: String, group: int) -> None:
        """Take a requirement that needs a closer look."""
        piece = fragment(self._text, item)
        self._see_quote(item)
        editable = _EDITABLE.match(piece.text)
        if editable:
            self._others.append(_editable(piece, editable.end(), group, closed=item.closed))
            return
        parts = requirement.read(piece.text)
        self._others.append(
            requirement.entry(piece, parts, group=group, form=Form.STRING, closed=item.closed)
        )
        self.problems.extend(requirement.problems(piece, parts))

    def _include(self, item: Table) -> None:
        """Take `{include-group = "name"}`."""
        for pair in item.pairs:
            if pair.keys[0].value == "include-group" and isinstance(pair.value, String):
                piece = fragment(self._text, pair.value)
                if piece.text:
                    self.includes.append(piece.token(0, len(piece.text)))


def _start(item: Row | Entry) -> int:
    return item.start if isinstance(item, Row) else item.span.start


def _editable(piece: Fragment, start: int, group: int, *, closed: bool) -> Entry:
    """Return what PDM takes over from pip: `-e file:///place#egg=name`."""
    end = len(piece.text.rstrip())
    egg = _EGG.search(piece.text, start)
    return Entry(
        piece.whole,
        group,
        Form.STRING,
        name=piece.token(*egg.span(1)) if egg else None,
        url=piece.token(start, end) if start < end else None,
        closed=closed,
    )
