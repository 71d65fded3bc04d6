"""Turns a closed set of things that fit a place into the list that is offered there.

Contract: pure. What begins with what is typed comes first, what contains it next, each in the order
given; upper and lower case are equal; every label once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pypi_language_server.features.model import CompletionItem, CompletionList, ItemKind
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.features.model import Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import AtKey, AtValue


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be written at a place.

    Attributes:
        label: what the list shows.
        insert: what is written, without what the place needs around it; empty: the label.
        detail: a short remark, or empty.
        text: a sentence about it, or empty.
        struck: it is not to be used any more.
    """

    label: str
    insert: str = ""
    detail: str = ""
    text: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a choice is written.

    Attributes:
        typed: what the choices are filtered by.
        replace: the span that a choice replaces.
        before: what is written in front of a choice.
        after: what is written behind it.
        kind: what kind of thing is offered.
    """

    typed: str
    replace: Span
    before: str = ""
    after: str = ""
    kind: ItemKind = ItemKind.VALUE


def slot_of(place: AtKey | AtValue, kind: ItemKind = ItemKind.VALUE) -> Slot:
    """Return where a choice for the whole of `place` is written."""
    return Slot(place.typed, place.replace, place.before, place.after, kind)


def narrowed(snapshot: Snapshot, slot: Slot, start: int, end: int) -> Slot:
    """Return the slot for the part of `slot` from offset `start` up to `end` alone.

    Where the slot brings a closing quote, what stands in front of that is written once more.
    """
    behind = Span(end, slot.replace.end).of(snapshot.text)
    typed = slot.typed[start - slot.replace.start :]
    if slot.after:
        return replace(
            slot, typed=typed, replace=Span(start, slot.replace.end), after=behind + slot.after
        )
    return replace(slot, typed=typed, replace=Span(start, end))


def offered(
    snapshot: Snapshot, slot: Slot, offset: int, choices: Iterable[Choice], knowledge: Knowledge
) -> CompletionList:
    """Return the list of those `choices` that what is typed leaves, at most `limit` of them."""
    kept = fitting(choices, slot.typed)[: knowledge.settings.limit]
    items = tuple(
        CompletionItem(
            label=choice.label,
            insert=f"{slot.before}{choice.insert or choice.label}{slot.after}",
            detail=choice.detail,
            kind=slot.kind,
            struck=choice.struck,
            documentation=choice.text,
        )
        for choice in kept
    )
    typed = snapshot.text[slot.replace.start : offset]
    return CompletionList(items, slot.replace, typed, incomplete=True)


def fitting(choices: Iterable[Choice], typed: str) -> list[Choice]:
    """Return the choices that begin with `typed`, then those that contain all of its words."""
    wanted = typed.casefold()
    words = wanted.split()
    first: dict[str, Choice] = {}
    others: dict[str, Choice] = {}
    for choice in choices:
        label = choice.label.casefold()
        if label.startswith(wanted):
            first.setdefault(choice.label, choice)
        elif all(word in label for word in words):
            others.setdefault(choice.label, choice)
    return [*first.values(), *(other for other in others.values() if other.label not in first)]
