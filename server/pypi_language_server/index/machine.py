"""What pip and uv are set to on this machine: their environment variables and the user's files.

Contract: reading never raises; what cannot be read or understood becomes a sentence in
`Declared.problems`. Files of the opened workspace are not among those that are read here, and
neither is `VIRTUAL_ENV`'s: an editor may have set that to a folder of the workspace by itself.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Declared:
    """What one source says; addresses as written.

    Attributes:
        main: the main index, or empty.
        extra: further ones, in order.
        no_index: nobody is to be asked; None where the source does not say.
        explicit: (name, address) of indexes that are asked only about projects assigned to them.
        names: names of indexes in `main` and `extra`, by address.
        problems: sentences about what could not be read.
    """

    main: str = ""
    extra: tuple[str, ...] = ()
    no_index: bool | None = None
    explicit: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


class UserFiles(Protocol):
    """The user's own files, which a test replaces by a dictionary."""

    @property
    def platform(self) -> str:
        """`sys.platform`."""
        ...

    @property
    def home(self) -> Path:
        """The user's home directory."""
        ...

    @property
    def prefix(self) -> Path:
        """`sys.prefix`: the environment that this program runs in."""
        ...

    def read(self, path: Path) -> str | None:
        """Return a file's text; None when there is none; raises OSError when it is unreadable."""
        ...


def _home() -> Path:
    """Return the user's home; where there is none, a place below which no file can be."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


@dataclass(frozen=True, slots=True)
class RealUserFiles:
    """The files of the user who runs this program."""

    platform: str = sys.platform
    prefix: Path = field(default_factory=lambda: Path(sys.prefix))
    home: Path = field(default_factory=_home)

    def read(self, path: Path) -> str | None:
        """Return a file's text, undecodable bytes replaced; None when there is none."""
        try:
            return path.read_text("utf-8-sig", errors="replace")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None


def of_environment(environ: Mapping[str, str]) -> Declared:
    """Return what the variables of pip and uv say; pip's go first where both name a main index."""
    named: dict[str, str] = {}
    main = _first(
        environ.get("PIP_INDEX_URL", ""),
        *_split_names(environ.get("UV_DEFAULT_INDEX", ""), named),
        environ.get("UV_INDEX_URL", ""),
    )
    extra = (
        *environ.get("PIP_EXTRA_INDEX_URL", "").split(),
        *_split_names(environ.get("UV_INDEX", ""), named),
        *environ.get("UV_EXTRA_INDEX_URL", "").split(),
    )
    flags = (environ.get(name, "") for name in ("PIP_NO_INDEX", "UV_NO_INDEX"))
    no_index = True if any(is_true(flag) for flag in flags) else None
    return Declared(main, extra, no_index, names=named)


def of_files(environ: Mapping[str, str], files: UserFiles) -> Declared:
    """Return what the user's pip.conf and uv.toml say; pip's go first where both name a main."""
    from pypi_language_server.index import pip_conf, uv_toml

    pip = pip_conf.read(environ, files)
    uv = uv_toml.read(environ, files)
    return Declared(
        main=pip.main or uv.main,
        extra=(*pip.extra, *uv.extra),
        no_index=pip.no_index if pip.no_index is not None else uv.no_index,
        explicit=uv.explicit,
        names=uv.names,
        problems=(*pip.problems, *uv.problems),
    )


def is_true(text: str) -> bool:
    """Whether pip and uv take a flag's text for yes."""
    return text.strip().lower() in {"1", "true", "t", "yes", "y", "on"}


def _split_names(text: str, named: dict[str, str]) -> Iterator[str]:
    """Yield the addresses of uv's `address name=address ...`; keep the names in `named`."""
    for item in text.split():
        name, equals, url = item.partition("=")
        if equals and "://" not in name and "/" not in name:
            named[url] = name
            yield url
        else:
            yield item


def _first(*texts: str) -> str:
    return next((text.strip() for text in texts if text.strip()), "")
