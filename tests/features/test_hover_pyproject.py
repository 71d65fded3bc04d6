"""Hover in pyproject.toml: PEP 508 strings in all their forms, and Poetry's tables."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from tests.support.check import check_hover, check_no_hover, hovered, pyproject

POETRY = "[tool.poetry.dependencies]\n"


def test_a_string_in_a_list() -> None:
    check_hover(
        pyproject('[project]\ndependencies = ["requ$0ests>=2,<2.32"]\n'),
        snapshot("""\
dependencies = ["requests>=2,<2.32"]
                 ^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

**Asked for** 2 or newer, below 2.32
**Allowed** up to 2.31.0 · 1 year ago (2025-10-18)

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.8 or newer (for 2.31.0)
**Licence** Apache-2.0
**Extras** security and socks
**Left out** 1 version not written as PEP 440 says

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
    )


def test_poetry_caret_in_a_table() -> None:
    text = """\
        [tool.poetry.dependencies]
        req$0uests = { version = "^2.30", extras = ["socks"], markers = "sys_platform == 'linux'" }
        """
    check_hover(
        pyproject(text),
        snapshot("""\
requests = { version = "^2.30", extras = ["socks"], markers = "sys_platform == 'linux'" }
^^^^^^^^

**requests** 2.32.3 — Python HTTP for Humans.

**Asked for** 2.30 or newer, below 3
**Allowed** up to 2.32.3, the latest
**With** the extra `socks`
**Only** on Linux

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.9 or newer
**Licence** Apache-2.0
**Extras** security and socks
**Left out** 1 version not written as PEP 440 says

[Documentation](https://requests.example/) · [Source](https://code.example/psf/requests) · [Index page](https://index.example/project/requests/)

---

*From index.example, 3 minutes ago*
"""),
    )


@pytest.mark.parametrize(
    ("written", "asked", "allowed"),
    [
        ("~2.31", "2.31 or newer, below 2.32", "Allowed    up to 2.31.0 · 1 year ago"),
        ("*", "any version", "Allowed    up to 2.32.3, the latest"),
        ("2.31.0", "exactly 2.31.0", "Pinned     to 2.31.0 · 1 year ago"),
        ("<2.31 || >=2.32", "below 2.31, or 2.32 or newer", "Allowed    up to 2.32.3, the latest"),
        ("^2.33.0rc1", "2.33.0rc1 or newer, below 3", "Allowed    up to 2.33.0rc1 · 3 days ago"),
    ],
)
def test_poetrys_constraints(written: str, asked: str, allowed: str) -> None:
    shown = hovered(pyproject(f'{POETRY}req$0uests = "{written}"\n'))
    assert shown is not None
    assert f"Asked for  {asked}\n{allowed}" in shown.plain


@pytest.mark.parametrize(
    ("marked", "part"),
    [
        ("[project]\ndependencies = ['requ$0ests>=2']\n", "requests"),
        ('[project]\ndependencies = ["""requests>$0=2"""]\n', ">=2"),
        ('[project]\ndependencies = ["requests>=2$0\n', ">=2"),
        ('[project]\ndependencies = ["requests>=$0]\n', ">="),
        (f'{POETRY}"zope.inter$0face" = "*"\n', "zope.interface"),
        (f'{POETRY}requests = {{ version = "^2$0" }}\n', "^2"),
        (
            'description = "\U0001f40d"\nproject.dependencies = ["\U0001f40d", "req$0uests"]\n',
            "requests",
        ),
    ],
)
def test_the_span_is_the_part_under_the_cursor(marked: str, part: str) -> None:
    fixture = pyproject(marked)
    shown = hovered(fixture)
    assert shown is not None
    assert shown.span.of(fixture.text) == part


@pytest.mark.parametrize(
    "marked",
    [
        '[project]\nname = "requ$0ests"\n',
        "[pro$0ject]\n",
        '[project]\ndependencies = ["requests"] # requ$0ests\n',
    ],
)
def test_nothing_where_no_project_is_named(marked: str) -> None:
    check_no_hover(pyproject(marked))
