"""Holds a change that adds a requirement to its promise before anybody makes it.

Contract: pure. Read again, the changed text says all that it said before, in the same order, and
besides that the new requirement in the place that was meant; what was valid is valid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.adding_model import Added, Refused, changed
from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.names import normalize
from pypi_language_server.text import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypi_language_server.features.adding_model import AddingPlace, Changes, Wanted
    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.manifests.model import Entry, Manifest, Token

_PYTHON = frozenset({ManifestKind.SETUP_PY, ManifestKind.NOXFILE, ManifestKind.SCRIPT})
_TOML = frozenset(
    {
        ManifestKind.PYPROJECT,
        ManifestKind.PIPFILE,
        ManifestKind.PIXI,
        ManifestKind.TOX_TOML,
        ManifestKind.HATCH,
        ManifestKind.UV,
    }
)


def first_true(
    snapshot: Snapshot, place: AddingPlace, wanted: Wanted, proposed: Iterable[Changes]
) -> Added | None:
    """Return the first of the proposed changes that does what it promises."""
    for changes in proposed:
        found = _checked(snapshot, place, wanted, changes)
        if found is not None:
            return found
    return None


def _checked(
    snapshot: Snapshot, place: AddingPlace, wanted: Wanted, changes: Changes
) -> Added | None:
    before, text = snapshot.manifest, changed(snapshot.text, changes)
    after = kinds.scan(before.kind, text)
    index = _new_entry(before, after)
    if index is None or len(after.problems) > len(before.problems):
        return None
    entry = after.entries[index]
    if entry.name is None or normalize(entry.name.value) != wanted.name:
        return None
    if after.groups[entry.group].path != place.path or not entry.closed:
        return None
    if place.group is not None and entry.group != place.group:
        return None
    if _rest(before) != _rest(after) or not _is_valid_still(before.kind, snapshot.text, text):
        return None
    line = LineIndex(text).line_of(entry.name.span.start)
    return Added(changes, entry.span.of(text), line, place.label)


def _new_entry(before: Manifest, after: Manifest) -> int | None:
    """Return the index of the one entry that is new, if all the others are what they were."""
    old = [_said(before, entry) for entry in before.entries]
    new = [_said(after, entry) for entry in after.entries]
    if len(new) != len(old) + 1:
        return None
    index = next((n for n, said in enumerate(old) if said != new[n]), len(old))
    return index if old[index:] == new[index + 1 :] else None


def _said(manifest: Manifest, entry: Entry) -> object:
    """Return what an entry says, wherever it stands in the text."""
    tokens: Sequence[Token | None] = (
        entry.name,
        entry.specifier,
        entry.marker,
        entry.url,
        *entry.extras,
    )
    written = tuple(token and token.value for token in tokens)
    return manifest.groups[entry.group].path, entry.form, entry.index_name, entry.closed, written


def _rest(manifest: Manifest) -> object:
    """Return what else a manifest says."""
    options = [(it.name.value, it.value and it.value.value) for it in manifest.options]
    indexes = [(it.url.value, it.name) for it in manifest.indexes]
    includes = [token.value for token in manifest.includes]
    return options, indexes, includes, manifest.project_name, len(manifest.comments)


def _is_valid_still(kind: ManifestKind, before: str, after: str) -> bool:
    """Whether a file that its own syntax's parser reads is one afterwards, too."""
    if kind in _TOML:
        return not _is_toml(before) or _is_toml(after)
    return kind not in _PYTHON or not _is_python(before) or _is_python(after)


def _is_toml(text: str) -> bool:
    import tomllib

    try:
        tomllib.loads(text.removeprefix("\\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True


def _is_python(text: str) -> bool:
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in somebody else's file
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def declared(snapshot: Snapshot, place: AddingPlace, wanted: Wanted) -> Refused | None:
    """Return the refusal that says that a place has the project already, if it has."""
    for entry in snapshot.manifest.entries:
        if entry.group == place.group and entry.name and normalize(entry.name.value) == wanted.name:
            line = LineIndex(snapshot.text).line_of(entry.name.span.start)
            return Refused(f"`{entry.name.value}` is already in {place.label}.", line)
    return None
