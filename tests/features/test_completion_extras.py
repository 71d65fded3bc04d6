"""Completing extras: an index's, this file's own, and what accepting them makes of the file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.features import offers
from pypi_language_server.features.model import ItemKind
from pypi_language_server.index.model import Missing, Pending
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.names import normalize
from pypi_language_server.session import Document
from pypi_language_server.settings import CompletionSettings
from tests.support.check import (
    Fixture,
    check_accept,
    check_completion,
    check_nothing,
    completed,
    knowing,
    pyproject,
    requirements,
)
from tests.support.known import INDEX, NOW, REQUESTS, known

HTTP = replace(
    REQUESTS,
    extras=("security", "socks", "Use_Chardet", "http2", "bad extra", "socks"),
    requires_dist=(
        "idna>=2",
        "PySocks!=1.5.7,>=1.5.6; extra == 'socks'",
        "win-inet-pton; sys_platform == 'win32' and extra == 'socks'",
        "chardet<6,>=3; extra == 'use-chardet'",
        "not a requirement; extra == 'security'",
        "h2[http]; extra == 'http2' or extra == 'all'",
    ),
)
KNOWING = knowing(known(HTTP))
ARRAY = "[project]\nname = 'my_pkg'\ndependencies = [\n  {},\n]\n"
POETRY = "[tool.poetry.dependencies]\nrequests = {}\n"


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("requests[$0]", ("security", "socks", "Use_Chardet", "http2")),
        ("requests[$0", ("security", "socks", "Use_Chardet", "http2")),
        ("requests[s$0]", ("security", "socks", "Use_Chardet")),
        ("requests[SO$0]", ("socks",)),
        ("requests[use.ch$0]", ("Use_Chardet",)),
        ("requests[2$0]", ("http2",)),
        ("requests[zzz$0]", ()),
        ("requests[socks,$0]", ("security", "Use_Chardet", "http2")),
        ("requests[socks, USE-chardet, $0]", ("security", "http2")),
        ("requests[$0socks]", ("security", "socks", "Use_Chardet", "http2")),
        ("requests[so$0cks,http2]", ("socks",)),
        ("requests[socks,$0]>=>=; ???", ("security", "Use_Chardet", "http2")),
        ("requests [ $0 ] >= 2", ("security", "socks", "Use_Chardet", "http2")),
    ],
)
def test_a_projects_extras_are_offered(typed: str, labels: tuple[str, ...]) -> None:
    check_completion(requirements(typed), *labels, knowledge=KNOWING)


def test_what_an_extra_adds_stands_beside_it() -> None:
    found = completed(requirements("requests[$0]"), knowledge=KNOWING)
    assert found is not None
    assert found.incomplete
    assert {item.label: item.detail for item in found.items} == {
        "security": "",
        "socks": "adds PySocks and win-inet-pton",
        "Use_Chardet": "adds chardet",
        "http2": "adds h2",
    }
    assert {item.kind for item in found.items} == {ItemKind.EXTRA}


@pytest.mark.parametrize(
    "answer", [None, Pending(normalize("requests")), Missing(normalize("requests"), INDEX, NOW)]
)
def test_a_project_that_is_not_known_has_none_yet(answer: object) -> None:
    found = completed(requirements("requests[$0]"), knowledge=knowing(answer))
    assert found is not None
    assert found.items == ()
    assert found.incomplete


def test_the_limit_holds() -> None:
    few = knowing(known(HTTP), settings=CompletionSettings(limit=2))
    check_completion(requirements("requests[$0]"), "security", "socks", knowledge=few)


@pytest.mark.parametrize(
    ("typed", "project"),
    [
        ("Requests[$0]", "requests"),
        ("requests[$0] @ https://host.example/x.zip", None),
        ("_bad[$0]", None),
    ],
)
def test_only_projects_of_an_index_are_asked_about(typed: str, project: str | None) -> None:
    fixture = requirements(typed)
    assert offers.wanted(fixture.document, fixture.offset).project == project


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("socks", "requests[$0]", "requests[socks]"),
        ("socks", "requests[$0", "requests[socks]"),
        ("socks", "requests[so$0", "requests[socks]"),
        ("socks", "requests[so$0 >=2", "requests[socks] >=2"),
        ("socks", "requests[so$0]>=2", "requests[socks]>=2"),
        ("security", "requests[se$0cu]", "requests[security]"),
        ("socks", "requests[security, $0]", "requests[security, socks]"),
        ("socks", "requests[security,$0", "requests[security,socks]"),
        ("socks", "requests[$0,security]", "requests[socks,security]"),
        ("http2", "requests[\\\n  ht$0]", "requests[\\\n  http2]"),
    ],
)
def test_accepting_in_a_requirements_file(label: str, before: str, after: str) -> None:
    check_accept(label, requirements(before), after, knowledge=KNOWING)


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("socks", '"requests[$0]"', '"requests[socks]"'),
        ("socks", "'requests[so$0]>=2'", "'requests[socks]>=2'"),
        ("socks", '"requests[so$0"', '"requests[socks]"'),
        ("socks", '"requests\\u005bso$0]"', '"requests\\u005bsocks]"'),
    ],
)
def test_accepting_in_a_string(label: str, before: str, after: str) -> None:
    check_accept(label, pyproject(ARRAY.format(before)), ARRAY.format(after), knowledge=KNOWING)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{ extras = [$0] }", '{ extras = ["socks"] }'),
        ("{ extras = [ $0 ] }", '{ extras = [ "socks" ] }'),
        ('{ extras = ["$0"] }', '{ extras = ["socks"] }'),
        ("{ extras = ['so$0'] }", "{ extras = ['socks'] }"),
        ('{ extras = ["so$0] }', '{ extras = ["socks"] }'),
        ("{ extras = [so$0] }", '{ extras = ["socks"] }'),
        ('{ extras = ["http2", $0] }', '{ extras = ["http2", "socks"] }'),
        ('{ extras = ["http2" $0] }', '{ extras = ["http2" , "socks"] }'),
        ('{ extras = [$0 "http2"] }', '{ extras = ["socks", "http2"] }'),
        ('{ extras = ["http2", "$0"] }', '{ extras = ["http2", "socks"] }'),
        ('{ version = "1", extras = ["so$0cx"] }', '{ version = "1", extras = ["socks"] }'),
    ],
)
def test_accepting_in_a_poetry_table(before: str, after: str) -> None:
    check_accept("socks", pyproject(POETRY.format(before)), POETRY.format(after), knowledge=KNOWING)


def test_accepting_in_an_array_over_several_lines() -> None:
    table = "[tool.poetry.dependencies.requests]\nversion = '*'\nextras = [\n  'http2',\n  {}\n]\n"
    check_accept("socks", pyproject(table.format("$0")), table.format('"socks"'), knowledge=KNOWING)
    check_completion(
        pyproject(table.format("'$0'")), "security", "socks", "Use_Chardet", knowledge=KNOWING
    )


@pytest.mark.parametrize(
    "value", ['{ extras = ["a"$0] }', "{ extras = [1$0.5x!] }", '{ extras = ["a" ]$0 }']
)
def test_nothing_where_no_extra_may_stand(value: str) -> None:
    found = completed(pyproject(POETRY.format(value)), knowledge=KNOWING)
    assert found is None or ItemKind.EXTRA not in {item.kind for item in found.items}


OWN = """\
[project]
name = "My.Pkg"
dependencies = [{}]

