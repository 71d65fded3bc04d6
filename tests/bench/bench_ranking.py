"""How good the ranking is, in figures: errors mended, keys saved, aliases, the plain statement."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pypi_language_server.catalogue import starter
from pypi_language_server.catalogue.model import NameCatalogue
from pypi_language_server.names import is_standard_library
from tests.bench.bench_catalogue import large_catalogue
from tests.bench.report import figure, section
from tests.support.catalogues import catalogue_of
from tests.support.keystrokes import keystrokes, one_edit_errors
from tests.support.names import LARGE, large_names, names
from tests.unit.catalogue.oracle import Oracle

ERRORS = 3000
KEYS = 400


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as directory:
        catalogue = large_catalogue(Path(directory) / "names.bin")
        section(f"Ranking among {LARGE:,} names, {len(large_names().popular):,} of them popular")
        _errors(catalogue)
        _keys(catalogue, "well-known", list(starter.load().order))
        _keys(catalogue, "popular", large_names().popular)
        _aliases(catalogue)
    _agreement()


def _errors(catalogue: NameCatalogue) -> None:
    """One error in a popular name; what spells another one, or its beginning, is no error."""
    errors = one_edit_errors(large_names(), ERRORS)
    places = [_place(catalogue, wrong, right, 10) for wrong, right in errors]
    first = sum(place == 1 for place in places) / len(places)
    shown = sum(place is not None for place in places) / len(places)
    figure(f"right project first, {ERRORS:,} typing errors", f"{first:.1%}", target=">= 95 %")
    figure("among the first ten", f"{shown:.1%}")


def _keys(catalogue: NameCatalogue, which: str, among: Sequence[str]) -> None:
    wanted = [name for name in among if not is_standard_library(name)]  # type: ignore[arg-type] # normalised
    wanted = random.Random(4).sample(wanted, min(KEYS, len(wanted)))
    letters = sum(map(len, wanted)) / len(wanted)
    for first in (1, 3, 10):
        needed = [_needed(catalogue, name, first) for name in wanted]
        mean = sum(needed) / len(needed)
        figure(
            f"keys until a {which} project is among the first {first}", f"{mean:.2f}",
            against=f"of {letters:.1f} letters on average",
        )  # fmt: skip


def _aliases(catalogue: NameCatalogue) -> None:
    """An import name brings its project to the first place, or behind an equally named one."""
    aliases = starter.load().aliases
    first = sum(
        bool(set(names) & {item.name for item in catalogue.complete(alias, 2).items})
        for alias, names in aliases.items()
    )
    figure(f"import names that lead to their project, of {len(aliases)}", f"{first}")


def _agreement() -> None:
    generated = names(20_000, popular=1000)
    aliases = starter.load().aliases
    fast = catalogue_of(generated.listed, generated.popular, aliases, budget=1 << 40)
    plain = Oracle(generated.listed, generated.popular, aliases)
    typed = keystrokes(generated, 100, seed=5)
    same = sum(
        [(item.spelling, item.why) for item in fast.complete(text, 50).items]
        == plain.complete(text, 50)
        for text in typed
    )
    figure(f"answers equal to the plain statement's, of {len(typed)}", f"{same}")


def _place(catalogue: NameCatalogue, typed: str, wanted: str, limit: int) -> int | None:
    found = [item.name for item in catalogue.complete(typed, limit).items]
    return found.index(wanted) + 1 if wanted in found else None  # type: ignore[arg-type] # normalised


def _needed(catalogue: NameCatalogue, wanted: str, first: int) -> int:
    """Return how many letters must be typed; one more than there are when all do not suffice."""
    for typed in range(len(wanted) + 1):
        if _place(catalogue, wanted[:typed], wanted, first):
            return typed
    return len(wanted) + 1
