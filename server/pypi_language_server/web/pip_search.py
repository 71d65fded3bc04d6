"""Answers the XML-RPC method `search` as `pip search` wants it, from what is on this machine.

Contract: hits come best first, and pip keeps their order. A version is never made up: pip reads
only PEP 440, so one that is not known is said as `0+unknown`, and one of another form is kept in a
local version, `0+legacy.2004d`. What the index was asked about and does not have is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from pypi_language_server.catalogue.search_model import FoundBy
from pypi_language_server.features import versions
from pypi_language_server.features.untrusted import clean
from pypi_language_server.search_rows import Budget, completed
from pypi_language_server.web.xmlrpc import Code, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypi_language_server.catalogue.search_model import Found
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.services import Services
    from pypi_language_server.web.xmlrpc_values import Value

MAX_QUERY = 500
UNKNOWN = "0+unknown"
BUDGET = Budget(seconds=3.0)
_SPARE = 4  # so many times the rows that are wanted are looked through where a field is named
_WORD = re.compile(r"\w+")
_NOT_IN_LOCAL = re.compile(r"[^a-z0-9]+")


class Part(Enum):
    """Where a word is looked for."""

    NAME = "name"
    TEXT = "text"
    EITHER = "either"


_FIELDS = {
    "name": Part.NAME,
    "summary": Part.TEXT,
    "description": Part.TEXT,
    "keywords": Part.TEXT,
    "classifier": Part.TEXT,
    "classifiers": Part.TEXT,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for.

    Attributes:
        parts: texts, and where each is looked for.
        every: whether all of them must be found (`and`), or any (`or`).
    """

    parts: tuple[tuple[str, Part], ...]
    every: bool


def read_question(parameters: Sequence[Value]) -> Question:
    """Return what `search(spec, operator)` looks for.

    Raises:
        Fault: the parameters are of other types, or name a field that nothing is known about.
    """
    spec, operator = (*parameters, "and")[:2] if parameters else (None, None)
    if len(parameters) > 2 or not isinstance(spec, dict):
        raise _wrong("search takes a mapping of fields to words, and `and` or `or`")
    if operator not in ("and", "or"):  # a list would not fit into a set
        raise _wrong("the operator is `and` or `or`")
    wanted = [(_text(field, value), _part(field)) for field, value in spec.items()]
    every = operator == "and"
    parts = [(text, part) for text, part in wanted if text]
    if sum(len(text) for text, _ in parts) > MAX_QUERY * len(_FIELDS):
        raise _too_long()
    return Question(tuple(parts if every else _joined(parts)), every)


async def search(question: Question, services: Services, limit: int) -> list[dict[str, object]]:
    """Return at most `limit` hits, those without a version completed by a few look-ups."""
    found = _found(question, services, limit)
    rows = [row for row in await completed(found, services, BUDGET) if not row.missing]
    return [_hit(row, len(rows) - place) for place, row in enumerate(rows)]


def printable_version(version: str) -> str:
    """Return a version that pip can read (PEP 440) and that says what is known."""
    if versions.parse(version) is not None:
        return version
    kept = _NOT_IN_LOCAL.sub(".", version.lower()).strip(".")
    return f"0+legacy.{kept}" if kept else UNKNOWN


def _hit(row: ResultRow, weight: int) -> dict[str, object]:
    return {
        "name": row.spelling,
        "version": printable_version(row.version),
        "summary": row.summary,
        "_pypi_ordering": weight,  # old versions of pip sort by it, the greatest first
    }


# -- reading the parameters


def _text(field: str, value: Value) -> str:
    """Return the words that a field must hold, as one text."""
    words = value if isinstance(value, list) else [value]
    texts = [word for word in words if isinstance(word, str)]
    if len(texts) < sum(word is not None for word in words):
        raise _wrong(f"`{clean(field, 40)}` is a text or a list of texts")
    text = " ".join(" ".join(texts).split())
    if len(text) > MAX_QUERY:
        raise _too_long()
    return text


def _part(field: str) -> Part:
    part = _FIELDS.get(field)
    if part is None:
        raise _wrong(f"`{clean(field, 40)}` is not searched in; {', '.join(_FIELDS)} are")
    return part


def _joined(parts: Iterable[tuple[str, Part]]) -> list[tuple[str, Part]]:
    """Join the same text in several places: what pip asks for, name or summary."""
    places: dict[str, set[Part]] = {}
    for text, part in parts:
        places.setdefault(text, set()).add(part)
    return [
        (text, found.pop() if len(found) == 1 else Part.EITHER) for text, found in places.items()
    ]


def _wrong(why: str) -> Fault:
    return Fault(Code.BAD_PARAMETERS, f"The parameters are not understood: {why}.")


def _too_long() -> Fault:
    why = f"That is a long question: at most {MAX_QUERY} characters, please."
    return Fault(Code.BAD_PARAMETERS, why)


# -- finding


def _found(question: Question, services: Services, limit: int) -> list[Found]:
    """Return what is found, in the order of the best place that any text gives it."""
    answers = [_of_part(text, part, services, limit) for text, part in question.parts]
    places: dict[str, int] = {}
    by_name: dict[str, Found] = {}
    for answer in answers:
        for place, item in enumerate(answer):
            places[item.name] = min(places.get(item.name, place), place)
            by_name.setdefault(item.name, item)
    if question.every:
        common = set.intersection(*(_names(answer) for answer in answers)) if answers else set()
        places = {name: place for name, place in places.items() if name in common}
    return [by_name[name] for name in sorted(places, key=places.__getitem__)][:limit]


def _names(found: Iterable[Found]) -> set[str]:
    return {item.name for item in found}


def _of_part(text: str, part: Part, services: Services, limit: int) -> Sequence[Found]:
    if part is Part.EITHER:
        return services.search(text, limit).found
    found = services.search(text, limit * _SPARE).found
    if part is Part.NAME:
        return [item for item in found if item.why is not FoundBy.TEXT]
    words = _WORD.findall(text.lower())
    summaries = {item.name: services.summary(item.name).lower() for item in found}
    return [it for it in found if it.why is FoundBy.TEXT or _in(words, summaries[it.name])]


def _in(words: Iterable[str], text: str) -> bool:
    return all(word in text for word in words)
