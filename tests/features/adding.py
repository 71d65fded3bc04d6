"""Adds dependencies to manifests, with what is true of every change that does."""

from __future__ import annotations

from textwrap import dedent

from pypi_language_server.features import adding
from pypi_language_server.features.adding_model import Added, Refused, Wanted, changed
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.names import normalize
from pypi_language_server.session import Document
from pypi_language_server.settings import ConstraintForm

VERSION = "0.28.1"


def document(kind: ManifestKind, text: str) -> Document:
    return Document("file:///f", 1, text, kind)


def wanted(name: str = "httpx", form: str = "minimum", version: str = VERSION) -> Wanted:
    return Wanted(name, normalize(name), version, ConstraintForm(form))


def planned(
    kind: ManifestKind, text: str, what: Wanted | None = None, place: str | None = None
) -> Added | Refused:
    """What adding would do, after checking what is true of every change."""
    what = what or wanted()
    found = adding.plan(document(kind, text), place, what)
    if isinstance(found, Added):
        _keeps_its_promises(kind, text, what, found)
    return found


def _keeps_its_promises(kind: ManifestKind, text: str, what: Wanted, found: Added) -> None:
    """Nothing but white space goes; the project is there, once more it is not added."""
    end = 0
    for change in found.changes:
        assert end <= change.span.start
        end = change.span.end
        assert change.text
        assert not change.span.of(text).strip()
    after = document(kind, changed(text, found.changes))
    entries = [it for it in after.manifest.entries if it.name and it.name.value == what.spelling]
    assert found.line in {after.lines.line_of(it.span.start) for it in entries}
    assert found.written in {it.span.of(after.text) for it in entries}
    if "\r\n" in text and "\n" not in text.replace("\r\n", ""):
        inserted = "".join(change.text for change in found.changes)
        assert inserted.count("\n") in (0, inserted.count("\r\n"))


def check_add(
    kind: ManifestKind,
    before: str,
    after: str,
    *,
    place: str | None = None,
    what: Wanted | None = None,
) -> None:
    """Adding turns the whole file into `after`, under CRLF, too; a second time it is there."""
    before, after = dedent(before), dedent(after)
    both = ((before, after), (crlf(before), crlf(after))) if "\n" in before else ((before, after),)
    for one, other in both:
        found = planned(kind, one, what, place)
        assert isinstance(found, Added), found
        assert changed(one, found.changes) == other
        again = planned(kind, other, what, place)
        assert isinstance(again, Refused)
        assert again.why == f"`{(what or wanted()).spelling}` is already in {found.place}."
        assert again.line == found.line


def check_refused(
    kind: ManifestKind,
    text: str,
    why: str,
    *,
    place: str | None = None,
    what: Wanted | None = None,
) -> None:
    """Nothing is added, and that is what is said."""
    found = planned(kind, dedent(text), what, place)
    assert isinstance(found, Refused), changed(dedent(text), found.changes)
    assert found.why == why


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")
