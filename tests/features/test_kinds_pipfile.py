"""Pipfile and pixi.toml as editors see them: completion, hover, outline, words about versions."""

from __future__ import annotations

import pytest

from pypi_language_server.features import hover, symbols
from pypi_language_server.features.constraints import alternatives, pinned_version
from pypi_language_server.features.scopes import scope_of
from pypi_language_server.features.targets import Subject
from pypi_language_server.features.words import constraint_words
from pypi_language_server.manifests.model import ManifestKind, Syntax
from pypi_language_server.names import NormalizedName
from pypi_language_server.session import Document, Session
from pypi_language_server.settings import CompletionSettings, InsertForm
from tests.support import check

FIRST_THREE = ("requests", "requests-oauthlib", "requests-cache")
NORMALIZED = CompletionSettings(insert=InsertForm.NORMALIZED)
PIPFILE = ManifestKind.PIPFILE
PIXI = ManifestKind.PIXI
TABLES = {
    PIPFILE: ["packages", "dev-packages", "docs"],
    PIXI: [
        "pypi-dependencies",
        "feature.test.pypi-dependencies",
        "target.win-64.pypi-dependencies",
        "feature.test.target.win-64.pypi-dependencies",
    ],
    ManifestKind.PYPROJECT: [
        "tool.pixi.pypi-dependencies",
        "tool.pixi.feature.x.pypi-dependencies",
    ],
}
EVERY_TABLE = [(kind, table) for kind, tables in TABLES.items() for table in tables]


def fixture(kind: ManifestKind, marked: str) -> check.Fixture:
    offset = marked.index("$0")
    text = marked.replace("$0", "", 1)
    return check.Fixture(Document("file:///f", 1, text, kind), offset)


@pytest.mark.parametrize(("kind", "table"), EVERY_TABLE)
def test_names_are_offered_in_every_table(kind: ManifestKind, table: str) -> None:
    check.check_completion(fixture(kind, f"[{table}]\nrequ$0\n"), *FIRST_THREE)


@pytest.mark.parametrize(("kind", "table"), EVERY_TABLE)
def test_accepting_one_brings_any_version(kind: ManifestKind, table: str) -> None:
    before = fixture(kind, f"[{table}]\nrequ$0\n")
    check.check_accept("requests", before, f'[{table}]\nrequests = "*"\n')


@pytest.mark.parametrize("kind", [PIPFILE, PIXI])
def test_a_dot_in_a_bare_key_needs_quotes(kind: ManifestKind) -> None:
    table = TABLES[kind][0]
    before = fixture(kind, f"[{table}]\nzope$0\n")
    check.check_accept("zope.interface", before, f'[{table}]\n"zope.interface" = "*"\n')
    plain = f'[{table}]\nzope-interface = "*"\n'
    check.check_accept("zope.interface", before, plain, settings=NORMALIZED)


def test_names_that_the_category_has_already_go_last() -> None:
    marked = '[packages]\nrequests = "*"\nrequ$0\n[dev-packages]\nrequests-cache = "*"\n'
    names = ("requests-oauthlib", "requests-cache", "requests")
    check.check_completion(fixture(PIPFILE, marked), *names)


@pytest.mark.parametrize(
    ("kind", "marked"),
    [
        (PIPFILE, "[scripts]\nrequ$0\n"),
        (PIPFILE, "[requires]\nrequ$0\n"),
        (PIPFILE, "[packages]\n# requ$0\n"),
        (PIXI, "[dependencies]\nrequ$0\n"),
        (PIXI, "[tasks]\nrequ$0\n"),
    ],
)
def test_no_names_elsewhere(kind: ManifestKind, marked: str) -> None:
    answer = check.completed(fixture(kind, marked))
    assert answer is None or not {item.label for item in answer.items} & set(FIRST_THREE)


