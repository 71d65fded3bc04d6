"""Where a look-up comes from, and what no index may be asked about (promise 5)."""

from __future__ import annotations

import pytest

from pypi_language_server.features import hover
from pypi_language_server.features.scopes import scope_of
from pypi_language_server.features.targets import Subject, may_ask
from pypi_language_server.index.scope import Scope, ScopedIndex
from pypi_language_server.names import normalize
from tests.support.check import check_no_hover, hovered, pyproject, requirements

INNER = "https://inner.example/simple"
PROJECT = """\
[project]
name = "My.App"
dependencies = ["my-app[x]", "Inner_Lib", "member", "fork", "requests", "local @ ./local"]

[tool.uv.sources]
inner-lib = { index = "inner" }
member = { workspace = true }
fork = { git = "https://code.example/fork" }

[[tool.uv.index]]
name = "inner"
url = "https://inner.example/simple"
explicit = true
"""


def hover_on(needle: str) -> hover.HoverTarget:
    place = PROJECT.index(f'"{needle}') + 2
    fixture = pyproject(f"{PROJECT[:place]}$0{PROJECT[place:]}")
    target = hover.target(fixture.document, fixture.offset)
    assert target is not None
    return target


@pytest.mark.parametrize(
    ("needle", "subject", "asks"),
    [
        ("my-app", Subject.ITSELF, False),
        ("member", Subject.DIRECT, False),
        ("fork", Subject.DIRECT, False),
        ("local", Subject.DIRECT, False),
        ("Inner_Lib", Subject.PROJECT, True),
        ("requests", Subject.PROJECT, True),
    ],
)
def test_what_an_index_may_be_asked_about(needle: str, subject: Subject, asks: bool) -> None:
    target = hover_on(needle)
    assert target.subject is subject
    assert target.asks_index is asks
    manifest = pyproject(f"{PROJECT}$0").document.manifest
    assert may_ask(manifest, target.name) is asks


def test_names_that_the_file_does_not_declare_may_be_asked_about() -> None:
    manifest = pyproject(f"{PROJECT}$0").document.manifest
    assert may_ask(manifest, normalize("flask"))
    assert may_ask(manifest, normalize("asyncio"))


def test_a_project_that_is_assigned_to_an_index() -> None:
    """Its entry does not say so; uv's table of sources does."""
    document = pyproject(f"{PROJECT}$0").document
    declared = (ScopedIndex(INNER, "inner", explicit=True),)
    manifest, entry = document.manifest, hover_on("Inner_Lib").entry
    assert scope_of(manifest, entry, trusted=True) == Scope(declared, "inner", trusted=True)
    assert scope_of(manifest, None, trusted=False) == Scope(declared)
    assert scope_of(manifest, hover_on("requests").entry, trusted=False) == Scope(declared)


def test_a_name_that_is_only_being_typed_is_assigned_by_its_name() -> None:
    manifest = pyproject(f"{PROJECT}$0").document.manifest
    scope = scope_of(manifest, None, trusted=False, name=normalize("inner-lib"))
    assert scope.assigned == "inner"


def test_a_requirements_file_that_asks_no_index() -> None:
    document = requirements(f"--no-index\n--index-url {INNER}\nrequests$0\n").document
    scope = scope_of(document.manifest, document.manifest.entries[0], trusted=False)
    assert scope.no_index
    assert [(item.url, item.replaces_default) for item in scope.declared] == [(INNER, True)]


@pytest.mark.parametrize(
    ("needle", "words"),
    [
        ("my-app", "my-app — this project itself: its extras are taken from this file."),
        ("member", "member — taken from this workspace, not from an index"),
        ("fork", "fork — taken from where it lies, not from an index"),
    ],
)
def test_what_is_shown_about_them(needle: str, words: str) -> None:
    place = PROJECT.index(f'"{needle}') + 2
    shown = hovered(pyproject(f"{PROJECT[:place]}$0{PROJECT[place:]}"))
    assert shown is not None
    assert shown.plain.splitlines()[0] == words


def test_python_is_no_project_of_poetrys() -> None:
    check_no_hover(pyproject('[tool.poetry.dependencies]\npyth$0on = "^3.11"\n'))


def test_the_index_that_a_project_is_assigned_to_is_shown() -> None:
    shown = hovered(pyproject("[tool.uv.sources]\ninner-l$0ib = { index = 'inner' }\n"))
    assert shown is not None
    assert "From  the index inner\n" in shown.plain
