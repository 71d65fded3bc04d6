"""The server on loopback: what it lets in, how it ends connections, what too much is."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
import time

import pytest

from pypi_language_server.web.local_server import (
    Limits,
    LocalServer,
    PortTaken,
    Request,
    Response,
)
from tests.support.loopback import (
    PATIENCE,
    connected,
    post,
    rest_of,
    running,
    said,
    status_of,
    until,
)


def echo(request: Request) -> Response:
    """Says what it was asked."""
    told = f"{request.method} {request.path} {request.query} {len(request.body)}"
    return Response(200, "text/plain", told.encode(), {"X-Asked": request.path[:20]})


def get(port: int, path: str = "/", *headers: str, version: str = "1.1") -> bytes:
    lines = (f"GET {path} HTTP/{version}", f"Host: 127.0.0.1:{port}", *headers)
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


CLOSE = "Connection: close"


# -- ordinary requests


def test_requests_reach_the_app() -> None:
    with running(echo) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        for method, path, body, told in (
            ("GET", "/a%20b?x=1&y=%20", None, b"GET /a b x=1&y=%20 0"),
            ("POST", "/pypi", b"12345", b"POST /pypi  5"),
            ("GET", "//double", None, b"GET /double  0"),
        ):
            client.request(method, path, body)
            assert client.getresponse().read() == told
        client.close()


def test_a_head_is_a_get_without_the_body() -> None:
    with running(echo) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        client.request("HEAD", "/x")
        answer = client.getresponse()
        assert (answer.status, answer.getheader("Content-Length")) == (200, "9")
        assert answer.read() == b""
        client.request("GET", "/x")  # the connection is where it should be
        assert client.getresponse().read() == b"GET /x  0"
        client.close()


def test_answers_do_not_say_what_serves_and_guard_themselves() -> None:
    with running(echo) as server:
        head = said(server.port, get(server.port, "/", CLOSE)).partition(b"\r\n\r\n")[0].lower()
    assert b"server:" not in head
    assert b"python" not in head
    for guard in (b"nosniff", b"cross-origin-resource-policy: same-origin", b"frame-ancestors"):
        assert guard in head


def test_an_apps_headers_replace_the_servers() -> None:
    policy = {"Content-Security-Policy": "default-src 'self'"}
    with running(lambda _: Response(headers=policy)) as server:
        answer = said(server.port, get(server.port, "/", CLOSE))
    assert answer.count(b"Content-Security-Policy") == 1
    assert b"default-src 'self'" in answer


def test_one_connection_serves_many_requests_also_sent_at_once() -> None:
    with running(echo) as server:
        requests = [get(server.port, f"/{number}") for number in range(30)]
        answer = said(server.port, b"".join(requests) + get(server.port, "/last", CLOSE))
    found = [line for line in answer.splitlines() if line.startswith(b"X-Asked")]
    assert found == [b"X-Asked: /%d" % number for number in range(30)] + [b"X-Asked: /last"]


def test_a_request_may_arrive_in_crumbs() -> None:
    with running(echo) as server:
        whole = post(server.port, b"abc")
        assert said(server.port, *(bytes([byte]) for byte in whole)).endswith(b"POST /pypi  3")


def test_http_1_0_is_answered_and_ended() -> None:
    with running(echo) as server:
        answer = said(server.port, get(server.port, "/old", version="1.0"))
    assert answer.endswith(b"GET /old  0")
    assert b"Connection: close" in answer


def test_a_body_is_asked_for_where_the_client_waits_to_be_asked() -> None:
    with running(echo) as server, connected(server.port) as connection:
        head, _, body = post(server.port, b"abc", "Expect: 100-continue").partition(b"\r\n\r\n")
        connection.sendall(head + b"\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        assert rest_of(connection).endswith(b"POST /pypi  3")


def test_a_body_that_is_too_large_is_not_asked_for() -> None:
    with running(echo) as server:
        head = post(server.port, b"", "Expect: 100-continue").replace(
            b"Content-Length: 0", b"Content-Length: 99999999"
        )
        assert status_of(said(server.port, head)) == 413


# -- long answers


def test_pieces_are_sent_as_they_come() -> None:
    gate = threading.Event()

    def pieces(_: Request) -> Response:
        def made():
            yield b"first"
            yield b""
            assert gate.wait(PATIENCE)
            yield b"second"

        return Response(body=made())

    with running(pieces) as server, connected(server.port) as connection:
        connection.sendall(get(server.port, "/", CLOSE))
        seen = b""
        while b"first" not in seen:
            seen += connection.recv(1000)
        assert b"second" not in seen
        gate.set()
        assert rest_of(connection).endswith(b"6\r\nsecond\r\n0\r\n\r\n")


def test_pieces_for_http_1_0_end_with_the_connection() -> None:
    with running(lambda _: Response(body=iter([b"one ", b"two"]))) as server:
        answer = said(server.port, get(server.port, version="1.0"))
    assert answer.endswith(b"\r\n\r\none two")
    assert b"Transfer-Encoding" not in answer


def test_a_connection_serves_on_after_pieces() -> None:
    with running(lambda _: Response(body=iter([b"one ", b"two"]))) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        for _ in range(3):
            client.request("GET", "/")
            assert client.getresponse().read() == b"one two"
        client.close()


# -- who is let in


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_names_of_this_machine(name: str) -> None:
    with running(echo) as server:
        request = f"GET / HTTP/1.1\r\nHost: {name}:{server.port}\r\n{CLOSE}\r\n\r\n"
        assert status_of(said(server.port, request.encode())) == 200


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        ["evil.example"],
        ["evil.example:PORT"],
        ["127.0.0.1"],
        ["127.0.0.1:1"],
        ["127.0.0.1.evil.example:PORT"],
        ["localhost:PORT@evil.example"],
        ["localhost.:PORT"],
        ["0.0.0.0:PORT"],
        [""],
        ["127.0.0.1:PORT", "evil.example"],
        ["127.0.0.1:PORT", "127.0.0.1:PORT"],
    ],
)
def test_other_names_lead_nowhere(hosts: list[str]) -> None:
    """DNS rebinding: a page of another site must not reach this server under its own name."""
    with running(echo) as server:
        lines = "".join(f"Host: {host}\r\n" for host in hosts).replace("PORT", str(server.port))
        answer = said(server.port, f"GET / HTTP/1.1\r\n{lines}\r\n".encode())
    assert status_of(answer) == 421
    assert b"Connection: close" in answer
    assert len(answer.partition(b"\r\n\r\n")[2].splitlines()) == 1


@pytest.mark.parametrize(
    "header",
    [
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: http://127.0.0.1:1",
        "Origin: http://localhost:PORT",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pages_of_other_sites_are_refused(header: str, method: str) -> None:
    with running(echo) as server:
        request = post(server.port, b"", header.replace("PORT", str(server.port)))
        answer = said(server.port, request.replace(b"POST", method.encode(), 1))
    assert status_of(answer) == 403


def test_the_own_page_is_let_in() -> None:
    with running(echo) as server:
        own = f"Origin: http://127.0.0.1:{server.port}"
        for headers in ([own], ["Sec-Fetch-Site: none"], [own, "Sec-Fetch-Site: same-origin"]):
            assert status_of(said(server.port, post(server.port, b"x", *headers))) == 200


def test_nothing_but_loopback_is_listened_on() -> None:
    with LocalServer(echo) as server:
        assert server._listener.getsockname()[0] == "127.0.0.1"


# -- what is no request


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"PUT / HTTP/1.1\r\nHOST\r\n\r\n", 405),
        (b"CONNECT x:1 HTTP/1.1\r\nHOST\r\n\r\n", 405),
        (b"OPTIONS * HTTP/1.1\r\nHOST\r\n\r\n", 405),
        (b"GET http://evil.example/ HTTP/1.1\r\nHOST\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHOST\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nHOST\r\nContent-Length: 1048577\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHOST\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHOST\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHOST\r\nContent-Length: 1_0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\nHOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHOST\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", 415),
        (b"GET / HTTP/2.0\r\nHOST\r\n\r\n", 505),
        (b"GET / HTTP/9\r\nHOST\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"GET / HTTP/1.1 more\r\nHOST\r\n\r\n", 400),
        (b"\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHOST\r\n\r\n", 414),
        (b"a" * 20_000, 414),
        (b"GET / HTTP/1.1\r\nHOST\r\nA: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHOST\r\n" + b"A: a\r\n" * 200 + b"\r\n", 431),
    ],
)
def test_what_is_no_request_is_answered_in_one_sentence(request_: bytes, status: int) -> None:
    with running(echo) as server:
        host = b"Host: localhost:%d" % server.port
        answer = said(server.port, request_.replace(b"HOST", host))
        assert said(server.port, get(server.port, "/", CLOSE)).endswith(b"GET /  0")
    if request_ == b"\r\n":
        assert answer == b""  # an empty line before a request is none (RFC 9112, 2.2)
        return
    assert status_of(answer) == status
    body = answer.partition(b"\r\n\r\n")[2].decode()
    assert len(body.strip().splitlines()) == 1
    assert b"Connection: close" in answer


def test_who_sends_too_much_hears_why() -> None:
    """The answer is not lost in a connection that breaks because nobody read the rest."""
    with running(echo) as server, connected(server.port) as connection:
        connection.sendall(post(server.port, b"").replace(b"h: 0", b"h: 3000000"))
        for _ in range(30):
            connection.sendall(b"x" * 100_000)
        connection.shutdown(socket.SHUT_WR)
        assert status_of(rest_of(connection)) == 413


# -- time


QUICK = Limits(seconds=0.2, idle=0.2)


def test_slow_senders_are_told_and_left() -> None:
    """Also those that send a byte now and then: it is the whole request that has a time."""
    with running(echo, QUICK) as server, connected(server.port) as connection:
        began = time.monotonic()
        connection.sendall(b"GET / HTT")
        assert status_of(rest_of(connection)) == 408
        assert time.monotonic() - began < PATIENCE / 2


def test_a_byte_now_and_then_buys_no_time() -> None:
    stop = threading.Event()
    with running(echo, QUICK) as server, connected(server.port) as connection:

        def drip() -> None:
            while not stop.wait(0.02):
                try:
                    connection.sendall(b"a")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        connection.settimeout(PATIENCE)
        try:
            answer = connection.recv(1000)
        finally:
            stop.set()
            thread.join()
    assert status_of(answer) == 408


def test_a_body_that_does_not_come() -> None:
    with running(echo, QUICK) as server:
        request = post(server.port, b"abc")[:-1]
        assert status_of(said(server.port, request)) == 408


def test_idle_connections_are_ended_without_a_word() -> None:
    with running(echo, QUICK) as server:
        assert said(server.port) == b""
        answer = said(server.port, get(server.port, "/once"))
    assert answer.endswith(b"GET /once  0")


# -- much at once


def test_idle_connections_hold_no_thread() -> None:
    """Forty open pages, and somebody else is answered at once."""
    with running(echo, Limits(workers=1)) as server:
        idle = [connected(server.port) for _ in range(40)]
        for connection in idle[:20]:
            connection.sendall(get(server.port, "/first"))
            assert connection.recv(1000)
        assert said(server.port, get(server.port, "/", CLOSE)).endswith(b"GET /  0")
        for connection in idle:
            connection.close()


def test_too_many_requests_are_told_so() -> None:
    gate, began = threading.Event(), threading.Semaphore(0)

    def slow(request: Request) -> Response:
        began.release()
        assert gate.wait(PATIENCE)
        return echo(request)

    with running(slow, Limits(workers=1, waiting=1)) as server:
        busy = connected(server.port)
        busy.sendall(get(server.port, "/1", CLOSE))
        assert began.acquire(timeout=PATIENCE)
        waiting = connected(server.port)
        waiting.sendall(get(server.port, "/2", CLOSE))
        until(lambda: server._busy == 2)
        refused = said(server.port, get(server.port, "/3", CLOSE))
        assert status_of(refused) == 503
        assert b"Retry-After" in refused
        gate.set()
        assert rest_of(busy).endswith(b"GET /1  0")
        assert rest_of(waiting).endswith(b"GET /2  0")
        busy.close()
        waiting.close()


def test_too_many_connections_are_told_so() -> None:
    with running(echo, Limits(connections=3)) as server:
        held = [connected(server.port) for _ in range(3)]
        for connection in held:
            connection.sendall(get(server.port))
            assert connection.recv(1000)
        assert status_of(said(server.port)) == 503
        for connection in held:
            connection.close()
        until(lambda: not server._open)
        assert said(server.port, get(server.port, "/", CLOSE)).endswith(b"GET /  0")


# -- defects, and the end


def test_a_defect_costs_its_own_request_only(caplog: pytest.LogCaptureFixture) -> None:
    def app(request: Request) -> Response:
        if request.path == "/defect":
            raise ZeroDivisionError
        return echo(request)

    with running(app) as server, caplog.at_level(logging.ERROR):
        answer = said(server.port, get(server.port, "/defect"))
        assert status_of(answer) == 500
        assert b"ZeroDivision" not in answer
        assert said(server.port, get(server.port, "/", CLOSE)).endswith(b"GET /  0")
    assert "ZeroDivisionError" in caplog.text


def test_clients_that_go_away_in_the_middle_cost_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with running(lambda _: Response(body=b"x" * 4_000_000)) as server:
        for _ in range(5):
            with connected(server.port) as connection:
                connection.sendall(get(server.port))
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        client.request("GET", "/")
        assert len(client.getresponse().read()) == 4_000_000
        client.close()
    assert caplog.text == ""


def test_a_taken_port_says_what_to_do() -> None:
    with LocalServer(echo) as server:
        port = server.port
        with pytest.raises(PortTaken, match=rf"Port {port} is taken.*--port"):
            LocalServer(echo, port)
    with LocalServer(echo, port) as again:  # free again at once
        assert again.port == port


def test_stopping_does_not_wait_for_who_is_connected() -> None:
    with running(echo) as server:
        open_ones = [connected(server.port) for _ in range(3)]
        open_ones[0].sendall(get(server.port))
        assert open_ones[0].recv(1000)
        open_ones[1].sendall(b"GET / HT")
        began = time.monotonic()
    assert time.monotonic() - began < PATIENCE / 2
    for connection in open_ones:
        connection.close()
