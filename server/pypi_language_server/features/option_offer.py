"""Completes pip's options in a requirements file: their names, and the values of most of them.

Contract: pure. Behind a requirement stand the options that belong to one, on a line of its own the
others (pip documentation, "Requirements File Format"). File names are those that the caller found;
digests are the index's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.features.choices import Choice, Slot, narrowed, offered
from pypi_language_server.features.constraints import pinned_version
from pypi_language_server.features.model import ItemKind
from pypi_language_server.manifests import pip_options
from pypi_language_server.manifests.cursor import AtOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypi_language_server.features.model import CompletionList, Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import AtUrl
    from pypi_language_server.manifests.model import Entry, Manifest
    from pypi_language_server.manifests.pip_options import PipOption

_FILES = ("--requirement", "--constraint")
_FOLDERS = ("--editable", "--find-links")
_FILE_OPTIONS = frozenset((*_FILES, *_FOLDERS))
_PROJECT_LISTS = frozenset({"--no-binary", "--only-binary", "--all-releases", "--only-final"})
_ENDS = (".txt", ".in", ".pip")
_ORDINARY_PATH = re.compile(r"[^\s\"'#\\]+")
_LAST_NAME = re.compile(r"[^,]*\Z")


def names_file(place: AtOption) -> bool:
    """Whether a file's or folder's name stands at the place."""
    known = _value_of(place)
    return known is not None and known.name in _FILE_OPTIONS


def pinned_for_hashes(place: AtOption) -> str | None:
    """Return the version whose digests could be written at the place, if there is one."""
    if place.entry is None or place.entry.url is not None:
        return None
    known = _value_of(place)
    is_name = known is None and "--hash".startswith(place.typed)
    is_digest = known is not None and known.name == "--hash"
    return pinned_version(place.entry) if is_name or is_digest else None


def path_option(manifest: Manifest, place: AtUrl, text: str, offset: int) -> AtOption | None:
    """Return the place in `-e path` as a place in an option; None for other addresses."""
    for option in manifest.options:
        value = option.value
        if value is not None and value.span.start == place.entry.span.start:
            is_one_line = value.raw == value.value and value.span.touches(offset)
            typed = text[value.span.start : offset]
            return AtOption(typed, value.span, option) if is_one_line else None
    return None


def complete_option(
    snapshot: Snapshot, place: AtOption, offset: int, knowledge: Knowledge
) -> CompletionList | None:
    """Return the options or values to offer; None where a value is free text."""
    known = _value_of(place)
    if known is None and _is_value(place):
        return None
    if known is None:
        slot = Slot(place.typed, place.replace, kind=ItemKind.OPTION)
        return offered(snapshot, slot, offset, _names(snapshot, place, knowledge), knowledge)
    slot = Slot(place.typed, place.replace, kind=ItemKind.FILE)
    if known.name in _FILE_OPTIONS:
        return offered(snapshot, slot, offset, _paths(known, place.typed, knowledge), knowledge)
    slot = Slot(place.typed, place.replace)
    if known.name == "--hash":
        from pypi_language_server.features.hash_offer import digests

        return offered(snapshot, slot, offset, digests(snapshot.text, place, knowledge), knowledge)
    if known.name in _PROJECT_LISTS:
        last = _LAST_NAME.search(place.typed)
        start = offset - len(last[0] if last else "")
        slot = narrowed(snapshot, slot, start, max(offset, start))
        return offered(snapshot, slot, offset, _projects(snapshot.manifest), knowledge)
    return None


def _is_value(place: AtOption) -> bool:
    """Whether the place is an option's value, not its name and not where a new one may stand."""
    return place.option is not None and place.replace != place.option.name.span


def _value_of(place: AtOption) -> PipOption | None:
    """Return the option whose value stands at the place."""
    if place.option is None or not _is_value(place):
        return None
    return pip_options.find(place.option.name.value)


def _names(snapshot: Snapshot, place: AtOption, knowledge: Knowledge) -> Iterator[Choice]:
    """Yield the options that may stand at the place."""
    behind = snapshot.text[place.replace.end : place.replace.end + 1]
    fits = [item for item in pip_options.OPTIONS if item.per_requirement == bool(place.entry)]
    if place.entry is not None and not behind.strip():
        from pypi_language_server.features.hash_offer import pin_with_hashes

        yield from pin_with_hashes(snapshot.text, place.entry, knowledge)
    for item in fits:
        if item.short and not place.typed.startswith("--"):
            yield _option(item, item.short, behind)
    for item in fits:
        yield _option(item, item.name, behind)


def _option(item: PipOption, label: str, behind: str) -> Choice:
    """Return an option with what parts it from its value, unless something stands there."""
    joint = "=" if item.per_requirement and label == item.name else " "
    waits = item.takes_value and behind in ("", "\n", "\r")
    other = item.name if label == item.short else item.short
    return Choice(label, label + (joint if waits else ""), detail=other, text=item.text)


def _paths(option: PipOption, typed: str, knowledge: Knowledge) -> list[Choice]:
    """Return the files, or folders, that the option most probably means first."""
    hidden = typed.removeprefix("./").startswith(".")
    found = [
        path
        for path in knowledge.files
        if _is_ordinary(path) and (hidden or not path.startswith("."))
    ]
    prefix = "./" if typed.startswith("./") or option.name == "--editable" else ""
    if option.name in _FOLDERS:
        folders = [f"{prefix}{path}" for path in found if path.endswith("/")]
        here = [Choice(".", detail="this folder")] if option.name == "--editable" else []
        return [*here, *map(Choice, folders)]
    files = [path for path in found if not path.endswith("/")]
    files.sort(key=lambda path: not _looks_right(path, option))
    right = [path for path in files if path.lower().endswith(_ENDS)]
    return [Choice(prefix + path) for path in (*right, *(p for p in files if p not in right))]


def _is_ordinary(path: str) -> bool:
    """Whether a name can be written as it is, and reads as what it is (a stranger may give it)."""
    return _ORDINARY_PATH.fullmatch(path) is not None and path.isprintable()


def _looks_right(path: str, option: PipOption) -> bool:
    """Whether a file's name says that it is what the option reads."""
    word = "constraint" if option.name == "--constraint" else "requirement"
    return word in path.lower()


def _projects(manifest: Manifest) -> Iterable[Choice]:
    """Return what stands for all projects, and the names that the file has."""
    entries: Iterable[Entry] = manifest.entries
    names = dict.fromkeys(entry.name.value for entry in entries if entry.name is not None)
    return [
        Choice(":all:", detail="every project"),
        Choice(":none:", detail="no project: forget what was said before"),
        *map(Choice, names),
    ]
