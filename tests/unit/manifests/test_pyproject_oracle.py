"""Finished pyproject.toml texts mean to us what they mean to `tomllib`, `tomlkit`, `packaging`."""

from __future__ import annotations

import tomllib
from random import Random
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement

from pypi_language_server.manifests.cursor import AtName
from pypi_language_server.manifests.model import Entry, Form, Manifest, Syntax
from tests.unit.manifests.pyproject_documents import document, render, wanted
from tests.unit.manifests.pyproject_support import (
    FIXTURES,
    NEW,
    accepted,
    checked,
    checked_place,
)

randoms = st.randoms(use_true_random=False)


def _text(rnd: Random) -> str:
    text = render(rnd, document(rnd))
    return text.replace("\n", "\r\n") if rnd.random() < 0.3 else text


def _read(entry: Entry) -> Any:
    """Return an entry in a form that can be compared with what another reader found."""
    name = entry.name.value if entry.name else None
    extras = [extra.value for extra in entry.extras]
    marker = entry.marker.value if entry.marker else None
    if entry.syntax is Syntax.POETRY:
        return name, entry.specifier.value if entry.specifier else None, extras, marker
    clauses = f"{name}{entry.specifier.value if entry.specifier else ''}"
    specifier = Requirement(clauses).specifier
    marker = str(Requirement(f"x;{marker}").marker) if marker else None
    return name, set(extras), specifier, marker


def _expected(item: Any) -> Any:
    if not isinstance(item, str):
        return item
    read = Requirement(item)
    return read.name, read.extras, read.specifier, str(read.marker) if read.marker else None


def _found(manifest: Manifest) -> dict[tuple[str, ...], list[Any]]:
    """Return the entries by group, in the order of the text; empty groups too."""
    found: dict[tuple[str, ...], list[Any]] = {group.path: [] for group in manifest.groups}
    for entry in manifest.entries:
        assert entry.closed
        found[manifest.groups[entry.group].path].append(_read(entry))
    return found


def _compare(manifest: Manifest, data: dict[str, Any]) -> None:
    expected = {path: [_expected(item) for item in items] for path, items in wanted(data).items()}
    found = _found(manifest)
    for path in expected.keys() | found.keys():
        assert sorted(found.get(path, []), key=str) == sorted(expected.get(path, []), key=str), path


@settings(max_examples=80, deadline=None)
@given(randoms)
def test_generated_documents_mean_what_tomllib_reads(rnd: Random) -> None:
    text = _text(rnd)
    manifest = checked(text)
    _compare(manifest, tomllib.loads(text))
    assert not manifest.problems


@settings(max_examples=15, deadline=None)
@given(randoms)
def test_generated_documents_mean_what_tomlkit_reads(rnd: Random) -> None:
    text = _text(rnd)
    _compare(checked(text), tomlkit.parse(text).unwrap())


@settings(max_examples=40, deadline=None)
@given(randoms, st.data())
def test_accepting_a_name_anywhere_leaves_a_valid_document_that_holds_it(
    rnd: Random, data: st.DataObject
) -> None:
    text = _text(rnd)
    manifest = checked(text)
    entry_starts = [entry.span.start for entry in manifest.entries]
    offsets = entry_starts + data.draw(st.lists(st.integers(0, len(text)), max_size=40))
    for offset in offsets:
        place = checked_place(manifest, text, offset)
        if isinstance(place, AtName):
            _check_accepted(text, accepted(text, place))


def _check_accepted(before: str, after: str) -> None:
    tomllib.loads(after)
    names = [entry.name.value for entry in checked(after).entries if entry.name]
    assert NEW in names, (before, after)


@pytest.mark.parametrize("name", FIXTURES)
def test_accepting_a_name_anywhere_in_a_fixture_keeps_it_valid(name: str) -> None:
    text = FIXTURES[name]
    manifest = checked(text)
    places = 0
    for offset in range(len(text) + 1):
        place = checked_place(manifest, text, offset)
        if isinstance(place, AtName):
            places += 1
            _check_accepted(text, accepted(text, place))
    assert places > len(manifest.entries)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_name_of_a_fixture_is_a_place_for_names(name: str) -> None:
    text = FIXTURES[name]
    manifest = checked(text)
    for entry in manifest.entries:
        if entry.name is None or (entry.url is not None and entry.form is Form.STRING):
            continue
        for offset in range(entry.name.span.start, entry.name.span.end + 1):
            place = checked_place(manifest, text, offset)
            assert isinstance(place, AtName), (entry, offset)
            assert place.entry == entry
