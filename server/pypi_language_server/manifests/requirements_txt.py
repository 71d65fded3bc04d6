"""pip's requirements files (and constraints files, which are written alike) as manifests.

Contract: reads what pip reads the way pip reads it (pip documentation, "Requirements File Format"),
takes time in proportion to the text, and never raises: what cannot be a requirement becomes an
entry with the parts that could be read, and a `Problem`. Nothing is expanded, opened or followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypi_language_server.manifests import requirements_entry, requirements_options
from pypi_language_server.manifests.model import (
    DeclaredIndex,
    Entry,
    Form,
    Group,
    Manifest,
    ManifestKind,
    Option,
    Syntax,
    Token,
)
from pypi_language_server.manifests.requirements_lines import (
    LINE_END,
    LINE_ENDS,
    first_line,
    line_from,
)
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.fragment import Fragment
    from pypi_language_server.manifests.requirements_lines import Line
    from pypi_language_server.manifests.requirements_options import ReadOption
    from pypi_language_server.problems import Problem

# What most lines are: a finished requirement, perhaps a comment. One match instead of the thorough
# reading, with the same result. What ends like an archive is left out, because pip takes it for a
# file; so are a hyphen in a marker, because options might start there, and all backslashes.
_CLAUSE = r"(?:[<>=!~]=|===|[<>])[ ]?[A-Za-z0-9][A-Za-z0-9.*+!_\-]*+"
_NO_ARCHIVE = r"(?<!(?i:\.[a-z]z)) (?<!(?i:\.[a-z]{2}[a-z0-9])) (?<!(?i:\.lzma))"
_ORDINARY = re.compile(
    rf"""
    ( [A-Za-z0-9] (?: [A-Za-z0-9._\-]* [A-Za-z0-9] )? )            # 1 name
    {_NO_ARCHIVE}
    ( \[ [A-Za-z0-9._\-,\x20]*+ \] )?+                            # 2 brackets
    (?: [ ]? ( {_CLAUSE} (?: [ ]?,[ ]? {_CLAUSE} )*+ ) )?+         # 3 specifier
    {_NO_ARCHIVE}
    (?: [ ]*+ ; [ ]*+ ( [A-Za-z] [A-Za-z0-9_.'"<>=!~()\x20]*+ (?<! [ ]) ) )?+   # 4 marker
    [ \t]*+ (?: (?<= [ \t]) ( \# [^{LINE_ENDS}]*+ (?<! \\ ) ) )?+     # 5 comment
    (?: {LINE_END} | \Z )
    """,
    re.VERBOSE,
)
_COMMENT = re.compile(rf"[ \t]*+(\#[^{LINE_ENDS}]*+)(?:{LINE_END}|\Z)")
_EMPTY = re.compile(rf"[ \t]*+{LINE_END}")
_EXTRA = re.compile(r"[A-Za-z0-9._\-]++")


@dataclass(slots=True)
class Found:
    """What has been read so far; the parts of a `Manifest`."""

    entries: list[Entry] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    indexes: list[DeclaredIndex] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    no_index: bool = False


def scan(text: str) -> Manifest:
    """Return what a requirements file says: one group, without a path, labelled `requirements`."""
    found = Found()
    position = first_line(text)
    while position < len(text):
        if (match := _ORDINARY.match(text, position)) is not None:
            found.entries.append(_ordinary_entry(match))
            if match[5] is not None:
                found.comments.append(Span(*match.span(5)))
        elif (match := _COMMENT.match(text, position)) is not None:
            found.comments.append(Span(*match.span(1)))
        elif (match := _EMPTY.match(text, position)) is None:
            line = line_from(text, position)
            read_line(line, found)
            position = line.end
            continue
        position = match.end()
    return Manifest(
        ManifestKind.REQUIREMENTS,
        (Group((), "requirements", Span(0, len(text)), Span(0, 0)),),
        tuple(found.entries),
        tuple(found.options),
        indexes=tuple(found.indexes),
        comments=tuple(found.comments),
        problems=tuple(found.problems),
        no_index=found.no_index,
    )


def _ordinary_entry(match: re.Match[str]) -> Entry:
    """Return the entry of a line that `_ORDINARY` matches."""
    name, brackets, specifier, marker, _ = match.groups()
    start, end = match.span(1)
    span = Span(start, end)
    return Entry(
        Span(start, max(match.end(2), match.end(3), match.end(4), end)),
        0,
        Form.LINE,
        Syntax.PEP440,
        Token(name, span, name),
        () if brackets is None else _ordinary_extras(match),
        None if brackets is None else Span(*match.span(2)),
        None if specifier is None else Token(specifier, Span(*match.span(3)), specifier),
        None if marker is None else Token(marker, Span(*match.span(4)), marker),
    )


def _ordinary_extras(match: re.Match[str]) -> tuple[Token, ...]:
    """Return the extras of a line that `_ORDINARY` matches."""
    found = _EXTRA.finditer(match.string, *match.span(2))
    return tuple(Token(extra[0], Span(*extra.span()), extra[0]) for extra in found)


def read_line(line: Line, found: Found) -> None:
    """Add what one line says; its requirements as entries of the first group."""
    if line.comment is not None:
        found.comments.append(line.comment)
    start, options, end = line.content()
    text = line.fragment.text
    if start < options:
        last = start + len(text[start:options].rstrip())
        _add_requirement(line.fragment.part(start, last), found)
    if options < end:
        for read in requirements_options.read_options(text, options):
            _add_option(line.fragment, read, found)


def _add_requirement(fragment: Fragment, found: Found) -> None:
    """Add the requirement that `fragment` is, with what is wrong with it."""
    entry, problems = requirements_entry.read(fragment)
    found.entries.append(entry)
    found.problems += problems


def _add_option(fragment: Fragment, read: ReadOption, found: Found) -> None:
    """Add an option, and what it means for the manifest."""
    option = requirements_options.as_model(fragment, read)
    found.options.append(option)
    problem = requirements_options.problem(fragment, read)
    if problem is not None:
        found.problems.append(problem)
    match read.known.name if read.known else "":
        case "--no-index":
            found.no_index = True
        case "--index-url" | "--pypi-url" if option.value:
            found.indexes.append(DeclaredIndex(option.value, replaces_default=True))
        case "--extra-index-url" if option.value:
            found.indexes.append(DeclaredIndex(option.value))
        case "--editable" if read.value and read.value[0] < read.value[1]:
            _add_requirement(fragment.part(*read.value), found)
