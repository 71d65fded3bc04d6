"""What is read from a setup.cfg, and where names may be completed in it."""

from __future__ import annotations

import configparser
from textwrap import dedent

import pytest

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import Form, ManifestKind
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, dump, place, show_place

KIND = ManifestKind.SETUP_CFG
FIXTURES = kind_properties.fixtures("setup_cfg")
OPTIONS = "[options]\n"
PIECES = [
    *("[options]\n", "[options.extras_require]\n", "[metadata]\n", "[testenv]\n", "[opt"),
    *(
        "install_requires =",
        "setup_requires = ",
        "tests_require:",
        "dev = ",
        "\n    ",
        "\n  ",
        "\n",
    ),
    *("name = x\n", "; python_version < '3'", "file: a.txt", "python_requires = >=3\n", "deps ="),
]


def valid(text: str) -> None:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign] # as its manual says
    parser.read_string(text.removeprefix("\ufeff"))


@pytest.mark.parametrize("uri", ["file:///p/setup.cfg", "setup.cfg", "file:///c%3A/x/SETUP.CFG"])
def test_by_name(uri: str) -> None:
    assert kinds.kind_of(uri, "ini") is KIND


@pytest.mark.parametrize("name", ["tox.cfg", "setup.cfg.bak", "my-setup.cfg", "setup.cfg/x"])
def test_other_files(name: str) -> None:
    assert kinds.kind_of(f"file:///p/{name}", "ini") is None


def test_a_whole_file() -> None:
    assert dump(KIND, FIXTURES["library.cfg"]) == dedent(
        """\
        install_requires: attrs >=22.2
        install_requires: click >=8, !=8.1.4
        install_requires: tomli >=2 ; python_version < "3.11"
        install_requires: tzdata ; sys_platform == "win32"
        install_requires: requests[socks,use_chardet_on_py3] ~= 2.31
        setup_requires: setuptools_scm[toml] >=6.2
        setup_requires: wheel
        tests_require: pytest
        tests_require: hypothesis
        extras_require.docs: sphinx >=7
        extras_require.docs: sphinx-copybutton
        extras_require.plot: matplotlib >=3.7
        extras_require.plot: numpy
        extras_require.all: tidepool[docs,plot]
        extras_require.all: pandas"""
    )


def test_tox_inside() -> None:
    text = FIXTURES["with-tox.cfg"]
    assert dump(KIND, text).splitlines()[-3:] == [
        "tox.requires: tox >=4.2",
        "testenv.deps: coverage",
        "testenv:lint.deps: ruff",
    ]
    (option,) = kinds.scan(KIND, text).options
    assert (option.name.value, option.value and option.value.value) == ("-r", "requirements.txt")


