"""What holds of every requirements file and every cursor, whatever is typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pypi_language_server.manifests import requirements_cursor, requirements_lines, requirements_txt
from pypi_language_server.manifests.cursor import (
    AtExtra,
    AtMarker,
    AtName,
    AtOption,
    AtUrl,
    AtVersion,
)
from pypi_language_server.manifests.model import Manifest
from pypi_language_server.text import LineIndex

FIXTURES = sorted((Path(__file__).parents[3] / "fixtures" / "manifests").glob("*.[ti][xn]*"))

PIECES = [
    *"ab19.-_[](),;@=<>!~ \t\n\r'\"$\\#{}é\0\ud800😀\f\v\x85\u2028/:+&",
    *("\\\n", "\\\r\n", "\r\n", " #", "requests", ">=1.0", "==", "===", " ; ", " @ ", "\ufeff"),
    *("-r ", "-e ", "-i ", "--hash=sha256:ab", " --pre", "--index-url ", "-C", " -", "--"),
    *("https://h.example/x", "git+https://h.example/r#egg=n", "./x", "C:\\x", ".whl", ".tar.gz"),
    *("${A}", "[x,y]", "python_version<'3'", "# c", " \\\n# c\n"),
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=16).map("".join))


def tokens(manifest: Manifest):
    """Yield every token of a manifest."""
    for entry in manifest.entries:
        yield from entry.extras
        for token in (entry.name, entry.specifier, entry.marker, entry.url):
            if token is not None:
                yield token
    for option in manifest.options:
        yield option.name
        if option.value is not None:
            yield option.value
    for index in manifest.indexes:
        yield index.url


@given(TEXTS)
def test_every_span_is_true_and_in_order(text) -> None:
    manifest = requirements_txt.scan(text)
    for token in tokens(manifest):
        assert token.raw == token.span.of(text)
    for row in (
        [entry.span for entry in manifest.entries],
        [option.name.span for option in manifest.options],
        list(manifest.comments),
    ):
        edges = [edge for span in row for edge in (span.start, span.end)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)
    for entry in manifest.entries:
        for token in (entry.name, entry.specifier, entry.marker, entry.url, *entry.extras):
            assert token is None or entry.span.contains(token.span)
        assert entry.span.of(text) == entry.span.of(text).strip() != ""
    for comment in manifest.comments:
        assert comment.of(text).startswith("#")
    for problem in manifest.problems:
        assert problem.span.of(text)


@given(TEXTS, st.data())
def test_every_cursor_has_a_place_that_holds_it_on_its_line(text, data) -> None:
    offset = data.draw(st.integers(0, len(text)))
    manifest = requirements_txt.scan(text)
    place = requirements_cursor.place_at(manifest, text, offset)
    if isinstance(place, AtName | AtExtra | AtVersion | AtMarker | AtOption):
        assert place.replace.touches(offset)
        assert place.typed == text[place.replace.start : offset]
        lines = LineIndex(text)
        assert lines.line_of(place.replace.start) == lines.line_of(place.replace.end)
    if isinstance(place, AtExtra | AtVersion | AtMarker | AtUrl):
        assert place.entry in manifest.entries
    if isinstance(place, AtName) and place.entry is not None:
        assert place.entry in manifest.entries
        assert place.entry.name is None or place.replace == place.entry.name.span


def written_end(line: requirements_lines.Line) -> int:
    """Return where a line ends without its line end."""
    return line.comment.end if line.comment else line.fragment.whole.end


@given(TEXTS, st.data())
def test_the_line_around_a_cursor_is_the_one_that_a_scan_comes_by(text, data) -> None:
    offset = data.draw(st.integers(requirements_lines.first_line(text), len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        offset += 1
    line = requirements_lines.line_from(text, requirements_lines.first_line(text))
    while line.end <= offset and written_end(line) < line.end:
        line = requirements_lines.line_from(text, line.end)
    assert requirements_lines.line_at(text, offset) == line


@given(TEXTS)
@example("a[b,c] >=1.0, <2.* ; x == 'y'  # c")
@example("a;m\nb ; m#c\nc #\\\nd.whl\ne==1.zip\nf # \\")
@example("a ;m \nb==1;\nc[ d ,] #")
def test_the_quick_reading_of_ordinary_lines_equals_the_thorough_one(text) -> None:
    quick = requirements_txt.scan(text)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_ORDINARY", "_COMMENT", "_EMPTY"):
            patch.setattr(requirements_txt, name, re.compile(r"(?!)"))
        assert requirements_txt.scan(text) == quick


# A valid file is written from a list of what it holds; the scan must give the list back.
NAMES = st.from_regex(r"[A-Za-z](?:[A-Za-z0-9._-]{0,8}[A-Za-z0-9])?", fullmatch=True).filter(
    lambda name: not re.search(r"\.[a-z]{2}[a-z0-9]?\Z|\.lzma\Z", name, re.IGNORECASE)
)
SPACES = st.sampled_from(["", " ", "  ", "\t"])
BREAKS = st.sampled_from([" ", "  ", " \\\n", " \\\n    ", "\\\n "])
NOTHING = st.tuples(
    st.none(),
    st.sampled_from(
        [
            *("", "   ", "# requests>=2", "  # -r x", "#", "--pre", "-r other.txt"),
            *("--index-url https://h.example/simple", "-c 'a b.txt'", "--no-binary=:all:"),
            *("--trusted-host \\\n h.example", "-f ./wheels  # flask"),
        ]
    ),
)


@st.composite
def entries(draw):
    """Write one requirement; return its parts and its text."""
    name = draw(NAMES)
    extras = draw(st.none() | st.lists(NAMES, min_size=1, max_size=2))
    specifier = draw(st.sampled_from([None, "==1.0", ">=2,<3", "~=2.1", "!=1.*"]))
    marker = draw(st.sampled_from([None, "python_version < '3.9'", 'sys_platform=="x"']))
    hashes = draw(st.integers(0, 2))
    text = draw(SPACES) + name
    if extras is not None:
        text += draw(SPACES) + "[" + ",".join(extras) + "]"
    if specifier is not None:
        text += draw(SPACES | BREAKS) + specifier
    if marker is not None:
        text += draw(SPACES | BREAKS) + ";" + draw(SPACES | BREAKS) + marker
    for _ in range(hashes):
        text += draw(BREAKS) + "--hash=sha256:0f"
    text += draw(st.sampled_from(["", " ", "  # via x", "\t#"]))
    return (name, tuple(extras or ()), specifier, marker), text


@given(st.lists(entries() | NOTHING), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_a_file_gives_back_what_was_written_into_it(rows, line_end, marked) -> None:
    text = ("\ufeff" if marked else "") + "\n".join(written for _, written in rows)
    found = [
        (
            entry.name.value if entry.name else None,
            tuple(extra.value for extra in entry.extras),
            entry.specifier.value if entry.specifier else None,
            entry.marker.value if entry.marker else None,
        )
        for entry in requirements_txt.scan(text.replace("\n", line_end)).entries
    ]
    assert found == [parts for parts, _ in rows if parts is not None]


@given(st.lists(entries() | NOTHING))
def test_a_valid_file_has_no_problems(rows) -> None:
    assert requirements_txt.scan("\n".join(written for _, written in rows)).problems == ()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_every_beginning_of_a_file_holds_the_entries_before_its_last_line(path) -> None:
    text = path.read_bytes().decode()
    whole = requirements_txt.scan(text)
    lines = LineIndex(text)
    for cut in range(len(text) + 1):
        begun = requirements_txt.scan(text[:cut])
        last_line = lines.line_span(lines.line_of(cut)).start
        finished = [entry for entry in whole.entries if entry.span.end < last_line]
        assert list(begun.entries[: len(finished)]) == finished


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_every_cursor_in_every_file_has_its_place(path) -> None:
    text = path.read_bytes().decode()
    manifest = requirements_txt.scan(text)
    inside = {
        offset: entry
        for entry in manifest.entries
        if entry.name is not None and "egg=" not in entry.span.of(text)
        for offset in range(entry.name.span.start, entry.name.span.end + 1)
    }
    editable = {option.value.span for option in manifest.options if option.value}
    for offset in range(len(text) + 1):
        place = requirements_cursor.place_at(manifest, text, offset)
        entry = inside.get(offset)
        if entry is not None and entry.span not in editable:
            assert isinstance(place, AtName)
            assert place.entry == entry
