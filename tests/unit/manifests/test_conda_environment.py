"""What is read from conda's environment.yml, and where names may be completed in it."""

from __future__ import annotations

from textwrap import dedent

import pytest
import yaml

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import Form, ManifestKind
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept_as, dump, show_place

KIND = ManifestKind.CONDA_ENVIRONMENT
FIXTURES = kind_properties.fixtures("conda")
BLOCK = "dependencies:\n  - pip\n  - pip:\n{}\n  - numpy\n"
FLOW = "dependencies:\n- pip: [{}]\n- numpy\n"
PIECES = [
    *(
        "dependencies:\n",
        "  - pip:\n",
        "    - ",
        "- ",
        "pip:",
        " pip: [",
        "requests",
        "python=3.12",
    ),
    *("&a ", "*a", "|\n", ">-\n", "---\n", "? ", ": ", "name: x\n", "    - requests\n", "!!str "),
    *(
        '    - "flask"\n',
        "    - 'x'\n",
        "      ",
        "    # c\n",
        "''",
        '\\"',
        "\\x41",
        "- - ",
        "{pip: [",
    ),
]


def valid(text: str) -> None:
    yaml.safe_load(text)


@pytest.mark.parametrize(
    "name",
    [
        "environment.yml",
        "environment.yaml",
        "environment-dev.yml",
        "environment_gpu.yaml",
        "environment.ci.yml",
        "dev-environment.yml",
        "conda.yml",
        "conda-env.yaml",
    ],
)
def test_by_name(name: str) -> None:
    assert kinds.kind_of(f"file:///p/{name}", "yaml") is KIND


@pytest.mark.parametrize("name", ["conda-lock.yml", "meta.yaml", "environments.yml", "x.yml"])
def test_other_files(name: str) -> None:
    assert kinds.kind_of(f"file:///p/{name}", "yaml") is None


def test_a_whole_file() -> None:
    assert dump(KIND, FIXTURES["analysis.yml"]) == dedent(
        """\
        pip: requests[socks] >=2.31,<3
        pip: flask ~= 3.0
        pip: pywin32 ; sys_platform == "win32"
        pip: tomli ; python_version < '3.11'
        pip: thumbnails @ https://files.example/thumbnails-1.0-py3-none-any.whl
        pip: - @ .
        pip: tools @ git+https://code.example/tools.git#egg=tools
        pip: zope.interface ==6.*"""
    )


def test_options_are_pip_s() -> None:
    manifest = kinds.scan(KIND, FIXTURES["analysis.yml"])
    assert [(item.name.value, item.value and item.value.value) for item in manifest.options] == [
        ("--extra-index-url", "https://wheels.example/simple"),
        ("-r", "requirements/base.txt"),
        ("-e", "."),
    ]
    assert [item.url.value for item in manifest.indexes] == ["https://wheels.example/simple"]
    assert manifest.problems == ()


