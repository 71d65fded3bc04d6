"""The catalogue file's layout: which bytes mean what, for the builder as for the reader.

One immutable file, in the byte order of the machine that made it, every section on a multiple of
eight bytes. All positions count from the start of the file.

    header      fixed fields, closed by a CRC of themselves
    texts       the index's address and the list's ETag, UTF-8
    names       a newline, then every normalised name and a newline, in rank order: a smaller
                position is a better rank; the popular names stand first
    spellings   the projects' own spellings, each at its name's position plus one fixed distance
    order       u32[count]: positions of the names in bytewise name order
    serials     u32[count]: the projects' serials in the same order; 0 means none
    popular     u32[popular]: positions of the popular names in rank order
    letters     bitmaps over the popular names, bit i for the i-th: one for each of the first
                `PLACES` letters and each symbol that may stand there (0: the name ends here)
    contains    bitmaps likewise: one for each symbol that a name may contain
    trailer     the header's CRC once more, so that a file that broke off is noticed
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmap import mmap
    from pathlib import Path

    Buffer = bytes | mmap

MAGIC = b"\x89PyPLS\r\n"  # a high byte and a line end: text-mode transfers do not survive it
VERSION = 1
MARK = 0x01020304  # reads as another number in the other byte order
MAX_NAME = 255  # longer names are dropped from lists; no index has them
MAX_SERIAL = 2**32 - 1
PLACES = 48  # letters of a popular name that the bitmaps know
SYMBOLS = 38  # the end, the hyphen, ten digits, 26 letters
END, NEWLINE, HYPHEN = 0, 10, 45

_ALPHABET = b"-0123456789abcdefghijklmnopqrstuvwxyz"
_FOLD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ_.", b"abcdefghijklmnopqrstuvwxyz--")
_RUNS = re.compile(rb"-{2,}")
_SYMBOL = bytes(_ALPHABET.find(byte) + 1 for byte in range(256))
_FIXED = struct.Struct("=8sIIIIIIIqQQI")  # the last field is the CRC of the body
_CRC = struct.Struct("=I")
HEADER_SIZE = (_FIXED.size + _CRC.size + 7) & ~7
TRAILER_SIZE = 8


class BadCatalogue(Exception):  # noqa: N818 - a failure of the world, not a defect of the program
    """A catalogue cannot be used.

    Attributes:
        path: its file, or None for one in memory.
        why: one plain sentence for the user.
    """

    def __init__(self, path: Path | None, why: str) -> None:
        super().__init__(f"{path or 'catalogue in memory'}: {why}")
        self.path = path
        self.why = why


@dataclass(frozen=True, slots=True)
class Header:
    """What a catalogue file says about itself.

    Attributes:
        count: names in it.
        popular: how many of them are popular.
        names_length: bytes of the names, newlines and padding included.
        popular_length: bytes of the popular ones among them, first newline included.
        built_at: seconds since 1970, or 0 when it was not made from a download.
        serial: the highest serial in it.
        source: the index's address without credentials.
        etag: the validator that came with the list.
        body_crc: CRC-32 of everything behind the header.
    """

    count: int
    popular: int
    names_length: int
    popular_length: int
    built_at: int = 0
    serial: int = 0
    source: bytes = b""
    etag: bytes = b""
    body_crc: int = 0

    def pack(self) -> bytes:
        """Return the header's bytes, CRC and padding included."""
        lengths = (len(self.source), len(self.etag))
        fixed = _FIXED.pack(
            MAGIC, MARK, VERSION, self.count, self.popular, self.popular_length, *lengths,
            self.built_at, self.serial, self.names_length, self.body_crc,
        )  # fmt: skip
        return (fixed + _CRC.pack(zlib.crc32(fixed))).ljust(HEADER_SIZE, b"\0")


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the sections of a catalogue file begin.

    Attributes:
        names: position of the newline before the first name.
        popular_end: position behind the newline after the last popular name.
        names_end: position behind the newline after the last name.
        distance: from a name to its spelling.
        width: bytes of one bitmap.
        size: of the whole file.
    """

    names: int
    popular_end: int
    names_end: int
    distance: int
    order: int
    serials: int
    popular: int
    letters: int
    contains: int
    trailer: int
    width: int
    size: int


def sections(header: Header) -> Sections:
    """Return where the sections of a file with this header begin."""
    width = aligned((header.popular + 7) // 8)
    names = aligned(HEADER_SIZE + len(header.source) + len(header.etag))
    distance = aligned(header.names_length)
    order = names + 2 * distance
    serials = aligned(order + 4 * header.count)
    popular = aligned(serials + 4 * header.count)
    letters = aligned(popular + 4 * header.popular)
    contains = letters + PLACES * SYMBOLS * width
    trailer = contains + SYMBOLS * width
    return Sections(
        names, names + header.popular_length, names + header.names_length, distance, order,
        serials, popular, letters, contains, trailer, width, trailer + TRAILER_SIZE,
    )  # fmt: skip


def read_header(buffer: Buffer, path: Path | None) -> Header:
    """Return the header of a catalogue; its sizes agree with the buffer's length.

    Touches the first and the last page only.

    Raises:
        BadCatalogue: this is no catalogue, one of another version or machine, or a part of one.
    """
    if len(buffer) < HEADER_SIZE or buffer[: len(MAGIC)] != MAGIC:
        raise BadCatalogue(path, "this is not a catalogue file")
    _, mark, version, count, popular, popular_length, source, etag, *rest = _FIXED.unpack(
        buffer[: _FIXED.size]
    )
    if mark != MARK or version != VERSION:
        raise BadCatalogue(path, "it was made by another version of this program")
    if zlib.crc32(buffer[: _FIXED.size]) != _CRC.unpack_from(buffer, _FIXED.size)[0]:
        raise BadCatalogue(path, "its header is damaged")
    built_at, serial, names_length, body_crc = rest
    texts = buffer[HEADER_SIZE : HEADER_SIZE + source + etag]
    header = Header(
        count, popular, names_length, popular_length, built_at, serial,
        texts[:source], texts[source:], body_crc,
    )  # fmt: skip
    if sections(header).size != len(buffer) or buffer[-TRAILER_SIZE:] != trailer(buffer):
        raise BadCatalogue(path, "it is incomplete")
    return header


def trailer(header: Buffer) -> bytes:
    """Return what closes a file that begins with this header: the header's CRC, twice."""
    return header[_FIXED.size : _FIXED.size + _CRC.size] * 2


