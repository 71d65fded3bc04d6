"""The kinds of manifests: how each is recognised, and which modules read it.

Contract: data only. A new kind is a member of `ManifestKind`, a row here and a module with `scan`
and `place_at` (ARCHITECTURE.md, "A new kind of manifest"). Rows are tried in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pypi_language_server.manifests.model import ManifestKind

_REQUIREMENTS_PATH = r"""
    requirements [^/]* \. (?: txt | in | pip )          # requirements-dev.txt
  | [^/]* requirements \. (?: txt | in | pip )          # dev-requirements.in
  | requirements / [^/]+ \. (?: txt | in | pip )        # requirements/base.txt
  | (?: [^/]* [-_.] )? constraints [^/]* \. (?: txt | in | pip )
  | (?: [^/]+ [-_.] )? requirements               # pip-requirements
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind.

    Attributes:
        kind: which.
        path: a verbose, case-insensitive expression for the end of the path, from a `/` on.
        scanner: the module in this package that has `scan(text) -> Manifest`.
        cursor: the module that has `place_at(manifest, text, offset) -> Place`.
        languages: editors' names for the language, without separators and in lower case, that are
            enough by themselves (documents without a telling name).
    """

    kind: ManifestKind
    path: re.Pattern[str]
    scanner: str
    cursor: str
    languages: frozenset[str] = frozenset()


def _row(kind: ManifestKind, path: str, scanner: str, cursor: str = "", languages: str = "") -> Row:
    pattern = rf"(?: ^ | .* / ) (?: {path} ) \Z"
    flags = re.VERBOSE | re.IGNORECASE | re.DOTALL
    return Row(
        kind, re.compile(pattern, flags), scanner, cursor or scanner, frozenset(languages.split())
    )


ROWS: tuple[Row, ...] = (
    _row(ManifestKind.PYPROJECT, r"pyproject\.toml", "pyproject", "pyproject_cursor"),
    _row(ManifestKind.PIPFILE, "Pipfile", "pipfile", languages="pipfile"),
    _row(ManifestKind.PIXI, r"pixi\.toml", "pixi_toml"),
    _row(
        ManifestKind.CONDA_ENVIRONMENT,
        r"(?: [^/]*[-_.] )? environment (?: [-_.] [^/]* )? \.ya?ml | conda (?: [-_]env )? \.ya?ml",
        "conda_environment",
    ),
    _row(ManifestKind.PRE_COMMIT, r"\.pre-commit-(?: config | hooks ) \.ya?ml", "pre_commit"),
    _row(ManifestKind.SETUP_CFG, r"setup\.cfg", "setup_cfg"),
    _row(ManifestKind.TOX_INI, r"tox\.ini", "tox_ini"),
    _row(ManifestKind.TOX_TOML, r"tox\.toml", "tox_toml"),
    _row(ManifestKind.HATCH, r"hatch\.toml", "hatch_toml"),
    _row(ManifestKind.UV, r"uv\.toml", "uv_toml"),
    _row(
        ManifestKind.REQUIREMENTS,
        _REQUIREMENTS_PATH,
        "requirements_txt",
        "requirements_cursor",
        # VS Code and Emacs `pip-requirements`, Vim and Neovim `requirements`, Zed its extension's
        # language name in lower case, others a file's name.
        languages="piprequirements requirements requirementstxt",
    ),
    _row(ManifestKind.SETUP_PY, r"setup\.py", "setup_py"),
    _row(ManifestKind.NOXFILE, r"noxfile\.py", "noxfile"),
    _row(ManifestKind.SCRIPT, r"[^/]+\.pyw?", "script", languages="python"),
)
