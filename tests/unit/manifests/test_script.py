"""What is read from a script with inline metadata (PEP 723), and where names may be completed."""

from __future__ import annotations

import re
import tomllib
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.manifests import kinds, pyproject
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.text import Span
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, checked, dump, show_place

KIND = ManifestKind.SCRIPT
FIXTURES = kind_properties.fixtures("script")
PREFIX = "import sys\n# /// script\n# dependencies = [\n"
LINES = "# /// script\n# dependencies = [\n{}\n# ]\n# ///\nprint(1)\n"
PIECES = [
    *(
        "# /// script\n",
        "# ///\n",
        "\n# ///",
        "\n# ",
        "\n#\n",
        "\n#   ",
        "\n",
        "# /// other\n",
        "#x",
    ),
    *(
        "dependencies = [",
        '"requests"',
        "'flask>=2',",
        "]",
        '"""',
        "requires-python = ",
        "[tool.uv]",
    ),
    *(
        "[tool.uv.sources]\n",
        'x = { path = "y" }',
        "[[tool.uv.index]]",
        'url = "https://h.example"',
    ),
]
# PEP 723, "Reference implementation", in our own words: what a block is, and what it holds.
REFERENCE = re.compile(r"^# /// (\S+)$\s((?:^#(?:| .*)$\s)+)^# ///$", re.MULTILINE)


def reference(text: str) -> list[str]:
    """Return the TOML of every `script` block."""
    return [
        "".join(line[2:] if line.startswith("# ") else line[1:] for line in lines.splitlines(True))
        for kind, lines in REFERENCE.findall(text)
        if kind == "script"
    ]


def valid(text: str) -> None:
    block = reference(text.removeprefix("\ufeff").replace("\r\n", "\n"))[0]
    tomllib.loads(block)


@pytest.mark.parametrize("name", ["report.py", "run.pyw", "a b.py", "tests/x.py"])
def test_by_name(name: str) -> None:
    assert kinds.kind_of(f"file:///p/{name}", "python") is KIND


def test_by_language() -> None:
    assert kinds.kind_of("untitled:Untitled-1", "python") is KIND
    assert kinds.kind_of("file:///p/requirements.txt", "python") is ManifestKind.REQUIREMENTS


REPORT = """\
    dependencies: httpx[http2] >=0.27
    dependencies: rich
    dependencies: polars >=1,<2 ; python_version >= '3.9'
    dependencies: our-styles <- wheels
    tool.uv.constraint-dependencies: anyio <5
    tool.uv.sources: our-styles <- wheels"""
WINDOWS = """\
    dependencies: sprocket-tools
    dependencies: flask ~=3.0"""
ODD = """\
    dependencies: -
    dependencies: requests
    tool.uv.sources: requests @ ../été"""


@pytest.mark.parametrize(
    ("name", "expected"), [("report", REPORT), ("windows", WINDOWS), ("odd", ODD)]
)
def test_whole_files(name: str, expected: str) -> None:
    assert dump(KIND, FIXTURES[f"{name}.txt"]) == dedent(expected)


def test_indexes_and_comments() -> None:
    text = FIXTURES["report.txt"]
    manifest = checked(KIND, text)
    assert [(index.url.value, index.name) for index in manifest.indexes] == [
        ("https://wheels.example/simple", "wheels")
    ]
    assert [comment.of(text) for comment in manifest.comments] == [
        "# the client",
        '# "typer", perhaps later',
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import requests\ndependencies = ['a']\n",
        "# dependencies = ['a']\n",
        "# /// script",
        "#/// script\n# dependencies = ['a']\n# ///\n",
        "# /// scripts\n# dependencies = ['a']\n# ///\n",
        "# /// script \n# dependencies = ['a']\n# ///\n",
        " # /// script\n# dependencies = ['a']\n# ///\n",
        "# /// other\n# dependencies = ['a']\n# ///\n",
        "# /// script\n\n# dependencies = ['a']\n# ///\n",
        "# /// script\n#dependencies = ['a']\n# ///\n",
        "# /// script\n# ///\n\n# dependencies = ['a']\n",
        "# /// script\n# [project]\n# dependencies = ['a']\n# ///\n",
        "# /// script\n# [tool.poetry.dependencies]\n# a = '1'\n# ///\n",
        "x = '''\n  # /// script\n'''\n",
    ],
)
def test_nothing_but_a_script_s_block_is_read(text: str) -> None:
    manifest = checked(KIND, text)
    assert manifest.entries == ()
    assert {kinds.place_at(manifest, text, offset) for offset in range(len(text) + 1)} == {
        kinds.place_at(manifest, text, 0)
    }


