"""What is read from a tox.ini, and where names may be completed in it."""

from __future__ import annotations

import configparser
from textwrap import dedent

import pytest

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, dump, show_place

KIND = ManifestKind.TOX_INI
FIXTURES = kind_properties.fixtures("tox_ini")
TESTENV = "[testenv]\n"
PIECES = [
    *(
        "[testenv]\n",
        "[testenv:x]\n",
        "[tox]\n",
        "[base]\n",
        "deps =",
        "requires = ",
        "\n  ",
        "\n\t",
    ),
    *(
        "py311,lint: ",
        "!x: ",
        "{[testenv]deps}",
        "{toxinidir}/",
        "-r",
        "-e ",
        "commands = ",
        "\\\n",
    ),
]


def valid(text: str) -> None:
    configparser.RawConfigParser().read_string(text.removeprefix("\ufeff"))


def options(text: str) -> list[str]:
    return [
        f"{option.name.value} {option.value.value if option.value else ''}".strip()
        for option in kinds.scan(KIND, text).options
    ]


@pytest.mark.parametrize("uri", ["file:///p/tox.ini", "tox.ini"])
def test_by_name(uri: str) -> None:
    assert kinds.kind_of(uri, "ini") is KIND


@pytest.mark.parametrize("name", ["tox.cfg", "tox.ini.orig", "pytest.ini", "mytox.ini"])
def test_other_files(name: str) -> None:
    assert kinds.kind_of(f"file:///p/{name}", "ini") is None


def test_a_whole_file() -> None:
    assert dump(KIND, FIXTURES["matrix.ini"]) == dedent(
        """\
        tox.requires: tox-uv >=1
        tox.requires: virtualenv >= 20.24
        testenv.deps: Django >=4.2,<4.3
        testenv.deps: Django >=5.0,<5.1
        testenv.deps: exceptiongroup
        testenv.deps: pytest >=8
        testenv.deps: pytest-xdist[psutil]
        testenv:lint.deps: ruff
        testenv:docs.deps: sphinx >=7.2
        testenv:docs.deps: -[docs] @ .
        testenv:docs.deps: - @ ./tools/theme"""
    )
    assert options(FIXTURES["matrix.ini"]) == [
        "-r {toxinidir}/requirements/test.txt",
        "-c {toxinidir}/constraints.txt",
        "-e .[docs]",
    ]


def test_options_and_addresses() -> None:
    manifest = kinds.scan(KIND, FIXTURES["small.ini"])
    assert options(FIXTURES["small.ini"]) == [
        "--pre",
        "--index-url https://packages.example/simple",
    ]
    (index,) = manifest.indexes
    assert (index.url.value, index.replaces_default) == ("https://packages.example/simple", True)
    assert dump(KIND, FIXTURES["small.ini"]).splitlines()[-1] == (
        "testenv.deps: tool @ git+https://code.example/group/tool.git@v2#egg=tool"
    )
    assert manifest.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deps = a", "a"),
        ("DEPS: a", "a"),
        ("deps = a; b", "a ; b"),
        ("deps = a, b", "a"),
        ("deps =\n  py311: a", "a"),
        ("deps =\n  py{310,311}-x,!lint.1: a>=2", "a >=2"),
        ("deps =\n  py311:a", "py311"),
        ("deps =\n  lint:", ""),
        ("deps =\n  {[base]deps}", ""),
        ("deps =\n  x: {[base]deps}", ""),
        ("deps =\n  a{env:X:}", ""),
        ("deps =\n  a=={env:X:1.0}", "a =={env:X:1.0}"),
        ("deps =\n  {toxinidir}/a", ""),
        ("deps =\n  ./a\n  a.zip\n  b==1.zip", "- @ ./a|- @ a.zip|- @ b==1.zip"),
        ("deps =\n  a==1.0\n  zip\n  a.b.c", "a ==1.0|zip|a.b.c"),
        ("deps =\n  a.zip ; os_name == 'x'", "- ; os_name == 'x' @ a.zip"),
        ("deps =\n  a \\\n  >=2", "a|- >=2"),
        ("deps =\n  -e {toxinidir}", "-"),
        ("deps =\n  -rb.txt\n  -c d.txt", ""),
        ("deps =\n  git+https://h.example/x#egg=y", "y @ git+https://h.example/x#egg=y"),
        ("deps =\n  a # b\n  # c\n  ; d", "a"),
        ("commands = a", ""),
        ("extras = a", ""),
        ("deps", ""),
    ],
)
def test_what_is_a_requirement(text: str, expected: str) -> None:
    found = dump(KIND, TESTENV + text).replace("testenv.deps: ", "")
    assert found == expected.replace("|", "\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("requires = tox>=4,<5, virtualenv", "tox >=4,<5|virtualenv"),
        ("requires = tox[a,b],virtualenv,", "tox[a,b]|virtualenv"),
        ("requires =\n  tox>=4,<5\n  virtualenv", "tox >=4,<5|virtualenv"),
        ("requires = tox, b\n  virtualenv", "tox|virtualenv"),
        ("deps = a", ""),
    ],
)
def test_what_tox_itself_requires(text: str, expected: str) -> None:
    found = dump(KIND, "[tox]\n" + text).replace("tox.requires: ", "")
    assert found == expected.replace("|", "\n")


