"""Bodies from `fixtures/index`, as answers of an index."""

from __future__ import annotations

import json
from pathlib import Path

from pypi_language_server.index.wire import Fetched

FOLDER = Path(__file__).parents[3] / "fixtures" / "index"
URL = "https://index.example/simple/sprocket/"
SOURCE = "https://index.example/simple/"


def recorded(name: str, content_type: str = "") -> Fetched:
    """The file of this name as a body."""
    headers = {"content-type": content_type} if content_type else {}
    return Fetched(URL, 200, headers, (FOLDER / name).read_bytes())


def said(value: object, content_type: str = "application/json") -> Fetched:
    """Any JSON value as a body."""
    return Fetched(URL, 200, {"content-type": content_type}, json.dumps(value).encode())


def raw(body: bytes, content_type: str = "") -> Fetched:
    """Any bytes as a body."""
    return Fetched(URL, 200, {"content-type": content_type}, body)
