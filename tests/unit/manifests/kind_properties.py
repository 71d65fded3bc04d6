"""What must hold of every kind of manifest, whatever is typed, and how their tests show things.

Each kind's test module calls the `check_…` functions below, one from each test:

    def test_any_text() -> None: check_any_text(KIND, PIECES, PREFIX)
    def test_names_of_fixtures() -> None: check_fixture(KIND, text)
    def test_truncations() -> None: check_truncations(KIND, text)
    def test_large() -> None: check_large(KIND, text)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.cursor import (
    AtExtra,
    AtInclude,
    AtMarker,
    AtName,
    AtOption,
    AtUrl,
    AtVersion,
    Nowhere,
    Place,
)
from pypi_language_server.manifests.model import Entry, Form, Manifest, ManifestKind, Syntax, Token
from pypi_language_server.text import LineIndex, Span

FIXTURES = Path(__file__).parents[3] / "fixtures" / "manifests"
CURSOR = "$0"
NEW = "brand-new"

ODD_PIECES: Sequence[str] = [
    *("\n", "\n", "\r\n", "\r", " ", "  ", "\t", "#", " #", "'", '"', "\\", "\\\n", ",", ":", ";"),
    *("[", "]", "{", "}", "(", ")", "=", "==", ">=", "<", "~=", "!", "@", ".", "-", "_", "/", "$"),
    *("a", "B", "9", "é", "\0", "\ud800", "🐍", "\f", "\v", "\x85", "\u2028", "\ufeff", "*", "&"),
    *("requests", "requests>=2", "flask[a,b]", "; os_name == 'nt'", "@ https://h.example/x.whl"),
    *("-r other.txt", "-c a.txt", "-e .", "--index-url https://h.example/", "--hash=sha256:0f"),
]


def fixtures(folder: str) -> dict[str, str]:
    """Return the files in a folder of `fixtures/manifests`, by name, as they are on the disk."""
    paths = sorted((FIXTURES / folder).iterdir())
    return {path.name: path.read_bytes().decode() for path in paths if path.is_file()}


# How things are shown.


def dump(kind: ManifestKind, text: str) -> str:
    """Return one line for each entry: `group: name[extra] >=1 ; marker @ url <- index OPEN`."""
    manifest = checked(kind, text)
    return "\n".join(show(manifest, entry) for entry in manifest.entries)


def show(manifest: Manifest, entry: Entry) -> str:
    """Return an entry's group and parts."""
    parts = [f"{manifest.groups[entry.group].label}:", entry.name.value if entry.name else "-"]
    if entry.extras_span is not None:
        parts[-1] += f"[{','.join(extra.value for extra in entry.extras)}]"
    parts += [entry.specifier.value] if entry.specifier else []
    parts += [f"; {entry.marker.value}"] if entry.marker else []
    parts += [f"@ {entry.url.value}"] if entry.url else []
    parts += [f"<- {entry.index_name}"] if entry.index_name else []
    parts += [] if entry.closed else ["OPEN"]
    return " ".join(parts)


def place(kind: ManifestKind, marked: str) -> tuple[str, Place]:
    """Return the text without its `$0`, and where the cursor that it marks stands."""
    offset = marked.index(CURSOR)
    text = marked.replace(CURSOR, "", 1)
    return text, checked_place(kinds.scan(kind, text), text, offset)


def show_place(kind: ManifestKind, marked: str) -> str:
    """Return the kind of place at `$0`, what is typed, what is replaced, and whose it is."""
    text, found = place(kind, marked)
    match found:
        case AtUrl():
            return "url"
        case Nowhere():
            return "nowhere"
        case AtName(entry=None) | AtInclude() | AtOption():
            owner = ""
        case AtName() | AtExtra() | AtVersion() | AtMarker():
            entry = found.entry
            owner = f" of {entry.name.value}" if entry is not None and entry.name else ""
    said = type(found).__name__.removeprefix("At").lower()
    return f"{said} {found.typed!r} for {found.replace.of(text)!r}{owner}"


