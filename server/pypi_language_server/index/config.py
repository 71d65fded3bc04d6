"""Finds out which indexes the user wants asked: settings, environment, pip's and uv's files.

Contract: a function of its arguments; bad addresses become sentences in `IndexPlan.problems`,
never exceptions. This is the only place that knows where the public index is, and it has that
from a library that publishes it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pypi_language_server.index import machine
from pypi_language_server.index.addresses import (
    Address,
    BadAddress,
    read_json_address,
    read_root,
)
from pypi_language_server.index.credentials import Credentials, Keyring, origin_of, read_netrc
from pypi_language_server.index.machine import Declared
from pypi_language_server.index.plan import Index, IndexPlan, index_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypi_language_server.index.machine import UserFiles
    from pypi_language_server.settings import IndexSettings

JSON_OFF = "off"


def plan_indexes(
    settings: IndexSettings, environ: Mapping[str, str], files: UserFiles | None = None
) -> IndexPlan:
    """Return which indexes may be asked.

    Settings go first, then `PYPI_LS_INDEX_URL`, then what pip and uv are set to: a level that names
    the main index hides the levels below it, whose further indexes belong to another set-up.

    Args:
        settings: the user's `pypi.index`.
        environ: the environment's variables.
        files: the user's own files; by default the real ones.
    """
    files = files or machine.RealUserFiles()
    return _Planner(settings, environ, files).plan()


@functools.cache
def public_index() -> Index:
    """Return the public index, from the address that `distlib` publishes."""
    base = _public_base().rstrip("/")
    root = base.rpartition("/")[0] + "/simple/"
    return Index(root, json_url=f"{base}/{{name}}/json", json_certain=True, public=True)


def _public_base() -> str:
    """Return `distlib.index.DEFAULT_INDEX`.

    Importing that module costs 100 ms (TLS, XML-RPC, archives), which the server's start would
    feel; so its source is read, and imported only where there is no source to read.
    """
    import ast
    import importlib.util

    spec = importlib.util.find_spec("distlib.index")
    get_source = getattr(spec.loader, "get_source", None) if spec else None
    for line in ((get_source and get_source("distlib.index")) or "").splitlines():
        name, equals, value = line.partition("=")
        if equals and name.strip() == "DEFAULT_INDEX":
            return str(ast.literal_eval(value.strip()))
    from distlib.index import DEFAULT_INDEX  # type: ignore[import-untyped]  # has no stubs

    return str(DEFAULT_INDEX)


@dataclass
class _Planner:
    """Gathers what the levels say, and the problems on the way."""

    settings: IndexSettings
    environ: Mapping[str, str]
    files: UserFiles
    problems: list[str] = field(default_factory=list)
    by_origin: dict[str, Credentials] = field(default_factory=dict)
    doubt: str = ""

    def plan(self) -> IndexPlan:
        levels = self._levels()
        decisive = next((place for place, one in enumerate(levels) if one.main), len(levels) - 1)
        used = levels[: decisive + 1]
        for level in levels:  # also hidden ones: credentials belong to origins, not to levels
            self._remember_credentials(level)
        no_index = any(one.no_index for one in used)
        main_text = used[-1].main
        addresses = [self._address(text) for level in used for text in level.extra]
        main_address = self._address(main_text) if main_text else None
        explicit = {name: self._address(url) for one in used for name, url in one.explicit if name}
        keyring = self._keyring()
        main = self._main(main_text, main_address, keyring)
        extra = tuple(_index(item, keyring) for item in addresses if item is not None)
        named = {
            name.casefold(): _index(item, keyring) for name, item in explicit.items() if item
        } | _named(used, (main, *extra))
        return IndexPlan(
            main=main,
            extra=extra,
            main_by_default=not main_text,
            named=named,
            keyring=keyring,
            no_index=no_index,
            offline=self.settings.offline,
            problems=tuple(dict.fromkeys(self.problems)),
            doubt=self.doubt,
            public=public_index(),
        )

    def _levels(self) -> list[Declared]:
        settings = self.settings
        variables = machine.of_environment(self.environ)
        written = machine.of_files(self.environ, self.files)
        self.problems += written.problems
        machine_level = Declared(
            main=variables.main or written.main,
            extra=(*variables.extra, *written.extra),
            no_index=written.no_index if variables.no_index is None else variables.no_index,
            explicit=written.explicit,
            names={**written.names, **variables.names},
        )
        return [
            Declared(main=settings.url.strip(), extra=settings.extra_urls),
            Declared(main=self.environ.get("PYPI_LS_INDEX_URL", "").strip()),
            machine_level,
        ]

    def _address(self, text: str) -> Address | None:
        """Return a usable address; else note the problem, and that private names are at stake."""
        try:
            return read_root(text)
        except BadAddress as error:
            self.problems.append(str(error))
            self.doubt = self.doubt or str(error)
            return None

    def _remember_credentials(self, level: Declared) -> None:
        for text in (level.main, *level.extra, *(url for _, url in level.explicit)):
            try:
                address = read_root(text)
            except BadAddress:
                continue
            if address.credentials is not None:
                self.by_origin.setdefault(origin_of(address.root), address.credentials)

    def _keyring(self) -> Keyring:
        named = self.environ.get("NETRC", "")
        usual = "_netrc" if self.files.platform == "win32" else ".netrc"
        path = Path(named) if named else self.files.home / usual
        try:
            hosts = read_netrc(path)
        except (FileNotFoundError, NotADirectoryError):
            hosts = {}
        except (OSError, ValueError):
            hosts = {}
            self.problems.append(f"`{path}` cannot be read; credentials in it are not used.")
        return Keyring(self.by_origin, hosts)

    def _main(self, text: str, address: Address | None, keyring: Keyring) -> Index | None:
        """Return the main index; None, not the public one, where what is set cannot be used."""
        if not text:
            main: Index | None = public_index()
        else:
            main = None if address is None else _index(address, keyring)
        if main is None or not self.settings.json_url:
            return main
        return self._with_json(main, keyring)

    def _with_json(self, main: Index, keyring: Keyring) -> Index:
        """Return the main index with the JSON address that the setting names."""
        if self.settings.json_url.strip().lower() == JSON_OFF:
            return replace(main, json_url="", json_certain=False)
        try:
            address = read_json_address(self.settings.json_url)
        except BadAddress as error:
            self.problems.append(f"{error} The setting `pypi.index.jsonUrl` is not used.")
            return main
        own = address.credentials or keyring.for_url(address.root)
        return replace(main, json_url=address.root, json_certain=True, json_credentials=own)


def _index(address: Address, keyring: Keyring) -> Index:
    """Return an index that the user named."""
    credentials = address.credentials or keyring.for_url(address.root)
    return index_at(address.root, credentials, public_index())


def _named(levels: list[Declared], indexes: tuple[Index | None, ...]) -> dict[str, Index]:
    """Return the used indexes that have names, by name in lower case."""
    roots = {index.root: index for index in indexes if index is not None}
    found: dict[str, Index] = {}
    for level in levels:
        for url, name in level.names.items():
            try:
                root = read_root(url).root
            except BadAddress:
                continue
            if root in roots:
                found.setdefault(name.casefold(), roots[root])
    return found
