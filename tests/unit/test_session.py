"""Documents come, change and go; a document itself never changes."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import LARGEST, MOST_SIGNS, Document, Session
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


@pytest.mark.parametrize(
    ("versions", "last"),
    [
        ((1, 2, 3), 3),
        ((1, 3, 4, 2), 4),  # Helix 25.01: 2 has been overtaken
        ((1, 4, 2, 3, 5), 5),
        ((1, 2, 3, 2), 2),  # counted anew, as after a reload
        ((1, 2, 3, 1, 2), 2),
        ((5, 6, 1, 2, 5), 5),  # counted anew behind a gap: taken again from where it ends
        ((1, 2, None, 3), 3),
        ((2, 2, 2), 2),
        ((*range(1, 41, 2), 1), 1),
    ],
)
def test_a_text_that_was_overtaken_is_not_taken(versions: tuple[int, ...], last: int) -> None:
    session = Session()
    session.open(URI, "", 0, "version 0")
    for version in versions:
        session.change(URI, version, f"version {version}")
    document = session.document(URI)
    assert document is not None
    assert document.text == f"version {last}"


def test_versions_begin_anew_where_a_document_is_opened_again() -> None:
    session = Session()
    session.open(URI, "", 1, "flask\n")
    session.change(URI, 9, "flask\nd\n")
    session.open(URI, "", 1, "flask\n")
    session.change(URI, 2, "flask\ndjango\n")
    document = session.document(URI)
    assert document is not None
    assert document.text == "flask\ndjango\n"


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


# -- what is too large


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("", True),
        ("a" * LARGEST, True),
        ("a" * (LARGEST + 1), False),
        ("," * MOST_SIGNS, True),
        ("," * (MOST_SIGNS + 1), False),
        ("," * MOST_SIGNS + "a" * 10, True),
        ("a\n" * MOST_SIGNS, True),
        ("a\n" * MOST_SIGNS + "\n", False),
        ("\U0001f40d" * (MOST_SIGNS + 1), True),
        ("\ud800" * (MOST_SIGNS + 1), True),
        ("\U0001f40d" * (LARGEST + 1), False),
    ],
    ids=lambda value: f"{value[:2]!r} {len(value)}" if isinstance(value, str) else str(value),
)
def test_what_is_too_large_is_not_there(text: str, is_read: bool) -> None:
    session = Session()
    assert (session.open(URI, "", 1, text) is not None) is is_read
    assert (session.document(URI) is not None) is is_read
    kept = session.kept(URI)
    assert kept is not None
    assert kept.text == text


@given(st.text("ab_9:\u00e9\ud800"), st.text(" \n\t,;[]{}=\"'-.#\\"), st.integers(1, 40))
def test_letters_weigh_nothing_and_all_else_the_same(letters: str, signs: str, times: int) -> None:
    text = letters * times + signs * times
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pypi_language_server.session.MOST_SIGNS", 50)
        expected = len(text) <= 50 or len(signs) * times <= 50
        assert Document(URI, 1, text, ManifestKind.REQUIREMENTS).is_read is expected


def test_large_files_that_people_have_are_read() -> None:
    hashes = "".join(f"    --hash=sha256:{number:064x} \\\n" for number in range(20))
    exported = "".join(f"name-{number}==1.{number}.0 \\\n{hashes}\n" for number in range(1_150))
    assert 1_900_000 < len(exported) < LARGEST
    assert Session().open(URI, "", 1, exported) is not None
    listed = "".join(f'    "name-{number}>=1.{number}",\n' for number in range(40_000))
    document = Session().open("file:///w/pyproject.toml", "", 1, f"[project]\nd = [\n{listed}]")
    assert document is not None


def test_it_is_said_once_when_a_document_becomes_too_large(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """And what has become small enough again is read."""
    session = Session()
    session.open(URI, "", 1, "flask\n")
    for version in (2, 3, 4):
        session.change(URI, version, "," * (MOST_SIGNS + version))
    assert session.document(URI) is None
    assert [record.getMessage() for record in caplog.records] == [
        f"{URI} is too large to be read ({MOST_SIGNS + 2} characters)"
    ]
    session.change(URI, 5, "django\n")
    document = session.document(URI)
    assert document is not None
    assert document.text == "django\n"
    session.open(URI, "", 6, "," * (MOST_SIGNS + 1))
    assert len(caplog.records) == 2
    session.close(URI)
    assert session.kept(URI) is None
