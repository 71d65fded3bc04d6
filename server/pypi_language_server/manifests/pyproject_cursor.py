"""Where a cursor stands in a pyproject.toml.

Contract: as `cursor.py` says. Only the surroundings of the cursor are read again, never the file,
so that a large one does not make typing slow.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests import requirement
from pypi_language_server.manifests.cursor import AtName, AtUrl, Nowhere
from pypi_language_server.manifests.model import Form
from pypi_language_server.manifests.pyproject_key_cursor import place_in_project
from pypi_language_server.manifests.pyproject_key_slots import place_among_keys
from pypi_language_server.manifests.pyproject_keys import ARRAYS, TREE, Role, role_of
from pypi_language_server.manifests.pyproject_slots import array_place, quoted_at, with_quote
from pypi_language_server.manifests.toml_values import fragment

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Entry, Manifest
    from pypi_language_server.manifests.toml_scan import Tree


def place_at(manifest: Manifest, text: str, offset: int, tree: Tree = TREE) -> Place:
    """Return where in `text`, which is what `manifest` was made from by `tree`, the cursor is."""
    offset = min(max(offset, 0), len(text))
    if _in_comment(manifest, offset) or text[offset - 1 : offset + 1] == "\r\n":
        return Nowhere()
    group = _array_around(manifest, text, offset, tree)
    if group is not None and role_of(manifest.groups[group].path, tree) is Role.PIP_LINES:
        from pypi_language_server.manifests import pyproject_pip_lines  # for tox alone

        return pyproject_pip_lines.place_in(manifest, text, offset, group)
    index = bisect_right(manifest.entries, offset, key=lambda entry: entry.span.start)
    entry = manifest.entries[index - 1] if index else None
    if entry is not None and entry.span.touches(offset):
        if entry.form is Form.STRING:
            return _in_string(manifest, text, offset, entry)
        return _for_its_table(manifest, place_in_project(text, offset, entry), tree)
    if entry is not None and _goes_on(text, offset, entry):
        return _in_string(manifest, text, offset, entry)
    if group is None:
        return _for_its_table(manifest, place_among_keys(manifest, text, offset, tree), tree)
    return array_place(manifest, text, offset, group, index)


def _for_its_table(manifest: Manifest, place: Place, tree: Tree) -> Place:
    """Return a new key's place with the value that means any version to its table's tool.

    PDM takes `*` for a version that nobody has released.
    """
    if not isinstance(place, AtName):
        return place
    role = role_of(manifest.groups[place.group].path, tree)
    if role is not Role.PDM_OVERRIDES:
        return place
    return replace(place, after=place.after.replace(' = "*"', ' = ""', 1))


def _in_comment(manifest: Manifest, offset: int) -> bool:
    """Whether the cursor stands behind a comment's `#`."""
    index = bisect_right(manifest.comments, offset, key=lambda comment: comment.start)
    return (
        index > 0
        and manifest.comments[index - 1].start < offset <= manifest.comments[index - 1].end
    )


def _array_around(manifest: Manifest, text: str, offset: int, tree: Tree) -> int | None:
    """Return the number of the group whose array is around the cursor."""
    for number, group in enumerate(manifest.groups):
        start, end = group.span.start, group.span.end
        open_end = offset == end == len(text) and text[end - 1] != "]"
        is_around = start < offset and (offset < end or open_end)
        if is_around and role_of(group.path, tree) in ARRAYS:
            return number
    return None


def _goes_on(text: str, offset: int, entry: Entry) -> bool:
    """Whether only blanks stand between a string without its closing quote and the cursor."""
    if entry.form is not Form.STRING or text[entry.span.end : offset].strip(" \t"):
        return False
    return not quoted_at(text, entry.span).string.closed


def _in_string(manifest: Manifest, text: str, offset: int, entry: Entry) -> Place:
    """Return the place in a requirement that is a string."""
    quoted = quoted_at(text, entry.span)
    if offset > entry.span.end:  # blanks behind what is being typed
        quoted = quoted._replace(string=quoted.string._replace(end=offset, inner_end=offset))
    piece = fragment(text, quoted.string)
    if piece.text.lstrip().startswith("-"):
        return AtUrl(entry)
    place = requirement.place_in(piece, entry, offset)
    if isinstance(place, AtName) and not quoted.string.closed:
        return with_quote(text, place, quoted, manifest.groups[place.group].span.end)
    return place
