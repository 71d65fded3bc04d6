"""Decides which indexes may be asked about which project, and in which order (promise 5).

Contract: pure; nothing is contacted here. Whatever a manifest says, an address that the user
neither set nor trusts is in no `Route`, and a name that may belong to a private index is not sent
to the public one: private indexes come first, the public one last, and only after a definite "no".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pypi_language_server.index.addresses import BadAddress, read_root
from pypi_language_server.index.credentials import Credentials, Keyring, origin_of
from pypi_language_server.names import is_valid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypi_language_server.index.model import NotAsked
    from pypi_language_server.index.scope import Scope, ScopedIndex
    from pypi_language_server.names import NormalizedName


@dataclass(frozen=True, slots=True)
class Index:
    """One index that may be asked.

    Attributes:
        root: its Simple API root, ending in a slash, without credentials.
        json_url: where a project's JSON document is, with `{name}` in it; empty: nowhere.
        json_certain: the JSON API is known to be there, not just worth a try.
        public: whether it is the public index itself (a mirror of it is not).
        confined: redirects to other hosts are not followed, because the name may be private.
        credentials: for the root's origin.
        json_credentials: for `json_url`, where that has another origin.
    """

    root: str
    json_url: str = ""
    json_certain: bool = False
    public: bool = False
    confined: bool = False
    credentials: Credentials | None = None
    json_credentials: Credentials | None = None

    @property
    def source(self) -> str:
        """The address that answers and caches name it by."""
        return self.root

    def credentials_for(self, url: str) -> Credentials | None:
        """Return the credentials that belong to the origin of `url`, and to no other."""
        origin = origin_of(url)
        if origin == origin_of(self.root):
            return self.credentials
        if self.json_url and origin == origin_of(self.json_url):
            return self.json_credentials
        return None


@dataclass(frozen=True, slots=True)
class Route:
    """Whom to ask about one project.

    Attributes:
        indexes: in order; the next one only after a definite "no such project".
        otherwise: what to say when all of them said no, instead of "not found".
        blocked: nobody may be asked now; what is on disk about `indexes` may be shown.
    """

    indexes: tuple[Index, ...] = ()
    otherwise: NotAsked | None = None
    blocked: NotAsked | None = None


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """The user's indexes; made by `config.plan_indexes`.

    Attributes:
        main: the main index; None when it is set to something that cannot be asked.
        extra: the further ones.
        main_by_default: nobody set the main index, so it is the public one.
        named: indexes by the name that the user gave them, in lower case.
        keyring: the user's credentials.
        no_index: pip or uv are told to ask no index.
        offline: the network is ruled out.
        problems: sentences about what cannot be used.
        doubt: why an unlisted name must not be sent to the public index, or empty.
        public: the public index, whether or not the user's indexes include it.
    """

    main: Index | None
    extra: tuple[Index, ...] = ()
    main_by_default: bool = False
    named: Mapping[str, Index] = field(default_factory=dict)
    keyring: Keyring = field(default_factory=Keyring)
    no_index: bool = False
    offline: bool = False
    problems: tuple[str, ...] = ()
    doubt: str = ""
    public: Index | None = None

    def route(self, name: NormalizedName, scope: Scope, listed: bool) -> Route:
        """Return whom to ask about `name`.

        Args:
            name: the project.
            scope: what the manifest at hand says about indexes; not trusted.
            listed: whether the name is in the catalogue, which is to say public knowledge.
        """
        if not is_valid(name) or len(name) > 200:
            return _nobody("This is no name that a project can have.")
        if scope.no_index:
            return _nobody("This file says `--no-index`: no index is asked about its projects.")
        if self.no_index:
            return _nobody("pip or uv is set to use no index on this machine.")
        route = self._assigned(scope) if scope.assigned else self._usual(scope, listed)
        if self.offline and route.indexes:
            why = "Working offline (`pypi.index.offline`): the index is not asked."
            return replace(route, blocked=_not_asked(route.indexes[0].source, why))
        return route

    def _assigned(self, scope: Scope) -> Route:
        """Return the one index that the manifest assigns the project to, if it may be asked."""
        name = (scope.assigned or "").casefold()
        for declared in scope.declared:
            if (declared.name or "").casefold() == name:
                index, why = self._allow(declared, scope)
                return _only(index) if index is not None else _nobody(why)
        known = self.named.get(name)
        if known is None and name == "pypi":  # Poetry's name for the index used by default
            known = self.main
        if known is not None:
            return _only(known)
        return _nobody("The index that this project is assigned to is not known here.")

    def _usual(self, scope: Scope, listed: bool) -> Route:
        """Return the manifest's indexes that may be asked, then the user's, the public one last."""
        first: list[Index] = []
        doubt = self.doubt
        for declared in scope.declared:
            index, why = self._allow(declared, scope)
            doubt = doubt or why
            if index is not None and not declared.explicit:
                first.append(index)
        replaced = self.main_by_default and any(
            item.replaces_default and self._allow(item, scope)[0] for item in scope.declared
        )
        own = () if self.main is None or replaced else (self.main,)
        indexes = _unique(*first, *own, *self.extra)
        if not doubt:
            return Route(indexes) if indexes else _nobody("No index is set that can be asked.")
        if not listed:
            indexes = tuple(replace(item, confined=True) for item in indexes if not item.public)
        source = indexes[0].source if indexes else ""
        return Route(indexes, otherwise=_not_asked(source, doubt))

    def _allow(self, declared: ScopedIndex, scope: Scope) -> tuple[Index | None, str]:
        """Return an index that a manifest names if it may be asked, else None and why not."""
        try:
            address = read_root(declared.url)
        except BadAddress as error:
            return None, f"{error} So only well-known names are looked up elsewhere."
        own = (self.main, *self.extra, *self.named.values())
        known = next((item for item in own if item and item.root == address.root), None)
        if known is not None:
            return known, ""
        if address.credentials is not None:
            return None, "This file's index address holds credentials; such addresses are not used."
        if not scope.trusted:
            return None, (
                "This file names an index of its own, which is not asked until you trust the"
                " folder (in VS Code: “Manage Workspace Trust”; elsewhere by the setting"
                " `pypi.workspace.trusted`); a name that may be private is not sent to the public"
                " index."
            )
        own_credentials = self.keyring.for_url(address.root)
        return index_at(address.root, own_credentials, self.public), ""


def index_at(root: str, credentials: Credentials | None, public: Index | None) -> Index:
    """Return an index at any address; the public one keeps what is known about it."""
    if public is not None and root == public.root:
        return public
    same_host = public is not None and urlsplit(root).hostname == urlsplit(public.root).hostname
    return Index(root, json_beside(root), public=same_host, credentials=credentials)


def json_beside(root: str) -> str:
    """Return where the JSON API of an index would be, beside its Simple API; or an empty string."""
    base = root.removesuffix("simple/")
    return f"{base}pypi/{{name}}/json" if base != root and base.endswith("/") else ""


def _unique(*indexes: Index) -> tuple[Index, ...]:
    """Return each index once, in order, with the public one last."""
    once = list({index.root: index for index in reversed(indexes)}.values())[::-1]
    return tuple(sorted(once, key=lambda index: index.public))


def _only(index: Index) -> Route:
    """Return the route to the one index that a project belongs to: others must not hear its name.

    The public index has nobody to keep a name from.
    """
    return Route((index if index.public else replace(index, confined=True),))


def _nobody(why: str) -> Route:
    return Route(otherwise=_not_asked("", why))


def _not_asked(source: str, why: str) -> NotAsked:
    from pypi_language_server.index.model import NotAsked  # heavy; the first list goes without

    return NotAsked(source, why)