def test_a_compact_file() -> None:
    assert dump(KIND, FIXTURES["compact.yaml"]) == dedent(
        """\
        pip: attrs
        pip: rich >=13
        pip: typer[all]
        pip: black ==24.*
        pip: isort
        pip: mypy >=1.11
        pip: ruff
        pip: pytest >=8,<9"""
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dependencies:\n- pip:\n  - a\n- b\n", "pip: a"),
        ("dependencies:\n  - pip:\n    - a\n    - b\n", "pip: a\npip: b"),
        ('"dependencies":\n  - "pip":\n    - a\n', "pip: a"),
        ("dependencies : # c\n  - pip :   # c\n    # c\n    - a\n", "pip: a"),
        ("dependencies: [x, {pip: [a, b]}]\n", "pip: a\npip: b"),
        ("{dependencies: [{'pip': [a]}]}\n", ""),  # a whole file in brackets is nobody's style
        ("dependencies:\n- pip: [\n   a,\n   b # c\n  ]\n", "pip: a\npip: b"),
        ("dependencies:\n- pip:\n   [a, b]\n", "pip: a\npip: b"),
        ("dependencies:\n- pip:\n    [a,\n    b]\n", "pip: a\npip: b"),
        ("dependencies:\n-\n  pip:\n  -\n    a\n  - b\n", "pip: a\npip: b"),
        ("dependencies:\n- pip:\n  - !!str a\n  - &x b\n", "pip: a\npip: b"),
        ("dependencies:\n- pip:\n  - 'it''s'\n", "pip: it"),
        ('dependencies:\n- pip:\n  - "\\x61\\u0062>=1"\n', "pip: ab >=1"),
        ("dependencies:\n- pip:\n  - a#b\n  - c #d\n", "pip: a\npip: c"),
        ("dependencies:\n- pip:\n  - a[b]; os_name == 'x'\n", "pip: a[b] ; os_name == 'x'"),
        ("dependencies:\n- pip: [a[b], c]\n", "pip: a[b]\npip: c"),  # not YAML, but meant so
        ("dependencies:\n- pip: a\n", ""),
        ("dependencies:\n- pip\n- a\n", ""),
        ("dependencies:\n  pip:\n  - a\n", ""),
        ("pip:\n- a\n", ""),
        ("build:\n  dependencies:\n  - pip:\n    - a\n", ""),
        ("dependencies:\n- pip:\n  - a: b\n", ""),
        ("dependencies:\n- pip:\n  - - a\n", ""),
        ("dependencies:\n- pip:\n  - |\n    a\n  - b\n", "pip: b"),
        ("note: |\n  dependencies:\n  - pip:\n    - a\n", ""),
        ("dependencies:\n- conda:\n  - a\n", ""),
        ("", ""),
    ],
)
def test_what_is_a_requirement(text: str, expected: str) -> None:
    assert dump(KIND, text) == expected
    assert dump(KIND, text.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('    - "re\n    - b', "pip: re OPEN\npip: b"),
        ("    - 're >=1 # c\n    - b", "pip: re >=1 OPEN\npip: b"),
        ('    - "\n    - b', "pip: - OPEN\npip: b"),
        ("    - \n    - b", "pip: b"),
        ("    -\n    - b", "pip: b"),
        ("    - re[\n    - b", "pip: re[] OPEN\npip: b"),
        ("    - re>=\n    - b", "pip: re >=\npip: b"),
        ("    re\n    - b", "pip: b"),
        ("    -b\n    - c", "pip: c"),
    ],
)
def test_half_typed_items(lines: str, expected: str) -> None:
    assert dump(KIND, BLOCK.format(lines)) == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('"a, "b"', "pip: a OPEN\npip: b"),
        ('a, "b', "pip: a\npip: b OPEN"),
        ("a,, b", "pip: a\npip: b"),
        ("a, {b: c}, [d], e", "pip: a\npip: e"),
        ("a, b: c", "pip: a"),
        ("'a' 'b'", "pip: a\npip: b"),
        ("", ""),
    ],
)
def test_half_typed_lists_in_brackets(inside: str, expected: str) -> None:
    assert dump(KIND, FLOW.format(inside)) == expected


def test_brackets_that_nothing_closes_end_with_what_is_indented() -> None:
    text = "dependencies:\n- pip: [a,\n    b\n- numpy\n- pip: [c\n"
    assert dump(KIND, text) == "pip: a\npip: b\npip: c"
    assert dump(KIND, "dependencies:\n- pip: [a, b\nname: x\n") == "pip: a\npip: b"


def test_quoted_items_are_strings_and_others_lines() -> None:
    entries = kinds.scan(KIND, FIXTURES["analysis.yml"]).entries
    quoted = [entry.name.value for entry in entries if entry.name and entry.form is Form.STRING]
    assert quoted == ["flask", "pywin32"]
    assert {entry.form for entry in entries} == {Form.STRING, Form.LINE}


