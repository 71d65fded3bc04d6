"""What is read from a pixi.toml and from `tool.pixi`, and where names may be completed there."""

from __future__ import annotations

import tomllib
from textwrap import dedent, indent

import pytest

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind, Syntax
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, dump, show_place

KIND = ManifestKind.PIXI
FIXTURES = kind_properties.fixtures("pixi")
TABLE = "[pypi-dependencies]\n{}\n"
PIECES = [
    *("[pypi-dependencies]\n", "[dependencies]\n", "[feature.a.pypi-dependencies]\n", "[pypi-"),
    *("[target.x.pypi-dependencies]\n", "[pypi-options]\n", "extra-index-urls = [", "index-url = "),
    *("requests", 'requests = "*"\n', " = ", '"*"', "{", "}", "version = ", 'extras = ["socks"]'),
    *('index = "https://h.example/simple"', 'path = "."', "env-markers = ", "pypi-dependencies."),
]
ANALYSIS = """\
    pypi-options.dependency-overrides: urllib3 >=2.2
    pypi-dependencies: requests >=2.31,<3
    pypi-dependencies: httpx[http2,brotli] *
    pypi-dependencies: torch >=2.4 <- https://accelerated.example/whl/cu124
    pypi-dependencies: nccl-bindings ==2.27 ; sys_platform == 'linux'
    pypi-dependencies: analysis @ .
    pypi-dependencies: zope.event *
    target.win-64.pypi-dependencies: pywin32 *
    feature.test.pypi-dependencies: pytest ~=8.3
    feature.test.pypi-dependencies: pytest-cov *
    feature.test.target.osx-arm64.pypi-dependencies: pyobjc *"""


def valid(text: str) -> None:
    tomllib.loads(text.removeprefix("\ufeff"))


def test_by_name() -> None:
    assert kinds.kind_of("file:///p/pixi.toml", "toml") is KIND
    assert kinds.kind_of("file:///p/my-pixi.toml", "toml") is None
    assert kinds.kind_of("file:///p/pixi.lock", "yaml") is None


def test_a_whole_file() -> None:
    assert dump(KIND, FIXTURES["analysis.toml"]) == dedent(ANALYSIS)


def test_inline_tables_and_dotted_keys() -> None:
    assert dump(KIND, FIXTURES["inline.toml"]) == dedent(
        """\
        pypi-dependencies: rich *
        pypi-dependencies: click >=8
        pypi-dependencies: typer[all] *
        feature.docs.pypi-dependencies: mkdocs >=1.6
        feature.docs.pypi-dependencies: mkdocs-material *"""
    )


def test_conda_packages_are_not_ours() -> None:
    names = {entry.name.value for entry in kinds.scan(KIND, FIXTURES["analysis.toml"]).entries}
    assert names.isdisjoint({"numpy", "polars", "python", "gcc", "cuda"})


def test_indexes() -> None:
    indexes = kinds.scan(KIND, FIXTURES["analysis.toml"]).indexes
    assert [(item.url.value, item.replaces_default, item.explicit) for item in indexes] == [
        ("https://index.example/simple", True, False),
        ("https://wheels.example/simple", False, False),
        ("https://nightly.example/simple", False, False),
        ("https://accelerated.example/whl/cu124", False, True),
    ]
    assert indexes[-1].name == "https://accelerated.example/whl/cu124"


@pytest.mark.parametrize(
    "table", ["pypi-options", "workspace.pypi-options", "project.pypi-options"]
)
def test_every_table_of_indexes(table: str) -> None:
    manifest = kinds.scan(KIND, f'[{table}]\nindex-url = "https://index.example/simple"\n')
    assert [item.url.value for item in manifest.indexes] == ["https://index.example/simple"]


def test_the_same_in_a_pyproject() -> None:
    lines = FIXTURES["analysis.toml"].splitlines(keepends=True)
    text = "".join(
        line.replace("[", "[tool.pixi.", 1) if line.startswith("[") else line for line in lines
    )
    assert dump(ManifestKind.PYPROJECT, text) == indent(dedent(ANALYSIS), "tool.pixi.")
    manifest = kinds.scan(ManifestKind.PYPROJECT, text)
    assert len(manifest.indexes) == 4
    assert {entry.syntax for entry in manifest.entries} == {Syntax.PIPFILE}


def test_accepting_a_name_in_a_pyproject() -> None:
    marked = "[tool.pixi.pypi-dependencies]\nre$0\n"
    whole = accept(ManifestKind.PYPROJECT, marked, "NAME")
    assert whole == '[tool.pixi.pypi-dependencies]\nNAME = "*"\n'
    assert show_place(ManifestKind.PYPROJECT, "[tool.pixi.dependencies]\nre$0\n") == "nowhere"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$0", 'NAME = "*"'),
        ("re$0", 'NAME = "*"'),
        ('"re$0"', '"NAME" = "*"'),
        ('re$0q = ">=1"', 'NAME = ">=1"'),
        ('re$0q = { version = "*" }', 'NAME = { version = "*" }'),
        ("[feature.x.pypi-dependencies]\n$0", '[feature.x.pypi-dependencies]\nNAME = "*"'),
        ("[target.x.pypi-dependencies]\nre$0", '[target.x.pypi-dependencies]\nNAME = "*"'),
    ],
)
def test_accepting_a_name(before: str, after: str) -> None:
    whole = accept(KIND, TABLE.format(before), "NAME")
    assert whole == TABLE.format(after)
    tomllib.loads(whole)
    crlf = accept(KIND, TABLE.format(before).replace("\n", "\r\n"), "NAME")
    assert crlf == whole.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('req = "$0"', "version '' for '' of req"),
        ('req = { version = ">=$01" }', "version '>=' for '>=1' of req"),
        ('req = { extras = ["$0"] }', "extra '' for '' of req"),
        ("req = { env-markers = \"os_$0name == 'nt'\" }", "marker 'os_' for 'os_name' of req"),
        ('req = { path = "$0" }', "url"),
        ('req = { index = "https://$0x.example" }', "nowhere"),
        ("# $0", "nowhere"),
        ("[dependencies]\nre$0", "nowhere"),
        ("[dependencies]\n$0", "nowhere"),
        ("[tasks]\n$0", "nowhere"),
        ("[feature.x.dependencies]\n$0", "nowhere"),
        ("[feature.x]\n$0", "nowhere"),
        ("[pypi-options]\n$0", "nowhere"),
        ('[pypi-options]\nextra-index-urls = ["$0"]', "nowhere"),
    ],
)
def test_places(marked: str, expected: str) -> None:
    assert show_place(KIND, TABLE.format(marked)) == expected


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, "[pypi-dependencies]\n")


@pytest.mark.parametrize("name", FIXTURES)
def test_every_cursor_in_a_finished_file(name: str) -> None:
    kind_properties.check_fixture(KIND, FIXTURES[name], valid)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    kind_properties.check_truncations(KIND, FIXTURES[name])


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    kind_properties.check_line_ends(KIND, FIXTURES[name])


LARGE = {
    "40,000 lines that are not ours": "[dependencies]\n" + 'python = "3.12"\n' * 40_000,
    "one line of a megabyte": '[pypi-dependencies]\na = "' + ">=2, " * 200_000 + '"\n',
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])
