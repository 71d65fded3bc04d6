"""Simple API pages in both forms, and core-metadata files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.index import filenames, metadata_file, simple_api
from pypi_language_server.index.model import (
    Link,
    LinkKind,
    MalformedAnswer,
    ProjectDocument,
    ProjectStatus,
    Release,
)
from pypi_language_server.index.wire import SIMPLE_JSON
from pypi_language_server.names import NormalizedName
from tests.unit.index.bodies import FOLDER, SOURCE, URL, raw, recorded, said

SPROCKET = NormalizedName("sprocket")


def test_reads_a_json_page():
    page = simple_api.read_page(recorded("sprocket.simple.json", SIMPLE_JSON), SPROCKET, SOURCE)
    assert page.document == ProjectDocument(
        name="sprocket",
        source=SOURCE,
        latest="2.1.0",
        releases=(
            Release("2.1.0", datetime(2025, 3, 4, 11, 0, 2, tzinfo=UTC), ">=3.9"),
            Release("2.0.0", datetime(2025, 2, 3, 10, tzinfo=UTC), ">=3.8", True, "eats chains"),
            Release("1.0", datetime(2020, 5, 1, 8, tzinfo=UTC)),
        ),
        status=ProjectStatus.DEPRECATED,
        status_reason="Use cogwheel instead.",
        serial=2718281,
    )
    base = "https://index.example/files/"
    assert page.metadata_url == f"{base}sprocket-2.1.0-py3-none-any.whl.metadata"


def test_reads_an_html_page():
    page = simple_api.read_page(
        recorded("sprocket.simple.html", "text/html; charset=utf-8"), SPROCKET, SOURCE
    )
    assert page.document == ProjectDocument(
        name="sprocket",
        source=SOURCE,
        latest="2.1.0",
        releases=(
            Release("2.1.0", None, ">=3.9"),
            Release("2.0.0", None, ">=3.8", True, "eats chains"),
            Release("1.0"),
        ),
        status=ProjectStatus.ARCHIVED,
        status_reason="Finished & done.",
    )
    where = "https://files.example/sprocket-2.1.0-py3-none-any.whl.metadata"
    assert page.metadata_url == where


def test_reads_the_plainest_page():
    page = simple_api.read_page(recorded("sprocket.plain.html"), SPROCKET, SOURCE)
    assert [release.version for release in page.document.releases] == ["0.2", "0.1"]
    assert page.metadata_url == ""


def test_an_empty_project_is_a_project():
    text = b"<!DOCTYPE html><html><head><title>Links for Sprocket</title></head></html>"
    page = simple_api.read_page(raw(text, "text/html"), SPROCKET, SOURCE)
    assert page.document == ProjectDocument("sprocket", SOURCE)
    page = simple_api.read_page(said({"files": []}, SIMPLE_JSON), SPROCKET, SOURCE)
    assert page.document == ProjectDocument("sprocket", SOURCE)


@pytest.mark.parametrize(
    "fetched",
    [
        recorded("sign-in.html", "text/html"),
        recorded("sign-in.html", SIMPLE_JSON),
        raw(b"", "text/html"),
        raw(b"", SIMPLE_JSON),
        said({"projects": []}, SIMPLE_JSON),
        said([], SIMPLE_JSON),
        raw(b'{"files": [', "application/json"),
        raw(b"<a href='/x'>cogwheel-1.0.tar.gz</a>", "text/html"),
    ],
)
def test_refuses_what_is_no_page(fetched):
    with pytest.raises(MalformedAnswer):
        simple_api.read_page(fetched, SPROCKET, SOURCE)


def test_refuses_a_newer_major_version():
    """PEP 629: clients must fail on a major version that they do not know."""
    with pytest.raises(MalformedAnswer, match="newer version"):
        simple_api.read_page(said({"meta": {"api-version": "2.0"}, "files": []}), SPROCKET, SOURCE)


def test_takes_the_serial_from_a_header_where_the_page_has_none():
    fetched = recorded("sprocket.plain.html")
    fetched.headers["x-pypi-last-serial"] = "77"
    assert simple_api.read_page(fetched, SPROCKET, SOURCE).document.serial == 77


def test_an_empty_reason_yanks_too():
    """PEP 592: the attribute's presence decides."""
    text = b'<a href="x" data-yanked="">sprocket-1.0.tar.gz</a>'
    page = simple_api.read_page(raw(text), SPROCKET, SOURCE)
    assert page.document.releases == (Release("1.0", yanked=True),)
    assert page.document.latest == "1.0"


