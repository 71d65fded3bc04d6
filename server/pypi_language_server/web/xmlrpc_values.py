"""Reads the values of XML-RPC from a tree of elements.

Contract: pure; any tree gives a value or `BadValue`. Types are the specification's, and the two
additions that clients send unasked: `nil` and `i8`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Value = str | int | float | bool | bytes | None | list["Value"] | dict[str, "Value"]
"""A value; times of day are read as the text they are written in."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
# The exponent is not the specification's, but what clients write for large numbers.
_DECIMAL = re.compile(r"[+-]?[0-9]{1,300}(?:\.[0-9]{0,300})?(?:[eE][+-]?[0-9]{1,3})?")


class BadValue(Exception):  # noqa: N818 - the data's fault
    """What stands there is no value; the text says why, without a full stop."""


@dataclass(slots=True)
class Node:
    """An element: its name, its text, and the elements in it."""

    tag: str
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def named(self, tag: str, *inside: str) -> list[Node]:
        """Return the children of an element that must be named so, and hold nothing else.

        Raises:
            BadValue: it is named otherwise, or holds something else.
        """
        if self.tag != tag:
            raise BadValue(f"<{tag}> is missing")
        if self.text.strip() or any(child.tag not in inside for child in self.children):
            raise BadValue(f"<{tag}> holds what it must not")
        if not self.children and tag in {"methodCall", "param", "member"}:
            raise BadValue(f"<{tag}> is empty")
        return self.children

    def only(self, tag: str) -> Node:
        """Return the one child, which must be named so.

        Raises:
            BadValue: there is another one, or none.
        """
        if len(self.children) != 1 or self.children[0].tag != tag or self.text.strip():
            raise BadValue(f"<{self.tag}> does not hold one <{tag}>")
        return self.children[0]


def read(node: Node) -> Value:
    """Return the value that a `<value>` element holds.

    Raises:
        BadValue: it holds none.
    """
    if not node.children:
        return node.text  # without a type, it is text
    if len(node.children) > 1 or node.text.strip():
        raise BadValue("<value> holds more than one value")
    typed = node.children[0]
    match typed.tag:
        case "array":
            return [read(item) for item in typed.only("data").named("data", "value")]
        case "struct":
            return dict(map(_member, typed.named("struct", "member")))
    if typed.children:
        raise BadValue(f"<{typed.tag}> holds what it must not")
    return _scalar(typed.tag, typed.text)


def _member(node: Node) -> tuple[str, Value]:
    parts = node.named("member", "name", "value")
    if [part.tag for part in parts] != ["name", "value"] or parts[0].children:
        raise BadValue("<member> is not one name and one value")
    return parts[0].text, read(parts[1])


def _scalar(tag: str, text: str) -> Value:
    match tag:
        case "string" | "dateTime.iso8601":
            return text
        case "int" | "i4" | "i8" if _INTEGER.fullmatch(text.strip()):
            return int(text)
        case "boolean" if text.strip() in {"0", "1"}:
            return text.strip() == "1"
        case "double" if _DECIMAL.fullmatch(text.strip()):
            return float(text)
        case "base64":
            return _bytes(text)
        case "nil" if not text.strip():
            return None
    raise BadValue(f"<{tag[:40]}> holds no such value")


def _bytes(text: str) -> bytes:
    import base64
    import binascii

    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadValue("<base64> holds no such value") from error
