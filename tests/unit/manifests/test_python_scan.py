"""Python's literals as our own reader understands them, beside Python itself."""

from __future__ import annotations

import ast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pypi_language_server.manifests.python_nodes import Mapping, Name, Node, Sequence
from pypi_language_server.manifests.python_scan import Reader
from pypi_language_server.manifests.python_strings import Text, fragment, read_text

PREFIXES = st.sampled_from(["", "", "u", "U", "r", "R", "b", "f", "rb", "Br", "fR"])
QUOTES = st.sampled_from(['"', "'", '"""', "'''"])
INSIDES = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                "requests>=2",
                " ",
                "é",
                "🐍",
                "#",
                "\\\\",
                "\\n",
                "\\t",
                "\\a",
                "\\'",
                '\\"',
                "\\0",
            ),
            *(
                "\\x41",
                "\\101",
                "\\u00e9",
                "\\U0001F40D",
                "\\N{SNAKE}",
                "\\d",
                "\\\n",
                "\\777",
                "{{",
            ),
            *("'", '"', "\n", "\\ud800", ",", "[", "]", ")"),
        ]
    ),
    max_size=8,
).map("".join)


@st.composite
def literals(draw) -> str:
    """Write one literal that Python takes."""
    quote, inside = draw(QUOTES), draw(INSIDES)
    inside = inside.replace(quote[0], "") if len(quote) == 1 else inside.replace(quote[0] * 3, "")
    inside = inside.rstrip(quote[0])
    if len(quote) == 1:
        inside = inside.replace("\\\n", "\0").replace("\n", "").replace("\0", "\\\n")
    return draw(PREFIXES) + quote + inside + quote


def meaning(source: str) -> str | None:
    """Return what Python takes a literal for; None if that is no text as it is written."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(source)
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, str) else None


@given(literals(), st.sampled_from(["", ")", ", 'x'", "\n", " + 1"]))
@example("'\\\r\nx'", "")
@example('"""\r\n"""', "")
@example("r'''\\\n'''", "")
def test_a_literal_means_what_python_says(source: str, behind: str) -> None:
    expected = meaning(source)
    string = read_text(source + behind, 0, inside=True)
    if expected is None:
        return
    assert string.closed
    assert string.end == len(source)
    assert string.ours
    piece = fragment(source + behind, string)
    if "\\ud800" in source or "\\777" in source:
        return  # a lone surrogate stays as it is written; so may an octal beyond a byte
    assert piece.text == expected


@given(
    st.lists(literals(), min_size=1, max_size=4), st.sampled_from([" ", "\n", " # c\n  ", "\\\n"])
)
def test_literals_side_by_side_are_one_unless_a_comma_is_missing(parts, joint) -> None:
    source = joint.join(parts)
    expected = meaning(f"({source}\n)")
    if expected is None or "\\ud800" in source or "\\777" in source:
        return
    said, pos = "", 0
    while pos < len(source):
        string = read_text(source, pos, inside=True)
        assert string.closed
        said += fragment(source, string).text
        pos = Reader(source).gap(string.end)
    assert said == expected


VALUES = st.recursive(
    st.sampled_from(["a", "b>=1", "c[x]", ""]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(["k", "l", "m"]), inner, max_size=3),
    ),
    max_leaves=8,
)


def same(text: str, node: Node, value: object) -> bool:
    """Whether a node says what `value` is, as far as nodes go."""
    if isinstance(value, str):
        return isinstance(node, Text) and fragment(text, node).text == value
    if isinstance(value, dict):
        assert isinstance(node, Mapping)
        keys = [fragment(text, pair.key).text for pair in node.pairs]
        found = zip(node.pairs, value.values(), strict=True)
        return keys == list(value) and all(same(text, pair.value[0], item) for pair, item in found)
    assert isinstance(node, Sequence)
    texts = [item for item in value if isinstance(item, str)]
    return [fragment(text, item).text for item in node.items if isinstance(item, Text)] == texts


@given(VALUES, st.sampled_from([", ", ",\n  ", " , # c\n"]))
def test_values_are_read_as_they_are_written(value: object, joint: str) -> None:
    text = repr(value).replace(", ", joint)
    assert ast.literal_eval(text) == value
    nodes, end = Reader(text).expression(0, 0)
    assert end == len(text)
    assert len(nodes) == 1
    assert same(text, nodes[0], value)
    assert isinstance(nodes[0], Text) or nodes[0].closed


def said(source: str, depth: int = 1) -> list[str]:
    nodes, _ = Reader(source).expression(0, depth)
    return [source[node.start : node.end] for node in nodes]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("'a'", ["'a'"]),
        ("'a' 'b'", ["'a'", "'b'"]),
        ("['a'] + B + ('c',)", ["['a']", "B", "('c',)"]),
        ("['a'] if x else B", ["['a']", "B"]),
        ("A or ['b']", ["A", "['b']"]),
        ("'a' + 'b'", []),
        ("['a'] - ['b']", []),
        ("'%s' % ('a',)", []),
        ("x.y", []),
        ("x.y + ['a']", ["['a']"]),
        ("x(['a'])", []),
        ("x['a']", []),
        ("['a'].copy()", []),
        ("(('a'))", ["'a'"]),
        ("(A)", ["A"]),
        ("()", ["()"]),
        ("lambda: ['a']", []),
        ("not ['a']", []),
        ("[x for x in y]", ["[x for x in y]"]),
        ("{}", ["{}"]),
        ("1.5", []),
        ("-1", []),
        ("['a', 'b'", ["['a', 'b'"]),
        ("[" * 60 + "]" * 60, ["[" * 60 + "]" * 60]),
        ("", []),
    ],
)
def test_what_counts_of_an_expression(source: str, expected: list[str]) -> None:
    assert said(source) == expected


def test_only_starred_names_count_in_lists() -> None:
    nodes, _ = Reader("[*A, B, **C, 'd']").expression(0, 0)
    assert isinstance(nodes[0], Sequence)
    items = [item.value if isinstance(item, Name) else "text" for item in nodes[0].items]
    assert items == ["A", "C", "text"]


@pytest.mark.parametrize(
    ("source", "end"),
    [
        ("'a", 2),
        ("'a # c", 2),
        ("'a),", 2),
        ("'a[b]]", 5),
        ("'a, ", 2),
        ('"a, "b"', 2),
        ("'a\n'b'", 2),
        ("'''a\nb\nname=1", 6),
        ("'''a\nb\n)", 6),
        ("'''a\n b ", 8),
        ("'", 1),
    ],
)
def test_where_a_string_without_its_quote_ends(source: str, end: int) -> None:
    string = read_text(source, 0, inside=True)
    assert not string.closed
    assert string.end == string.inner_end == end


def test_a_call_s_arguments() -> None:
    source = "('a', 1, *b, 'c' 'd', f'e', k=['g'], # h\n l='i', **m)"
    call = Reader(source).call(0)
    shown = [source[item.start : item.end] if item else None for item in call.arguments]
    assert shown == ["'a'", None, None, "'c'", "'d'", "f'e'", None]
    assert [(item.name, len(item.value)) for item in call.keywords] == [("k", 1), ("l", 1)]
    assert call.closed
    assert call.end == len(source)
