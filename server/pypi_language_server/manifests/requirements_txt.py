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
from pypi_language_server.manifests.requirements_lines import LINE_END, first_line, line_from
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.fragment import Fragment
    from pypi_language_server.manifests.requirements_lines import Line
    from pypi_language_server.manifests.requirements_options import ReadOption
    from pypi_language_server.problems import Problem

# The line that most files consist of: a name, perhaps one version constraint, nothing else. What
# ends like an archive is left to the thorough reader, because pip takes it for a file.
_ORDINARY = re.compile(
    r"([A-Za-z0-9](?:[A-Za-z0-9._\-]*[A-Za-z0-9])?)"
    r"(?:[ ]?((?:[<>=!~]=|===|[<>])[ ]?[A-Za-z0-9][A-Za-z0-9.*+!_\-]*+))?+"
    r"(?<!(?i:\.[a-z]z))(?<!(?i:\.[a-z]{2}[a-z0-9]))(?<!(?i:\.lzma))"
    rf"[ \t]*+(?:{LINE_END}|\Z)"
)
_EMPTY = re.compile(rf"[ \t]*+{LINE_END}")


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    entries: list[Entry] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    indexes: list[DeclaredIndex] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    no_index: bool = False


def scan(text: str) -> Manifest:
    """Return what a requirements file says: one group, without a path, labelled `requirements`."""
    found = _Found()
    ordinary, add = _ORDINARY.match, found.entries.append
    position = first_line(text)
    while position < len(text):
        match = ordinary(text, position)
        if match is not None:
            add(_ordinary_entry(match))
            position = match.end()
        elif (match := _EMPTY.match(text, position)) is not None:
            position = match.end()
        else:
            line = line_from(text, position)
            _read_line(line, found)
            position = line.end
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
    name, specifier = match.groups()
    span = Span(*match.span(1))
    if specifier is None:
        return Entry(span, 0, Form.LINE, Syntax.PEP440, Token(name, span, name))
    token = Token(specifier, Span(*match.span(2)), specifier)
    whole = Span(span.start, token.span.end)
    return Entry(whole, 0, Form.LINE, Syntax.PEP440, Token(name, span, name), specifier=token)


def _read_line(line: Line, found: _Found) -> None:
    """Add what one line says."""
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


def _add_requirement(fragment: Fragment, found: _Found) -> None:
    """Add the requirement that `fragment` is, with what is wrong with it."""
    entry, problems = requirements_entry.read(fragment)
    found.entries.append(entry)
    found.problems += problems


def _add_option(fragment: Fragment, read: ReadOption, found: _Found) -> None:
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
