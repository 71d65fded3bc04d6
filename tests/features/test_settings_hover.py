"""Hover over what is no requirement: options, groups, keys and values."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from pypi_language_server.manifests import pip_options
from tests.support.check import check_hover, check_no_hover, hovered, pyproject, requirements

GROUPS = """\
[dependency-groups]
test = ["pytest", "coverage"]
docs = ["sphinx"]
all = [{ include-group = "test" }, { include-group = "docs" }, "tox"]
ci = [{ include-group = "all" }]
"""


def test_an_option() -> None:
    check_hover(
        requirements("requests==2 \\\n    --ha$0sh=sha256:00\n"),
        snapshot("""\
    --hash=sha256:00
    ^^^^^^

**--hash** — Accept only archives of this digest, `algorithm:hex`.

Stands behind a requirement.
"""),
    )
    check_hover(
        requirements("-$0r base.txt\n"),
        snapshot("""\
-r base.txt
^^

**--requirement** or `-r` — Read another requirements file as well.

Stands on its own line.
"""),
    )


@pytest.mark.parametrize("option", pip_options.OPTIONS, ids=lambda option: option.name)
def test_every_option_is_explained(option: pip_options.PipOption) -> None:
    shown = hovered(requirements(f"{option.name}$0=x\n"))
    assert shown is not None
    assert option.name in shown.plain


def test_a_group_says_what_it_holds_and_who_includes_it() -> None:
    check_hover(
        pyproject(GROUPS.replace("all =", "a$0ll =")),
        snapshot("""\
all = [{ include-group = "test" }, { include-group = "docs" }, "tox"]
^^^

**all** — a dependency group

**Holds** 1 requirement of its own, 3 through test and docs
**Included by** ci
"""),
    )
    check_hover(
        pyproject(GROUPS.replace('{ include-group = "docs" }', '{ include-group = "do$0cs" }')),
        snapshot("""\
all = [{ include-group = "test" }, { include-group = "docs" }, "tox"]
                                                      ^^^^

**docs** — a dependency group

**Holds** 1 requirement
**Included by** all and ci
"""),
    )


def test_a_group_that_does_not_exist() -> None:
    check_hover(
        pyproject('[dependency-groups]\ndev = [{ include-group = "no$0ne" }]\n'),
        snapshot("""\
dev = [{ include-group = "none" }]
                          ^^^^

**none** — no dependency group of this file has that name
"""),
    )


def test_groups_that_include_each_other_in_a_circle() -> None:
    text = """\
        [dependency-groups]
        a$0 = ["x", { include-group = "b" }]
        b = [{ include-group = "a" }]
        """
    check_hover(
        pyproject(text),
        snapshot("""\
a = ["x", { include-group = "b" }]
^

**a** — a dependency group

**Holds** 1 requirement of its own, none through b
**Included by** b
"""),
    )


def test_extras_that_take_in_others_through_the_project_itself() -> None:
    text = """\
        [project]
        name = "Shop"
        [project.optional-dependencies]
        cl$0i = ["rich"]
        all = ["shop[cli]", "tox"]
        """
    check_hover(
        pyproject(text),
        snapshot("""\
cli = ["rich"]
^^^

**cli** — an extra of this project

**Holds** 1 requirement
**Included by** all
"""),
    )


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        (
            '[project]\nrequires-python = ">=3.1$02,!=3.13.*"\n',
            "requires-python — Python 3.12 or newer, no 3.13 release: 3.12, 3.14 and 3.15",
        ),
        (
            '[project]\nrequires-py$0thon = ">=3.12"\n',
            "requires-python — Which Pythons can run it, such as >=3.11.",
        ),
        (
            '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatch$0ling.build"\n',
            (
                "build-backend — Hatch's builder: pure Python, extended by plugins. It comes from"
                " hatchling, which is required for builds."
            ),
        ),
        (
            '[build-system]\nrequires = []\nbuild-backend = "meson$0py"\n',
            (
                "build-backend — Extensions that Meson builds."
                " It needs meson-python in requires, which does not name it."
            ),
        ),
        (
            '[tool.uv]\nresolution = "low$0est"\n',
            (
                "resolution — The oldest versions that fit together, also of what is required"
                " indirectly."
            ),
        ),
        (
            "[tool.poetry.dependencies]\nx = { dev$0elop = true }\n",
            None,  # the requirement's own hover
        ),
        (
            "[[tool.uv.index]]\nexpl$0icit = true\n",
            "explicit — Ask it only about projects whose source names it.",
        ),
    ],
)
def test_keys_and_values(marked: str, plain: str | None) -> None:
    shown = hovered(pyproject(marked))
    assert shown is not None
    if plain is not None:
        assert shown.plain == plain


@pytest.mark.parametrize(
    "marked",
    [
        "[project]\n$0\n",
        "[project]\nunkno$0wn = 1\n",
        '[project]\nrequires-python = ">=3.x$0"\n',
        '[build-system]\nbuild-backend = "my$0.own"\n',
        "[tool.x]\nname$0 = 1\n",
        '[project]\nname = "x$0"\n',
        "[proj$0ect]\n",
    ],
)
def test_nothing_to_say(marked: str) -> None:
    check_no_hover(pyproject(marked))
