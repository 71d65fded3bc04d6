"""A manifest's entries, made when somebody looks at them.

Contract: equals the tuple of its entries. A file of 5,000 lines is read at every keystroke, and a
keystroke looks at a dozen of its entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from pypi_language_server.manifests.model import Entry, Form
from pypi_language_server.manifests.pyproject_bulk import Row, entries


class LazyEntries(Sequence[Entry]):
    """The entries of a text in its order: rows until somebody looks at them."""

    def __init__(self, text: str, items: list[Row | Entry], form: Form = Form.STRING) -> None:
        """Take rows and finished entries, ordered by where they start, and the rows' form."""
        self._form = form
        self._text = text
        self._items = items
        self._whole: tuple[Entry, ...] | None = None

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice) or self._whole is not None:
            return self._all()[index]
        item = self._items[index]
        if isinstance(item, Row):
            item = self._items[index] = entries(self._text, [item], self._form)[0]
        return item

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def names(self, group: int) -> Iterator[tuple[int, str]]:
        """Yield where each entry of a group starts, and its name; makes no entries."""
        for item in self._items:
            if isinstance(item, Row):
                if item[2] == group:
                    start, end = item[3]
                    yield item[0], self._text[start:end]
            elif item.group == group and item.name is not None:
                yield item.span.start, item.name.value

    def written(self) -> list[str]:
        """Return each entry's name, empty where it has none; makes no entries."""
        return [
            self._text[item[3][0] : item[3][1]]
            if isinstance(item, Row)
            else item.name.value
            if item.name
            else ""
            for item in self._items
        ]

    def _all(self) -> tuple[Entry, ...]:
        if self._whole is None:
            rows = [item for item in self._items if isinstance(item, Row)]
            made = iter(entries(self._text, rows, self._form))
            self._whole = tuple(
                next(made) if isinstance(item, Row) else item for item in self._items
            )
        return self._whole
