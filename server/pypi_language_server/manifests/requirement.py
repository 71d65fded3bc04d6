"""One requirement as PEP 508 writes it, complete or half-typed: which part stands where.

Contract: reading never raises and takes time in proportion to the text; whatever is typed has a
reading in which finished parts are what `packaging` sees in them. All that is not understood ends
up in `Parts.rest`. The reading knows decoded text only; `Fragment` knows where that is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests.cursor import (
    AtExtra,
    AtMarker,
    AtName,
    AtUrl,
    AtVersion,
    Nowhere,
    Place,
)
from pypi_language_server.manifests.model import Entry, Form
from pypi_language_server.names import is_valid
from pypi_language_server.problems import Problem
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.fragment import Fragment
    from pypi_language_server.manifests.model import Token

Range = tuple[int, int]
"""Indices of the first character and of the one after the last; `(-1, -1)` where nothing stands."""

ABSENT: Range = (-1, -1)


class Parts(NamedTuple):
    """Where the parts of one requirement stand in its decoded text (PEP 508, "Grammar").

    Attributes:
        name: the project's name, with separators at its end while it is being typed.
        brackets: the extras from `[` to `]`, or to where a list of extras cannot go on.
        unclosed: whether the brackets' `]` is missing.
        at: the `@` before an address.
        url: the address.
        specifier: the version clauses, without parentheses and white space around them.
        rest: what fits nowhere.
        semicolon: the `;` before a marker.
        marker: the marker.
    """

    name: Range
    brackets: Range
    unclosed: bool
    at: Range
    url: Range
    specifier: Range
    rest: Range
    semicolon: Range
    marker: Range


# Every repetition is possessive (`++`, `*+`), so that no text can make the match go back: its time
# is linear. Version clauses may lack an operator's version or the next clause: half-typed text.
# What follows `===` is compared as it stands (PEP 440, "Arbitrary equality"); `!` ends an epoch.
_CLAUSE = r"(?: === \s*+ [^\s;)]*+ | [<>=!~]++ \s*+ (?: [^\s,;()<>=!~] | !(?!=) )*+ )"
_REQUIREMENT = re.compile(
    rf"""
    \s*+ ( \w [\w.\-]*+ )?+                                     # 1 name
    \s*+ (?: ( \[ [\w.\-\s,]*+ ( \]?+ ) ) \s*+ )?+              # 2 brackets, 3 their end
    (?: ( @ ) \s*+ ( (?!;) \S++ )?+                             # 4 at, 5 url
      | (?: \( \s*+ )?+
        ( {_CLAUSE} (?: \s*+ , \s*+ (?: {_CLAUSE} )?+ )*+ )       # 6 specifier
        (?: \s*+ \) )?+
      | \( \s*+ \)?+
    )?+
    \s*+ ( [^;]++ )?+                                           # 7 rest
    (?: ( ; ) \s*+ ( .++ )?+ )?+                                # 8 semicolon, 9 marker
    """,
    re.VERBOSE | re.DOTALL,
)
_EXTRA = re.compile(r"[\w.\-]+")


def read(text: str) -> Parts:
    """Return where the parts of the requirement `text` stand in it."""
    match = _REQUIREMENT.match(text)
    assert match is not None, "every part is optional"  # noqa: S101 - for the type checker
    span = match.span
    return Parts(
        span(1),
        _without_space(text, span(2)),
        match[3] == "",
        span(4),
        span(5),
        _without_space(text, span(6)),
        _without_space(text, span(7)),
        span(8),
        _without_space(text, span(9)),
    )


def entry(
    fragment: Fragment, parts: Parts, *, group: int, form: Form, closed: bool = True
) -> Entry:
    """Return the requirement in `fragment` as an entry of its manifest.

    Args:
        fragment: the requirement's text, as far as it goes.
        parts: the reading of it: `read(fragment.text)`.
        group: index into the manifest's groups.
        form: how the requirement stands in the manifest.
        closed: whether the quote around it is closed; its own brackets are looked after here.
    """
    token = fragment.token
    return Entry(
        fragment.whole,
        group,
        form,
        name=None if parts.name == ABSENT else token(*parts.name),
        extras=() if parts.brackets == ABSENT else _extras(fragment, parts.brackets),
        extras_span=None if parts.brackets == ABSENT else fragment.span(*parts.brackets),
        specifier=None if parts.specifier == ABSENT else token(*parts.specifier),
        marker=None if parts.marker == ABSENT else token(*parts.marker),
        url=None if parts.url == ABSENT else token(*parts.url),
        closed=closed and not parts.unclosed,
    )


def problems(fragment: Fragment, parts: Parts) -> list[Problem]:
    """Return what keeps the requirement in `fragment` from being one (PEP 508)."""
    found: list[Problem] = []
    if parts.name == ABSENT:
        return _nameless(fragment)
    name = fragment.token(*parts.name)
    if not is_valid(name.value):
        found.append(Problem(name.span, "invalid-name", f"“{name.value}” cannot name a project."))
    if parts.unclosed:
        span = fragment.span(*parts.brackets)
        found.append(Problem(span, "unclosed-extras", "The bracket around the extras is open."))
    if parts.rest != ABSENT:
        span = fragment.span(*parts.rest)
        found.append(Problem(span, "invalid-requirement", "This does not belong to a requirement."))
    return found


def place_in(fragment: Fragment, entry: Entry, offset: int) -> Place:
    """Return where in a requirement the cursor stands.

    For names and extras, what is replaced is the whole word around the cursor. For versions it is
    the clause around it with its operator (`>=2`), or as much of it as stands on the cursor's line.

    Args:
        fragment: the requirement's text.
        entry: what was made from it; the place refers to it.
        offset: the cursor's place in the file, in or at either end of the fragment.
    """
    parts = read(fragment.text)
    index = fragment.index_of(offset)
    if parts.semicolon != ABSENT and index > parts.semicolon[0]:
        typed, replace = word_around(fragment, parts.semicolon[1], len(fragment.text), offset)
        within = fragment.part(parts.semicolon[1], len(fragment.text))
        return AtMarker(typed, replace, entry, within)
    if parts.at != ABSENT and index > parts.at[0]:
        return AtUrl(entry)
    if parts.name == ABSENT:
        return _before_parts(fragment, parts, entry, offset)
    if index <= parts.name[1]:
        return _in_name(fragment, parts, entry, offset)
    if parts.brackets != ABSENT and index < parts.brackets[1] + parts.unclosed:
        return _in_brackets(fragment, parts, entry, offset)
    if parts.at != ABSENT:
        return Nowhere()
    typed, replace = fragment.around(*_clause(fragment.text, parts, index), offset)
    return AtVersion(typed, replace, entry)


def _without_space(text: str, part: Range) -> Range:
    """Return `part` without the white space at its end; nothing if nothing else is in it."""
    start, end = part
    if start < 0 or not text[end - 1].isspace():
        return part
    kept = len(text[start:end].rstrip())
    return (start, start + kept) if kept else ABSENT


def _extras(fragment: Fragment, brackets: Range) -> tuple[Token, ...]:
    """Return the names inside the brackets."""
    found = _EXTRA.finditer(fragment.text, *brackets)
    return tuple(fragment.token(*match.span()) for match in found)


def _nameless(fragment: Fragment) -> list[Problem]:
    """Return the problem of a requirement without a name, if anything is written at all."""
    if not fragment.text.strip():
        return []
    return [Problem(fragment.whole, "invalid-requirement", "A requirement begins with a name.")]


def _before_parts(fragment: Fragment, parts: Parts, entry: Entry, offset: int) -> Place:
    """Return the place in a requirement that has no name yet: in front of what it has."""
    before = fragment.text[: fragment.index_of(offset)]
    if before.strip() or parts.rest != ABSENT:
        return Nowhere()
    return AtName("", Span(offset, offset), entry.group, entry=entry)


def _in_name(fragment: Fragment, parts: Parts, entry: Entry, offset: int) -> Place:
    """Return the place in a name, unless it is broken over lines, which no edit can mend."""
    if fragment.index_of(offset) < parts.name[0]:
        return Nowhere()
    typed, replace = fragment.around(*parts.name, offset)
    if replace != fragment.span(*parts.name):
        return Nowhere()
    return AtName(typed, replace, entry.group, entry=entry)


def _in_brackets(fragment: Fragment, parts: Parts, entry: Entry, offset: int) -> Place:
    """Return the place in or before the brackets."""
    start = parts.brackets[0] + 1
    if fragment.index_of(offset) < start:
        return Nowhere()
    end = parts.brackets[1] - (not parts.unclosed)
    typed, replace = word_around(fragment, start, end, offset)
    is_last = parts.unclosed and replace.end >= fragment.span(start, parts.brackets[1]).end
    return AtExtra(typed, replace, entry, after="]" if is_last else "")


def word_around(fragment: Fragment, start: int, end: int, offset: int) -> tuple[str, Span]:
    """Return the word around the cursor as `Fragment.around` does."""
    text, index = fragment.text, max(fragment.index_of(offset), start)
    first = index
    while first > start and _is_word(text[first - 1]):
        first -= 1
    while index < end and _is_word(text[index]):
        index += 1
    return fragment.around(first, index, offset)


def _is_word(char: str) -> bool:
    """Whether `char` belongs to names of extras, marker variables and versions."""
    return char.isalnum() or char in "._-"


def _clause(text: str, parts: Parts, index: int) -> Range:
    """Return the version clause around `index`, between commas and brackets, without spaces."""
    low = max(parts.name[1], parts.brackets[1])
    high = parts.semicolon[0] if parts.semicolon != ABSENT else len(text)
    low = max(low, 1 + max(text.rfind(char, low, index) for char in ",("))
    found = (text.find(char, index, high) for char in ",)")
    high = min((place for place in found if place >= 0), default=high)
    start = low + len(text[low:index]) - len(text[low:index].lstrip())
    return start, index + len(text[index:high].rstrip())
