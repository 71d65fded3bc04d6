"""pip options in a line of a requirements file: names, values, and where they stand.

Contract: reading never raises. Values are parted by white space, or stand behind `=`; one in quotes
is what stands inside them. `--editable` takes all up to the next option, so that the unquoted form
of a direct reference (`-e name @ address`) is understood too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.manifests import pip_options
from pypi_language_server.manifests.model import Option
from pypi_language_server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypi_language_server.manifests.fragment import Fragment
    from pypi_language_server.manifests.pip_options import PipOption
    from pypi_language_server.manifests.requirement import Range

_WORD = re.compile(r"""(?:[^\s"'\\]++|\\.|\\\Z|"(?:[^"\\]|\\.)*+"?+|'[^']*+'?+)++""", re.DOTALL)
_LONG = re.compile(r"--[^=\s]*+")
_NOT_SPACE = re.compile(r"\S")
_NEXT_OPTION = re.compile(r"\s-")


class ReadOption(NamedTuple):
    """One option in a line's text.

    Attributes:
        known: what pip knows under this name, if anything.
        name: where its name stands.
        value: where its value stands, without quotes; None when it has none.
    """

    known: PipOption | None
    name: Range
    value: Range | None


def read_options(text: str, start: int) -> Iterator[ReadOption]:
    """Yield the options in `text` from `start` on; words that belong to none are passed over."""
    word = _WORD.search(text, start)
    while word is not None:
        end = word.end()
        if word[0].startswith("-"):
            option, end = _option(text, word.span())
            yield option
        word = _WORD.search(text, end)


def as_model(fragment: Fragment, read: ReadOption) -> Option:
    """Return an option as data of the manifest."""
    value = None if read.value is None else fragment.token(*read.value)
    return Option(fragment.token(*read.name), value, read.known is not None)


def problem(fragment: Fragment, read: ReadOption) -> Problem | None:
    """Return what pip would object to in an option."""
    name = fragment.token(*read.name)
    if read.known is None:
        return Problem(name.span, "unknown-option", f"pip has no option “{name.value}” here.")
    if read.known.takes_value and read.value is None:
        return Problem(name.span, "missing-value", f"“{name.value}” needs a value.")
    return None


def _option(text: str, word: Range) -> tuple[ReadOption, int]:
    """Return the option that the word begins, and the index where to go on."""
    start, end = word
    name_end = _name_end(text, start, end)
    known = pip_options.find(text[start:name_end])
    if name_end == end and (known is None or not known.takes_value):
        return ReadOption(known, (start, name_end), None), end
    value = name_end + text.startswith("=", name_end) if name_end < end else _skip(text, end)
    if known is not None and known.name == "--editable":
        following = _NEXT_OPTION.search(text, value)
        end = following.start() if following else len(text)
    elif name_end == end:
        found = None if _begins_option(text, value) else _WORD.match(text, value)
        end = found.end() if found else end
    return ReadOption(known, (start, name_end), _unquoted(text, value, end)), max(end, name_end)


def _name_end(text: str, start: int, end: int) -> int:
    """Return where the name ends of the option that is written from `start` to `end`."""
    if text.startswith("--", start):
        found = _LONG.match(text, start, end)
        return found.end() if found else end
    return start + 2 if pip_options.find(text[start : start + 2]) else end


def _skip(text: str, index: int) -> int:
    """Return the index of the next character that is no white space."""
    found = _NOT_SPACE.search(text, index)
    return found.start() if found else len(text)


def _begins_option(text: str, index: int) -> bool:
    """Whether an option that pip knows begins at `index`; then it is nobody's value."""
    found = _LONG.match(text, index)
    return found is not None and pip_options.find(found[0]) is not None


def _unquoted(text: str, start: int, end: int) -> Range | None:
    """Return the value between `start` and `end` without space and quotes; None if there is none.

    A value that is empty but announced (`--hash=`, `""`) is an empty value.
    """
    if end < start or (end == start and text[start - 1] != "="):
        return None
    end = start + len(text[start:end].rstrip())
    quote = text[start : start + 1]
    if quote and quote in "\"'":
        closing = text.find(quote, start + 1, end)
        return start + 1, closing if closing >= 0 else end
    return start, end
