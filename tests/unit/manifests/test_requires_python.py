"""Which Pythons a project says that it runs on, wherever and however that is written."""

from __future__ import annotations

import pytest

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind

PYPROJECT, SCRIPT = ManifestKind.PYPROJECT, ManifestKind.SCRIPT


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (PYPROJECT, '[project]\nrequires-python = ">=3.9"\n', ">=3.9"),
        (PYPROJECT, 'project.requires-python = " >=3.9 "\n', ">=3.9"),
        (PYPROJECT, 'project = { requires-python = ">=3.9" }\n', ">=3.9"),
        (PYPROJECT, '[project]\nrequires-python = "\\u003e=3.9"\n', ">=3.9"),
        (PYPROJECT, '[project]\nrequires-python = ">=3.9\n[project.urls]\n', ">=3.9"),
        (PYPROJECT, "[project]\nrequires-python = ''\n", None),
        (PYPROJECT, "[project]\nrequires-python = 3.9\n", None),
        (PYPROJECT, "[project]\nrequires-python.x = '3.9'\n", None),
        (PYPROJECT, "[project]\nrequires-python\n", None),
        (PYPROJECT, '[tool.poetry.dependencies]\npython = "^3.9"\n', "^3.9"),
        (PYPROJECT, '[tool.poetry.dependencies]\nflask = "*"\n', None),
        (
            PYPROJECT,
            '[tool.poetry.dependencies]\npython = "^3.9"\n[project]\nrequires-python = ">=3.8"\n',
            ">=3.8",
        ),
        (PYPROJECT, '[tool.other]\nrequires-python = ">=3.9"\n', None),
        (SCRIPT, '# /// script\n# requires-python = ">=3.9"\n# ///\n', ">=3.9"),
        (SCRIPT, 'requires_python = ">=3.9"\n', None),
        (ManifestKind.REQUIREMENTS, "python>=3.9\n", None),
    ],
)
def test_which_pythons_a_project_claims(kind: ManifestKind, text: str, value: str | None) -> None:
    found = kinds.scan(kind, text).requires_python
    assert (found.value if found else None) == value
    assert found is None or found.span.of(text) == found.raw
