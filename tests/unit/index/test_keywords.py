"""What a project may be found by: keywords and classifiers, from both kinds of documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.index import json_api, metadata_file, project_facts
from pypi_language_server.index.model import ProjectDocument
from pypi_language_server.names import NormalizedName
from tests.unit.index.bodies import SOURCE, said

SPROCKET = NormalizedName("sprocket")


@pytest.mark.parametrize(
    ("value", "keywords"),
    [
        ("http,web framework, REST", ("http", "web framework", "REST")),
        ("http web rest", ("http", "web", "rest")),
        ("http\nweb framework\r\nrest", ("http", "web framework", "rest")),
        ("http; web framework", ("http", "web framework")),
        ("one,", ("one",)),
        (" , ,, ", ()),
        ("HTTP, http, Http, web", ("HTTP", "web")),
        ("['http', 'web framework']", ("http", "web framework")),
        (["http", "web framework", 7, None, ["x"]], ("http", "web framework")),
        ("h\u202ettp\x1b,we\x00b\ud800", ("http", "web")),
        ("dämpfung,軸受", ("dämpfung", "軸受")),
        ("UNKNOWN", ()),
        ("", ()),
        (None, ()),
        (7, ()),
        ({"http": 1}, ()),
    ],
)
def test_keywords(value: object, keywords: tuple[str, ...]) -> None:
    assert project_facts.keywords(value) == keywords


def test_keywords_are_bounded() -> None:
    many = project_facts.keywords(",".join(f"word-{n}" for n in range(10_000)))
    assert many == tuple(f"word-{n}" for n in range(30))
    sentence = "a sentence that somebody wrote where keywords should have stood"
    assert project_facts.keywords(f"{sentence},wheel") == ("wheel",), "no half of it, either"
    assert project_facts.keywords(["x" * 100_000, "wheel"]) == ("wheel",)


@given(st.text() | st.lists(st.text() | st.none(), max_size=40))
def test_any_text_makes_clean_words_each_once(value: object) -> None:
    found = project_facts.keywords(value)
    assert all(word and word.isprintable() and len(word) <= 50 for word in found)
    assert len({word.casefold() for word in found}) == len(found) <= 30


CLASSIFIERS = [
    "Development Status :: 4 - Beta",
    "Framework :: Django :: 5.0",
    "License :: OSI Approved :: MIT License",
    "Programming Language :: Python :: 3",
    "Topic :: Internet :: WWW/HTTP",
    "Typing :: Typed",
]
KEPT = (CLASSIFIERS[0], CLASSIFIERS[1], CLASSIFIERS[4], CLASSIFIERS[5])


def test_classifiers_that_help_searching_are_kept() -> None:
    assert project_facts.telling_classifiers(CLASSIFIERS) == KEPT
    many = [f"Topic :: Wheel {n}" for n in range(500)]
    assert project_facts.telling_classifiers(many) == tuple(many[:40])


def test_the_json_api_gives_them() -> None:
    info = {"name": "Sprocket", "keywords": "wheel, chain", "classifiers": CLASSIFIERS}
    document = json_api.read_project(said({"info": info}), SPROCKET, SOURCE)
    assert (document.keywords, document.classifiers) == (("wheel", "chain"), KEPT)


def test_core_metadata_gives_them() -> None:
    lines = ["Name: Sprocket", "Keywords: wheel,chain drive"]
    body = "\n".join([*lines, *(f"Classifier: {item}" for item in CLASSIFIERS)]).encode()
    document = metadata_file.with_metadata(ProjectDocument("sprocket", SOURCE), body)
    assert (document.keywords, document.classifiers) == (("wheel", "chain drive"), KEPT)
