"""Foreign text stays text: held against a Markdown parser that is not ours."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pypi_language_server.features.markdown import code, escape, to_markdown
from pypi_language_server.features.page import (
    Anchor,
    Anchors,
    Code,
    Footer,
    Page,
    Paragraph,
    Rows,
    Strong,
    Text,
    line,
    paragraph,
)
from pypi_language_server.features.plain import to_plain
from pypi_language_server.features.untrusted import LIMIT, clean, safe_url, without_credentials

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# The signs that mean something in Markdown, in a mix that tends to make markup.
SIGNS = st.text(st.sampled_from("\\`*_[]()<>#!|~&;:/@$-+=.1 ab\"'"), max_size=40)
ANY = SIGNS | st.text(max_size=40)


def inline_tokens(markdown: str) -> list[Token]:
    return [
        child
        for token in PARSER.parse(markdown)
        for child in (token.children or [])
        if child.type not in {"text", "text_special"} or child.content
    ]


def read(markdown: str) -> str:
    """What a reader sees of a paragraph that must hold nothing but text."""
    tokens = PARSER.parse(markdown)
    assert [token.type for token in tokens] in (
        [],
        ["paragraph_open", "inline", "paragraph_close"],
    ), tokens
    children = inline_tokens(markdown)
    assert {child.type for child in children} <= {"text", "text_special"}, children
    return "".join(child.content for child in children)


@given(ANY)
def test_escaped_text_reads_as_itself_and_is_nothing_but_text(text: str) -> None:
    assert read(escape(text)).strip() == clean(text).strip()


@given(ANY)
def test_text_in_the_middle_of_a_line_is_nothing_but_text(text: str) -> None:
    assert read(f"a {escape(text)} z") == " ".join(f"a {clean(text)} z".split(" ")).strip()


@given(ANY)
def test_code_is_code(text: str) -> None:
    children = inline_tokens(f"a {code(text)} z")
    expected = clean(text).replace("`", "'").strip()
    found = [child.content for child in children if child.type == "code_inline"]
    assert found == ([expected] if expected else [])


@given(ANY, ANY)
def test_a_link_leads_where_it_says_or_nowhere(label: str, rest: str) -> None:
    url = f"https://docs.example/{rest}"
    markdown = to_markdown((paragraph("a ", Anchor(label, url), " z"),))
    children = inline_tokens(markdown)
    targets = [child.attrGet("href") for child in children if child.type == "link_open"]
    assert targets in ([], [safe_url(url)]), markdown
    kinds = {child.type for child in children}
    assert kinds <= {"text", "text_special", "link_open", "link_close"}


@given(st.lists(ANY, min_size=1, max_size=3), ANY, ANY)
def test_a_page_has_the_layout_that_was_asked_for_and_no_other(
    texts: list[str], label: str, last: str
) -> None:
    """No heading, list, table, quotation, code block or HTML comes out of foreign text."""
    page: Page = (
        Paragraph(tuple(line("- ", Text(text)) for text in texts)),
        Rows(((f"L{label}", line(Text(last))), ("M", line(Code(label), Text(last))))),
        Anchors((Anchor(label, "https://a.example"), Anchor("b", last))),
        Footer(f"F{last}"),
    )
    tokens = PARSER.parse(to_markdown(page))
    kinds = {token.type for token in tokens}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close", "hr"}
    assert sum(token.type == "hr" for token in tokens) == 1
    inline = {child.type for token in tokens for child in token.children or []}
    assert not inline & {"html_inline", "image", "s_open", "softbreak"}


@given(st.lists(ANY, min_size=2, max_size=4))
def test_lines_below_each_other_stay_one_paragraph(texts: list[str]) -> None:
    """Two lines could make a table or an underlined heading."""
    markdown = to_markdown((Paragraph(tuple(line(Text(text)) for text in texts)),))
    tokens = PARSER.parse(markdown)
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    children = inline_tokens(markdown)
    assert {child.type for child in children} <= {"text", "text_special", "hardbreak"}


@given(ANY)
def test_clean_text_is_one_bounded_visible_line(text: str) -> None:
    cleaned = clean(text, 20)
    assert len(cleaned) <= 20
    assert cleaned.splitlines() in ([], [cleaned])
    assert not any(unicodedata.category(char).startswith("C") for char in cleaned)
    assert clean(cleaned, 20) == cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("right\u202eto left", "rightto left"),
        ("\u2066isolated\u2069", "isolated"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("bell\x07\x1b[31mred", "bell[31mred"),
        ("flag\U000e0041\U000e0042", "flag"),
        ("pile" + "\u0301" * 50, "pile\u0301\u0301"),
        ("filler\u3164\u115f", "filler"),
        ("heart\ufe0f", "heart"),
        ("lone\ud800", "lone"),
        ("caf\u00e9 \u65e5\u672c", "caf\u00e9 \u65e5\u672c"),
    ],
)
def test_what_cleaning_takes_away(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_long_text_ends_in_an_ellipsis() -> None:
    assert clean("x" * 1_000_000) == "x" * (LIMIT - 1) + "…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("charset_normalizer", "charset_normalizer"),
        ("__init__", r"\_\_init\_\_"),
        ("see https://evil.example", r"see https\://evil.example"),
        ("www.evil.example", r"www\.evil.example"),
        ("@someone and me@mail.example", r"\@someone and me\@mail.example"),
        ("AT&T &amp; you", r"AT&T \&amp; you"),
        ("C++ (fast) - really!", "C++ (fast) - really!"),
        ("# heading", r"\# heading"),
        ("1. first", r"1\. first"),
        ("1.5 is out", "1.5 is out"),
        ("- item", r"\- item"),
        ("-e", "-e"),
        ("> quote", r"\> quote"),
        ("$(icon)", r"\$(icon)"),
        ("2 * 3 < 7, a | b", "2 * 3 < 7, a | b"),
        ("*bold* <b>", r"\*bold\* \<b>"),
        ("|a|", r"\|a|"),
        ("* item", r"\* item"),
    ],
)
def test_only_what_would_work_is_escaped(text: str, expected: str) -> None:
    assert escape(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://docs.example/a_(b) c", "https://docs.example/a_%28b%29%20c"),
        ("https://docs.example/a_(b)", "https://docs.example/a_%28b%29"),
        ("https://docs.example/%7Eme?q=1&r=2#top", "https://docs.example/%7Eme?q=1&r=2#top"),
        ("https://docs.example/100%", "https://docs.example/100%25"),
        ("https://docs.example/caf\u00e9", "https://docs.example/caf%C3%A9"),
        ("HTTP://docs.example", "HTTP://docs.example"),
        ("https://[::1]:8080/x", "https://%5B::1%5D:8080/x"),
        ("javascript:alert(1)", None),
        ("command:workbench.action", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("//docs.example", None),
        ("https://", None),
        ("https://good.example@evil.example/", None),
        ("https://good.example\\@evil.example/", None),
        ("https://g\u043e\u043ed.example/", None),
        ("https://docs.example/\u202etxt", None),
        ("https://docs.example/" + "a" * 600, None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_addresses_fit_for_a_link(url: str, expected: str | None) -> None:
    assert safe_url(url) == expected


def test_an_address_that_is_no_link_still_has_its_words() -> None:
    page = (paragraph(Anchor("Docs", "javascript:x")), Anchors((Anchor("Home", "x"),)))
    assert to_markdown(page) == "Docs\n\nHome"
    assert to_plain(page) == "Docs"


def test_credentials_are_taken_out_of_addresses() -> None:
    assert without_credentials("git+https://me:secret@h.example/r") == "git+https://h.example/r"
    assert without_credentials("./folder@2") == "./folder@2"


def test_both_forms_of_one_page() -> None:
    page: Page = (
        paragraph(Strong("a*b"), " 1.0 — text"),
        Rows(
            (("Latest", line("1.0")), ("Python", line("with ", Code("x")))),
        ),
        Anchors((Anchor("Docs", "https://d.example"), Anchor("Source", "https://s.example"))),
        Footer("From index.example"),
    )
    assert to_markdown(page) == (
        "**a\\*b** 1.0 — text\n\n"
        "**Latest** 1.0  \n**Python** with `x`\n\n"
        "[Docs](https://d.example) · [Source](https://s.example)\n\n"
        "---\n\n*From index.example*"
    )
    assert to_plain(page) == (
        "a*b 1.0 — text\n\n"
        "Latest  1.0\nPython  with x\n\n"
        "Docs    https://d.example\nSource  https://s.example\n\n"
        "From index.example"
    )
