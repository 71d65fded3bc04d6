"""What adding a dependency to an open manifest is made of: places, changes and outcomes.

Contract: data only; offsets are those of the text before the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.settings import ConstraintForm

if TYPE_CHECKING:
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.text import Span


@dataclass(frozen=True, slots=True)
class AddingPlace:
    """A list or table of a manifest that takes another dependency.

    Attributes:
        id: tells it from the file's other places, also in later versions of the file.
        label: what an outline calls it.
        detail: a few words about what it is for.
        count: how many requirements it has.
        path: the keys that lead to it.
        group: index into the manifest's groups; None for a list that would have to be made.
    """

    id: str
    label: str
    detail: str
    count: int
    path: tuple[str, ...]
    group: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The dependency to add.

    Attributes:
        spelling: its name as it is to be written.
        name: the same, normalised.
        version: its latest version, or empty when that is not known.
        form: which constraint it brings with it.
    """

    spelling: str
    name: NormalizedName
    version: str = ""
    form: ConstraintForm = ConstraintForm.NONE


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text that is put in the place of another, or, where `span` is empty, added."""

    span: Span
    text: str


Changes = tuple[Change, ...]
"""Changes that belong together, in the order of the text, without overlaps."""


@dataclass(frozen=True, slots=True)
class Added:
    """A change that adds the dependency.

    Attributes:
        changes: what to do to the text.
        written: the requirement as it stands in the file afterwards.
        line: on which line of the changed text it stands, from 0.
        place: where it is, in an outline's words.
    """

    changes: Changes
    written: str
    line: int
    place: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing is added.

    Attributes:
        why: one sentence for a person.
        line: the line of the text that it is about, from 0, if it is about one.
    """

    why: str
    line: int | None = None


def changed(text: str, changes: Changes) -> str:
    """Return `text` after the changes."""
    for change in reversed(changes):
        text = text[: change.span.start] + change.text + text[change.span.end :]
    return text
