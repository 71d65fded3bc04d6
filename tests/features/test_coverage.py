"""The table of `docs/completion.md` is true: every row, in every kind that it names."""

from __future__ import annotations

import pytest

from pypi_language_server.features import coverage, offers
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import Document
from tests.features.versions import MODERN
from tests.support.check import CURSOR

# A file of each kind around one requirement, in PEP 508's words or as a key with its value.
STRINGS = {
    ManifestKind.REQUIREMENTS: "flask\n{}\n",
    ManifestKind.PYPROJECT: '[project]\ndependencies = ["{}"]\n',
    ManifestKind.CONDA_ENVIRONMENT: "dependencies:\n  - python\n  - pip:\n      - {}\n",
    ManifestKind.PRE_COMMIT: (
        "repos:\n  - repo: local\n    hooks:\n      - id: x\n        language: python\n"
        "        additional_dependencies: ['{}']\n"
    ),
    ManifestKind.SETUP_CFG: "[options]\ninstall_requires =\n    {}\n",
    ManifestKind.TOX_INI: "[testenv]\ndeps =\n    {}\n",
    ManifestKind.TOX_TOML: '[env_run_base]\ndeps = ["{}"]\n',
    ManifestKind.HATCH: '[envs.default]\ndependencies = ["{}"]\n',
    ManifestKind.UV: 'constraint-dependencies = ["{}"]\n',
    ManifestKind.SCRIPT: '# /// script\n# dependencies = ["{}"]\n# ///\n',
    ManifestKind.SETUP_PY: "from setuptools import setup\nsetup(install_requires=['{}'])\n",
    ManifestKind.NOXFILE: "import nox\n@nox.session\ndef x(session):\n    session.install('{}')\n",
}
KEYS = {
    ManifestKind.PIPFILE: "[packages]\n{}\n",
    ManifestKind.PIXI: "[pypi-dependencies]\n{}\n",
}
# What is typed for each row of the table: in PEP 508's words, and as a key with its value.
TYPED = {
    "names": (f"requ{CURSOR}", f"requ{CURSOR}"),
    "versions": (f"requests>={CURSOR}", f'requests = ">={CURSOR}"'),
    "constraints": (f"requests {CURSOR}", f'requests = "{CURSOR}"'),
}
CASES = [
    pytest.param(row, kind, id=f"{row.what}-{kind.value}")
    for row in coverage.ROWS
    for kind in ManifestKind
    if kind in row.kinds and row.what in TYPED
]


@pytest.mark.parametrize(("row", "kind"), CASES)
def test_every_row_of_the_table_is_true(row: coverage.Row, kind: ManifestKind) -> None:
    string, key = TYPED[row.what]
    marked = STRINGS[kind].format(string) if kind in STRINGS else KEYS[kind].format(key)
    document = Document("file:///f", 1, marked.replace(CURSOR, ""), kind)
    wanted = offers.wanted(document, marked.index(CURSOR))
    found = offers.offer(document, wanted, MODERN)
    assert found is not None
    assert "requests" in {item.label for item in found.items} or wanted.project == "requests"
    assert found.items


def test_every_kind_has_a_sample() -> None:
    assert set(STRINGS) | set(KEYS) == set(ManifestKind)