def test_one_standing_file_keeps_a_release_standing():
    files = [
        {"filename": "sprocket-1.0.tar.gz", "yanked": "no"},
        {"filename": "sprocket-1.0-py3-none-any.whl"},
    ]
    page = simple_api.read_page(said({"files": files}), SPROCKET, SOURCE)
    assert page.document.releases == (Release("1.0"),)


def test_unknown_standing_means_nothing():
    body = {"files": [], "project-status": {"status": "bewitched"}}
    page = simple_api.read_page(said(body), SPROCKET, SOURCE)
    assert page.document.status is ProjectStatus.ACTIVE


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_or_no_page(body):
    for kind in ("text/html", SIMPLE_JSON, ""):
        try:
            page = simple_api.read_page(raw(body, kind), SPROCKET, SOURCE)
        except MalformedAnswer:
            continue
        assert page.document.source == SOURCE


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ["filename", "url", "yanked", "requires-python", "upload-time", "core-metadata"]
            ),
            st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.just([1]),
        ),
        max_size=5,
    )
)
def test_survives_any_file(files):
    page = simple_api.read_page(said({"files": files, "versions": files}), SPROCKET, SOURCE)
    assert page.document.source == SOURCE


@pytest.mark.parametrize(
    ("filename", "name", "version"),
    [
        ("sprocket-1.0-py3-none-any.whl", "sprocket", "1.0"),
        ("Sprocket_Set-1.0+cpu-cp311-cp311-linux_x86_64.whl", "sprocket-set", "1.0+cpu"),
        ("sprocket-set-1.0.tar.gz", "sprocket-set", "1.0"),
        ("sprocket_set-1.0.tar.gz", "sprocket-set", "1.0"),
        ("Sprocket.Set-2.0-beta-1.zip", "sprocket-set", "2.0-beta-1"),
        ("sprocket-1.0-py3.11.egg", "sprocket", "1.0"),
        ("sprocket-1.0.win32-py2.7.exe", "sprocket", None),
        ("cogwheel-1.0.tar.gz", "sprocket", None),
        ("sprocket.tar.gz", "sprocket", None),
        ("sprocket-.tar.gz", "sprocket", None),
        ("", "sprocket", None),
        ("-.whl", "sprocket", None),
    ],
)
def test_versions_in_file_names(filename, name, version):
    assert filenames.version_of(filename, NormalizedName(name)) == version


@given(st.text(max_size=40))
def test_any_file_name_has_a_version_or_none(text):
    for suffix in ("", ".whl", ".tar.gz"):
        version = filenames.version_of(text + suffix, SPROCKET)
        assert version is None or version


def test_reads_core_metadata():
    document = ProjectDocument("sprocket", SOURCE, latest="2.1.0", serial=5)
    body = (FOLDER / "sprocket.metadata").read_bytes()
    assert metadata_file.with_metadata(document, body) == ProjectDocument(
        name="Sprocket",
        source=SOURCE,
        summary="Teeth for your wheels – précis.",
        latest="2.1.0",
        license="MIT OR Apache-2.0",
        extras=("grease",),
        requires_dist=("chain>=3", 'grease-gun; extra == "grease"'),
        links=(
            Link(LinkKind.HOMEPAGE, "Homepage", "https://sprocket.example/"),
            Link(LinkKind.DOCUMENTATION, "Documentation", "https://docs.sprocket.example/"),
            Link(LinkKind.SOURCE, "Source", "https://code.example/sprocket"),
        ),
        classifiers=("Development Status :: 4 - Beta", "Framework :: Pytest"),
        serial=5,
    )


@given(st.binary(max_size=300))
def test_other_metadata_changes_nothing(body):
    document = ProjectDocument("sprocket", SOURCE)
    assert metadata_file.with_metadata(document, body) == document
    portal = (FOLDER / "sign-in.html").read_bytes()
    assert metadata_file.with_metadata(document, portal) == document


def test_the_page_of_a_name():
    assert simple_api.page_url(SOURCE, SPROCKET) == URL
