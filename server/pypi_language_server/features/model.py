"""What features answer: plain data in the editor's vocabulary, offsets instead of positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Manifest
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.text import Span


class Snapshot(Protocol):
    """A manifest at one moment; `session.Document` is one."""

    @property
    def text(self) -> str:
        """The whole text."""
        ...

    @property
    def manifest(self) -> Manifest:
        """What the text says."""
        ...


@dataclass(frozen=True, slots=True)
class CompletionItem:
    """One thing to accept.

    Attributes:
        label: what the list shows: the project's own spelling.
        insert: the text that replaces `CompletionList.replace` when accepted.
        name: the project, so that details can be asked for later without any memory of this list.
        detail: a short remark beside the label (why it matched, "already declared"), or empty.
        summary: one line about the project if the starter catalogue has it, or empty.
        declared: the same group already names this project.
    """

    label: str
    insert: str
    name: NormalizedName
    detail: str = ""
    summary: str = ""
    declared: bool = False


@dataclass(frozen=True, slots=True)
class CompletionList:
    """Items in the order in which they are to be shown.

    Attributes:
        items: best first.
        replace: the span that any accepted item replaces; holds the cursor, on one line.
        filter_text: what every item is filtered by, so that clients keep our order.
        incomplete: whether the client has to ask again when more is typed.
    """

    items: tuple[CompletionItem, ...]
    replace: Span
    filter_text: str
    incomplete: bool


@dataclass(frozen=True, slots=True)
class Hover:
    """What is shown about the text at `span`, in both forms that clients know."""

    span: Span
    markdown: str
    plain: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """One line of a manifest's outline: a group with its requirements, or a requirement."""

    name: str
    detail: str
    span: Span
    selection: Span
    children: tuple[Symbol, ...] = ()
