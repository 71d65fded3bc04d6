"""A catalogue that is searched where it lies: in a mapped file, or in memory.

Contract: answers depend on nothing but the file and the text typed; one thread at a time asks.
`ranking` has the classes; within one, the order is the file's: popularity, then recency in steps
of some weeks, then length in eight classes (`builder`). Class 5 puts fewer errors first, and of
equally many, whole names before beginnings. Everything is exact but for one thing: classes 8 and
9, words and substrings of names that are not popular, are searched in the best-ranked
`SCAN_BUDGET` bytes of the names only, which keeps every keystroke quick; names beyond are found
by how they begin.

Damage that the file's checks at opening cannot see leads to missing or strange answers, never to
an exception; `verify` reads the whole file and finds it.
"""

from __future__ import annotations

import mmap
import zlib
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from pypi_language_server.catalogue import layout
from pypi_language_server.catalogue.model import (
    CatalogueStamp,
    Match,
    MatchClass,
    Matches,
    Origin,
)
from pypi_language_server.catalogue.popular import PopularNames
from pypi_language_server.catalogue.ranking import rank
from pypi_language_server.catalogue.regions import Region
from pypi_language_server.catalogue.search_names import holding
from pypi_language_server.names import NormalizedName, is_standard_library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pypi_language_server.catalogue.layout import Buffer
    from pypi_language_server.catalogue.ranking import Tier

SCAN_BUDGET = 3_000_000  # bytes of names per keystroke, about 200,000 names
_FEW = 2000  # names; so many positions are sorted faster than their names are scanned for
_NO_ALIASES: Mapping[str, tuple[NormalizedName, ...]] = {}


def open_catalogue(
    path: Path, aliases: Mapping[str, tuple[NormalizedName, ...]] = _NO_ALIASES
) -> MappedCatalogue:
    """Return the catalogue in a file, mapped read-only.

    Args:
        path: the file; it may be replaced, but never changed, while it is mapped.
        aliases: projects by import name, folded as names are.

    Raises:
        BadCatalogue: there is no such file, it cannot be read, or it is no usable catalogue.
    """
    return MappedCatalogue(_mapped(path), aliases, path)


def verify(path: Path) -> None:
    """Read a whole catalogue file and compare its checksum.

    Raises:
        BadCatalogue: the file is damaged.
    """
    buffer = _mapped(path)
    header = layout.read_header(buffer, path)
    with memoryview(buffer) as view:
        body = view[layout.HEADER_SIZE : -layout.TRAILER_SIZE]
        crc = zlib.crc32(body)
        body.release()
    buffer.close()
    if crc != header.body_crc:
        raise layout.BadCatalogue(path, "it is damaged")


