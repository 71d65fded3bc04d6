"""Reading markers, finished or not, judged by `packaging`: what is one, and what it comes to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import InvalidMarker, Marker, UndefinedComparison, default_environment

from pypi_language_server.features import marker_tree
from pypi_language_server.features.marker_cursor import Wait, expected
from pypi_language_server.features.marker_names import ALL_NAMES, VARIABLES
from pypi_language_server.features.marker_scan import finished, tokens

NAMES = st.sampled_from(sorted(ALL_NAMES - {"extras", "dependency_groups"}))
VALUES = st.sampled_from(["3.9", "3.12", "linux", "win32", "", "a b", "x-Y_z"])
STRINGS = st.builds(lambda value, quote: quote + value + quote, VALUES, st.sampled_from("'\""))
OPERATORS = st.sampled_from(
    ["==", "!=", ">=", "<=", ">", "<", "~=", "===", " in ", " not in ", " not  in\t", " == "]
)
COMPARISONS = st.builds(
    lambda left, operator, right, turned: (
        f"{right}{operator}{left}" if turned else f"{left}{operator}{right}"
    ),
    NAMES,
    OPERATORS,
    STRINGS,
    st.booleans(),
)
MARKERS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds("({})".format, inner),
        st.builds("{} and {}".format, inner, inner),
        st.builds("{} or {}".format, inner, inner),
    ),
    max_leaves=5,
)
PIECES = st.sampled_from(
    [
        "'",
        '"',
        "(",
        ")",
        " ",
        "and",
        " or ",
        "in",
        "not",
        "==",
        "=",
        ">",
        "os_name",
        "3.8",
        "x",
        "\n",
    ]
)


def is_marker(text: str) -> bool:
    try:
        Marker(text)
    except InvalidMarker:
        return False
    return True


@given(MARKERS)
def test_what_packaging_reads_is_finished(marker: str) -> None:
    assert is_marker(marker)
    assert finished(marker)
    assert expected(f"{marker} ", len(marker) + 1).wait is Wait.JOINT


@given(MARKERS, PIECES, st.data())
def test_a_changed_marker_is_finished_just_when_packaging_reads_it(
    marker: str, piece: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(marker)))
    for text in (marker[:at] + piece + marker[at:], marker[:at] + marker[at + 1 :], marker[:at]):
        assert finished(text) == is_marker(text)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30), st.data())
def test_any_text_has_a_reading(text: str, data: st.DataObject) -> None:
    found = tokens(text)
    ends = [0]
    for token in found:
        assert ends[-1] <= token.start < token.end <= len(text)
        ends.append(token.end)
    index = data.draw(st.integers(0, len(text)))
    answer = expected(text, index)
    assert answer.start <= index <= answer.end <= len(text)
    assert finished(text) == is_marker(text)


@given(MARKERS, st.data())
def test_every_beginning_of_a_marker_waits_for_something(marker: str, data: st.DataObject) -> None:
    """Only inside the parts of strings on the left nothing is known, for want of the variable."""
    at = data.draw(st.integers(0, len(marker)))
    answer = expected(marker[:at], at)
    if answer.quote < 0:
        assert answer.wait is not Wait.NOTHING


@given(MARKERS)
def test_markers_come_to_what_packaging_says(marker: str) -> None:
    values = {name: str(value) for name, value in default_environment().items()} | {"extra": "X_z"}
    try:
        wanted = Marker(marker).evaluate(dict(values))
    except UndefinedComparison:  # `"linux" ~= sys_platform`: tools refuse it
        return
    node = marker_tree.parse(marker)
    assert node is not None
    assert marker_tree.holds(node, values) in {wanted, None}
    again = marker_tree.parse(marker_tree.written(node))
    assert again is not None
    assert marker_tree.holds(again, values) == marker_tree.holds(node, values)


@pytest.mark.parametrize(
    ("marker", "values", "holds"),
    [
        ("os_name == 'nt'", {"os_name": "nt"}, True),
        ("os.name == 'nt'", {"os_name": "nt"}, True),
        ("os_name == 'nt'", {}, None),
        ("os_name == 'nt' and sys_platform == 'x'", {"os_name": "posix"}, False),
        ("os_name == 'nt' or sys_platform == 'x'", {"os_name": "nt"}, True),
        ("os_name == 'nt' or sys_platform == 'x'", {"os_name": "posix"}, None),
        ("python_version < '3.10'", {"python_version": "3.9"}, True),
        ("'3.10' <= python_version", {"python_version": "3.9"}, False),
        ("extra == 'Foo.Bar'", {"extra": "foo-bar"}, True),
        ("extra != 'foo'", {"extra": "foo"}, False),
        ("os_name ~= 'nt'", {"os_name": "nt"}, None),
        ("'a' in 'abc'", {}, None),  # tools refuse to compare two strings
        (
            "os_name == 'a' or os_name == 'b' and os_name == 'c'",
            {"os_name": "a"},
            True,
        ),
        (
            "(os_name == 'a' or os_name == 'b') and os_name == 'c'",
            {"os_name": "a"},
            False,
        ),
    ],
)
def test_what_is_not_known_decides_only_where_it_matters(
    marker: str, values: dict[str, str], holds: bool | None
) -> None:
    node = marker_tree.parse(marker)
    assert node is not None
    assert marker_tree.holds(node, values) is holds


@pytest.mark.parametrize(
    ("marker", "rest"),
    [
        ("extra == 'a'", None),
        ("extra == 'A' and os_name == 'nt'", "os_name == 'nt'"),
        ("os_name == 'nt' and (extra == 'a' or extra == 'b')", "os_name == 'nt'"),
        ("extra == 'a' or os_name == 'nt'", None),
        ("extra == 'b'", "extra == 'b'"),
        (
            "(os_name == 'x' or os_name == 'y') and extra == 'a' and sys_platform == 'z'",
            "(os_name == 'x' or os_name == 'y') and sys_platform == 'z'",
        ),
    ],
)
def test_what_is_left_when_the_extra_is_asked_for(marker: str, rest: str | None) -> None:
    node = marker_tree.parse(marker)
    assert node is not None
    left = marker_tree.without_extra(node, "a")
    assert (left and marker_tree.written(left)) == rest


def test_monstrous_markers_have_no_tree() -> None:
    assert marker_tree.parse("(" * 60 + "os_name == 'a'" + ")" * 60) is None
    assert marker_tree.parse(" and ".join(["os_name == 'a'"] * 200)) is None
    assert marker_tree.parse("os_name == ") is None


def test_every_value_that_is_offered_makes_a_marker() -> None:
    for variable in VARIABLES:
        assert variable.name in ALL_NAMES
        for value, _ in variable.values:
            assert is_marker(f"{variable.name} == '{value}'")
        assert variable.brief
        assert variable.text.endswith(".")
