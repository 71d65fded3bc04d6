"""Builds a catalogue file from a list of names, in one pass and little memory.

Contract: `build` takes names batch by batch, keeps no batch, and gives the finished file as an
`Image`. Rank order is: popular names as given; the others by recency (the serial's bucket), then
by length (its class), then in the list's order. Two spellings of one normalised name (PEP 503)
collapse into the better ranked. What is slow in Python is left to C: names are normalised as
whole blobs, bucketed as they come, and sorted once, from the list's own order, which is nearly
the order wanted.
"""

from __future__ import annotations

import gc
import itertools
import struct
import zlib
from array import array
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from pypi_language_server.catalogue import bitmaps, layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from pypi_language_server.catalogue.name_lists import NameBatch
    from pypi_language_server.names import NormalizedName

    Piece = bytes | bytearray | array[int]

_RECENCY = 18  # bits of a serial that do not matter for the order: some weeks of an index's life
_LENGTH_BOUNDS = (6, 9, 12, 16, 21, 28, 40)
_LENGTH_CLASS = bytes(
    sum(length > bound for bound in _LENGTH_BOUNDS) for length in range(layout.MAX_NAME + 1)
)
_BEST = 1 << 64  # the rank of popular names
_STEP = 1 << 14  # records that are taken apart at a time
_RECORD = struct.Struct("=cIII")  # a newline, bucket, place in the bucket, serial


@dataclass(frozen=True, slots=True)
class BuildInfo:
    """Where a list of names comes from; what is unknown is empty.

    Attributes:
        source: the index's address without credentials.
        built_at: when it was downloaded (aware).
        etag: the validator that came with it.
    """

    source: str = ""
    built_at: datetime | None = None
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A finished catalogue file that is not written yet."""

    header: layout.Header
    pieces: tuple[Piece, ...]

    @property
    def count(self) -> int:
        """How many names it holds."""
        return self.header.count

    def write(self, file: IO[bytes]) -> None:
        """Write the whole file; whatever the disk raises goes through."""
        for piece in self.pieces:
            file.write(piece)

    def to_bytes(self) -> bytes:
        """Return the whole file."""
        return b"".join(map(bytes, self.pieces))


def build(
    batches: Iterable[NameBatch], popular: Sequence[NormalizedName], info: BuildInfo
) -> Image:
    """Return the catalogue of all names in `batches`.

    Args:
        batches: valid names of at most `layout.MAX_NAME` letters, with their serials; an error
            that they raise goes through.
        popular: normalised names, most popular first; those that are not listed do not count.
        info: what is written into the header.
    """
    gathered = _Gathered(popular)
    for batch in batches:
        if batch.names:
            gathered.add(batch)
        del batch  # the last one would stay otherwise
    return _image(gathered, info)


class _Gathered:
    """Names as they come: popular ones apart, the spellings of the others in buckets by rank.

    Attributes:
        popular: the popular ones.
        records: for every name in a bucket its key, a newline and three numbers (`_RECORD`).
        serial: the highest one seen.
    """

    def __init__(self, popular: Sequence[NormalizedName]) -> None:
        self.ranks = {name.encode(): rank for rank, name in reversed(list(enumerate(popular)))}
        self.popular = _Popular()
        self.buckets = _Buckets()
        self.records: list[bytes] = []
        self.serial = 0

    def add(self, batch: NameBatch) -> None:
        """Take a batch that is not empty: the one loop over single names in a list's whole way."""
        text = "\n".join(batch.names).encode("ascii")
        spellings, keys = text.split(b"\n"), layout.fold_blob(text).split(b"\n")
        ranks, buckets, keep, pack = self.ranks, self.buckets, self.records.append, _RECORD.pack
        for name, key, serial in zip(spellings, keys, self._storable(batch.serials), strict=True):
            if key in ranks:
                self.popular.add(ranks[key], name, serial)
                continue
            number, blob = buckets[serial >> _RECENCY << 3 | _LENGTH_CLASS[len(name)]]
            keep(key + pack(b"\n", number, len(blob), serial))
            blob += name
            blob += b"\n"

    def _storable(self, serials: list[int]) -> list[int]:
        """Return the serials as the file can hold them: one that is too large counts as none."""
        highest = max(serials, default=0)
        self.serial = max(self.serial, highest)
        if highest <= layout.MAX_SERIAL:
            return serials
        return [serial if serial <= layout.MAX_SERIAL else 0 for serial in serials]

    def close(self) -> array[int]:
        """Put the popular names into a bucket of their own, the best.

        Returns:
            their places in the bucket, most popular first, and its end.
        """
        number, blob = self.buckets[_BEST]
        places = array("I", [0])
        for name, serial in self.popular.ranked():
            key = layout.fold_blob(name)
            self.records.append(key + _RECORD.pack(b"\n", number, places[-1], serial))
            blob += name + b"\n"
            places.append(len(blob))
        return places


