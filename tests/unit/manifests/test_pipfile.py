"""What is read from a Pipfile, and where names may be completed in it."""

from __future__ import annotations

import tomllib
from textwrap import dedent

import pytest

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.cursor import AtName
from pypi_language_server.manifests.model import Form, ManifestKind, Syntax
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, dump, place, show_place

KIND = ManifestKind.PIPFILE
FIXTURES = kind_properties.fixtures("pipfile")
PACKAGES = "[packages]\n{}\n"
PIECES = [
    *("[packages]\n", "[dev-packages]\n", "[docs]\n", "[[source]]\n", "[requires]\n", "[pack"),
    *("[scripts]\n", "[packages.requests]\n", "requests", 'requests = "*"\n', " = ", '"*"', "{"),
    *("version = ", 'extras = ["socks"]', "markers = ", 'index = "corp"', 'git = "https://x"', "}"),
    *('name = "corp"\n', 'url = "https://corp.example/simple"\n', "editable = true", ", "),
]


def valid(text: str) -> None:
    tomllib.loads(text.removeprefix("\ufeff"))


@pytest.mark.parametrize("uri", ["file:///p/Pipfile", "file:///p/pipfile", "Pipfile"])
def test_pipfiles_by_name(uri: str) -> None:
    assert kinds.kind_of(uri, "toml") is KIND


@pytest.mark.parametrize("name", ["Pipfile.lock", "Pipfile.toml", "myPipfile", "Pipfile/x"])
def test_other_files(name: str) -> None:
    assert kinds.kind_of(f"file:///p/{name}", "toml") is None


def test_a_whole_file() -> None:
    assert dump(KIND, FIXTURES["service"]) == dedent(
        """\
        packages: flask >=3,<4
        packages: requests[socks,security] ~=2.31
        packages: SQLAlchemy *
        packages: zope.interface ==6.*
        packages: uvloop * ; sys_platform != 'win32'
        packages: billing-client >=1.2 <- corp
        packages: thumbnails @ https://code.example/thumbnails.git
        packages: service @ .
        dev-packages: pytest *
        dev-packages: mypy 1.11.2
        docs: sphinx >=7
        docs: furo *"""
    )


def test_tables_of_their_own_and_dotted_keys() -> None:
    assert dump(KIND, FIXTURES["tables"]) == dedent(
        """\
        packages: celery[redis,msgpack] >=5.4
        packages: attrs *
        packages: ruamel.yaml <1
        packages: pillow >=10
        packages: numpy @ https://files.example/numpy-2.0-py3-none-any.whl"""
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[packages]\na = '*'", "packages: a *"),
        ('packages = { a = "*", b = ">=1" }', "packages: a *\npackages: b >=1"),
        ('packages.a = "*"', "packages: a *"),
        ('[ "packages" ]\n"a.b" = "==1"', "packages: a.b ==1"),
        ("[packages]\na", "packages: a"),
        ("[packages]\na =", "packages: a"),
        ('[packages]\na = "', "packages: a OPEN"),
        ('[packages]\na = "==1', "packages: a ==1 OPEN"),
        ('[packages]\na = { version = "*"', "packages: a * OPEN"),
        ('[packages]\na = { hg = "https://h.example/a" }', "packages: a @ https://h.example/a"),
        ('[packages]\npython = "*"', "packages: python *"),
        ('[requires]\npython_version = "3.12"', ""),
        ('[scripts]\nrequests = "run"', ""),
        ('[pipenv]\nrequests = "1"', ""),
        ('[[source]]\nname = "x"', ""),
        ('# a = "*"', ""),
        ("", ""),
    ],
)
def test_what_is_a_requirement(text: str, expected: str) -> None:
    assert dump(KIND, text) == expected


def test_entries_are_keys_with_a_syntax_of_their_own() -> None:
    manifest = kinds.scan(KIND, FIXTURES["service"])
    assert {(entry.form, entry.syntax) for entry in manifest.entries} == {
        (Form.KEY, Syntax.PIPFILE)
    }
    assert [group.path for group in manifest.groups] == [
        ("packages",),
        ("dev-packages",),
        ("docs",),
    ]


