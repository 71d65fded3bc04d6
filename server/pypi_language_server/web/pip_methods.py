"""The methods of the old XML-RPC interface: those that this machine can answer with truth.

Contract: `call` gives an answer or raises `Fault` with one sentence that says what to do instead.
Answers come from the list of names, from what is cached, and from look-ups of single projects; a
failed look-up is a fault, never "no such project".
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, assert_never

from pypi_language_server import names
from pypi_language_server.catalogue.model import Origin
from pypi_language_server.features.untrusted import clean
from pypi_language_server.index.model import Known, LinkKind, Missing, Pending, Unavailable
from pypi_language_server.index.scope import NOWHERE
from pypi_language_server.web import pip_search
from pypi_language_server.web.desk import Closed
from pypi_language_server.web.xmlrpc import Code, Fault

if TYPE_CHECKING:
    from pypi_language_server.index.model import Answer, ProjectDocument, Release
    from pypi_language_server.services import Services
    from pypi_language_server.web.desk import Desk
    from pypi_language_server.web.xmlrpc import Call
    from pypi_language_server.web.xmlrpc_values import Value

PATIENCE = 8.0
"""Seconds that a look-up for one call may take."""

BATCH = 5000
"""So many names are taken from the list at once."""

Batches = Iterator[list[str]]
"""A long list of names, read while it is sent."""

OTHERS = {
    "browse": "use `search`",
    "changed_packages": "the list of names is refreshed by `pypi-ls refresh`",
    "changelog": "the list of names is refreshed by `pypi-ls refresh`",
    "changelog_last_serial": "`pypi-ls status` says how old the list of names is",
    "changelog_since_serial": "the list of names is refreshed by `pypi-ls refresh`",
    "list_packages_with_serial": "use `list_packages`",
    "package_data": "use `release_data`",
    "package_hosting_mode": "ask the index itself",
    "package_roles": "ask the index itself",
    "package_urls": "ask the index itself",
    "release_downloads": "`pypi-ls search` shows downloads where they are known",
    "release_urls": "`pip download` and `pip index versions` know files",
    "system.multicall": "make single calls",
    "top_packages": "`pypi-ls search --sort downloads` shows what is popular",
    "updated_releases": "the list of names is refreshed by `pypi-ls refresh`",
    "user_packages": "ask the index itself",
}
"""Methods of the old interface that nothing here can answer, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method.

    Attributes:
        answer: what it does with its parameters.
        signatures: type names as `system.methodSignature` gives them, the result's first.
        text: what `system.methodHelp` says.
    """

    answer: Callable[[Sequence[Value]], object]
    signatures: tuple[tuple[str, ...], ...]
    text: str


class PipMethods:
    """The methods, over one desk."""

    def __init__(self, desk: Desk, rows: int) -> None:
        """Answer nothing yet.

        Args:
            desk: where services are asked.
            rows: how many hits a search has at most.
        """
        self._desk = desk
        self._rows = rows

    def call(self, call: Call) -> object:
        """Return a call's answer: plain data, or `Batches`.

        Raises:
            Fault: there is none.
        """
        method = self.methods.get(call.method)
        if method is None:
            raise _no_method(call.method)
        try:
            return method.answer(call.parameters)
        except Closed as error:
            raise Fault(Code.SYSTEM, "The server is ending.") from error

    @cached_property
    def methods(self) -> dict[str, Method]:
        """Every method by its name."""
        return {
            "list_packages": Method(self._list_packages, (("array",),), LIST_PACKAGES),
            "package_releases": Method(
                self._package_releases,
                (("array", "string"), ("array", "string", "boolean")),
                PACKAGE_RELEASES,
            ),
            "release_data": Method(
                self._release_data, (("struct", "string", "string"),), RELEASE_DATA
            ),
            "search": Method(
                self._search, (("array", "struct"), ("array", "struct", "string")), SEARCH
            ),
            "system.listMethods": Method(self._list_methods, (("array",),), "Names all methods."),
            "system.methodHelp": Method(
                lambda given: self._named(given).text,
                (("string", "string"),),
                "Says what one does.",
            ),
            "system.methodSignature": Method(
                lambda given: [list(item) for item in self._named(given).signatures],
                (("array", "string"),),
                "Says what types one takes, and gives.",
            ),
        }

    # -- methods

    def _search(self, given: Sequence[Value]) -> object:
        question = pip_search.read_question(given)
        return self._desk.wait_for(
            lambda services: pip_search.search(question, services, self._rows)
        )

    def _list_packages(self, given: Sequence[Value]) -> Batches:
        _count(given, 0, 0, "list_packages takes nothing")
        listed = self._desk.ask(_listed)

        def batches() -> Batches:
            while batch := self._desk.ask(lambda _: list(islice(listed, BATCH))):
                yield batch

        return batches()

    def _package_releases(self, given: Sequence[Value]) -> object:
        _count(given, 1, 2, "package_releases takes a name")
        document = self._document(given[0])
        return [release.version for release in document.releases] if document else []

    def _release_data(self, given: Sequence[Value]) -> object:
        _count(given, 2, 2, "release_data takes a name and a version")
        version = given[1]
        if not isinstance(version, str):
            raise _bad_parameters("the version is a text")
        document = self._document(given[0])
        release = document.release(version) if document else None
        return _release_data(document, release) if document and release else {}

    def _list_methods(self, given: Sequence[Value]) -> object:
        _count(given, 0, 0, "system.listMethods takes nothing")
        return sorted(self.methods)

    def _named(self, given: Sequence[Value]) -> Method:
        """Return the method that is asked about.

        Raises:
            Fault: there is none of that name.
        """
        _count(given, 1, 1, "a method's name is wanted")
        method = self.methods.get(given[0]) if isinstance(given[0], str) else None
        if method is None:
            raise _no_method(str(given[0]))
        return method

    def _document(self, name: Value) -> ProjectDocument | None:
        """Return what is known about a project; None when its index has none of that name.

        Raises:
            Fault: nobody can tell.
        """
        if not isinstance(name, str) or not names.is_valid(name):
            raise _bad_parameters("a project's name consists of letters, digits, `-`, `_` and `.`")
        key = names.normalize(name)
        answer = self._desk.wait_for(lambda services: _looked_up(key, services))
        match answer:
            case Known():
                return answer.document
            case Missing():
                return None
            case Unavailable():
                raise Fault(Code.APPLICATION, f"Nothing is known about {key}: {answer.failure.why}")
            case Pending():
                raise Fault(Code.APPLICATION, f"The index is slow about {key}; ask again soon.")
        assert_never(answer)


SEARCH = (
    "search(spec, operator='and'): projects as mappings with name, version and summary, best first."
    " spec maps fields (name, summary, description, keywords, classifiers) to a text or a list of"
    " texts; operator is 'and' or 'or'. A version that is not known is '0+unknown'."
)
LIST_PACKAGES = "list_packages(): the names of all projects, as the index last listed them."
PACKAGE_RELEASES = (
    "package_releases(name, show_hidden=False): all versions of a project, newest first; nothing"
    " for a project that the index does not have. show_hidden makes no difference."
)
RELEASE_DATA = (
    "release_data(name, version): what is known about a version; nothing when there is no such one."
    " All but the latest version's entries say less."
)


def _listed(services: Services) -> Iterator[str]:
    """Return the names of the list in use.

    Raises:
        Fault: there is none but the starter catalogue, which is not the index's list.
    """
    catalogue = services.catalogue()
    if catalogue.stamp.origin is not Origin.INDEX:
        why = "The index's list of names is not on this machine yet: run `pypi-ls refresh` once."
        raise Fault(Code.APPLICATION, why)
    return catalogue.listed()


async def _looked_up(name: names.NormalizedName, services: Services) -> Answer:
    try:
        return await asyncio.wait_for(services.look_up(name, NOWHERE), PATIENCE)
    except TimeoutError:
        return services.peek(name, NOWHERE) or Pending(name)


def _release_data(document: ProjectDocument, release: Release) -> dict[str, object]:
    """Return what is known, in the words of the old interface; what is not known is left out."""
    data = {
        "name": document.name,
        "version": release.version,
        "requires_python": release.requires_python,
        "package_url": _link(document, LinkKind.INDEX),
        "yanked": release.yanked,
        "yanked_reason": release.yanked_reason,
        "upload_time": release.uploaded.isoformat() if release.uploaded else "",
    }
    if release.version == document.latest:
        data |= {
            "summary": document.summary,
            "license": document.license,
            "home_page": _link(document, LinkKind.HOMEPAGE),
            "docs_url": _link(document, LinkKind.DOCUMENTATION),
            "bugtrack_url": _link(document, LinkKind.ISSUES),
            "requires_dist": list(document.requires_dist),
            "provides_extra": list(document.extras),
            "project_url": [f"{link.label}, {link.url}" for link in document.links],
        }
    return {key: value for key, value in data.items() if value not in ("", [])}


def _link(document: ProjectDocument, kind: LinkKind) -> str:
    return next((link.url for link in document.links if link.kind is kind), "")


def _count(given: Sequence[Value], least: int, most: int, what: str) -> None:
    if not least <= len(given) <= most:
        raise _bad_parameters(what)


def _bad_parameters(why: str) -> Fault:
    return Fault(Code.BAD_PARAMETERS, f"The parameters are not understood: {why}.")


def _no_method(name: str) -> Fault:
    instead = OTHERS.get(name)
    if instead is None:
        why = f"There is no method “{clean(name, 80)}”; `system.listMethods` names those there are."
    else:
        why = f"`{name}` cannot be answered from this machine; {instead}."
    return Fault(Code.NO_SUCH_METHOD, why)