class _Popular:
    """Spellings and serials by rank, packed.

    As objects they would lie among the records in memory, and each would keep a whole arena from
    going back to the system with them.
    """

    def __init__(self) -> None:
        self._names = bytearray()
        self._ranks = array("I")
        self._serials = array("Q")

    def add(self, rank: int, name: bytes, serial: int) -> None:
        self._names += name + b"\n"
        self._ranks.append(rank)
        self._serials.append(serial)

    def ranked(self) -> Iterator[tuple[bytes, int]]:
        """Yield the names, most popular first; of two with one rank that with the higher serial."""
        names = bytes(self._names).split(b"\n")
        seen = -1
        order = range(len(self._ranks))
        found = sorted(zip(self._ranks, [-it for it in self._serials], order, strict=True))
        for rank, serial, number in found:
            if rank != seen:
                yield names[number], -serial
            seen = rank


class _Buckets(dict[int, tuple[int, bytearray]]):
    """Numbered blobs of spellings, by their names' rank."""

    def __missing__(self, rank: int) -> tuple[int, bytearray]:
        made = self[rank] = len(self), bytearray()
        return made

    def in_order(self) -> list[tuple[int, bytearray]]:
        """Return them best rank first: most recent, then shortest."""
        return [self[rank] for rank in sorted(self, key=lambda rank: (-(rank >> 3), rank & 7))]


def _image(gathered: _Gathered, info: BuildInfo) -> Image:
    places = gathered.close()
    texts = info.source.encode(), info.etag.encode()
    names_start = layout.aligned(layout.HEADER_SIZE + sum(map(len, texts)))
    repeats = _sort(gathered.records)
    positions, serials = _numbers(gathered.records, _starts(gathered.buckets, names_start))
    gathered.records.clear()  # the most memory by far; gone before the names are laid out
    gc.collect()  # what a download leaves in cycles keeps whole arenas of it from the system
    spellings = _spellings(gathered.buckets)
    names = layout.fold_in_place(spellings)
    dropped = _dropped(positions, repeats)
    if dropped:
        _empty_lines(names, [positions[number] - names_start for number in dropped])
        positions, serials = _without(positions, dropped), _without(serials, dropped)
    first = names_start + 1
    header = layout.Header(
        len(positions), len(places) - 1, len(names), 1 + places[-1],
        round(info.built_at.timestamp()) if info.built_at else 0, gathered.serial, *texts,
    )  # fmt: skip
    popular_positions = array("I", [first + place for place in places[:-1]])
    popular = bytes(spellings[1 : places[-1]]).split(b"\n") if len(places) > 1 else []
    maps = bitmaps.make([layout.fold_blob(name) for name in popular])
    return _sealed(
        header, (b"".join(texts), names, spellings, positions, serials, popular_positions, *maps)
    )


def _sort(records: list[bytes]) -> list[int]:
    """Sort records by name; return the numbers of those whose name equals the one before.

    A newline sorts before all that names are made of, so what follows the name in a record does
    not disturb the order.
    """
    records.sort()
    keys = itertools.pairwise(record[: -_RECORD.size] for record in records)
    return [number for number, (one, other) in enumerate(keys, 1) if one == other]


def _starts(buckets: _Buckets, names_start: int) -> list[int]:
    """Return where each bucket will start when all are laid out in rank order."""
    starts, end = [0] * len(buckets), names_start + 1
    for number, blob in buckets.in_order():
        starts[number] = end
        end += len(blob)
    return starts


def _spellings(buckets: _Buckets) -> bytearray:
    """Return all spellings in rank order; empties the buckets."""
    spellings = bytearray(b"\n")
    for _, blob in buckets.in_order():
        spellings += blob
        blob.clear()
    return spellings


def _numbers(records: list[bytes], starts: list[int]) -> tuple[array[int], array[int]]:
    """Return the positions and the serials of all names, in the order of the records."""
    positions, serials = array("I"), array("I")
    skip = 1 - _RECORD.size
    for first in range(0, len(records), _STEP):
        tails = b"".join([record[skip:] for record in records[first : first + _STEP]])
        numbers = memoryview(tails).cast("I")
        buckets, places = numbers[::3].tolist(), numbers[1::3].tolist()
        positions.extend(
            [starts[bucket] + place for bucket, place in zip(buckets, places, strict=True)]
        )
        serials.frombytes(numbers[2::3].tobytes())
    return positions, serials


def _dropped(positions: array[int], repeats: list[int]) -> set[int]:
    """Return which of the repeated names are left out: all but the best ranked of their kind."""
    dropped: set[int] = set()
    for number in repeats:
        rival = number - 1
        while rival in dropped:
            rival -= 1
        dropped.add(max(rival, number, key=positions.__getitem__))
    return dropped


def _empty_lines(names: bytearray, starts: list[int]) -> None:
    for start in starts:
        end = names.find(b"\n", start)
        names[start:end] = b"\n" * (end - start)


def _without(numbers: array[int], dropped: set[int]) -> array[int]:
    return array("I", [item for number, item in enumerate(numbers) if number not in dropped])


def _sealed(header: layout.Header, body: tuple[Piece, ...]) -> Image:
    """Return the file: header, sections padded to eight bytes, checksums, trailer."""
    padded: list[Piece] = []
    length = layout.HEADER_SIZE
    for piece in body:
        size = len(memoryview(piece).cast("B"))
        padded += [piece, bytes(layout.aligned(length + size) - length - size)]
        length = layout.aligned(length + size)
    crc = 0
    for piece in padded:
        crc = zlib.crc32(piece, crc)
    header = replace(header, body_crc=crc)
    first = header.pack()
    return Image(header, (first, *padded, layout.trailer(first)))