def aligned(length: int) -> int:
    """Return the next multiple of eight."""
    return (length + 7) & ~7


def fold(typed: str) -> bytes | None:
    """Return typed text in the form in which the catalogue is searched (PEP 503).

    Separators in front are dropped, one behind is kept: somebody is about to type on.

    Returns:
        the folded text, or None when no name can contain such text.
    """
    typed = typed.strip()
    if len(typed) > MAX_NAME or not typed.isascii():
        return None
    key = fold_blob(typed.encode("ascii")).lstrip(b"-")
    return None if key.translate(None, _ALPHABET) else key


def fold_blob(text: bytes) -> bytes:
    """Return names with whatever stands between them, all normalised at once (PEP 503)."""
    text = text.translate(_FOLD)
    return _RUNS.sub(b"-", text) if b"--" in text else text


def fold_in_place(text: bytearray) -> bytearray:
    """Return newline-separated names normalised, each at its old position.

    A name that became shorter is followed by empty lines.
    """
    text = text.translate(_FOLD)
    run = text.find(b"--")
    while run >= 0:
        start, end = text.rfind(b"\n", 0, run) + 1, text.find(b"\n", run)
        text[start:end] = _RUNS.sub(b"-", text[start:end]).ljust(end - start, b"\n")
        run = text.find(b"--", start)
    return text


def symbols(key: bytes) -> bytes:
    """Return the numbers under which the bitmaps know a folded name's letters."""
    return key.translate(_SYMBOL)