def test_groups() -> None:
    text = FIXTURES["compact.yaml"]
    groups = kinds.scan(KIND, text).groups
    assert [(group.label, group.path) for group in groups] == [("pip", ("dependencies", "pip"))] * 3
    assert [group.name_span.of(text) for group in groups] == ["pip"] * 3
    assert groups[0].span.of(text) == "[attrs, \"rich>=13\", 'typer[all]']"
    assert groups[1].span.of(text).startswith("pip:\n  - black")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    - $0", "    - NAME"),
        ("    -$0", "    - NAME"),
        ("    - $0 # c", "    - NAME # c"),
        ("    - $0# c", "    - NAME # c"),
        ("    -  $0", "    -  NAME"),
        ("    - re$0q", "    - NAME"),
        ("    - re$0q>=2 # c", "    - NAME>=2 # c"),
        ("    - re$0q[a] ; os_name == 'x'", "    - NAME[a] ; os_name == 'x'"),
        ('    - "re$0q"', '    - "NAME"'),
        ("    - 're$0q>=2'", "    - 'NAME>=2'"),
        ('    - "$0"', '    - "NAME"'),
        ('    - "re$0', '    - "NAME"'),
        ('    - "re$0>=2 # c', '    - "NAME>=2" # c'),
        ("    - '$0", "    - 'NAME'"),
        ("    - a\n    - $0\n    - b", "    - a\n    - NAME\n    - b"),
        ('    - "a"\n    - $0\n    - b', '    - "a"\n    - "NAME"\n    - b'),
        ("    - 'a'\n    -$0", "    - 'a'\n    - 'NAME'"),
        ("    # c\n\n    - $0", "    # c\n\n    - NAME"),
        ("    - &x re$0q", "    - &x NAME"),
    ],
)
def test_accepting_a_name_in_a_list_with_dashes(before: str, after: str) -> None:
    valid(accept_as(KIND, BLOCK.format(before), BLOCK.format(after)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$0", "NAME"),
        (" $0 ", " NAME "),
        ("re$0q", "NAME"),
        ("a, $0", "a, NAME"),
        ("a,$0", "a,NAME"),
        ("$0, b", "NAME, b"),
        ("a, $0, b", "a, NAME, b"),
        ("'a', $0", "'a', 'NAME'"),
        ('"a" $0', '"a" , "NAME"'),
        ('"a" $0 "b"', '"a" , "NAME", "b"'),
        ('$0 "b"', '"NAME", "b"'),
        ('"re$0"', '"NAME"'),
        ('"re$0', '"NAME"'),
        ('"re$0, "b"', '"NAME", "b"'),
        ("'re$0>=2, 'b'", "'NAME>=2', 'b'"),
        ("\n    'a',\n    $0\n    'b'", "\n    'a',\n    'NAME',\n    'b'"),
        ("{a: b}, [c], $0", "{a: b}, [c], NAME"),
        ("\n    \"re$0\n    'b',\n  ", "\n    \"NAME\",\n    'b',\n  "),
        ("\n    'a', # c\n    $0\n  ", "\n    'a', # c\n    'NAME'\n  "),
        ("\n    'a', # 'c'\n    $0# c\n  ", "\n    'a', # 'c'\n    'NAME' # c\n  "),
    ],
)
def test_accepting_a_name_in_brackets(before: str, after: str) -> None:
    valid(accept_as(KIND, FLOW.format(before), FLOW.format(after)))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("    - req$0>=1", "name 'req' for 'req' of req"),
        ("    - req>=$01", "version '>=' for '>=1' of req"),
        ("    - req $0", "version '' for '' of req"),
        ("    - req[a$0b]", "extra 'a' for 'ab' of req"),
        ("    - req[$0", "extra '' for '' of req"),
        ("    - req; os_$0name == 'x'", "marker 'os_' for 'os_name' of req"),
        ("    - 'req; os_$0name == ''x'''", "marker 'os_' for 'os_name' of req"),
        ("    - req @ https://$0x.example", "url"),
        ("    - https://$0x.example/a.whl", "url"),
        ("    - ./fo$0o", "url"),
        ("    - -e .$0", "url"),
        ("    - -r$0 base.txt", "option '-r' for '-r'"),
        ("    - -r ba$0se.txt", "option 'ba' for 'base.txt'"),
        ("    - --ind$0", "option '--ind' for '--ind'"),
        ("    $0", "nowhere"),
        ("    $0- a", "nowhere"),
        ("    - a # $0", "nowhere"),
        ("    # $0", "nowhere"),
        ("    - - $0", "nowhere"),
        ("      - $0\n    - a", "name '' for ''"),
        ("    - a\n      - $0", "nowhere"),
        ("    - a\n  - $0", "nowhere"),
        ("    - a: $0", "nowhere"),
        ("    - a:$0", "nowhere"),
        ("    - [$0]", "nowhere"),
        ("    - |$0", "nowhere"),
        ("    - *al$0ias", "nowhere"),
        ('    - "a"$0', "nowhere"),
        ('    - $0"a"', "nowhere"),
    ],
)
def test_places_in_a_list_with_dashes(lines: str, expected: str) -> None:
    assert show_place(KIND, BLOCK.format(lines)) == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("req>=$01", "version '>=' for '>=1' of req"),
        ('"req[a$0]"', "extra 'a' for 'a' of req"),
        ('"a"$0', "nowhere"),
        ("{a: $0}", "nowhere"),
        ("[$0]", "nowhere"),
        ("*a$0", "nowhere"),
        ("a, # $0\n    b", "nowhere"),
    ],
)
def test_places_in_brackets(inside: str, expected: str) -> None:
    assert show_place(KIND, FLOW.format(inside)) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "$0",
        "na$0me: x\n",
        "dependencies:\n  - $0\n  - pip:\n    - a\n",
        "dependencies:\n  - py$0thon\n",
        "dependencies:\n  - pip:\n    - a\n  - nu$0mpy\n",
        "dependencies:\n  - pip:\n    - a\n  - $0\n",
        "dependencies:\n  - p$0ip:\n    - a\n",
        "dependencies:\n  - pip$0:\n    - a\n",
        "dependencies:\n  - pip: $0\n",
        "dependencies:\n  - pip: $0[a]\n",
        "dependencies:\n  - pip: [a]$0\n",
        "channels:\n  - $0\n",
        "dependencies:\n  - pip:\n    - a\nname: $0\n",
    ],
)
def test_nowhere(marked: str) -> None:
    assert show_place(KIND, marked) == "nowhere"


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, "dependencies:\n  - pip:\n    - a\n")
    kind_properties.check_any_text(KIND, PIECES, "dependencies:\n  - pip: [")