def accept(kind: ManifestKind, marked: str, name: str = NEW) -> str:
    """Return the whole text after accepting `name` at `$0`."""
    text, found = place(kind, marked)
    assert isinstance(found, AtName), found
    return accepted(text, found, name)


def accept_as(kind: ManifestKind, before: str, after: str, name: str = "NAME") -> str:
    """Accept a name at the `$0` of a text; the whole text must become `after`, also under CRLF."""
    whole = accept(kind, before, name)
    assert whole == after
    assert accept(kind, before.replace("\n", "\r\n"), name) == whole.replace("\n", "\r\n")
    return whole


def accepted(text: str, found: AtName, name: str = NEW) -> str:
    """Return the text after accepting `name` at a place."""
    span = found.replace
    return text[: span.start] + found.before + name + found.after + text[span.end :]


# What must hold.


def checked(kind: ManifestKind, text: str) -> Manifest:
    """Scan and assert what holds of every text."""
    manifest = kinds.scan(kind, text)
    assert manifest.kind is kind
    for entry in manifest.entries:
        assert 0 <= entry.group < len(manifest.groups)
    for span in spans(manifest):
        assert 0 <= span.start <= span.end <= len(text)
    for token in tokens(manifest):
        assert token.span.of(text) == token.raw
    for row in (
        [entry.span for entry in manifest.entries],
        [option.name.span for option in manifest.options],
        list(manifest.comments),
    ):
        assert row == sorted(row)
    assert len(set(manifest.comments)) == len(manifest.comments)
    assert all(comment.of(text)[:1] in "#;" for comment in manifest.comments)
    return manifest


def tokens(manifest: Manifest) -> Iterator[Token]:
    """Yield every token of a manifest."""
    for entry in manifest.entries:
        yield from tokens_of(entry)
    for option in manifest.options:
        yield option.name
        yield from [option.value] if option.value else []
    yield from manifest.includes
    yield from (index.url for index in manifest.indexes)


def tokens_of(entry: Entry) -> list[Token]:
    """Return all tokens of an entry."""
    single = [entry.name, entry.specifier, entry.marker, entry.url]
    return [token for token in single if token] + list(entry.extras)


def spans(manifest: Manifest) -> Iterator[Span]:
    """Yield every span of a manifest."""
    for entry in manifest.entries:
        yield entry.span
        yield from [entry.extras_span] if entry.extras_span else []
    for group in manifest.groups:
        yield from (group.span, group.name_span)
    yield from manifest.comments
    yield from (problem.span for problem in manifest.problems)
    yield from (token.span for token in tokens(manifest))


def checked_place(manifest: Manifest, text: str, offset: int) -> Place:
    """Ask where the cursor stands and assert what holds of every text and offset."""
    found = kinds.place_at(manifest, text, offset)
    if not isinstance(found, AtUrl | Nowhere):
        span = found.replace
        assert span.touches(offset)
        lines = LineIndex(text)
        assert lines.line_of(span.start) == lines.line_of(span.end)
        raw = text[span.start : offset]
        assert found.typed == raw or re.search(r"\\|''", span.of(text)), (found.typed, raw)
    if isinstance(found, AtName):
        assert 0 <= found.group < len(manifest.groups)
    if isinstance(found, AtExtra | AtVersion | AtMarker | AtUrl):
        assert found.entry in manifest.entries
    return found


def check_any_text(kind: ManifestKind, pieces: Sequence[str], prefix: str = "") -> None:
    """No text and no cursor make the kind's modules raise or tell an untruth.

    Args:
        kind: which.
        pieces: what such files are made of; odd characters are added here.
        prefix: what leads to where requirements stand, so that many texts reach them.
    """
    made = st.lists(st.sampled_from([*pieces, *pieces, *ODD_PIECES]), max_size=30).map("".join)
    texts = st.one_of(made, made.map(prefix.__add__), st.text(max_size=40).map(prefix.__add__))

    @settings(max_examples=250, deadline=None)
    @given(texts, st.data())
    def check(text: str, data: st.DataObject) -> None:
        manifest = checked(kind, text)
        for offset in data.draw(st.lists(st.integers(0, len(text)), max_size=6)):
            checked_place(manifest, text, offset)
        checked_place(manifest, text, len(text))
        kinds.place_at(manifest, text, -1)
        kinds.place_at(manifest, text, len(text) + 1)

    check()


