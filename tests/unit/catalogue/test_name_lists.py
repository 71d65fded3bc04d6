"""Lists of names as indexes send them, in pieces of any size, and what is no such list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server import names
from pypi_language_server.catalogue.name_lists import BadList, read_batches
from tests.support.names import index_html, index_json
from tests.support.names import names as generated_names

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "text/html"
META: dict[str, Any] = {"api-version": "1.4", "_last-serial": 9}


def pieces(body: bytes, size: int = 1 << 16) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


def read(body: bytes, kind: str = JSON, size: int = 1 << 16) -> list[tuple[str, int]]:
    batches = list(read_batches(pieces(body, size), kind))
    return [pair for it in batches for pair in zip(it.names, it.serials, strict=True)]


def why(body: bytes, kind: str = JSON, size: int = 1 << 16) -> str:
    with pytest.raises(BadList) as caught:
        read(body, kind, size)
    return caught.value.why


def document(projects: list[Any], **more: Any) -> bytes:
    return json.dumps({"meta": META, "projects": projects, **more}).encode()


ENTRIES = [{"_last-serial": 7, "name": "Flask"}, {"name": "zope.interface", "_last-serial": 3}]
EXPECTED = [("Flask", 7), ("zope.interface", 3)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1 << 16])
@pytest.mark.parametrize(
    "body",
    [
        document(ENTRIES),
        json.dumps({"meta": META, "projects": ENTRIES}, separators=(",", ":")).encode(),
        json.dumps({"meta": META, "projects": ENTRIES}, indent=4).encode(),
        json.dumps({"projects": ENTRIES, "meta": META}).encode(),
        json.dumps({"projects": ENTRIES, "meta": META, "x": [{"y": 1}, {}]}).encode(),
        b"\xef\xbb\xbf \n" + document(ENTRIES),
        document(ENTRIES) + b"\n\n",
        document([{**entry, "_more": {"deep": [{}, {"x": "},{"}]}} for entry in ENTRIES]),
    ],
    ids=["spaced", "compact", "indented", "meta-last", "more-last", "mark", "line-end", "nested"],
)
def test_json_in_pieces_of_any_size(body: bytes, size: int) -> None:
    assert read(body, size=size) == EXPECTED


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("meta_first", [False, True])
def test_a_long_list_comes_in_batches(*, nested: bool, meta_first: bool) -> None:
    entries = [{"name": f"project-{n}", "_last-serial": n} for n in range(30_000)]
    if nested:
        entries = [{**entry, "_files": {"count": [1, 2]}} for entry in entries]
    parts: dict[str, Any] = {"meta": META, "projects": entries}
    body = json.dumps(parts if meta_first else dict(reversed(parts.items()))).encode()
    batches = list(read_batches(pieces(body), JSON))
    assert len(batches) > 3
    assert [name for batch in batches for name in batch.names] == [e["name"] for e in entries]
    assert [s for batch in batches for s in batch.serials] == list(range(30_000))


@settings(deadline=None)
@given(
    listed=st.lists(
        st.tuples(st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,9}[A-Za-z0-9])?", fullmatch=True),
                  st.integers(0, 2**40)), min_size=1, max_size=20),
    extra=st.dictionaries(st.text(max_size=4).map("_".__add__), st.text(max_size=6), max_size=2),
    indent=st.sampled_from([None, 0, 2]),
    size=st.integers(1, 50),
)  # fmt: skip
def test_any_json_list_is_read_whole(
    listed: list[tuple[str, int]], extra: dict[str, str], indent: int | None, size: int
) -> None:
    projects = [{"name": name, **extra, "_last-serial": serial} for name, serial in listed]
    body = json.dumps({"meta": META, "projects": projects}, indent=indent, ensure_ascii=False)
    assert read(body.encode(), size=size) == listed


@settings(deadline=None)
@given(cut=st.integers(1, len(document(ENTRIES)) - 1), size=st.integers(1, 40))
def test_every_truncated_json_list_is_refused(cut: int, size: int) -> None:
    body = document(ENTRIES)
    assert why(body[:-cut], size=size)


def test_a_long_truncated_list_is_refused() -> None:
    body = document([{"name": f"p{n}"} for n in range(60_000)])
    assert why(body[:-2]) == "the index's list breaks off or is not readable JSON"
    assert why(body[:-40_000]) == "the index's list breaks off or is not readable JSON"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "the index sent an empty list"),
        (b" \r\n", "the index sent an empty list"),
        (document([]), "the index's list holds no project"),
        (document([{"name": "<b>"}]), "the index's list holds no project"),
        (b"{}", "the index sent JSON without a list of projects"),
        (b'{"message": "sign in"}', "the index sent JSON without a list of projects"),
        (b'{"projects": {}}', "the index sent JSON without a list of projects"),
        (b"[1, 2]", "the index sent something else than a list of projects"),
        (b"\x1f\x8b\x08", "the index sent something else than a list of projects"),
        (b"<html>Sign in</html>", "the index sent a web page instead of its list of projects"),
        (document(["flask"]), "the index sent JSON of another shape than a list of projects"),
        (document([{"n": 1}]), "the index sent JSON of another shape than a list of projects"),
        (document([{"name": 1}]), "the index sent JSON of another shape than a list of projects"),
        (document([None]), "the index sent JSON of another shape than a list of projects"),
        (b'{"projects": [' + b"[" * 100_000, "the index's list breaks off or is not readable JSON"),
        (b'{"projects": [{"name": "a"} {"name": "b"}]}',
         "the index's list breaks off or is not readable JSON"),
        (b'{"projects": [{"name": "a"}]} {}',
         "the index's list breaks off or is not readable JSON"),
    ],
)  # fmt: skip
def test_what_is_no_json_list(body: bytes, sentence: str) -> None:
    assert why(body) == sentence


def test_an_endless_head_and_an_endless_entry_are_refused() -> None:
    assert why(b'{"x": "' + b"x" * (3 << 20)) == "the index sent JSON without a list of projects"
    endless = b'{"projects": [{"name": "' + b"x" * (6 << 20)
    assert why(endless) == "the index's list is not readable JSON"


def test_names_that_no_project_may_have_are_dropped_and_counted() -> None:
    bad = [
        "", " ", "a b", "a\nb", "\n", "-a", "a-", ".a", "a_", "<b>a</b>", "[a](b)", "a\u202eb",
        "\x1b[31m", "caf\u00e9", "\ud800", "a" * 256, "a\x00", "a;b", "a\u200b",
    ]  # fmt: skip
    body = document([{"name": name} for name in ["good", *bad, "A.b-C_1", "a" * 255]])
    (batch,) = read_batches(pieces(body), JSON)
    assert batch.names == ["good", "A.b-C_1", "a" * 255]
    assert batch.dropped == len(bad)


@settings(deadline=None)
@given(st.lists(st.text(max_size=6), min_size=1, max_size=8))
def test_nothing_but_valid_names_gets_in(listed: list[str]) -> None:
    body = document([{"name": name} for name in [*listed, "ok"]])
    (batch,) = read_batches(pieces(body), JSON)
    assert batch.names == [name for name in [*listed, "ok"] if names.is_valid(name)]
    assert batch.dropped == len(listed) + 1 - len(batch.names)


@pytest.mark.parametrize("serial", [None, "7", 7.0, True, -1, [7]])
def test_a_serial_that_is_none_counts_as_none(serial: object) -> None:
    assert read(document([{"name": "a", "_last-serial": serial}, {"name": "b"}])) == [
        ("a", 0),
        ("b", 0),
    ]


PAGE = b"""<!DOCTYPE html><HTML><head><title>Simple index</title></head><body>
<a href="/simple/flask/">Flask</a><br/>
<A class="x > y" HREF='../zope-interface/#sha' data-x="1">  zope.interface
</A><br>
<a href="https://index.example/simple/r&#101;quests/?a=b">reque&#115;ts</a>
<a href=plain/>Plain/</a>
</body></html>"""


@pytest.mark.parametrize("size", [1, 5, 1 << 16])
@pytest.mark.parametrize("kind", [HTML, "application/vnd.pypi.simple.v1+html", "", "text/plain"])
def test_html(kind: str, size: int) -> None:
    assert read(PAGE, kind, size) == [
        (n, 0) for n in ("Flask", "zope.interface", "requests", "Plain")
    ]


def test_a_directory_listing() -> None:
    page = b"""<html><body><h1>Index of /simple/</h1><pre><a href="../">../</a>
    <a href="flask/">flask/</a>    01-Jan-2026
    <a href="a-project-with-a-very-long-name/">a-project-with-a-ver..&gt;</a>
    <a href="numpy/">numpy/</a></pre></body></html>"""
    assert [name for name, _ in read(page, HTML)] == [
        "flask",
        "a-project-with-a-very-long-name",
        "numpy",
    ]


def test_both_forms_of_a_generated_list_hold_the_same_names() -> None:
    generated = generated_names(20_000)
    from_json = read(index_json(generated))
    from_html = read(index_html(generated), HTML)
    assert from_json == list(generated.listed)
    assert [name for name, _ in from_html] == [name for name, _ in generated.listed]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<html><body>Welcome</body></html>", "the index's list holds no project"),
        (b"<html><body><a href='/simple/a/'>a</a>", "the index's list breaks off"),
        (b"<a href='/simple/a/'>a</a><a href='/simple/b", "the index's list breaks off"),
        (b"<a href='/simple/a/'>a</a><a href='/simple/b/'>b", "the index's list breaks off"),
        (b"<html><body><form action='/login'><a href='/help'>help</a></form></body></html>",
         "the index sent a web page instead of its list of projects"),
        (b"<html><script>x()</script><a href='/a/'>a</a></html>",
         "the index sent a web page instead of its list of projects"),
        (b"<html><meta http-equiv='refresh'><a href='/a/'>a</a></html>",
         "the index sent a web page instead of its list of projects"),
        (b"<html><a href='/terms'>Our terms</a><a href='/q'>Ask us</a><a href='/a/'>a</a></html>",
         "the index sent a web page instead of its list of projects"),
        (b"<html><a href='http://[x'>Our terms</a></html>",
         "the index sent a web page instead of its list of projects"),
    ],
)  # fmt: skip
def test_what_is_no_html_list(body: bytes, sentence: str) -> None:
    assert why(body, HTML) == sentence
    assert why(body, HTML, size=3) == sentence


def test_a_page_without_end_of_a_link_is_not_collected_for_ever() -> None:
    page = b"<html>" + b"<p>text</p>" * 300_000
    assert why(page, HTML) == "the index sent a web page instead of its list of projects"


def test_html_where_json_was_promised_is_a_web_page() -> None:
    assert why(PAGE, JSON) == "the index sent a web page instead of its list of projects"


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([JSON, HTML, ""]), st.integers(1, 40))
def test_any_bytes_give_names_or_a_sentence(body: bytes, kind: str, size: int) -> None:
    sentence = ""
    found: list[tuple[str, int]] = []
    try:
        found = read(body, kind, size)
    except BadList as bad:
        sentence = bad.why
    assert bool(found) != bool(sentence)