def test_the_first_source_is_the_main_index_and_the_others_wait_to_be_named() -> None:
    indexes = kinds.scan(KIND, FIXTURES["service"]).indexes
    assert [(item.name, item.replaces_default, item.explicit) for item in indexes] == [
        ("main", True, False),
        ("corp", False, True),
    ]
    assert indexes[1].url.value == "https://packages.corp.example/simple/"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$0", 'NAME = "*"'),
        ("re$0", 'NAME = "*"'),
        ("re$0 # why", 'NAME = "*" # why'),
        ('"re$0', '"NAME" = "*"'),
        ('re$0q = "*"', 'NAME = "*"'),
        ('"re$0q" = ">=1"', '"NAME" = ">=1"'),
        ('re$0q = {version = "*"}', 'NAME = {version = "*"}'),
        ('a = "*"\n$0\nb = "*"', 'a = "*"\nNAME = "*"\nb = "*"'),
        ("# comment\n$0", '# comment\nNAME = "*"'),
        ("[packages.re$0q]", "[packages.NAME]"),
        ("[docs]\nsp$0", '[docs]\nNAME = "*"'),
    ],
)
def test_accepting_a_name(before: str, after: str) -> None:
    whole = accept(KIND, PACKAGES.format(before), "NAME")
    assert whole == PACKAGES.format(after)
    tomllib.loads(whole)
    crlf = accept(KIND, PACKAGES.format(before).replace("\n", "\r\n"), "NAME")
    assert crlf == whole.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("packages = {$0}", 'packages = {NAME = "*"}'),
        ('packages = { a = "*", re$0 }', 'packages = { a = "*", NAME = "*" }'),
    ],
)
def test_accepting_a_name_in_an_inline_table(before: str, after: str) -> None:
    whole = accept(KIND, before, "NAME")
    assert whole == after
    tomllib.loads(whole)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("re$0q", "name 're' for 'req' of req"),
        ('req = "$0"', "version '' for '' of req"),
        ('req = "*$0"', "version '*' for '*' of req"),
        ('req = ">=1, <$02"', "version '<' for '<2' of req"),
        ('req = {version = ">$0=1"}', "version '>' for '>=1' of req"),
        ('req = {extras = ["so$0cks"]}', "extra 'so' for 'socks' of req"),
        ("req = {markers = \"os_$0name == 'nt'\"}", "marker 'os_' for 'os_name' of req"),
        ('req = {git = "https://$0x.example"}', "url"),
        ('req = {index = "co$0rp"}', "nowhere"),
        ("# re$0", "nowhere"),
        ('req = "*" # re$0', "nowhere"),
        ('req = "*"$0', "nowhere"),
        ("[scripts]\nre$0", "nowhere"),
        ("[scripts]\n$0", "nowhere"),
        ("[requires]\npython_$0", "nowhere"),
        ("[pipenv]\n$0", "nowhere"),
        ("[[source]]\n$0", "nowhere"),
        ("[do$0cs]", "nowhere"),
        ("[$0", "nowhere"),
    ],
)
def test_places(marked: str, expected: str) -> None:
    assert show_place(KIND, PACKAGES.format(marked)) == expected


def test_no_name_stands_above_the_first_table() -> None:
    assert show_place(KIND, "$0\n[packages]\n") == "nowhere"
    assert show_place(KIND, "re$0\n[packages]\n") == "nowhere"


def test_a_bare_key_is_said_to_be_bare() -> None:
    _, found = place(KIND, PACKAGES.format("zo$0"))
    assert isinstance(found, AtName)
    assert found.bare_key


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, "[packages]\n")


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
    "40,000 lines": "[packages]\n" + "".join(f'project-{n} = "*" # why\n' for n in range(40_000)),
    "one line of a megabyte": '[packages]\na = "' + ">=2, " * 200_000 + '"\n',
    "a long key": "[packages]\n" + "a" * 1_000_000,
    "many categories": "".join(f'[c{n}]\na = "*"\n' for n in range(4_000)),
    "open tables": "[packages]\n" + "x = {\n" * 20_000,
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])
