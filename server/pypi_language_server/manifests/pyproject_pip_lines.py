"""Arrays whose strings are lines of a requirements file, as tox has them: requirements and options.

Contract: as `requirements_txt.py` and `requirements_cursor.py` say of one line, which do the work.
Source: tox's manual, "deps".
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests.cursor import AtName
from pypi_language_server.manifests.model import Form
from pypi_language_server.manifests.pyproject_slots import (
    Gap,
    Quoted,
    gap_place,
    strings_from,
    with_quote,
)
from pypi_language_server.manifests.requirements_cursor import place_in_line
from pypi_language_server.manifests.requirements_lines import Line
from pypi_language_server.manifests.requirements_txt import Found, read_line
from pypi_language_server.manifests.toml_values import fragment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Manifest
    from pypi_language_server.manifests.toml_nodes import String


def read(text: str, strings: Iterable[String], group: int) -> Found:
    """Return what the strings of one group say."""
    found = Found()
    for string in strings:
        known = len(found.entries)
        read_line(_line(text, string), found)
        found.entries[known:] = (
            replace(entry, group=group, form=Form.STRING, closed=entry.closed and string.closed)
            for entry in found.entries[known:]
        )
    return found


def place_in(manifest: Manifest, text: str, offset: int, group: int) -> Place:
    """Return the place in the array of a group; only what is near the cursor is read again."""
    whole = manifest.groups[group].span
    low, behind = _anchor(manifest, text, offset, group), False
    for item in strings_from(text, low, whole.end):
        if item.start >= offset:
            break
        if item.inner_start <= offset <= item.inner_end:
            place = place_in_line(manifest, _line(text, item), offset, group)
            if isinstance(place, AtName) and not item.closed:
                quoted = Quoted(item, text[item.start : item.inner_start].rstrip("\r\n"))
                return with_quote(text, place, quoted, whole.end)
            return place
        if item.end <= offset:
            low, behind = item.end, True
    return gap_place(Gap(text, offset, group, whole.end, behind), low)


def _anchor(manifest: Manifest, text: str, offset: int, group: int) -> int:
    """Return where to begin: at a string before the cursor, surely one, or behind the `[`.

    What an option names may stand in quotes of its own, so that a quote alone says nothing.
    """
    entries = manifest.entries
    index = bisect_right(entries, offset, key=lambda entry: entry.span.start)
    while index and (entry := entries[index - 1]).group == group:
        quote = entry.span.start - 1
        if text[quote] in "\"'" and text[:quote].rstrip(" \t")[-1] in "[,\r\n":
            return quote
        index -= 1
    return manifest.groups[group].span.start + 1


def _line(text: str, string: String) -> Line:
    return Line(fragment(text, string), None, string.inner_end)
