"""Says which completion works in which kind of manifest: the table of `docs/completion.md`.

Contract: data, and its form as Markdown. Whoever adds a completion adds its row; tests complete in
a sample of every kind that a row names.
"""

from __future__ import annotations

from typing import NamedTuple

from pypi_language_server.manifests.model import ManifestKind

EVERY_KIND = frozenset(ManifestKind)
_REQUIREMENT_LINES = frozenset({ManifestKind.REQUIREMENTS, ManifestKind.TOX_INI})
_TABLES = frozenset(
    {
        ManifestKind.PYPROJECT,
        ManifestKind.SCRIPT,
        ManifestKind.UV,
        ManifestKind.HATCH,
        ManifestKind.PIPFILE,
        ManifestKind.PIXI,
    }
)


class Row(NamedTuple):
    """One completion.

    Attributes:
        what: what is completed, in the user's words.
        where: at which place of a requirement or file.
        offers: what is offered there.
        kinds: the kinds of manifests that have such places.
    """

    what: str
    where: str
    offers: str
    kinds: frozenset[ManifestKind] = EVERY_KIND


ROWS: tuple[Row, ...] = (
    Row(
        "names",
        "where a requirement begins",
        "projects of the list of names, best match first; with a constraint where"
        " `pypi.completion.constraint` says so",
    ),
    Row(
        "versions",
        "behind `==`, `>=`, `<`, `~=`, `^` and every other operator",
        "the project's releases, newest first, with their dates; pre-releases, what the project's"
        " Python cannot run, and yanked ones below; `2.*` and `2.31.0,<3` where they are legal",
    ),
    Row(
        "constraints",
        "behind a name and a blank, behind a comma, in an empty value",
        "`>=2.31.0`, `~=2.31`, `==2.31.*` and the like, made from the newest release; in Poetry's"
        " tables `^2.31.0`, `~2.31` and `*`",
    ),
    Row(
        "extras",
        "inside `[...]`, or in a table's `extras = [...]`",
        "the extras of the project's latest release, with what each adds, those already written"
        " left out; for the project's own name the extras that this file declares",
    ),
    Row(
        "markers",
        "behind `;`, or in a table's `markers`, `marker` and `env-markers`",
        "variables with what they mean, operators, the values that make sense, `and`, `or` and"
        " parentheses, with quotes that fit into the string around them; `extras` and"
        " `dependency_groups` (PEP 751) are legal in lock files only and so left out",
    ),
    Row(
        "projects by topic",
        "behind `#?` on a line of its own, such as `#? http client`",
        "the projects that a search for these words finds; an accepted one replaces the line",
        frozenset({ManifestKind.REQUIREMENTS}),
    ),
    Row(
        "pip options",
        "behind `-` on a line of its own, or behind a requirement",
        "the options that may stand there, each with what it is for",
        _REQUIREMENT_LINES,
    ),
    Row(
        "files",
        "behind `-r`, `-c`, `-e` and `--find-links`",
        "what lies beside the file, likely names first",
        _REQUIREMENT_LINES,
    ),
    Row(
        "digests",
        "behind `--hash=`, or `--hash` itself behind a pinned version",
        "algorithms, the index's own digests, and all of a version's at once",
        frozenset({ManifestKind.REQUIREMENTS}),
    ),
    Row(
        "keys",
        "at the start of a line of a table, or in an inline table",
        "what the table may hold, each with what it is for",
        _TABLES,
    ),
    Row(
        "values",
        "behind the `=` of keys whose values are no free text",
        "licences (SPDX), classifiers, Pythons, build backends, names of the file's groups, extras"
        " and indexes, the words that a tool knows, `true` and `false`",
        _TABLES,
    ),
)


def markdown() -> str:
    """Return the table of `docs/completion.md`."""
    lines = ["| What | Where | What is offered | In |", "| --- | --- | --- | --- |"]
    lines += [f"| {row.what} | {row.where} | {row.offers} | {_kinds(row.kinds)} |" for row in ROWS]
    return "\n".join(lines) + "\n"


def _kinds(kinds: frozenset[ManifestKind]) -> str:
    if kinds == EVERY_KIND:
        return "every kind"
    return ", ".join(kind.value for kind in ManifestKind if kind in kinds)
