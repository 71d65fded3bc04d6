"""What searching takes and answers: texts about projects, and the projects found.

Contract: data only. Texts may come from an index and are untrusted: whoever shows them cleans them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypi_language_server.names import NormalizedName


class FoundBy(IntEnum):
    """The best reason why a project was found; smaller is better."""

    EXACT = 1
    IMPORT = 2
    NAME = 3
    TYPO = 4
    TEXT = 5


@dataclass(frozen=True, slots=True)
class ProjectText:
    """What can be searched about a project besides its name.

    Attributes:
        name: normalised.
        spelling: the name as the project writes it.
        summary: one line, or empty.
        imports: what one writes after `import`, as far as that is known.
        words: topics, keywords and classifiers.
    """

    name: NormalizedName
    spelling: str
    summary: str = ""
    imports: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One project that was found.

    Attributes:
        spelling: the name as the project writes it.
        name: the same, normalised.
        why: the best reason.
        popular: whether it is one of the well-known projects.
    """

    spelling: str
    name: NormalizedName
    why: FoundBy
    popular: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a query found.

    Attributes:
        found: best first; a project whose name is exactly the query stands first, or second where
            it is obscure and what is well known was likely meant.
        truncated: whether the limit left some out.
        terms: lower-case words that were looked for, as they were understood: what to highlight.
        corrections: pairs of a word as typed and the word that was looked for instead.
        texts: how many projects' texts were searched besides the names; 0 when not known.
    """

    found: tuple[Found, ...] = ()
    truncated: bool = False
    terms: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    texts: int = 0

    @property
    def exact(self) -> Found | None:
        """The project whose name is exactly the query, if there is one."""
        return next((item for item in self.found[:2] if item.why is FoundBy.EXACT), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How popular a project is.

    Attributes:
        rank: its place among the well-known projects, from 0.
        downloads: in the last month, or None when only the rank is known.
    """

    rank: int
    downloads: int | None = None