@pytest.mark.parametrize("end", ["", "\n", "\n# ///", "\nx", "\n\n# b", "\n#x", "\n# ///\n# c\nx"])
def test_a_block_may_lack_its_end(end: str) -> None:
    text = f"x\n# /// script\n# dependencies = ['a']{end}"
    assert dump(KIND, text) == "dependencies: a"


def test_the_last_end_of_a_run_of_comments_counts() -> None:
    text = "# /// script\n# ///\n# dependencies = ['a']\n# ///\n# dependencies = ['b']\n"
    assert dump(KIND, text) == "dependencies: a"


def test_of_several_blocks_the_first_is_read() -> None:
    block = "# /// script\n# dependencies = ['{}']\n# ///\n\n"
    text = block.format("a") + block.format("b") + block.format("c")
    manifest = checked(KIND, text)
    assert dump(KIND, text) == "dependencies: a"
    assert [(item.code, item.span.of(text)) for item in manifest.problems] == [
        ("several-blocks", "# /// script")
    ] * 2
    assert show_place(KIND, text.replace("'b", "'$0b")) == "nowhere"


def test_other_tools_blocks_may_stand_around_it() -> None:
    other = "# /// other\n# dependencies = ['no']\n# ///\n\n"
    text = f"{other}# /// script\n# dependencies = ['a']\n# ///\n\n{other}"
    assert dump(KIND, text) == "dependencies: a"


def test_strings_over_several_lines_hold_comment_signs_as_they_are_written() -> None:
    text = "# /// script\n# dependencies = ['''a >=1,\n#   <2''']\n# ///\n"
    specifier = checked(KIND, text).entries[0].specifier
    assert specifier is not None
    assert specifier.raw == ">=1,\n#   <2"
    assert specifier.value.split() == [">=1,", "<2"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('#   "re$0q"', '#   "NAME"'),
        ('#   "$0"', '#   "NAME"'),
        ('#   "re$0', '#   "NAME"'),
        ('#   "re$0,', '#   "NAME",'),
        ('#   "re$0>=1', '#   "NAME>=1"'),
        ("#   $0", '#   "NAME"'),
        ("# $0", '# "NAME"'),
        ("#$0", '# "NAME"'),
        ('#   "a",\n#   "re$0\n#   "b",', '#   "a",\n#   "NAME",\n#   "b",'),
        ('#   "a",\n#$0\n#   "b",', '#   "a",\n# "NAME",\n#   "b",'),
        ('#   "a" # why\n#   "re$0 # this', '#   "a" # why\n#   "NAME" # this'),
        ("#   re$0", '#   "NAME"'),
    ],
)
def test_accepting_a_name(before: str, after: str) -> None:
    whole = accept(KIND, LINES.format(before), "NAME")
    assert whole == LINES.format(after)
    if '"a" #' not in before:
        valid(whole)
    crlf = accept(KIND, LINES.format(before).replace("\n", "\r\n"), "NAME")
    assert crlf == whole.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('# /// script\n# dependencies = ["re$0', '# /// script\n# dependencies = ["NAME"'),
        (
            '# /// script\n# dependencies = [\n#   "re$0\n',
            '# /// script\n# dependencies = [\n#   "NAME"\n',
        ),
        (
            '# /// script\n# dependencies = ["re$0\nimport x\n',
            '# /// script\n# dependencies = ["NAME"\nimport x\n',
        ),
        (
            "# /// script\n# [tool.uv.sources]\n# re$0\n# ///\n",
            "# /// script\n# [tool.uv.sources]\n# NAME = { }\n# ///\n",
        ),
    ],
)
def test_accepting_a_name_in_a_block_without_an_end(before: str, after: str) -> None:
    assert accept(KIND, before, "NAME") == after


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('#   "req>=$01"', "version '>=' for '>=1' of req"),
        ('#   "req[so$0]"', "extra 'so' for 'so' of req"),
        ('$0#   "a"', "nowhere"),
        ('#$0   "a"', "nowhere"),
        ("#   # $0", "nowhere"),
        ('#   "a", # $0', "nowhere"),
        ("$0", "nowhere"),
        ("re$0", "nowhere"),
        ('  "re$0"', "nowhere"),
        ("# ]\n# requires-python = '>=$03'", "nowhere"),
        ("# ]\n# [tool.other]\n# x = [\n#  '$0',", "nowhere"),
        ("# ]\n# ///\n# '$0'\n\n# [", "nowhere"),
        ("# ]\n# ///\nx = ['$0']\n\n# [", "nowhere"),
    ],
)
def test_places(marked: str, expected: str) -> None:
    assert show_place(KIND, LINES.format(marked)) == expected


