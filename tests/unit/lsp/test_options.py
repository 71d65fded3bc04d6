"""Whatever a client or the environment sends, complete and valid settings come out."""

from __future__ import annotations

import logging
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server import settings_docs
from pypi_language_server.lsp.options import is_ours, resolve, section, settings_from_env
from pypi_language_server.settings import ConstraintForm, InsertForm, RefreshMode, Settings

DEFAULTS = Settings()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
DECLARED = settings_docs.declared()
LIMIT = "`pypi.completion.limit` must be a whole number of at least 1"
REFRESH = "`pypi.index.refresh` must be one of `ask`, `daily`, `manual`"
KEYS = st.sampled_from([item.name for item in DECLARED])


def setting_at(settings: Any, name: str) -> Any:
    for step in name.removeprefix("pypi.").split("."):
        by_name = {settings_docs.camel_case(item.name): item.name for item in fields(settings)}
        settings = getattr(settings, by_name[step])
    return settings


def test_everything_that_can_be_set() -> None:
    raw = {
        "index": {
            "url": "https://index.example/simple/",
            "extraUrls": ["https://more.example/simple/"],
            "jsonUrl": "off",
            "refresh": "daily",
            "offline": True,
        },
        "completion": {"limit": 20, "insert": "normalized", "constraint": "exact"},
        "hover": {"budget": 0},
        "popularity": {"url": ""},
        "python": {"version": "3.12", "interpreter": "/usr/bin/python3"},
        "workspace": {"trusted": True},
    }
    resolved = resolve([raw])
    assert resolved.complaints == ()
    found = resolved.settings
    assert found.index.extra_urls == ("https://more.example/simple/",)
    assert found.index.refresh is RefreshMode.DAILY
    assert found.completion.insert is InsertForm.NORMALIZED
    assert found.completion.constraint is ConstraintForm.EXACT
    assert (found.hover.budget, type(found.hover.budget)) == (0.0, float)
    assert found.workspace.trusted is True
    assert {item.name for item in DECLARED} == {
        f"pypi.{group}.{name}" for group, inner in raw.items() for name in inner
    }


@pytest.mark.parametrize("item", DECLARED, ids=lambda item: item.name)
def test_every_setting_takes_its_documented_default(item: settings_docs.Declared) -> None:
    """The generated documentation and this reader agree about names and types."""
    assert resolve([{item.name: item.default}]) == resolve([])


@given(JSON)
def test_anything_goes_in(raw: Any) -> None:
    resolve([raw])


