"""Reads the user's pip configuration files (pip documentation, "Configuration").

Contract: never raises; the later of pip's files wins, option by option, as pip has it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pypi_language_server.index.machine import Declared, is_true

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypi_language_server.index.machine import UserFiles

_SECTIONS = ("global", "install")  # later ones win


def read(environ: Mapping[str, str], files: UserFiles) -> Declared:
    """Return what all files that pip would read say together."""
    options: dict[str, str] = {}
    problems: list[str] = []
    for path in paths(environ, files):
        try:
            text = files.read(path)
            options |= _options(text) if text else {}
        except (OSError, ValueError):
            problems.append(f"`{path}` cannot be read; what it says about indexes is left out.")
    main, *more = options.get("index-url", "").split() or [""]
    flag = options.get("no-index")
    return Declared(
        main=main,
        extra=(*more, *options.get("extra-index-url", "").split()),
        no_index=None if flag is None else is_true(flag),
        problems=tuple(problems),
    )


def paths(environ: Mapping[str, str], files: UserFiles) -> Iterator[Path]:
    """Yield where pip looks, the least important place first."""
    named = environ.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return
    if files.platform == "win32":
        yield from _on_windows(environ, files)
    else:
        yield from _on_unix(environ, files)
    if named:
        yield Path(named)


def _on_windows(environ: Mapping[str, str], files: UserFiles) -> Iterator[Path]:
    yield Path(environ.get("PROGRAMDATA", "C:\\ProgramData")) / "pip" / "pip.ini"
    yield files.home / "pip" / "pip.ini"
    roaming = environ.get("APPDATA", "")
    yield (Path(roaming) if roaming else files.home / "AppData" / "Roaming") / "pip" / "pip.ini"
    yield files.prefix / "pip.ini"


def _on_unix(environ: Mapping[str, str], files: UserFiles) -> Iterator[Path]:
    if files.platform == "darwin":
        yield Path("/Library/Application Support/pip/pip.conf")
    else:
        for folder in reversed((environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")):
            if folder:
                yield Path(folder) / "pip" / "pip.conf"
        yield Path("/etc/pip.conf")
    yield files.home / ".pip" / "pip.conf"
    yield config_home(environ, files) / "pip" / "pip.conf"
    if files.platform == "darwin":
        yield files.home / "Library" / "Application Support" / "pip" / "pip.conf"
    yield files.prefix / "pip.conf"


def config_home(environ: Mapping[str, str], files: UserFiles) -> Path:
    """Return the directory of the user's settings (XDG base directories)."""
    named = environ.get("XDG_CONFIG_HOME", "")
    return Path(named) if named else files.home / ".config"


def _options(text: str) -> dict[str, str]:
    """Return the options of the sections that concern installing; later sections win.

    Raises:
        ValueError: the text is no configuration file.
    """
    from configparser import Error, RawConfigParser

    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except Error as error:
        raise ValueError("not a configuration file") from error
    return {
        key.lower().replace("_", "-").removeprefix("--"): value
        for section in _SECTIONS
        if parser.has_section(section)
        for key, value in parser.items(section)
    }
