"""A fragment's characters know where they are written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.text import Span

# What the file says, and what it means: an escape, something dropped, and text as it stands.
PIECES = st.lists(
    st.one_of(
        st.text("abc \n", min_size=1, max_size=4).map(lambda text: (text, text)),
        st.sampled_from(["a", "\n", '"']).map(lambda char: (f"\\u{ord(char):04x}", char)),
        st.just(("\\\n   ", "")),
    ),
    max_size=6,
)


def build(pieces, before="«", after="»") -> Fragment:
    """Put a file together whose middle is written as the first halves and means the second ones."""
    source = before
    parts = []
    for written, meant in pieces:
        parts.append((meant, Span(len(source), len(source) + len(written))))
        source += written
    whole = Span(len(before), len(source))
    return Fragment.pieces(source + after, whole, parts)


def test_plain_text_means_what_is_written() -> None:
    fragment = Fragment.plain("xx requests yy", Span(3, 11))
    token = fragment.token(0, 8)
    assert (fragment.text, token.raw, token.value) == ("requests", "requests", "requests")
    assert token.span == Span(3, 11)
    assert fragment.part(2, 5).whole == Span(5, 8)


def test_offsets_outside_a_plain_fragment_are_clamped() -> None:
    fragment = Fragment.plain("xx requests yy", Span(3, 11))
    assert [fragment.index_of(offset) for offset in (0, 3, 4, 11, 99)] == [0, 0, 1, 8, 8]


def test_an_escape_is_one_character_that_is_written_with_six() -> None:
    fragment = build([("a", "a"), ("\\u0062", "b"), ("c", "c")], before="", after="")
    assert fragment.text == "abc"
    assert fragment.token(1, 2).raw == "\\u0062"
    assert fragment.token(0, 3).span == Span(0, 8)
    assert [fragment.index_of(offset) for offset in range(9)] == [0, 1, 1, 1, 1, 1, 1, 2, 3]


def test_a_continuation_in_the_middle_belongs_to_the_token_around_it() -> None:
    fragment = build([("re", "re"), ("\\\n   ", ""), ("quests", "quests")], before="", after="")
    token = fragment.token(0, 8)
    assert (token.raw, token.value) == ("re\\\n   quests", "requests")


def test_around_stops_where_the_row_breaks() -> None:
    fragment = build([("re", "re"), ("\\\n   ", ""), ("quests", "quests")], before="", after="")
    assert fragment.around(0, 8, 1) == ("r", Span(0, 2))
    assert fragment.around(0, 8, 2) == ("re", Span(0, 2))
    assert fragment.around(0, 8, 3) == ("", Span(3, 3))  # behind the backslash
    assert fragment.around(0, 8, 7) == ("", Span(7, 13))
    assert fragment.around(0, 8, 9) == ("qu", Span(7, 13))


def test_around_holds_a_cursor_in_the_middle_of_an_escape() -> None:
    fragment = build([("a", "a"), ("\\u0062", "b"), ("c", "c")], before="", after="")
    assert fragment.around(0, 3, 4) == ("a", Span(0, 8))


def test_around_stops_at_line_ends_that_are_text() -> None:
    fragment = Fragment.plain("ab\ncd\r\nef", Span(0, 9))
    assert fragment.around(0, 9, 4) == ("c", Span(3, 5))
    assert fragment.around(0, 9, 9) == ("ef", Span(7, 9))


def test_an_empty_fragment_stands_where_it_is() -> None:
    fragment = build([], before="xx", after="")
    assert fragment.text == ""
    assert fragment.token(0, 0).span == Span(2, 2)
    assert fragment.around(0, 0, 2) == ("", Span(2, 2))


@given(PIECES, st.data())
def test_tokens_are_what_the_file_says(pieces, data) -> None:
    fragment = build(pieces)
    end = data.draw(st.integers(0, len(fragment.text)))
    start = data.draw(st.integers(0, end))
    token = fragment.token(start, end)
    assert token.raw == token.span.of(fragment.source)
    assert token.value == fragment.text[start:end]
    assert fragment.whole.contains(token.span)


@given(PIECES)
def test_indices_and_offsets_agree(pieces) -> None:
    fragment = build(pieces)
    for index in range(len(fragment.text)):
        span = fragment.span(index, index + 1)
        assert fragment.index_of(span.start) == index
        assert fragment.index_of(span.end) == index + 1


@given(PIECES, st.data())
def test_a_part_stands_where_it_stood_in_the_whole(pieces, data) -> None:
    fragment = build(pieces)
    end = data.draw(st.integers(0, len(fragment.text)))
    start = data.draw(st.integers(0, end))
    part = fragment.part(start, end)
    assert part.text == fragment.text[start:end]
    for index in range(len(part.text)):
        assert part.span(index, index + 1) == fragment.span(start + index, start + index + 1)


@given(PIECES, st.data())
def test_around_holds_the_cursor_on_one_line(pieces, data) -> None:
    fragment = build(pieces)
    end = data.draw(st.integers(0, len(fragment.text)))
    start = data.draw(st.integers(0, end))
    low = fragment.span(start, end).start
    offset = data.draw(st.integers(low, max(fragment.span(start, end).end, low)))
    typed, span = fragment.around(start, end, offset)
    assert span.touches(offset)
    assert not set("\r\n") & set(span.of(fragment.source))
    assert typed in fragment.text[start:end]
