"""Says which constraint an accepted name brings with it, and how its place writes that.

Contract: pure. Nothing is added where a constraint, an extra or an address follows already, where
no constraint may stand, or for a project whose latest version is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pypi_language_server.features.version_offer_shapes import named_constraint
from pypi_language_server.features.versions import parse
from pypi_language_server.manifests.model import Form, Syntax

if TYPE_CHECKING:
    from pypi_language_server.features.model import Snapshot
    from pypi_language_server.manifests.cursor import AtName
    from pypi_language_server.settings import ConstraintForm

_ANY = ' = "*"'
_POETRY = ("tool", "poetry")


class Slot(NamedTuple):
    """Where a constraint may be written behind an accepted name.

    Attributes:
        syntax: in which language.
        is_value: it takes the place of a new key's value; else it follows the name.
    """

    syntax: Syntax
    is_value: bool = False


def slot_behind(snapshot: Snapshot, place: AtName) -> Slot | None:
    """Return where a constraint may be written behind a name, or None."""
    if _ANY in place.after:
        is_poetry = snapshot.manifest.groups[place.group].path[:2] == _POETRY
        return Slot(Syntax.POETRY if is_poetry else Syntax.PIPFILE, is_value=True)
    if place.bare_key or (place.entry is not None and place.entry.form is Form.KEY):
        return None
    follows = _following(snapshot.text, place)
    return Slot(Syntax.PEP440) if not follows or follows[0] in ";\"'" else None


def ending(place: AtName, slot: Slot | None, latest: str, form: ConstraintForm) -> str:
    """Return what follows an accepted name: the place's own `after`, with a constraint in it.

    Args:
        place: where the name is written.
        slot: where the constraint may be.
        latest: the project's latest version, or empty.
        form: which constraint is wanted.
    """
    version = parse(latest) if latest and slot is not None else None
    if version is None or slot is None:
        return place.after
    constraint = named_constraint(version, form, slot.syntax)
    if not slot.is_value:
        return constraint + place.after
    return place.after.replace(_ANY, f' = "{constraint}"', 1)


def _following(text: str, place: AtName) -> str:
    """Return what stands behind the name in its requirement, without space in front."""
    entry = place.entry
    if entry is None:
        return place.after.lstrip()
    end = entry.name.span.end if entry.name is not None else place.replace.end
    return text[end : max(entry.span.end, end)].lstrip()
