"""Whatever a manifest holds: what is added is added, and every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.features import adding
from pypi_language_server.features.adding_model import Added, Refused, changed
from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import Manifest, ManifestKind
from tests.features.adding import crlf, document, planned, wanted

FIXTURES = Path(__file__).parents[2] / "fixtures" / "manifests"
KINDS = {
    "conda": ManifestKind.CONDA_ENVIRONMENT,
    "hatch": ManifestKind.HATCH,
    "noxfile": ManifestKind.NOXFILE,
    "pipfile": ManifestKind.PIPFILE,
    "pixi": ManifestKind.PIXI,
    "pre_commit": ManifestKind.PRE_COMMIT,
    "script": ManifestKind.SCRIPT,
    "setup_cfg": ManifestKind.SETUP_CFG,
    "setup_py": ManifestKind.SETUP_PY,
    "tox_ini": ManifestKind.TOX_INI,
    "tox_toml": ManifestKind.TOX_TOML,
    "uv": ManifestKind.UV,
}
FILES = sorted(path for path in FIXTURES.rglob("*") if path.is_file())
# The few lists of these files that are written in a way that takes no further item.
BY_HAND = {
    ("oddities.toml", "tool.uv.dev-dependencies"),
    ("oddities.toml", "tool.poetry.group.dev.dependencies"),
    ("compact.yaml", "hooks.bandit-tests.additional_dependencies"),
    ("odd.cfg", "options.tests_require"),
    ("classic.txt", "extras_require.speedups"),
}


def kind_of(path: Path) -> ManifestKind:
    if path.parent == FIXTURES:
        is_toml = path.suffix == ".toml"
        return ManifestKind.PYPROJECT if is_toml else ManifestKind.REQUIREMENTS
    return KINDS[path.parent.name]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_list_of_every_fixture_takes_a_dependency(path: Path) -> None:
    kind, text = kind_of(path), path.read_bytes().decode("utf-8")
    by_hand = set()
    for place in adding.places(document(kind, text)):
        for name in ("aaa", "new-one", "zzz"):
            found = planned(kind, text, wanted(name), place.id)
            if isinstance(found, Refused):
                by_hand.add((path.name, place.id))
            else:
                after = kinds.scan(kind, changed(text, found.changes))
                assert len(after.entries) == len(kinds.scan(kind, text).entries) + 1
    assert by_hand <= BY_HAND


def test_the_lists_that_take_nothing_are_these() -> None:
    found = set()
    for path in FILES:
        kind, text = kind_of(path), path.read_bytes().decode("utf-8")
        for place in adding.places(document(kind, text)):
            if isinstance(planned(kind, text, wanted("new-one"), place.id), Refused):
                found.add((path.name, place.id))
    assert found == BY_HAND


PIECES: dict[ManifestKind, tuple[str, ...]] = {
    ManifestKind.REQUIREMENTS: (
        "abc\n",
        "flask>=1 # x\n",
        "zope.event\n",
        "  # via x\n",
        "idna \\\n  --hash=sha256:aa\n",
        "-r x.txt\n",
        "./x\n",
        "\f",
        "a \\",
    ),
    ManifestKind.PYPROJECT: (
        "[project]\n",
        "dependencies = [",
        "]",
        '"abc"',
        "'zope>=1'",
        ",",
        "\n",
        "  ",
        " # c\n",
        "[tool.poetry.dependencies]\n",
        'idna = "*"\n',
        "python = '^3'\n",
        "{ version = '1' }",
        "[dependency-groups]\n",
        "dev = [",
        '{include-group = "x"}',
        "[tool.poetry.dependencies.flask]\n",
        '"""',
    ),
    ManifestKind.TOX_INI: (
        "[testenv]\n",
        "deps =",
        "  abc\n",
        "  py: idna\n",
        "\n",
        " zope",
        "; x\n",
        "  -r x\n",
        "# c\n",
        "requires = a, b\n",
        "[tox]\n",
    ),
    ManifestKind.CONDA_ENVIRONMENT: (
        "dependencies:\n",
        "  - pip:\n",
        "    - abc\n",
        "      - 'idna'\n",
        "  - x\n",
        "- pip: [",
        "a, ",
        "]\n",
        " # c\n",
        "\n",
        '    - "',
    ),
    ManifestKind.SETUP_PY: (
        "from setuptools import setup\n",
        "setup(install_requires=",
        "[",
        "'abc'",
        '"idna>=1"',
        ", ",
        "\n  ",
        "]",
        ")\n",
        "# c\n",
        "*X",
        "'''\n  a\n  b\n'''",
        "(",
    ),
    ManifestKind.SCRIPT: (
        "# /// script\n",
        "# dependencies = [",
        "#   'abc',\n",
        '#   "idna"\n',
        "\n",
        "# ]\n",
        "]\n",
        "# ///\n",
        "# # c\n",
    ),
}
STARTS = {
    ManifestKind.PYPROJECT: "[project]\ndependencies = [",
    ManifestKind.TOX_INI: "[testenv]\ndeps =",
    ManifestKind.CONDA_ENVIRONMENT: "dependencies:\n  - pip:\n",
    ManifestKind.SETUP_PY: "from setuptools import setup\nsetup(install_requires=[",
    ManifestKind.SCRIPT: "# /// script\n# dependencies = [",
}


@st.composite
def texts(draw: st.DrawFn) -> tuple[ManifestKind, str]:
    kind = draw(st.sampled_from(list(PIECES)))
    pieces = st.sampled_from((*PIECES[kind], "\U0001f40d", "\r\n"))
    made = "".join(draw(st.lists(pieces, max_size=10)))
    return kind, (STARTS.get(kind, "") if draw(st.booleans()) else "") + made


def said(manifest: Manifest) -> list[tuple[str, ...]]:
    return [
        (
            ".".join(manifest.groups[entry.group].path),
            *(token.value if token else "" for token in (entry.name, entry.specifier, entry.url)),
        )
        for entry in manifest.entries
    ]


@settings(max_examples=300, deadline=None)
@given(texts(), st.sampled_from(["aaa", "new-one", "zzz.x"]))
def test_nothing_else_changes(made: tuple[ManifestKind, str], name: str) -> None:
    """`planned` holds each change to the rest of its promises."""
    kind, text = made
    for place in adding.places(document(kind, text)):
        found = planned(kind, text, wanted(name), place.id)
        if isinstance(found, Refused):
            assert found.why.endswith(".")
            continue
        before = said(kinds.scan(kind, text))
        after = said(kinds.scan(kind, changed(text, found.changes)))
        path = ".".join(place.path)
        added = [item for item in after if item[:2] == (path, name)]
        assert len(added) == 1 + sum(item[:2] == (path, name) for item in before)
        after.remove(added[0])
        assert sorted(after) == sorted(before)


@given(texts())
def test_places_are_found_in_any_text(made: tuple[ManifestKind, str]) -> None:
    kind, text = made
    for one in (text, crlf(text)):
        found = adding.places(document(kind, one))
        assert len({place.id for place in found}) == len(found)
        assert all(place.label and place.detail for place in found)


def test_a_large_file_takes_no_longer_than_a_moment() -> None:
    names = "".join(f'    "name-{number:05}>=1",\n' for number in range(5_000))
    text = f"[project]\ndependencies = [\n{names}]\n"
    found = planned(ManifestKind.PYPROJECT, text, wanted("name-03000x"))
    assert isinstance(found, Added)
    assert found.line == 2 + 3_001
