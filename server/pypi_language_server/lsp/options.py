"""Turns what clients and the environment send into `Settings`, with sentences about what is wrong.

Contract: any JSON value goes in; complete, valid settings come out. What is unknown or illegal
falls back to the value before and yields one complaint. Later sources override earlier ones.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from pypi_language_server.settings import Settings, camel_case

log = logging.getLogger(__name__)

SECTION = "pypi"
# Editors keep the first three in our section; `capabilities.read` takes the last.
_CLIENTS_OWN = frozenset({"trace", "server", "interpreter", "positionEncoding"})
_ENVIRONMENT = {
    "PYPI_LS_INDEX_URL": ("index", "url"),
    "PYPI_LS_EXTRA_INDEX_URLS": ("index", "extraUrls"),
    "PYPI_LS_REFRESH": ("index", "refresh"),
    "PYPI_LS_OFFLINE": ("index", "offline"),
    "PYPI_LS_POPULARITY_URL": ("popularity", "url"),
}
_LARGEST = 1e9  # of any number that a setting can be
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Resolved:
    """Settings, and one sentence for each thing in their sources that could not be used."""

    settings: Settings
    complaints: tuple[str, ...] = ()


class _UnfitError(ValueError):
    """A value that a setting cannot take; the message says what it can."""


def resolve(sources: Iterable[Any], base: Settings | None = None) -> Resolved:
    """Return `base` (the defaults) overridden by each of `sources`: sections, nested or not."""
    settings, complaints = base or Settings(), list[str]()
    for source in sources:
        try:
            settings = _merged(settings, section(source), SECTION, complaints)
        except RecursionError:
            complaints.append(f"`{SECTION}` is nested too deeply")
    return Resolved(settings, tuple(dict.fromkeys(complaints)))  # two sources may err alike


def section(raw: Any) -> Any:
    """Return the part of `raw` that is about us: below `pypi` if there is such a key, else all.

    Keys may be dotted: `{"pypi.index.url": …}` is `{"pypi": {"index": {"url": …}}}`.
    """
    if not isinstance(raw, Mapping):
        return raw
    raw = _undotted(raw)
    return raw.get(SECTION, raw)


def is_ours(raw: Any) -> bool:
    """Whether pushed settings say anything about us: some clients push everybody's at once."""
    if not isinstance(raw, Mapping):
        return False
    heads = {str(key).split(".")[0] for key in raw}
    ours = {item.name for item in fields(Settings)} - {"python"}  # which is Python editors' own
    return SECTION in heads or bool(heads & ours)


def settings_from_env(environ: Mapping[str, str], settings: Settings) -> Settings:
    """Return `settings` with what the `PYPI_LS_…` variables say; bad values are logged, not used.

    An empty `PYPI_LS_POPULARITY_URL` means "never ask"; the other variables count as unset when
    they are empty.
    """
    sources: list[dict[str, Any]] = []
    for variable, (group, name) in _ENVIRONMENT.items():
        value = environ.get(variable)
        if value or (value is not None and name == "url" and group == "popularity"):
            sources.append({group: {name: _from_text(name, value)}})
    resolved = resolve(sources, settings)
    for complaint in resolved.complaints:
        log.warning("from the environment: %s", complaint)
    return resolved.settings


def _from_text(name: str, text: str) -> object:
    """Return what a variable says in the form that a client would send it in."""
    if name == "extraUrls":
        return text.split()
    if name != "offline":
        return text
    lowered = text.strip().lower()
    return True if lowered in _YES else False if lowered in _NO else text


def _undotted(raw: Mapping[Any, Any]) -> dict[str, Any]:
    """Return `raw` with dotted keys unfolded; what says the same thing twice is merged."""
    found: dict[str, Any] = {}
    for key, value in raw.items():
        head, dot, rest = str(key).partition(".")
        if dot:
            inner: Any = _undotted({rest: value})
        else:
            inner = _undotted(value) if isinstance(value, Mapping) else value
        before = found.get(head)
        found[head] = _overlaid(before, inner)
    return found


def _overlaid(below: Any, above: Any) -> Any:
    """Return `above`; where both are objects, key by key."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {key: _overlaid(below.get(key), value) for key, value in above.items()}


def _merged(current: Any, raw: Any, path: str, complaints: list[str]) -> Any:
    """Return the settings group `current` with what `raw` says; null means "not set"."""
    if raw is None or raw == []:  # Lua clients send an empty table as an empty list
        return current
    if not isinstance(raw, Mapping):
        complaints.append(f"`{path}` must be an object with settings in it")
        return current
    declared = {camel_case(item.name): item for item in fields(current)}
    changes: dict[str, Any] = {}
    for key, value in raw.items():
        item, where = declared.get(key), f"{path}.{key}"
        if item is None:
            if path != SECTION or key not in _CLIENTS_OWN:
                complaints.append(f"`{where}` is not a setting")
        elif is_dataclass(old := getattr(current, item.name)):
            changes[item.name] = _merged(old, value, where, complaints)
        elif value is not None:
            try:
                changes[item.name] = _fit(value, old, item.metadata["minimum"])
            except _UnfitError as unfit:
                complaints.append(f"`{where}` must be {unfit}")
    return replace(current, **changes)


def _fit(value: Any, old: object, minimum: float | None) -> Any:
    """Return `value` in the type of the setting whose value was `old`.

    Raises:
        _UnfitError: it is of another type, or too small.
    """
    match old:
        case bool():
            return _checked(value, isinstance(value, bool), "true or false")
        case StrEnum():
            choices = [str(choice) for choice in type(old)]
            _checked(value, value in choices, "one of " + ", ".join(f"`{it}`" for it in choices))
            return type(old)(value)
        case int() | float():
            return _number(value, old, minimum)
        case str():
            return _checked(value, isinstance(value, str), "a string")
        case tuple():
            fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
            return tuple(_checked(value, fits, "a list of strings"))
        case _:
            raise AssertionError(f"a setting of an unforeseen type: {type(old)}")


def _number(value: Any, old: float, minimum: float | None) -> float:
    whole = isinstance(old, int)
    fits = (
        isinstance(value, int if whole else int | float)
        and not isinstance(value, bool)
        and abs(value) <= _LARGEST  # also rules out NaN and infinity
        and (minimum is None or value >= minimum)
    )
    bound = "" if minimum is None else f" of at least {minimum:g}"
    _checked(value, fits, f"a {'whole ' if whole else ''}number{bound}")
    return int(value) if whole else float(value)


def _checked(value: Any, fits: bool, expected: str) -> Any:
    if not fits:
        raise _UnfitError(expected)
    return value
