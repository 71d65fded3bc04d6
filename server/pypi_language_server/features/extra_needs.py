"""Says which requirements an extra of a project adds.

Contract: pure and total; requirements that cannot be read are left out. Sources: core metadata,
"Requires-Dist" and "Provides-Extra"; PEP 685 for which extras are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pypi_language_server.features import marker_tree
from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.model import Form
from pypi_language_server.manifests.requirement import ABSENT, entry, read
from pypi_language_server.names import normalize
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.index.model import ProjectDocument
    from pypi_language_server.manifests.model import Entry
    from pypi_language_server.names import NormalizedName


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement that comes with an extra.

    Attributes:
        entry: the requirement.
        marker: what else must hold for it, as a marker; empty when nothing.
    """

    entry: Entry
    marker: str = ""

    @property
    def name(self) -> str:
        """Return the project's name as written."""
        return self.entry.name.value if self.entry.name else ""


def extra_of(document: ProjectDocument, name: str) -> str | None:
    """Return an extra of the latest release in its own spelling; None when it has none like it."""
    wanted = normalize(name)
    return next((extra for extra in document.extras if normalize(extra) == wanted), None)


class Needs:
    """What the extras of a project add; each requirement is read once, however many there are."""

    def __init__(self, requires: Iterable[str]) -> None:
        """Read `Requires-Dist` lines."""
        self._by_extra: dict[NormalizedName, list[tuple[Entry, marker_tree.Node]]] = {}
        for line in requires:
            if "extra" in line:
                self._take(line)

    def _take(self, line: str) -> None:
        found = _parsed(line)
        node = marker_tree.parse(found.marker.value) if found and found.marker else None
        if found is None or node is None:
            return
        named = (one for one in marker_tree.comparisons(node) if one.variable == "extra")
        for extra in {normalize(one.value) for one in named}:
            self._by_extra.setdefault(extra, []).append((found, node))

    def of(self, extra: str) -> tuple[Need, ...]:
        """Return the requirements that are there because of an extra (PEP 685: however spelled)."""
        return tuple(
            Need(entry, _rest(node, extra))
            for entry, node in self._by_extra.get(normalize(extra), ())
            if marker_tree.holds(node, {"extra": ""}) is False
            and marker_tree.holds(node, {"extra": extra}) is not False
        )


@lru_cache(maxsize=16)
def needs_of(requires: tuple[str, ...]) -> Needs:
    """Return what the extras of a project add; kept, because every keystroke asks for it."""
    return Needs(requires)


def _rest(node: marker_tree.Node, extra: str) -> str:
    left = marker_tree.without_extra(node, extra)
    return "" if left is None else marker_tree.written(left)


def _parsed(line: str) -> Entry | None:
    """Return one requirement of an index's answer; None for what is none."""
    fragment, parts = Fragment.plain(line, Span(0, len(line))), read(line)
    if parts.name == ABSENT or parts.rest != ABSENT:
        return None
    return entry(fragment, parts, group=0, form=Form.LINE)
