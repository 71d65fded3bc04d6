"""setup.py: the requirements that are written as literals for setuptools' `setup`.

Contract: `scan` never raises and never runs the file. Read are `install_requires`,
`setup_requires`, `tests_require` and `extras_require` (setuptools, "Keywords"): strings, lists,
tuples, dictionaries of them, sums of them, and variables of this file that hold them. While the
call is not finished, variables whose names say so count, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.manifests import python_cursor, python_lists, setup_py_sites
from pypi_language_server.manifests.model import Group, Manifest, ManifestKind
from pypi_language_server.manifests.python_nodes import Mapping, Name, Sequence
from pypi_language_server.manifests.python_scan import Reader
from pypi_language_server.manifests.python_strings import Text, fragment
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Entry
    from pypi_language_server.manifests.python_nodes import Call, Node
    from pypi_language_server.problems import Problem

_LISTS = frozenset({"install_requires", "setup_requires", "tests_require"})
_TABLES = frozenset({"extras_require"})
_TELLING = re.compile(
    r"(?!python_requires\b)\w*(?:requir|depend|deps\b|extras?\b)\w*", re.IGNORECASE
)


def scan(text: str) -> Manifest:
    """Return what the setup.py `text` says, finished or not."""
    return _Scanner(text).manifest()


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    return python_cursor.place_at(manifest, text, offset)


class _Scanner:
    """Follows what `setup` is given to the strings that are written in the file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._reader = Reader(text)
        self._lists: dict[Span, tuple[Group, tuple[Text, ...]]] = {}
        self._project_name: str | None = None
        self._values: dict[str, list[tuple[int, int]]] = {}
        self._followed: set[tuple[int, bool]] = set()

    def manifest(self) -> Manifest:
        """Return everything that the text says."""
        sites = setup_py_sites.find(self._reader)
        for name, start, value in sites.values:
            self._values.setdefault(name, []).append((start, value))
        for call in sites.calls:
            self._call(call)
        if not sites.calls or not sites.calls[-1].closed:
            for name in filter(_TELLING.fullmatch, self._values):
                self._variable((name,), name, tables=True)
        return self._made()

    def _made(self) -> Manifest:
        """Return the manifest of all lists that were found, in the order of the text."""
        entries: list[Entry] = []
        problems: list[Problem] = []
        ordered = sorted(self._lists.values(), key=lambda found: found[0].span)
        for number, (_, strings) in enumerate(ordered):
            more, wrong = python_lists.read(self._text, strings, number)
            entries += more
            problems += wrong
        return Manifest(
            ManifestKind.SETUP_PY,
            tuple(group for group, _ in ordered),
            tuple(entries),
            comments=tuple(Span(*comment) for comment in sorted(self._reader.comments)),
            problems=tuple(problems),
            project_name=self._project_name,
        )

    def _call(self, call: Call) -> None:
        """Take what a call of `setup` says."""
        for name, start, value in call.keywords:
            if name in _LISTS | _TABLES:
                self._take((name,), Span(start, start + len(name)), value, tables=name in _TABLES)
            elif name == "name" and len(value) == 1 and isinstance(value[0], Text):
                self._project_name = fragment(self._text, value[0]).text or None

    def _take(
        self, path: tuple[str, ...], name: Span, nodes: Iterable[Node], *, tables: bool
    ) -> None:
        """Take what a keyword, a variable or a dictionary's key stands for."""
        for node in nodes:
            match node:
                case Text():
                    self._list(path, name, node, (node,))
                case Sequence(items=items):
                    strings = tuple(item for item in items if isinstance(item, Text))
                    self._list(path, name, node, strings)
                    names = (item for item in items if isinstance(item, Name))
                    self._take(path, name, names, tables=False)
                case Mapping() if tables:
                    self._table(path, name, node)
                case Name(value=variable):
                    self._variable(path, variable, tables=tables)

    def _table(self, path: tuple[str, ...], name: Span, table: Mapping) -> None:
        """Take a dictionary whose keys are extras."""
        for key, value in table.pairs:
            inside = Span(key.inner_start, key.inner_end)
            self._take((*path, fragment(self._text, key).text), inside, value, tables=False)
        self._take(path, name, table.merged, tables=True)

    def _variable(self, path: tuple[str, ...], variable: str, *, tables: bool) -> None:
        """Take every value that a variable is given."""
        for start, value in self._values.get(variable, ()):
            if (value, tables) not in self._followed:
                self._followed.add((value, tables))
                name = Span(start, start + len(variable))
                self._take(path, name, self._reader.expression(value, 0)[0], tables=tables)

    def _list(
        self, path: tuple[str, ...], name: Span, node: Text | Sequence, strings: tuple[Text, ...]
    ) -> None:
        """Take strings that belong together."""
        span = Span(node.start, node.end)
        group = Group(path, ".".join(path), span, name)
        self._lists.setdefault(span, (group, strings))
