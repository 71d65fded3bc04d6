"""What can go wrong with an answer: replies for `FakeIndex.fail`."""

from __future__ import annotations

import threading

from tests.support.fake_server import Reply


def status(code: int, *, retry_after: float | str | None = None) -> Reply:
    """Another status, with `Retry-After` if given."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Reply(code, b"<h1>so sorry</h1>", "text/html", headers)


def captive_portal() -> Reply:
    """A hotel's sign-in page, where the index should be."""
    page = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Sign in</body></html>"
    return Reply(200, page, "text/html; charset=utf-8")


def redirect(url: str, code: int = 302) -> Reply:
    """Somewhere else."""
    return Reply(code, headers={"Location": url})


def cut_off(after: int) -> Reply:
    """The honest answer, but the connection ends after so many bytes of the body."""
    return Reply(cut_after=after, wants_body=True)


def stalled(after: int, gate: threading.Event | None = None) -> Reply:
    """The honest answer, but after so many bytes nothing comes until the gate opens, if ever."""
    return Reply(stall_after=after, gate=gate or threading.Event(), wants_body=True)


def hung_up() -> Reply:
    """The connection closes without an answer."""
    return Reply(hang_up=True)


def late(seconds: float) -> Reply:
    """The honest answer, after a while."""
    return Reply(delay=seconds, wants_body=True)


def held(gate: threading.Event) -> Reply:
    """The honest answer, as soon as the test opens the gate."""
    return Reply(gate=gate, wants_body=True)


def body(content: bytes, content_type: str = "application/json") -> Reply:
    """Another body with status 200."""
    return Reply(200, content, content_type)
