"""Feature tests as texts with a cursor: what is offered, what accepting does, what is shown.

Every check also holds the answer to what is true of all answers: one cursor, an edit that holds
the cursor and stays on its line, labels that differ, the same answer twice and under CRLF, and
spans that survive the way through each of the protocol's position encodings.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from textwrap import dedent
from typing import Any, TypeVar

from pypi_language_server.catalogue.model import NameCatalogue
from pypi_language_server.features import hover, offers, settings_hover
from pypi_language_server.features.model import CompletionList, Hover, ItemKind, Knowledge
from pypi_language_server.features.untrusted import clean
from pypi_language_server.features.version_offer import LIMIT as MOST_VERSIONS
from pypi_language_server.index.model import Answer
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.names import normalize
from pypi_language_server.session import Document
from pypi_language_server.settings import CompletionSettings
from pypi_language_server.text import LineIndex, PositionEncoding, Span
from tests.support.known import NAMES, NOW, context, known

CURSOR = "$0"
T = TypeVar("T")


@dataclass(frozen=True)
class Fixture:
    """A manifest with a cursor in it."""

    document: Document
    offset: int

    @property
    def text(self) -> str:
        return self.document.text

    def with_crlf(self) -> Fixture:
        """The same manifest as another editor writes it."""
        head, tail = self.text[: self.offset], self.text[self.offset :]
        head, tail = head.replace("\n", "\r\n"), tail.replace("\n", "\r\n")
        return Fixture(replace(self.document, text=head + tail), len(head))


def requirements(marked: str) -> Fixture:
    """A requirements file; `$0` is the cursor."""
    return _fixture(marked, ManifestKind.REQUIREMENTS)


def pyproject(marked: str) -> Fixture:
    """A pyproject.toml; `$0` is the cursor."""
    return _fixture(marked, ManifestKind.PYPROJECT)


def _fixture(marked: str, kind: ManifestKind) -> Fixture:
    text = dedent(marked)
    assert text.count(CURSOR) == 1, "a fixture has exactly one cursor"
    offset = text.index(CURSOR)
    return Fixture(Document("file:///f", 1, text.replace(CURSOR, ""), kind), offset)


def knowing(
    answer: Answer | None = None,
    *,
    catalogue: NameCatalogue = NAMES,
    settings: CompletionSettings | None = None,
    **more: Any,
) -> Knowledge:
    """What completion may draw upon: `answer` is what is known about the project at the cursor."""
    settings = settings or CompletionSettings()
    return Knowledge(catalogue, settings, lambda name: f"About {name}.", NOW, answer, **more)


def completed(
    fixture: Fixture,
    catalogue: NameCatalogue = NAMES,
    settings: CompletionSettings | None = None,
    knowledge: Knowledge | None = None,
) -> CompletionList | None:
    """What is offered at the cursor, after checking what is true of every answer."""
    knowledge = knowledge or knowing(catalogue=catalogue, settings=settings)

    def ask(one: Fixture) -> CompletionList | None:
        return offers.offer(one.document, offers.wanted(one.document, one.offset), knowledge)

    found = _everywhere_the_same(fixture, ask, _completion_without_offsets)
    if found is None:
        return None
    labels = [item.label for item in found.items]
    versions = any(item.kind is ItemKind.VERSION for item in found.items)
    assert len(labels) <= (MOST_VERSIONS if versions else knowledge.settings.limit)
    assert len(set(labels)) == len(labels)
    assert found.replace.touches(fixture.offset)
    assert "\n" not in found.replace.of(fixture.text)
    assert found.typed == fixture.text[found.replace.start : fixture.offset]
    for item in found.items:
        assert item.name == (normalize(item.label) if item.kind is ItemKind.PROJECT else None)
        assert clean(item.detail) == item.detail
    _survives_encodings(fixture.text, found.replace)
    return found


def _completion_without_offsets(answer: CompletionList | None, text: str) -> object:
    if answer is None:
        return None
    return answer.items, answer.replace.of(text), answer.typed, answer.incomplete


def check_completion(
    fixture: Fixture,
    *labels: str,
    settings: CompletionSettings | None = None,
    knowledge: Knowledge | None = None,
) -> None:
    """At the cursor exactly these are offered, in this order."""
    answer = completed(fixture, settings=settings, knowledge=knowledge)
    assert answer is not None, "nothing may stand here"
    assert [item.label for item in answer.items] == list(labels)


def check_nothing(fixture: Fixture, knowledge: Knowledge | None = None) -> None:
    """At the cursor nothing is offered."""
    assert completed(fixture, knowledge=knowledge) is None


def check_accept(
    label: str,
    before: Fixture,
    after: str,
    *,
    toml: bool = True,
    settings: CompletionSettings | None = None,
    knowledge: Knowledge | None = None,
) -> None:
    """Accepting `label` turns the whole file into `after`; as TOML it must then be readable.

    `toml=False`: something else in the file is still half-typed.
    """
    answer = completed(before, settings=settings, knowledge=knowledge)
    assert answer is not None, "nothing may stand here"
    items = {item.label: item for item in answer.items}
    assert label in items, f"{label} is not among {list(items)}"
    span, insert = answer.replace, items[label].insert
    text = before.text[: span.start] + insert + before.text[span.end :]
    assert text == dedent(after)
    if toml and before.document.kind is ManifestKind.PYPROJECT:
        tomllib.loads(text)
    if items[label].kind is ItemKind.PROJECT:
        _names_project(before, text, span.start + len(insert), label)


def _names_project(before: Fixture, text: str, end: int, label: str) -> None:
    """The scanner finds the accepted project where it was put."""
    manifest = replace(before.document, text=text).manifest
    found = [entry for entry in manifest.entries if entry.name and entry.name.span.start <= end]
    names = [normalize(entry.name.value) for entry in found if entry.name]
    assert normalize(label) in names


def hovered(
    fixture: Fixture, answer: Answer | None = None, around: hover.HoverContext | None = None
) -> Hover | None:
    """What is shown at the cursor, after checking what is true of every answer."""
    answer = known() if answer is None else answer

    def ask(one: Fixture) -> Hover | None:
        target = hover.target(one.document, one.offset)
        if target is None:
            return settings_hover.explain(one.document, one.offset)
        return hover.render(target, answer, around or context())

    shown = _everywhere_the_same(fixture, ask, _hover_without_offsets)
    if shown is not None:
        assert shown.span.touches(fixture.offset)
        _survives_encodings(fixture.text, shown.span)
    return shown


def _hover_without_offsets(answer: Hover | None, text: str) -> object:
    if answer is None:
        return None
    return answer.span.of(text).replace("\r\n", "\n"), answer.markdown, answer.plain


def check_hover(
    fixture: Fixture,
    expected: str,
    *,
    answer: Answer | None = None,
    around: hover.HoverContext | None = None,
) -> None:
    """The cursor's hover reads as `expected` (a snapshot), below the text that it belongs to.

    Hard line breaks, which are two blanks, are shown as a bare line end.
    """
    shown = hovered(fixture, answer, around)
    assert shown is not None, "nothing to show here"
    markdown = shown.markdown.replace("  \n", "\n")
    assert f"{_underlined(fixture.text, shown.span)}\n\n{markdown}\n" == expected


def check_no_hover(fixture: Fixture) -> None:
    """There is nothing to show at the cursor."""
    assert hovered(fixture) is None


def _underlined(text: str, span: Span) -> str:
    """The line of `span`, and a line of carets below it."""
    lines = LineIndex(text)
    line = lines.line_span(lines.line_of(span.start))
    indent = " " * (span.start - line.start)
    return f"{line.of(text)}\n{indent}{'^' * (min(span.end, line.end) - span.start)}"


def _everywhere_the_same(
    fixture: Fixture, ask: Callable[[Fixture], T], essence: Callable[[T, str], object]
) -> T:
    """Ask three times: twice about the same text, once under CRLF."""
    answer = ask(fixture)
    crlf = fixture.with_crlf()
    assert ask(fixture) == answer
    assert essence(ask(crlf), crlf.text) == essence(answer, fixture.text)
    return answer


def _survives_encodings(text: str, span: Span) -> None:
    lines = LineIndex(text)
    for encoding in PositionEncoding:
        start, end = (lines.position(edge, encoding) for edge in (span.start, span.end))
        assert lines.offset(*start, encoding) == span.start
        assert lines.offset(*end, encoding) == span.end
