"""Offsets and positions: whatever an editor sends, and back again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.text import LineIndex, PositionEncoding, Span

# Line ends of every kind, characters of every width, and what looks like a line end but is none.
TEXTS = st.text(
    st.sampled_from("ab\u00e9\u20ac\U0001f40d\n\r\x0c\x85\u2028\t\x0b\x1c"), max_size=40
)
ENCODINGS = st.sampled_from(PositionEncoding)
WIDE = "\U0001f40d"  # one character, two UTF-16 units, four UTF-8 bytes


def encoded_length(text: str, encoding: PositionEncoding) -> int:
    """Units of `text`, as the protocol counts them: the oracle."""
    codec, unit = {
        PositionEncoding.UTF8: ("utf-8", 1),
        PositionEncoding.UTF16: ("utf-16-le", 2),
        PositionEncoding.UTF32: ("utf-32-le", 4),
    }[encoding]
    return len(text.encode(codec)) // unit


def protocol_lines(text: str) -> list[str]:
    """Lines as LSP 3.17 splits them: the oracle."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@given(TEXTS, ENCODINGS, st.data())
def test_every_offset_survives_the_way_to_a_position_and_back(
    text: str, encoding: PositionEncoding, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(0, len(text)))
    lines = LineIndex(text)
    back = lines.offset(*lines.position(offset, encoding), encoding)
    inside_line_end = text[offset - 1 : offset + 1] == "\r\n" and offset > 0
    assert back == (offset - 1 if inside_line_end else offset)


@given(TEXTS, ENCODINGS)
def test_lines_and_columns_are_the_protocols(text: str, encoding: PositionEncoding) -> None:
    lines = LineIndex(text)
    expected = protocol_lines(text)
    assert lines.line_count() == len(expected)
    for number, content in enumerate(expected):
        span = lines.line_span(number)
        assert span.of(text) == content
        assert lines.position(span.end, encoding) == (number, encoded_length(content, encoding))


@given(TEXTS, ENCODINGS, st.integers(-3, 60), st.integers(-3, 60))
def test_any_position_gives_an_offset_in_the_text(
    text: str, encoding: PositionEncoding, line: int, column: int
) -> None:
    lines = LineIndex(text)
    offset = lines.offset(line, column, encoding)
    assert 0 <= offset <= len(text)
    if 0 <= line < lines.line_count():
        assert lines.line_span(line).touches(offset)


@given(TEXTS, ENCODINGS, st.integers(-100, 100))
def test_any_offset_gives_a_position_in_the_text(
    text: str, encoding: PositionEncoding, offset: int
) -> None:
    lines = LineIndex(text)
    line, column = lines.position(offset, encoding)
    assert 0 <= line < lines.line_count()
    assert 0 <= column <= encoded_length(lines.line_span(line).of(text), encoding)


@given(TEXTS, ENCODINGS)
def test_later_offsets_never_have_earlier_positions(text: str, encoding: PositionEncoding) -> None:
    lines = LineIndex(text)
    positions = [lines.position(offset, encoding) for offset in range(len(text) + 1)]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("encoding", "column"),
    [(PositionEncoding.UTF8, 5), (PositionEncoding.UTF16, 3), (PositionEncoding.UTF32, 2)],
)
def test_columns_after_an_astral_character(encoding: PositionEncoding, column: int) -> None:
    assert LineIndex(f"{WIDE}ab").position(2, encoding) == (0, column)


@pytest.mark.parametrize("column", [1, 2, 3])
def test_a_column_inside_a_character_stands_for_its_start(column: int) -> None:
    assert LineIndex(f"a{WIDE}b").offset(0, 1 + column, PositionEncoding.UTF8) == 1


def test_the_empty_line_after_the_last_line_end_is_a_line() -> None:
    """It is where people type."""
    lines = LineIndex("requests\nflask\n")
    assert lines.line_count() == 3
    assert lines.offset(2, 0, PositionEncoding.UTF16) == 15
    assert lines.position(15, PositionEncoding.UTF16) == (2, 0)


def test_an_empty_text_has_one_line() -> None:
    lines = LineIndex("")
    assert lines.line_count() == 1
    assert lines.offset(0, 0, PositionEncoding.UTF16) == 0
    assert lines.offset(9, 9, PositionEncoding.UTF16) == 0
    assert lines.position(5, PositionEncoding.UTF8) == (0, 0)


def test_form_feeds_and_unicode_separators_end_no_line() -> None:
    assert LineIndex("a\x0cb\x85c\u2028d").line_count() == 1


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (3, 2)])
def test_a_span_has_a_start_before_its_end(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_cursor_touches_both_ends_of_a_span() -> None:
    span = Span(2, 4)
    assert [span.touches(offset) for offset in range(1, 6)] == [False, True, True, True, False]


def test_spans_hold_themselves_and_smaller_ones() -> None:
    span = Span(2, 6)
    assert span.contains(span)
    assert span.contains(Span(3, 5))
    assert not span.contains(Span(1, 5))
    assert not span.contains(Span(3, 7))
    assert len(span) == 4
    assert span.of("abcdefgh") == "cdef"
