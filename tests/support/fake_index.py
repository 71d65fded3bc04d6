"""A package index on loopback whose projects, moods and bad days a test decides.

    with FakeIndex([FakeProject("Sprocket", (FakeRelease("1.0"), FakeRelease("2.0")))]) as index:
        ...                                        # index.root is its Simple API root
        index.fail(Kind.PROJECT, bad_days.status(503, retry_after=7))  # the next such request
        index.fail(Kind.LIST, bad_days.captive_portal(), times=None)   # from now on
        assert index.count(Kind.PROJECT) == 1

Contract: binds to 127.0.0.1 on a free port; leaving the context ends every thread and connection.
Serves the JSON API, PEP 691 or PEP 503 pages by `Accept`, PEP 658 files and a popularity document,
gzip where asked for, `ETag`/304, and keeps a log of the requests.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from pypi_language_server.names import normalize
from tests.support import fake_project
from tests.support.fake_project import FakeProject, FakeRelease
from tests.support.fake_server import LoopbackServer, Reply, Request

__all__ = ["FakeIndex", "FakeProject", "FakeRelease", "Kind", "Reply", "Request"]

JSON_TYPE = "application/vnd.pypi.simple.v1+json"
HTML_TYPE = "application/vnd.pypi.simple.v1+html"


class Kind(StrEnum):
    """What a request asks for."""

    LIST = "list"
    PAGE = "page"
    PROJECT = "project"
    VERSION = "version"
    METADATA = "metadata"
    POPULARITY = "popularity"
    OTHER = "other"


@dataclass
class FakeIndex:
    """The index; change its attributes at any time, also while it runs.

    Attributes:
        projects: what it has.
        json_api: whether it has `/pypi/<name>/json`.
        simple_json: whether its Simple API speaks PEP 691.
        serials: whether its list tells serials.
        etags: whether it sends validators.
        credentials: `user:password` that it demands by HTTP Basic, or empty.
        popularity: most downloaded first.
    """

    projects: Iterable[FakeProject] = ()
    json_api: bool = True
    simple_json: bool = True
    serials: bool = True
    etags: bool = True
    credentials: str = ""
    popularity: Iterable[str] = ()
    requests: list[Request] = field(default_factory=list)
    _by_name: dict[str, FakeProject] = field(default_factory=dict)
    _scripts: dict[str, list[tuple[Reply, int | None]]] = field(default_factory=dict)
    _root_body: tuple[bytes, str] | None = None
    _zipped: dict[str, bytes] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _server: LoopbackServer | None = None

    def __post_init__(self) -> None:
        self.add(*self.projects)

    def __enter__(self) -> FakeIndex:
        self._server = LoopbackServer(self._answer)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    # -- addresses

    @property
    def origin(self) -> str:
        assert self._server is not None, "enter the context first"
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def root(self) -> str:
        return f"{self.origin}/simple/"

    @property
    def popularity_url(self) -> str:
        return f"{self.origin}/popularity.json"

    def root_with(self, userinfo: str) -> str:
        """The root with `userinfo@` in it."""
        return self.root.replace("://", f"://{userinfo}@")

    # -- what a test decides

    def add(self, *projects: FakeProject) -> None:
        """Add projects, or replace those of the same name."""
        with self._lock:
            self._by_name.update((project.normalized, project) for project in projects)

    def remove(self, name: str) -> None:
        with self._lock:
            del self._by_name[normalize(name)]

    def set_root_body(self, body: bytes, content_type: str = JSON_TYPE) -> None:
        """Serve these bytes as the list of names, whatever `Accept` says; zipped once."""
        with self._lock:
            self._root_body = (body, content_type)

    def fail(self, where: Kind | str, reply: Reply, times: int | None = 1) -> None:
        """Answer the next `times` requests of a kind or path by `reply`; None: all of them."""
        with self._lock:
            self._scripts.setdefault(str(where), []).append((reply, times))

    def heal(self) -> None:
        """Forget all scripted failures."""
        with self._lock:
            self._scripts.clear()

    # -- what a test asks

    def count(self, kind: Kind | None = None, path: str | None = None) -> int:
        """How many requests were seen, of one kind, of one path, or in all."""
        return sum(
            kind in (None, _kind(request.path)) and path in (None, request.path)
            for request in list(self.requests)
        )

    def counts(self) -> dict[str, int]:
        """How many requests of each kind were seen."""
        return dict(Counter(str(_kind(request.path)) for request in list(self.requests)))

    def forget(self) -> None:
        """Start counting anew."""
        self.requests.clear()

    # -- answering

    def _answer(self, request: Request) -> Reply:
        self.requests.append(request)
        scripted = self._scripted(request.path)
        if scripted is not None and not scripted.wants_body:
            return scripted
        reply = self._honest(request)
        return reply if scripted is None else scripted.over(reply)

    def _scripted(self, path: str) -> Reply | None:
        with self._lock:
            for where in (path, str(_kind(path))):
                queue = self._scripts.get(where)
                if not queue:
                    continue
                reply, times = queue[0]
                if times is not None:
                    queue[:1] = [(reply, times - 1)] if times > 1 else []
                return reply
        return None

    def _honest(self, request: Request) -> Reply:
        if not self._let_in(request):
            return Reply(401, headers={"WWW-Authenticate": 'Basic realm="fake"'})
        found = self._find(request)
        if found is None:
            return Reply(404, b"not here", "text/plain")
        if found.status != 200:
            return found
        return self._encoded(request, found)

    def _let_in(self, request: Request) -> bool:
        wanted = "Basic " + base64.b64encode(self.credentials.encode()).decode()
        return not self.credentials or request.headers.get("authorization") == wanted

    def _find(self, request: Request) -> Reply | None:
        kind, parts = _kind(request.path), _parts(request.path)
        match kind:
            case Kind.LIST:
                return self._list(request)
            case Kind.POPULARITY:
                return Reply(200, _popularity(self.popularity), "application/json")
            case Kind.METADATA:
                return self._metadata(parts[-1].removesuffix(".metadata"))
            case Kind.OTHER:
                return None
        project = self._by_name.get(normalize(parts[1]))
        if project is None:
            return None
        if kind is Kind.PAGE:
            return self._page(request, project)
        return self._json(project, parts[2] if kind is Kind.VERSION else None)

    def _list(self, request: Request) -> Reply:
        with self._lock:
            if self._root_body is not None:
                return Reply(200, *self._root_body)
            projects = list(self._by_name.values())
        if self._speaks_json(request):
            return Reply(200, fake_project.json_list(projects, serials=self.serials), JSON_TYPE)
        return Reply(200, fake_project.html_list(projects), "text/html; charset=utf-8")

    def _page(self, request: Request, project: FakeProject) -> Reply:
        canonical = f"/simple/{project.normalized}/"
        if request.path != canonical:
            return Reply(301, headers={"Location": canonical})
        serial = {"X-PyPI-Last-Serial": str(project.serial)}
        if self._speaks_json(request):
            return Reply(200, fake_project.json_page(project, self.origin), JSON_TYPE, serial)
        return Reply(200, fake_project.html_page(project), "text/html", serial)

    def _json(self, project: FakeProject, version: str | None) -> Reply | None:
        if not self.json_api or (version is not None and project.release(version) is None):
            return None
        body = fake_project.json_document(project, self.origin, version)
        return Reply(200, body, "application/json")

    def _metadata(self, filename: str) -> Reply | None:
        bodies = (fake_project.metadata_of(item, filename) for item in self._by_name.values())
        body = next((item for item in bodies if item is not None), None)
        return None if body is None else Reply(200, body, "application/octet-stream")

    def _speaks_json(self, request: Request) -> bool:
        return self.simple_json and JSON_TYPE in request.headers.get("accept", "")

    def _encoded(self, request: Request, reply: Reply) -> Reply:
        """Add the validator, answer 304 where it matches, compress where that is welcome."""
        digest = hashlib.sha256(reply.body).hexdigest()
        headers = dict(reply.headers)
        if self.etags:
            headers["ETag"] = f'"{digest[:16]}"'
            if headers["ETag"] in request.headers.get("if-none-match", ""):
                return Reply(304, headers=headers)
        body = reply.body
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            body = self._zip(digest, body)
        return Reply(200, body, reply.content_type, headers)

    def _zip(self, digest: str, body: bytes) -> bytes:
        with self._lock:
            if digest not in self._zipped:
                self._zipped[digest] = gzip.compress(body, 6, mtime=0)
            return self._zipped[digest]


# -- paths


def _parts(path: str) -> list[str]:
    return [unquote(part) for part in urlsplit(path).path.split("/") if part]


def _kind(path: str) -> Kind:
    match _parts(path):
        case ["simple"]:
            return Kind.LIST
        case ["simple", _]:
            return Kind.PAGE
        case ["pypi", _, "json"]:
            return Kind.PROJECT
        case ["pypi", _, _, "json"]:
            return Kind.VERSION
        case ["files", name] if name.endswith(".metadata"):
            return Kind.METADATA
        case ["popularity.json"]:
            return Kind.POPULARITY
    return Kind.OTHER


def _popularity(names: Iterable[str]) -> bytes:
    listed = list(names)
    rows: list[Mapping[str, object]] = [
        {"download_count": 1000 * (len(listed) - place), "project": name}
        for place, name in enumerate(listed)
    ]
    return json.dumps({"last_update": "2026-01-01 00:00:00", "rows": rows}).encode()
