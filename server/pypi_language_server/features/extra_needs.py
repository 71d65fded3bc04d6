"""Says which requirements an extra of a project adds.

Contract: pure and total; requirements that cannot be read are left out. Sources: core metadata,
"Requires-Dist" and "Provides-Extra"; PEP 685 for which extras are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypi_language_server.features import marker_tree
from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.model import Form
from pypi_language_server.manifests.requirement import ABSENT, entry, read
from pypi_language_server.names import normalize
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypi_language_server.index.model import ProjectDocument
    from pypi_language_server.manifests.model import Entry


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


def added_by(requires: Iterable[str], extra: str) -> tuple[Need, ...]:
    """Return the requirements that are there because of an extra.

    Args:
        requires: `Requires-Dist` lines.
        extra: the extra's name.
    """
    return tuple(_added(requires, extra))


def _added(requires: Iterable[str], extra: str) -> Iterator[Need]:
    for line in requires:
        if "extra" not in line:
            continue
        found = _parsed(line)
        node = marker_tree.parse(found.marker.value) if found and found.marker else None
        if found is None or node is None:
            continue
        with_it = marker_tree.holds(node, {"extra": extra})
        without = marker_tree.holds(node, {"extra": ""})
        if without is False and with_it is not False:
            rest = marker_tree.without_extra(node, extra)
            yield Need(found, marker_tree.written(rest) if rest else "")


def _parsed(line: str) -> Entry | None:
    """Return one requirement of an index's answer; None for what is none."""
    fragment, parts = Fragment.plain(line, Span(0, len(line))), read(line)
    if parts.name == ABSENT or parts.rest != ABSENT:
        return None
    return entry(fragment, parts, group=0, form=Form.LINE)
