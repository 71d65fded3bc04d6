"""Says what a completion's chosen item is: for `completionItem/resolve`.

Contract: pure; shows the index's answer if there is one, else the starter catalogue's line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from pypi_language_server.features import facts
from pypi_language_server.features.cautions import SIGN
from pypi_language_server.features.knowledge import index_name, known_words
from pypi_language_server.features.markdown import to_markdown
from pypi_language_server.features.page import (
    Footer,
    Line,
    Page,
    Paragraph,
    Rows,
    Strong,
    line,
    paragraph,
    spoken,
)
from pypi_language_server.features.plain import to_plain
from pypi_language_server.features.project_page import heading
from pypi_language_server.features.untrusted import clean
from pypi_language_server.index.model import Known, Missing, Pending, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pypi_language_server.index.model import Answer, ProjectDocument


@dataclass(frozen=True, slots=True)
class Details:
    """What an item in a completion list has to say for itself.

    Attributes:
        detail: a few words for the item's line, or empty.
        markdown: the documentation beside the list, or empty.
        plain: the same as plain text.
    """

    detail: str
    markdown: str
    plain: str


def details(answer: Answer | None, summary: str, now: datetime, shown: str = "") -> Details:
    """Return what to show about a project that is being considered.

    Args:
        answer: what is known, or None when nobody asked.
        summary: the starter catalogue's line about it, or empty.
        now: the present moment (aware).
        shown: what the item's line says already.
    """
    detail, page = _said(answer, summary, now, shown)
    return Details(clean(detail, 80), to_markdown(page), to_plain(page))


def _said(answer: Answer | None, summary: str, now: datetime, shown: str) -> tuple[str, Page]:
    known = (paragraph(summary),) if summary else ()
    more = known if summary != shown else ()
    match answer:
        case None:
            return "", more
        case Pending():
            return "", (*more, paragraph("Details are on their way."))
        case Unavailable():
            return "", (*more, Paragraph((spoken(f"No details: {answer.failure.why}"),)))
        case Missing():
            words = f"not found on {index_name(answer.source)}"
            return words, (*known, paragraph(SIGN, words))
        case Known():
            return _latest(answer, now), _known_page(answer, now)
        case _:
            assert_never(answer)


def _latest(known: Known, now: datetime) -> str:
    return facts.latest_words(known.document, now)


def _known_page(known: Known, now: datetime) -> Page:
    warned = tuple(_cautions(known.document))
    rows = tuple((fact.label, line(fact.value)) for fact in facts.facts(known, now))
    return (
        Paragraph((heading(known.document),)),
        *([Paragraph(warned)] if warned else []),
        Rows(rows),
        Footer(known_words(known, now)),
    )


def _cautions(document: ProjectDocument) -> Iterator[Line]:
    status = facts.status_words(document)
    if status:
        yield line(SIGN, Strong(status))
    release = document.release(document.latest)
    if release is not None and release.yanked:
        why = f": {release.yanked_reason}" if release.yanked_reason else ""
        yield line(SIGN, Strong(f"{release.version} is yanked"), why)
    for item in document.vulnerabilities[:1]:
        words = f": {item.id}{facts.vulnerability_words(item)}"
        yield line(SIGN, Strong(f"{document.latest} is vulnerable"), words)
