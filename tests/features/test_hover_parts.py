# ruff: noqa: E501 - snapshots show whole lines
"""Hover over one part of a requirement: its constraint, one of its extras, its marker."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from pypi_language_server.environment import PythonEnvironment
from pypi_language_server.features import hover
from pypi_language_server.features.model import Hover
from pypi_language_server.index.model import Missing, Pending, ProjectDocument, Release
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.names import normalize
from pypi_language_server.session import Document
from tests.support.check import Fixture, check_hover, hovered, pyproject, requirements
from tests.support.known import INDEX, NOW, REQUESTS, context, days_ago, known

HERE = PythonEnvironment(
    "3.8.10",
    {"python_version": "3.8", "python_full_version": "3.8.10", "sys_platform": "linux"},
    "this server's Python",
)
AROUND = replace(context(), environment=HERE)
DOCUMENT = replace(
    REQUESTS,
    requires_dist=(
        "idna>=2",
        "PySocks!=1.5.7,>=1.5.6; extra == 'socks'",
        "win-inet-pton; sys_platform == 'win32' and extra == 'socks'",
        "odd*[markup]; extra == 'security'",
        "cryptography[ssh]>=3; extra == 'security' and implementation_version > '7'",
    ),
)


def show(fixture: Fixture, document: ProjectDocument = DOCUMENT) -> str:
    shown = hovered(fixture, known(document), AROUND)
    assert shown is not None
    return shown.plain


# -- constraints


def test_which_releases_a_constraint_allows() -> None:
    check_hover(
        requirements("requests[socks]>=2.30,<2.3$02; os_name == 'nt'"),
        snapshot("""\
requests[socks]>=2.30,<2.32; os_name == 'nt'
               ^^^^^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

**Asked for** 2.30 or newer, below 2.32
**Allowed** 2 of 5 releases: 2.31.0 · 1 year ago (2025-10-18), down to 2.30.0 · 2 years ago (2024-09-13)
**Not allowed** 2.33.0rc1 and 2.32.3: ruled out by `<2.32`
**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Left out** 1 version not written as PEP 440 says

---

*From index.example, 3 minutes ago*
"""),
        answer=known(DOCUMENT),
        around=AROUND,
    )


def test_a_pre_release_is_not_among_them_and_another_python_is_needed() -> None:
    check_hover(
        requirements("requests>=$02"),
        snapshot("""\
requests>=2
        ^^^

**requests** 2.32.3 — Python HTTP for Humans.

