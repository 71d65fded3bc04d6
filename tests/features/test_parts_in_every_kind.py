"""Extras, markers and their hovers in every kind of manifest: the same answers, fitting quotes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pypi_language_server.manifests.model import ManifestKind
from tests.support.check import Fixture, check_accept, hovered, knowing, requirements
from tests.support.known import known

# Each kind with a requirement written as its files write it; `{}` is where it stands.
PLACES = {
    ManifestKind.REQUIREMENTS: "{}\n",
    ManifestKind.PYPROJECT: '[project]\ndependencies = ["{}"]\n',
    ManifestKind.SETUP_CFG: "[options]\ninstall_requires =\n  {}\n",
    ManifestKind.SETUP_PY: 'from setuptools import setup\n\nsetup(install_requires=["{}"])\n',
    ManifestKind.CONDA_ENVIRONMENT: "dependencies:\n  - pip:\n    - {}\n",
    ManifestKind.PRE_COMMIT: (
        "repos:\n- repo: x\n  hooks:\n  - id: y\n    additional_dependencies: ['{}']\n"
    ),
    ManifestKind.TOX_INI: "[testenv]\ndeps =\n  {}\n",
    ManifestKind.TOX_TOML: '[env_run_base]\ndeps = ["{}"]\n',
    ManifestKind.HATCH: "[envs.default]\ndependencies = ['{}']\n",
    ManifestKind.UV: 'constraint-dependencies = ["{}"]\n',
    ManifestKind.SCRIPT: '# /// script\n# dependencies = ["{}"]\n# ///\n',
    ManifestKind.NOXFILE: (
        "import nox\n\n@nox.session\ndef tests(session):\n    session.install('{}')\n"
    ),
}
TABLES = {
    ManifestKind.PYPROJECT: "[tool.poetry.dependencies]\n{}\n",
    ManifestKind.PIPFILE: "[packages]\n{}\n",
    ManifestKind.PIXI: "[pypi-dependencies]\n{}\n",
}
KNOWING = knowing(known())


def fixture_of(kind: ManifestKind, marked: str) -> Fixture:
    fixture = requirements(marked)
    return replace(fixture, document=replace(fixture.document, kind=kind))


def quotes_in(kind: ManifestKind) -> tuple[str, str]:
    """The kind of quotes around a requirement (empty for none), and the kind that fits inside."""
    around = PLACES[kind].partition("{}")[0][-1:]
    return {"'": ("'", '"'), '"': ('"', "'")}.get(around, ("", '"'))


def in_place(kind: ManifestKind, marked: str) -> Fixture:
    return fixture_of(kind, PLACES[kind].replace("{}", marked))


def test_every_kind_has_a_place() -> None:
    assert PLACES.keys() | TABLES.keys() == set(ManifestKind)


@pytest.mark.parametrize("kind", PLACES, ids=str)
def test_extras(kind: ManifestKind) -> None:
    check_accept(
        "socks",
        in_place(kind, "requests[so$0]>=2"),
        PLACES[kind].replace("{}", "requests[socks]>=2"),
        knowledge=KNOWING,
    )


@pytest.mark.parametrize("kind", PLACES, ids=str)
def test_markers(kind: ManifestKind) -> None:
    _, inner = quotes_in(kind)
    check_accept(
        "os_name",
        in_place(kind, "requests ; os_$0"),
        PLACES[kind].replace("{}", "requests ; os_name"),
    )
    check_accept(
        "posix",
        in_place(kind, "requests ; os_name == $0"),
        PLACES[kind].replace("{}", f"requests ; os_name == {inner}posix{inner}"),
    )


@pytest.mark.parametrize("kind", PLACES, ids=str)
def test_hovers(kind: ManifestKind) -> None:
    _, inner = quotes_in(kind)
    written = f"requests[socks]>=2 ; os_name == {inner}nt{inner}"
    for mark, says in (("cks]", "an extra of"), ("=2", "Allowed"), ("_name", "only on Windows")):
        shown = hovered(in_place(kind, written.replace(mark, f"$0{mark}", 1)))
        assert shown is not None
        assert says in shown.plain


@pytest.mark.parametrize("kind", TABLES, ids=str)
def test_tables_of_projects(kind: ManifestKind) -> None:
    def check(label: str, before: str, after: str) -> None:
        table = TABLES[kind]
        fixture = fixture_of(kind, table.replace("{}", f"requests = {before}"))
        after = table.replace("{}", f"requests = {after}")
        check_accept(label, fixture, after, knowledge=KNOWING)

    check("socks", '{ extras = ["so$0"] }', '{ extras = ["socks"] }')
    check("socks", "{ extras = [$0] }", '{ extras = ["socks"] }')
    key = "env-markers" if kind is ManifestKind.PIXI else "markers"
    check(
        "posix",
        f'{{ version = "*", {key} = "os_name == $0" }}',
        f'{{ version = "*", {key} = "os_name == \'posix\'" }}',
    )
