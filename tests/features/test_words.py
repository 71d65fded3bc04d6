"""Constraints, markers and ages in words, and which release a constraint lets in."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import InvalidMarker, Marker
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from pypi_language_server.features import versions
from pypi_language_server.features.ages import ago, dated
from pypi_language_server.features.constraints import Clause, alternatives
from pypi_language_server.features.words import constraint_words, listed, marker_words
from pypi_language_server.index.model import Release
from pypi_language_server.manifests.model import Syntax
from tests.support.known import NOW


def in_words(constraint: str, syntax: Syntax) -> str | None:
    choices = alternatives(constraint, syntax)
    return None if choices is None else constraint_words(choices)


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        ("", "any version"),
        (">=2.28,<3", "2.28 or newer, below 3"),
        ("~=2.28.1", "2.28.1 or newer, below 2.29"),
        ("~=2", "compatible with 2"),
        ("== 2.31.*", "any 2.31 release"),
        ("!=2.31.*, >2", "no 2.31 release, newer than 2"),
        ("===2.31-odd", "exactly 2.31-odd"),
        ("<=1!2.0", "up to 1!2.0"),
        ("~=1!2.3", "1!2.3 or newer, below 1!3"),
        (f"~={'9' * 5000}.1", f"compatible with {'9' * 5000}.1"),
        (">=2,<", "2 or newer"),
        ("^2", None),
        ("2.31", None),
        (">=1 <2", None),
    ],
)
def test_pep_440_in_words(constraint: str, words: str | None) -> None:
    assert in_words(constraint, Syntax.PEP440) == words


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        ("", "any version"),
        ("*", "any version"),
        ("^2.28", "2.28 or newer, below 3"),
        ("^0.2.3", "0.2.3 or newer, below 0.3"),
        ("^0.0.3", "0.0.3 or newer, below 0.0.4"),
        ("^0.0", "0.0 or newer, below 0.1"),
        ("^0", "0 or newer, below 1"),
        ("~1.2.3", "1.2.3 or newer, below 1.3"),
        ("~1.2", "1.2 or newer, below 1.3"),
        ("~1", "1 or newer, below 2"),
        ("~=1.2", "1.2 or newer, below 2"),
        ("1.2.3", "exactly 1.2.3"),
        ("=1.2.3", "exactly 1.2.3"),
        ("1.2.*", "any 1.2 release"),
        (">=1.2,<2 !=1.5", "1.2 or newer, below 2, not 1.5"),
        (">= 1.2", "1.2 or newer"),
        ("^1.2 || ^3.0", "1.2 or newer, below 2, or 3.0 or newer, below 4"),
        ("^", "any version"),
    ],
)
def test_poetry_in_words(constraint: str, words: str | None) -> None:
    assert in_words(constraint, Syntax.POETRY) == words


@given(st.text(max_size=30) | st.text(st.sampled_from("<>=!~^*.,| 0129av"), max_size=20))
def test_anything_may_be_typed_as_a_constraint(text: str) -> None:
    for syntax in Syntax:
        choices = alternatives(text, syntax)
        if choices is not None:
            assert constraint_words(choices)
            versions.newest_allowed((Release("1.0"),), choices)


VERSIONS = st.sampled_from(
    ["0.9", "1.0a1", "1.0", "1.0.post1", "1.1.dev2", "1.1", "2.0rc1", "2.0", "2.1b1", "3.0a1"]
)
CLAUSES = st.builds(
    str.__add__, st.sampled_from(["==", "!=", "<=", ">=", "<", ">", "~="]), VERSIONS
).filter(lambda clause: clause not in {"~=2", "~=1"})


def newest_first(versions_: set[str]) -> list[str]:
    return sorted(versions_, key=Version, reverse=True)


@given(st.sets(VERSIONS), st.lists(CLAUSES, max_size=3))
def test_the_newest_allowed_release_is_that_of_packaging(
    published: set[str], clauses: list[str]
) -> None:
    written = ",".join(clauses)
    ordered = newest_first(published)
    choices = alternatives(written, Syntax.PEP440)
    assert choices is not None
    found = versions.newest_allowed(tuple(Release(item) for item in ordered), choices)
    expected = next(iter(SpecifierSet(written).filter(ordered)), None)
    assert (found.version if found else None) == expected


def test_a_yanked_release_counts_only_when_pinned() -> None:
    published = (Release("2.0", yanked=True), Release("1.0"))
    assert versions.newest_allowed(published, ((Clause(">=", "1.0"),),)) == published[1]
    assert versions.newest_allowed(published, ((Clause("==", "2.0"),),)) == published[0]


def test_any_alternative_may_let_a_release_in() -> None:
    published = (Release("3.0"), Release("2.0"), Release("1.0"))
    choices = alternatives("^1.0 || ^2.0", Syntax.POETRY)
    assert choices is not None
    assert versions.newest_allowed(published, choices) == published[1]


def test_unreadable_versions_are_counted_and_skipped() -> None:
    published = (Release("2.0"), Release("weird"), Release("2004d-x!"))
    assert versions.unreadable(published) == 2
    assert versions.newest_allowed(published, ((),)) == published[0]
    assert versions.find(published, "2") == published[0]
    assert versions.find(published, "weird") == published[1]
    assert versions.find(published, "other") is None


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("python_version < '3.13'", "with Python below 3.13"),
        ('python_version >= "3.8"', "with Python 3.8 or newer"),
        ("python_version == '3.9'", "with Python 3.9"),
        ("python_version != '3.9'", "with Python other than 3.9"),
        ("python_full_version ~= '3.9.1'", "with Python 3.9.1 or newer, below 3.10"),
        ("'3.8' <= python_version", "with Python 3.8 or newer"),
        ("sys_platform == 'win32'", "on Windows"),
        ("platform_system != 'Darwin'", "not on macOS"),
        ("'linux' == sys_platform", "on Linux"),
        ("os_name=='nt'", "on Windows"),
        ("platform_machine == 'x86_64'", "on x86_64"),
        ("implementation_name == 'cpython'", "with cpython"),
        ("extra == 'socks'", "for the extra socks"),
        ("sys_platform in 'linux darwin'", "where sys_platform in linux darwin"),
        ("python_version not  in '3.8'", "where python_version not in 3.8"),
        ("platform_release >= '20'", "where platform_release >= 20"),
        (
            "python_version<'3.9' and (os_name=='nt' or sys_platform=='darwin')",
            "with Python below 3.9 and (on Windows or on macOS)",
        ),
        ("python_version", None),
        ("python_version < ", None),
        ("python_version < '3.9' and", None),
        ("(python_version < '3.9'", None),
        ("python_version < '3.9' os_name == 'nt'", None),
        (")(", None),
        ("", None),
    ],
)
def test_markers_in_words(marker: str, words: str | None) -> None:
    assert marker_words(marker) == words


COMPARISONS = st.sampled_from(
    ["python_version<'3.9'", "'nt' == os_name", 'sys_platform != "win32"', "extra == 'x'"]
)
MARKERS = st.recursive(
    COMPARISONS,
    lambda part: (
        st.builds("{} {} {}".format, part, st.sampled_from(["and", "or"]), part)
        | st.builds("({})".format, part)
    ),
    max_leaves=6,
)


@given(MARKERS)
def test_whatever_packaging_reads_is_said(marker: str) -> None:
    Marker(marker)
    assert marker_words(marker) is not None


@given(
    st.lists(
        st.sampled_from(["os_name=='nt'", "and", "or", "(", ")", "os_name", "==", "not in"]),
        max_size=7,
    )
)
def test_whatever_packaging_refuses_is_shown_as_typed(parts: list[str]) -> None:
    marker = " ".join(parts)
    try:
        Marker(marker)
    except InvalidMarker:
        assert marker_words(marker) is None


def test_an_endless_marker_is_shown_as_typed() -> None:
    assert marker_words("os_name=='nt' and " * 5000 + "os_name=='nt'") is None


@given(st.text(max_size=12))
def test_specifiers_that_are_understood_are_those_of_packaging(text: str) -> None:
    choices = alternatives(f">={text}", Syntax.PEP440)
    if choices and any(choices) and versions.understood(choices):
        SpecifierSet(",".join(clause.operator + clause.version for clause in choices[0]))
    else:
        stripped = f">={text}".strip().strip(",")
        with pytest.raises(InvalidSpecifier):
            SpecifierSet(stripped)


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=13), "13 days ago"),
        (timedelta(days=21), "3 weeks ago"),
        (timedelta(days=59), "8 weeks ago"),
        (timedelta(days=60), "2 months ago"),
        (timedelta(days=364), "12 months ago"),
        (timedelta(days=365), "1 year ago"),
        (timedelta(days=1100), "3 years ago"),
    ],
)
def test_ages_in_words(delta: timedelta, words: str) -> None:
    assert ago(NOW - delta, NOW) == words


def test_a_day_is_the_same_everywhere() -> None:
    """Late in the evening in New York is the next day in UTC."""
    evening = NOW.replace(hour=2).astimezone(timezone(timedelta(hours=-5)))
    assert evening.day == 21
    assert dated(evening, NOW) == "10 hours ago (2026-11-22)"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_lists_as_prose(names: list[str], words: str) -> None:
    assert listed(names, 3) == words
