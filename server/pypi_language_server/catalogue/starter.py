"""The embedded starter catalogue: well-known projects, known before any list is downloaded.

Contract: `load()` reads the package's `starter.txt` once, when first asked. One project a line,
in order of prominence: `Spelling | import names | topic words | One-line summary.` Import names
and topics are separated by commas; no import name means the project's own with `-` as `_`.
Blank lines and lines that begin with `#` say nothing. A line that is no such line is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pypi_language_server.names import NormalizedName, is_valid, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pypi_language_server.catalogue.mapped import MappedCatalogue

_FILE = "starter.txt"
_FIELDS = 4


@dataclass(frozen=True, slots=True)
class StarterEntry:
    """One project of the starter catalogue.

    Attributes:
        spelling: the name as the project writes it.
        name: the same, normalised.
        imports: what one writes after `import`; never empty.
        topics: words that somebody would search by.
        summary: one line.
    """

    spelling: str
    name: NormalizedName
    imports: tuple[str, ...]
    topics: tuple[str, ...]
    summary: str


@dataclass(frozen=True)  # without slots: the derived parts are kept in the instance
class Starter:
    """The starter catalogue; everything derived is made when first asked for."""

    entries: tuple[StarterEntry, ...]

    @cached_property
    def by_name(self) -> Mapping[NormalizedName, StarterEntry]:
        """Its projects by normalised name."""
        return MappingProxyType({entry.name: entry for entry in self.entries})

    @cached_property
    def order(self) -> tuple[NormalizedName, ...]:
        """Normalised names, most prominent first."""
        return tuple(entry.name for entry in self.entries)

    @cached_property
    def aliases(self) -> Mapping[str, tuple[NormalizedName, ...]]:
        """Projects by import name, folded as names are; only where it is not their own name."""
        found: dict[str, list[NormalizedName]] = {}
        for entry in self.entries:
            for key in dict.fromkeys(map(normalize, entry.imports)):
                if key != entry.name:
                    found.setdefault(key, []).append(entry.name)
        return MappingProxyType({key: tuple(projects) for key, projects in found.items()})

    @cached_property
    def topics(self) -> Mapping[str, tuple[NormalizedName, ...]]:
        """Projects by topic word or phrase, in lower case, most prominent first."""
        found: dict[str, list[NormalizedName]] = {}
        for entry in self.entries:
            for topic in entry.topics:
                found.setdefault(topic.lower(), []).append(entry.name)
        return MappingProxyType({topic: tuple(projects) for topic, projects in found.items()})

    def summary(self, name: NormalizedName) -> str:
        """Return the project's one line, or an empty string."""
        entry = self.by_name.get(name)
        return entry.summary if entry else ""

    def catalogue(self) -> MappedCatalogue:
        """Return the catalogue of exactly these projects, all of them popular."""
        return self._catalogue

    @cached_property
    def _catalogue(self) -> MappedCatalogue:
        from pypi_language_server.catalogue.builder import BuildInfo, build
        from pypi_language_server.catalogue.mapped import MappedCatalogue
        from pypi_language_server.catalogue.name_lists import NameBatch

        names = [entry.spelling for entry in self.entries]
        image = build([NameBatch(names, [0] * len(names))], self.order, BuildInfo())
        return MappedCatalogue(image.to_bytes(), self.aliases)


@cache
def load() -> Starter:
    """Return the starter catalogue that the package carries; read when first asked for."""
    text = Path(__file__).with_name(_FILE).read_text(encoding="utf-8")
    return Starter(parse(text.splitlines()))


def parse(lines: Iterable[str]) -> tuple[StarterEntry, ...]:
    """Return the entries in `lines`; the first of two with the same name counts."""
    entries: dict[NormalizedName, StarterEntry] = {}
    for entry in filter(None, map(_entry, lines)):
        entries.setdefault(entry.name, entry)
    return tuple(entries.values())


def _entry(line: str) -> StarterEntry | None:
    fields = [field.strip() for field in line.split("|", _FIELDS - 1)]
    if line.startswith("#") or len(fields) != _FIELDS or not is_valid(fields[0]):
        return None
    spelling, imports, topics, summary = fields
    own = (spelling.replace("-", "_").lower(),)
    return StarterEntry(
        spelling, normalize(spelling), tuple(_words(imports)) or own, tuple(_words(topics)), summary
    )


def _words(text: str) -> Iterator[str]:
    return filter(None, map(str.strip, text.split(",")))
