"""Builds a catalogue file from a list of names, in one pass and little memory.

Contract: `build` takes names batch by batch, keeps no batch, and gives the finished file as an
`Image`. Rank order is: popular names as given; the others by recency (the serial's bucket), then
by length (its class), then in the list's order. Two spellings of one normalised name (PEP 503)
collapse into the better ranked. What is slow in Python is left to C: names are normalised as
whole blobs, bucketed as they come, and sorted once, from the list's own order, which is nearly
the order wanted.
"""

from __future__ import annotations

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
_LOW = 2**32 - 1


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
        gathered.add(batch)
    return _image(gathered, info)


class _Gathered:
    """Names as they come: popular ones apart, the others in buckets of equal rank."""

    def __init__(self, popular: Sequence[NormalizedName]) -> None:
        self.ranks = {name.encode(): rank for rank, name in reversed(list(enumerate(popular)))}
        self.popular: dict[int, tuple[bytes, bytes, int]] = {}  # rank: key, spelling, serial
        self.buckets = _Buckets()
        self.keys: list[bytes] = []
        self.places = array("Q")  # bucket number and position in its bucket
        self.serials = array("I")
        self.serial = 0

    def add(self, batch: NameBatch) -> None:
        """Take a batch; the one loop over single names in the whole way of a list."""
        text = "\n".join(batch.names).encode("ascii")
        keys, serials = layout.fold_blob(text).split(b"\n"), self._storable(batch.serials)
        ranks, buckets, place, lengths = self.ranks, self.buckets, self.places.append, _LENGTH_CLASS
        kept_keys, kept_serials = self.keys.append, self.serials.append
        for name, key, serial in zip(text.split(b"\n"), keys, serials, strict=True):
            if key in ranks:
                self._add_popular(key, name, serial)
                continue
            mark, blob = buckets[serial >> _RECENCY << 3 | lengths[len(name)]]
            place(mark + len(blob))
            blob += name
            blob += b"\n"
            kept_keys(key)
            kept_serials(serial)

    def _add_popular(self, key: bytes, name: bytes, serial: int) -> None:
        rank = self.ranks[key]
        known = self.popular.get(rank)
        if known is None or known[2] < serial:
            self.popular[rank] = key, name, serial

    def _storable(self, serials: list[int]) -> list[int]:
        """Return the serials as the file can hold them: one that is too large counts as none."""
        highest = max(serials, default=0)
        self.serial = max(self.serial, highest)
        if highest <= layout.MAX_SERIAL:
            return serials
        return [serial if serial <= layout.MAX_SERIAL else 0 for serial in serials]


class _Buckets(dict[int, tuple[int, bytearray]]):
    """Blobs of spellings by rank; each with its number, shifted to stand above a position."""

    def __missing__(self, rank: int) -> tuple[int, bytearray]:
        made = self[rank] = len(self) << 32, bytearray()
        return made

    def in_order(self) -> Iterator[tuple[int, bytearray]]:
        """Yield number and blob, best rank first: most recent, then shortest."""
        for rank in sorted(self, key=lambda rank: (-(rank >> 3), rank & 7)):
            mark, blob = self[rank]
            yield mark >> 32, blob


def _image(gathered: _Gathered, info: BuildInfo) -> Image:
    source, etag = info.source.encode(), info.etag.encode()
    names_start = layout.aligned(layout.HEADER_SIZE + len(source) + len(etag))
    popular = [gathered.popular[rank] for rank in sorted(gathered.popular)]
    spellings, positions, starts = _spellings(popular, gathered.buckets, names_start)
    popular_length = starts.pop() - names_start
    packed = _packed(gathered, positions, starts)
    gathered.keys += [key for key, _, _ in popular]
    names = layout.fold_in_place(spellings)
    order = _in_name_order(gathered.keys, packed, names, names_start)
    header = layout.Header(
        len(order), len(popular), len(names), popular_length,
        round(info.built_at.timestamp()) if info.built_at else 0, gathered.serial, source, etag,
    )  # fmt: skip
    lows, highs = _split(order)
    letters, contains = bitmaps.make([key for key, _, _ in popular])
    popular_positions = array("I", positions)
    body = (source + etag, names, spellings, lows, highs, popular_positions, letters, contains)
    return _sealed(header, body)


def _spellings(
    popular: list[tuple[bytes, bytes, int]], buckets: _Buckets, names_start: int
) -> tuple[bytearray, list[int], list[int]]:
    """Return all spellings in rank order, popular positions, and where each bucket starts.

    The last of the starts is where the popular names end. Buckets are emptied on the way.
    """
    spellings = bytearray(b"\n")
    positions = []
    for _, name, _ in popular:
        positions.append(names_start + len(spellings))
        spellings += name + b"\n"
    starts = [0] * len(buckets) + [names_start + len(spellings)]
    for number, blob in buckets.in_order():
        starts[number] = names_start + len(spellings)
        spellings += blob
        blob.clear()
    return spellings, positions, starts


def _packed(gathered: _Gathered, popular: list[int], starts: list[int]) -> list[int]:
    """Return serial and position of every name as one number, popular ones last."""
    packed = [
        serial << 32 | starts[place >> 32] + (place & _LOW)
        for serial, place in zip(gathered.serials, gathered.places, strict=True)
    ]
    ranks = sorted(gathered.popular)
    serials = (gathered.popular[rank][2] for rank in ranks)
    packed += [serial << 32 | place for serial, place in zip(serials, popular, strict=True)]
    return packed


def _in_name_order(
    keys: list[bytes], packed: list[int], names: bytearray, names_start: int
) -> list[int]:
    """Return `packed` ordered by name; repeated names collapse and their lines are emptied."""
    if len(set(keys)) != len(keys):
        keys, packed = _without_repeats(keys, packed, names, names_start)
    next_key = iter(keys).__next__
    packed.sort(key=lambda _: next_key())
    return packed


def _without_repeats(
    keys: list[bytes], packed: list[int], names: bytearray, names_start: int
) -> tuple[list[bytes], list[int]]:
    best: dict[bytes, int] = {}
    for key, item in zip(keys, packed, strict=True):
        worse = item
        if key not in best or item & _LOW < best[key] & _LOW:
            worse, best[key] = best.get(key, -1), item
        if worse >= 0:
            start = (worse & _LOW) - names_start
            names[start : start + len(key)] = b"\n" * len(key)
    return list(best), list(best.values())


def _split(packed: list[int]) -> tuple[array[int], array[int]]:
    """Return the low and the high halves of 64-bit numbers."""
    halves = memoryview(array("Q", packed)).cast("B").cast("I")
    first, second = array("I", halves[::2].tobytes()), array("I", halves[1::2].tobytes())
    little = array("I", array("Q", [1]).tobytes())[0] == 1
    return (first, second) if little else (second, first)


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