**Asked for** 2 or newer
**Allowed** 3 of 5 releases: 2.32.3 · 3 weeks ago (2026-11-01), down to 2.30.0 · 2 years ago (2024-09-13)
**Not allowed** 2.33.0rc1: a pre-release, and the constraint names none
**Python** 2.32.3 needs 3.9 or newer, not 3.8.10 (this server's Python): the newest for it is 2.31.0
**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Left out** 1 version not written as PEP 440 says

---

*From index.example, 3 minutes ago*
"""),
        answer=known(DOCUMENT),
        around=AROUND,
    )


def test_a_pin_of_a_yanked_release() -> None:
    check_hover(
        requirements("requests==$02.32.1"),
        snapshot("""\
requests==2.32.1
        ^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

⚠ **2.32.1 is yanked**: breaks proxies

**Asked for** exactly 2.32.1
**Allowed** 1 of 5 releases: 2.32.1 · 2 months ago (2026-09-23)
**Not allowed** 2.33.0rc1 and 2.32.3: ruled out by `==2.32.1`
**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Left out** 1 version not written as PEP 440 says

---

*From index.example, 3 minutes ago*
"""),
        answer=known(DOCUMENT),
    )


@pytest.mark.parametrize(
    ("typed", "allowed"),
    [
        (">=2.30,<2.32", "2 of 5 releases: 2.31.0 · 1 year ago (2025-10-18), down to 2.30.0"),
        ("==2.31.0", "1 of 5 releases: 2.31.0 · 1 year ago (2025-10-18)"),
        ("==2.33.0rc1", "1 of 5 releases: 2.33.0rc1 · 3 days ago"),
        (">=2.33.0rc1", "1 of 5 releases: 2.33.0rc1"),
        (">2.32.3", "1 of 5 releases: 2.33.0rc1"),
        ("==2.32.1", "1 of 5 releases: 2.32.1"),
        ("~=2.32.0", "1 of 5 releases: 2.32.3"),
        ("==2.*", "3 of 5 releases: 2.32.3"),
        (">=3", "0 of 5 releases"),
    ],
)
def test_how_many_releases_are_allowed(typed: str, allowed: str) -> None:
    said = show(requirements(f"requests{typed}$0"))
    (line,) = [line for line in said.splitlines() if line.startswith("Allowed")]
    assert line.split(maxsplit=1)[1].startswith(allowed)


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        (">=2", ["2.33.0rc1: a pre-release, and the constraint names none"]),
        (">=2,<2.31", ["2.33.0rc1 and 2.32.3: ruled out by <2.31"]),
        (
            "!=2.32.3",
            [
                "2.33.0rc1: a pre-release, and the constraint names none",
                "2.32.3: ruled out by !=2.32.3",
            ],
        ),
        ("<2.32.3,<2.31,>2", ["2.33.0rc1 and 2.32.3: ruled out by <2.32.3 and <2.31"]),
        (">=2.33.0rc1", ["2.32.3: ruled out by >=2.33.0rc1"]),
        ("~=2.31.0", ["2.33.0rc1 and 2.32.3: ruled out by ~=2.31.0"]),
    ],
)
def test_why_the_newest_is_not_among_them(typed: str, reasons: list[str]) -> None:
    said = show(requirements(f"requests{typed}$0")).splitlines()
    found = [line.split(maxsplit=2)[2] for line in said if line.startswith("Not allowed")]
    assert found == reasons


def test_a_newest_release_that_is_yanked() -> None:
    releases = (Release("3.0", days_ago(1), yanked=True, yanked_reason="oops"), Release("2.0"))
    document = ProjectDocument("requests", INDEX, latest="2.0", releases=releases)
    said = show(requirements("requests>=1$0"), document)
    assert "Not allowed  3.0: yanked (oops), so only a pin gets it" in said
    assert "Allowed      1 of 2 releases: 2.0" in said


def test_only_pre_releases_are_allowed_where_there_is_nothing_else() -> None:
    releases = (Release("2.0b1"), Release("1.0a1"))
    document = ProjectDocument("requests", INDEX, latest="2.0b1", releases=releases)
    said = show(requirements("requests>=1$0"), document)
    assert "2 of 2 releases: 2.0b1, down to" not in said  # >=1 is newer than 1.0a1
    assert "1 of 2 releases: 2.0b1" in said
    assert "Not allowed" not in said


def test_the_projects_own_claim_decides_before_the_chosen_python() -> None:
    said = show(
        pyproject(
            """\
            [project]
            requires-python = ">=3.7"
            dependencies = ["requests>=2$0"]
            """
        )
    )
    (line,) = [line for line in said.splitlines() if line.startswith("Python")]
    assert line == snapshot(
        "Python       2.32.3 needs 3.9 or newer, not 3.7 (the oldest that this project claims): the newest for it is 2.30.0"
    )


def test_a_release_that_runs_needs_no_word() -> None:
    around = replace(AROUND, environment=PythonEnvironment("3.12.0", {}, "x"))
    shown = hovered(requirements("requests>=2$0"), known(DOCUMENT), around)
    assert shown is not None
    assert "needs" not in shown.plain


def test_poetrys_constraints_are_named_as_written() -> None:
    table = "[tool.poetry.dependencies]\nrequests = {}\n"
    said = show(pyproject(table.format('"^2.30,$0 <2.32"')))
    assert "ruled out by <2.32" in said
    assert "ruled out by ~2.31" in show(pyproject(table.format('"~2.31$0"')))
    assert "ruled out by <2.31 || ==2.31.0" in show(
        pyproject(table.format('"<2.31 || ==2.31.0$0"'))
    )


@pytest.mark.parametrize("typed", [">=", "=", ">=2,=", ">=two", "==="])
def test_half_a_constraint_makes_no_claims(typed: str) -> None:
    said = show(requirements(f"requests{typed}$0"))
    assert "Asked for" in said
    assert "Not allowed" not in said


def test_versions_that_nobody_can_read_are_counted_apart() -> None:
    assert "Left out     1 version not written as PEP 440 says" in show(
        requirements("requests>=2$0")
    )


def test_no_releases_at_all() -> None:
    said = show(requirements("requests>=2$0"), ProjectDocument("requests", INDEX))
    assert "Asked for" in said
    assert "Allowed" not in said


def test_thousands_of_releases() -> None:
    releases = tuple(Release(f"{number}.0") for number in range(3000, 0, -1))
    document = ProjectDocument("requests", INDEX, latest="3000.0", releases=releases)
    said = show(requirements("requests>=2,<2000$0"), document)
    assert "1,998 of 3,000 releases: 1999.0, down to 2.0" in said


# -- extras


def test_what_an_extra_adds() -> None:
    check_hover(
        requirements("requests[so$0cks]"),
        snapshot("""\
requests[socks]
         ^^^^^

**requests\\[socks\\]** — an extra of 2.32.3, the latest

It adds:
• `PySocks`: not 1.5.7, 1.5.6 or newer
• `win-inet-pton`, only on Windows

---

*From index.example, 3 minutes ago*
"""),
        answer=known(DOCUMENT),
    )


def test_other_conditions_of_what_an_extra_adds_are_said() -> None:
    said = show(requirements("requests[securi$0ty]"))
    assert "• cryptography[ssh]: 3 or newer, only where implementation_version > 7" in said
    assert "odd" not in said  # no requirement: left out


def test_an_extra_that_does_not_exist() -> None:
    check_hover(
        requirements("requests[socks,us$0e_chardet]"),
        snapshot("""\
requests[socks,use_chardet]
               ^^^^^^^^^^^

⚠ **requests 2.32.3** has no extra `use_chardet`

It has `security` and `socks`.

---

*From index.example, 3 minutes ago*
"""),
        answer=known(DOCUMENT),
    )


def test_an_index_that_lists_no_extras() -> None:
    said = show(requirements("requests[so$0cks]"), replace(DOCUMENT, extras=()))
    assert "The index lists no extras of it." in said


def test_an_index_that_does_not_say_what_is_required() -> None:
    said = show(requirements("requests[so$0cks]"), replace(DOCUMENT, requires_dist=()))
    assert "The index does not say which requirements it adds." in said


def test_an_extra_that_adds_nothing() -> None:
    said = show(requirements("requests[so$0cks]"), replace(DOCUMENT, requires_dist=("idna",)))
    assert "It adds no requirement." in said


def test_many_requirements_are_cut_short() -> None:
    many = tuple(f"p{number}; extra == 'socks'" for number in range(30))
    said = show(requirements("requests[so$0cks]"), replace(DOCUMENT, requires_dist=many))
    assert said.count("• p") == 20
    assert "• and 10 more" in said


def test_an_extra_in_a_poetry_table() -> None:
    said = show(pyproject("[tool.poetry.dependencies]\nrequests = { extras = ['so$0cks'] }\n"))
    assert "PySocks" in said


@pytest.mark.parametrize(
    "answer", [Pending(normalize("requests")), Missing(normalize("requests"), INDEX, NOW)]
)
def test_without_an_answer_the_requirement_is_shown(answer: object) -> None:
    shown = hovered(requirements("requests[so$0cks]>=2"), answer)
    assert shown is not None
    assert "the extra socks" in shown.plain


def test_the_files_own_extra() -> None:
    text = """\
        [project]
        name = "my-pkg"
        [project.optional-dependencies]
        dev = ["pytest[x]>=8; os_name == 'nt'", "ruff"]
        all = ["my_pkg[{}]"]
        """
    check_hover(
        pyproject(text.format("D$0EV")),
        snapshot("""\
all = ["my_pkg[DEV]"]
               ^^^

**my_pkg\\[DEV\\]** — an extra that this file declares

It adds:
• `pytest[x]`: 8 or newer, only on Windows
• `ruff`
"""),
    )
    assert "this file declares no such extra" in show(pyproject(text.format("de$0w")))


# -- markers


def test_a_marker_in_words_and_whether_it_holds() -> None:
    check_hover(
        requirements("requests; python_version < '3$0.9' and sys_platform == 'linux'"),
        snapshot("""\
requests; python_version < '3.9' and sys_platform == 'linux'
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

**requests** — only with Python below 3.9 and on Linux

**true** for Python 3.8.10 on linux (this server's Python): it is installed there

**python_version < '3.9'** true, as it is 3.8
**sys_platform == 'linux'** true, as it is linux

---

*Another Python counts by the setting pypi.python.version or pypi.python.interpreter*
"""),
        around=AROUND,
    )


@pytest.mark.parametrize(
    ("marker", "verdict"),
    [
        ("sys_platform == 'linux'", "true for Python 3.8.10 on linux (this server's Python)"),
        ("sys_platform == 'win32'", "false for Python 3.8.10 on linux (this server's Python)"),
        ("python_version >= '3.10'", "false for Python 3.8.10"),  # not as text: '3.8' > '3.10'
        ("extra == 'x'", "Whether it holds for Python 3.8.10"),
        ("extra == 'x' or sys_platform == 'linux'", "true for Python 3.8.10"),
        ("os_name == 'nt'", "Whether it holds for Python 3.8.10"),
        ("sys_platform ~= 'linux'", "Whether it holds for Python 3.8.10"),
        ("sys_platform ==", "The marker is not finished, or not one that tools can read."),
        ("nonsense == 'x'", "The marker is not finished, or not one that tools can read."),
    ],
)
def test_whether_a_marker_holds(marker: str, verdict: str) -> None:
    assert verdict in show(requirements(f"requests; {marker}$0"))


def test_each_comparison_is_explained() -> None:
    said = show(
        requirements(
            "requests; extra == 'x' or sys_platform ~= 'a' or os_name == 'b' or python_version > '3.5'$0"
        )
    )
    assert said.split("\n\n")[2] == snapshot("""\
extra == 'x'            decided by whoever asks for the extra
sys_platform ~= 'a'     cannot be compared
os_name == 'b'          not known
python_version > '3.5'  true, as it is 3.8\
""")


def test_a_python_that_is_not_known_yet() -> None:
    shown = hovered(requirements("requests; os_name == 'nt'$0"))
    assert shown is not None
    assert "Which Python counts here is not known yet." in shown.plain


def test_no_index_is_asked_about_a_marker() -> None:
    fixture = requirements("requests>=2; os_na$0me == 'nt'")
    target = hover.target(fixture.document, fixture.offset)
    assert target is not None
    assert not target.asks_index
    assert target.about_python


def test_markers_in_tables_and_strings() -> None:
    said = show(
        pyproject("[tool.poetry.dependencies]\na = { markers = \"sys_platform$0 == 'linux'\" }\n")
    )
    assert "true for" in said
    said = show(pyproject('[project]\ndependencies = ["a; sys_plat$0form == \\"linux\\""]\n'))
    assert "true for" in said


# -- all of them


def test_broken_parts_do_not_hide_the_others() -> None:
    assert "It adds:" in show(requirements("requests[so$0cks]>=>=; nonsense ="))
    assert "2 or newer" in show(requirements("requests[,,]>=2$0; nonsense ="))
    assert "true for" in show(requirements("requests[socks,]>=<; sys_platform == 'linux'$0"))


@given(
    text=st.lists(
        st.sampled_from(
            [
                "requests",
                "[",
                "socks",
                "]",
                ">=",
                "2.31",
                ",",
                ";",
                " ",
                "os_name",
                "==",
                "'nt'",
                "\n",
                "(",
                ")",
            ]
        ),
        max_size=14,
    ).map("".join),
    data=st.data(),
)
def test_any_text_any_cursor(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    fixture = Fixture(Document("file:///f", 1, text, ManifestKind.REQUIREMENTS), offset)
    shown: Hover | None = hovered(fixture, known(DOCUMENT), AROUND)
    assert shown is None or shown.plain
