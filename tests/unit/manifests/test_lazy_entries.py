"""Entries that are made when looked at equal those that are made at once."""

from __future__ import annotations

import pytest

from pypi_language_server.manifests import pyproject
from pypi_language_server.manifests.declared import names_in_group
from pypi_language_server.manifests.lazy_entries import LazyEntries
from pypi_language_server.names import normalize

TEXT = """\
[project]
dependencies = [
  "httpx[http2]>=0.27,<1",
  "Flask>",
  "zope.interface ; python_version < '3.12'",
]
[dependency-groups]
dev = ["pytest", "", "flask"]
"""


def scanned() -> LazyEntries:
    entries = pyproject.scan(TEXT).entries
    assert isinstance(entries, LazyEntries)
    return entries


def test_one_by_one_they_are_what_they_are_together() -> None:
    together, one_by_one = tuple(scanned()), scanned()
    assert len(together) == len(one_by_one) == 6
    for index in (3, 0, 5, 1, 2, 4, -1):
        assert one_by_one[index] == together[index]
    assert one_by_one[1:3] == together[1:3]
    assert one_by_one == scanned() == together
    assert hash(one_by_one) == hash(scanned())
    assert repr(one_by_one) == repr(together)


def test_an_entry_is_made_once() -> None:
    entries = scanned()
    assert entries[2] is entries[2]


@pytest.mark.parametrize("index", [6, -7])
def test_beyond_the_end(index: int) -> None:
    with pytest.raises(IndexError):
        scanned()[index]


@pytest.mark.parametrize("group", [0, 1])
def test_names_of_a_group(group: int) -> None:
    """What is found without making entries is what the entries say."""
    manifest = pyproject.scan(TEXT)
    entries = [entry for entry in scanned() if entry.group == group and entry.name]
    expected = {normalize(entry.name.value) for entry in entries if entry.name}
    assert names_in_group(manifest, group, None) == expected
    first = entries[0]
    assert first.name
    assert names_in_group(manifest, group, first) == expected - {normalize(first.name.value)}