def test_odd_spellings() -> None:
    assert dump(KIND, FIXTURES["odd.cfg"]) == dedent(
        """\
        install_requires: zope.interface ; implementation_name == "cpython"
        install_requires: six @ https://downloads.example/six-1.16.0-py2.py3-none-any.whl
        install_requires: Jinja2
        install_requires: numpy >=1.26,<3
        extras_require.ünïcode: regex
        extras_require.😀: emoji"""
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("install_requires = a", "install_requires: a"),
        ("install_requires: a", "install_requires: a"),
        ("install_requires=a;b ; c", "install_requires: a|install_requires: b|install_requires: c"),
        ("install-requires = a", "install_requires: a"),
        ("install_requires =\n a;b", "install_requires: a ; b"),
        ("install_requires = a; b\n  c", "install_requires: a ; b|install_requires: c"),
        (
            'install_requires = a; python_version < "3"',
            'install_requires: a ; python_version < "3"',
        ),
        ("install_requires = a; (os_name=='x')", "install_requires: a ; (os_name=='x')"),
        ("install_requires = a; extras", "install_requires: a|install_requires: extras"),
        ("install_requires = a;", "install_requires: a"),
        ("install_requires =\n  a>=", "install_requires: a >="),
        ("install_requires =\n  a[x", "install_requires: a[x] OPEN"),
        ("install_requires =\n  a[x]", "install_requires: a[x]"),
        ("install_requires =\n  a # b", "install_requires: a"),
        ("install_requires =\n  a#b", "install_requires: a"),
        ("install_requires = # b", ""),
        ("install_requires =# b", ""),
        ("install_requires =\n  # a\n  ; b\n  c", "install_requires: c"),
        ("install_requires =\n  a.zip", "install_requires: a.zip"),
        ("install_requires =\na\n  b", "install_requires: b"),
        ("install_requires\n  b", ""),
        ("install_requires = file: a.txt, b.txt", ""),
        ("install_requires =\n  file: a.txt", ""),
        ("tests_require = attr: a.b", ""),
        ("python_requires = >=3", ""),
        ("packages = find:", ""),
        ("install_requires = a\n[options.packages.find]\nwhere = src", "install_requires: a"),
        ("", ""),
    ],
)
def test_what_is_a_requirement(text: str, expected: str) -> None:
    assert dump(KIND, OPTIONS + text) == expected.replace("|", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "install_requires = a",
        "[metadata]\ninstall_requires = a",
        "[options.entry_points]\nconsole_scripts =\n  a = b:c",
        "[flake8]\nrequires = a",
        "[tool:pytest]\ndeps = a",
        "# [options]\ninstall_requires = a",
    ],
)
def test_nothing_else_is_taken_for_one(text: str) -> None:
    assert dump(KIND, text) == ""


def test_groups() -> None:
    text = FIXTURES["library.cfg"]
    manifest = kinds.scan(KIND, text)
    assert [group.path for group in manifest.groups] == [
        ("options", "install_requires"),
        ("options", "setup_requires"),
        ("options", "tests_require"),
        ("options.extras_require", "docs"),
        ("options.extras_require", "plot"),
        ("options.extras_require", "all"),
    ]
    names = [group.name_span.of(text) for group in manifest.groups]
    assert names == [group.path[1] for group in manifest.groups]
    assert manifest.groups[4].span.of(text) == " matplotlib>=3.7; numpy"
    assert {entry.form for entry in manifest.entries} == {Form.LINE}
    assert manifest.problems == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FIXTURES["library.cfg"], "tidepool"),
        ("[metadata]\nname: a.b\n[options]\n", "a.b"),
        ("[metadata]\nname =\n", None),
        ("[options]\nname = a\n", None),
    ],
)
def test_the_project_s_own_name(text: str, name: str | None) -> None:
    assert kinds.scan(KIND, text).project_name == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("install_requires =\n  a b", "invalid-requirement"),
        ("install_requires =\n  >=1", "invalid-requirement"),
        ("install_requires =\n  a[b", "unclosed-extras"),
        ("install_requires =\n  a-", "invalid-name"),
    ],
)
def test_problems(text: str, code: str) -> None:
    assert [problem.code for problem in kinds.scan(KIND, OPTIONS + text).problems] == [code]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("install_requires = $0", "install_requires = NAME"),
        ("install_requires =$0", "install_requires =NAME"),
        ("install_requires =\n    $0", "install_requires =\n    NAME"),
        ("install_requires =\n    $0\n    b", "install_requires =\n    NAME\n    b"),
        ("install_requires =\n    re$0q>=1", "install_requires =\n    NAME>=1"),
        ("install_requires =\n\tre$0\n\n", "install_requires =\n\tNAME\n\n"),
        ("install_requires =\n  a\n\n # c\n  $0", "install_requires =\n  a\n\n # c\n  NAME"),
        ("install_requires =\n  re$0 # why", "install_requires =\n  NAME # why"),
        ("install_requires = a; $0", "install_requires = a; NAME"),
        ("install_requires = a;$0", "install_requires = a;NAME"),
        ("install_requires = re$0q; b", "install_requires = NAME; b"),
        ("install_requires = a; re$0q; b", "install_requires = a; NAME; b"),
        ("[options.extras_require]\ndev =\n  $0\n", "[options.extras_require]\ndev =\n  NAME\n"),
        ("[options.extras_require]\nd:re$0", "[options.extras_require]\nd:NAME"),
        ("  tests_require =\n   $0", "  tests_require =\n   NAME"),
    ],
)
def test_accepting_a_name(before: str, after: str) -> None:
    whole = accept(KIND, OPTIONS + before, "NAME")
    assert whole == OPTIONS + after
    valid(whole)
    crlf = accept(KIND, (OPTIONS + before).replace("\n", "\r\n"), "NAME")
    assert crlf == whole.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("install_requires =\n  re$0q", "name 're' for 'req' of req"),
        ("install_requires =\n  req>=$01", "version '>=' for '>=1' of req"),
        ("install_requires =\n  req[so$0cks]", "extra 'so' for 'socks' of req"),
        ("install_requires =\n  req; os_$0name", "marker 'os_' for 'os_name' of req"),
        ("install_requires =\n  req @ https:$0", "url"),
        ("install_requires =\n  req $0", "version '' for '' of req"),
        ("install_requires = a; os_name == $0", "marker '' for '' of a"),
        ("install_requires =\n  a # re$0", "nowhere"),
        ("install_requires =\n  # re$0", "nowhere"),
        ("install_requires =\n $0 # re", "nowhere"),
        ("install_requires =\n  ; re$0", "nowhere"),
        ("install_requires = #$0", "nowhere"),
        ("install_requires = $0# c", "nowhere"),
        ("install_requires =\n$0", "nowhere"),
        ("install_requires =\nre$0", "nowhere"),
        ("install_requires =\n  a\n$0\n  b", "nowhere"),
        ("  install_requires =\n  $0", "nowhere"),
        ("install_requires =\n $0 a", "nowhere"),
        ("install_requires = file: re$0", "nowhere"),
        ("install_re$0 = a", "nowhere"),
        ("install_requires $0= a", "nowhere"),
        ("$0", "nowhere"),
        ("python_requires = $0", "nowhere"),
        ("install_requires =\n  a\npython_requires =\n  $0", "nowhere"),
        ("install_requires =\n  a\n[other]\n  $0", "nowhere"),
        ("[options.extras_require]\n$0", "nowhere"),
    ],
)
def test_places(marked: str, expected: str) -> None:
    assert show_place(KIND, OPTIONS + marked) == expected


