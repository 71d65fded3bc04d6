"""Where a dependency may go: every list and table of a manifest, the usual one first."""

from __future__ import annotations

import pytest

from pypi_language_server.features.adding_model import AddingPlace
from pypi_language_server.features.adding_places import places
from pypi_language_server.manifests.model import ManifestKind
from tests.features.adding import document

WHOLE = """\
[build-system]
requires = ["hatchling"]
[tool.uv]
dev-dependencies = ["nox"]
constraint-dependencies = []
[tool.uv.sources]
own = { path = "x" }
[dependency-groups]
docs = ["furo", "sphinx"]
[tool.poetry.group.dev.dependencies]
mypy = "*"
[tool.poetry.dependencies]
python = "^3.9"
flask = "*"
[tool.pdm.dev-dependencies]
test = ["pytest"]
[tool.pdm.resolution.overrides]
idna = "3"
[tool.hatch.envs.default]
dependencies = []
[tool.pixi.pypi-dependencies]
rich = "*"
[tool.pixi.pypi-options.dependency-overrides]
attrs = "*"
[project]
name = "own"
optional-dependencies.cli = ["rich", "typer", "click"]
"""


def shown(kind: ManifestKind, text: str) -> list[tuple[str, str, int]]:
    found = places(document(kind, text))
    assert len({place.id for place in found}) == len(found)
    return [(place.id, place.detail, place.count) for place in found]


def test_a_pyproject_with_everything() -> None:
    assert shown(ManifestKind.PYPROJECT, WHOLE) == [
        ("project.dependencies", "what the project needs; a new list", 0),
        ("tool.poetry.dependencies", "Poetry", 1),
        ("project.optional-dependencies.cli", "extra", 3),
        ("dependency-groups.docs", "dependency group", 2),
        ("tool.uv.dev-dependencies", "uv", 1),
        ("tool.poetry.group.dev.dependencies", "Poetry", 1),
        ("tool.pdm.dev-dependencies.test", "PDM", 1),
        ("tool.hatch.envs.default.dependencies", "Hatch", 0),
        ("tool.pixi.pypi-dependencies", "pixi", 1),
        ("build-system.requires", "what building the project needs", 1),
        ("tool.uv.constraint-dependencies", "uv", 0),
    ]


def test_what_an_outline_calls_them() -> None:
    labels = [place.label for place in places(document(ManifestKind.PYPROJECT, WHOLE))]
    assert labels[:4] == [
        "project.dependencies",
        "tool.poetry.dependencies",
        "optional-dependencies.cli",
        "dependency-groups.docs",
    ]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (ManifestKind.REQUIREMENTS, "", [("requirements", "this file", 0)]),
        (ManifestKind.REQUIREMENTS, "a\n-r b\nc\n", [("requirements", "this file", 2)]),
        (
            ManifestKind.PIPFILE,
            "[dev-packages]\n[source]\n[packages]\na = '*'\n",
            [("packages", "Pipfile", 1), ("dev-packages", "Pipfile", 0)],
        ),
        (
            ManifestKind.SETUP_CFG,
            "[options.extras_require]\nx = a\n[options]\nsetup_requires =\ninstall_requires = b\n",
            [
                ("options.install_requires", "setup.cfg", 1),
                ("options.extras_require.x", "setup.cfg", 1),
                ("options.setup_requires", "setup.cfg", 0),
            ],
        ),
        (
            ManifestKind.TOX_INI,
            "[tox]\nrequires = a\n[testenv]\ndeps = b\n",
            [("testenv.deps", "tox.ini", 1), ("tox.requires", "tox.ini", 1)],
        ),
        (
            ManifestKind.NOXFILE,
            (
                "import nox\n@nox.session\ndef t(session):\n"
                "    session.install('a')\n    session.install('b', 'c')\n"
            ),
            [("t.install", "noxfile.py", 1), ("t.install#2", "noxfile.py", 2)],
        ),
        (ManifestKind.SCRIPT, "print()\n", []),
        (ManifestKind.CONDA_ENVIRONMENT, "dependencies: [a]\n", []),
    ],
)
def test_other_kinds(kind: ManifestKind, text: str, expected: list[tuple[str, str, int]]) -> None:
    assert shown(kind, text) == expected


def test_a_place_knows_its_list() -> None:
    (place,) = places(document(ManifestKind.UV, "dev-dependencies = []\n"))
    path = ("dev-dependencies",)
    assert place == AddingPlace(path[0], path[0], "uv.toml", 0, path, 0)
