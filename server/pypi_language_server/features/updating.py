"""Raises the constraints of a manifest that keep a project's latest release out.

Contract: pure. Only the clauses that exclude the release change, each in its own manner: a pin
stays a pin, `~=2.31` keeps two numbers, an upper bound moves behind the release. What somebody
excluded by name (`!=`), alternatives, and what digests belong to are left, and said to be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pypi_language_server.features import versions
from pypi_language_server.features.adding_model import Change, changed
from pypi_language_server.features.constraints import alternatives
from pypi_language_server.features.targets import Subject, subject_of
from pypi_language_server.features.version_offer_shapes import next_breaking
from pypi_language_server.index.model import Known
from pypi_language_server.manifests import kinds
from pypi_language_server.names import NormalizedName, is_valid, normalize
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packaging.version import Version

    from pypi_language_server.features.adding_model import Changes
    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.index.model import Answer
    from pypi_language_server.manifests.model import Entry, Manifest, Syntax, Token

_CLAUSE = re.compile(r"(===|~=|==|!=|<=|>=|[<>=~^])?+(\s*+)([^\s,|()<>=!~^;]++)")
_PINS = frozenset({"==", "===", "=", ""})
_LIKE = frozenset({"~=", "~", "^"})
_ASKED = frozenset({Subject.PROJECT, Subject.STANDARD_LIBRARY})
_HASH = "--hash"

MOST = 200
"""So many projects are looked up for one update."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What becomes of a manifest's constraints.

    Attributes:
        changes: what to do to the text.
        raised: projects with their new constraints, as written.
        left: projects whose constraints keep the latest release out and were not changed.
        unknown: projects of which the latest release is not known.
        cut: whether there are more projects than one update looks at.
    """

    changes: Changes
    raised: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    unknown: tuple[str, ...]
    cut: bool = False


def constrained(snapshot: Snapshot) -> tuple[NormalizedName, ...]:
    """Return the first `MOST` projects of an index that a manifest constrains, each once."""
    by_name: dict[NormalizedName, Entry] = {}
    for entry in _entries(snapshot.manifest):
        if entry.name is not None:
            by_name.setdefault(normalize(entry.name.value), entry)
    asked = (
        name for name, entry in by_name.items() if subject_of(snapshot.manifest, entry) in _ASKED
    )
    return tuple(islice(asked, MOST))


def update(snapshot: Snapshot, answers: Mapping[NormalizedName, Answer]) -> Updated:
    """Return how a manifest lets in the latest releases that `answers` tell of."""
    changes: list[Change] = []
    raised: dict[str, str] = {}
    left: dict[str, None] = {}
    unknown: dict[str, None] = {}
    asked = set(constrained(snapshot))
    for entry in _entries(snapshot.manifest):
        name, specifier = entry.name, entry.specifier
        if name is None or specifier is None or normalize(name.value) not in asked:
            continue
        latest = _latest(answers.get(normalize(name.value)))
        if latest is None:
            unknown[name.value] = None
        elif lets_in(specifier.value, entry.syntax, latest):
            continue
        elif (better := _raised(snapshot, entry, specifier, latest)) is None:
            left[name.value] = None
        else:
            changes.append(Change(specifier.span, better))
            raised[name.value] = better
    cut = len(asked) == MOST
    if not _is_kept(snapshot, tuple(changes)):
        return Updated((), (), (*raised, *left), tuple(unknown), cut)
    return Updated(tuple(changes), tuple(raised.items()), tuple(left), tuple(unknown), cut)


def lets_in(constraint: str, syntax: Syntax, latest: Version) -> bool:
    """Whether a constraint lets a release in; one that is not understood is taken to do so."""
    choices = alternatives(constraint, syntax)
    if choices is None or not versions.understood(choices):
        return True
    return any(item.contains(latest, prereleases=True) for item in versions.specifier_sets(choices))


def _entries(manifest: Manifest) -> Iterable[Entry]:
    """Yield the requirements whose constraint stands in one piece."""
    for entry in manifest.entries:
        name, specifier = entry.name, entry.specifier
        if name is None or specifier is None or entry.url is not None:
            continue
        if is_valid(name.value) and specifier.raw == specifier.value:
            yield entry


def _latest(answer: Answer | None) -> Version | None:
    return versions.parse(answer.document.latest) if isinstance(answer, Known) else None


def _raised(snapshot: Snapshot, entry: Entry, specifier: Token, latest: Version) -> str | None:
    """Return the constraint that lets a release in, or None where it should be left."""
    if "|" in specifier.raw or _has_digests(snapshot.manifest, entry):
        return None

    def better(clause: re.Match[str]) -> str:
        if lets_in(clause[0], entry.syntax, latest):
            return clause[0]
        return f"{clause[1] or ''}{clause[2]}{_version(clause[1] or '', clause[3], latest)}"

    written = _CLAUSE.sub(better, specifier.raw)
    return written if lets_in(written, entry.syntax, latest) else None


def _version(operator: str, written: str, latest: Version) -> str:
    """Return the version that a clause should name to let a release in."""
    numbers = [part for part in written.split(".") if part != "*"]
    if operator in _PINS and written.endswith(".*"):
        return f"{_beginning(latest, len(numbers))}.*"
    if operator in _PINS:
        return str(latest)
    if operator in _LIKE:
        is_whole = latest.is_prerelease or len(numbers) >= len(latest.release)
        return latest.public if is_whole else _beginning(latest, len(numbers))
    if operator == "<":
        return next_breaking(latest)
    return latest.public if operator == "<=" else written


def _beginning(version: Version, count: int) -> str:
    """Return the first numbers of a version, with its epoch."""
    numbers = (*version.release, *(0 for _ in range(count)))[:count]
    epoch = f"{version.epoch}!" if version.epoch else ""
    return epoch + ".".join(map(str, numbers))


def _has_digests(manifest: Manifest, entry: Entry) -> bool:
    """Whether digests of one version's files stand behind a requirement."""
    starts = [other.span.start for other in manifest.entries]
    end = min((start for start in starts if start > entry.span.start), default=None)
    behind = Span(entry.span.start, end) if end is not None else None
    return any(
        option.name.value.startswith(_HASH)
        and option.name.span.start > entry.span.start
        and (behind is None or behind.contains(option.name.span))
        for option in manifest.options
    )


def _is_kept(snapshot: Snapshot, changes: Changes) -> bool:
    """Whether the changed text names the same projects, in the same order."""
    after = kinds.scan(snapshot.manifest.kind, changed(snapshot.text, changes))
    return _names(after) == _names(snapshot.manifest)


def _names(manifest: Manifest) -> list[tuple[int, str | None]]:
    return [(entry.group, entry.name.value if entry.name else None) for entry in manifest.entries]
