"""Completing environment markers: what is offered, and what accepting it makes of the file."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.environment import PythonEnvironment
from pypi_language_server.features import offers
from pypi_language_server.features.marker_names import VARIABLES
from pypi_language_server.features.model import CompletionList, ItemKind
from pypi_language_server.manifests.model import ManifestKind
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

ALL = tuple(variable.name for variable in VARIABLES)
PYTHONS = ("3.15", "3.14", "3.13", "3.12", "3.11", "3.10", "3.9", "3.8")
ORDERED = (">=", "<", "==", "!=", "<=", ">", "~=", "in", "not in")
NAMED = ("==", "!=", "in", "not in")
SYSTEMS = ("linux", "darwin", "win32", "cygwin", "android", "ios", "emscripten", "wasi")


def offered(fixture: Fixture, **more: object) -> CompletionList:
    found = completed(fixture, knowledge=knowing(**more))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("marker", "labels"),
    [
        ("$0", (*ALL, "(")),
        (" $0", (*ALL, "(")),
        (" ($0", (*ALL, "(")),
        (" (($0", (*ALL, "(")),
        (" os_name == 'nt' and $0", (*ALL, "(")),
        (" os_name == 'nt' or $0", (*ALL, "(")),
        (" '3.8' <= $0", (*ALL, "(")),
        (" py$0", ("python_version", "python_full_version", "platform_python_implementation")),
        (" PYTHON_V$0", ("python_version",)),
        (" mach$0", ("platform_machine",)),
        (" zzz$0", ()),
        (" python_version $0", ORDERED),
        (" python_version >$0", (">=", *PYTHONS)),
        (" python_version >$0=", (">=", ">")),
        (" python_version =$0", ("==", ">=", "!=", "<=", "~=")),
        (" python_version !$0", ("!=",)),
        (" os_name $0", NAMED),
        (" os_name =$0", ("==", "!=")),
        (" os_name n$0", ("not in", "in")),
        (" os_name not $0", ("not in",)),
        (" os_name not i$0", ("not in",)),
        (" somebody_elses $0", ORDERED),
        (" sys_platform == $0", SYSTEMS),
        (" sys.platform == $0", SYSTEMS),
        (" sys_platform==$0", SYSTEMS),
        (" sys_platform == '$0'", SYSTEMS),
        (" sys_platform == 'wi$0'", ("win32", "darwin", "cygwin")),
        (" sys_platform == 'WIN$0", ("win32", "darwin", "cygwin")),
        (" sys_platform == win$0", ("win32", "darwin", "cygwin")),
        (" sys_platform in 'linux da$0'", ("darwin",)),
        (" '$0' in sys_platform", SYSTEMS),
        (" python_version >= $0", PYTHONS),
        (" python_version >= '3.1$0'", PYTHONS[:6]),
        (" os_name == $0", ("posix", "nt", "java")),
        (
            " implementation_name == 'p$0'",
            ("pypy", "cpython", "graalpy", "ironpython", "micropython"),
        ),
        (" platform_release == $0", ()),
        (" os_name == 'nt' $0", ("and", "or")),
        (" os_name == 'nt'$0", ("and", "or")),
        (" (os_name == 'nt' $0", ("and", "or", ")")),
        (" (os_name == 'nt') $0", ("and", "or")),
        (" os_name == 'nt' a$0", ("and",)),
        (" os_name == 'nt' and$0", ("and",)),
        (" os_name == 'nt' x$0", ()),
    ],
)
def test_what_is_waited_for_is_offered(marker: str, labels: tuple[str, ...]) -> None:
    check_completion(requirements(f"requests;{marker}"), *labels)


@pytest.mark.parametrize(
    "marker",
    [
        " os_name ,$0",
        " os_name os_name $0",
        " os_name == 'nt' 'x' $0",
        " and $0",
        " ) $0",
        " '$0' in ",
        " '$0' == 'x'",
        " 'lin$0",
    ],
)
def test_nothing_is_offered_where_nothing_can_be_right(marker: str) -> None:
    check_nothing(requirements(f"requests;{marker}"))


def test_a_broken_beginning_does_not_spoil_the_next_comparison() -> None:
    check_completion(
        requirements("requests; os_name os_name and sys_platform == 'dar$0'"), "darwin"
    )


def test_lock_file_variables_are_never_offered() -> None:
    """PEP 751: `extras` and `dependency_groups` are legal in lock files only."""
    assert not {"extras", "dependency_groups"} & set(ALL)
    check_completion(requirements("requests; dependency_g$0"))


def test_variables_come_with_documentation() -> None:
    for item in offered(requirements("requests; $0")).items[:-1]:
        assert item.kind is ItemKind.MARKER
        assert item.detail
        assert len(item.documentation) > 30


def test_the_chosen_pythons_own_values_are_marked() -> None:
    here = PythonEnvironment(
        "3.12.1", {"python_version": "3.12", "sys_platform": "plan9"}, "the setting"
    )
    versions = offered(requirements("requests; python_version == '$0'"), environment=here)
    assert [item.label for item in versions.items if item.detail == "the setting"] == ["3.12"]
    systems = offered(requirements("requests; sys_platform == '$0'"), environment=here)
    assert (systems.items[-1].label, systems.items[-1].detail) == ("plan9", "the setting")


def test_values_of_a_chosen_python_that_would_break_the_string_are_left_out() -> None:
    odd = PythonEnvironment("3", {"platform_version": "#1 'x'"}, "the setting")
    assert not offered(requirements("requests; platform_version == $0"), environment=odd).items


def test_the_limit_holds() -> None:
    settings = CompletionSettings(limit=3)
    check_completion(requirements("requests; $0"), *ALL[:3], settings=settings)


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("python_version", "requests;$0", "requests; python_version"),
        ("python_version", "requests; $0", "requests; python_version"),
        ("python_version", "requests ; py$0", "requests ; python_version"),
        ("python_version", "a; py$0_x >= '3'", "a; python_version >= '3'"),
        ("(", "a;$0", "a; ("),
        ("python_version", "a; ($0", "a; (python_version"),
        (">=", "a; python_version $0", "a; python_version >="),
        (">=", "a; python_version >$0", "a; python_version >="),
        ("==", "a; os_name = $0", "a; os_name =="),
        ("not in", "a; os_name not$0", "a; os_name not in"),
        ("not in", "a; os_name not i$0 'x'", "a; os_name not in 'x'"),
        ("3.12", "a; python_version >= $0", 'a; python_version >= "3.12"'),
        ("3.12", "a; python_version >=$0", 'a; python_version >= "3.12"'),
        ("3.12", "a; python_version>=$0", 'a; python_version>="3.12"'),
        ("3.12", "a; python_version >= '$0", "a; python_version >= '3.12'"),
        ("3.12", "a; python_version >= '3.$0'", "a; python_version >= '3.12'"),
        ("3.12", "a; python_version >= '3.$0' # why", "a; python_version >= '3.12' # why"),
        ("3.12", "a; python_version >= 3.1$0", 'a; python_version >= "3.12"'),
        ("linux", "a; sys_platform == lin$0", 'a; sys_platform == "linux"'),
        (
            "linux",
            "a; sys_platform == 'li$0 and os_name == 'posix'",
            "a; sys_platform == 'linux' and os_name == 'posix'",
        ),
        (
            "linux",
            "a; os_name == 'posix' and sys_platform == $0",
            "a; os_name == 'posix' and sys_platform == 'linux'",
        ),
        ("darwin", "a; sys_platform in 'linux $0'", "a; sys_platform in 'linux darwin'"),
        ("and", "a; os_name == 'nt'$0", "a; os_name == 'nt' and"),
        ("or", "a; os_name == 'nt' $0", "a; os_name == 'nt' or"),
        (")", "a; (os_name == 'nt'$0", "a; (os_name == 'nt')"),
        (
            "os_name",
            "a @ https://host.example/a.zip ; $0",
            "a @ https://host.example/a.zip ; os_name",
        ),
        ("os_name", "https://host.example/a.zip ; os$0", "https://host.example/a.zip ; os_name"),
        ("os_name", "a; os$0 --hash=sha256:0", "a; os_name --hash=sha256:0"),
    ],
)
def test_accepting_in_a_requirements_file(label: str, before: str, after: str) -> None:
    check_accept(label, requirements(before), after)


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("linux", '"a; sys_platform == $0"', "\"a; sys_platform == 'linux'\""),
        ("linux", "'a; sys_platform == $0'", "'a; sys_platform == \"linux\"'"),
        ("linux", '"""a; sys_platform == $0"""', '"""a; sys_platform == \'linux\'"""'),
        ("linux", "'''a; sys_platform == $0'''", "'''a; sys_platform == \"linux\"'''"),
        ("linux", '"a; sys_platform == \'$0"', "\"a; sys_platform == 'linux'\""),
        ("linux", r'"a; sys_platform == \"li$0"', r'"a; sys_platform == \"linux\""'),
        ("linux", r'"a; sys_platform == \"li$0\""', r'"a; sys_platform == \"linux\""'),
        ("linux", '"a; sys_pl\\u0061tform == $0"', "\"a; sys_pl\\u0061tform == 'linux'\""),
        ("and", r'"a; os_name == \"nt\"$0"', r'"a; os_name == \"nt\" and"'),
        ("os_name", '"a;$0"', '"a; os_name"'),
        ("dev", '"a; extra == $0"', "\"a; extra == 'dev'\""),
        ("Docs_X", "\"a; extra == 'doc$0'\"", "\"a; extra == 'Docs_X'\""),
    ],
)
def test_accepting_in_a_string_brings_quotes_that_fit(label: str, before: str, after: str) -> None:
    document = "[project]\ndependencies = [\n  {},\n]\n\n[project.optional-dependencies]\n{}"
    extras = "dev = []\nDocs_X = []\n"
    check_accept(
        label,
        pyproject(document.format(before, extras)),
        document.format(after, extras),
    )


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("os_name", '"a; $0\n]\n', '"a; os_name\n]\n'),
        ("linux", '"a; sys_platform == $0\n]\n', "\"a; sys_platform == 'linux'\n]\n"),
        ("and", '"a; os_name == \'x\' $0,\n "b"]\n', '"a; os_name == \'x\' and,\n "b"]\n'),
    ],
)
def test_accepting_in_a_string_that_is_still_open(label: str, before: str, after: str) -> None:
    head = "[project]\ndependencies = [\n  "
    check_accept(label, pyproject(head + before), head + after, toml=False)


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("os_name", 'a = { markers = "os$0" }', 'a = { markers = "os_name" }'),
        (
            "linux",
            "a = { markers = \"os_name == 'x' and sys_platform == $0\" }",
            "a = { markers = \"os_name == 'x' and sys_platform == 'linux'\" }",
        ),
        (
            "win32",
            "a = { markers = 'sys_platform == $0' }",
            "a = { markers = 'sys_platform == \"win32\"' }",
        ),
    ],
)
def test_accepting_in_a_poetry_table(label: str, before: str, after: str) -> None:
    head = "[tool.poetry.dependencies]\n"
    check_accept(label, pyproject(head + before), head + after)


