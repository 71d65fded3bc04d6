"""Tells words that begin with a dash from options: `pypi-ls search web -django --limit 5`.

Contract: pure. Only the command line of `search` is changed, and only in its order: options first,
then `--`, then the words. What stands behind a `--` is words alone. One letter behind a dash stays
an option, so that slips such as `-n 5` are told about.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMMAND = "search"
WITH_VALUE = frozenset(
    {"--limit", "--sort", "--format", "--color", "--index-url", "--cache-dir", "--log-file"}
    | {"--tcp"}
)
"""Options whose value is the next word of the command line."""

_OPTION = re.compile(r"--.+|-[A-Za-z]|-v+", re.DOTALL)


def sorted_out(argv: Sequence[str]) -> list[str]:
    """Return `argv` as `argparse` understands it; only what follows `search` changes."""
    start = _command_place(argv)
    if start is None or argv[start] != COMMAND:
        return list(argv)
    options: list[str] = []
    words: list[str] = []
    for is_option, part in _parts(argv[start + 1 :]):
        (options if is_option else words).append(part)
    return [*argv[: start + 1], *options, *(["--", *words] if words else [])]


def _command_place(argv: Sequence[str]) -> int | None:
    """Return where the command's name stands: the first that is no option and no option's value."""
    place = 0
    while place < len(argv) and argv[place].startswith("-"):
        place += 2 if argv[place] in WITH_VALUE else 1
    return place if place < len(argv) else None


def _parts(argv: Sequence[str]) -> Iterator[tuple[bool, str]]:
    """Yield each part of a command line, and whether it is an option or an option's value."""
    is_value = False
    for place, part in enumerate(argv):
        if is_value:
            is_value = False
            yield True, part
        elif part == "--":
            yield from ((False, word) for word in argv[place + 1 :])
            return
        else:
            is_value = part in WITH_VALUE
            yield _OPTION.fullmatch(part) is not None, part
