"""Adding a dependency to an open manifest: `pypi.places` and `pypi.add`.

Contract: the text that counts is the newest one, taken after the only wait, which is the look-up of
the version that a constraint needs, within the budget `pypi.hover.budget`. What cannot be done is
said in one sentence and changes nothing. Arguments of `pypi.places`: `[{"uri": str}]`; of
`pypi.add`: `[{"uri": str, "name": str, "place"?: id, "constraint"?: "none" | "minimum" |
"compatible" | "exact"}]`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, assert_never

from pypi_language_server.features import adding, targets
from pypi_language_server.features.adding_model import Refused, Wanted
from pypi_language_server.features.adding_places import places as places_of
from pypi_language_server.features.untrusted import clean
from pypi_language_server.index.model import Known, Missing, Pending, Unavailable
from pypi_language_server.lsp import editing, looking_up
from pypi_language_server.lsp.command_arguments import Arguments
from pypi_language_server.names import normalize
from pypi_language_server.settings import ConstraintForm, InsertForm

if TYPE_CHECKING:
    from pypi_language_server.lsp.server import Server
    from pypi_language_server.lsp.to_lsp import Json
    from pypi_language_server.session import Document

_NOT_OPEN = Refused("This file is not open, or it is none that declares dependencies.")
_WITHOUT = "It stands there without a constraint: "


def places(ls: Server, given: Any) -> Json:
    """Return where a dependency may go in an open document, the usual place first."""
    document = ls.session.document(Arguments("pypi.places", given, "uri").text("uri"))
    if document is None:
        return {"kind": None, "places": []}
    found = [
        {
            "id": place.id,
            "label": clean(place.label),
            "detail": clean(place.detail),
            "count": place.count,
        }
        for place in places_of(document)
    ]
    return {"kind": document.kind.value, "places": found}


async def add(ls: Server, given: Any) -> Json:
    """Add a dependency to an open document."""
    arguments = Arguments("pypi.add", given, "uri", "name", "place", "constraint")
    uri, wanted = arguments.text("uri"), _wanted(ls, arguments)
    chosen = arguments.text("place") if arguments.has("place") else None
    document, remark = ls.session.document(uri), ""
    if document is None:
        return _refusal(_NOT_OPEN)
    found = adding.plan(document, chosen, wanted)
    if isinstance(found, Refused):
        return _refusal(found)
    if wanted.form is not ConstraintForm.NONE:
        wanted, remark = await _with_version(ls, document, wanted)
        document = ls.session.document(uri)
        if document is None:
            return _refusal(_NOT_OPEN)
        found = adding.plan(document, chosen, wanted)
        if isinstance(found, Refused):
            return _refusal(found)
    said = " ".join(filter(None, [f"Added `{found.written}` to {found.place}.", remark]))
    if not ls.client.apply_edit:
        edit = editing.workspace_edit(document, found.changes, ls.client)
        return {"applied": False, "message": said, "line": found.line, "edit": edit}
    outcome = await editing.apply(ls, document, found.changes, f"Add {wanted.spelling}")
    message = said if outcome.applied else outcome.why_not
    return {"applied": outcome.applied, "message": clean(message), "line": found.line}


def _wanted(ls: Server, arguments: Arguments) -> Wanted:
    """Return the dependency that the arguments name, spelled as accepted names are."""
    given, settings = arguments.project(), ls.session.settings.completion
    name = normalize(given)
    known = ls.services.catalogue().spelling(name)
    spelling = name if settings.insert is InsertForm.NORMALIZED else known or given
    chosen = arguments.choice("constraint", tuple(ConstraintForm))
    form = settings.constraint if chosen is None else ConstraintForm(chosen)
    return Wanted(spelling, name, form=form)


async def _with_version(ls: Server, document: Document, wanted: Wanted) -> tuple[Wanted, str]:
    """Return the dependency with its latest version, else why that is not known."""
    if not targets.may_ask(document.manifest, wanted.name):
        return wanted, f"{_WITHOUT}it does not come from an index."
    scope = looking_up.scope_for(ls, document, wanted.name, None)
    answer = await looking_up.look_up(ls, wanted.name, scope)
    match answer:
        case Known(document=known) if known.latest:
            return replace(wanted, version=known.latest), ""
        case Known():
            return wanted, f"{_WITHOUT}no version of it has come out."
        case Missing():
            return wanted, f"{_WITHOUT}the index has no project of this name."
        case Pending():
            return wanted, f"{_WITHOUT}the index has not answered yet."
        case Unavailable(failure=failure):
            return wanted, f"{_WITHOUT}{clean(failure.why).rstrip('.')}."
        case _:
            assert_never(answer)


def _refusal(refused: Refused) -> Json:
    return {"applied": False, "message": clean(refused.why), "line": refused.line}
