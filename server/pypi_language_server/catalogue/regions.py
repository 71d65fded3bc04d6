"""Searches one stretch of a catalogue's names for those that contain what is typed.

Contract: a `Region` answers the same for the same text, whatever was asked before. What it
remembers of the last search only saves time: the names that contain `reques` are among those that
contain `reque`, so once a search has seen the whole region, typing on narrows its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.catalogue.layout import HYPHEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.catalogue.layout import Buffer

    Hits = Iterator[tuple[int, int]]  # positions of a name and of the text inside it

_MANY = 400  # names with the text inside, after which starts of words are looked for apart


class Region:
    """The names between two positions; both stand behind a newline."""

    def __init__(self, buffer: Buffer, start: int, end: int) -> None:
        self._buffer = buffer
        self._start = start
        self._end = end
        self._last: _Scan | None = None

    def words(self, key: bytes, need: int) -> list[int]:
        """Return the first `need` names in which a word other than the first begins with `key`."""
        return self._scan(key).words(need)

    def insides(self, key: bytes, need: int) -> list[int]:
        """Return the first `need` names that have `key` inside, but at no start of a word."""
        return self._scan(key).insides(need)

    def _scan(self, key: bytes) -> _Scan:
        last = self._last
        if last is not None and last.key == key:
            return last
        if last is not None and last.all_names is not None and last.key in key:
            hits = _narrowed(self._buffer, last.all_names, key)
        else:
            hits = _containing(self._buffer, self._start, self._end, key)
        self._last = _Scan(self._buffer, self._end, key, hits)
        return self._last


class _Scan:
    """One search, carried on as far as it is asked for.

    Attributes:
        key: what is searched.
        all_names: every name of the region that contains the key, once all have been seen.
    """

    def __init__(self, buffer: Buffer, end: int, key: bytes, hits: Hits) -> None:
        self.key = key
        self.all_names: list[int] | None = None
        self._buffer = buffer
        self._end = end
        self._hits = hits
        self._seen: list[int] = []
        self._words: list[int] = []
        self._insides: list[int] = []
        self._words_known_to = 0  # every word before this position is in `_words`

    def words(self, need: int) -> list[int]:
        while len(self._words) < need and len(self._insides) < _MANY:
            if not self._advance():
                return self._words
        if len(self._words) < need and self.all_names is None:
            self._find_words(need)
        return self._words[:need]

    def insides(self, need: int) -> list[int]:
        while len(self._insides) < need and self._advance():
            pass
        return self._insides[:need]

    def _advance(self) -> bool:
        """Sort in one more name; False when there is none."""
        hit = next(self._hits, None)
        if hit is None:
            self.all_names = self._seen
            return False
        name, at = hit
        self._seen.append(name)
        if at == name:
            return True  # it begins with the key, which is another matter
        if not self._is_word(at):
            self._insides.append(name)
        elif name >= self._words_known_to:
            self._words.append(name)
        return True

    def _is_word(self, at: int) -> bool:
        """Whether a word begins with the key in the name whose first such text is at `at`."""
        buffer = self._buffer
        if buffer[at - 1] == HYPHEN:
            return True
        return buffer.find(b"-" + self.key, at, buffer.find(b"\n", at)) >= 0

    def _find_words(self, need: int) -> None:
        """Look for further words alone: quicker where the key is common inside of words."""
        buffer, end = self._buffer, self._end
        start = max(self._words_known_to, buffer.find(b"\n", self._seen[-1]))
        for name, _ in _containing(buffer, start, end, b"-" + self.key):
            if buffer[name : name + len(self.key)] != self.key:
                self._words.append(name)
                if len(self._words) >= need:
                    self._words_known_to = buffer.find(b"\n", name)
                    return
        self._words_known_to = end


def _containing(buffer: Buffer, start: int, end: int, text: bytes) -> Hits:
    """Yield the names that contain `text`, in order; `start` is behind or at a newline."""
    at = buffer.find(text, start, end)
    while at >= 0:
        yield buffer.rfind(b"\n", start - 1, at) + 1, at
        line_end = buffer.find(b"\n", at, end)
        if line_end < 0:
            return
        at = buffer.find(text, line_end, end)


def _narrowed(buffer: Buffer, names: list[int], text: bytes) -> Hits:
    """Yield those of `names` that contain `text`."""
    for name in names:
        at = buffer.find(text, name, buffer.find(b"\n", name))
        if at >= 0:
            yield name, at
