"""Parts a line of an INI value into the requirements on it, as setuptools and tox part it.

Contract: what lies between separators is returned as it is written, white space included, so that
every place where a requirement may stand is in one of the ranges. Sources: setuptools' manual,
"Configuring setuptools using setup.cfg files" (`list-semi`); tox's manual, "Configuration".
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypi_language_server.manifests.ini_scan import Range


class Style(Enum):
    """How the requirements of a list are written; in all of them, one line may hold one."""

    SETUPTOOLS = auto()  # a list on the key's own line is parted by `;`
    TOX_LIST = auto()  # there, by `,`
    TOX_DEPS = auto()  # lines of a requirements file, perhaps with factors in front


class List(NamedTuple):
    """A value that is a list of requirements: what an outline calls it, and how it is written."""

    label: str
    style: Style


class Items(NamedTuple):
    """A line's items, and its comment if it has one."""

    ranges: tuple[Range, ...]
    comment: Range | None


# `requests; python_version < "3"` on the key's own line is two items to setuptools, which warns
# about it: nobody means a project that is called like a marker's variable.
_VARIABLES = (
    "python_(?:full_)?version|os_name|sys_platform|extra|implementation_(?:name|version)"
    "|platform_(?:machine|python_implementation|release|system|version)"
)
# Group 1 is a separator; commas in brackets and in front of a version's next clause are none.
_SEPARATORS = {
    Style.SETUPTOOLS: re.compile(rf"(;)(?!\s*+(?:\(\s*+)*+(?:{_VARIABLES})\b)"),
    Style.TOX_LIST: re.compile(r"\[[^\[\]]*+\]?+|(,)(?=\s*+(?:[A-Za-z]|\Z))"),
}
_COMMENT = re.compile(r"(?<=\s)#")
_FACTORS = re.compile(r"\s*+[\w{}.!,\-]++:(?=\s|\Z)")
_NO_REQUIREMENT = re.compile(r"(?:file|attr):|(?!-)[\w.\-]*+\{")


def items(text: str, start: int, end: int, style: Style, *, split: bool) -> Items:
    """Return the items on a line.

    Args:
        text: the whole file.
        start: where the line begins, or behind the delimiter on the key's own line.
        end: where the line ends.
        style: how it is written.
        split: whether it is the only line of its value, so that separators count.
    """
    comment = None
    if "#" in text[start:end]:
        found = _COMMENT.search(text, start, end)
        if text.startswith("#", start):
            comment, end = (start, end), start
        elif found is not None:
            comment, end = (found.start(), end), found.start()
    if style is not Style.SETUPTOOLS:
        factors = _FACTORS.match(text, start, end)
        start = factors.end() if factors else start
        end -= text.endswith("\\", start, end)  # the next line goes on with this one
    ranges = _parted(text, start, end, style) if split else ((start, end),)
    return Items(ranges, comment)


def is_requirement(item: str) -> bool:
    """Whether an item may be a requirement: nothing stands in for its name."""
    return _NO_REQUIREMENT.match(item) is None


def _parted(text: str, start: int, end: int, style: Style) -> tuple[Range, ...]:
    """Return what stands between the separators."""
    separators = _SEPARATORS.get(style)
    cuts = separators.finditer(text, start, end) if separators else ()
    found = [cut.span(1) for cut in cuts if cut[1]]
    starts = (start, *(stop for _, stop in found))
    ends = (*(begin for begin, _ in found), end)
    return tuple(zip(starts, ends, strict=True))
