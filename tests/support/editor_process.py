"""A blocking client of a server process, for figures: no loop and no threads between the pipes."""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import client_capabilities


class Editor:
    """A server process and what an editor says to it.

    Attributes:
        started: milliseconds from the start of the process to the answer to `initialize`.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], profile: str) -> None:
        capabilities = default_converter().unstructure(client_capabilities(profile))
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [*command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(environ)
        )
        self._last = 0
        self._answered: set[int] = set()
        self.request(
            types.INITIALIZE, {"processId": None, "rootUri": None, "capabilities": capabilities}
        )
        self.started = (time.perf_counter() - began) * 1e3
        self.notify(types.INITIALIZED, {})

    def request(self, method: str, params: Any) -> Any:
        """Ask and return the answer; what the server asks meanwhile is answered by null."""
        number = self.ask(method, params)
        while True:
            message = self._receive()
            if "method" in message:
                if "id" in message:
                    self._send({"id": message["id"], "result": self._default(message)})
                continue
            assert "result" in message, message
            self._answered.add(message["id"])
            if message["id"] == number:
                return message["result"]

    def ask(self, method: str, params: Any) -> int:
        """Ask without waiting; return the request's number."""
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        return self._last

    def is_answered(self, number: int) -> bool:
        """Whether the answer to a request has been seen while waiting for another one."""
        return number in self._answered

    @staticmethod
    def _default(message: dict[str, Any]) -> Any:
        return [None] if message["method"] == types.WORKSPACE_CONFIGURATION else None

    def notify(self, method: str, params: Any) -> None:
        """Tell the server something."""
        self._send({"method": method, "params": params})

    def open(self, uri: str, text: str) -> None:
        """Open a document."""
        document = {"uri": uri, "languageId": "", "version": 1, "text": text}
        self.notify(types.TEXT_DOCUMENT_DID_OPEN, {"textDocument": document})

    def key(self, uri: str, text: str, line: int, character: int) -> Any:
        """Press one key: send the new text and ask for completion."""
        document = {"uri": uri, "version": self._last}
        changed = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.notify(types.TEXT_DOCUMENT_DID_CHANGE, changed)
        return self.complete(uri, line, character)

    def complete(self, uri: str, line: int, character: int) -> Any:
        """Ask for completion."""
        return self.request(types.TEXT_DOCUMENT_COMPLETION, _place(uri, line, character))

    def hover(self, uri: str, line: int, character: int) -> Any:
        """Ask for a hover."""
        return self.request(types.TEXT_DOCUMENT_HOVER, _place(uri, line, character))

    def private_memory(self) -> float:
        """Return the process's own memory in MB, where the system tells it.

        Pages of the mapped list are not counted: they are the system's, shared by all servers.
        """
        return self._memory("Private_Dirty")

    def resident_memory(self) -> float:
        """Return the process's memory in MB, with the touched part of the mapped list."""
        return self._memory("Rss")

    def _memory(self, kind: str) -> float:
        path = Path(f"/proc/{self.process.pid}/smaps_rollup")
        lines = path.read_text().splitlines() if path.exists() else []
        return sum(int(line.split()[1]) for line in lines if line.startswith(kind)) / 1024

    def close(self) -> None:
        """End the session."""
        self.request(types.SHUTDOWN, None)
        self.notify(types.EXIT, None)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        self.process.wait(10)

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _receive(self) -> Any:
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(self.process.stdout.read(length))


@contextlib.contextmanager
def editing(
    command: Sequence[str], environ: Mapping[str, str], profile: str = "neovim"
) -> Iterator[Editor]:
    """Start a server and end it on leaving."""
    editor = Editor(command, environ, profile)
    try:
        yield editor
        editor.close()
    finally:
        editor.process.kill()
        editor.process.wait()


def _place(uri: str, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
