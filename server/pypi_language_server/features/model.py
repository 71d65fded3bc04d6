"""What features answer: plain data in the editor's vocabulary, offsets instead of positions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from pypi_language_server.environment import UNKNOWN_ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pypi_language_server.catalogue.model import NameCatalogue
    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.index.model import Answer
    from pypi_language_server.manifests.model import Manifest
    from pypi_language_server.names import NormalizedName
    from pypi_language_server.settings import CompletionSettings
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


class ItemKind(Enum):
    """What an item is, which decides the sign that editors show beside it."""

    PROJECT = "project"
    VERSION = "version"
    EXTRA = "extra"
    MARKER = "marker"
    OPTION = "option"
    FILE = "file"
    KEY = "key"
    GROUP = "group"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class CompletionItem:
    """One thing to accept.

    Attributes:
        label: what the list shows, such as the project's own spelling.
        insert: the text that replaces `CompletionList.replace` when accepted.
        name: the project that details can be asked for later, without any memory of this list;
            None where there is nothing more to say.
        detail: a short remark beside the label (why it matched, "already declared"), or empty.
        summary: one more line about it, or empty.
        declared: the same group already names this project.
        kind: what it is.
        struck: shown struck through: a yanked release, something not to be used any more.
        documentation: some plain sentences of our own, or empty.
    """

    label: str
    insert: str
    name: NormalizedName | None = None
    detail: str = ""
    summary: str = ""
    declared: bool = False
    kind: ItemKind = ItemKind.PROJECT
    struck: bool = False
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class CompletionList:
    """Items in the order in which they are to be shown.

    Attributes:
        items: best first.
        replace: the span that any accepted item replaces; holds the cursor, on one line.
        typed: what stands in that span before the cursor.
        incomplete: whether the client has to ask again when more is typed.
    """

    items: tuple[CompletionItem, ...]
    replace: Span
    typed: str
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


def _unknown(name: NormalizedName) -> str:  # noqa: ARG001 - the form of `Knowledge.latest`
    return ""


def _nothing(query: str, limit: int) -> tuple[ResultRow, ...]:  # noqa: ARG001 - the form
    return ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What completion may draw upon besides the manifest.

    Attributes:
        catalogue: the names to choose from.
        settings: `pypi.completion`.
        summary: gives one line about a project, or an empty string.
        now: the present moment (aware).
        answer: what is known about the project at the cursor; None when none was asked for.
        environment: the Python that requirements are installed for.
        files: paths that a file option at the cursor may name, relative to the manifest.
        latest: gives a project's latest version if this machine knows it, or an empty string.
        search: gives at most so many projects for some words, best first, asking no index.
        search_is_ready: whether that looks through all texts by now, and not through names alone.
    """

    catalogue: NameCatalogue
    settings: CompletionSettings
    summary: Callable[[NormalizedName], str]
    now: datetime
    answer: Answer | None = None
    environment: PythonEnvironment = UNKNOWN_ENVIRONMENT
    files: tuple[str, ...] = ()
    latest: Callable[[NormalizedName], str] = _unknown
    search: Callable[[str, int], tuple[ResultRow, ...]] = _nothing
    search_is_ready: bool = True
