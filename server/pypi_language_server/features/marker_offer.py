"""Completes environment markers: variables, operators, values, `and`, `or`, parentheses.

Contract: pure; what is accepted continues a valid marker validly: values bring quotes of the kind
that the text around them allows, words the blank that they need. `extras` and `dependency_groups`
(PEP 751) are legal in lock files only, and so never offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from pypi_language_server.features.marker_cursor import Expected, Wait, expected
from pypi_language_server.features.marker_names import BY_NAME, VARIABLES, Variable
from pypi_language_server.features.model import CompletionItem, CompletionList, ItemKind
from pypi_language_server.features.own_extras import own_extras
from pypi_language_server.features.untrusted import clean
from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.model import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypi_language_server.features.model import Knowledge, Snapshot
    from pypi_language_server.manifests.cursor import AtMarker
    from pypi_language_server.text import Span

_OPERATORS = {
    "==": "the same",
    "!=": "anything else",
    ">=": "this or newer",
    "<": "older than this",
    "<=": "this or older",
    ">": "newer than this",
    "~=": "this or newer, up to the next number but one",
    "in": "one of several, separated by blanks",
    "not in": "none of several",
}
_ORDERED = (">=", "<", "==", "!=", "<=", ">", "~=", "in", "not in")
_NAMED = ("==", "!=", "in", "not in")


@dataclass(frozen=True, slots=True)
class _Spot:
    """The marker around the cursor, what is waited for there, and the quotes that fit."""

    marker: Fragment
    expected: Expected
    quote: str
    glued: str  # the blank that a word needs in front, or nothing


def complete_marker(
    snapshot: Snapshot, place: AtMarker, offset: int, knowledge: Knowledge
) -> CompletionList | None:
    """Return what may stand at the cursor of a marker; None where nothing of ours fits."""
    marker = place.within or _written(snapshot, place)
    found = expected(marker.text, marker.index_of(offset))
    typed, span = marker.around(found.start, found.end, offset)
    if found.wait is Wait.NOTHING or (found.end > found.start and span.of(snapshot.text) == ""):
        return None
    if found.end > found.start and span != marker.span(found.start, found.end):
        return None  # broken over lines, which no one edit can mend
    spot = _Spot(marker, found, _quote(place, marker), _blank(marker, found))
    items = [item for item in _items(snapshot, spot, knowledge) if _fits(item, typed, found)]
    items.sort(key=lambda item: not item.label.lower().startswith(typed.lower()))
    shown = tuple(items[: knowledge.settings.limit])
    return CompletionList(shown, span, snapshot.text[span.start : offset], incomplete=True)


def _written(snapshot: Snapshot, place: AtMarker) -> Fragment:
    """Return the marker as written, where its place does not say."""
    token = place.entry.marker
    return Fragment.plain(snapshot.text, token.span if token else place.replace)


def _fits(item: CompletionItem, typed: str, found: Expected) -> bool:
    """Whether an item has what is typed in it, or follows the whole operator that is typed."""
    follows = found.operator and item.insert.startswith(found.operator)
    return bool(follows) or typed.strip().lower() in item.label.lower()


def _items(snapshot: Snapshot, spot: _Spot, knowledge: Knowledge) -> Iterator[CompletionItem]:
    """Yield everything that may stand there, most likely first."""
    match spot.expected.wait:
        case Wait.VARIABLE:
            yield from _variables(spot)
        case Wait.OPERATOR:
            yield from _operators(spot)
            if spot.expected.operator:
                yield from _values(snapshot, spot, knowledge)
        case Wait.VALUE:
            yield from _values(snapshot, spot, knowledge)
        case Wait.JOINT:
            yield from _joints(spot)
        case Wait.NOTHING:
            return
        case _:
            assert_never(spot.expected.wait)


def _variables(spot: _Spot) -> Iterator[CompletionItem]:
    for variable in VARIABLES:
        yield CompletionItem(
            variable.name,
            spot.glued + variable.name,
            detail=variable.brief,
            kind=ItemKind.MARKER,
            documentation=variable.text,
        )
    if spot.expected.start == spot.expected.end:
        yield CompletionItem("(", f"{spot.glued}(", detail="a group", kind=ItemKind.MARKER)


def _operators(spot: _Spot) -> Iterator[CompletionItem]:
    variable = BY_NAME.get(spot.expected.variable)
    usual = _NAMED if variable is not None and not variable.ordered else _ORDERED
    for operator in usual:
        word = operator[0].isalpha()
        if operator != spot.expected.operator:
            insert = spot.glued + operator if word else operator
            yield CompletionItem(operator, insert, detail=_OPERATORS[operator], kind=ItemKind.VALUE)


def _joints(spot: _Spot) -> Iterator[CompletionItem]:
    yield CompletionItem("and", f"{spot.glued}and", detail="both hold", kind=ItemKind.MARKER)
    yield CompletionItem("or", f"{spot.glued}or", detail="either holds", kind=ItemKind.MARKER)
    if spot.expected.depth and spot.expected.start == spot.expected.end:
        yield CompletionItem(")", ")", detail="ends the group", kind=ItemKind.MARKER)


def _values(snapshot: Snapshot, spot: _Spot, knowledge: Knowledge) -> Iterator[CompletionItem]:
    """Yield the values of the variable on the other side of the comparison."""
    name = spot.expected.variable
    here = knowledge.environment.markers.get(name, "")
    if name == "extra":
        offered = [
            (clean(extra), "an extra of this project") for extra in own_extras(snapshot.manifest)
        ]
    else:
        offered = list(_usual(BY_NAME.get(name), clean(here, 40), knowledge.environment.source))
    for value, remark in offered:
        insert = spot.expected.operator + _quoted(spot, value)
        yield CompletionItem(value, insert, detail=remark, kind=ItemKind.VALUE)


def _usual(variable: Variable | None, here: str, source: str) -> Iterator[tuple[str, str]]:
    """Yield a variable's values with remarks; the chosen Python's own is marked, or added last."""
    values: Iterable[tuple[str, str]] = variable.values if variable else ()
    known = False
    for value, remark in values:
        known = known or value == here
        yield value, ", ".join(filter(None, (remark, source if value == here else "")))
    if here and not known and '"' not in here and "'" not in here and "\\" not in here:
        yield here, source


def _quoted(spot: _Spot, value: str) -> str:
    """Return a value with the quotes that are still missing around it, and the blank in front."""
    found, marker = spot.expected, spot.marker
    if found.quote < 0:
        return f"{spot.glued}{spot.quote}{value}{spot.quote}"
    if found.closed:
        return value
    opening = marker.span(found.quote, found.quote + 1).of(marker.source)
    return f"{value}{opening}"


def _blank(marker: Fragment, found: Expected) -> str:
    """Return the blank that must stand between what is accepted and what is in front of it."""
    text, start = marker.text, found.start
    if found.operator:  # `>=` typed: as much room behind it as in front
        return " " if text[start - 1 : start].isspace() else ""
    if not start:
        return " " if marker.source[marker.whole.start - 1 : marker.whole.start] == ";" else ""
    if found.wait is Wait.VALUE:
        roomy = text[: start - 1].rstrip("<>=!~")[-1:].isspace()
        return " " if roomy and text[start - 1] in "<>=!~" else ""
    return "" if text[start - 1].isspace() or text[start - 1] == "(" else " "


def _quote(place: AtMarker, marker: Fragment) -> str:
    """Return the kind of quotes for a new value: not that of the string around the marker.

    Where none stands around it, the kind that the marker has already.
    """
    inside = marker.whole if place.entry.form is Form.KEY else place.entry.span
    around = _quote_before(marker.source, inside)
    if around:
        return "'" if around == '"' else '"'
    used = [char for char in marker.text if char in "\"'"]
    return used[0] if used else '"'


def _quote_before(source: str, inside: Span) -> str:
    """Return the quote of the string that `inside` is the content of; empty if there is none."""
    before = source[max(inside.start - 3, 0) : inside.start].rstrip("\r\n")
    return before[-1] if before[-1:] in {'"', "'"} and before else ""
