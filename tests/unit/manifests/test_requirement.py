"""The PEP 508 scanner: parts of requirements, finished and half-typed, and cursors in them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.manifests import requirement
from pypi_language_server.manifests.cursor import (
    AtExtra,
    AtMarker,
    AtName,
    AtUrl,
    AtVersion,
    Nowhere,
)
from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.model import Form
from pypi_language_server.text import Span


def read(text: str):
    """Return the fragment and the entry of a requirement that is the whole text."""
    fragment = Fragment.plain(text, Span(0, len(text)))
    parts = requirement.read(text)
    return fragment, requirement.entry(fragment, parts, group=0, form=Form.STRING)


def dump(text: str) -> str:
    """Return the parts of a requirement in one line."""
    fragment, entry = read(text)
    found = [
        f"{part}={token.value}@{token.span.start}"
        for part in ("name", "specifier", "url", "marker")
        if (token := getattr(entry, part)) is not None
    ]
    if entry.extras_span is not None:
        extras = ",".join(extra.value for extra in entry.extras)
        found.insert(1, f"extras={extras}@{entry.extras_span.start}:{entry.extras_span.end}")
    found += [] if entry.closed else ["open"]
    problems = requirement.problems(fragment, requirement.read(text))
    found += [f"!{problem.code}:{problem.span.of(text)}" for problem in problems]
    return " ".join(found)


TABLE = [
    ("", ""),
    ("   ", ""),
    ("requests", "name=requests@0"),
    ("  requests ", "name=requests@2"),
    ("zope.interface", "name=zope.interface@0"),
    ("A_b-C.d9", "name=A_b-C.d9@0"),
    ("requests>=2", "name=requests@0 specifier=>=2@8"),
    ("requests >= 2 , < 3", "name=requests@0 specifier=>= 2 , < 3@9"),
    ("requests(>=2)", "name=requests@0 specifier=>=2@9"),
    ("requests ( >=2 , <3 )", "name=requests@0 specifier=>=2 , <3@11"),
    ("requests===1-weird", "name=requests@0 specifier====1-weird@8"),
    ("requests~=2.1.*", "name=requests@0 specifier=~=2.1.*@8"),
    ("requests==1!2.0+local.7", "name=requests@0 specifier===1!2.0+local.7@8"),
    ("requests==${VERSION}", "name=requests@0 specifier===${VERSION}@8"),
    ("requests[a]", "name=requests@0 extras=a@8:11"),
    ("requests[]", "name=requests@0 extras=@8:10"),
    ("requests [ a , b-c ] ==1", "name=requests@0 extras=a,b-c@9:20 specifier===1@21"),
    ("a;m", "name=a@0 marker=m@2"),
    (
        "a>=1 ; python_version < '3.11' and extra == 'x;y'",
        "name=a@0 specifier=>=1@1 marker=python_version < '3.11' and extra == 'x;y'@7",
    ),
    ("a @ https://h.example/x", "name=a@0 url=https://h.example/x@4"),
    ("a@https://h.example/x;y ; m", "name=a@0 url=https://h.example/x;y@2 marker=m@26"),
    ("a[b] @ file:///x", "name=a@0 extras=b@1:4 url=file:///x@7"),
    # half-typed
    ("requests>", "name=requests@0 specifier=>@8"),
    ("requests>=", "name=requests@0 specifier=>=@8"),
    ("requests>=2,", "name=requests@0 specifier=>=2,@8"),
    ("requests>=2,<", "name=requests@0 specifier=>=2,<@8"),
    ("requests(", "name=requests@0"),
    ("requests(>=2", "name=requests@0 specifier=>=2@9"),
    ("requests()", "name=requests@0"),
    ("requests[", "name=requests@0 extras=@8:9 open !unclosed-extras:["),
    ("requests[so", "name=requests@0 extras=so@8:11 open !unclosed-extras:[so"),
    ("requests[so, ", "name=requests@0 extras=so@8:12 open !unclosed-extras:[so,"),
    (
        "requests[so>=2 ; m",
        "name=requests@0 extras=so@8:11 specifier=>=2@11 marker=m@17 open !unclosed-extras:[so",
    ),
    ("requests @", "name=requests@0"),
    ("requests @ ; m", "name=requests@0 marker=m@13"),
    ("requests ;", "name=requests@0"),
    ("requests-", "name=requests-@0 !invalid-name:requests-"),
    ("requêtes", "name=requêtes@0 !invalid-name:requêtes"),
    # what cannot be
    (">=2", "specifier=>=2@0 !invalid-requirement:>=2"),
    ("[a]", "extras=a@0:3 !invalid-requirement:[a]"),
    ("requests 2.0", "name=requests@0 !invalid-requirement:2.0"),
    ("requests>=2 <3", "name=requests@0 specifier=>=2@8 !invalid-requirement:<3"),
    ("requests>=2 x ; m", "name=requests@0 specifier=>=2@8 marker=m@16 !invalid-requirement:x"),
    ('"requests', '!invalid-requirement:"requests'),
    ("req\0uests", "name=req@0 !invalid-requirement:\0uests"),
    ("a\ud800", "name=a@0 !invalid-requirement:\ud800"),
]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[repr(text) for text, _ in TABLE])
def test_parts(text, expected) -> None:
    assert dump(text) == expected


PLACES = [
    ("$0", "name '' ''"),
    ("$0requests", "name '' 'requests'"),
    ("req$0", "name 'req' 'req'"),
    ("req$0uests", "name 'req' 'requests'"),
    ("req$0uests[a]>=2", "name 'req' 'requests'"),
    ("requests$0>=2", "name 'requests' 'requests'"),
    ("$0[socks]>=2", "name '' ''"),
    ("$0 >=2", "name '' ''"),
    (" $0 ", "name '' ''"),
    ("$0  requests", "nowhere"),
    ('$0"', "nowhere"),
    (">=2$0", "nowhere"),
    ("requests $0", "version '' ''"),
    ("requests>$0", "version '>' '>'"),
    ("requests>=2$0.1", "version '>=2' '>=2.1'"),
    ("requests >= 2$0 , <3", "version '>= 2' '>= 2'"),
    ("requests>=2,$0", "version '' ''"),
    ("requests>=2, $0<3", "version '' '<3'"),
    ("requests>=2, <3$0 ; m", "version '<3' '<3'"),
    ("requests($0>=2)", "version '' '>=2'"),
    ("requests (>=2$0)", "version '>=2' '>=2'"),
    ("requests[a]$0", "version '' ''"),
    ("requests 2$0", "version '2' '2'"),
    ("requests$0[a]", "name 'requests' 'requests'"),
    ("requests $0[a]", "nowhere"),
    ("requests[$0]", "extra '' ''"),
    ("requests[$0", "extra '' ''"),
    ("requests[so$0cks]", "extra 'so' 'socks'"),
    ("requests[socks,$0 sec]>=2", "extra '' ''"),
    ("requests[socks, se$0", "extra 'se' 'se'"),
    ("requests[socks, se$0>=2", "extra 'se' 'se'"),
    ("requests[a] >=2;$0", "marker '' ''"),
    ("requests; py$0thon_version < '3'", "marker 'py' 'python_version'"),
    ("requests; python_version < '3$0.1'", "marker '3' '3.1'"),
    ("requests $0@ https://h.example", "nowhere"),
    ("requests @$0", "url"),
    ("requests @ https://h.ex$0ample/x ; m", "url"),
    ("requests @ https://h.example/x ; $0m", "marker '' 'm'"),
]


@pytest.mark.parametrize(("marked", "expected"), PLACES, ids=[marked for marked, _ in PLACES])
def test_places(marked, expected) -> None:
    assert marked.count("$0") == 1
    offset = marked.index("$0")
    text = marked.replace("$0", "")
    fragment, entry = read(text)
    match requirement.place_in(fragment, entry, offset):
        case Nowhere():
            got = "nowhere"
        case AtUrl(found):
            assert found is entry
            got = "url"
        case (AtName() | AtExtra() | AtVersion() | AtMarker()) as place:
            assert place.entry is entry
            kind = type(place).__name__.removeprefix("At").lower()
            got = f"{kind} {place.typed!r} {place.replace.of(text)!r}"
    assert got == expected


def test_a_name_that_is_broken_over_lines_is_not_offered_for_replacement() -> None:
    source = "req\\\nuests"
    pieces = [("req", Span(0, 3)), ("uests", Span(5, 10))]
    fragment = Fragment.pieces(source, Span(0, 10), pieces)
    parts = requirement.read(fragment.text)
    entry = requirement.entry(fragment, parts, group=0, form=Form.LINE)
    assert entry.name is not None
    assert (entry.name.value, entry.name.raw) == ("requests", source)
    assert isinstance(requirement.place_in(fragment, entry, 8), Nowhere)


SOUP = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                *"ab19.-_[](),;@=<>!~ \t\n'\"$\\#{}é\0\ud800😀",
                *(">=", "==", "===", "~=", "1.0", "python_version", " and "),
                *("https://h.example/", "[x]", " ; ", " @ ", "${X}"),
            ]
        ),
        max_size=12,
    ).map("".join),
)


@given(SOUP, st.booleans())
def test_any_text_has_a_reading_with_true_and_ordered_spans(text, closed) -> None:
    around = f"«{text}»"
    fragment = Fragment.plain(around, Span(1, 1 + len(text)))
    parts = requirement.read(text)
    entry = requirement.entry(fragment, parts, group=3, form=Form.STRING, closed=closed)
    assert entry.group == 3
    assert closed or not entry.closed
    tokens = [token for token in (entry.name, *entry.extras) if token]
    tokens += [token for token in (entry.url, entry.specifier, entry.marker) if token]
    for token in tokens:
        assert token.raw == token.value == token.span.of(around)
        assert token.raw == token.raw.strip() != ""
        assert entry.span.contains(token.span)
    ends = [edge for token in tokens for edge in (token.span.start, token.span.end)]
    assert ends == sorted(ends)
    for problem in requirement.problems(fragment, parts):
        assert entry.span.contains(problem.span)


@given(SOUP, st.data())
def test_every_cursor_has_a_place_that_holds_it(text, data) -> None:
    offset = data.draw(st.integers(0, len(text)))
    fragment, entry = read(text)
    place = requirement.place_in(fragment, entry, offset)
    if isinstance(place, AtName | AtExtra | AtVersion | AtMarker):
        assert place.replace.touches(offset)
        assert place.typed == text[place.replace.start : offset]
        assert not set("\r\n") & set(place.replace.of(text))
    if isinstance(place, AtName) and entry.name is not None:
        assert place.replace in (entry.name.span, Span(offset, offset))


@pytest.mark.parametrize(
    "unit", [" ", "a", ".", "[", "[a,", " ,", ">= ,", "(", "a>", "a;", "@ ", "\t\n", "a b ", "é"]
)
def test_a_megabyte_takes_no_more_than_its_share(unit) -> None:
    """Twenty times what it takes here; a reading that goes back would take minutes."""
    text = "a" + unit * (1_000_000 // len(unit))
    start = time.process_time()
    read(text)
    requirement.place_in(*read(text), len(text))
    assert time.process_time() - start < 5
