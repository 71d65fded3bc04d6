"""Whatever is typed, wherever the cursor stands: every answer keeps the rules of all answers."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.index.model import (
    Known,
    Link,
    LinkKind,
    ProjectDocument,
    ProjectStatus,
    Release,
    VersionDocument,
    Vulnerability,
)
from pypi_language_server.names import normalize
from tests.support.check import CURSOR, Fixture, completed, hovered, pyproject, requirements
from tests.support.known import NOW

PIECES = st.sampled_from(
    [
        *"[]{}\"'=,.;@#$<>~! \n",
        '"""',
        "requ",
        "requests",
        "zope.interface",
        "[socks]",
        ">=2,<3",
        "^1.2",
        "; python_version < '3.9'",
        "\U0001f40d",
        "\u00e9",
        "-r ",
        "-e .",
        "lib @ https://h.example/x",
        " \\\n",
        "[project]\n",
        "dependencies = [",
        "[tool.poetry.dependencies]\n",
        "[tool.uv.sources]\n",
        "index = 'x'",
        "version = ",
    ]
)
# Both sides of a cursor; never the cursor's own sign.
SIDES = st.lists(PIECES, max_size=8).map("".join)
LIST = "[project]\ndependencies = "
Kind = Callable[[str], Fixture]
KINDS = st.sampled_from([requirements, pyproject])
HOSTILE = st.text(st.sampled_from("ab1.>=<*[](){}`#|\\\n\u202e\u200b-_&;:/@$\"' "), max_size=20)
RELEASES = st.builds(
    Release,
    HOSTILE | st.sampled_from(["1.0", "2.0rc1", "2.31.0"]),
    st.none() | st.just(NOW),
    HOSTILE,
    st.booleans(),
    HOSTILE,
)
FLAWS = st.builds(Vulnerability, HOSTILE, st.tuples(HOSTILE), HOSTILE, st.tuples(HOSTILE), HOSTILE)
DOCUMENTS = st.builds(
    ProjectDocument,
    name=HOSTILE,
    source=HOSTILE,
    summary=HOSTILE,
    latest=HOSTILE | st.just("1.0"),
    releases=st.lists(RELEASES, max_size=4).map(tuple),
    license=HOSTILE,
    extras=st.lists(HOSTILE, max_size=3).map(tuple),
    links=st.lists(st.builds(Link, st.sampled_from(LinkKind), HOSTILE, HOSTILE)).map(tuple),
    vulnerabilities=st.lists(FLAWS, max_size=4).map(tuple),
    status=st.sampled_from(ProjectStatus),
    status_reason=HOSTILE,
)
ANSWERS = st.builds(
    Known,
    DOCUMENTS,
    st.just(NOW),
    st.booleans(),
    st.none(),
    st.none() | st.builds(VersionDocument, HOSTILE, st.lists(FLAWS, max_size=2).map(tuple)),
)


@given(KINDS, SIDES, SIDES)
def test_completion_keeps_its_rules(kind: Kind, before: str, after: str) -> None:
    """An accepted name stands in the file, and nothing in front of or behind the edit changes."""
    fixture = kind(f"{before}{CURSOR}{after}")
    answer = completed(fixture)
    for item in answer.items[:3] if answer else ():
        assert normalize(item.label) in normalize(item.insert)
        assert "\n" not in item.insert


@given(SIDES, SIDES)
def test_a_valid_file_stays_valid_when_a_name_is_accepted(before: str, after: str) -> None:
    fixture = pyproject(f"{LIST}[{before}{CURSOR}{after}]\n")
    try:
        tomllib.loads(fixture.text)
    except tomllib.TOMLDecodeError:
        return
    answer = completed(fixture)
    for item in answer.items if answer else ():
        span = answer.replace
        tomllib.loads(fixture.text[: span.start] + item.insert + fixture.text[span.end :])


@given(KINDS, SIDES, SIDES, ANSWERS)
def test_hover_keeps_its_rules(kind: Kind, before: str, after: str, answer: Known) -> None:
    shown = hovered(kind(f"{before}{CURSOR}{after}\nrequests>=1"), answer)
    if shown is not None:
        assert shown.markdown
        assert shown.plain
        assert not {"\u202e", "\u200b"} & set(shown.markdown + shown.plain)