def check_fixture(
    kind: ManifestKind, text: str, valid: Callable[[str], object] | None = None
) -> None:
    """Every cursor in a finished file has its place; accepting a name anywhere keeps it valid.

    Args:
        kind: which.
        text: the file; it has no problems.
        valid: raises for a text that the syntax's own parser does not read.
    """
    manifest = checked(kind, text)
    assert manifest.entries
    assert all(entry.closed for entry in manifest.entries)
    agrees_with_packaging(manifest)
    inside = _offsets_in_names(manifest)
    for offset in range(len(text) + 1):
        found = checked_place(manifest, text, offset)
        if offset in inside:
            assert isinstance(found, AtName), (inside[offset], offset)
            assert found.entry == inside[offset]
        if isinstance(found, AtName):
            after = accepted(text, found)
            assert (valid(after) if valid else True) is not False
            _holds_the_new_name(kind, after, (offset, text[:offset][-40:], after[:offset][-40:]))


def _offsets_in_names(manifest: Manifest) -> dict[int, Entry]:
    """Return the offsets at which a name must be found; names in addresses are no places."""
    return {
        offset: entry
        for entry in manifest.entries
        if entry.name and not (entry.url and entry.url.span.contains(entry.name.span))
        for offset in range(entry.name.span.start, entry.name.span.end + 1)
    }


def _holds_the_new_name(kind: ManifestKind, text: str, where: object) -> None:
    names = [entry.name.value for entry in checked(kind, text).entries if entry.name]
    assert NEW in names, where


def agrees_with_packaging(manifest: Manifest) -> None:
    """What was read of finished requirements is what packaging understands."""
    for entry in manifest.entries:
        if entry.name is not None:
            assert Requirement(entry.name.value).name == entry.name.value
        for extra in entry.extras:
            assert Requirement(f"x[{extra.value}]").extras == {extra.value}
        if entry.specifier is not None and entry.syntax is Syntax.PEP440:
            SpecifierSet(entry.specifier.value)
        if entry.marker is not None:
            Marker(entry.marker.value)


def check_truncations(kind: ManifestKind, text: str, *, paths: bool = True) -> None:
    """Every beginning of a file holds the entries that are finished before the cut's line.

    Args:
        kind: which.
        text: the file.
        paths: whether what comes later can say nothing about the groups.
    """
    whole = checked(kind, text)
    wanted = [(entry.span.end, _facts(whole, entry, paths)) for entry in whole.entries]
    lines = LineIndex(text)
    for cut in range(len(text) + 1):
        part = kinds.scan(kind, text[:cut])
        found = [_facts(part, entry, paths) for entry in part.entries]
        line = lines.line_span(lines.line_of(cut)).start
        for end, facts in wanted:
            if end < line:
                assert facts in found, (cut, facts, text[max(0, cut - 40) : cut])


def _facts(manifest: Manifest, entry: Entry, paths: bool) -> object:
    """Return all of an entry but what later parts of the file may say about it."""
    path = manifest.groups[entry.group].path if paths else None
    edges = entry.span.start if entry.form is Form.KEY else entry.span
    return path, edges, entry.closed, entry.extras_span, tokens_of(entry)


def check_line_ends(kind: ManifestKind, text: str) -> None:
    """CRLF, LF and a byte order mark make no difference to what a file says."""
    text = text.replace("\r\n", "\n")
    said = dump(kind, text)
    assert dump(kind, text.replace("\n", "\r\n")) == said
    assert dump(kind, "\ufeff" + text.removeprefix("\ufeff")) == said


def check_large(kind: ManifestKind, text: str, seconds: float = 5) -> Manifest:
    """Scan a large text and ask for places in it; quadratic reading would take minutes."""
    start = process_time()
    manifest = kinds.scan(kind, text)
    for offset in (len(text), len(text) // 2, len(text) - 2, 0):
        checked_place(manifest, text, offset)
    assert process_time() - start < seconds
    return manifest
