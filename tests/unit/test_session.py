"""Documents come, change and go; a document itself never changes."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import Session
from pypi_language_server.text import PositionEncoding

URI = "file:///w/requirements.txt"


def test_a_change_replaces_the_document_and_leaves_the_old_one_alone() -> None:
    session = Session()
    before = session.open(URI, "", 1, "flask\n")
    assert before is not None
    session.change(URI, 2, "django\n")
    after = session.document(URI)
    assert after is not None
    assert (before.version, before.text) == (1, "flask\n")
    assert (after.version, after.text, after.kind) == (2, "django\n", ManifestKind.REQUIREMENTS)
    with pytest.raises(FrozenInstanceError):
        before.text = "changed"  # type: ignore[misc]


def test_what_is_no_manifest_is_not_kept() -> None:
    session = Session()
    assert session.open("file:///w/main.rs", "rust", 1, "fn main() {}") is None
    assert session.document("file:///w/main.rs") is None
    session.change("file:///w/main.rs", 2, "x")
    assert session.document("file:///w/main.rs") is None


def test_a_document_that_becomes_something_else_is_forgotten() -> None:
    """Editors reopen a document when its language is changed."""
    session = Session()
    assert session.open("untitled:1", "pip-requirements", 1, "flask") is not None
    assert session.open("untitled:1", "rust", 1, "flask") is None
    assert session.document("untitled:1") is None


def test_closing_forgets_and_may_be_said_twice() -> None:
    session = Session()
    session.open(URI, "", 1, "flask\n")
    session.close(URI)
    session.close(URI)
    assert session.document(URI) is None


def test_what_is_derived_is_computed_once() -> None:
    session = Session()
    document = session.open(URI, "", 1, "flask\ndjango\n")
    assert document is not None
    assert document.manifest is document.manifest
    assert document.lines is document.lines
    assert [entry.name.value for entry in document.manifest.entries if entry.name] == [
        "flask",
        "django",
    ]
    assert document.lines.position(6, PositionEncoding.UTF16) == (1, 0)


def test_sessions_share_nothing() -> None:
    one, other = Session(), Session()
    one.open(URI, "", 1, "flask\n")
    assert other.document(URI) is None


def test_most_python_files_declare_nothing_until_they_have_a_block() -> None:
    session = Session()
    document = session.open("file:///w/main.py", "python", 1, "import this\n")
    assert document is not None
    assert not document.declares
    session.change("file:///w/main.py", 2, "# /// script\n# dependencies = []\n# ///\n")
    changed = session.document("file:///w/main.py")
    assert changed is not None
    assert changed.declares
    empty = session.open("file:///w/pyproject.toml", "toml", 1, "")
    assert empty is not None
    assert empty.declares