def test_a_name_belongs_to_its_group() -> None:
    _, found = place(KIND, FIXTURES["library.cfg"].replace("    sphinx>=7", "    sph$0"))
    assert getattr(found, "group", None) == 3


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, "[options]\ninstall_requires =\n  ")


@pytest.mark.parametrize("name", FIXTURES)
def test_every_cursor_in_a_finished_file(name: str) -> None:
    kind_properties.check_fixture(KIND, FIXTURES[name], valid)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    kind_properties.check_truncations(KIND, FIXTURES[name])


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    kind_properties.check_line_ends(KIND, FIXTURES[name])


VALUE = "[options]\ninstall_requires ="
LARGE = {
    "40,000 lines": VALUE + "".join(f"\n  project-{n}>=1 # why" for n in range(40_000)),
    "40,000 extras": "[options.extras_require]\n" + "".join(f"e{n}=a\n" for n in range(40_000)),
    "40,000 other lines": "[x]\n" + "key = value\n  more\n" * 20_000,
    "one line of a megabyte": VALUE + "\n  a" + ">=2, " * 200_000,
    "40,000 separators": VALUE + "a;" * 40_000,
    "a megabyte of blanks": VALUE + "\n" + " " * 1_000_000,
    "a megabyte of word": VALUE + "\n  " + "a.-" * 330_000,
    "a megabyte of brackets": VALUE + "a[" * 500_000,
    "a megabyte of empty lines": VALUE + "\n" * 1_000_000 + "  ",
    "a megabyte of parentheses": VALUE + "a;" + "( " * 500_000,
    "a megabyte of heads": "[options]" * 110_000,
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])
