"""What `docs/completion.md` says about options, keys and values is true in every kind it names."""

from __future__ import annotations

import pytest

from pypi_language_server.features import coverage
from pypi_language_server.features.model import ItemKind
from pypi_language_server.index.model import FileHash, VersionDocument
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import Document
from tests.support.check import CURSOR, Fixture, completed, knowing
from tests.support.known import known

HASHES = (FileHash("requests-2.31.0.tar.gz", f"sha256:{'a' * 64}"),)
KNOWING = knowing(known(version=VersionDocument("2.31.0", (), HASHES)), files=("base.txt",))
EXAMPLES = {
    ("pip options", ManifestKind.REQUIREMENTS): ("--pr$0\n", "--pre"),
    ("pip options", ManifestKind.TOX_INI): ("[testenv]\ndeps =\n    --pr$0\n", "--pre"),
    ("files", ManifestKind.REQUIREMENTS): ("-r $0\n", "base.txt"),
    ("files", ManifestKind.TOX_INI): ("[testenv]\ndeps =\n    -r b$0\n", "base.txt"),
    ("digests", ManifestKind.REQUIREMENTS): ("requests==2.31.0 --hash=$0", HASHES[0].digest),
    ("keys", ManifestKind.PYPROJECT): ("[project]\n$0\n", "license"),
    ("keys", ManifestKind.SCRIPT): ("# /// script\n# $0\n# ///\n", "dependencies"),
    ("keys", ManifestKind.UV): ("$0\n", "sources"),
    ("keys", ManifestKind.HATCH): ("[envs.test]\n$0\n", "matrix"),
    ("keys", ManifestKind.PIPFILE): ("[packages]\nx = { $0 }\n", "version"),
    ("keys", ManifestKind.PIXI): ("[pypi-dependencies]\nx = { $0 }\n", "env-markers"),
    ("values", ManifestKind.PYPROJECT): ('[project]\nlicense = "$0"\n', "MIT"),
    ("values", ManifestKind.SCRIPT): (
        '# /// script\n# requires-python = "$0"\n# ///\n',
        ">=3.12",
    ),
    ("values", ManifestKind.UV): ('resolution = "$0"\n', "lowest"),
    ("values", ManifestKind.HATCH): ('[envs.test]\npython = "$0"\n', "3.12"),
    ("values", ManifestKind.PIPFILE): ('[requires]\npython_version = "$0"\n', "3.12"),
    ("values", ManifestKind.PIXI): ("[pypi-dependencies]\nx = { editable = $0 }\n", "true"),
}
ROWS = {what for what, _ in EXAMPLES}


@pytest.mark.parametrize(("cell", "example"), EXAMPLES.items(), ids=lambda item: str(item[0])[:20])
def test_what_the_table_says_is_true(
    cell: tuple[str, ManifestKind], example: tuple[str, str]
) -> None:
    marked, label = example
    document = Document("file:///f", 1, marked.replace(CURSOR, ""), cell[1])
    found = completed(Fixture(document, marked.index(CURSOR)), knowledge=KNOWING)
    assert found is not None
    assert label in {item.label for item in found.items}
    assert ItemKind.PROJECT not in {item.kind for item in found.items}


def test_every_kind_that_a_row_names_has_an_example() -> None:
    named = {(row.what, kind) for row in coverage.ROWS if row.what in ROWS for kind in row.kinds}
    assert named == set(EXAMPLES)
