"""The JSON API's documents, whole and maimed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.index import json_api
from pypi_language_server.index.model import (
    FileHash,
    Link,
    LinkKind,
    MalformedAnswer,
    ProjectDocument,
    Release,
    VersionDocument,
    Vulnerability,
)
from pypi_language_server.names import NormalizedName
from tests.unit.index.bodies import FOLDER, SOURCE, raw, recorded, said

SPROCKET = NormalizedName("sprocket")
TEMPLATE = "https://index.example/pypi/{name}/json"


def test_reads_a_whole_document():
    assert json_api.read_project(recorded("sprocket.json"), SPROCKET, SOURCE) == ProjectDocument(
        name="Sprocket",
        source=SOURCE,
        summary="Teeth for your wheels.",
        latest="2.1.0",
        releases=(
            Release("10.0.0rc1", datetime(2026, 6, 1, 9, 30, tzinfo=UTC), ">=3.11"),
            Release("2.1.0", datetime(2025, 3, 4, 11, 0, 2, tzinfo=UTC), ">=3.9"),
            Release("2.0.0", datetime(2025, 2, 3, 10, tzinfo=UTC), ">=3.8", True, "eats chains"),
            Release("1.0", datetime(2020, 5, 1, 8, tzinfo=UTC)),
            Release("0.9"),
            Release("nightly-build", datetime(2019, 1, 1, tzinfo=UTC)),
        ),
        license="MIT License",
        extras=("grease", "test"),
        requires_dist=("chain>=3", "grease-gun ; extra == 'grease'"),
        links=(
            Link(LinkKind.HOMEPAGE, "Homepage", "https://sprocket.example"),
            Link(
                LinkKind.DOCUMENTATION, "Documentation", "https://docs.sprocket.example/en/latest/"
            ),
            Link(LinkKind.SOURCE, "Source Code", "https://code.example/sprocket"),
            Link(LinkKind.CHANGELOG, "Change Log", "https://docs.sprocket.example/changes"),
            Link(LinkKind.ISSUES, "Bug Tracker", "https://code.example/sprocket/issues"),
            Link(LinkKind.INDEX, "Index page", "https://index.example/project/sprocket/"),
            Link(LinkKind.OTHER, "Chat", "https://chat.example/#sprocket"),
        ),
        classifiers=("Development Status :: 5 - Production/Stable", "Typing :: Typed"),
        vulnerabilities=(
            Vulnerability(
                "EXA-2025-7",
                ("CVE-2025-00007",),
                "Loose bolts",
                ("2.1.1",),
                "https://advisories.example/EXA-2025-7",
            ),
        ),
        serial=31415926,
    )


def test_reads_one_version():
    answer = json_api.read_version(recorded("sprocket-1.0.json"), SPROCKET, "1.0")
    link = "https://advisories.example/EXA-2021-1"
    aliases = ("CVE-2021-00001", "GHSA-xxxx")
    assert answer == VersionDocument(
        "1.0",
        (Vulnerability("EXA-2021-1", aliases, "Details only.", ("2.0.0",), link),),
        (FileHash("sprocket-1.0.tar.gz", f"sha256:{'0' * 64}"),),
    )


@pytest.mark.parametrize(
    "fetched",
    [
        recorded("sign-in.html", "text/html"),
        raw(b""),
        raw(b"[]"),
        raw(b'{"message": "hello"}'),
        raw(b'{"info": "no table"}'),
        raw(b'{"info": {"name": "Sprock'),
        raw(b"\xff\xfe\x00"),
        raw(b"[" * 100_000),
    ],
    ids=["portal", "empty", "list", "other", "no-info", "cut", "binary", "deep"],
)
def test_refuses_what_is_no_document(fetched):
    with pytest.raises(MalformedAnswer) as caught:
        json_api.read_project(fetched, SPROCKET, SOURCE)
    assert caught.value.why.startswith("`index.example` ")
    assert caught.value.why.endswith(".")


def test_names_the_sign_in_page_of_a_network():
    with pytest.raises(MalformedAnswer, match="wants you to sign in"):
        json_api.read_project(recorded("sign-in.html"), SPROCKET, SOURCE)


def test_refuses_another_projects_document():
    with pytest.raises(MalformedAnswer, match="another project"):
        json_api.read_project(said({"info": {"name": "Cogwheel"}}), SPROCKET, SOURCE)


def test_makes_do_with_next_to_nothing():
    document = json_api.read_project(said({"info": {}}), SPROCKET, SOURCE)
    assert document == ProjectDocument("sprocket", SOURCE)


def test_takes_the_presented_release_where_none_are_listed():
    body = {"info": {"version": "3.0"}, "urls": [{"requires_python": ">=3.12"}]}
    document = json_api.read_project(said(body), SPROCKET, SOURCE)
    assert document.releases == (Release("3.0", requires_python=">=3.12"),)


def test_strips_what_tries_to_look_like_something_else():
    body = {
        "info": {
            "name": "Spr\u200bocket",
            "summary": "safe\u202egpj.exe\r\n\x1b[31mred\x00 \u2066x\u2069 \ud800end",
            "license": "MIT",
            "project_urls": {
                "Homepage": "javascript:alert(1)",
                "Docs": "https://user:secret@docs.example/",
                "Source": "file:///etc/passwd",
                "Other\u202e": "https://fine.example/",
                "Spaces": "https://docs.example/a b)](https://evil.example",
            },
        }
    }
    document = json_api.read_project(said(body), SPROCKET, SOURCE)
    assert document.name == "Sprocket"
    assert document.summary == "safegpj.exe [31mred x end"
    assert document.links == (Link(LinkKind.OTHER, "Other", "https://fine.example/"),)


def test_bounds_everything():
    body = {
        "info": {
            "summary": "x" * 100_000,
            "project_urls": {f"Link {n}": f"https://h.example/{n}" for n in range(500)},
            "version": "1" * 5000,
        },
        "releases": {"9" * 5000: [], "1.0": []},
        "vulnerabilities": [{"id": f"V{n}"} for n in range(1000)],
    }
    document = json_api.read_project(said(body), SPROCKET, SOURCE)
    assert len(document.summary) == 500
    assert len(document.links) == 8
    assert document.releases == (Release("1.0"),)
    assert document.latest == "1.0"
    assert len(document.vulnerabilities) == 100


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
WHOLE = json.loads((FOLDER / "sprocket.json").read_bytes())


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in children:
        yield from places(child, (*path, key))


PLACES = [path for path in places(WHOLE) if path not in {(), ("info",), ("info", "name")}]


@given(st.sampled_from(PLACES), ODD)
def test_survives_any_value_anywhere(path, value):
    """One field of the wrong type costs that field, never the document."""
    document = json.loads(json.dumps(WHOLE))
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    answer = json_api.read_project(said(document), SPROCKET, SOURCE)
    assert answer.name == "Sprocket"
    texts = [answer.summary, answer.latest, answer.license, *answer.extras, *answer.classifiers]
    assert all(text.isprintable() for text in texts)


@pytest.mark.parametrize(
    ("version", "url"),
    [
        ("1.0", "https://index.example/pypi/sprocket/1.0/json"),
        ("1!2.0+local.1", "https://index.example/pypi/sprocket/1%212.0%2Blocal.1/json"),
        ("..", None),
        ("../../admin", None),
        ("1.0/../x", None),
        ("", None),
        ("1.0 ", None),
        ("1" * 200, None),
    ],
)
def test_only_versions_get_into_addresses(version, url):
    assert json_api.version_url(TEMPLATE, SPROCKET, version) == url
