"""The page itself: one file, small, with rules that let it be itself and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

from pypi_language_server.web.browse_page import page, policy


def _text() -> str:
    body = page().body
    assert isinstance(body, bytes)
    return body.decode()


def test_the_page_is_small() -> None:
    assert len(_text().encode()) < 40_000


def test_it_asks_for_nothing_but_its_own_data() -> None:
    text = re.sub(r"http://www\.w3\.org/2000/svg", "", _text())  # a name, not an address
    assert not re.search(r"https?://\w|//\w+\.\w|@import|url\(", text)
    assert re.findall(r"<(?:link|img|script|iframe)\b[^>]*\b(?:src|href)=\"(?!data:)", text) == []


def test_its_rules() -> None:
    said = page().headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in said.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in said
    (script,) = re.findall(r'<script type="module">(.*?)</script>', _text(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert rules["script-src"] == f"'sha256-{digest}'"


def test_nothing_in_it_would_need_an_exception() -> None:
    """Styles and handlers in attributes are not covered by digests, and nothing makes markup."""
    text = _text()
    assert text.count("<style>") == text.count('<script type="module">') == 1
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)


def test_a_changed_page_has_other_rules() -> None:
    assert policy("<style>a</style>") != policy("<style>b</style>")
