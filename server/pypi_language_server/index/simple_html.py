"""Turns a PEP 503 page into the shape that PEP 691 gives it.

Contract: sans-I/O; any text gives a table with `meta`, `title`, `files` and `project-status`.
"""

from __future__ import annotations

from html.parser import HTMLParser

_MAX_FILES = 20_000


def read(text: str) -> dict[str, object]:
    """Return what an HTML page says, whether it is a project's page or not."""
    parser = _Page()
    parser.feed(text)
    parser.close()
    meta = {"api-version": parser.meta.get("pypi:repository-version", "")}
    status = {
        "status": parser.meta.get("pypi:project-status", ""),
        "reason": parser.meta.get("pypi:project-status-reason", ""),
    }
    return {
        "meta": meta,
        "title": " ".join(parser.title),
        "files": parser.files,
        "project-status": status,
    }


class _Page(HTMLParser):
    """Collects anchors, headings and what the head says about the project."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.files: list[dict[str, object]] = []
        self.meta: dict[str, str] = {}
        self.title: list[str] = []
        self._anchor: dict[str, object] | None = None
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "meta" and "name" in attributes:
            self.meta[attributes["name"].lower()] = attributes.get("content", "")
        elif tag in {"title", "h1"}:
            self._in_title = True
        elif tag == "a" and attributes.get("href") and len(self.files) < _MAX_FILES:
            self._anchor = _file(attributes)
            self.files.append(self._anchor)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._anchor = None
        elif tag in {"title", "h1"}:
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._anchor is not None:
            self._anchor["filename"] = f"{self._anchor['filename']}{data}".strip()
        elif self._in_title:
            self.title.append(data)


def _file(attributes: dict[str, str]) -> dict[str, object]:
    """Return an anchor as a file of PEP 691 (PEP 503, 592, 658, 714)."""
    _, _, digest = attributes["href"].partition("#sha256=")
    metadata = attributes.get("data-core-metadata") or attributes.get("data-dist-info-metadata")
    return {
        "filename": "",
        "url": attributes["href"],
        "hashes": {"sha256": digest.partition("&")[0]} if digest else {},
        "requires-python": attributes.get("data-requires-python", ""),
        "yanked": attributes.get("data-yanked", False),
        "core-metadata": metadata not in (None, "", "false"),
    }
