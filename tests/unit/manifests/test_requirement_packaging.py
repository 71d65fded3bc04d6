"""The PEP 508 scanner against `packaging`, on generated requirements and on what comes by."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st
from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet

from pypi_language_server.manifests import requirement
from pypi_language_server.manifests.cursor import AtName
from pypi_language_server.names import is_valid
from tests.unit.manifests.test_requirement import SOUP, read

# Finished requirements, as a list of what they consist of and how that is written.
NAMES = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,10}[A-Za-z0-9])?", fullmatch=True)
VERSIONS = st.from_regex(
    r"(?:[1-9]!)?[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}(?:(?:a|b|rc)[0-9])?(?:\.post[0-9])?(?:\.dev[0-9])?",
    fullmatch=True,
)
# White space, and clauses; `===` apart, because it swallows what touches it, a comma too.
SPACE = st.sampled_from(["", " ", "\t", "  "])
OPERATORS = st.sampled_from([">=", "<", ">", "<=", "==", "!="])
CLAUSES = st.one_of(
    st.builds("{}{}{}".format, OPERATORS, SPACE, VERSIONS),
    st.sampled_from(["~=2.1", "==2.*", "!=3.1.*", "==1.0+local.2"]),
)
MARKERS = st.sampled_from(
    [
        "python_version < '3.11'",
        'sys_platform=="win32"',
        "extra == 'a;b'",
        "(os_name=='nt' or os_name=='posix') and python_full_version>='3.8.1'",
        "'linux' in sys_platform",
        "platform_machine not in 'x86_64 arm64'",
    ]
)
URLS = st.sampled_from(
    ["https://h.example/a.whl", "file:///srv/x;y", "git+https://h.example/r.git@v1#egg=a", "./x"]
)


@st.composite
def requirements(draw) -> str:
    """Write a requirement that `packaging` accepts, with spaces wherever they may stand."""

    def space() -> str:
        return draw(SPACE)

    text = space() + draw(NAMES)
    if draw(st.booleans()):
        extras = draw(st.lists(NAMES, max_size=3))
        text += space() + "[" + (space() + "," + space()).join(extras) + space() + "]"
    form = draw(st.sampled_from(["bare", "clauses", "parentheses", "url"]))
    if form == "url":
        text += space() + "@" + space() + draw(URLS)
        if draw(st.booleans()):
            text += " " + space() + ";" + space() + draw(MARKERS)
        return text + space()
    clauses = (space() + "," + space()).join(draw(st.lists(CLAUSES, min_size=1, max_size=3)))
    if draw(st.booleans()):
        clauses += space() + "," + space() + "===weird-1"  # takes a comma for its own
    if form == "clauses":
        text += space() + clauses
    elif form == "parentheses":
        text += space() + "(" + space() + clauses + space() + ")"
    if draw(st.booleans()):
        text += space() + ";" + space() + draw(MARKERS)
    return text + space()


def assert_agrees(text: str, oracle: Requirement) -> None:
    """The scanner sees in a finished requirement what `packaging` sees in it."""
    fragment, entry = read(text)
    assert entry.name is not None
    assert entry.name.value == oracle.name
    assert {extra.value for extra in entry.extras} == oracle.extras
    assert (entry.url.value if entry.url else None) == oracle.url
    specifier = SpecifierSet(entry.specifier.value if entry.specifier else "")
    assert {str(clause) for clause in specifier} == {str(clause) for clause in oracle.specifier}
    marker = str(Marker(entry.marker.value)) if entry.marker else None
    assert marker == (str(oracle.marker) if oracle.marker else None)
    assert entry.closed
    problems = [problem.code for problem in requirement.problems(fragment, requirement.read(text))]
    # `packaging` lets a name end in an underscore; PEP 508 does not.
    assert problems == ([] if is_valid(oracle.name) else ["invalid-name"])


@given(requirements())
def test_finished_requirements_are_read_as_packaging_reads_them(text) -> None:
    assert_agrees(text, Requirement(text))


@given(SOUP)
@example("a_")
@example("a @ ; m")
@example("a>=1,")
@example("a(>=1,)")
@example("a[b,]")
def test_whatever_packaging_accepts_is_read_alike(text) -> None:
    """Rare finds in the soup; the generator above is the thorough half of this pair."""
    try:
        oracle = Requirement(text)
    except InvalidRequirement:
        read(text)
        return
    if oracle.url is not None and oracle.url.startswith(";"):
        return  # no address begins so: to us it is still missing, and a marker follows
    if re.search(r"[^\S \t]", text):
        return  # PEP 508 knows spaces and tabs; to us, as to pip's lines, the others are space too
    assert_agrees(text, oracle)


@given(requirements(), st.data())
def test_a_name_is_replaced_whole_wherever_the_cursor_stands_in_it(text, data) -> None:
    fragment, entry = read(text)
    assert entry.name is not None
    offset = data.draw(st.integers(entry.name.span.start, entry.name.span.end))
    place = requirement.place_in(fragment, entry, offset)
    assert isinstance(place, AtName)
    assert place.replace == entry.name.span