@pytest.mark.parametrize("marked", ["$0# /// script", "# ///$0 script", "# /// script$0"])
def test_the_first_line_is_no_place(marked: str) -> None:
    assert show_place(KIND, f"{marked}\n# dependencies = ['a']\n# ///\n") == "nowhere"


LINE = st.sampled_from(
    [
        *(
            "# /// script",
            "# /// other",
            "# ///",
            "#",
            "# dependencies = [",
            '#   "a>=1",',
            "# ]",
            "",
        ),
        *(
            "import os",
            "#  'b', # c",
            "# x = 1",
            "#y",
            "# dependencies = ['c']",
            "# [tool.uv.sources]",
        ),
        *("# d = { path = 'e' }", "# [tool.uv]", "# override-dependencies = ['f', 'g']", "# [a"),
    ]
)


@given(st.lists(LINE, max_size=14), st.sampled_from(["\n", "\r\n"]))
def test_blocks_are_the_reference_implementation_s(lines: list[str], line_end: str) -> None:
    """What the PEP's own expression finds, read as TOML of its own, says the same."""
    blocks = reference("\n".join(lines) + "\n")
    text = line_end.join(lines) + line_end
    opening = next((number for number, line in enumerate(lines) if line == "# /// script"), None)
    if not blocks or lines.index("# /// script") != opening:
        return
    first = REFERENCE.search("\n".join(lines) + "\n")
    assert first is not None
    if first[1] != "script" or first.start() != len("\n".join([*lines[:opening], ""])):
        return  # an open block comes first
    expected = pyproject.scan(
        blocks[0], {"dependencies": _role("dependencies"), "tool": _role("tool")}
    )
    found = checked(KIND, text)
    assert [_said(entry) for entry in found.entries] == [_said(entry) for entry in expected.entries]


def _role(key: str) -> object:
    from pypi_language_server.manifests import script

    return script._TREE[key]


def _said(entry) -> tuple[object, ...]:
    parts = (entry.name, entry.specifier, entry.marker, entry.url)
    return (*(part and part.value for part in parts), entry.form, entry.closed, entry.group)


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, PREFIX)


def test_every_cursor_in_a_finished_file() -> None:
    for name in ("report.txt", "windows.txt"):
        kind_properties.check_fixture(KIND, FIXTURES[name], valid)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    kind_properties.check_truncations(KIND, FIXTURES[name])


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    kind_properties.check_line_ends(KIND, FIXTURES[name])


LARGE = {
    "40,000 lines": PREFIX
    + "".join(f'#   "p-{n}>=1", # x\n' for n in range(40_000))
    + "# ]\n# ///",
    "40,000 lines below the block": PREFIX + '#  "a",\n# ]\n# ///\n' + "import this\n" * 40_000,
    "40,000 lines above the block": "import this\n" * 40_000 + PREFIX + '#  "a",\n# ]\n# ///\n',
    "40,000 blocks": "# /// script\n# dependencies = ['a']\n# ///\n\n" * 40_000,
    "40,000 ends": PREFIX + "# ///\n" * 40_000,
    "40,000 lines without a block": "import this\n" * 40_000,
    "one line of a megabyte": PREFIX + '#  "a' + ">=2, " * 200_000 + '"\n# ]\n# ///\n',
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])


def test_the_block_s_spans_are_the_file_s() -> None:
    text = FIXTURES["report.txt"]
    groups = {group.label: group for group in checked(KIND, text).groups}
    assert groups["dependencies"].name_span.of(text) == "dependencies"
    assert groups["tool.uv.sources"].name_span.of(text) == "[tool.uv.sources]"
    assert isinstance(groups["dependencies"].span, Span)
