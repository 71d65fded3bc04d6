"""Prints everything about the type library's classes, a line for each fact; run as a process.

`eager` imports the library in the plain way, `lazy` in ours; further words spoil what ours expects
of the libraries, so that it has to leave them alone, and only the declarations are printed. The
first line says what `load` answered.
"""

from __future__ import annotations

import collections.abc
import enum
import re
import sys
import typing
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from pypi_language_server.lsp import type_library


def spoil_hooks() -> None:
    """Let the note not be there that tells the library's converter what is done already."""
    type_library._RESOLVED = "unheard_of"


def spoil_define() -> None:
    """Make attrs refuse to make classes in place."""
    define = attrs.define

    def without_slots(cls: Any = None, **options: Any) -> Any:
        if options.get("slots") is False:
            raise TypeError("slots")
        return define(cls, **options)

    vars(attrs)["define"] = without_slots


def spoil_order() -> None:
    """Import the library before anybody can do anything about it."""
    import lsprotocol.types  # noqa: F401


SPOILERS = {"hooks": spoil_hooks, "define": spoil_define, "order": spoil_order}


def main(how: str, *spoilers: str) -> None:
    """Print the facts."""
    for spoiler in spoilers:
        SPOILERS[spoiler]()
    if how == "lazy":
        print("load:", type_library.load())
    from lsprotocol import types
    from pygls.protocol import default_converter

    converter = default_converter()
    classes = [item for item in vars(types).values() if isinstance(item, type) and attrs.has(item)]
    classes.sort(key=lambda cls: cls.__name__)
    for cls in classes:
        show(cls, declared(cls))
    for cls in [] if spoilers else classes:
        show(cls, behaviour(cls, converter))


def show(cls: type, facts: Iterator[str]) -> None:
    """Print facts about a class without what differs from process to process."""
    for fact in facts:
        print(re.sub(r" at 0x\w+", "", f"{cls.__name__}: {fact}"))


def declared(cls: type) -> Iterator[str]:
    """Yield how a class is declared."""
    yield f"{cls.__module__} {cls.__qualname__} {cls.__doc__!r} {cls.__match_args__}"  # type: ignore[attr-defined]  # attrs makes it
    for field in attrs.fields(cls):
        yield (
            f"{field.name} {field.default!r} {field.validator!r} {field.converter!r} {field.init}"
            f" {field.kw_only} {field.eq} {field.order} {field.hash} {field.repr}"
            f" {field.on_setattr} {field.alias} {field.type}"
        )
    yield f"hash: {cls.__hash__ is None}"


def behaviour(cls: type, converter: Any) -> Iterator[str]:
    """Yield what a smallest and a fullest instance do."""
    for full in (False, True):
        one, other = sample(cls, full, 3), sample(cls, full, 3)
        yield f"{one!r} {one == other} {one != other} {attrs.asdict(one)!r} {attrs.evolve(one)!r}"
        yield attempt(converter.unstructure, one)
        yield attempt(lambda one: converter.structure(converter.unstructure(one), cls), one)
        for field in attrs.fields(cls):
            yield attempt(setattr, one, field.name, object())


def attempt(work: Callable[..., object], *arguments: object) -> str:
    """Return what work answers, or the kind of its failure."""
    try:
        return repr(work(*arguments))
    except Exception as error:  # noqa: BLE001 - whatever it is has to be the same
        return type(error).__name__


def sample(wanted: Any, full: bool, depth: int) -> Any:
    """Return a value of a type: with what must be given only, or `full` down to a depth."""
    if attrs.has(wanted):
        return wanted(
            **{
                field.alias: sample(field.type, full, depth - 1)
                for field in attrs.fields(wanted)
                if field.default is attrs.NOTHING
                or (field.default is None and full and depth > 0)  # others allow nothing else
            }
        )
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is typing.Union:
        return sample(arguments[0], full, depth)
    if origin is typing.Literal:
        return arguments[0]
    if origin in (list, collections.abc.Sequence):
        return [sample(arguments[0], full, depth - 1)] if full and depth > 0 else []
    if origin is tuple:
        return tuple(sample(item, full, depth) for item in arguments)
    if origin in (dict, collections.abc.Mapping):
        return {}
    if isinstance(wanted, type) and issubclass(wanted, enum.Enum):
        return next(iter(wanted))
    plain = {str: "text", int: 1, float: 1.5, bool: True, type(None): None, Any: "any"}
    return plain.get(wanted, "any")


if __name__ == "__main__":
    main(*sys.argv[1:])
