"""Makes catalogues in memory for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from pypi_language_server.catalogue.builder import BuildInfo, Image, build
from pypi_language_server.catalogue.mapped import SCAN_BUDGET, MappedCatalogue
from pypi_language_server.catalogue.name_lists import NameBatch
from pypi_language_server.names import NormalizedName, normalize

INFO = BuildInfo("https://index.example/simple/", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), '"e"')


def image_of(
    listed: Iterable[str | tuple[str, int]], popular: Sequence[str] = (), info: BuildInfo = INFO
) -> Image:
    """Return the catalogue file of names, or of names with serials, not written yet."""
    pairs = [(item, 0) if isinstance(item, str) else item for item in listed]
    batch = NameBatch([name for name, _ in pairs], [serial for _, serial in pairs])
    return build([batch], [normalize(name) for name in popular], info)


def catalogue_of(
    listed: Iterable[str | tuple[str, int]],
    popular: Sequence[str] = (),
    aliases: Mapping[str, Sequence[str]] | None = None,
    budget: int = SCAN_BUDGET,
) -> MappedCatalogue:
    """Return a catalogue of names, or of names with serials."""
    known = {
        key: tuple(NormalizedName(name) for name in names) for key, names in (aliases or {}).items()
    }
    return MappedCatalogue(image_of(listed, popular).to_bytes(), known, budget=budget)
