"""Turns the strings of a Python text that hold requirements into entries.

Contract: a string is one requirement, or one on each of its lines, without blank lines and comments
(setuptools, "Declaring dependencies").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.manifests import requirement
from pypi_language_server.manifests.model import Form
from pypi_language_server.manifests.python_strings import fragment
from pypi_language_server.problems import Problem
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypi_language_server.manifests.model import Entry
    from pypi_language_server.manifests.python_strings import Text
    from pypi_language_server.manifests.requirement import Range

_LINE = re.compile(r"[^\n]++")
_COMMENT = re.compile(r"(?:\A|(?<=[ \t]))#")


def line_around(text: str, index: int) -> tuple[Range, bool]:
    """Return the line of a string's decoded text around `index`, and whether that is a comment.

    The line goes without its comment and without the white space around it; it may be empty. A
    string of one line goes as it is.
    """
    start, end = text.rfind("\n", 0, index) + 1, text.find("\n", index)
    if start == 0 and end < 0:
        return (0, len(text)), False
    line = text[start : len(text) if end < 0 else end]
    comment = _COMMENT.search(line)
    if comment:
        line = line[: comment.start()]
    first = start + len(line) - len(line.lstrip())
    in_comment = comment is not None and index > start + comment.start()
    return (first, max(first, start + len(line.rstrip()))), in_comment


def _lines(text: str) -> Iterator[Range]:
    """Yield each line of a string's decoded text, as `line_around` has it."""
    if "\n" not in text:
        yield 0, len(text)
        return
    for match in _LINE.finditer(text):
        (first, last), _ = line_around(text, match.start())
        if first < last:
            yield first, last


def read(text: str, strings: Iterable[Text], group: int) -> tuple[list[Entry], list[Problem]]:
    """Return the requirements in the strings of one group, and what is wrong with them.

    Args:
        text: the whole text.
        strings: those of the group.
        group: its number among the manifest's groups.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    before: Text | None = None
    for string in strings:
        if string.ours:
            _read_string(text, string, group, entries, problems)
            problems += about_string(text, string, before)
        before = string
    return entries, problems


def about_string(text: str, string: Text, before: Text | None) -> Iterator[Problem]:
    """Yield what is wrong with a string as such."""
    if not string.closed:
        span = Span(string.start, string.end)
        yield Problem(span, "unclosed-string", "This string has no closing quote.")
    if before is None or not before.closed or text.startswith(",", before.end):
        return
    if _is_blank(text, before.end, string.start):
        span = Span(before.start, before.end)
        yield Problem(span, "missing-comma", "Without a comma, Python joins this with the next.")


def _read_string(
    text: str, string: Text, group: int, entries: list[Entry], problems: list[Problem]
) -> None:
    """Add the requirements of one string."""
    piece = fragment(text, string)
    whole = len(piece.text)
    for first, last in _lines(piece.text):
        part = piece if last - first == whole else piece.part(first, last)
        parts = requirement.read(part.text)
        closed = string.closed or piece.text.find("\n", last) >= 0
        entry = requirement.entry(part, parts, group=group, form=Form.STRING, closed=closed)
        entries.append(entry)
        problems += requirement.problems(part, parts)


def _is_blank(text: str, start: int, end: int) -> bool:
    """Whether nothing but white space and comments stands between two places."""
    return not re.sub(r"#[^\r\n]*", "", text[start:end]).strip()
