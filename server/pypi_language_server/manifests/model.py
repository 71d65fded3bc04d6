"""What a manifest's text says, as data: requirements with exact spans, groups, indexes, problems.

Contract: all of this is frozen and made by scanners that never raise and never do I/O. For every
`Token`, `token.span.of(text) == token.raw`. A half-typed requirement is an ordinary entry whose
missing parts are `None`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypi_language_server.problems import Problem
    from pypi_language_server.text import Span


class ManifestKind(Enum):
    """The kinds of files that declare requirements; the value is the name that people see."""

    REQUIREMENTS = "requirements file"
    PYPROJECT = "pyproject.toml"
    PIPFILE = "Pipfile"
    PIXI = "pixi.toml"
    CONDA_ENVIRONMENT = "conda environment"
    PRE_COMMIT = "pre-commit configuration"
    SETUP_CFG = "setup.cfg"
    TOX_INI = "tox.ini"
    TOX_TOML = "tox.toml"
    HATCH = "hatch.toml"
    UV = "uv.toml"
    SCRIPT = "Python script"
    SETUP_PY = "setup.py"
    NOXFILE = "noxfile.py"


class Form(Enum):
    """How an entry stands in its manifest, which decides how an edit must be written."""

    LINE = "line"  # a line of a requirements file, or an unquoted item of a list
    STRING = "string"  # a PEP 508 string in a TOML array
    KEY = "key"  # a TOML key that is a project's name; its value is apart


class Syntax(Enum):
    """In which language an entry's version constraint is written."""

    PEP440 = "pep440"
    POETRY = "poetry"
    PIPFILE = "pipfile"  # PEP 440, or `*` for any version (Pipfile, pixi)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a manifest.

    Attributes:
        raw: the text exactly as written; equals `span.of(text)`.
        span: where it stands.
        value: what it means; differs from `raw` only where TOML escapes or pip line
            continuations stand inside.
    """

    raw: str
    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """A list of requirements that belong together.

    Attributes:
        path: the keys that lead to it, such as `("dependency-groups", "dev")`; empty for a
            requirements file.
        label: what an outline calls it, such as `dependency-groups.dev`.
        span: the whole group as written: the value for TOML arrays and tables, the text for files.
        name_span: what to select when somebody jumps to it (the key or the table header).
    """

    path: tuple[str, ...]
    label: str
    span: Span
    name_span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One requirement as written, complete or not (PEP 508; Poetry's tables).

    Attributes:
        span: the whole requirement: for STRING what stands inside the quotes, for LINE from the
            first to the last character before the comment or per-requirement options, for KEY
            the key (inside its quotes) up to the end of its value.
        group: index into `Manifest.groups`.
        form: how it stands in the file.
        syntax: the language of `specifier`.
        name: the project's name; None where none is written (`""`, `./folder`, a bare URL).
        extras: the names inside the brackets (or in a table's `extras` list).
        extras_span: from `[` to `]`, or to the end when unclosed.
        specifier: the version constraint as written, without surrounding white space and
            parentheses.
        marker: what stands after `;` (or a table's `markers` value).
        url: the address or path of a direct reference, after `@`, after `-e`, on a line of its
            own, or a table's `git`/`url`/`path` value.
        index_name: the index that the manifest assigns to this project (uv, Poetry, PDM sources).
        closed: False while the entry's quote or bracket is still open.
    """

    span: Span
    group: int
    form: Form
    syntax: Syntax = Syntax.PEP440
    name: Token | None = None
    extras: tuple[Token, ...] = ()
    extras_span: Span | None = None
    specifier: Token | None = None
    marker: Token | None = None
    url: Token | None = None
    index_name: str | None = None
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """A pip option in a requirements file (pip documentation, "Requirements File Format").

    Attributes:
        name: the option as written, such as `-r` or `--hash`.
        value: its argument, if any.
        known: whether pip has an option of this name.
    """

    name: Token
    value: Token | None
    known: bool


@dataclass(frozen=True, slots=True)
class DeclaredIndex:
    """An index that the manifest itself names.

    Attributes:
        url: its address as written.
        name: what sources call it, if it has a name.
        replaces_default: whether it stands in place of the public index (`--index-url`,
            uv `default = true`, Poetry `priority = "primary"`), not beside it.
        explicit: whether only projects assigned to it by name are looked up there.
    """

    url: Token
    name: str | None = None
    replaces_default: bool = False
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that one manifest says, in the order of the text; none of it changes."""

    kind: ManifestKind
    groups: tuple[Group, ...] = ()
    entries: Sequence[Entry] = ()
    options: tuple[Option, ...] = ()
    includes: tuple[Token, ...] = ()  # names of included groups (PEP 735)
    indexes: tuple[DeclaredIndex, ...] = ()
    comments: tuple[Span, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    no_index: bool = False  # `--no-index`: this file asks no index at all
    project_name: str | None = None  # `project.name`, for self-references
    requires_python: Token | None = None  # `project.requires-python`, or Poetry's `python`
