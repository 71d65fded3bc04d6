"""Which files are ours, by name and by the editor's word for their language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.cursor import AtName
from pypi_language_server.manifests.model import ManifestKind

REQUIREMENTS = [
    "requirements.txt",
    "requirements.in",
    "requirements-dev.txt",
    "requirements_test.in",
    "requirements3.11.txt",
    "dev-requirements.txt",
    "test_requirements.txt",
    "Requirements.TXT",
    "requirements.pip",
    "requirements/base.txt",
    "requirements/dev.in",
    "constraints.txt",
    "constraints-3.12.txt",
    "upper-constraints.txt",
    "pip-requirements",
]
OTHERS = [
    "readme.txt",
    "notes/requirements.md",
    "requirements/deep/readme.txt",
    "requirements.txt.bak",
    "myconstraintset.txt",
    "setup.config",
    "pyproject.toml.orig",
    "not-pyproject.toml",
    "Cargo.toml",
    "requirements.txt/other.rs",
    "",
]


@pytest.mark.parametrize("name", REQUIREMENTS)
@pytest.mark.parametrize("folder", ["file:///home/a%20b/", "file:///c%3A/x/", "vscode-remote://h/"])
def test_requirements_files_by_name(folder, name) -> None:
    assert kinds.kind_of(folder + name, "plaintext") is ManifestKind.REQUIREMENTS


@pytest.mark.parametrize("name", OTHERS)
def test_other_files(name) -> None:
    assert kinds.kind_of(f"file:///project/{name}", "plaintext") is None


@pytest.mark.parametrize(
    "uri",
    [
        "file:///p/pyproject.toml",
        "file:///p/py%70roject.toml",
        "file:///C:/p/pyproject.toml",
        r"C:\p\pyproject.toml",
        "pyproject.toml",
        "untitled:pyproject.toml",
        "git:/p/pyproject.toml?%7B%22ref%22%3A%22%22%7D",
    ],
)
def test_pyproject_by_name_whatever_the_address_looks_like(uri) -> None:
    assert kinds.kind_of(uri, "toml") is ManifestKind.PYPROJECT


@pytest.mark.parametrize(
    "language",
    ["pip-requirements", "requirements", "requirementstxt", "pip_requirements", "Pip Requirements"],
)
def test_requirements_files_by_language(language) -> None:
    assert kinds.kind_of("untitled:Untitled-1", language) is ManifestKind.REQUIREMENTS


@pytest.mark.parametrize("language", ["toml", "rust", "plaintext", "", "requirement"])
def test_no_language_makes_a_manifest_of_an_unnamed_file(language) -> None:
    assert kinds.kind_of("untitled:Untitled-1", language) is None


def test_the_name_wins_over_the_language() -> None:
    assert kinds.kind_of("file:///p/pyproject.toml", "pip-requirements") is ManifestKind.PYPROJECT


def test_a_percent_encoded_hash_is_part_of_the_name() -> None:
    assert kinds.kind_of("file:///p%23q/requirements.txt", "") is ManifestKind.REQUIREMENTS
    assert kinds.kind_of("file:///p/a.txt#requirements.txt", "") is None


@given(st.text(), st.text())
def test_anything_may_be_sent(uri, language) -> None:
    assert kinds.kind_of(uri, language) in (None, *ManifestKind)


def test_requirements_files_are_scanned_and_searched() -> None:
    manifest = kinds.scan(ManifestKind.REQUIREMENTS, "requests\nfl")
    assert manifest.kind is ManifestKind.REQUIREMENTS
    place = kinds.place_at(manifest, "requests\nfl", 11)
    assert isinstance(place, AtName)
    assert place.typed == "fl"


def test_pyproject_files_are_scanned_and_searched() -> None:
    text = '[project]\ndependencies = ["fl'
    manifest = kinds.scan(ManifestKind.PYPROJECT, text)
    assert manifest.kind is ManifestKind.PYPROJECT
    place = kinds.place_at(manifest, text, len(text))
    assert isinstance(place, AtName)
    assert place.typed == "fl"
