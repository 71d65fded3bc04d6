"""Half-typed and broken pyproject.toml texts: what is finished in them is found."""

from __future__ import annotations

import tomllib
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.manifests.model import Entry, Form, Manifest
from pypi_language_server.manifests.pyproject import scan
from tests.unit.manifests.pyproject_broken import TWELVE, Broken
from tests.unit.manifests.pyproject_support import (
    FIXTURES,
    checked,
    checked_place,
    dump,
    tokens,
)

_PIECES = st.sampled_from(
    [
        "[project]", "[tool.poetry.dependencies]", "[tool.uv.sources]", "[[tool.uv.index]]", "[",
        "[tool.poetry.dependencies.foo]", "dependencies", "tool.poetry", "project", " = ", "=",
        "[dependency-groups]", "dev = [", '"requests>=2"', "'flask[a]'", '"', "'", '"""', "'''",
        "{", "}", "]", ",", "\n", "\n", "\r\n", "\r", " ", "\t", ".", "#", "\\", "\\u0061", "\\\n",
        "requests", "foo = { version = ", "extras = [", "include-group = ", '{include-group = "',
        "-e file:///x#egg=y", ";", "@", ">=", "🐍", "\ufeff", "\x00", "\ud800", "\u2028", "\x0c",
    ]
)  # fmt: skip
texts = st.lists(_PIECES | st.text(max_size=3), max_size=40).map("".join)


@pytest.mark.parametrize("broken", TWELVE, ids=lambda broken: broken.what)
def test_what_is_closed_is_found(broken: Broken) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(broken.text)
    entries = checked(broken.text).entries
    assert [_name(entry) for entry in entries if entry.closed] == broken.closed
    assert [_name(entry) for entry in entries if not entry.closed] == broken.half


def _name(entry: Entry) -> str:
    return entry.name.value if entry.name else ""


@settings(max_examples=150, deadline=None)
@given(texts, st.data())
def test_any_text_and_any_cursor(text: str, data: st.DataObject) -> None:
    manifest = checked(text)
    for offset in data.draw(st.lists(st.integers(-1, len(text) + 1), max_size=8)):
        place = checked_place(manifest, text, min(max(offset, 0), len(text)))
        assert place is not None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all(text: str) -> None:
    checked(text)
    checked("[project]\ndependencies = [" + text)
    checked("[tool.poetry.dependencies]\n" + text)


def _facts(manifest: Manifest, entry: Entry) -> object:
    """Return all of an entry but what later parts of the file may say about it."""
    group = manifest.groups[entry.group]
    return group.path, entry.span, entry.closed, entry.extras_span, tokens(entry)


def _end(text: str, entry: Entry) -> int:
    """Return where an entry ends, its closing quote included."""
    if entry.form is Form.KEY:
        return entry.span.end
    quote = text[entry.span.end]
    return entry.span.end + (3 if text.startswith(quote * 3, entry.span.end) else 1)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    text = FIXTURES[name]
    whole = scan(text)
    ends = [_end(text, entry) for entry in whole.entries]
    for cut in range(len(text)):
        part = scan(text[:cut])
        facts = [_facts(part, entry) for entry in part.entries]
        for entry, end in zip(whole.entries, ends, strict=True):
            if end <= cut:
                assert _facts(whole, entry) in facts, (cut, text[max(0, cut - 30) : cut])


@pytest.mark.parametrize("name", FIXTURES)
def test_a_missing_character_loses_its_neighbours_only(name: str) -> None:
    """Deleting one quote, bracket or comma keeps all but a few entries."""
    text = FIXTURES[name]
    total = len(checked(text).entries)
    for offset, char in enumerate(text):
        is_head = text[:offset].endswith("\n") and char == "["  # without it, no table begins
        if (
            char in "\"'[],={}"
            and not is_head
            and '"""' not in text[max(0, offset - 3) : offset + 3]
        ):
            found = checked(text[:offset] + text[offset + 1 :])
            assert len(found.entries) >= total * 0.5 - 1, (offset, text[offset - 20 : offset + 20])


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    text = FIXTURES[name].replace("\r\n", "\n")
    assert dump(text) == dump(text.replace("\n", "\r\n"))


_LARGE = {
    "one line of a megabyte": '[project]\ndependencies = ["' + "a" * 1_000_000 + '"]\n',
    "one line of strings": "[project]\ndependencies = [" + '"abc>=1", ' * 30_000 + "]\n",
    "one line, nothing closed": '[project]\ndependencies = ["a' + ", b" * 100_000,
    "one line of quotes": "[project]\ndependencies = [" + '" ' * 100_000,
    "one line of words": "[project]\ndependencies = [" + "a " * 60_000,
    "brackets": "[project]\ndependencies = " + "[" * 150_000,
    "braces": "x = " + "{a=" * 60_000,
    "closing brackets": '[project]\ndependencies = ["a' + "]" * 150_000,
    "open multi-line string": '[project]\nx = """' + 'a = """ \\"""\n' * 40_000,
    "open arrays": "[project]\n" + "x = [\n" * 40_000,
    "open arrays elsewhere": "[tool.x]\n" + "x = [\n" * 40_000,
    "open tables": "[project]\n" + "x = {\n" * 40_000,
    "heads": "[tool.poetry.dependencies]\n" + "[x]\n" * 40_000,
    "half heads": "[tool.poetry.dependencies]\n" + "[tool.poetry.dependencies.a\n" * 20_000,
    "keys": "[tool.poetry.dependencies]\n" + "".join(f'a{n} = "*"\n' for n in range(10_000)),
    "dots": "a." * 50_000,
    "comments": "[project]\ndependencies = [\n" + "# x\n" * 100_000,
    "blank lines": "[tool.poetry.dependencies]\n" + " \n" * 60_000,
    "40,000 lines": "[project]\ndependencies = [\n" + '  "abc>=1", # why\n' * 40_000 + "]\n",
    "escapes": '[project]\ndependencies = ["' + "\\u0061" * 30_000 + '"]\n',
}


@pytest.mark.parametrize("what", _LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    """A smoke test: quadratic reading would take minutes here."""
    text = _LARGE[what]
    start = perf_counter()
    manifest = scan(text)
    for offset in (len(text), len(text) // 2, len(text) - 2):
        checked_place(manifest, text, offset)
    assert perf_counter() - start < 5