def _mapped(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as problem:  # mmap says ValueError for an empty file
        why = getattr(problem, "strerror", None) or "the file is empty"
        raise layout.BadCatalogue(path, f"it cannot be read: {why}") from problem


class MappedCatalogue:
    """The names of one index."""

    def __init__(
        self,
        buffer: Buffer,
        aliases: Mapping[str, tuple[NormalizedName, ...]] = _NO_ALIASES,
        path: Path | None = None,
        budget: int = SCAN_BUDGET,
    ) -> None:
        """Take a catalogue file's content.

        Raises:
            BadCatalogue: it is no usable catalogue.
        """
        header = layout.read_header(buffer, path)
        at = layout.sections(header)
        view = memoryview(buffer)
        self._buffer = buffer
        self._header = header
        self._at = at
        self._aliases = aliases
        self._order = view[at.order :][: 4 * header.count].cast("I")
        self._serials = view[at.serials :][: 4 * header.count].cast("I")
        self._popular_at = view[at.popular :][: 4 * header.popular].cast("I")
        self._popular = PopularNames(buffer, at, header.popular)
        self._head = Region(buffer, at.names + 1, at.popular_end)
        self._scan_end = self._end_of_scan(budget)
        self._tail = Region(buffer, at.popular_end, self._scan_end)
        self._tiers: dict[MatchClass, Tier] = {
            MatchClass.EXACT: self._exact,
            MatchClass.ALIAS: self._aliased,
            MatchClass.POPULAR_PREFIX: self._popular.beginning,
            MatchClass.POPULAR_WORD: self._head.words,
            MatchClass.POPULAR_TYPO: self._popular.mistyped,
            MatchClass.PREFIX: self._beginning,
            MatchClass.POPULAR_SUBSTRING: self._head.insides,
            MatchClass.WORD: self._tail.words,
            MatchClass.SUBSTRING: self._tail.insides,
            MatchClass.POPULAR_SUBSEQUENCE: self._popular.scattered,
        }

    @property
    def stamp(self) -> CatalogueStamp:
        """What this catalogue is made from; `STARTER` when it was not made from a download."""
        header = self._header
        if not header.source:
            return CatalogueStamp(Origin.STARTER, header.count)
        return CatalogueStamp(
            Origin.INDEX,
            header.count,
            header.source.decode(errors="replace"),
            datetime.fromtimestamp(header.built_at, UTC) if header.built_at else None,
            header.serial,
            header.etag.decode(errors="replace"),
        )

    def complete(self, typed: str, limit: int) -> Matches:
        """Return the best `limit` matches for `typed`, best first; popular ones for ``""``."""
        key = layout.fold(typed)
        if key is None or limit <= 0:
            return Matches()
        matches = rank(self, key, limit)
        if matches.truncated or not self._cut_short(key, len(matches.items)):
            return matches
        return Matches(matches.items, truncated=True)

    def containing(self, words: Sequence[str], limit: int) -> tuple[Match, ...]:
        """Return the best-ranked `limit` names that hold every word; the popular ones first.

        How many are looked at is bounded (see `search_names`).
        """
        keys = {layout.fold(word) or b"" for word in words}
        if not keys or b"" in keys:
            return ()
        found = holding(self._buffer, self._at.names + 1, self._at.names_end, sorted(keys))
        return tuple(islice(filter(None, map(self._held, found)), max(limit, 0)))

    def rank(self, name: NormalizedName) -> int | None:
        """Return the place of a name among the popular ones, from 0; None when it is not one."""
        number = self._number(name)
        if number < 0 or self._order[number] >= self._at.popular_end:
            return None
        return bisect_left(self._popular_at, self._order[number])

    def listed(self) -> Iterator[str]:
        """Yield every project as it writes its own name, in order of rank."""
        at, end = self._at.names + 1, self._at.names_end
        while 0 < at < end:
            spelling = self._line_at(at + self._at.distance)
            if spelling and self._line_at(at):  # empty behind a name shorter than its spelling
                yield spelling
            at = self._buffer.find(b"\n", at, end) + 1

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._number(name) >= 0

    def spelling(self, name: NormalizedName) -> str | None:
        """Return how the project writes its own name, or None when it is not listed."""
        number = self._number(name)
        if number < 0:
            return None
        return self._line_at(self._order[number] + self._at.distance)

    def serial(self, name: NormalizedName) -> int | None:
        """Return the project's serial in the list; None when unlisted or the index has none."""
        number = self._number(name)
        return (self._serials[number] or None) if number >= 0 else None

    def tier(self, why: MatchClass) -> Tier:
        """Return the search for one class (see `ranking.Tiers`)."""
        return self._tiers[why]

    def offer(self, position: int, why: MatchClass, key: bytes) -> Match | None:
        """Return the name at a position; None for the standard library's and in damaged files."""
        name = self._line_at(position)
        if not name or is_standard_library(NormalizedName(name)):
            return None
        spelling = self._line_at(position + self._at.distance)
        alias = key.decode() if why is MatchClass.ALIAS else None
        popular = position < self._at.popular_end
        return Match(spelling, NormalizedName(name), why, popular, alias)

    def _held(self, position: int) -> Match | None:
        popular = position < self._at.popular_end
        why = MatchClass.POPULAR_SUBSTRING if popular else MatchClass.SUBSTRING
        return self.offer(position, why, b"")

    def _cut_short(self, key: bytes, found: int) -> bool:
        """Whether names may be missing that no class could bring: it is not said that they are."""
        return found < self._header.count if not key else self._scan_end < self._at.names_end

    def _line_at(self, position: int) -> str:
        buffer = self._buffer
        line = buffer[position : buffer.find(b"\n", position)]
        return line.decode("ascii") if line.isascii() else ""

    def _number(self, name: str) -> int:
        """Return where a normalised name stands in name order, or -1."""
        if not name.isascii() or not 0 < len(name) <= layout.MAX_NAME:
            return -1
        line = name.encode("ascii") + b"\n"
        number = bisect_left(self._order, line, key=self._starts(len(line)))
        if number == len(self._order) or self._starts(len(line))(self._order[number]) != line:
            return -1
        return number

    def _starts(self, length: int) -> Callable[[int], bytes]:
        """Return what gives the first bytes of the name at a position.

        A newline sorts before all that names are made of, so what follows a short name does not
        disturb the order.
        """
        buffer = self._buffer
        return lambda position: buffer[position : position + length]

    def _exact(self, key: bytes, need: int) -> list[int]:
        number = self._number(key.decode())
        return [self._order[number]][:need] if number >= 0 else []

    def _aliased(self, key: bytes, need: int) -> list[int]:
        numbers = map(self._number, self._aliases.get(key.decode(), ()))
        return sorted(self._order[number] for number in numbers if number >= 0)[:need]

    def _beginning(self, key: bytes, need: int) -> list[int]:
        """Return names that begin with `key` and are not popular."""
        starts = self._starts(len(key))
        low = bisect_left(self._order, key, key=starts)
        high = bisect_right(self._order, key, low, key=starts)
        if high - low > _FEW:
            return self._beginning_by_rank(key, need)
        found = sorted(self._order[low:high])
        return found[bisect_left(found, self._at.popular_end) :][:need]

    def _beginning_by_rank(self, key: bytes, need: int) -> list[int]:
        find, end, found = self._buffer.find, self._at.names_end, list[int]()
        at = find(b"\n" + key, self._at.popular_end - 1, end)
        while at >= 0 and len(found) < need:
            found.append(at + 1)
            at = find(b"\n" + key, at + 1, end)
        return found

    def _end_of_scan(self, budget: int) -> int:
        """Return the position behind the last line that the budget reaches."""
        end = self._at.popular_end + budget
        if end >= self._at.names_end:
            return self._at.names_end
        return self._buffer.find(b"\n", end, self._at.names_end) + 1
