"""Completes a query, `#? http client`, with the projects that a search for its words finds.

Contract: pure and local; an accepted project replaces the line from its `#` on, so that white space
in front of it stays. The order is the search's, except that what the group already declares goes
last; what its index does not have any more is left out. The list always asks to be asked again: the
next one knows what was looked up meanwhile. Where there is nothing to offer, one item says so and
changes nothing when it is accepted: editors that open no lists in comments by themselves keep
asking while a list is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypi_language_server.features.completion import ALREADY_DECLARED
from pypi_language_server.features.model import CompletionItem, CompletionList, ItemKind
from pypi_language_server.features.result_words import notes
from pypi_language_server.manifests.declared import names_in_group
from pypi_language_server.manifests.model import Syntax
from pypi_language_server.names import is_standard_library, is_valid
from pypi_language_server.settings import ConstraintForm, InsertForm

if TYPE_CHECKING:
    from pypi_language_server.features.model import Knowledge, Snapshot
    from pypi_language_server.features.result_row import ResultRow
    from pypi_language_server.manifests.cursor import AtQuery
    from pypi_language_server.settings import CompletionSettings

WAITING = "Type what you are looking for"
NOTHING = "Nothing found for these words"
NOT_YET = "Getting ready to search: type on"
_ADVICE = (
    "A line that begins with #? searches the names and summaries that this machine knows:"
    " topics, names or what one imports, in any order. The project that you accept replaces it."
)
# How many more projects are asked for than shown: some are modules of the standard library.
_SPARE = 4


def complete_query(
    snapshot: Snapshot, place: AtQuery, offset: int, knowledge: Knowledge
) -> CompletionList:
    """Return the projects to offer in a query's line."""
    limit = knowledge.settings.limit
    rows = knowledge.search(place.query, limit + _SPARE) if place.query else ()
    declared = names_in_group(snapshot.manifest, place.group, None)
    wanted = [row for row in rows if _may_be_written(row)]
    fresh = [row for row in wanted if row.name not in declared]
    last = [row for row in wanted if row.name in declared]
    items = [
        *(_item(row, _remark(row), knowledge.settings) for row in fresh),
        *(_item(row, ALREADY_DECLARED, knowledge.settings) for row in last),
    ]
    return CompletionList(
        tuple(items[:limit]) or (_hint(snapshot, place, is_ready=knowledge.search_is_ready),),
        place.replace,
        snapshot.text[place.replace.start : offset],
        incomplete=True,
    )


def _may_be_written(row: ResultRow) -> bool:
    return is_valid(row.spelling) and not row.missing and not is_standard_library(row.name)


def _remark(row: ResultRow) -> str:
    """Return a project's version, and the gravest of what speaks against it."""
    return " · ".join(filter(None, (row.version, *notes(row)[:1])))


def _item(row: ResultRow, remark: str, settings: CompletionSettings) -> CompletionItem:
    name = row.spelling if settings.insert is InsertForm.SPELLING else row.name
    return CompletionItem(
        label=row.spelling,
        insert=name + _constraint(row.version, settings.constraint),
        name=row.name,
        detail=remark,
        summary=row.summary,
        declared=remark == ALREADY_DECLARED,
    )


def _constraint(latest: str, form: ConstraintForm) -> str:
    """Return the constraint that is set to come with names, where the version is known."""
    if form is ConstraintForm.NONE or not latest:
        return ""
    from pypi_language_server.features.version_offer_shapes import named_constraint
    from pypi_language_server.features.versions import parse

    version = parse(latest)
    return "" if version is None else named_constraint(version, form, Syntax.PEP440)


def _hint(snapshot: Snapshot, place: AtQuery, *, is_ready: bool) -> CompletionItem:
    """Return the item that stands where nothing can be offered."""
    nothing = NOTHING if is_ready else NOT_YET
    return CompletionItem(
        label=nothing if place.query else WAITING,
        insert=place.replace.of(snapshot.text),
        kind=ItemKind.VALUE,
        documentation=_ADVICE,
    )
