"""The texts about projects, laid out for searching.

Contract: frozen; made once, entries best-known first, so that an entry's number is its standing.
Everything lies in a few long byte strings that are scanned: no index, nothing on disk. Texts may
be foreign: each is cut to a bounded length, and whatever it holds stays within its field.

    names     a newline, then every normalised name and a newline
    squeezed  the same without hyphens
    text      for each entry four fields (`TextField`), each opened by a mark (the first one by a
              newline); words in lower case with one blank before and behind, items of a field
              set apart by a mark of their own
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

from pypi_language_server.catalogue.near_words import Vocabulary
from pypi_language_server.names import NormalizedName, is_valid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypi_language_server.catalogue.search_model import ProjectText
    from pypi_language_server.catalogue.search_words import Probe


_NEWLINE, _BLANK = 10, 32


class TextField(IntEnum):
    """The fields of an entry in `Texts.text`, by their place.

    FURTHER holds classifiers, and the keywords beyond the first dozen: whoever says everything of
    himself says little.
    """

    IMPORTS = 0
    TOPICS = 1
    SUMMARY = 2
    FURTHER = 3


_FIELDS = len(TextField)
_FIELD, _ITEM = " \x1d ", " \x1e "
EDGES = b"\n\x1d\x1e"
"""What opens a field or an item."""

_CHUNK = 1 << 18
_MAX_SUMMARY, _MAX_TOPICS, _MAX_ITEMS, _MAX_ITEM = 300, 12, 40, 60
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789+#" + bytes(range(128, 256)) + EDGES
_FOLD = bytes(
    byte + 32 if 65 <= byte <= 90 else byte if byte in _LETTERS else 32 for byte in range(256)
)
_FOREIGN_MARKS = re.compile("[\u0080-\u00bf\u2000-\u206f\u2190-\u27bf\u3000-\u303f]+")
_MARKS = re.compile(rb"[\n\x1d]")

Grade = Callable[[bytes], float]
"""Says how well a word that was come across answers the word that is looked for: 0 to 1."""


@dataclass(frozen=True)  # without slots: the derived parts are kept in the instance
class Texts:
    """What is known about projects besides their names.

    Attributes:
        names: normalised names, one a line.
        spellings: the same as their projects write them.
        text: everything else, folded.
    """

    names: bytes = b"\n"
    spellings: tuple[str, ...] = ()
    text: bytes = b""

    @classmethod
    def of(cls, entries: Iterable[ProjectText]) -> Texts:
        """Return texts to search in; `entries` come best-known first, each project once."""
        sound = [entry for entry in entries if is_valid(entry.name)]
        names = "\n".join(["", *(entry.name for entry in sound), ""])
        text = "".join(map(_line, sound)).encode("utf-8", "ignore").translate(_FOLD)
        while b"  " in text:
            text = text.replace(b"  ", b" ")
        return cls(names.encode(), tuple(entry.spelling for entry in sound), text)

    def __len__(self) -> int:
        return len(self.spellings)

    def name(self, number: int) -> NormalizedName:
        """Return an entry's normalised name."""
        start, end = self._starts[number], self._starts[number + 1] - 1
        return NormalizedName(self.names[start:end].decode())

    def number(self, name: str) -> int | None:
        """Return the entry of a normalised name, or None."""
        at = self.names.find(f"\n{name}\n".encode()) if name else -1
        return bisect_right(self._starts, at + 1) - 1 if at >= 0 else None

    def spelled(self, squeezed: str) -> Iterator[tuple[int, bool]]:
        """Yield entries whose name begins so when hyphens are left out; whether that is all."""
        lines, needle = self._squeezed, f"\n{squeezed}".encode()
        at, seen, number = lines.find(needle), 0, 0
        while at >= 0:
            number += lines.count(b"\n", seen, at)
            yield number, lines[at + len(needle)] == _NEWLINE
            seen, at = at, lines.find(needle, at + 1)

    def in_names(self, probe: Probe) -> dict[int, float]:
        """Return how well names answer, by entry."""
        names, starts, found = self.names, self._starts, dict[int, float]()
        rest = rb"(?=[-\n])" if probe.whole else rb"[^-\n]*"
        for hit in re.finditer(re.escape(probe.needle) + rest, names):
            at = hit.start()
            worth = probe.grade(hit[0]) if names[at - 1] in b"-\n" else probe.inside(hit[0])
            if worth:
                number = bisect_right(starts, at) - 1
                if worth > found.get(number, 0):
                    found[number] = worth
        return found

    def in_text(self, probe: Probe, weights: Sequence[float]) -> dict[int, float]:
        """Return how well texts answer, by entry; each field counts by its weight."""
        text, grade, bounds, found = self.text, probe.grade, self._bounds, dict[int, float]()
        rest = rb"(?= )" if probe.whole else rb"[^ ]*"
        for hit in re.finditer(re.escape(probe.needle) + rest, text):
            at = hit.start()
            worth = grade(hit[0]) if text[at - 1] == _BLANK else 0
            if worth:
                number, field = divmod(bisect_right(bounds, at) - 1, _FIELDS)
                worth *= weights[field]
                if worth > found.get(number, 0):
                    found[number] = worth
        return found

    def items(self, phrase: bytes) -> Iterator[tuple[int, TextField]]:
        """Yield the entries of which one whole item, or a whole field, is this phrase."""
        text, length = self.text, len(phrase)
        at = text.find(phrase)
        while at >= 0:
            after = at + length
            alone = text[at - 1] == _BLANK == text[after]
            # the last test also holds at the very end
            if alone and text[at - 2] in EDGES and text[after + 1 : after + 2] in EDGES:
                number, field = divmod(bisect_right(self._bounds, at) - 1, _FIELDS)
                yield number, TextField(field)
            at = text.find(phrase, at + 1)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that names and texts are made of: of names first, then the frequent ones."""
        from collections import Counter

        counts = Counter[bytes]()
        for start in range(0, len(self.text), _CHUNK):
            counts.update(self.text[start : start + _CHUNK].split())
        named = self.names.replace(b"-", b"\n").split()
        common = (word for word, _ in counts.most_common())
        words = dict.fromkeys([*named, *self._squeezed.split(), *common])
        return Vocabulary.of(word for word in words if word not in EDGES)

    @cached_property
    def _starts(self) -> array[int]:
        return array("I", (hit.end() for hit in re.finditer(b"\n", self.names)))

    @cached_property
    def _bounds(self) -> array[int]:
        return array("I", (hit.start() for hit in _MARKS.finditer(self.text)))

    @cached_property
    def _squeezed(self) -> bytes:
        return self.names.replace(b"-", b"")


def _line(entry: ProjectText) -> str:
    topics = [word for word in entry.words if "::" not in word][:_MAX_TOPICS]
    further = [word for word in entry.words if word not in topics]
    fields = (_items(entry.imports), _items(topics), _clean(entry.summary[:_MAX_SUMMARY]))
    return f"\n {_FIELD.join(fields)}{_FIELD}{_items(further)} "


def _items(items: Sequence[str]) -> str:
    return _clean(",".join([it[:_MAX_ITEM] for it in items[:_MAX_ITEMS]])).replace(",", _ITEM)


def _clean(text: str) -> str:
    """Return foreign text without line ends, marks of ours, and signs that are no letters."""
    if text.isascii() and text.isprintable():
        return text
    text = "".join([letter if letter.isprintable() else " " for letter in text])
    return _FOREIGN_MARKS.sub(" ", text).lower()
