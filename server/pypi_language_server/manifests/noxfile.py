"""noxfile.py: what its sessions install, as far as it is written there as strings.

Contract: `scan` never raises and never runs the file. Read are the arguments of `session.install`
and of `session.run_install`, `session.run` and `session.run_always` behind "pip", "install" (nox's
manual, "Session"). Each argument is one word of a command line: a requirement, an address, a path,
or an option of `pip install` or its value.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests import (
    pip_options,
    python_cursor,
    python_lists,
    requirement,
    requirements_entry,
    requirements_options,
)
from pypi_language_server.manifests.cursor import AtOption, AtUrl, Nowhere
from pypi_language_server.manifests.model import (
    DeclaredIndex,
    Entry,
    Form,
    Group,
    Manifest,
    ManifestKind,
    Option,
)
from pypi_language_server.manifests.python_scan import SKIPPED, Reader
from pypi_language_server.manifests.python_strings import fragment
from pypi_language_server.manifests.requirements_entry import Shape
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.fragment import Fragment
    from pypi_language_server.manifests.python_nodes import Call
    from pypi_language_server.manifests.python_strings import Text
    from pypi_language_server.problems import Problem

_LANDMARK = re.compile(
    rf"""{SKIPPED}
      | (?<![\w.]) (?P<receiver> [A-Za-z_]\w*+ ) [ \t]*+ \. [ \t]*+
        (?P<method> install | run_install | run_always | run ) [ \t]*+ (?P<call> \( )
      | (?<![^\r\n]) [ \t]*+ (?:async[ ]++)? def [ ]++ (?P<function> \w++ ) [ \t]*+ \( \s*+
        (?P<parameter> \w*+ )""",
    re.VERBOSE,
)
_BEHIND_OPTION = re.compile(r"""["'](?:[\s,]++|\#[^\r\n]*+)*+""")
_FEW = 6
"""Among so many arguments, "pip", "install" are looked for."""

_VALUED = re.compile(
    r"""-[tbd]|--(?:abi|cache-dir|cert|client-cert|default-index|exists-action|extra|group
      |implementation|index|keyring-provider|log|platform|prefix|progress-bar|proxy|python
      |python-version|report|resume-retries|retries|root|src|target|timeout|upgrade-package
      |upgrade-strategy)""",
    re.VERBOSE,
)
"""Options of `pip install`, and of uv in its place, that take a value but fit no file."""


def scan(text: str) -> Manifest:
    """Return what the noxfile.py `text` says, finished or not."""
    reader, found = Reader(text), _Found(text)
    pos, function, parameter = 0, "", ""
    while match := reader.find(_LANDMARK, pos):
        pos = match.end()
        if match["function"]:
            function, parameter = match["function"], match["parameter"]
        elif match["receiver"] in ("session", parameter):
            call = reader.call(match.start("call"))
            pos = max(call.end, pos)
            method = Span(*match.span("method"))
            found.call(function or match["receiver"], method, call)
    return found.manifest(tuple(Span(*comment) for comment in sorted(reader.comments)))


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    offset = min(max(offset, 0), len(text))
    spot = python_cursor.spot_at(manifest, text, offset)
    if spot is None:
        return Nowhere()
    if spot.string is None:
        if _awaits_value(manifest, text, offset):
            return Nowhere()
        return python_cursor.empty_place(manifest, text, offset, spot)
    piece = fragment(text, spot.string)
    entry = python_cursor.entry_from(manifest, spot.string.inner_start)
    if entry is None or piece.text.startswith("-"):
        return _in_option(manifest, piece, offset)
    if entry.url is not None and entry.name is None:
        return AtUrl(entry)
    return python_cursor.string_place(manifest, text, offset, spot, spot.string)


def _in_option(manifest: Manifest, piece: Fragment, offset: int) -> Place:
    """Return the place in an option, or in its value where that is a word of its own."""
    for option in manifest.options:
        for part in (option.value, option.name):
            if part and part.span.touches(offset) and piece.whole.contains(part.span):
                first, last = piece.index_of(part.span.start), piece.index_of(part.span.end)
                return AtOption(*piece.around(first, last, offset), option)
    return Nowhere()


def _awaits_value(manifest: Manifest, text: str, offset: int) -> bool:
    """Whether an option's value is expected where the cursor stands between arguments."""
    index = bisect_left(manifest.options, offset, key=lambda option: option.name.span.start)
    option = manifest.options[index - 1] if index else None
    if option is None or not _BEHIND_OPTION.fullmatch(text, option.name.span.end, offset):
        return False
    known = pip_options.find(option.name.value)
    return known.takes_value if known else _VALUED.fullmatch(option.name.value) is not None


def _behind_install(text: str, arguments: Sequence[Text | None]) -> int:
    """Return the number of the first argument behind "pip", "install"; 0 if these are not there."""
    words = [fragment(text, item).text if item else "" for item in arguments[:_FEW]]
    for number in range(1, len(words)):
        if words[number - 1 : number + 1] == ["pip", "install"]:
            return number + 1
    return 0


class _Found:
    """What has been read so far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._groups: list[Group] = []
        self._entries: list[Entry] = []
        self._problems: list[Problem] = []
        self._options: list[Option] = []
        self._indexes: list[DeclaredIndex] = []
        self._no_index = False

    def manifest(self, comments: tuple[Span, ...]) -> Manifest:
        """Return everything that was taken."""
        return Manifest(
            ManifestKind.NOXFILE,
            tuple(self._groups),
            tuple(self._entries),
            tuple(self._options),
            indexes=tuple(self._indexes),
            comments=comments,
            problems=tuple(self._problems),
            no_index=self._no_index,
        )

    def call(self, function: str, method: Span, call: Call) -> None:
        """Take a call of one of a session's methods, if it installs something."""
        first, start = 0, call.start
        if method.of(self._text) != "install":
            first = _behind_install(self._text, call.arguments)
            last = call.arguments[first - 1] if first else None
            if last is None:
                return
            start = last.end
        group = Group((function, "install"), function, Span(start, call.end), method)
        self._install(call.arguments[first:])
        self._groups.append(group)

    def _install(self, arguments: Sequence[Text | None]) -> None:
        """Take the arguments of `pip install`."""
        waiting = ""
        before: Text | None = None
        for item in arguments:
            if item is None or not item.ours:
                waiting, before = "", None
                continue
            piece = fragment(self._text, item)
            self._problems += python_lists.about_string(self._text, item, before)
            before = item
            if waiting:
                self._value(waiting, piece)
                is_editable, waiting = waiting == "--editable", ""
                if not is_editable:
                    continue
            elif piece.text.startswith("-"):
                waiting = self._option(piece)
                continue
            self._requirement(piece, closed=item.closed)

    def _option(self, piece: Fragment) -> str:
        """Take an option; return its name if its value is the next argument."""
        read = next(requirements_options.read_options(piece.text, 0))
        self._add(read.known.name if read.known else "", requirements_options.as_model(piece, read))
        if read.value is not None:
            return ""
        if read.known is not None:
            return read.known.name if read.known.takes_value else ""
        return piece.text if _VALUED.fullmatch(piece.text) else ""

    def _value(self, name: str, piece: Fragment) -> None:
        """Take the value of the option before."""
        option = replace(self._options.pop(), value=piece.token(0, len(piece.text)))
        self._add(name, option)

    def _add(self, name: str, option: Option) -> None:
        """Add an option, and what it means for the manifest."""
        self._options.append(option)
        self._no_index = self._no_index or name == "--no-index"
        if option.value is not None and name in ("--index-url", "--pypi-url", "--default-index"):
            self._indexes.append(DeclaredIndex(option.value, replaces_default=True))
        elif option.value is not None and name in ("--extra-index-url", "--index"):
            self._indexes.append(DeclaredIndex(option.value))

    def _requirement(self, piece: Fragment, *, closed: bool) -> None:
        """Add the requirement in an argument, and what is wrong with it."""
        group = len(self._groups)
        if requirements_entry.shape_of(piece.text.strip()) is Shape.NAMED:
            parts = requirement.read(piece.text)
            entry = requirement.entry(piece, parts, group=group, form=Form.STRING, closed=closed)
            problems = requirement.problems(piece, parts)
        else:
            entry, problems = requirements_entry.read(piece)
            closed = closed and entry.closed
            entry = replace(entry, group=group, form=Form.STRING, closed=closed)
        self._entries.append(entry)
        self._problems += problems
