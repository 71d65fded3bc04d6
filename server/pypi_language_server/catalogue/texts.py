"""The texts about projects, made ready for searching.

Contract: frozen; built once from entries, the best-known project first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypi_language_server.catalogue.search_model import ProjectText


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known about projects besides their names."""

    entries: tuple[ProjectText, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[ProjectText]) -> Texts:
        """Return texts to search in; `entries` come best-known first."""
        return cls(tuple(entries))