@pytest.mark.parametrize("name", FIXTURES)
def test_every_cursor_in_a_finished_file(name: str) -> None:
    kind_properties.check_fixture(KIND, FIXTURES[name], valid)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    kind_properties.check_truncations(KIND, FIXTURES[name])


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    kind_properties.check_line_ends(KIND, FIXTURES[name])


LIST = "dependencies:\n- pip:\n"
LARGE = {
    "40,000 lines": LIST + "  - requests>=2 # why\n" * 40_000,
    "40,000 lines that are not ours": "dependencies:\n" + "- python=3.12\n" * 40_000 + LIST,
    "40,000 items in brackets": "dependencies:\n- pip: [" + "requests>=2, " * 40_000 + "]\n",
    "one line of a megabyte": LIST + "  - requests" + ">=2, " * 200_000,
    "one quoted line of a megabyte": LIST + '  - "requests' + "\\x41" * 50_000,
    "dashes": LIST + "- " * 100_000,
    "brackets": "dependencies:\n- pip: " + "[" * 100_000,
    "braces": "dependencies:\n- pip: [" + "{a: " * 30_000,
    "keys": LIST + "a: " * 50_000,
    "blank lines": LIST + "\n" * 40_000 + "  - ",
    "comments": LIST + "  # x\n" * 40_000 + "  - ",
    "open quotes": LIST + "  - 'a\n" * 15_000,
    "deeper and deeper": "".join(" " * n + "a:\n" for n in range(1_500)),
    "many lists": "dependencies:\n" + "- pip:\n  - a\n" * 8_000,
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])
