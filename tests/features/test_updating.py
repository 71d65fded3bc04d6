"""Raising constraints: the whole file before and after, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.features import updating
from pypi_language_server.features.adding_model import changed
from pypi_language_server.features.updating import MOST, Updated
from pypi_language_server.features.versions import parse
from pypi_language_server.index.model import Answer, Missing, ProjectDocument
from pypi_language_server.manifests.model import ManifestKind, Syntax
from pypi_language_server.names import NormalizedName, normalize
from tests.features.adding import document
from tests.support.known import INDEX, NOW, known


def latest(**versions: str) -> dict[NormalizedName, Answer]:
    return {
        normalize(name): known(ProjectDocument(name, INDEX, latest=version))
        for name, version in versions.items()
    }


def updated(kind: ManifestKind, text: str, **versions: str) -> tuple[str, Updated]:
    found = updating.update(document(kind, text), latest(**versions))
    return changed(text, found.changes), found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("==1.0", "==2.3.4"),
        ("== 1.0", "== 2.3.4"),
        ("===1.0", "===2.3.4"),
        ("==1.*", "==2.*"),
        ("==1.0.*", "==2.3.*"),
        ("~=1.4", "~=2.3"),
        ("~=1.4.1", "~=2.3.4"),
        ("<2", "<3"),
        ("<=2.0", "<=2.3.4"),
        (">=1,<2", ">=1,<3"),
        (">=1.0, <2.0", ">=1.0, <3"),
        (">=1,!=1.5,<2", ">=1,!=1.5,<3"),
        ("~=1.4,!=1.5", "~=2.3,!=1.5"),
    ],
)
def test_a_clause_is_raised_in_its_own_manner(before: str, after: str) -> None:
    text = f"a\r\nflask{before} ; python_version > '3'  # why\r\nb==1\r\n"
    new, found = updated(ManifestKind.REQUIREMENTS, text, flask="2.3.4", b="1")
    assert new == text.replace(f"flask{before}", f"flask{after}")
    assert found.raised == (("flask", after),)
    assert found.left == found.unknown == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("^1.2", "^2.3"),
        ("^1", "^2"),
        ("^1.2.3", "^2.3.4"),
        ("~1.2", "~2.3"),
        ("1.2", "2.3.4"),
        ("1.*", "2.*"),
        (">=1,<2", ">=1,<3"),
        (">=1 <2", ">=1 <3"),
    ],
)
def test_poetrys_constraints(before: str, after: str) -> None:
    text = '[tool.poetry.dependencies]\npython = "^3.9"\nflask = "{}"  # x\n'
    new, _ = updated(ManifestKind.PYPROJECT, text.format(before), flask="2.3.4")
    assert new == text.format(after)


@pytest.mark.parametrize(
    ("kind", "frame"),
    [
        (ManifestKind.PYPROJECT, '[project]\ndependencies = [\n  "flask[a]{}", # x\n]\n'),
        (ManifestKind.PIPFILE, '[packages]\nflask = {{ version = "{}", extras = ["a"] }}\n'),
        (ManifestKind.CONDA_ENVIRONMENT, "dependencies:\n  - pip:\n    - flask{}\n"),
        (ManifestKind.SETUP_CFG, "[options]\ninstall_requires =\n  flask{}\n"),
        (
            ManifestKind.SETUP_PY,
            "from setuptools import setup\nsetup(install_requires=['flask{}'])",
        ),
        (ManifestKind.SCRIPT, "# /// script\n# dependencies = ['flask{}']\n# ///\n"),
    ],
    ids=lambda value: value.value if isinstance(value, ManifestKind) else "",
)
def test_every_kind_of_manifest(kind: ManifestKind, frame: str) -> None:
    new, _ = updated(kind, frame.format("==1.0"), flask="2.3.4")
    assert new == frame.format("==2.3.4")


@pytest.mark.parametrize(
    "constraint", ["", ">=1", ">1", "!=1.0", "==2.3.4", "==2.*", "~=2.1", "<3"]
)
def test_what_lets_it_in_stays(constraint: str) -> None:
    text = f"flask{constraint}\n"
    new, found = updated(ManifestKind.REQUIREMENTS, text, flask="2.3.4")
    assert (new, found) == (text, Updated((), (), (), ()))


@pytest.mark.parametrize(
    "text",
    [
        "flask!=2.3.4\n",
        "flask>=9\n",
        "flask==1.0 --hash=sha256:aa\n",
        "flask==1.0 \\\n  --hash=sha256:aa \\\n  --hash=sha256:bb\nzope==1\n",
    ],
)
def test_some_things_are_left_to_people(text: str) -> None:
    new, found = updated(ManifestKind.REQUIREMENTS, text, flask="2.3.4", zope="1")
    assert (new, found.left) == (text, ("flask",))


def test_digests_of_the_next_line_are_no_reason() -> None:
    text = "flask==1.0\nzope==1 --hash=sha256:aa\n"
    new, _ = updated(ManifestKind.REQUIREMENTS, text, flask="2", zope="1")
    assert new == text.replace("flask==1.0", "flask==2")


def test_alternatives_are_left() -> None:
    text = '[tool.poetry.dependencies]\nflask = "^0.12 || ^1"\n'
    new, found = updated(ManifestKind.PYPROJECT, text, flask="2.3.4")
    assert (new, found.left) == (text, ("flask",))


def test_what_is_not_known_is_told() -> None:
    manifest = document(ManifestKind.REQUIREMENTS, "flask==1\nzope==1\nfree\n")
    missing = {normalize("zope"): Missing(normalize("zope"), INDEX, NOW)}
    found = updating.update(manifest, missing)
    assert (found.changes, found.unknown) == ((), ("flask", "zope"))


def test_names_of_private_projects_are_asked_of_nobody() -> None:
    text = (
        '[project]\nname = "own"\ndependencies = ["secret==1", "flask==1", "own[x]==1",'
        ' "far @ https://a.example/x"]\n[tool.uv.sources]\nsecret = { path = "../secret" }\n'
    )
    assert updating.constrained(document(ManifestKind.PYPROJECT, text)) == ("flask",)


def test_there_is_an_end_to_it() -> None:
    text = "".join(f"name-{number}==1\n" for number in range(MOST + 50))
    manifest = document(ManifestKind.REQUIREMENTS, text)
    assert len(updating.constrained(manifest)) == MOST
    assert updating.update(manifest, {}).cut is True


CLAUSES = st.lists(
    st.tuples(
        st.sampled_from(["==", "~=", ">=", "<=", "<", ">", "!=", "===", " == "]),
        st.sampled_from(["1", "1.0", "2.*", "1.2.3", "2.3.4", "3", "1!1", "2.3.4rc1", "x"]),
    ),
    max_size=3,
).map(lambda pairs: ",".join(map("".join, pairs)))


@given(CLAUSES, st.sampled_from(["2.3.4", "3.0rc1", "1!2.0", "0.1", "2.0+local", "nonsense"]))
def test_a_raised_constraint_lets_it_in_and_nothing_else_changes(
    constraint: str, version: str
) -> None:
    text = f"abc\nflask{constraint}  # x\nzope\n"
    new, found = updated(ManifestKind.REQUIREMENTS, text, flask=version)
    assert new.startswith("abc\nflask")
    assert new.endswith("  # x\nzope\n")
    for _, written in found.raised:
        wanted = parse(version)
        assert wanted is not None
        assert updating.lets_in(written, Syntax.PEP440, wanted)
        again, _ = updated(ManifestKind.REQUIREMENTS, new, flask=version)
        assert again == new
