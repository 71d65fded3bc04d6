"""Says where in a manifest a dependency may be added: its lists and tables, the usual one first.

Contract: pure. A place's id is made of the keys that lead to it, so that it stays the same while
the file is edited; where several lists have the same keys, later ones are numbered.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pypi_language_server.features import adding_created
from pypi_language_server.features.adding_model import AddingPlace
from pypi_language_server.features.targets import UV_SOURCES
from pypi_language_server.manifests.model import ManifestKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.manifests.model import Group, Manifest

# How usual it is to add to a list, by the keys that lead to it; the longest that fits counts.
_RANKS: dict[tuple[str, ...], int] = {
    ("project", "dependencies"): 0,
    ("dependencies",): 0,
    ("packages",): 0,
    ("options", "install_requires"): 0,
    ("install_requires",): 0,
    ("tool", "poetry", "dependencies"): 1,
    ("project", "optional-dependencies"): 2,
    ("dependency-groups",): 3,
    ("tool",): 5,
    ("tool", "poetry", "group"): 4,
    ("tool", "uv", "dev-dependencies"): 4,
    ("tool", "pdm", "dev-dependencies"): 4,
    ("tool", "uv"): 8,
    ("build-system",): 7,
    ("tox",): 7,
    ("requires",): 7,
}
_USUAL = 4
# Tables that say something about dependencies that stand elsewhere, and add none.
_NO_PLACES = (UV_SOURCES, ("tool", "pdm", "resolution"))
_OVERRIDES = "dependency-overrides"
_TOOLS = {
    "uv": "uv",
    "poetry": "Poetry",
    "pdm": "PDM",
    "pixi": "pixi",
    "hatch": "Hatch",
    "tox": "tox",
}
_DETAILS: dict[tuple[str, ...], str] = {
    ("project", "dependencies"): "what the project needs",
    ("project", "optional-dependencies"): "extra",
    ("dependency-groups",): "dependency group",
    ("build-system",): "what building the project needs",
}


def places(snapshot: Snapshot) -> tuple[AddingPlace, ...]:
    """Return where a dependency may go, the usual place first, then in the order of the file."""
    found = list(_existing(snapshot.manifest))
    made = adding_created.place(snapshot)
    if made is not None:
        found.append(made)
    return tuple(sorted(found, key=lambda place: _rank(place.path)))


def _existing(manifest: Manifest) -> Iterator[AddingPlace]:
    counts = Counter(entry.group for entry in manifest.entries)
    seen: Counter[str] = Counter()
    for number, group in enumerate(manifest.groups):
        if group.path[-1:] == (_OVERRIDES,) or any(_starts(group.path, it) for it in _NO_PLACES):
            continue
        name = ".".join(group.path) or "requirements"
        seen[name] += 1
        yield AddingPlace(
            id=name if seen[name] == 1 else f"{name}#{seen[name]}",
            label=group.label or name,
            detail=_detail(manifest.kind, group),
            count=counts[number],
            path=group.path,
            group=number,
        )


def _rank(path: tuple[str, ...]) -> int:
    fitting = (
        _RANKS[path[:length]] for length in range(len(path), 0, -1) if path[:length] in _RANKS
    )
    return next(fitting, _USUAL)


def _detail(kind: ManifestKind, group: Group) -> str:
    """Return a few words about what a list is for."""
    if kind is ManifestKind.REQUIREMENTS:
        return "this file"
    for start, words in _DETAILS.items():
        if kind is ManifestKind.PYPROJECT and _starts(group.path, start):
            return words
    if group.path[:1] == ("tool",):
        return _TOOLS.get(group.path[1], group.path[1])
    return str(kind.value)


def _starts(path: tuple[str, ...], start: tuple[str, ...]) -> bool:
    return path[: len(start)] == start
