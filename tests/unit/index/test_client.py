"""The HTTP client on scripted transports: headers, redirects, credentials, limits, failures."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl

import httpx
import pytest

from pypi_language_server.index import client as client_module
from pypi_language_server.index.client import HttpFetcher, connect, open_document, open_list
from pypi_language_server.index.credentials import Credentials
from pypi_language_server.index.model import (
    AccessDenied,
    IndexFailure,
    IndexUnavailable,
    MalformedAnswer,
    NotAsked,
)
from pypi_language_server.index.plan import Index
from pypi_language_server.index.question import Question

URL = "https://index.example/pypi/sprocket/json"
ADA = Credentials("ada", "hush")


class Script:
    """Answers by a table of addresses, and keeps what it was asked."""

    def __init__(self, **answers):
        self.answers = {address.replace("_", "/"): answer for address, answer in answers.items()}
        self.requests: list[httpx.Request] = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers[str(request.url)]
        return answer(request) if callable(answer) else answer

    @classmethod
    def of(cls, table):
        script = cls()
        script.answers = table
        return script


async def fetch(answers, question=None, **options):
    """One answer to a question from a script."""
    script = answers if isinstance(answers, Script) else Script.of({URL: answers})
    fetcher = HttpFetcher(httpx.MockTransport(script), **options)
    try:
        return await fetcher.fetch(question or Question(URL, "application/json"))
    finally:
        await fetcher.aclose()


def to(location, status=302):
    return httpx.Response(status, headers={"location": location})


def private(url=URL, confined=False):
    """A question to an index with credentials."""
    index = Index("https://index.example/simple/", credentials=ADA)
    return Question(
        url, "application/json", credentials_for=index.credentials_for, confined=confined
    )


async def test_says_who_asks_and_what_is_of_use():
    script = Script.of({URL: httpx.Response(200, content=b"{}")})
    await fetch(script, Question(URL, "application/json", etag='"7"'))
    headers = script.requests[0].headers
    assert headers["user-agent"].startswith("pypi-language-server/")
    assert headers["accept"] == "application/json"
    assert headers["accept-encoding"] == "gzip"
    assert headers["if-none-match"] == '"7"'
    assert "authorization" not in headers
    assert "cookie" not in headers


async def test_gives_the_decoded_body():
    body = httpx.Response(
        200, content=gzip.compress(b"{}"), headers={"Content-Encoding": "gzip", "ETag": '"8"'}
    )
    fetched = await fetch(body)
    assert (fetched.body, fetched.etag, fetched.status) == (b"{}", '"8"', 200)


async def test_keeps_no_cookies():
    script = Script.of({URL: httpx.Response(200, headers={"set-cookie": "id=1; path=/"})})
    fetcher = HttpFetcher(httpx.MockTransport(script))
    await fetcher.fetch(Question(URL, "x/y"))
    await fetcher.fetch(Question(URL, "x/y"))
    await fetcher.aclose()
    assert "cookie" not in script.requests[1].headers


async def test_opens_anew_after_closing():
    fetcher = HttpFetcher(httpx.MockTransport(lambda _: httpx.Response(200)))
    for _ in range(2):
        assert (await fetcher.fetch(Question(URL, "x/y"))).status == 200
        await fetcher.aclose()


# -- redirects


async def test_follows_redirects_with_credentials_at_home_only():
    home, away = "https://index.example/elsewhere", "https://files.example/sprocket/json"
    script = Script.of({URL: to("/elsewhere"), home: to(away), away: httpx.Response(200)})
    assert (await fetch(script, private())).url == away
    sent = ["authorization" in request.headers for request in script.requests]
    assert sent == [True, True, False]


@pytest.mark.parametrize(
    "target",
    [
        "https://index.example:8443/x",
        "https://sub.index.example/x",
        "//other.example/x",
    ],
)
async def test_another_origin_gets_no_credentials(target):
    script = Script.of({URL: to(target), str(httpx.URL(URL).join(target)): httpx.Response(200)})
    await fetch(script, private())
    assert "authorization" not in script.requests[1].headers


@pytest.mark.parametrize(
    ("location", "kind", "said"),
    [
        ("http://index.example/x", IndexUnavailable, "from https to http"),
        ("file:///etc/passwd", MalformedAnswer, "makes no sense"),
        ("https://ada:pw@index.example/", MalformedAnswer, "makes no sense"),
        ("https://[::1", IndexFailure, "broke off"),  # httpx itself refuses these two
        ("javascript:alert(1)", IndexFailure, "no such address"),
        (URL, MalformedAnswer, "round in circles"),
    ],
)
async def test_redirects_that_are_not_followed(location, kind, said):
    script = Script.of({URL: to(location)})
    with pytest.raises(kind, match=said) as caught:
        await fetch(script, private())
    assert {str(request.url) for request in script.requests} == {URL}
    assert "pw" not in caught.value.why


async def test_a_name_that_may_be_private_stays_on_its_host():
    script = Script.of({URL: to("https://public.example/sprocket/json")})
    with pytest.raises(NotAsked, match="must not hear a name"):
        await fetch(script, private(confined=True))
    assert len(script.requests) == 1
    moved = "https://index.example:8443/sprocket/json"
    script = Script.of({URL: to(moved), moved: httpx.Response(200)})
    assert (await fetch(script, private(confined=True))).status == 200


async def test_a_page_missing_elsewhere_is_no_missing_project():
    """A sign-in page that is not there says nothing about the project."""
    portal = "https://portal.example/login"
    script = Script.of({URL: to(portal), portal: httpx.Response(404)})
    with pytest.raises(MalformedAnswer, match="another host"):
        await fetch(script)
    moved = "https://mirror.example/all/sprocket/json"
    script = Script.of({URL: to(moved), moved: httpx.Response(404)})
    assert (await fetch(script)).is_absent


# -- trouble


def raising(error):
    def answer(request):
        raise error

    return answer


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (httpx.ConnectTimeout("x"), "did not answer in time"),
        (httpx.ReadTimeout("x"), "did not answer in time"),
        (httpx.ReadError("x"), "broke off"),
        (httpx.RemoteProtocolError("x"), "broke off"),
        (httpx.ProxyError("x"), "proxy"),
        (httpx.InvalidURL("x"), "no such address"),
        (UnicodeError("x"), "no such address"),
        (httpx.ConnectError("x"), "No connection to"),
        (caused(httpx.ConnectError("x"), socket.gaierror(-2, "x")), "is this machine online"),
        (caused(httpx.ConnectError("x"), ConnectionRefusedError()), "refuses the connection"),
        (caused(httpx.ConnectError("x"), ssl.SSLError("x")), "No secure connection"),
        (
            caused(httpx.ConnectError("x"), ExceptionGroup("x", [ConnectionRefusedError()])),
            "refuses the connection",
        ),
        (
            caused(httpx.ConnectError("x"), ssl.SSLCertVerificationError("x")),
            "certificate of `index.example` is not trusted",
        ),
    ],
    ids=repr,
)
async def test_every_trouble_is_a_sentence(error, said):
    with pytest.raises(IndexUnavailable, match=said) as caught:
        await fetch(raising(error))
    assert "`index.example`" in caught.value.why
    assert caught.value.why.endswith((".", "?"))


async def test_data_that_cannot_be_decompressed():
    with pytest.raises(MalformedAnswer, match="cannot be decompressed"):
        await fetch(httpx.Response(200, stream=Raw(b"no gzip"), headers=GZIP))


GZIP = {"Content-Encoding": "gzip"}


class Raw(httpx.AsyncByteStream, httpx.SyncByteStream):
    """A body as it comes over the wire."""

    def __init__(self, *pieces):
        self.pieces = pieces

    async def __aiter__(self):
        for piece in self.pieces:
            yield piece

    def __iter__(self):
        return iter(self.pieces)


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "gzip,identity,gzip"])
async def test_what_is_packed_as_nobody_asked_is_not_unpacked(coding):
    """Packed twice, a few hundred bytes unpack to any size before a limit could be looked at."""
    body = gzip.compress(gzip.compress(b"0" * 1_000_000))
    answer = {"headers": {"content-encoding": coding}, "stream": Raw(body)}
    with pytest.raises(MalformedAnswer, match="cannot be decompressed"):
        await fetch(httpx.Response(200, **answer))
    index = Index("https://index.example/simple/")
    script = Script.of({index.root: httpx.Response(200, **answer)})
    with (
        open_list(index, transport=httpx.MockTransport(script)) as opened,
        pytest.raises(MalformedAnswer, match="cannot be decompressed"),
    ):
        list(opened.chunks())


async def test_a_body_is_bounded_after_decompression():
    bomb = gzip.compress(bytes(3 << 20))
    answer = httpx.Response(200, stream=Raw(bomb), headers=GZIP)
    with pytest.raises(MalformedAnswer, match="more than 1 MB"):
        await fetch(answer, Question(URL, "x/y", cap=1 << 20))


@pytest.mark.parametrize(("status", "kind"), [(401, AccessDenied), (503, IndexUnavailable)])
async def test_failing_statuses(status, kind):
    with pytest.raises(kind) as caught:
        await fetch(httpx.Response(status, headers={"Retry-After": "9"}))
    assert caught.value.retry_after == (9 if status == 503 else None)


async def test_a_request_takes_no_longer_than_it_may():
    async def never(request):
        await asyncio.Event().wait()

    with pytest.raises(IndexUnavailable, match="did not answer in time"):
        await fetch(Script.of({URL: never}), total=0.01)


async def test_four_at_a_time_and_waiting_is_no_failure():
    gate, full, under_way, most = asyncio.Event(), asyncio.Event(), 0, 0

    async def answer(request):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == 4:
            full.set()
        await gate.wait()
        under_way -= 1
        return httpx.Response(200)

    fetcher = HttpFetcher(httpx.MockTransport(answer))
    tasks = [asyncio.create_task(fetcher.fetch(Question(URL, "x/y"))) for _ in range(12)]
    await full.wait()
    gate.set()
    assert [fetched.status for fetched in await asyncio.gather(*tasks)] == [200] * 12
    assert most == 4
    await fetcher.aclose()


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "nonsense://proxy.example"), ("SSL_CERT_FILE", "/does/not/exist.pem")],
)
async def test_settings_of_this_machine_that_cannot_be_used(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    fetcher = HttpFetcher()
    with pytest.raises(IndexUnavailable, match="settings of this machine"):
        await fetcher.fetch(Question(URL, "x/y"))
    with pytest.raises(IndexUnavailable, match="settings of this machine"):
        open_list(Index("https://index.example/simple/")).__enter__()


async def test_nothing_is_opened_before_it_is_asked(monkeypatch):
    monkeypatch.setattr(client_module, "_async_client", None)
    await connect().aclose()


def test_the_certificates_are_the_systems():
    import truststore

    context = client_module._certificates()
    assert isinstance(context, truststore.SSLContext)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


# -- lists, synchronously


ROOT = "https://index.example/simple/"
LIST_TYPE = "application/vnd.pypi.simple.v1+json"


def listing(response, etag="", index=None):
    """The whole list that a script gives, read in pieces."""
    script = response if isinstance(response, Script) else Script.of({ROOT: response})
    with open_list(index or Index(ROOT), etag, httpx.MockTransport(script)) as body:
        return None if body is None else (body, b"".join(body.chunks()))


def test_a_list_in_pieces():
    packed = gzip.compress(b'{"projects": []}')
    headers = GZIP | {
        "Content-Type": f"{LIST_TYPE}; charset=utf-8",
        "ETag": '"5"',
        "Content-Length": str(len(packed)),
    }
    script = Script.of(
        {ROOT: httpx.Response(200, stream=Raw(packed[:9], packed[9:]), headers=headers)}
    )
    body, content = listing(script, etag='"4"')
    assert content == b'{"projects": []}'
    assert (body.content_type, body.etag, body.total) == (LIST_TYPE, '"5"', len(packed))
    assert body.received == len(packed)
    asked = script.requests[0].headers
    assert asked["if-none-match"] == '"4"'
    assert asked["accept"].startswith(f"{LIST_TYPE},")
    assert "text/html;q=0.01" in asked["accept"]


def test_a_list_that_has_not_changed():
    assert listing(httpx.Response(304), etag='"4"') is None


def test_a_list_goes_to_its_origin_with_credentials():
    moved = "https://other.example/simple/"
    script = Script.of({ROOT: to(moved), moved: httpx.Response(200)})
    listing(script, index=Index(ROOT, credentials=ADA))
    assert [bool(request.headers.get("authorization")) for request in script.requests] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(404), "nothing at the address"),
        (httpx.Response(503), "trouble of its own"),
        (httpx.Response(200, stream=Raw(b"no gzip"), headers=GZIP), "cannot be decompressed"),
        (to("http://index.example/"), "from https to http"),
        (to(ROOT), "round in circles"),
        (raising(httpx.ConnectTimeout("x")), "did not answer in time"),
    ],
)
def test_lists_that_cannot_be_had(answer, said):
    with pytest.raises(IndexFailure, match=said):
        listing(Script.of({ROOT: answer}))


def test_a_list_is_bounded(monkeypatch):
    monkeypatch.setattr(client_module, "LIST_CAP", 1 << 20)
    with pytest.raises(MalformedAnswer, match="more than 1 MB"):
        listing(httpx.Response(200, stream=Raw(bytes(1 << 20), b"x")))


def test_a_list_that_comes_too_slowly(monkeypatch):
    monkeypatch.setattr(client_module, "LIST_TOTAL_TIMEOUT", -1.0)
    with pytest.raises(IndexUnavailable, match="in time"):
        listing(httpx.Response(200, content=b"x"))


def test_other_documents():
    url = "https://popular.example/top.json"
    script = Script.of({url: httpx.Response(200, content=b"[]")})
    with open_document(url, httpx.MockTransport(script)) as body:
        assert b"".join(body.chunks()) == b"[]"
    assert "authorization" not in script.requests[0].headers
    with pytest.raises(NotAsked), open_document("file:///etc/passwd"):
        pytest.fail("must not get here")
    script = Script.of({url: httpx.Response(304)})
    with pytest.raises(MalformedAnswer, match="empty"):
        open_document(url, httpx.MockTransport(script)).__enter__()
