"""For every test: an environment without the developer's own settings, and no network but loopback.

Contract: variables of proxies, pip, uv, XDG, netrc and this program are cleared, `HOME` is an empty
directory, and a connection or look-up that leaves this machine fails at once and loudly.
"""

from __future__ import annotations

import os
import socket

import hypothesis
import pytest

# Machines are noisy: no single example is judged by the clock.
hypothesis.settings.register_profile("noisy", deadline=None)
hypothesis.settings.load_profile("noisy")

_PREFIXES = ("PIP_", "UV_", "XDG_", "PYPI_LS_")
_SUFFIXES = ("_proxy",)
_NAMES = {"NETRC", "SSL_CERT_FILE", "SSL_CERT_DIR", "APPDATA", "LOCALAPPDATA"}
_LOCAL_NAMES = {"localhost", "::1", "::", "0.0.0.0", "", None}


class LeavesThisMachineError(AssertionError):
    """A test tried to reach something beyond loopback."""


def is_local(host: object) -> bool:
    """Whether a connection to `host` stays on this machine."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return host in _LOCAL_NAMES or str(host).startswith("127.")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch, tmp_path_factory):
    for name in list(os.environ):
        if name.startswith(_PREFIXES) or name.lower().endswith(_SUFFIXES) or name in _NAMES:
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch):
    """Refuse addresses beyond this machine where sockets connect and where names are looked up."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    look_up = socket.getaddrinfo

    def check(address):
        if isinstance(address, tuple) and not is_local(address[0]):
            raise LeavesThisMachineError(f"a test wanted to connect to {address!r}")

    def guarded_connect(self, address):
        check(address)
        return connect(self, address)

    def guarded_connect_ex(self, address):
        check(address)
        return connect_ex(self, address)

    def guarded_look_up(host, *args, **kwargs):
        if not is_local(host):
            raise LeavesThisMachineError(f"a test wanted to look up {host!r}")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
