"""The loopback index itself, which other tests trust, asked by the standard library's client."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.support.bad_days import (
    body,
    captive_portal,
    cut_off,
    held,
    hung_up,
    stalled,
    status,
)
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind

SPROCKET = FakeProject(
    "Sprocket",
    (FakeRelease("1.0"), FakeRelease("2.0", requires_python=">=3.9")),
    summary="Teeth for wheels.",
    serial=42,
)


def fetch(url, **headers):
    """The status, headers and body of one answer."""
    request = Request(
        url, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urlopen(request, timeout=5) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_serves_every_kind_of_document():
    with FakeIndex([SPROCKET], popularity=["sprocket", "cog"]) as index:
        json_type = "application/vnd.pypi.simple.v1+json"
        _, _, document = fetch(f"{index.origin}/pypi/sprocket/json")
        assert json.loads(document)["info"]["version"] == "2.0"
        _, _, one = fetch(f"{index.origin}/pypi/sprocket/1.0/json")
        assert json.loads(one)["info"]["version"] == "1.0"
        _, headers, page = fetch(f"{index.root}sprocket/", Accept=json_type)
        assert headers["Content-Type"] == json_type
        assert json.loads(page)["versions"] == ["1.0", "2.0"]
        _, _, anchors = fetch(f"{index.root}sprocket/")
        assert b'data-requires-python="&gt;=3.9"' in anchors
        _, _, names = fetch(index.root, Accept=json_type)
        assert json.loads(names)["projects"] == [{"_last-serial": 42, "name": "Sprocket"}]
        _, _, listed = fetch(index.root)
        assert b">Sprocket</a>" in listed
        _, _, metadata = fetch(f"{index.origin}/files/sprocket-2.0-py3-none-any.whl.metadata")
        assert b"Summary: Teeth for wheels." in metadata
        _, _, rows = fetch(index.popularity_url)
        assert json.loads(rows)["rows"][0]["project"] == "sprocket"
        assert index.counts() == {
            "project": 1, "version": 1, "page": 2, "list": 2, "metadata": 1, "popularity": 1
        }  # fmt: skip


def test_knows_what_it_does_not_have():
    with FakeIndex([SPROCKET], json_api=False) as index:
        assert fetch(f"{index.origin}/pypi/sprocket/json")[0] == 404
        assert fetch(f"{index.root}nothing/")[0] == 404
        index.json_api = True
        assert fetch(f"{index.origin}/pypi/sprocket/9/json")[0] == 404
        index.remove("Sprocket")
        assert fetch(f"{index.origin}/pypi/sprocket/json")[0] == 404


def test_compresses_and_validates_when_asked():
    with FakeIndex() as index:
        index.set_root_body(b'{"projects": []}' * 1000)
        _, headers, zipped = fetch(index.root, Accept_Encoding="gzip")
        assert headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped) == b'{"projects": []}' * 1000
        code, _, nothing = fetch(index.root, If_None_Match=headers["ETag"])
        assert (code, nothing) == (304, b"")


def test_demands_credentials():
    with FakeIndex([SPROCKET], credentials="ada:secret") as index:
        assert fetch(index.root)[0] == 401
        assert fetch(index.root, Authorization="Basic YWRhOnNlY3JldA==")[0] == 200


def test_has_bad_days_as_often_as_told():
    with FakeIndex([SPROCKET]) as index:
        url = f"{index.origin}/pypi/sprocket/json"
        index.fail(Kind.PROJECT, status(503, retry_after=7))
        index.fail(Kind.PROJECT, captive_portal(), times=2)
        first = fetch(url)
        assert (first[0], first[1]["Retry-After"]) == (503, "7")
        assert [b"Sign in" in fetch(url)[2] for _ in range(3)] == [True, True, False]
        index.fail("/pypi/sprocket/json", body(b"[]"), times=None)
        assert {fetch(url)[2] for _ in range(3)} == {b"[]"}
        index.heal()
        assert fetch(url)[2] != b"[]"


def test_breaks_connections():
    with FakeIndex([SPROCKET]) as index:
        index.fail(Kind.PROJECT, hung_up())
        with pytest.raises(http.client.RemoteDisconnected):
            fetch(f"{index.origin}/pypi/sprocket/json")
        index.fail(Kind.PROJECT, cut_off(10))
        with pytest.raises(http.client.IncompleteRead):
            fetch(f"{index.origin}/pypi/sprocket/json")


def test_waits_until_the_gate_opens():
    gate = threading.Event()
    with FakeIndex([SPROCKET]) as index:
        for reply in (held(gate), stalled(5, gate)):
            gate.clear()
            index.fail(Kind.PROJECT, reply)
            opener = threading.Timer(0.05, gate.set)
            opener.start()
            assert fetch(f"{index.origin}/pypi/sprocket/json")[0] == 200
            assert gate.is_set()
            opener.join()


def test_ends_although_a_client_waits():
    with FakeIndex([SPROCKET]) as index:
        index.fail(Kind.LIST, held(threading.Event()))
        connection = http.client.HTTPConnection("127.0.0.1", int(index.origin.rpartition(":")[2]))
        connection.request("GET", "/simple/")
    connection.close()
