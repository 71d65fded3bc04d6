"""What a chosen completion says about itself."""

from __future__ import annotations

from dataclasses import replace

from inline_snapshot import snapshot

from pypi_language_server.catalogue.model import EMPTY
from pypi_language_server.features.details import Details, details
from pypi_language_server.features.facts import Fact, facts, links
from pypi_language_server.features.knowledge import index_name, list_words
from pypi_language_server.index.model import (
    IndexUnavailable,
    Link,
    LinkKind,
    Missing,
    Pending,
    ProjectDocument,
    ProjectStatus,
    Release,
    Unavailable,
    Vulnerability,
)
from pypi_language_server.names import normalize
from tests.support.known import INDEX, LIST, NOW, REQUESTS, STARTER, known

NAME = normalize("requests")


def test_what_the_index_knows() -> None:
    shown = details(known(), "", NOW)
    assert shown.detail == snapshot("2.32.3 · 3 weeks ago (2026-11-01)")
    assert shown.markdown.replace("  \n", "\n") == snapshot("""\
**requests** 2.32.3 — Python HTTP for Humans.

**Latest** 2.32.3 · 3 weeks ago (2026-11-01)
**Python** 3.9 or newer
**Licence** Apache-2.0
**Extras** security and socks

---

*From index.example, 3 minutes ago*\
""")
    assert shown.plain == snapshot("""\
requests 2.32.3 — Python HTTP for Humans.

Latest   2.32.3 · 3 weeks ago (2026-11-01)
Python   3.9 or newer
Licence  Apache-2.0
Extras   security and socks

From index.example, 3 minutes ago\
""")


def test_what_speaks_against_it_stands_at_the_top() -> None:
    document = replace(
        REQUESTS,
        status=ProjectStatus.ARCHIVED,
        latest="2.32.1",
        vulnerabilities=(Vulnerability("X-1", fixed_in=("3",)),),
    )
    shown = details(known(document), "", NOW)
    assert shown.plain.splitlines()[2:5] == snapshot(
        [
            "⚠ Archived: its maintainers expect no further releases.",
            "⚠ 2.32.1 is yanked: breaks proxies",
            "⚠ 2.32.1 is vulnerable: X-1; fixed in 3",
        ]
    )


def test_before_anybody_asked_there_is_the_starters_line() -> None:
    expected = Details("", "HTTP for people.", "HTTP for people.")
    assert details(None, "HTTP for people.", NOW) == expected
    assert details(None, "", NOW) == Details("", "", "")


def test_what_the_items_line_says_already_is_not_said_again() -> None:
    line = "HTTP for people."
    way = "Details are on their way."
    assert details(Pending(NAME), line, NOW).plain == f"{line}\n\n{way}"
    assert details(Pending(NAME), line, NOW, shown=line) == Details("", way, way)
    assert details(None, line, NOW, shown=line) == Details("", "", "")
    failure = IndexUnavailable(INDEX, "`index.example` gave no answer.")
    shown = details(Unavailable(NAME, failure), line, NOW, shown=line)
    assert shown.markdown == "No details: `index.example` gave no answer."
    assert shown.plain == "No details: index.example gave no answer."


def test_a_failure_is_said_and_is_not_not_found() -> None:
    failure = IndexUnavailable(INDEX, "index.example gave no answer within 10 s.")
    shown = details(Unavailable(NAME, failure), "HTTP for people.", NOW)
    assert shown == snapshot(
        Details(
            detail="",
            markdown="""\
HTTP for people.

No details: index.example gave no answer within 10 s.\
""",
            plain="""\
HTTP for people.

No details: index.example gave no answer within 10 s.\
""",
        )
    )


def test_not_found() -> None:
    shown = details(Missing(NAME, INDEX, NOW), "", NOW)
    assert shown == snapshot(
        Details(
            detail="not found on index.example",
            markdown="⚠ not found on index.example",
            plain="⚠ not found on index.example",
        )
    )


def test_the_detail_is_short_whatever_the_index_says() -> None:
    document = ProjectDocument("x", INDEX, latest="9" * 500)
    assert len(details(known(document), "", NOW).detail) <= 80


def test_facts_are_what_a_reader_asks_in_that_order() -> None:
    assert facts(known(), NOW) == (
        Fact("Latest", "2.32.3 · 3 weeks ago (2026-11-01)"),
        Fact("Python", "3.9 or newer"),
        Fact("Licence", "Apache-2.0"),
        Fact("Extras", "security and socks"),
    )


def test_the_pythons_of_another_release_are_said_to_be_that_releases() -> None:
    told = {fact.label: fact.value for fact in facts(known(), NOW, "2.30.0")}
    assert told["Python"] == "3.7 or newer (for 2.30.0)"
    assert told["Latest"].startswith("2.32.3")


def test_what_is_not_known_is_left_out() -> None:
    bare = ProjectDocument("x", INDEX, latest="1", releases=(Release("1", requires_python="??"),))
    assert facts(known(bare), NOW) == (Fact("Latest", "1"), Fact("Python", "??"))
    assert facts(known(ProjectDocument("x", INDEX)), NOW) == ()
    odd = ProjectDocument("x", INDEX, latest="2", releases=(Release("1"),))
    assert facts(known(odd), NOW) == (Fact("Latest", "2"),)


def test_one_link_of_each_kind_and_each_address_once() -> None:
    document = ProjectDocument(
        "x",
        INDEX,
        links=(
            Link(LinkKind.INDEX, "i", "https://index.example/x"),
            Link(LinkKind.OTHER, "o", "https://other.example"),
            Link(LinkKind.HOMEPAGE, "h", "https://code.example/x/"),
            Link(LinkKind.SOURCE, "s", "https://code.example/x"),
            Link(LinkKind.SOURCE, "t", "https://mirror.example/x"),
        ),
    )
    assert [(word, link.url) for word, link in links(document)] == [
        ("Source", "https://code.example/x"),
        ("Index page", "https://index.example/x"),
    ]


def test_an_index_is_called_by_what_people_know_it_by() -> None:
    assert index_name("https://index.example/simple/") == "index.example"
    assert index_name("https://index.example/simple") == "index.example"
    assert index_name("https://me:secret@host.example/team/dev/+simple/") == "host.example/team/dev"
    assert index_name("http://127.0.0.1:8080/") == "127.0.0.1:8080"
    assert index_name("") == "the index"


def test_what_the_list_of_names_says_and_how_far_that_goes() -> None:
    assert list_words(LIST, NOW, listed=True) == (
        "In the list of index.example (880,123 names, 5 hours ago)"
    )
    assert list_words(LIST, NOW, listed=False) == (
        "Not in the list of index.example (880,123 names, 5 hours ago), which can lag a day"
    )
    assert list_words(replace(LIST, built_at=None), NOW, listed=True) == (
        "In the list of index.example (880,123 names)"
    )
    assert list_words(STARTER, NOW, listed=False) == "Not in the starter catalogue (2,600 names)"
    assert list_words(EMPTY.stamp, NOW, listed=False) == "There is no list of names on this machine"
