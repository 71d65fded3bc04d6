"""Gives out the page of `pypi-ls browse` with the rules that a browser is to keep for it.

Contract: the page is the file `browse.html` as it is, with nothing put into it; so the one style
and the one script in it are allowed by their digests, and nothing else runs or loads.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from pypi_language_server.web.exchange import Response

_FILE = "browse.html"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r'<script type="module">(.*?)</script>', re.DOTALL)


@cache
def page() -> Response:
    """Return the page; the file is read once."""
    text = Path(__file__).with_name(_FILE).read_text("utf-8")
    headers = {
        "Content-Security-Policy": policy(text),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "X-Frame-Options": "DENY",
    }
    return Response(200, "text/html; charset=utf-8", text.encode(), headers)


def policy(text: str) -> str:
    """Return what a page may do: talk to where it came from, and be itself."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(map(_digest, _SCRIPT.findall(text))),
        "style-src": " ".join(map(_digest, _STYLE.findall(text))),
        "img-src": "data:",  # its own small icon
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _digest(source: str) -> str:
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"'sha256-{digest}'"
