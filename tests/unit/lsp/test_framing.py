"""A stream may be cut anywhere; the messages come out whole and in order."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.lsp.framing import Frames


def framed(body: bytes, extra: bytes = b"") -> bytes:
    return b"Content-Length: %d\r\n%s\r\n" % (len(body), extra) + body


def read(*pieces: bytes) -> list[bytes]:
    frames = Frames()
    return [body for piece in pieces for body in frames.feed(piece)]


@given(st.lists(st.binary(max_size=40), max_size=6), st.data())
def test_any_cut_gives_the_same_messages(bodies: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(framed(body) for body in bodies)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8).map(sorted))
    edges = [0, *cuts, len(stream)]
    pieces = [stream[a:b] for a, b in itertools.pairwise(edges)]
    assert read(*pieces) == bodies


def test_one_byte_at_a_time() -> None:
    stream = framed(b"{}") + framed(b"[1]")
    assert read(*(bytes([byte]) for byte in stream)) == [b"{}", b"[1]"]


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 2\r\n",
        b"content-length:2\r\n",
        b"CONTENT-LENGTH: 2 \r\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n",
        b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc\r\n",
        b"X-Content-Length: 9\r\nContent-Length: 2\r\n",
    ],
)
def test_headers_in_any_order_and_case(headers: bytes) -> None:
    assert read(headers + b"\r\n{}") == [b"{}"]


@pytest.mark.parametrize(
    "noise",
    [
        b"hello\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"\r\n\r\n",
    ],
)
def test_headers_without_a_length_are_skipped(noise: bytes) -> None:
    assert read(noise + framed(b"{}")) == [b"{}"]


@given(st.lists(st.binary(max_size=60)))
def test_no_bytes_make_it_fall(pieces: list[bytes]) -> None:
    read(*pieces)
