"""Lists of names as an index gives them, in memory, with a count of the requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pypi_language_server.catalogue.refresh_model import ListFailure

JSON_TYPE = "application/vnd.pypi.simple.v1+json"


def project_names(count: int) -> list[str]:
    return [f"project-{place:06}" for place in range(count)]


def json_body(names: Iterable[str], serial: int = 1) -> bytes:
    """A PEP 691 list of names, with the serials that the public index adds."""
    projects = [{"_last-serial": serial, "name": name} for name in names]
    return json.dumps({"meta": {"api-version": "1.1"}, "projects": projects}).encode()


@dataclass
class Document:
    """Something that can be asked for; every request is counted, bad days are attributes.

    Attributes:
        body: what it holds.
        etag: its validator; a request that carries it is told "unchanged".
        failure: what happens instead of an answer.
        breaks_off: what happens in the middle of the body.
        asked: the validators that the requests carried, one for each request.
    """

    body: bytes = b""
    content_type: str = JSON_TYPE
    etag: str = ""
    failure: ListFailure | None = None
    breaks_off: ListFailure | None = None
    asked: list[str] = field(default_factory=list)
    received: int = 0

    @property
    def total(self) -> int | None:
        return len(self.body)

    @contextmanager
    def open(self, etag: str = "") -> Iterator[Document | None]:
        self.asked.append(etag)
        self.received = 0
        if self.failure is not None:
            raise self.failure
        yield None if etag and etag == self.etag else self

    def chunks(self) -> Iterator[bytes]:
        size = 64 << 10
        for start in range(0, len(self.body), size):
            if self.breaks_off is not None and start + size >= len(self.body):
                yield self.body[start : start + size // 2]
                raise self.breaks_off
            self.received = min(start + size, len(self.body))
            yield self.body[start : start + size]
