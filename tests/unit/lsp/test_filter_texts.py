"""What clients filter items by: no client re-orders a list, nor empties it while more is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.features.model import CompletionItem, CompletionList
from pypi_language_server.lsp import to_lsp
from pypi_language_server.lsp.capabilities import ClientFeatures
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import Document
from pypi_language_server.text import Span


def filter_texts(typed: str, *labels: str) -> list[str]:
    document = Document("file:///w/requirements.txt", 1, typed, ManifestKind.REQUIREMENTS)
    items = tuple(CompletionItem(label, label) for label in labels)
    found = CompletionList(items, Span(0, len(typed)), typed, incomplete=True)
    answer = to_lsp.completion(document, found, ClientFeatures())
    return [item["filterText"] for item in answer["items"]]


def is_left(filter_text: str, typed: str) -> bool:
    """Whether the letters stand in the text in this order: the loosest filter that clients have."""
    rest = iter(filter_text.lower())
    return all(letter in rest for letter in typed.lower())


@pytest.mark.parametrize(
    ("typed", "more", "label"),
    [
        ("requ", "requests-oau", "requests-oauthlib"),
        ("DJ", "DJan", "django"),
        ("oaut", "oauthlib", "requests-oauthlib"),
        ("reqeu", "reqeus", "requests"),
        ("sklea", "sklear", "scikit-learn"),
        ("", "req", "requests"),
    ],
)
def test_an_item_outlives_some_more_letters(typed: str, more: str, label: str) -> None:
    [text] = filter_texts(typed, label)
    assert is_left(text, more)


@pytest.mark.parametrize(("typed", "label"), [("requ", "requests"), ("sy", "sys_platform")])
def test_the_name_itself_where_it_begins_so(typed: str, label: str) -> None:
    """Clients that compare beginnings keep it to the last letter."""
    [text] = filter_texts(typed, label)
    assert text.startswith(label)


TYPED = st.text(st.sampled_from("abAB-_.1"), max_size=6)


@given(TYPED, st.lists(st.text(st.sampled_from("abAB-_.1"), min_size=1, max_size=9), min_size=1))
def test_no_score_prefers_an_item(typed: str, labels: list[str]) -> None:
    """All begin with what is typed, none is only that, and all are equally long."""
    texts = filter_texts(typed, *labels)
    assert len(texts) == len(labels)
    assert all(text.startswith(typed) and text != typed for text in texts)
    assert len(set(map(len, texts))) == 1
