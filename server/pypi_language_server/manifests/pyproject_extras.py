"""Where a cursor stands in the array of extras that a project's table has: `extras = ["socks"]`.

Contract: what `before` and `after` bring keeps a valid file valid: quotes that are missing, a comma
towards a neighbour that has none. Sources: Poetry's manual, "Extras"; Pipenv's, "Pipfile".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.manifests.cursor import AtExtra, Nowhere
from pypi_language_server.manifests.pyproject_slots import needs_comma
from pypi_language_server.manifests.toml_nodes import Other, String
from pypi_language_server.manifests.toml_values import fragment
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Entry
    from pypi_language_server.manifests.toml_nodes import Array

_BEFORE_ELEMENT = frozenset(" \t\r\n,[")


def extra_in_array(text: str, offset: int, entry: Entry, array: Array) -> Place:
    """Return the place in an array of extras: in one of them, or where a new one may stand.

    Args:
        text: the whole text.
        offset: the cursor, in or at the end of the array.
        entry: the requirement whose extras these are.
        array: the array.
    """
    for item in array.items:
        if isinstance(item, String) and item.start < offset <= item.end:
            return _in_string(text, offset, entry, item)
        if isinstance(item, Other) and item.start <= offset <= item.end:
            return _on_word(text, offset, entry, item)
    is_inside = array.start < offset and (offset < array.end or not array.closed)
    if not is_inside or text[offset - 1] not in _BEFORE_ELEMENT:
        return Nowhere()
    previous = max((item.end for item in array.items if item.end <= offset), default=0)
    comma = ", " if previous and "," not in text[previous:offset] else ""
    after = '"'
    if needs_comma(text, offset, array.end):
        after += "," if text[offset].isspace() else ", "
    return AtExtra("", Span(offset, offset), entry, f'{comma}"', after)


def _in_string(text: str, offset: int, entry: Entry, string: String) -> Place:
    """Return the place in an extra that has its quotes, or the first of them."""
    if not string.inner_start <= offset <= string.inner_end:
        return Nowhere()
    piece = fragment(text, string)
    typed, around = piece.around(0, len(piece.text), offset)
    quote = text[string.start : string.inner_start]
    return AtExtra(typed, around, entry, after="" if string.closed else quote)


def _on_word(text: str, offset: int, entry: Entry, word: Other) -> Place:
    """Return the place in a word that lacks its quotes."""
    whole = Span(word.start, word.end)
    if not all(char.isalnum() or char in "._-" for char in whole.of(text)):
        return Nowhere()
    return AtExtra(text[word.start : offset], whole, entry, '"', '"')
