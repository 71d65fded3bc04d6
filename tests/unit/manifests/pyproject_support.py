"""Shows what was read from a pyproject.toml as short text, and what any manifest must fulfil."""

from __future__ import annotations

from pathlib import Path

from pypi_language_server.manifests.cursor import (
    AtExtra,
    AtInclude,
    AtMarker,
    AtName,
    AtUrl,
    AtVersion,
    Nowhere,
    Place,
)
from pypi_language_server.manifests.model import Entry, Manifest, Token
from pypi_language_server.manifests.pyproject import scan
from pypi_language_server.manifests.pyproject_cursor import place_at
from pypi_language_server.text import LineIndex, Span

FIXTURES = {
    path.stem: path.read_bytes().decode()
    for path in sorted((Path(__file__).parents[3] / "fixtures" / "manifests").glob("*.toml"))
}
NEW = "brand-new"


def dump(text: str) -> str:
    """Return one line for each entry: its group, then its parts."""
    manifest = checked(text)
    return "\n".join(show(manifest, entry) for entry in manifest.entries)


def show(manifest: Manifest, entry: Entry) -> str:
    """Return an entry's group and parts: `group: name[extra] >=1 ; marker @ url <- index OPEN`."""
    parts = [f"{manifest.groups[entry.group].label}:", entry.name.value if entry.name else "-"]
    if entry.extras_span is not None:
        parts[-1] += f"[{','.join(extra.value for extra in entry.extras)}]"
    parts += [entry.specifier.value] if entry.specifier else []
    parts += [f"; {entry.marker.value}"] if entry.marker else []
    parts += [f"@ {entry.url.value}"] if entry.url else []
    parts += [f"<- {entry.index_name}"] if entry.index_name else []
    parts += [] if entry.closed else ["OPEN"]
    return " ".join(parts)


def checked(text: str) -> Manifest:
    """Scan and assert what holds for every text."""
    manifest = scan(text)
    for entry in manifest.entries:
        assert 0 <= entry.group < len(manifest.groups)
        _inside(entry.span, text)
        _inside(entry.extras_span, text)
        for token in tokens(entry):
            _inside(token.span, text)
            assert token.span.of(text) == token.raw
    starts = [entry.span.start for entry in manifest.entries]
    assert starts == sorted(starts)
    for group in manifest.groups:
        _inside(group.span, text)
        _inside(group.name_span, text)
    for token in [*manifest.includes, *(index.url for index in manifest.indexes)]:
        assert token.span.of(text) == token.raw
    comments = [(comment.start, comment.end) for comment in manifest.comments]
    assert comments == sorted(set(comments))
    assert all(comment.of(text).startswith("#") for comment in manifest.comments)
    assert all(problem.span.end <= len(text) for problem in manifest.problems)
    return manifest


def tokens(entry: Entry) -> list[Token]:
    """Return all tokens of an entry."""
    single = [entry.name, entry.specifier, entry.marker, entry.url]
    return [token for token in single if token] + list(entry.extras)


def _inside(span: Span | None, text: str) -> None:
    if span is not None:
        assert 0 <= span.start <= span.end <= len(text)


def place(marked: str) -> tuple[str, Place]:
    """Return the text without its `$0`, and where the cursor that it marks stands."""
    offset = marked.index("$0")
    text = marked.replace("$0", "", 1)
    return text, checked_place(scan(text), text, offset)


def checked_place(manifest: Manifest, text: str, offset: int) -> Place:
    """Ask where the cursor stands and assert what holds for every text and offset."""
    found = place_at(manifest, text, offset)
    if not isinstance(found, AtUrl | Nowhere):
        span = found.replace
        assert span.touches(offset)
        lines = LineIndex(text)
        assert lines.line_of(span.start) == lines.line_of(span.end)
        raw = text[span.start : offset]
        assert found.typed == raw or "\\" in span.of(text)
    return found


def show_place(marked: str) -> str:
    """Return the kind of place at `$0`, what is typed, and what is replaced."""
    text, found = place(marked)
    match found:
        case AtName():
            entry = f" of {found.entry.name.value}" if found.entry and found.entry.name else ""
            return f"name {found.typed!r} for {found.replace.of(text)!r}{entry}"
        case AtExtra() | AtVersion() | AtMarker():
            kind = type(found).__name__.removeprefix("At").lower()
            name = found.entry.name.value if found.entry.name else "-"
            return f"{kind} {found.typed!r} for {found.replace.of(text)!r} of {name}"
        case AtInclude():
            return f"include {found.typed!r} for {found.replace.of(text)!r}"
        case AtUrl():
            return "url"
        case _:
            return "nowhere"


def accept(marked: str, name: str = NEW) -> str:
    """Return the whole text after accepting `name` at `$0`."""
    text, found = place(marked)
    assert isinstance(found, AtName), found
    return accepted(text, found, name)


def accepted(text: str, found: AtName, name: str = NEW) -> str:
    """Return the text after accepting `name` at a place."""
    span = found.replace
    return text[: span.start] + found.before + name + found.after + text[span.end :]