@pytest.mark.parametrize("section", ["base", "tox:testenv", "testenvx", "gh-actions", "pytest"])
def test_other_sections(section: str) -> None:
    assert dump(KIND, f"[{section}]\ndeps = a\nrequires = b") == ""


def test_problems() -> None:
    text = TESTENV + "deps =\n  a b\n  --no-such\n  a{x} b\n  c[{env:X}]\n  -r\n"
    codes = [problem.code for problem in kinds.scan(KIND, text).problems]
    assert codes == ["invalid-requirement", "unknown-option", "missing-value"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("deps = $0", "deps = NAME"),
        ("deps=$0", "deps=NAME"),
        ("deps =\n    $0", "deps =\n    NAME"),
        ("deps =\n  a\n  $0\ncommands = x", "deps =\n  a\n  NAME\ncommands = x"),
        ("deps =\n  re$0q==1", "deps =\n  NAME==1"),
        ("deps =\n  py311: $0", "deps =\n  py311: NAME"),
        ("deps =\n  py311,lint: re$0", "deps =\n  py311,lint: NAME"),
        ("deps =\n  py{1,2}:  re$0q ; x", "deps =\n  py{1,2}:  NAME ; x"),
        ("[tox]\nrequires = tox, $0", "[tox]\nrequires = tox, NAME"),
        ("[tox]\nrequires = tox,$0", "[tox]\nrequires = tox,NAME"),
        ("[tox]\nrequires =\n  $0", "[tox]\nrequires =\n  NAME"),
    ],
)
def test_accepting_a_name(before: str, after: str) -> None:
    whole = accept(KIND, TESTENV + before, "NAME")
    assert whole == TESTENV + after
    valid(whole)
    crlf = accept(KIND, (TESTENV + before).replace("\n", "\r\n"), "NAME")
    assert crlf == whole.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("deps =\n  py311: re$0q", "name 're' for 'req' of req"),
        ("deps =\n  req>=$01", "version '>=' for '>=1' of req"),
        ("deps =\n  req[so$0cks]", "extra 'so' for 'socks' of req"),
        ("deps =\n  x: req; os_$0name", "marker 'os_' for 'os_name' of req"),
        ("deps =\n  -$0", "option '-' for '-'"),
        ("deps =\n  -r re$0q.txt", "option 're' for 'req.txt'"),
        ("deps =\n  -e ./x$0", "url"),
        ("deps =\n  ./x$0", "url"),
        ("deps =\n  py3$011: a", "nowhere"),
        ("deps =\n  py311:$0", "nowhere"),
        ("deps =\n  py311:$0 a", "nowhere"),
        ("deps =\n  {[base]$0deps}", "nowhere"),
        ("deps =\n  {toxinidir}/re$0", "nowhere"),
        ("deps =\n  re$0{env:X}", "nowhere"),
        ("deps =\n  # re$0", "nowhere"),
        ("deps =\n  a # re$0", "nowhere"),
        ("deps =\nre$0", "nowhere"),
        ("deps =\n  a\ncommands =\n  $0", "nowhere"),
        ("[testenv:$0]", "nowhere"),
    ],
)
def test_places(marked: str, expected: str) -> None:
    assert show_place(KIND, TESTENV + marked) == expected


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, "[testenv]\ndeps =\n  ")


@pytest.mark.parametrize("name", FIXTURES)
def test_every_cursor_in_a_finished_file(name: str) -> None:
    kind_properties.check_fixture(KIND, FIXTURES[name], valid)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    kind_properties.check_truncations(KIND, FIXTURES[name])


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    kind_properties.check_line_ends(KIND, FIXTURES[name])


DEPS = "[testenv]\ndeps ="
LARGE = {
    "40,000 lines": DEPS + "".join(f"\n  py31{n % 9}: project-{n}>=1" for n in range(40_000)),
    "40,000 environments": "".join(f"[testenv:{n}]\ndeps = a\n" for n in range(20_000)),
    "one line of a megabyte": DEPS + "\n  a" + ">=2, " * 200_000,
    "a megabyte of factors": DEPS + "\n  " + "py,{" * 250_000,
    "40,000 options": DEPS + "\n  " + "-r x " * 40_000,
    "40,000 commas": "[tox]\nrequires = " + "a," * 40_000,
    "a megabyte of brackets": "[tox]\nrequires = " + "a[," * 330_000,
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])
