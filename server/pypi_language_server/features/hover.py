"""Shows what is asked for, what the index says about it, and how old that knowledge is.

Contract: two pure halves with the one wait between them, which is the caller's: `target` finds
the requirement, `render` shows the answer. A failed request is never shown as "not found", and
foreign text stays text (`markdown.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from pypi_language_server.environment import UNKNOWN_ENVIRONMENT
from pypi_language_server.features import project_page
from pypi_language_server.features.ages import ago
from pypi_language_server.features.asked import asked_rows
from pypi_language_server.features.cautions import SIGN
from pypi_language_server.features.knowledge import index_name, list_words
from pypi_language_server.features.markdown import to_markdown
from pypi_language_server.features.model import Hover
from pypi_language_server.features.page import (
    Block,
    Code,
    Footer,
    Page,
    Paragraph,
    Rows,
    Strong,
    line,
    paragraph,
    spoken,
)
from pypi_language_server.features.plain import to_plain
from pypi_language_server.features.targets import HoverTarget, Part, Subject, target
from pypi_language_server.features.untrusted import without_credentials
from pypi_language_server.index.model import Known, Missing, Pending, Unavailable

if TYPE_CHECKING:
    from datetime import datetime

    from pypi_language_server.catalogue.model import CatalogueStamp, NameCatalogue
    from pypi_language_server.environment import PythonEnvironment
    from pypi_language_server.index.model import Answer
    from pypi_language_server.names import NormalizedName

__all__ = ["HoverContext", "HoverTarget", "Part", "Subject", "render", "similar_to", "target"]

_CONSIDERED = 5


@dataclass(frozen=True, slots=True)
class HoverContext:
    """What this machine knows besides the index's answer.

    Attributes:
        now: the present moment (aware).
        stamp: what the catalogue in use is made from.
        listed: whether that catalogue lists the project.
        summary: the starter catalogue's line about it, or empty.
        similar: a well-known name that may have been meant (`similar_to`), or empty.
        environment: the Python that requirements are installed for.
    """

    now: datetime
    stamp: CatalogueStamp
    listed: bool
    summary: str = ""
    similar: str = ""
    environment: PythonEnvironment = UNKNOWN_ENVIRONMENT


def similar_to(name: NormalizedName, catalogue: NameCatalogue) -> str:
    """Return the well-known project that differs from `name` by a slip of the finger, or empty."""
    from pypi_language_server.catalogue.model import MatchClass

    found = catalogue.complete(name, _CONSIDERED).items
    slips = (match for match in found if match.why is MatchClass.POPULAR_TYPO)
    return next((match.spelling for match in slips if match.name != name), "")


def render(target: HoverTarget, answer: Answer, context: HoverContext) -> Hover:
    """Return what to show about a requirement.

    Args:
        target: the requirement.
        answer: the index's answer; not looked at when the target is nothing that an index knows.
        context: the clock and the catalogue.
    """
    page = _page(target, answer, context)
    return Hover(target.span, to_markdown(page), to_plain(page))


def _page(target: HoverTarget, answer: Answer, context: HoverContext) -> Page:
    if target.part is Part.MARKER:
        from pypi_language_server.features.marker_page import marker_page

        return marker_page(target, context.environment)
    if not target.asks_index:
        return _local_page(target)
    match answer:
        case Known():
            return _known_page(target, answer, context)
        case Missing():
            return _missing_page(target, answer, context)
        case Unavailable():
            return _unknown_page(target, context, f"No details: {answer.failure.why}")
        case Pending():
            return _unknown_page(
                target, context, "Details are on their way: look again in a moment."
            )
        case _:
            assert_never(answer)


def _known_page(target: HoverTarget, known: Known, context: HoverContext) -> Page:
    """Show what the index knows about the part of the requirement that is looked at."""
    match target.part:
        case Part.SPECIFIER:
            from pypi_language_server.features.specifier_page import specifier_page

            return specifier_page(target, known, context.environment, context.now)
        case Part.EXTRA:
            from pypi_language_server.features.extra_page import extra_page

            return extra_page(target, known, context.now)
        case Part.NAME | Part.MARKER:
            return project_page.known_page(target, known, context.now)
        case _:
            assert_never(target.part)


def _local_page(target: HoverTarget) -> Page:
    """Show what no index is asked about."""
    if target.subject is Subject.ITSELF and target.part is Part.EXTRA:
        from pypi_language_server.features.extra_page import own_extra_page

        return own_extra_page(target)
    if target.subject is Subject.ITSELF:
        says = "this project itself: its extras are taken from this file."
        return (paragraph(Strong(target.spelling), f" — {says}"), *_asked(target))
    if not target.origin:
        says = "taken from this workspace, not from an index"
        return (paragraph(Strong(target.spelling), f" — {says}"), *_asked(target))
    origin = without_credentials(target.origin)
    return (
        paragraph(Strong(target.spelling), " — taken from where it lies, not from an index"),
        Rows((("From", line(Code(origin))), *asked_rows(target))),
    )


def _missing_page(target: HoverTarget, answer: Missing, context: HoverContext) -> Page:
    where = index_name(answer.source)
    blocks: list[Block] = [
        paragraph(SIGN, Strong(target.spelling), f" — not found on {where}"),
        *([paragraph("Did you mean ", Code(context.similar), "?")] if context.similar else []),
        *project_page.standard_library_note(target),
        *_asked(target),
    ]
    if context.listed and context.stamp.source:
        blocks.append(paragraph("The list of names still has it: it may have been removed since."))
    asked = ago(answer.checked_at, context.now)
    return (*blocks, Footer(f"Asked {where} {asked}"))


def _unknown_page(target: HoverTarget, context: HoverContext, why: str) -> Page:
    """Show what this machine knows by itself, and why that is all."""
    heading = line(Strong(target.spelling), f" — {context.summary}" if context.summary else "")
    return (
        Paragraph((heading,)),
        *project_page.standard_library_note(target),
        *_asked(target),
        Paragraph((spoken(why),)),
        Footer(list_words(context.stamp, context.now, listed=context.listed)),
    )


def _asked(target: HoverTarget) -> Page:
    rows = asked_rows(target)
    return (Rows(rows),) if rows else ()
