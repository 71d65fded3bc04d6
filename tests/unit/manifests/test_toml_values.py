"""What TOML strings mean, and where each of their characters stands."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.manifests.toml_strings import read_string
from pypi_language_server.manifests.toml_values import decode, fragment


def _read(written: str) -> str:
    string = read_string(written, 0, nested=False)
    assert string.closed
    assert string.end == len(written)
    return fragment(written, string).text


@pytest.mark.parametrize(
    "written",
    [
        '""', "''", '""""""', "''''''", '"a"', "'a\\n'", '"\\t\\"\\\\\\u00e9\\U0001F40D"',
        '"""a"b""c"""', '""""a"""""', "'''''a'''''", '"""\na"""', "'''\n\na'''",
        '"""a\\\n   b"""', '"""a \\  \n\n\t b"""', '"""\\\\\n"""', '"""\\""""', '"[]#,="',
    ],
)  # fmt: skip
def test_strings_mean_what_tomllib_says(written: str) -> None:
    expected = tomllib.loads(f"x = {written}")["x"]
    assert _read(written) == expected
    crlf = written.replace("\n", "\r\n")
    assert _read(crlf) == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_characters_escaped(value: str) -> None:
    written = "".join(f"\\U{ord(char):08x}" for char in value)
    assert decode(written) == value
    assert _read(f'"{written}"') == value
    piece = fragment(f'"{written}"', read_string(f'"{written}"', 0, nested=False))
    for index in range(len(value)):
        assert piece.span(index, index + 1).of(f'"{written}"') == f"\\U{ord(value[index]):08x}"


@pytest.mark.parametrize("written", ["\\q", "\\ud800", "\\U00110000", "\\u12", "\\"])
def test_what_is_no_escape_stays(written: str) -> None:
    assert decode(written) == written


@pytest.mark.parametrize(
    ("text", "nested", "inside"),
    [
        ('"abc', False, "abc"),
        ('"abc  ', False, "abc"),
        ('"abc # why', False, "abc"),
        ('"a#b', False, "a#b"),
        ('"abc,', False, "abc,"),
        ('"abc,', True, "abc"),
        ('"abc, # why', True, "abc"),
        ('"abc],', True, "abc"),
        ('"a[b]', True, "a[b]"),
        ('"a[b]]', True, "a[b]"),
        ('"abc }', True, "abc"),
        ('"a\\', False, "a\\"),
        ("'abc\n", False, "abc"),
        ('"""abc', True, "abc"),
        ('"""abc\nd\n[tool]\n', True, "abc\nd"),
        ('"""abc\nx = 1\n', True, "abc"),
    ],
)
def test_open_strings_leave_out_what_belongs_to_others(
    text: str, nested: bool, inside: str
) -> None:
    string = read_string(text, 0, nested=nested)
    assert not string.closed
    assert text[string.inner_start : string.inner_end] == inside