@pytest.mark.parametrize(
    ("value", "version"),
    [
        ('"==2.31.0"', "2.31.0"),
        ('"2.31.0"', "2.31.0"),
        ('{version = "==2.31.0", extras = ["socks"]}', "2.31.0"),
        ('"*"', None),
        ('">=2"', None),
        ('"==2.*"', None),
    ],
)
def test_the_one_version_that_is_asked_for(value: str, version: str | None) -> None:
    document = Document("file:///f", 1, f"[packages]\nrequests = {value}\n", PIPFILE)
    assert pinned_version(document.manifest.entries[0]) == version


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        ("*", "any version"),
        (" * ", "any version"),
        ("", "any version"),
        (">=2.28,<3", "2.28 or newer, below 3"),
        ("~=2.28.1", "2.28.1 or newer, below 2.29"),
        ("==2.31.*", "any 2.31 release"),
        ("2.31", "exactly 2.31"),
        (">=", "any version"),
        ("^2", None),
        (">=1 <2", None),
    ],
)
def test_constraints_in_words(constraint: str, words: str | None) -> None:
    choices = alternatives(constraint, Syntax.PIPFILE)
    assert (None if choices is None else constraint_words(choices)) == words


def test_hovers_stand_on_names_and_values() -> None:
    shown = check.hovered(fixture(PIPFILE, '[packages]\nrequ$0ests = "*"\n'))
    assert shown is not None
    assert "Python HTTP for Humans" in shown.plain
    assert check.hovered(fixture(PIPFILE, '[packages]\nrequests = "*$0"\n')) is not None
    assert check.hovered(fixture(PIPFILE, "[scripts]\nrequ$0ests = 'x'\n")) is None


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        ('{git = "https://code.example/x"}', Subject.DIRECT),
        ('{path = "."}', Subject.DIRECT),
        ('"*"', Subject.PROJECT),
    ],
)
def test_what_comes_from_elsewhere_is_no_index_s_business(value: str, subject: Subject) -> None:
    one = fixture(PIPFILE, f"[packages]\nin$0ner = {value}\n")
    target = hover.target(one.document, one.offset)
    assert target is not None
    assert target.subject is subject


def test_a_look_up_knows_the_source_that_a_project_is_assigned_to() -> None:
    text = (
        '[[source]]\nname = "main"\nurl = "https://index.example/simple"\n'
        '[[source]]\nname = "corp"\nurl = "https://corp.example/simple"\n'
        '[packages]\ninner = {version = "*", index = "corp"}\n'
    )
    manifest = Document("file:///Pipfile", 1, text, PIPFILE).manifest
    scope = scope_of(manifest, manifest.entries[0], trusted=False)
    assert scope.assigned == "corp"
    assert [item.explicit for item in scope.declared] == [False, True]
    assert scope_of(manifest, None, False, NormalizedName("inner")).assigned == "corp"


def test_pixi_s_address_of_an_index_is_its_name() -> None:
    text = '[pypi-dependencies]\ninner = { version = "*", index = "https://corp.example/simple" }\n'
    manifest = Document("file:///pixi.toml", 1, text, PIXI).manifest
    scope = scope_of(manifest, manifest.entries[0], trusted=False)
    assert scope.assigned == "https://corp.example/simple"
    assert [(item.url, item.name, item.explicit) for item in scope.declared] == [
        ("https://corp.example/simple", "https://corp.example/simple", True)
    ]


def test_the_outline_has_the_categories() -> None:
    text = '[packages]\nflask = ">=3"\n[docs]\nsphinx = "*"\n'
    outline = symbols.outline(Document("file:///Pipfile", 1, text, PIPFILE))
    assert [(item.name, [child.name for child in item.children]) for item in outline] == [
        ("packages", ["flask"]),
        ("docs", ["sphinx"]),
    ]


@pytest.mark.parametrize(("name", "kind"), [("Pipfile", PIPFILE), ("pixi.toml", PIXI)])
def test_a_session_takes_them(name: str, kind: ManifestKind) -> None:
    document = Session().open(f"file:///p/{name}", "toml", 1, "")
    assert document is not None
    assert document.kind is kind
    assert document.manifest.entries == ()
