"""The ranking as plainly as it can be said: every rule applied to every name, nothing fast.

Agrees with DESIGN.md ("Ranking") word for word where that speaks. What it leaves open is said
here: recency goes by steps of 2**18 serials, length by eight classes, then comes the order of the
list; of typing errors the fewer the better, and of equally many, whole names stand before
beginnings; fewer than three letters, or more than 45, hold no typing error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pypi_language_server.catalogue.model import MatchClass
from pypi_language_server.names import NormalizedName, is_standard_library, normalize

LETTERS = set("abcdefghijklmnopqrstuvwxyz0123456789-")
LENGTHS = (6, 9, 12, 16, 21, 28, 40)


@dataclass(frozen=True, order=True, slots=True)
class Project:
    """A listed project; sorts as it ranks among equals."""

    order: tuple[int, ...]
    spelling: str = field(compare=False)
    name: NormalizedName = field(compare=False)
    popular: bool = field(compare=False)


def project_of(spelling: str, rank: int | None, serial: int, place: int) -> Project:
    """A project with its rank in popularity, if any, and its place in the list."""
    name = normalize(spelling)
    if rank is not None:
        return Project((0, rank), spelling, name, popular=True)
    length = sum(len(spelling) > bound for bound in LENGTHS)
    return Project((1, -(serial >> 18), length, place), spelling, name, popular=False)


class Oracle:
    """Answers as a catalogue must."""

    def __init__(
        self,
        listed: Sequence[tuple[str, int]],
        popular: Sequence[NormalizedName],
        aliases: Mapping[str, Sequence[NormalizedName]],
    ) -> None:
        ranks = {name: rank for rank, name in reversed(list(enumerate(popular)))}
        self.aliases = aliases
        self.projects = [
            project_of(spelling, ranks.get(normalize(spelling)), serial, place)
            for place, (spelling, serial) in enumerate(listed)
            if not is_standard_library(normalize(spelling))
        ]
        self.popular = sorted(project for project in self.projects if project.popular)

    def complete(self, typed: str, limit: int) -> list[tuple[str, MatchClass]]:
        """The best spellings, each with the class that it matches in."""
        key = normalize(typed.strip()).lstrip("-")
        if not set(key) <= LETTERS:
            return []
        if not key:
            return [(it.spelling, MatchClass.POPULAR_PREFIX) for it in self.popular[:limit]]
        answers = [(project, why) for why, _, project in sorted(self._matches(key))]
        squats = answers and answers[0][1] is MatchClass.EXACT and not answers[0][0].popular
        imported = self.aliases.get(key, ())
        if squats and any(
            project.name.startswith(key) or project.name in imported for project in self.popular
        ):
            answers.insert(1, answers.pop(0))
        return [(project.spelling, why) for project, why in answers[:limit]]

    def _matches(self, key: str) -> Iterator[tuple[MatchClass, int, Project]]:
        imported = self.aliases.get(key, ())
        plain = {
            project.name: (plain_class(key, project, imported), 0, project)
            for project in self.projects
            if key in project.name or project.name in imported
        }
        popular_found = any(
            project.popular and why < MatchClass.POPULAR_TYPO for why, _, project in plain.values()
        )
        for project in self.popular:
            far = None if popular_found else typing_errors(key, project.name)
            if far is not None:
                plain[project.name] = MatchClass.POPULAR_TYPO, far, project
            elif project.name not in plain and is_scattered(key, project.name):
                plain[project.name] = MatchClass.POPULAR_SUBSEQUENCE, 0, project
        yield from plain.values()


def plain_class(key: str, project: Project, imported: Sequence[str]) -> MatchClass:
    """The class of a project that contains the key or is imported by it."""
    name = project.name
    if name == key:
        return MatchClass.EXACT
    if name in imported:
        return MatchClass.ALIAS
    if name.startswith(key):
        return MatchClass.POPULAR_PREFIX if project.popular else MatchClass.PREFIX
    if f"-{key}" in name:
        return MatchClass.POPULAR_WORD if project.popular else MatchClass.WORD
    return MatchClass.POPULAR_SUBSTRING if project.popular else MatchClass.SUBSTRING


def is_scattered(key: str, name: str) -> bool:
    letters = iter(name[1:])
    return name[0] == key[0] and all(letter in letters for letter in key[1:])


def typing_errors(key: str, name: str) -> int | None:
    """How far a name is from the key: 2 for one error, 3 if only with a beginning of it, 4, 5."""
    errors = 0 if not 3 <= len(key) <= 45 else 1 if len(key) < 7 else 2
    if not errors:
        return None
    row = alignment(key, name[: len(key) + errors + 1], errors)
    if row is None:
        return None
    whole = row[-1] if len(name) < len(row) else errors + 1
    best = min(row)
    if best == 0 or best > errors:
        return None
    return 2 * whole if whole == best else 2 * best + 1


def alignment(key: str, name: str, errors: int) -> list[int] | None:
    """The last row of the table of optimal string alignment; None when all is too far."""
    older: list[int] = []
    last = list(range(len(name) + 1))
    for i, typed in enumerate(key, 1):
        row = [i]
        for j, letter in enumerate(name, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (typed != letter))
            if i > 1 and j > 1 and typed == name[j - 2] and key[i - 2] == letter:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > errors and min(last) >= errors:  # nothing can come back from there
            return None
        older, last = last, row
    return last