def test_markers_of_uvs_sources() -> None:
    check_accept(
        "darwin",
        pyproject("[tool.uv.sources]\na = { index = 'x', marker = \"sys_platform == 'da$0'\" }\n"),
        "[tool.uv.sources]\na = { index = 'x', marker = \"sys_platform == 'darwin'\" }\n",
    )


def test_a_comment_is_no_marker() -> None:
    check_nothing(requirements("a; os_name == 'nt' # and $0"))


def test_broken_specifiers_and_extras_do_not_hide_the_marker() -> None:
    for broken in ("a>=>=;", "a[b;", "a[b]]>;", "a>=1,;", "a == ;", "a ??? ;"):
        assert offered(requirements(f"{broken} os_na$0")).items[0].label == "os_name"


@given(
    kind=st.sampled_from([ManifestKind.REQUIREMENTS, ManifestKind.PYPROJECT]),
    before=st.text(max_size=20),
    marker=st.lists(
        st.sampled_from(
            ["os_name", "extra", " ", "==", ">", "'", '"', "\\", "(", ")", "and", "in", "x", "\n"]
        ),
        max_size=8,
    ).map("".join),
    after=st.text(max_size=10),
)
def test_whatever_is_typed_something_or_nothing_is_offered(
    kind: ManifestKind, before: str, marker: str, after: str
) -> None:
    head = '[project]\ndependencies = ["a' if kind is ManifestKind.PYPROJECT else "a"
    text = f"{head}{before};{marker}{after}"
    offset = len(head) + len(before) + 1 + len(marker)
    completed(Fixture(Document("file:///f", 1, text, kind), offset))


@given(st.sampled_from(["'", '"']), st.sampled_from(VARIABLES), st.data())
def test_accepting_one_item_after_the_other_ends_in_a_valid_file(
    quote: str, first: object, data: st.DataObject
) -> None:
    """Whoever only ever accepts, with blanks between, can always reach a finished marker."""
    text, end = f"[project]\ndependencies = [{quote}a;", f"{quote}]\n"
    for wanted in ("name", "operator", "value", "joint", "name", "operator", "value"):
        offset = len(text)
        document = Document("file:///f", 1, text + end, ManifestKind.PYPROJECT)
        here = offers.wanted(document, offset)
        found = offers.offer(document, here, knowing())
        assert found is not None, text
        if not found.items and wanted == "value":
            text += "'1'" if quote == '"' else '"1"'
        else:
            items = [item for item in found.items if item.label not in "()"]
            item = data.draw(st.sampled_from(items))
            text = text[: found.replace.start] + item.insert
        text += " "
    manifest = Document("file:///f", 1, text + end, ManifestKind.PYPROJECT).manifest
    tomllib.loads(text + end)
    from packaging.markers import Marker

    (entry,) = manifest.entries
    assert entry.marker is not None
    Marker(entry.marker.value)
