"""Reads the user's and the machine's uv.toml (uv documentation, "Configuration files").

Contract: never raises; the user's file wins over the machine's. Tables and values of other types
than uv's are passed over.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pypi_language_server.index.machine import Declared, is_true
from pypi_language_server.index.pip_conf import config_home

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypi_language_server.index.machine import UserFiles


def read(environ: Mapping[str, str], files: UserFiles) -> Declared:
    """Return what the first of uv's files that says anything about indexes says."""
    problems: list[str] = []
    for path in paths(environ, files):
        try:
            text = files.read(path)
            declared = _declared(text) if text else Declared()
        except (OSError, ValueError):
            problems.append(f"`{path}` cannot be read; what it says about indexes is left out.")
            continue
        if declared != Declared():
            return Declared(
                declared.main,
                declared.extra,
                declared.no_index,
                declared.explicit,
                declared.names,
                tuple(problems),
            )
    return Declared(problems=tuple(problems))


def paths(environ: Mapping[str, str], files: UserFiles) -> Iterator[Path]:
    """Yield where uv looks, the most important place first."""
    named = environ.get("UV_CONFIG_FILE", "")
    if named:
        yield Path(named)
        return
    if is_true(environ.get("UV_NO_CONFIG", "")):
        return
    if files.platform == "win32":
        roaming = environ.get("APPDATA", "")
        yield (Path(roaming) if roaming else files.home / "AppData" / "Roaming") / "uv" / "uv.toml"
        yield Path(environ.get("PROGRAMDATA", "C:\\ProgramData")) / "uv" / "uv.toml"
        return
    yield config_home(environ, files) / "uv" / "uv.toml"
    for folder in (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"):
        if folder:
            yield Path(folder) / "uv" / "uv.toml"
    yield Path("/etc/uv/uv.toml")


def _declared(text: str) -> Declared:
    """Return what one file says.

    Raises:
        ValueError: the text is no TOML.
    """
    import tomllib

    content = tomllib.loads(text)
    nested = content.get("pip")
    old = {**(nested if isinstance(nested, dict) else {}), **content}
    tables = [table for table in _list(content.get("index")) if isinstance(table, dict)]
    usual = [table for table in tables if table.get("explicit") is not True]
    defaults = [_text(table.get("url")) for table in usual if table.get("default") is True]
    flag = old.get("no-index")
    return Declared(
        main=next(filter(None, defaults), "") or _text(old.get("index-url")),
        extra=(
            *filter(None, (_text(t.get("url")) for t in usual if t.get("default") is not True)),
            *filter(None, (_text(item) for item in _list(old.get("extra-index-url")))),
        ),
        no_index=flag if isinstance(flag, bool) else None,
        explicit=tuple(
            (_text(table.get("name")), _text(table.get("url")))
            for table in tables
            if table.get("explicit") is True
        ),
        names={_text(item.get("url")): _text(item["name"]) for item in usual if "name" in item},
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
