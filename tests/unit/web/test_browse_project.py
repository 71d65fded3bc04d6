"""One project as the page shows it: what is said, and what can be copied into a command line."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.catalogue.search_model import Found, FoundBy
from pypi_language_server.environment import PythonEnvironment
from pypi_language_server.features.result_row import Local, ResultRow, result_row
from pypi_language_server.index.model import (
    Answer,
    Known,
    Link,
    LinkKind,
    Missing,
    Pending,
    ProjectDocument,
    ProjectStatus,
    Release,
    Vulnerability,
)
from pypi_language_server.names import normalize
from pypi_language_server.web.browse_project import (
    MOST_RELEASES,
    MOST_REQUIREMENTS,
    project_data,
)
from tests.protocol.fakes import no_answer
from tests.support.known import INDEX, NOW, REQUESTS, known

PYTHON = "3.12.1"


def row_of(answer: Answer, name: str = "requests", installed: str = "") -> ResultRow:
    local = Local("", None, installed, PythonEnvironment(PYTHON))
    return result_row(Found(name, normalize(name), FoundBy.NAME), answer, local)


def shown(document: ProjectDocument = REQUESTS, installed: str = "", **more: Any) -> Any:
    answer = known(replace(document, **more))
    row = row_of(answer, document.name, installed)
    return project_data(answer, row, PYTHON, NOW)


def test_a_project() -> None:
    data = shown(installed="2.31.0")
    assert (data["name"], data["latest"]) == ("requests", "2.32.3")
    assert data["facts"] == [
        {"label": "Latest", "value": "2.32.3 · 3 weeks ago (2026-11-01)"},
        {"label": "Python", "value": "3.9 or newer"},
        {"label": "Licence", "value": "Apache-2.0"},
        {"label": "Installed", "value": "2.31.0"},
    ]
    assert data["extras"] == ["security", "socks"]
    assert [link["label"] for link in data["links"]] == ["Documentation", "Source", "Index page"]
    assert data["cautions"] == []
    assert data["source"] == "From index.example, 3 minutes ago."


def test_releases() -> None:
    newest, latest, yanked, *_, odd = shown()["releases"]
    assert (newest["version"], newest["pre"], newest["usable"]) == ("2.33.0rc1", True, True)
    assert (latest["date"], latest["age"]) == ("2026-11-01", "3 weeks ago")
    assert (latest["python"], latest["fits"]) == ("3.9 or newer", True)
    assert (yanked["yanked"], yanked["yankedReason"]) == (True, "breaks proxies")
    assert (odd["version"], odd["usable"], odd["date"]) == ("not-a-version", False, "")


def test_many_releases_are_cut() -> None:
    many = tuple(Release(f"1.{n}") for n in range(MOST_RELEASES + 5))
    data = shown(releases=many)
    assert (len(data["releases"]), data["moreReleases"]) == (MOST_RELEASES, 5)


def test_a_release_for_another_python() -> None:
    data = shown(releases=(Release("2.32.3", requires_python=">=3.99"),))
    assert data["releases"][0]["fits"] is False
    assert data["cautions"][0]["text"] == "2.32.3 asks for Python 3.99 or newer; yours is 3.12.1."


@pytest.mark.parametrize(
    ("line", "name", "rest", "words"),
    [
        ("idna", "idna", "", ""),
        ("urllib3 (<3,>=1.21.1)", "urllib3", "(<3,>=1.21.1)", ""),
        ("urllib3<3,>=1.26", "urllib3", "<3,>=1.26", ""),
        ("PySocks!=1.5.7; extra == 'socks'", "PySocks", "!=1.5.7", "for the extra socks"),
        ("win-x; sys_platform == 'win32'", "win-x", "", "on Windows"),
        ("odd; what is this", "odd", "", "where what is this"),
        ("a[b] @ https://x.example/a.whl", "a", "[b] @ https://x.example/a.whl", ""),
    ],
)
def test_requirements(line: str, name: str, rest: str, words: str) -> None:
    assert shown(requires_dist=(line,))["requirements"] == [
        {"name": name, "rest": rest, "words": words}
    ]


def test_what_is_no_requirement_is_left_out() -> None:
    data = shown(requires_dist=("", "<script>", "ok"))
    assert [item["name"] for item in data["requirements"]] == ["ok"]
    many = shown(requires_dist=tuple(f"p{n}" for n in range(MOST_REQUIREMENTS + 7)))
    assert (len(many["requirements"]), many["moreRequirements"]) == (MOST_REQUIREMENTS, 7)


# -- what speaks against it


def test_vulnerabilities() -> None:
    found = Vulnerability(
        "PYSEC-0000-1", ("CVE-0000-1",), "Bad.", ("2.33",), "https://advisories.example/1"
    )
    assert shown(vulnerabilities=(found,))["cautions"] == [
        {
            "text": " concerns 2.32.3 (CVE-0000-1) — Bad; fixed in 2.33",
            "grave": True,
            "id": "PYSEC-0000-1",
            "link": "https://advisories.example/1",
        }
    ]
    many = shown(vulnerabilities=(replace(found, link="javascript:x"),) * 9)["cautions"]
    assert len(many) == 6
    assert many[0]["link"] == ""
    assert many[-1]["text"] == "and 4 more known vulnerabilities of 2.32.3"


def test_status_comes_first() -> None:
    data = shown(
        status=ProjectStatus.QUARANTINED,
        releases=(Release("2.32.3", yanked=True, yanked_reason="broken"),),
    )
    assert [(it["text"], it["grave"]) for it in data["cautions"]] == [
        ("Quarantined: the index considers it unsafe; do not install it.", True),
        ("2.32.3 is yanked: broken", False),
    ]


def test_a_name_of_the_standard_library() -> None:
    document = ProjectDocument("asyncio", INDEX, latest="3.4.3")
    (caution,) = shown(document)["cautions"]
    assert "standard library" in caution["text"]


# -- no answer


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            Missing(normalize("requests"), INDEX, NOW),
            "index.example has no project named requests.",
        ),
        (no_answer("requests", "It is `down`."), "Nothing is known about requests: It is down."),
        (
            Pending(normalize("requests")),
            "The index has not answered about requests yet; try again in a moment.",
        ),
    ],
)
def test_no_answer(answer: Answer, says: str) -> None:
    data = project_data(answer, row_of(answer), PYTHON, NOW)
    assert data == {"known": False, "name": "requests", "said": says}


# -- what an index can do to us


def test_what_is_copied_can_be_nothing_but_names_and_versions() -> None:
    data = shown(
        name="$(reboot)",
        latest="1.0; reboot",
        extras=("fine", "`reboot`", "a b", "-x"),
        releases=(Release("1.0; reboot"), Release("1.0\n")),
    )
    assert (data["name"], data["latest"]) == ("requests", "")
    assert data["extras"] == ["fine"]
    assert [item["usable"] for item in data["releases"]] == [False, False]


def test_another_projects_name_is_not_installed_instead() -> None:
    """An index that answers with another project's name does not decide what is copied."""
    answer = known(replace(REQUESTS, name="evil"))
    assert project_data(answer, row_of(answer), PYTHON, NOW)["name"] == "requests"


