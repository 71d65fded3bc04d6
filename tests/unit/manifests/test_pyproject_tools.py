"""What tools keep in a pyproject.toml besides: Poetry's plugins, PDM's overrides, build hooks."""

from __future__ import annotations

import tomllib

import pytest

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind, Syntax
from tests.unit.manifests.kind_properties import accept, dump, show_place

KIND = ManifestKind.PYPROJECT
PLUGINS = "[tool.poetry.requires-plugins]\n"
OVERRIDES = "[tool.pdm.resolution.overrides]\n"


def test_poetry_s_plugins() -> None:
    text = PLUGINS + 'poetry-plugin-export = "^1.8"\nmine = { path = "x" }\n'
    assert dump(KIND, text) == (
        "tool.poetry.requires-plugins: poetry-plugin-export ^1.8\n"
        "tool.poetry.requires-plugins: mine @ x"
    )
    assert {entry.syntax for entry in kinds.scan(KIND, text).entries} == {Syntax.POETRY}
    assert accept(KIND, PLUGINS + "poe$0", "NAME") == PLUGINS + 'NAME = "*"'


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ('asgiref = "3.2.10"', "asgiref 3.2.10"),
        ('urllib3 = ">=1.26,<2"', "urllib3 >=1.26,<2"),
        ('pytz = "https://h.example/pytz.whl"', "pytz @ https://h.example/pytz.whl"),
        ('lib = "file:///srv/lib"', "lib @ file:///srv/lib"),
        ('any = ""', "any"),
        ("half", "half"),
        ('half = "', "half OPEN"),
    ],
)
def test_pdm_s_overrides(pair: str, expected: str) -> None:
    assert dump(KIND, OVERRIDES + pair) == f"tool.pdm.resolution.overrides: {expected}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$0", 'NAME = ""'),
        ("re$0", 'NAME = ""'),
        ('a = "1"\nre$0 # why', 'a = "1"\nNAME = "" # why'),
        ('re$0q = "*"', 'NAME = "*"'),
    ],
)
def test_an_override_of_any_version_is_an_empty_string(before: str, after: str) -> None:
    whole = accept(KIND, OVERRIDES + before, "NAME")
    assert whole == OVERRIDES + after
    tomllib.loads(whole)


def test_an_override_in_an_inline_table() -> None:
    before = "[tool.pdm.resolution]\noverrides = { re$0 }\n"
    after = '[tool.pdm.resolution]\noverrides = { NAME = "" }\n'
    assert accept(KIND, before, "NAME") == after


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('a = ">=$01"', "version '>=' for '>=1' of a"),
        ('a = "https://$0h.example/a.whl"', "url"),
        ("# re$0", "nowhere"),
    ],
)
def test_places_in_overrides(marked: str, expected: str) -> None:
    assert show_place(KIND, OVERRIDES + marked) == expected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tool.uv.extra-build-dependencies.flash-attn", "torch"),
        ("tool.hatch.build.hooks.custom.dependencies", "cython"),
        ("tool.hatch.build.targets.wheel.dependencies", "mypy"),
        ("tool.hatch.build.targets.wheel.hooks.x.dependencies", "mypy"),
        ("tool.hatch.env.requires", "hatch-vcs"),
        ("tool.tox.requires", "tox-uv"),
        ("tool.tox.env_base.x.deps", "pytest"),
    ],
)
def test_arrays_of_tools(key: str, value: str) -> None:
    assert dump(KIND, f'{key} = ["{value}"]') == f"{key}: {value}"
    assert accept(KIND, f'{key} = ["$0"]', "NAME") == f'{key} = ["NAME"]'
