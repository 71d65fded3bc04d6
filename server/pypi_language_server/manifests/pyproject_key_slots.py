"""Where a new project may be written as a key: on a line of a table, or in an inline table.

Contract: `after` brings the value that the table's keys need and `before` the comma, so that a
valid file stays valid.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests.cursor import AtName, Nowhere
from pypi_language_server.manifests.model import Syntax
from pypi_language_server.manifests.pyproject_keys import TABLES_OF_PROJECTS, role_of
from pypi_language_server.manifests.toml_nodes import Header, Key, Pair, String, Table
from pypi_language_server.manifests.toml_patterns import TABLE_HEAD
from pypi_language_server.manifests.toml_scan import EVERYTHING, Reader
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Group, Manifest
    from pypi_language_server.manifests.toml_scan import Tree

_LINE_END = re.compile(r"[\r\n]|\Z")
_BLANK_REST = re.compile(r"[ \t]*+(?:\#|[\r\n]|\Z)")
_NEXT = re.compile(r"[ \t]*+([^ \t\r\n]?)")


class Spot(NamedTuple):
    """What stands under the cursor: the keys that lead there, and a key, a string or neither."""

    keys: tuple[Key, ...]
    pair: Pair | Header
    on: Key | String | None
    inline: bool


def place_among_keys(manifest: Manifest, text: str, offset: int, tree: Tree) -> Place:
    """Return the place where no entry stands: perhaps a new key may be written there."""
    for number, group in enumerate(manifest.groups):
        is_inline = text.startswith("{", group.span.start)
        if is_inline and group.span.start < offset < group.span.end:
            return _in_table(text, offset, number, group, tree)
    line = line_start(text, offset)
    for number in range(len(manifest.groups) - 1, -1, -1):
        group = manifest.groups[number]
        if group.name_span.end < line and text.startswith("[", group.name_span.start):
            is_open = TABLE_HEAD.search(text, group.name_span.end, line) is None
            return _on_line(manifest, text, offset, number, tree) if is_open else Nowhere()
    return Nowhere()


def on_new_key(text: str, spot: Spot, key: Key, place: AtName) -> Place:
    """Return the place in a key that has no value yet; dots in it may belong to the name.

    Args:
        text: the whole text.
        spot: the pair around the cursor.
        key: the part of its key where the name begins.
        place: where the cursor stands, with the value to bring in `after`.
    """
    last, offset = spot.pair.keys[-1], place.replace.end
    if not key.inner_start <= offset <= (last.end if key.bare else key.inner_end):
        return Nowhere()
    before, after = "", place.after
    if spot.inline:
        before, comma = _commas(text, key.start, last.end)
        after += comma
    elif not _BLANK_REST.match(text, last.end):
        after = ""
    if not key.bare:
        before, after = "", text[key.start] + after
    return replace(
        place,
        typed=text[key.inner_start : offset],
        replace=Span(key.inner_start, last.end),
        before=before,
        after=after,
        bare_key=key.bare,
    )


def new_value(syntax: Syntax) -> str:
    """Return what makes a name a finished pair: any version, or a source still to be filled in."""
    return " = { }" if syntax is Syntax.PEP440 else ' = "*"'


def line_start(text: str, offset: int) -> int:
    """Return where the line of `offset` begins."""
    return 1 + max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset))


def line_end(text: str, offset: int) -> int:
    """Return where the line of `offset` ends."""
    match = _LINE_END.search(text, offset)
    return match.start() if match else len(text)


def _in_table(text: str, offset: int, number: int, group: Group, tree: Tree) -> Place:
    """Return the place in a group that is an inline table, between its pairs."""
    table = Reader(text).value(group.span.start)
    syntax = _syntax(group, tree)
    if syntax is None or not isinstance(table, Table):
        return Nowhere()
    place = AtName("", Span(offset, offset), number, after=new_value(syntax))
    for pair in table.pairs:
        if pair.start <= offset <= pair.end:
            return _on_pair(text, Spot(pair.keys, pair, None, inline=True), place)
    if not text[offset - 1].isspace() and text[offset - 1] not in "{,":
        return Nowhere()
    before, comma = _commas(text, offset, offset)
    return replace(place, before=before, after=place.after + comma, bare_key=True)


def _on_line(manifest: Manifest, text: str, offset: int, number: int, tree: Tree) -> Place:
    """Return the place on a line of a group's own table, where no entry stands."""
    group = manifest.groups[number]
    syntax = _syntax(group, tree)
    if syntax is None or not _is_own_head(text, group):
        return Nowhere()
    reader = Reader(text[: line_end(text, offset)])
    start = line_end(text, _end_before(manifest, offset, number))
    place = AtName("", Span(offset, offset), number, after=new_value(syntax))
    line = line_start(text, offset)
    for statement in reader.statements(EVERYTHING, start):
        if statement.end >= line and isinstance(statement, Pair):
            return _on_pair(text, Spot(statement.keys, statement, None, inline=False), place)
    in_comment = any(line <= start < offset for start, _ in reader.comments)
    is_free = not text[line:offset].strip(" \t") and _BLANK_REST.match(text, offset)
    if in_comment or not is_free:
        return Nowhere()
    return replace(place, bare_key=True)


def _syntax(group: Group, tree: Tree) -> Syntax | None:
    """Return the language of a group's constraints; None for one whose keys are no projects."""
    role = role_of(group.path, tree)
    return None if role is None else TABLES_OF_PROJECTS.get(role)


def _end_before(manifest: Manifest, offset: int, number: int) -> int:
    """Return where the last entry of a group before the cursor ends, or else the group's head."""
    index = bisect_right(manifest.entries, offset, key=lambda entry: entry.span.start)
    if index and manifest.entries[index - 1].group == number:
        return manifest.entries[index - 1].span.end
    return manifest.groups[number].name_span.end


def _is_own_head(text: str, group: Group) -> bool:
    """Whether the head that names a group is that of its table, not of one project in it."""
    head = Reader(text).header(group.name_span.start)
    return tuple(key.value for key in head.keys) == group.path


def _on_pair(text: str, spot: Spot, place: AtName) -> Place:
    """Return the place on a pair that is no entry, such as a half-typed `python`."""
    if isinstance(spot.pair, Pair) and spot.pair.equals:
        return Nowhere()
    return on_new_key(text, spot, spot.pair.keys[0], place)


def _commas(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the commas that a new pair from `start` to `end` needs before and behind it."""
    back = text[:start].rstrip()[-1:]
    ahead = _NEXT.match(text, end)
    before = "" if back in ("{", ",", "") else ", "
    if ahead is None or ahead[1] in ("", ",", "}", "#"):
        return before, ""
    return before, "," if text[end].isspace() else ", "