@given(KEYS, JSON)
def test_a_setting_takes_only_its_own_kind_of_value(name: str, value: Any) -> None:
    resolved = resolve([{name: value}])
    found, default = setting_at(resolved.settings, name), setting_at(DEFAULTS, name)
    assert type(found) is type(default)
    if resolved.complaints:
        assert resolved.settings == DEFAULTS
        assert all(f"`{name}" in complaint for complaint in resolved.complaints)


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        ({"completion": {"limit": 0}}, LIMIT),
        ({"completion": {"limit": 2.5}}, LIMIT),
        ({"completion": {"limit": True}}, LIMIT),
        ({"completion": {"limit": 10**400}}, LIMIT),
        ({"hover": {"budget": -1}}, "`pypi.hover.budget` must be a number of at least 0"),
        ({"hover": {"budget": float("nan")}}, "`pypi.hover.budget` must be a number of at least 0"),
        ({"hover": {"budget": float("inf")}}, "`pypi.hover.budget` must be a number of at least 0"),
        ({"index": {"refresh": "hourly"}}, REFRESH),
        ({"index": {"refresh": []}}, REFRESH),
        ({"index": {"offline": "yes"}}, "`pypi.index.offline` must be true or false"),
        ({"index": {"extraUrls": "x"}}, "`pypi.index.extraUrls` must be a list of strings"),
        ({"index": {"extraUrls": [1]}}, "`pypi.index.extraUrls` must be a list of strings"),
        ({"index": {"url": 1}}, "`pypi.index.url` must be a string"),
        ({"index": "x"}, "`pypi.index` must be an object with settings in it"),
        ({"index": {"extra_urls": []}}, "`pypi.index.extra_urls` is not a setting"),
        ({"colour": 1}, "`pypi.colour` is not a setting"),
        ("x", "`pypi` must be an object with settings in it"),
        ({"pypi" + ".a" * 5000: 1}, "`pypi` is nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_default_holds(raw: Any, complaint: str) -> None:
    assert resolve([raw]) == replace(resolve([]), complaints=(complaint,))


def test_one_mistake_does_not_spoil_the_rest() -> None:
    resolved = resolve([{"completion": {"limit": "many", "insert": "normalized"}}])
    assert resolved.settings.completion.limit == DEFAULTS.completion.limit
    assert resolved.settings.completion.insert is InsertForm.NORMALIZED


def test_the_same_mistake_in_two_sources_is_said_once() -> None:
    wrong = {"completion": {"limit": "many"}}
    assert len(resolve([wrong, wrong]).complaints) == 1


def test_later_sources_override_earlier_ones() -> None:
    first = {"completion": {"limit": 3, "insert": "normalized"}}
    resolved = resolve([first, None, {"completion": {"limit": 4}}])
    assert resolved.settings.completion.limit == 4
    assert resolved.settings.completion.insert is InsertForm.NORMALIZED


@pytest.mark.parametrize("unset", [None, {}, [], {"index": None}, {"index": {"url": None}}])
def test_null_means_not_set(unset: Any) -> None:
    before = {"index": {"url": "https://index.example/"}}
    assert resolve([before, unset]) == resolve([before])


def test_the_section_is_found_nested_bare_or_dotted() -> None:
    bare = {"index": {"url": "u", "offline": True}}
    for raw in (
        bare,
        {"pypi": bare},
        {"pypi.index": {"url": "u", "offline": True}},
        {"pypi.index.url": "u", "pypi.index.offline": True},
        {"pypi": {"index.url": "u", "index": {"offline": True}}},
        {"index.url": "u", "index.offline": True},
        {"pypi": bare, "python": {"x": 1}},
    ):
        assert section(raw) == bare


def test_whose_settings_these_are() -> None:
    assert is_ours({"pypi": {}})
    assert is_ours({"pypi.index.url": ""})
    assert is_ours({"completion": {"limit": 1}})
    for other in ({"python": {}}, {}, None, [], 3, "pypi"):
        assert not is_ours(other)


# --- the environment ---------------------------------------------------------------------------


def test_the_environment_overrides() -> None:
    environ = {
        "PYPI_LS_INDEX_URL": "https://index.example/simple/",
        "PYPI_LS_REFRESH": "manual",
        "PYPI_LS_OFFLINE": "1",
        "PYPI_LS_POPULARITY_URL": "",
        "PYPI_LS_CACHE_DIR": "/somewhere",
        "HOME": "/root",
    }
    found = settings_from_env(environ, DEFAULTS)
    assert found.index.url == "https://index.example/simple/"
    assert found.index.refresh is RefreshMode.MANUAL
    assert found.index.offline is True
    assert found.popularity.url == ""


@pytest.mark.parametrize(
    ("text", "offline"),
    [
        ("1", True),
        ("true", True),
        ("Yes", True),
        ("on", True),
        ("0", False),
        ("false", False),
        ("NO", False),
        ("off", False),
    ],
)
def test_flags_in_words(text: str, offline: bool) -> None:
    before = replace(DEFAULTS, index=replace(DEFAULTS.index, offline=not offline))
    assert settings_from_env({"PYPI_LS_OFFLINE": text}, before).index.offline is offline


def test_empty_variables_are_unset() -> None:
    empty = dict.fromkeys(["PYPI_LS_INDEX_URL", "PYPI_LS_REFRESH", "PYPI_LS_OFFLINE"], "")
    assert settings_from_env(empty, DEFAULTS) == DEFAULTS
    assert settings_from_env({}, DEFAULTS) == DEFAULTS


def test_bad_variables_are_logged_and_not_used(caplog: pytest.LogCaptureFixture) -> None:
    environ = {"PYPI_LS_REFRESH": "hourly", "PYPI_LS_OFFLINE": "perhaps"}
    with caplog.at_level(logging.WARNING):
        assert settings_from_env(environ, DEFAULTS) == DEFAULTS
    assert len(caplog.records) == 2
    assert "pypi.index.refresh" in caplog.text
