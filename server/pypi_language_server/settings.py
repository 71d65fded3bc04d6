"""Every setting, declared once: name, type, default and the sentence that documents it.

Contract: `Settings` is frozen, complete and valid; features receive the part that they need.
What a client sends is read by `lsp/options.py`, which falls back to these defaults. The editors'
settings sections and `docs/settings.md` are generated from this declaration. A setting's public
name is its path below the section `pypi` in camel case: `pypi.index.extraUrls`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

DEFAULT_POPULARITY_URL = "https://hugovk.dev/top-pypi-packages/top-pypi-packages.min.json"


class RefreshMode(StrEnum):
    """When the index's list of names may be downloaded."""

    ASK = "ask"
    DAILY = "daily"
    MANUAL = "manual"


class InsertForm(StrEnum):
    """How an accepted project name is written."""

    SPELLING = "spelling"
    NORMALIZED = "normalized"


class ConstraintForm(StrEnum):
    """Which constraint an accepted project name brings with it."""

    NONE = "none"
    MINIMUM = "minimum"
    COMPATIBLE = "compatible"
    EXACT = "exact"


def setting(default: Any, text: str, *, minimum: float | None = None) -> Any:
    """Declare one setting: its default, the sentence that documents it, the least legal number."""
    metadata = {"text": text, "minimum": minimum}
    if isinstance(default, type):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


def camel_case(name: str) -> str:
    """Return `extra_urls` as clients write it: `extraUrls`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """`pypi.index`: which index is asked, and when."""

    url: str = setting(
        "",
        "Root of the Simple API to ask. Empty: what pip and uv are set to on this machine, else the"
        " public index.",
    )
    extra_urls: tuple[str, ...] = setting(
        (),
        "Further Simple API roots. Each is asked only about projects that the ones before do not"
        " have; the public index always comes last.",
    )
    json_url: str = setting(
        "",
        "Address of a project's JSON document, with `{name}` in it. Empty: tried beside the Simple"
        " API once per index; `off`: never.",
    )
    refresh: RefreshMode = setting(
        RefreshMode.ASK,
        "When the list of names (about 10 MB for the public index) is downloaded: `ask` once in the"
        " editor, then `daily`, or `manual`: only by the command.",
    )
    offline: bool = setting(False, "Never use the network; answer from what is on disk.")


@dataclass(frozen=True, slots=True)
class CompletionSettings:
    """`pypi.completion`: what is offered while typing."""

    limit: int = setting(50, "How many names are offered at most.", minimum=1)
    insert: InsertForm = setting(
        InsertForm.SPELLING,
        "How an accepted name is written: the project's own `spelling`, or `normalized` (PEP 503).",
    )
    constraint: ConstraintForm = setting(
        ConstraintForm.NONE,
        "Which constraint an accepted name brings with it where the project's latest version is"
        " known on this machine: `none`, `minimum` (`>=2.31.0`), `compatible` (`~=2.31`, Poetry's"
        " `^2.31.0`) or `exact` (`==2.31.0`).",
    )


@dataclass(frozen=True, slots=True)
class HoverSettings:
    """`pypi.hover`: what is shown about a requirement."""

    budget: float = setting(
        1.5,
        "Seconds that a hover waits for the index before it answers with what is known.",
        minimum=0,
    )


@dataclass(frozen=True, slots=True)
class PopularitySettings:
    """`pypi.popularity`: what ranks well-known projects first."""

    url: str = setting(
        DEFAULT_POPULARITY_URL,
        "Where the monthly list of the most downloaded projects is fetched when the list of names"
        " is. Empty: never.",
    )


@dataclass(frozen=True, slots=True)
class PythonSettings:
    """`pypi.python`: the Python that requirements are installed for."""

    version: str = setting(
        "",
        "Its version, such as `3.12` (which counts as 3.12.0) or `3.12.4`. Empty: found out. Marks"
        " versions that it cannot have, and decides whether markers hold.",
    )
    interpreter: str = setting(
        "",
        "Absolute path of a Python whose version and platform count; it is run once, isolated, to"
        " say what it is. Empty: the Python that runs this server. Belongs into the user's own"
        " settings, never into a folder's.",
    )


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """`pypi.workspace`: how far an opened folder is trusted."""

    trusted: bool = setting(
        False,
        "Whether index addresses in the folder's own files (uv, Poetry and PDM sources,"
        " `--index-url` lines) may be contacted.",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a user can set."""

    index: IndexSettings = field(default_factory=IndexSettings)
    completion: CompletionSettings = field(default_factory=CompletionSettings)
    hover: HoverSettings = field(default_factory=HoverSettings)
    popularity: PopularitySettings = field(default_factory=PopularitySettings)
    python: PythonSettings = field(default_factory=PythonSettings)
    workspace: WorkspaceSettings = field(default_factory=WorkspaceSettings)
