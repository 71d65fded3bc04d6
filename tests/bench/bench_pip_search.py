"""`pip search` through the bridge, beside the same pip asking a server that answers at once."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pypi_language_server.catalogue import starter
from tests.bench.report import figure, milliseconds, percentile, ratio, section
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease
from tests.support.names import LARGE, large_index_json, large_popular
from tests.support.pip_search import Bridge, Place

RUNS = 15
QUERIES = ("django", "http client", "yaml", "reqeusts", "fuzzy match", "postgres async", "pytest")
# What pip has to wait for at the least: twenty hits that lie ready.
AT_ONCE = """
import sys, xmlrpc.client
from http.server import BaseHTTPRequestHandler, HTTPServer
hits = [{"name": f"project-{n}", "version": "1.0", "summary": "x" * 60, "_pypi_ordering": n}
        for n in range(20)]
body = xmlrpc.client.dumps((hits,), methodresponse=True).encode()
class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass
server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, FakeIndex() as index:
        index.set_root_body(large_index_json().read_bytes())
        index.popularity = large_popular()
        index.add(
            *(
                FakeProject(entry.spelling, (FakeRelease("1.0"),), summary=entry.summary)
                for entry in starter.load().entries
            )
        )
        place = Place(Path(folder), index)
        place.run("refresh", PYPI_LS_POPULARITY_URL=index.popularity_url)
        section(f"`pip search` through the bridge, {LARGE:,} names ({RUNS} runs, lower quartile)")
        _starting(place)
        with place.bridge() as bridge, _at_once() as plain:
            _whole(place, bridge, plain)
            _queries(bridge)
            _list(bridge)


def _starting(place: Place) -> None:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        with place.bridge():
            times.append((time.perf_counter() - began) * 1e3)
    figure("from the start of the bridge to its address", f"{statistics.median(times):.0f} ms")


def _whole(place: Place, bridge: Bridge, plain: Bridge) -> None:
    """Time pip as a whole, its own start included."""
    first = _pip(place, bridge)
    ours, theirs = [], []
    for _ in range(RUNS):  # interleaved: the machine's moods hit both
        theirs.append(_pip(place, plain))
        ours.append(_pip(place, bridge))
    base, took = percentile(theirs, 25), percentile(ours, 25)  # without the neighbours' noise
    figure(
        "pip search http client", f"{took:.0f} ms",
        against=ratio(took, base, "pip with a server that answers at once"),
        target="<= 1.2 x",
    )  # fmt: skip
    figure(
        "the same for the first time, ten look-ups included", f"{first:.0f} ms",
        against=ratio(first, base, "the same"),
    )  # fmt: skip


def _pip(place: Place, bridge: Bridge) -> float:
    began = time.perf_counter()
    ended = place.search(bridge, "http", "client")
    took = (time.perf_counter() - began) * 1e3
    assert ended.returncode == 0, ended.stderr
    return took


def _queries(bridge: Bridge) -> None:
    """Time the call alone, over one connection, when all versions are known."""
    with xmlrpc.client.ServerProxy(bridge.url) as client:
        specs = [{"name": query.split(), "summary": query.split()} for query in QUERIES]
        for spec in specs * 4:  # looks up what is shown, ten at a time
            client.search(spec, "or")
        times = []
        for spec in specs * 10:
            began = time.perf_counter()
            assert client.search(spec, "or")
            times.append((time.perf_counter() - began) * 1e3)
        nothing = milliseconds(client.system.listMethods, 50)
    for percent in (50, 99):
        value = percentile(times, percent)
        figure(
            f"the call `search` alone, p{percent}", f"{value:.1f} ms",
            against=ratio(value, nothing, "a call that does nothing"),
        )  # fmt: skip


def _list(bridge: Bridge) -> None:
    """Time the one long answer, and what it costs."""
    before = _memory(bridge)
    began = time.perf_counter()
    with xmlrpc.client.ServerProxy(bridge.url) as client:
        listed = client.list_packages()
    took = time.perf_counter() - began
    assert isinstance(listed, list)
    figure(f"list_packages, {len(listed):,} names, read by the client", f"{took:.1f} s")
    figure(
        "memory of the bridge afterwards", f"{_memory(bridge):.0f} MB",
        against=f"before: {before:.0f} MB, most ever: {_memory(bridge, 'VmHWM'):.0f} MB",
    )  # fmt: skip


def _memory(bridge: Bridge, kind: str = "VmRSS") -> float:
    """Return megabytes of the bridge's process (Linux), 0 elsewhere."""
    status = Path(f"/proc/{bridge.process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(kind)), 0)


@contextmanager
def _at_once() -> Iterator[Bridge]:
    command = [sys.executable, "-c", AT_ONCE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Bridge(process, f"http://127.0.0.1:{process.stdout.readline().strip()}/pypi")
        finally:
            process.kill()


if __name__ == "__main__":
    main()
