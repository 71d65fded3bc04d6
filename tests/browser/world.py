"""The index, the environment and the program that the tests in a real browser look at.

Contract: every name is that of a well-known project (the starter catalogue's), except for the
odd ones at the end; versions, dates and downloads are made up. Everything is on loopback.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from pypi_language_server.catalogue import starter
from tests.support.fake_index import FakeIndex, FakeProject, FakeRelease, Kind, Reply

XSS = "<img src=x onerror=window.broken=1><script>window.broken=1</script>"
BIDI = "\u202egnp.exe\u202c \u2066left\u2069"
LONG = "endless" * 1500


def released(days: int) -> str:
    moment = datetime.now(UTC) - timedelta(days=days)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000000Z"


def _releases(text: str, python: str = ">=3.8") -> tuple[FakeRelease, ...]:
    """`0.27.2 420, 0.28.1 21`: versions, oldest first, and their ages in days."""
    pairs = (item.split() for item in text.split(","))
    return tuple(FakeRelease(version, released(int(days)), python) for version, days in pairs)


_HTTPX = FakeProject(
    "httpx",
    (
        *_releases("0.22.0 1700, 0.23.0 1600, 0.23.3 1400, 0.24.0 1300, 0.24.1 1250, 0.25.0 1150"),
        FakeRelease("0.25.1", released(1120), ">=3.8", yanked="breaks redirects"),
        FakeRelease("1.0.dev3", released(60), ">=3.10"),
        *_releases("0.25.2 1100, 0.26.0 1060, 0.27.0 1000, 0.27.2 800, 0.28.0 720, 0.28.1 215"),
    ),
    summary="The next generation HTTP client.",
    license_expression="BSD-3-Clause",
    extras=("brotli", "cli", "http2", "socks", "zstd"),
    requires_dist=(
        "anyio",
        "certifi",
        "httpcore==1.*",
        "idna",
        'h2<5,>=3; extra == "http2"',
        'socksio==1.*; extra == "socks"',
        'click==8.*; extra == "cli"',
    ),
    urls={
        "Documentation": "https://docs.example/httpx",
        "Source": "https://code.example/httpx",
        "Changelog": "https://code.example/httpx/changes",
    },
    serial=7,
)
LEAKY = FakeProject(
    "leaky-sprocket",
    (
        *_releases("3.9.5 900, 3.11.18 560"),
        FakeRelease(
            "3.12.13",
            released(12),
            ">=3.9",
            vulnerabilities=(
                {
                    "id": "PYSEC-0000-1",
                    "aliases": ["CVE-0000-0001"],
                    "summary": "Oil may drip.",
                    "fixed_in": ["3.12.14"],
                    "link": "https://advisories.example/1",
                },
            ),
        ),
    ),
    summary="Turns wheels and drips.",
)
_OTHERS = {
    "requests": "2.31.0 900, 2.32.3 500, 2.32.5 90",
    "urllib3": "1.26.20 800, 2.2.3 700, 2.5.0 150",
    "aiohttp": "3.9.5 900, 3.10.11 700, 3.12.15 110",
    "httpcore": "1.0.7 720, 1.0.9 210",
    "httplib2": "0.22.0 950, 0.31.0 70",
    "niquests": "3.14.1 400, 3.15.2 110",
    "treq": "24.9.1 420, 25.5.0 170",
    "requests-cache": "1.1.1 800, 1.2.1 520",
    "python-http-client": "3.3.6 1500, 3.3.7 1350",
    "PyYAML": "6.0.1 800, 6.0.2 470, 6.0.3 50",
    "types-PyYAML": "6.0.12.20250516 190, 6.0.12.20250915 65",
    "ruamel.yaml": "0.18.6 800, 0.18.15 90",
    "ruamel.yaml.clib": "0.2.12 400, 0.2.14 60",
    "pyyaml-env-tag": "0.1 1900, 1.1 190",
    "hydra-core": "1.3.1 1400, 1.3.2 1350",
    "omegaconf": "2.2.3 1500, 2.3.0 1400",
    "yamllint": "1.35.1 640, 1.37.1 200",
    "yamlfix": "1.17.0 500, 1.19.0 300",
}
HOSTILE = FakeProject(
    "hostile-project",
    (FakeRelease("1.0", released(900), requires_python=XSS), FakeRelease("2.0", released(800))),
    summary=f"{XSS} {BIDI} {LONG}",
    license=XSS,
    extras=("fine", "$(reboot)", XSS),
    requires_dist=(f"{XSS}", f"anyio; {XSS}", f"idna {LONG}"),
    urls={"Documentation": "javascript:window.broken=1", "Source": "https://code.example/x"},
    status="archived",
    status_reason=XSS,
)
TOO_NEW = FakeProject("ahead-of-time", (FakeRelease("9.0", released(5), ">=3.99"),), "From later.")


def projects() -> list[FakeProject]:
    """Every project of the starter catalogue, some of them in detail; then the odd ones."""
    detailed = {it.normalized: it for it in (_HTTPX,)}
    known = [
        detailed.get(entry.name)
        or FakeProject(
            entry.spelling,
            _releases(_OTHERS.get(entry.spelling, _some_versions(place))),
            entry.summary,
        )
        for place, entry in enumerate(starter.load().entries)
    ]
    return [*known, HOSTILE, LEAKY, TOO_NEW]


def _some_versions(place: int) -> str:
    older = f"{place % 3}.{place % 7}.0 {300 + place % 500}"
    return f"{older}, {1 + place % 4}.{place % 9}.{place % 5} {8 + place % 250}"


def popularity() -> Reply:
    """What the fake index says about downloads: fewer and fewer."""
    entries = starter.load().entries
    rows = [
        {"download_count": int(1.31e9 / (place + 1.4) ** 0.83), "project": entry.name}
        for place, entry in enumerate(entries)
    ]
    body = json.dumps({"last_update": "2026-11-01 00:00:00", "rows": rows}).encode()
    return Reply(200, body, "application/json")


@contextmanager
def index() -> Iterator[FakeIndex]:
    with FakeIndex(projects()) as fake:
        fake.fail(Kind.POPULARITY, popularity(), times=None)
        yield fake


def environment(fake: FakeIndex, folder: Path) -> dict[str, str]:
    """An environment with a cache and a virtual environment of its own."""
    venv = folder / "venv"
    minor = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = venv / "lib" / minor / "site-packages"
    for installed in ("httpx-0.27.2", "PyYAML-6.0.3", "urllib3-2.5.0"):
        (packages / f"{installed}.dist-info").mkdir(parents=True, exist_ok=True)
    (venv / "pyvenv.cfg").write_text(f"version = {sys.version.split()[0]}\n")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "VIRTUAL_ENV": str(venv),
        "PYPI_LS_INDEX_URL": fake.root,
        "PYPI_LS_CACHE_DIR": str(folder / "cache"),
        "PYPI_LS_POPULARITY_URL": fake.popularity_url,
        "PYTHONWARNINGS": "error",
    }


def run(environ: dict[str, str], *words: str) -> None:
    """Run one command to its end."""
    command = [sys.executable, "-m", "pypi_language_server", *words]
    subprocess.run(command, env=environ, check=True, capture_output=True, timeout=60)


class Page:
    """`pypi-ls browse`, running.

    Attributes:
        url: the address that it printed.
    """

    def __init__(self, environ: dict[str, str], *options: str, opening: bool = False) -> None:
        options = options if opening else ("--no-open", *options)
        command = [sys.executable, "-m", "pypi_language_server", "browse", *options]
        self.process = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.url = _of(self.process.stdout).readline().strip()

    def interrupt(self) -> int:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self, seconds: float = 20) -> int:
        """Wait for the end and return the exit code."""
        return self.process.wait(seconds)

    def hears(self, words: str) -> bool:
        """Whether these words come on standard error before it ends."""
        return any(words in line for line in _of(self.process.stderr))

    def said(self) -> str:
        """Return what it wrote to standard error, once it has ended."""
        return _of(self.process.stderr).read()

    def close(self) -> None:
        """End it if it has not ended."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        _of(self.process.stdout).close()
        _of(self.process.stderr).close()


@contextmanager
def browsing(environ: dict[str, str], *options: str, opening: bool = False) -> Iterator[Page]:
    page = Page(environ, *options, opening=opening)
    try:
        yield page
    finally:
        page.close()


def _of(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