[project.optional-dependencies]
dev = ["pytest>=8", "my-pkg[{}]"]
Docs_X = ["sphinx", "furo", "myst", "linkify"]
all = []
"""


def test_the_files_own_extras_are_offered_for_itself_and_no_index_is_asked() -> None:
    fixture = pyproject(OWN.format("'my_pkg[$0]'", ""))
    assert offers.wanted(fixture.document, fixture.offset).project is None
    check_completion(fixture, "dev", "Docs_X", "all")
    found = completed(fixture)
    assert found is not None
    details = [item.detail for item in found.items]
    assert details == ["adds pytest and my-pkg", "adds sphinx, furo, myst and 1 more", ""]


def test_an_extra_does_not_offer_itself() -> None:
    check_completion(pyproject(OWN.format("", "$0")), "Docs_X", "all")
    check_completion(pyproject(OWN.format("", "docs-x,$0")), "all")


def test_accepting_an_own_extra() -> None:
    check_accept(
        "Docs_X", pyproject(OWN.format("", "do$0")), OWN.format("", "Docs_X"), knowledge=knowing()
    )


def test_a_comment_holds_no_extra() -> None:
    check_nothing(requirements("requests # [so$0"), knowledge=KNOWING)


@given(
    text=st.lists(
        st.sampled_from(
            ["requests", "[", "]", ",", "socks", '"', "'", " ", "\n", "extras = ", "{"]
        ),
        max_size=12,
    ).map("".join),
    kind=st.sampled_from([ManifestKind.REQUIREMENTS, ManifestKind.PYPROJECT]),
    data=st.data(),
)
def test_any_text_any_cursor(text: str, kind: ManifestKind, data: st.DataObject) -> None:
    head = "[tool.poetry.dependencies]\nrequests = " if kind is ManifestKind.PYPROJECT else ""
    offset = data.draw(st.integers(0, len(text)))
    fixture = Fixture(Document("file:///f", 1, head + text, kind), len(head) + offset)
    completed(fixture, knowledge=KNOWING)
