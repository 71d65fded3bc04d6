"""Makes the list of a project's dependencies where a pyproject.toml has none yet.

Contract: pure. Only below a `[project]` head of its own, and never where the project says that its
dependencies come from elsewhere (PEP 621, "dynamic").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features import adding_text
from pypi_language_server.features.adding_model import AddingPlace, Change
from pypi_language_server.features.adding_tables import table_at
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.manifests.toml_nodes import Array, String
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.features.adding_model import Changes
    from pypi_language_server.features.adding_tables import FoundTable
    from pypi_language_server.features.model import Snapshot

PATH = ("project", "dependencies")


def place(snapshot: Snapshot) -> AddingPlace | None:
    """Return the place of the list that would have to be made, if it may be."""
    manifest = snapshot.manifest
    if manifest.kind is not ManifestKind.PYPROJECT:
        return None
    if any(group.path == PATH for group in manifest.groups):
        return None
    table = table_at(snapshot.text, PATH[:1])
    if table is None or _is_dynamic(snapshot.text, table):
        return None
    name = ".".join(PATH)
    return AddingPlace(name, name, "what the project needs; a new list", 0, PATH, None)


def candidates(snapshot: Snapshot, written: str) -> tuple[Changes, ...]:
    """Return how the list may be made with `written` as its only requirement."""
    text, table = snapshot.text, table_at(snapshot.text, PATH[:1])
    if table is None:
        return ()
    end = adding_text.rest_of_line(text, table.pairs[-1].end if table.pairs else table.end)
    if end is None:
        return ()
    line = adding_text.newline(text)
    made = f'{line}dependencies = [{line}{adding_text.unit(text)}"{written}",{line}]'
    return ((Change(Span(end, end), made),),)


def _is_dynamic(text: str, table: FoundTable) -> bool:
    """Whether the project's dependencies are said to come from elsewhere, or are half-typed."""
    for pair in table.pairs:
        key = pair.keys[0].value
        if key == PATH[-1]:
            return True
        if key == "dynamic" and isinstance(pair.value, Array):
            names = (item for item in pair.value.items if isinstance(item, String))
            if any(text[item.inner_start : item.inner_end] == PATH[-1] for item in names):
                return True
    return False
