"""What is read from YAML, beside what a YAML parser reads; and half-typed YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.manifests.yaml_nodes import ITEM, Flow, Other, Scalar
from pypi_language_server.manifests.yaml_scalars import fragment, read_scalar
from pypi_language_server.manifests.yaml_scan import Reader
from tests.unit.manifests.kind_properties import ODD_PIECES


def events(text: str) -> list[tuple[str, str | None]]:
    """Return each path, joined by slashes, with the value that stands there."""
    return [
        ("/".join(event.frame.path), shown(text, event.value)) for event in Reader(text).events()
    ]


def shown(text: str, value: object) -> str | None:
    match value:
        case Scalar():
            return fragment(text, value).text
        case Flow():
            return text[value.start : value.end] + ("" if value.closed else " OPEN")
        case Other():
            return "?"
        case _:
            return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b", [("a", "b")]),
        ("a: b # c", [("a", "b")]),
        ("a:b: c", [("a:b", "c")]),
        ("a :\n  b: c", [("a", None), ("a/b", "c")]),
        ("'a b': \"c\"", [("a b", "c")]),
        ("- a\n- b", [("-", "a"), ("-", "b")]),
        ("- a: b\n  c: d", [("-/a", "b"), ("-/c", "d")]),
        ("- - a\n  - b\n- c", [("-/-", "a"), ("-/-", "b"), ("-", "c")]),
        ("a:\n- b\n- c\nd: e", [("a", None), ("a/-", "b"), ("a/-", "c"), ("d", "e")]),
        ("a:\n  - b\nd:\n  - e", [("a", None), ("a/-", "b"), ("d", None), ("d/-", "e")]),
        ("a:\n  b:\n    c: d\n  e: f", [("a", None), ("a/b", None), ("a/b/c", "d"), ("a/e", "f")]),
        ("a:\n  b\nc", [("a", None), ("a", "b")]),
        ("a: b\n  c\n", [("a", "b")]),
        ("a: 'it''s'", [("a", "it's")]),
        ('a: "\\u00e9\\t\\"\\q"', [("a", 'é\t"\\q')]),
        ("a: [b, c]", [("a", "[b, c]"), ("a/-", "b"), ("a/-", "c")]),
        ("a: {b: c}", [("a", "{b: c}"), ("a/b", "c")]),
        ('a: {"b":c, d}', [("a", '{"b":c, d}'), ("a/b", "c")]),
        ("a: [[b]]", [("a", "[[b]]"), ("a/-", "[b]"), ("a/-/-", "b")]),
        ("a: [b: c, d]", [("a", "[b: c, d]"), ("a/-/b", "c"), ("a/-", "d")]),
        ("a: [b\nc: d", [("a", "[b OPEN"), ("a/-", "b"), ("c", "d")]),
        ("a: [[b\nc: d", [("a", "[[b OPEN"), ("a/-", "[b OPEN"), ("a/-/-", "b"), ("c", "d")]),
        ("a:\n  - [b\n  - c", [("a", None), ("a/-", "[b OPEN"), ("a/-/-", "b"), ("a/-", "c")]),
        ("a: [b,\n]\nc: d", [("a", "[b,\n]"), ("a/-", "b"), ("c", "d")]),
        ("a: |\n  b: c\nd: e", [("a", "?"), ("a/b", "c"), ("d", "e")]),
        ("a: *b", [("a", "?")]),
        ("a: &b c", [("a", "c")]),
        ("a: &b\n  - !!str c", [("a", None), ("a/-", "c")]),
        ("-", [("-", None)]),
        ("- \n- a", [("-", None), ("-", "a")]),
        ("-a", []),
        ("a", []),
        ("---\na: b\n...\n", [("a", "b")]),
        ("\ufeffa: b", [("a", "b")]),
        ("\ta: b", [("a", "b")]),
        ("", []),
    ],
)
def test_what_stands_where(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert events(text) == expected


def test_comments() -> None:
    text = "# a\nb: c # d\n- e#f\n- [g, # h\n  i] # j\n# k"
    reader = Reader(text)
    assert list(reader.events())
    assert [text[start:end] for start, end in reader.comments] == [
        *("# a", "# d", "# h", "# j", "# k")
    ]


@pytest.mark.parametrize(
    ("text", "flow", "expected"),
    [
        ("a b # c", False, ("a b", True)),
        ("a, b", False, ("a, b", True)),
        ("a, b", True, ("a", True)),
        ("a[b] c]", True, ("a[b] c", True)),
        ("-x", False, ("-x", True)),
        ("- x", False, None),
        ("'a", False, ("a", False)),
        ("'a # b", False, ("a", False)),
        ('"a, b', True, ("a, b", False)),
        ('"a, ', True, ("a", False)),
        ('"a, "b"', True, ("a", False)),
        ('"a]', True, ("a", False)),
        ('"a[b]]', True, ("a[b]", False)),
        ("", False, None),
        ("# a", False, None),
        ("@a", False, None),
    ],
)
def test_scalars(text: str, flow: bool, expected: tuple[str, bool] | None) -> None:
    scalar = read_scalar(text, 0, flow=flow)
    found = None if scalar is None else (fragment(text, scalar).text, scalar.closed)
    assert found == expected


# A document is written from data in any of YAML's ways; both readers must give the data back.

WORD = st.from_regex(r"[A-Za-z][A-Za-z0-9._-]{0,6}[a-z0-9]", fullmatch=True)
ENDING = st.sampled_from(
    [
        "",
        "==1.2",
        ">=1,<2",
        "[a,b]",
        "; os_name == 'nt'",
        ' ; x == "y"',
        "~=1 # no",
        " @ a://b",
        "#c",
    ]
)
TEXTS = st.builds(str.__add__, WORD, ENDING)
SPACE = st.sampled_from(["", "", " # why", "  # [a, 'b'"])
GAP = st.sampled_from(["", "", "\n", "# - x\n", "   # c\n"])


@st.composite
def scalars(draw: st.DrawFn, text: str, *, flow: bool) -> str:
    """Write a scalar, plain where that is possible."""
    styles = ["'", '"'] + ([] if (set(text) & set("[]{},#") and flow) or " #" in text else [""])
    style = draw(st.sampled_from(styles))
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    if style == '"':
        escaped = text.replace('"', '\\"')
        return f'"\\x{ord(text[0]):02x}{escaped[1:]}"' if draw(st.booleans()) else f'"{escaped}"'
    return text


@st.composite
def lists(draw: st.DrawFn, texts: list[str], indent: str) -> str:
    """Write what stands behind a key: a list of scalars."""
    if not texts or draw(st.booleans()):
        parts = [draw(scalars(text, flow=True)) for text in texts]
        joint = draw(st.sampled_from([", ", ",", f", # c\n {indent}", f"\n {indent}, "]))
        return f" [{joint.join(parts)}]{draw(SPACE)}\n"
    deeper = indent + draw(st.sampled_from(["", " ", "    "]))
    dash = draw(st.sampled_from(["- ", "-   "]))
    lines = [
        f"{draw(GAP)}{deeper}{dash}{draw(scalars(text, flow=False))}{draw(SPACE)}\n"
        for text in texts
    ]
    return f"{draw(SPACE)}\n{''.join(lines)}"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Write a mapping of lists, some of them inside another list."""
    written = []
    for number, kind in enumerate(draw(st.lists(st.sampled_from("abc"), max_size=4))):
        texts = draw(st.lists(TEXTS, max_size=4))
        match kind:
            case "a":
                written.append(f"a{number}:{draw(lists(texts, ''))}")
            case "b":
                inner = draw(lists(texts, "    "))
                written.append(f"b{number}:\n  - x: y\n    z:{inner}  - plain\n")
            case _:
                parts = ", ".join([draw(scalars(text, flow=True)) for text in texts])
                written.append(f"c{number}: {{x: y, 'z': [{parts}]}}\n")
    return draw(GAP) + "".join(written)


