"""Rewrites the files that are derived from the code; `make fix` runs it, a tidy test compares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pypi_language_server import settings_docs
from pypi_language_server.features import coverage

ROOT = Path(__file__).parents[2]

SETTINGS_PAGE = """\
# Settings

Every setting lives in the section `pypi`. Give them as `initializationOptions` (with or without
the section's name around them) or through your client's `workspace/configuration`; changes take
effect without a restart. Unknown names and bad values fall back to the default and are reported
once. This page is generated from `server/pypi_language_server/settings.py`.

{table}
## Whose settings they are

These decide which program is started and which hosts hear project names:
{personal}. The server cannot see where a client has a setting
from. If your editor reads settings from opened folders, let it take these
{number} from your own only.

## Environment

For clients without settings, for tests and for the terminal. The environment wins over settings.

| Variable | What it does |
| --- | --- |
| `PYPI_LS_INDEX_URL` | as `pypi.index.url` |
| `PYPI_LS_EXTRA_INDEX_URLS` | as `pypi.index.extraUrls`, separated by spaces |
| `PYPI_LS_REFRESH` | as `pypi.index.refresh` |
| `PYPI_LS_OFFLINE` | `1`: as `pypi.index.offline` |
| `PYPI_LS_POPULARITY_URL` | as `pypi.popularity.url`; empty: never asked |
| `PYPI_LS_CACHE_DIR` | the folder that everything is kept in |
"""

COMPLETION_PAGE = """\
# What is completed where

Lists open by themselves: at letters, behind a quote that opens a string, behind an operator, a
blank after a name, `[`, `;`, `,` and `.`; anywhere else by your editor's own key. Versions and
extras are those of the project's page on the index, asked once and kept; while an index takes
longer than a moment the list is empty, and the next key finds it filled. This table is generated
from `server/pypi_language_server/features/coverage.py`.

{table}
A file of more than two million characters, or of more than 500,000 blanks, line ends and signs, is
not read: nothing is completed or shown in it, and the log says so once. Two megabytes of
requirements with all their hashes stay below, and so do forty thousand dependencies in a
`pyproject.toml`.
"""


EXTENSION = ROOT / "vscode-client" / "package.json"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def settings_page() -> str:
    """Return `docs/settings.md`."""
    names = [f"`{name}`" for name in settings_docs.PERSONAL]
    return SETTINGS_PAGE.format(
        table=settings_docs.markdown(),
        personal=f"{', '.join(names[:4])},\n{', '.join(names[4:])}",
        number=_NUMBERS[len(names)],
    )


def extension_manifest() -> str:
    """Return the VS Code extension's `package.json` with the server's settings in it."""
    manifest: dict[str, Any] = json.loads(EXTENSION.read_text("utf-8"))
    ours, _process = manifest["contributes"]["configuration"]
    ours["properties"] = settings_docs.vscode_properties()
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def generated() -> dict[Path, str]:
    """Return every generated file's path and what must stand in it."""
    return {
        ROOT / "docs" / "settings.md": settings_page(),
        EXTENSION: extension_manifest(),
        ROOT / "docs" / "completion.md": COMPLETION_PAGE.format(table=coverage.markdown()),
    }


def main() -> None:
    """Write them all."""
    for path, content in generated().items():
        path.write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
