"""The tolerant TOML reader: heads, pairs and values, finished and not."""

from __future__ import annotations

from textwrap import dedent

import pytest

from pypi_language_server.manifests.toml_nodes import (
    Array,
    Header,
    Other,
    Pair,
    Statement,
    String,
    Table,
    Value,
)
from pypi_language_server.manifests.toml_scan import EVERYTHING, Reader, descend


def show(text: str, tree: object = EVERYTHING) -> list[str]:
    """Return each statement on one line; `…` marks what nothing closes."""
    return [_statement(text, statement) for statement in Reader(text).statements(tree)]


def _statement(text: str, statement: Statement) -> str:
    keys = ".".join(key.value + ("" if key.closed else "…") for key in statement.keys)
    match statement:
        case Header(array=array, closed=closed):
            return f"{'[' * (1 + array)}{keys}{']' * (1 + array) if closed else '…'}"
        case Pair(equals=False):
            return keys
        case Pair(value=None):
            return f"{keys} ="
        case Pair(value=value):
            assert value is not None
            return f"{keys} = {_value(text, value)}"


def _value(text: str, value: Value) -> str:
    match value:
        case String(inner_start=start, inner_end=end, closed=closed):
            return f"<{text[start:end]}>" + ("" if closed else "…")
        case Array(items=items, closed=closed):
            return f"[{', '.join(_value(text, item) for item in items)}{']' if closed else '…'}"
        case Table(pairs=pairs, closed=closed):
            return (
                f"{{{', '.join(_statement(text, pair) for pair in pairs)}{'}' if closed else '…'}"
            )
        case Other(start=start, end=end):
            return text[start:end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# x", []),
        ("[a]\n[ b . 'c' ]\n[[d]]", ["[a]", "[b.c]", "[[d]]"]),
        ("[a", ["[a…"]),
        ("[[a]", ["[[a…"]),
        ("a = 1 # x\nb=true", ["a = 1", "b = true"]),
        ("a.\"b.c\" . 'd' = 1979-05-27T07:32:00Z", ["a.b.c.d = 1979-05-27T07:32:00Z"]),
        ("a", ["a"]),
        ("a\nb =\nc = 1", ["a", "b =", "c = 1"]),
        ("a = [1, [2, 'x'], {b = 3}]", ["a = [1, [2, <x>], {b = 3}]"]),
        ("a = [\n [1],\n ['x'],\n [true]\n]\nb = 1", ["a = [[1], [<x>], [true]]", "b = 1"]),
        ("a = [\n 'x'\n[b]\nc = 1", ["a = [<x>…", "[b]", "c = 1"]),
        ("a = [\n 'x',\nb = 1", ["a = [<x>…", "b = 1"]),
        ("a = ['x'\n\n  b.c = [1]", ["a = [<x>…", "b.c = [1]"]),
        ("a = ['x'\n[[b]]", ["a = [<x>…", "[[b]]"]),
        ("a = ['x'\n[b.", ["a = [<x>…"]),
        ("a = {b = 1, c = {d = 2}}", ["a = {b = 1, c = {d = 2}}"]),
        ("a = {b = 1\nc = 2", ["a = {b = 1…", "c = 2"]),
        ("a = {b = [1}\nc = 2", ["a = {b = [1…}", "c = 2"]),
        ("a = {b = [1\nc = 2", ["a = {b = [1……", "c = 2"]),
        ("a = [{b = 1], c = 2", ["a = [{b = 1…]"]),
        ("a = {\n b = 1, # x\n c = [2]\n}\nd = 3", ["a = {b = 1, c = [2]}", "d = 3"]),
        ("a = \"x\nb = 'y", ["a = <x>…", "b = <y>…"]),
        ('a = """x\n[b]\n"""\nc = 1', ["a = <x\n[b]\n>", "c = 1"]),
        ('a = """x\n[b]\nc = 1', ["a = <x>…", "[b]", "c = 1"]),
        ('"a', ["a…"]),
        ('"a = "x"', ["a… = <x>"]),
        ("] } , = é\na = 1", ["a = 1"]),
        ("a = ]\nb = 1", ["a =", "b = 1"]),
        ("a = [req\", 'x']", ['a = [req", <x>]']),
        ("a = 1\rb = 2\r\nc = 3", ["a = 1", "b = 2", "c = 3"]),
    ],
)
def test_statements(text: str, expected: list[str]) -> None:
    assert show(text) == expected


def test_only_what_is_wanted_is_read() -> None:
    text = dedent("""\
        a = [1]
        b = [
          [1],
        ]
        [no] # comment
        c = 1
        d = \"""
        [yes]
        \"""
        [yes]
        e = { x = 1 }
        f = 2 # comment
        [yes.more]
        g = [ # comment
        ]
        [[no]]
        h = [
        """)
    tree = {"b": "leaf", "yes": {"e": "leaf", "*": {"g": "leaf"}}}
    assert show(text, tree) == [
        "b = [[1]]",
        "[yes]",
        "e = {x = 1}",
        "f = 2",
        "[yes.more]",
        "g = []",
    ]


def test_descend() -> None:
    statement = next(Reader("a.b.c = 1").statements(EVERYTHING))
    assert descend({"a": {"*": "leaf"}}, statement.keys) == "leaf"
    assert descend({"a": {"x": "leaf"}}, statement.keys) is None
    assert descend({"a": {"b": {"c": {}}}}, statement.keys) == {}
    assert descend("leaf", statement.keys) == "leaf"


def test_nesting_has_an_end() -> None:
    """Brackets without end are read without recursion without end."""
    assert len(show("a = " + "[" * 10_000 + "]" * 10_000)) == 1
    assert len(show("a = " + "{b=" * 10_000)) == 1
