"""Statuses, Retry-After, the order of versions, and the little cleaners."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from pypi_language_server.index import clean, project_facts, wire
from pypi_language_server.index.model import (
    AccessDenied,
    IndexUnavailable,
    Link,
    LinkKind,
    MalformedAnswer,
    Release,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (401, AccessDenied, "wants a user name and password"),
        (403, AccessDenied, "refuses access"),
        (429, IndexUnavailable, "fewer questions"),
        (500, IndexUnavailable, "trouble of its own"),
        (503, IndexUnavailable, "trouble of its own"),
        (418, MalformedAnswer, "of no use here"),
        (204, MalformedAnswer, "of no use here"),
        (302, MalformedAnswer, "of no use here"),
    ],
)
def test_statuses_become_sentences(status, kind, said):
    fetched = wire.Fetched("https://index.example/x", status, {"retry-after": "30"})
    with pytest.raises(kind, match=said) as caught:
        wire.check_status(fetched, lambda: NOON)
    assert caught.value.why.startswith("`index.example` ")
    assert caught.value.why.endswith(".")
    assert caught.value.retry_after == (30 if kind is IndexUnavailable else None)


@pytest.mark.parametrize("status", [200, 304, 404, 410])
def test_answers_pass(status):
    fetched = wire.Fetched("https://index.example/x", status)
    wire.check_status(fetched, lambda: NOON)
    assert fetched.is_absent == (status in {404, 410})


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("999999999999", 24 * 3600),
        ("Thu, 01 Jan 2026 12:01:00 GMT", 60),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after(value, seconds):
    assert wire.retry_after({"retry-after": value}, lambda: NOON) == seconds


@given(st.text(max_size=40))
def test_any_retry_after(value):
    seconds = wire.retry_after({"retry-after": value}, lambda: NOON)
    assert seconds is None or 0 <= seconds <= wire.LONGEST_WAIT


def test_versions_newest_first():
    texts = ["1.0", "1.0.dev1", "banana", "2.0rc1", "10.0", "1.0.post1", "apple", "1!0.1"]
    ordered = [release.version for release in wire.newest_first(map(Release, texts))]
    assert ordered == [
        "1!0.1", "10.0", "2.0rc1", "1.0.post1", "1.0", "1.0.dev1", "banana", "apple"
    ]  # fmt: skip


VERSIONS = st.lists(
    st.from_regex(r"[0-9]{1,2}\.[0-9](rc1|\.dev1|\.post1)?|[a-z]{1,3}", fullmatch=True), unique=True
)


@given(VERSIONS, st.sets(st.integers(0, 9)))
def test_the_latest_version(texts, yanked):
    """PEP 440: the newest final one; PEP 592: that is not yanked."""
    releases = wire.newest_first(
        Release(text, yanked=place in yanked) for place, text in enumerate(texts)
    )
    latest = wire.latest_of(releases)
    assert (latest == "") == (not texts)
    finals = [
        Version(release.version)
        for release in releases
        if not release.yanked
        and (parsed := wire.parse_version(release.version))
        and not parsed.is_prerelease
    ]
    if finals:
        assert Version(latest) == max(finals)
    elif any(not release.yanked for release in releases):
        assert not next(release for release in releases if release.version == latest).yanked


def test_huge_versions_are_unparsable():
    assert wire.parse_version("1" * 5000) is None


def test_etags_that_cannot_be_sent_back_are_no_etags():
    for etag in ("x" * 300, "caf\u00e9", "a\nb"):
        assert wire.Fetched("", 200, {"etag": etag}).etag == ""
    assert wire.Fetched("", 200, {"etag": 'W/"1"'}).etag == 'W/"1"'


@given(st.text(max_size=60), st.integers(1, 40))
def test_clean_text_is_one_bounded_visible_line(text, limit):
    cleaned = clean.clean_text(text, limit)
    assert cleaned.isprintable()
    assert len(cleaned) <= limit
    assert cleaned == cleaned.strip()
    assert clean.clean_text(cleaned, limit) == cleaned


@pytest.mark.parametrize(
    "text",
    ["plain", "Grüße aus Köln", "日本語 パッケージ", "a - b: c (d) [e] <f> *g* `h`", "🚀 up"],
)
def test_clean_text_keeps_what_can_be_seen(text):
    assert clean.clean_text(text) == text


@pytest.mark.parametrize(
    "url",
    [
        "https://docs.example/a?b=c#d",
        "http://docs.example",
        "https://docs.example/%7Eada/(x)",
        "https://döcs.example/",
    ],
)
def test_addresses_that_may_be_followed(url):
    assert clean.clean_url(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    ["", "docs.example", "ftp://x.example", "javascript:alert(1)", "https://", "https://u@h.example",
     "https://x.example/\nx", "https://x.example/a b", "data:text/html,x", "https://[x", None, 7,
     "https://x.example/" + "a" * 3000, "https://x.example/<b>"],
)  # fmt: skip
def test_addresses_that_may_not(url):
    assert clean.clean_url(url) == ""


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2026-01-02T03:04:05.678901Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T05:04:05+02:00", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:59", None),
        ("yesterday!!", None),
        ("2026", None),
        (5, None),
    ],
)
def test_times(value, time):
    assert clean.clean_time(value) == time


@pytest.mark.parametrize(
    ("value", "serial"),
    [
        (7, 7),
        ("7", 7),
        (True, 0),
        (-1, 0),
        (2**70, 0),
        ("x", 0),
        (None, 0),
        (1.5, 0),
        ("9" * 40, 0),
    ],
)
def test_serials(value, serial):
    assert clean.clean_serial(value) == serial


@pytest.mark.parametrize(
    ("expression", "classifiers", "text", "licence"),
    [
        (
            "MIT OR Apache-2.0",
            ["License :: OSI Approved :: BSD License"],
            "GPL",
            "MIT OR Apache-2.0",
        ),
        (None, ["License :: OSI Approved :: BSD License"], "GPL", "BSD License"),
        (None, ["License :: OSI Approved", "Typing :: Typed"], "BSD-3", "BSD-3"),
        (None, ["License :: OSI Approved :: A", "License :: B"], None, "A, B"),
        (None, None, "Permission is hereby granted, free of charge, to any person\n...", ""),
        (None, None, "x" * 61, ""),
        (None, None, "UNKNOWN", ""),
        ("", [], "", ""),
    ],
)
def test_licences(expression, classifiers, text, licence):
    assert project_facts.licence(expression, classifiers, text) == licence


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Home-page", LinkKind.HOMEPAGE),
        ("Docs", LinkKind.DOCUMENTATION),
        ("GitHub", LinkKind.SOURCE),
        ("Source Code", LinkKind.SOURCE),
        ("What's New", LinkKind.CHANGELOG),
        ("Release Notes", LinkKind.CHANGELOG),
        ("Issue Tracker", LinkKind.ISSUES),
        ("Funding", LinkKind.OTHER),
    ],
)
def test_well_known_labels(label, kind):
    url = "https://x.example/"
    assert project_facts.links({label: url}) == (Link(kind, label, url),)


def test_one_address_is_shown_once_as_what_it_is_best_known_for():
    url = "https://code.example/sprocket"
    links = project_facts.links({"Homepage": url, "Repository": url + "/"}, home_page=url)
    assert links == (Link(LinkKind.SOURCE, "Repository", url + "/"),)
