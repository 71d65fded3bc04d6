"""Python scripts with inline metadata (PEP 723): the TOML in a `# /// script` block.

Contract: nothing but the block is ours, and a file without one costs a search. The block's TOML is
read where it stands, with the comment signs blanked, so that every offset is the file's own; then
`pyproject.py` and `pyproject_cursor.py` do the work. A block without its end reaches as far as its
comment lines. Of several blocks, which tools refuse, the first one is read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pypi_language_server.manifests import pyproject, pyproject_cursor
from pypi_language_server.manifests.cursor import AtName, Nowhere
from pypi_language_server.manifests.model import Manifest, ManifestKind
from pypi_language_server.manifests.pyproject_keys import UV, Role
from pypi_language_server.problems import Problem
from pypi_language_server.text import Span

if TYPE_CHECKING:
    from pypi_language_server.manifests.cursor import Place
    from pypi_language_server.manifests.model import Entry, Token

_TREE: dict[str, object] = {
    "requires-python": Role.REQUIRES_PYTHON,
    "dependencies": Role.STRINGS,
    "tool": {"uv": {**UV, "sources": Role.SOURCES}},
}
_SIGN = "# /// script"
_OPENING = re.compile(r"(?:\A\ufeff?|(?<=[\r\n]))# /// script(?![^\r\n])")
_LINES = re.compile(r"(?:(?:\r\n?|\n)#(?: [^\r\n]*+)?+(?![^\r\n]))*+")
_CLOSING = re.compile(r"(?:\r\n?|\n)# ///(?![^\r\n])")
_COMMENT_SIGN = re.compile(r"(?<=[\r\n])#")


def scan(text: str) -> Manifest:
    """Return what the script's block says, finished or not; nothing if there is none."""
    block = _block(text)
    if block is None:
        return Manifest(ManifestKind.SCRIPT)
    toml = _toml(text, block)
    manifest = pyproject.scan(toml, _TREE, ManifestKind.SCRIPT)
    if '"""' in toml or "'''" in toml:
        manifest = _as_written(manifest, text)
    more = tuple(
        Problem(Span(*match.span()), "several-blocks", "A script has one such block, not several.")
        for match in _OPENING.finditer(text, block.end)
    )
    return replace(manifest, problems=(*manifest.problems, *more)) if more else manifest


def place_at(manifest: Manifest, text: str, offset: int) -> Place:
    """Return where in `text`, which is what `manifest` was made from, the cursor stands."""
    block = _block(text) if manifest.groups else None
    if block is None or not block.start < offset <= block.end:
        return Nowhere()
    column = offset - 1 - max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset))
    is_bare = column == 1 and (offset == len(text) or text[offset] in "\r\n")
    if column < 2 and not is_bare:
        return Nowhere()
    place = pyproject_cursor.place_at(manifest, _toml(text, block), offset, _TREE)
    if is_bare and isinstance(place, AtName):
        return replace(place, before=f" {place.before}")  # PEP 723: `#` alone, or `# ` and more
    return place


def settings_text(text: str, offset: int) -> str | None:
    """Return the block's TOML at its offsets, where a key or value may be written at `offset`."""
    block = _block(text)
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    if block is None or not block.start < offset <= block.end or offset < line + len("# "):
        return None
    return _toml(text, block)[: block.end]


def _block(text: str) -> Span | None:
    """Return where the first block's lines stand: from the end of its first line on."""
    opening = _OPENING.search(text) if _SIGN in text else None
    if opening is None:
        return None
    lines = _LINES.match(text, opening.end())
    end = lines.end() if lines else opening.end()
    for closing in _CLOSING.finditer(text, opening.end(), end):
        end = closing.start()  # the last one counts: a block may hold lines that look like its end
    return Span(opening.end(), end)


def _toml(text: str, block: Span) -> str:
    """Return the block's TOML at the offsets where it stands in the file."""
    return " " * block.start + _COMMENT_SIGN.sub(" ", block.of(text))


def _as_written(manifest: Manifest, text: str) -> Manifest:
    """Return the manifest with what is written over several lines as it stands in the file."""

    def token(found: Token) -> Token:
        return replace(found, raw=found.span.of(text))

    def entry(found: Entry) -> Entry:
        return replace(
            found,
            name=found.name and token(found.name),
            extras=tuple(map(token, found.extras)),
            specifier=found.specifier and token(found.specifier),
            marker=found.marker and token(found.marker),
            url=found.url and token(found.url),
        )

    return replace(
        manifest,
        entries=tuple(map(entry, manifest.entries)),
        indexes=tuple(replace(index, url=token(index.url)) for index in manifest.indexes),
        requires_python=manifest.requires_python and token(manifest.requires_python),
    )