texts = st.text(max_size=80)


@given(
    st.builds(
        ProjectDocument,
        name=texts,
        source=texts,
        summary=texts,
        latest=texts,
        releases=st.lists(
            st.builds(
                Release,
                texts,
                st.none() | st.datetimes(timezones=st.just(NOW.tzinfo)),
                texts,
                st.booleans(),
                texts,
            ),
            max_size=3,
        ).map(tuple),
        license=texts,
        extras=st.lists(texts, max_size=3).map(tuple),
        requires_dist=st.lists(texts, max_size=3).map(tuple),
        links=st.lists(st.builds(Link, st.sampled_from(LinkKind), texts, texts), max_size=3).map(
            tuple
        ),
        vulnerabilities=st.lists(
            st.builds(Vulnerability, texts, st.just(()), texts, st.just(()), texts), max_size=2
        ).map(tuple),
        status=st.sampled_from(ProjectStatus),
        status_reason=texts,
    )
)
def test_any_document_makes_harmless_data(document: ProjectDocument) -> None:
    answer = Known(document, NOW)
    data = project_data(answer, row_of(answer), PYTHON, NOW)
    said = json.loads(json.dumps(data))
    assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", json.dumps(said["name"]))
    for text in _texts(said):
        assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text), text
        assert len(text) <= 510
    assert all(re.match(r"https?://", link["url"]) for link in said["links"])
    commands = (said["name"], said["latest"], *said["extras"])
    usable = [item["version"] for item in said["releases"] if item["usable"]]
    assert all(re.fullmatch(r"[A-Za-z0-9._!+-]*", word, re.ASCII) for word in (*commands, *usable))


def _texts(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    items = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for item in items for text in _texts(item)]
