"""Adds a requirement to a list in brackets: TOML's arrays, Python's lists, YAML's flow sequences.

Contract: pure. The new item stands beside another one of the list and is written like it: with its
quotes, on a line of its own where that has one, with a comma at the end where the list has one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.features import adding_text
from pypi_language_server.features.adding_model import Change
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.manifests.pyproject_key_slots import line_start
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypi_language_server.features.adding_model import Changes, Wanted
    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.manifests.model import Entry, Group

_BEHIND = re.compile(r"[ \t]*+(,)?+[ \t]*+(?:#[^\r\n]*+)?+(?=[\r\n]|\Z)")
_CLOSING = {"[": "]", "(": ")"}
_PREFIX = re.compile(r"(?<![\w\"'])[A-Za-z]{1,2}\Z")  # of Python's strings
_QUOTES = ('"""', "'''", '"', "'")


class Item(NamedTuple):
    """An item of a list as written: where it stands with its quotes, and these."""

    start: int
    end: int
    quote: str


def is_list(snapshot: Snapshot, group: Group) -> bool:
    """Whether a group's requirements stand in brackets."""
    return snapshot.text[group.span.start : group.span.start + 1] in ("[", "(", ",")


def is_closed(snapshot: Snapshot, group: Group) -> bool:
    """Whether a list's closing bracket is there; what it would be closed by counts, no more."""
    text, span = snapshot.text, group.span
    last = _CLOSING.get(text[span.start], ")")
    return len(span) > 1 and text[span.end - 1] == last


def candidates(
    snapshot: Snapshot, group: Group, own: Sequence[Entry], wanted: Wanted, written: str
) -> Iterator[Changes]:
    """Yield how a requirement may be added to a list, best first.

    Args:
        snapshot: the manifest.
        group: the list.
        own: its requirements.
        wanted: the project.
        written: the requirement, without quotes.
    """
    items = [item_of(snapshot.text, entry) for entry in own]
    if not items:
        yield from _first(snapshot, group, written)
        return
    names = [entry.name.value if entry.name else None for entry in own]
    index = adding_text.slot(names, wanted.name)
    if index == 0:
        yield from _before(snapshot, items[0], written)
    else:
        yield from _behind(snapshot, items[index - 1], written)


def item_of(text: str, entry: Entry) -> Item:
    """Return an entry with the quotes around it, if it has any."""
    start, end = entry.span.start, entry.span.end
    quote = next((it for it in _QUOTES if text.endswith(it, 0, start)), "")
    if not quote or not text.startswith(quote, end):
        return Item(start, end, "")
    start -= len(quote)
    prefix = _PREFIX.search(text, max(start - 3, 0), start)
    return Item(prefix.start() if prefix else start, end + len(quote), quote)


def _behind(snapshot: Snapshot, near: Item, written: str) -> Iterator[Changes]:
    """Yield how a new item may stand behind another."""
    text, literal = snapshot.text, _literal(near, written)
    lead, behind = _lead(snapshot, near), _BEHIND.match(text, near.end)
    if lead is not None and behind is not None:
        line = adding_text.newline(text)
        if behind[1]:
            yield (_inserted(behind.end(), f"{line}{lead}{literal},"),)
        else:
            comma = _inserted(near.end, ",")
            yield (comma, _inserted(behind.end(), f"{line}{lead}{literal}"))
    yield (_inserted(near.end, f", {literal}"),)


def _before(snapshot: Snapshot, near: Item, written: str) -> Iterator[Changes]:
    """Yield how a new item may stand in front of another."""
    literal, lead = _literal(near, written), _lead(snapshot, near)
    if lead is not None:
        line = adding_text.newline(snapshot.text)
        yield (_inserted(near.start, f"{literal},{line}{lead}"),)
    yield (_inserted(near.start, f"{literal}, "),)


def _first(snapshot: Snapshot, group: Group, written: str) -> Iterator[Changes]:
    """Yield how a list may get its first requirement; other things may stand in it."""
    text, (start, end) = snapshot.text, (group.span.start + 1, group.span.end - 1)
    literal = _literal(None, written)
    if text[group.span.start] == ",":  # behind an argument that is none of the list's
        yield (_inserted(start - 1, f", {literal}"),)
        return
    first = line_start(text, end)
    lead = text[first:end]
    if first > start and _is_blank(snapshot, lead):
        line = adding_text.newline(text)
        yield (_inserted(first, f"{lead}{adding_text.unit(text)}{literal},{line}"),)
    if not text[start:end].strip():
        yield (_inserted(start, literal),)
    else:
        yield (_inserted(start, f"{literal}, "),)


def _lead(snapshot: Snapshot, item: Item) -> str | None:
    """Return what stands before an item on its line, if that is white space."""
    lead = snapshot.text[line_start(snapshot.text, item.start) : item.start]
    return lead if _is_blank(snapshot, lead) else None


def _is_blank(snapshot: Snapshot, lead: str) -> bool:
    """Whether this is white space; in a script's block a comment's sign stands before it."""
    if snapshot.manifest.kind is ManifestKind.SCRIPT:
        lead = lead.removeprefix("#")
    return not lead.strip(" \t")


def _literal(near: Item | None, written: str) -> str:
    """Return the requirement in the quotes that the item beside it has."""
    if near is None or len(near.quote) > 1:
        return f'"{written}"'
    return f"{near.quote}{written}{near.quote}"


def _inserted(offset: int, written: str) -> Change:
    return Change(Span(offset, offset), written)
