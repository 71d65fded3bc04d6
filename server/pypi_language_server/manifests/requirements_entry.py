"""One requirement of a requirements file: PEP 508's, or pip's own forms, addresses and paths.

Contract: the shape is told from the text alone, never from what is on the disk (which pip looks at
too). Environment variables are not expanded: a name that holds one is no name (pip documentation,
"Using environment variables").
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from pypi_language_server.manifests import requirement
from pypi_language_server.manifests.model import Entry, Form
from pypi_language_server.manifests.requirement import ABSENT, Range

if TYPE_CHECKING:
    from pypi_language_server.manifests.fragment import Fragment
    from pypi_language_server.problems import Problem


class Shape(Enum):
    """In which way a requirement is written."""

    NAMED = auto()  # as PEP 508 says: `name>=1`, `name @ address`
    ADDRESS = auto()  # an address alone, perhaps with `#egg=name`
    PATH = auto()  # a folder or an archive
    VARIABLE = auto()  # an environment variable stands for the name


_VARIABLE = re.compile(r"[\w.\-]*+\$\{[A-Z0-9_]++\}")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.\-]*+://|file:|(?:git|hg|svn|bzr)(?:\+[a-z]++)?:", re.IGNORECASE
)
_PATH = re.compile(
    r"""
    [./\\~]                          # ./folder, ../folder, . and .[extra], /folder, ~/folder
    | [A-Za-z]:                      # C:\folder
    | (?: [\w.\-]++ | \$\{[A-Z0-9_]++\} )*+ [/\\]    # folder/below, ${ROOT}/folder
    """,
    re.VERBOSE,
)
_ARCHIVES = (
    *(".whl", ".zip", ".tar", ".tgz", ".tbz", ".txz", ".tlz"),
    *(".tar.gz", ".tar.bz2", ".tar.xz", ".tar.lz", ".tar.lzma"),
)
_EXTRAS_AT_END = re.compile(r"\[[^\[\]]*+\]?+\Z")
_EGG = re.compile(r"[#&]egg=([\w.\-]++)(\[[\w.\-\s,]*+\]?+)?+")


def shape_of(text: str) -> Shape:
    """Return in which way the requirement `text`, without space around it, is written."""
    if _ADDRESS.match(text):
        return Shape.ADDRESS
    if _PATH.match(text):
        return Shape.PATH
    if _VARIABLE.match(text):
        return Shape.VARIABLE
    if _is_archive(text) and requirement.read(text).at == ABSENT:
        return Shape.PATH
    return Shape.NAMED


def read(fragment: Fragment) -> tuple[Entry, list[Problem]]:
    """Return the requirement in `fragment`, which has no space around it, and its problems."""
    match shape_of(fragment.text):
        case Shape.ADDRESS:
            return _address(fragment), []
        case Shape.PATH:
            return _path(fragment), []
        case Shape.VARIABLE:
            return Entry(fragment.whole, 0, Form.LINE), []
        case Shape.NAMED:
            parts = requirement.read(fragment.text)
            entry = requirement.entry(fragment, parts, group=0, form=Form.LINE)
            return entry, requirement.problems(fragment, parts)


def _address(fragment: Fragment) -> Entry:
    """Return an address, with the project that its `egg` names (pip, "VCS Support")."""
    address, marker = _split(fragment.text, "; ")
    egg = _EGG.search(fragment.text, 0, address[1])
    name, extras = (egg.span(1), egg.span(2)) if egg else (ABSENT, ABSENT)
    return _direct(fragment, name, extras, address, marker)


def _path(fragment: Fragment) -> Entry:
    """Return a path, with the extras in brackets behind it."""
    path, marker = _split(fragment.text, ";")
    found = _EXTRAS_AT_END.search(fragment.text, 0, path[1])
    if found is None or found.start() == 0:
        return _direct(fragment, ABSENT, ABSENT, path, marker)
    return _direct(fragment, ABSENT, found.span(), (0, found.start()), marker)


def _direct(fragment: Fragment, name: Range, extras: Range, url: Range, marker: Range) -> Entry:
    """Return an entry of these parts."""
    text = fragment.text
    unclosed = extras != ABSENT and text[extras[1] - 1] != "]"
    parts = requirement.Parts(name, extras, unclosed, ABSENT, url, ABSENT, ABSENT, ABSENT, marker)
    return requirement.entry(fragment, parts, group=0, form=Form.LINE)


def _split(text: str, separator: str) -> tuple[Range, Range]:
    """Return where the address or path and its marker stand; pip parts them so."""
    cut = text.find(separator)
    if cut < 0:
        return (0, len(text)), ABSENT
    start = cut + 1 + len(text[cut + 1 :]) - len(text[cut + 1 :].lstrip())
    marker = (start, len(text)) if start < len(text) else ABSENT
    return (0, len(text[:cut].rstrip())), marker


def _is_archive(text: str) -> bool:
    """Whether `text` ends, before extras and a marker, the way archives do."""
    text = text.partition(";")[0].rstrip()
    found = _EXTRAS_AT_END.search(text)
    return text[: found.start() if found else None].lower().endswith(_ARCHIVES)