def leaves(data: Any, path: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return what a parser read as paths with values."""
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, (*path, key))]
    if isinstance(data, list):
        return [leaf for value in data for leaf in leaves(value, (*path, ITEM))]
    return [] if data is None else [("/".join(path), data)]


@settings(max_examples=200, deadline=None)
@given(documents(), st.sampled_from(["\n", "\r\n"]))
def test_documents_mean_what_a_yaml_parser_reads(text: str, line_end: str) -> None:
    text = text.replace("\n", line_end)
    read = Reader(text).events()
    found = [event for event in read if isinstance(event.value, Scalar)]
    assert all(isinstance(event.value, Scalar) and event.value.closed for event in found)
    ours = [("/".join(event.frame.path), shown(text, event.value)) for event in found]
    assert ours == leaves(yaml.load(text, yaml.BaseLoader))  # noqa: S506 - reads strings only


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*ODD_PIECES, "- ", "a:", "a: ", "&x ", "|"])).map("".join))
def test_any_text_has_events_in_its_order(text: str) -> None:
    edges = []
    for event in Reader(text).events():
        assert event.frame.start <= event.frame.end <= event.stop <= len(text)
        if event.value is not None:
            assert 0 <= event.value.start <= event.value.end <= len(text)
            edges.append(event.value.start)
        if isinstance(event.value, Scalar):
            assert event.value.start <= event.value.inner_start <= event.value.inner_end
            piece = fragment(text, event.value)
            assert (
                piece.whole.of(text) == piece.text or "\\" in piece.whole.of(text) or "''" in text
            )
    assert edges == sorted(edges)
