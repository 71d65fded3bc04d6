"""The INI scanner against the standard library's `configparser`, and on text that is half-typed."""

from __future__ import annotations

import configparser
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.manifests.ini_scan import Value, values
from tests.unit.manifests import kind_properties

FINISHED = {
    **kind_properties.fixtures("setup_cfg"),
    **kind_properties.fixtures("tox_ini"),
}
PIECES = [
    *(
        "[s]",
        "[s:t]",
        "key",
        "other",
        " = ",
        "=",
        ":",
        "value",
        "\n",
        "\n",
        "\n  ",
        "\n\t",
        "\r\n ",
    ),
    *("# c", "; c", " # c", " ; c", "]", "[", "é", "\x85", "\xa0", "\x0b", "🐍", "  "),
]
BLOCKS = st.lists(
    st.sampled_from(
        [
            *(
                "[s{n}]",
                "key{n} = a",
                "key{n}: a=b",
                "key{n} =",
                "  more",
                "    more:yet",
                "\tmore",
            ),
            *("", "   ", "# c", "  ; c", "  # c", "  key{n} = x", "Key{n}=y ; z # z", "  [more]"),
        ]
    ),
    max_size=12,
)


def everything(text: str) -> list[Value]:
    return list(values(text, lambda _section, _key: True))


def dump(text: str) -> list[tuple[str, str, list[str]]]:
    return [
        (value.section, value.key, [text[slice(*line)] for line in value.lines])
        for value in everything(text)
    ]


def expected(text: str) -> dict[str, dict[str, list[str]]]:
    """What `configparser` reads, line by line, without empty lines behind the first."""
    parser = configparser.RawConfigParser(default_section="")
    parser.optionxform = str  # type: ignore[assignment,method-assign] # as its manual says
    parser.read_string(text)
    return {
        section: {key: _lines(value) for key, value in parser.items(section)}
        for section in parser.sections()
    }


def _lines(value: str) -> list[str]:
    first, *others = value.split("\n")
    return [first, *(line.strip() for line in others if line.strip())]


def found(text: str) -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = {}
    for section, key, lines in dump(text):
        read.setdefault(section, {})[key] = lines
    return read


@pytest.mark.parametrize("name", FINISHED)
def test_files_are_read_as_configparser_reads_them(name: str) -> None:
    text = FINISHED[name].removeprefix("\ufeff").replace("\r\n", "\n")
    wanted = {section: keys for section, keys in expected(text).items() if keys}
    assert found(text) == wanted
    assert found(FINISHED[name]) == wanted


@given(BLOCKS)
def test_whatever_configparser_can_read_is_read_alike(blocks: list[str]) -> None:
    text = "[first]\n" + "\n".join(block.format(n=n) for n, block in enumerate(blocks))
    try:
        wanted = expected(text)
    except configparser.Error:
        return
    assert found(text) == {section: keys for section, keys in wanted.items() if keys}


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_any_text(text: str) -> None:
    edges = []
    for value in everything(text):
        assert text[slice(*value.name)] == value.key
        assert value.start <= value.end <= len(text)
        first, *others = value.lines
        assert value.start <= first[0]
        assert all(text[start:end].strip() == text[start:end] != "" for start, end in others)
        assert all(text[start] in "#;" for start, _ in value.comments)
        assert all(value.start <= start <= end <= value.end for start, end in value.comments)
        edges += [*value.name, value.start, *(edge for line in value.lines for edge in line)]
    assert edges == sorted(edges)


def test_only_what_is_wanted() -> None:
    text = "[a]\nx = 1\ny = 2\n  3\n[b]\nx = 4\n"
    assert [value.key for value in values(text, lambda section, _: section == "b")] == ["x"]
    assert [value.section for value in values(text, lambda _, key: key == "y")] == ["a"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # a word that is no key yet leaves the value open, as a new word under its key does
        ("[s]\nk =\n  a\nb\n  c\n", [("s", "k", ["", "a", "c"])]),
        ("[s]\nk =\n  a\n  b", [("s", "k", ["", "a", "b"])]),
        ("[s]\nk", []),
        ("[s]\nk =", [("s", "k", [""])]),
        ("[s\nk = a", [("", "k", ["a"])]),
        ("[s]\nk = a\n[t", [("s", "k", ["a"])]),
        ("k = a\n[s]\n", [("", "k", ["a"])]),
        (
            "[s]\n  deep = a\n k = b\nl = c",
            [("s", "deep", ["a"]), ("s", "k", ["b"]), ("s", "l", ["c"])],
        ),
        ("[s]\nk = a\n\n\n  b\n", [("s", "k", ["a", "b"])]),
        ("[s] # c ]\nk = a", [("s] # c ", "k", ["a"])]),
        ("\ufeff[s]\rk = a\r  b", [("s", "k", ["a", "b"])]),
        ("[s]\nk = a\n  [t]\n", [("s", "k", ["a", "[t]"])]),
    ],
)
def test_half_typed_text(text: str, read: list[tuple[str, str, list[str]]]) -> None:
    assert dump(text) == read


def test_places() -> None:
    text = dedent(
        """\
        [s]
        key :  one  # not a comment
            # a comment

            two
        # behind
        """
    )
    (value,) = everything(text)
    assert text[value.start : value.end] == "  one  # not a comment\n    # a comment\n\n    two"
    assert [text[slice(*comment)] for comment in value.comments] == ["# a comment"]
