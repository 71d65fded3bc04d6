"""Values in a pyproject.toml: what is offered at which key, and what accepting one writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from packaging.licenses import canonicalize_license_expression
from packaging.specifiers import SpecifierSet
from trove_classifiers import classifiers as every_classifier

from pypi_language_server.features import backend_offer, python_offer
from tests.support.check import (
    check_accept,
    check_completion,
    check_nothing,
    completed,
    pyproject,
)

INDEXES = """\
[[tool.uv.index]]
name = "inner"
url = "https://inner.example/simple"
[[tool.uv.index]]
name = "torch"
url = "https://torch.example/simple"
"""


def labels(marked: str) -> list[str]:
    answer = completed(pyproject(marked))
    assert answer is not None
    return [item.label for item in answer.items]


def project(line: str) -> str:
    return f"[project]\n{line}\n"


# -- licences


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ("$0", ["MIT", "Apache-2.0", "BSD-3-Clause"]),
        ("mi$0", ["MIT"]),
        ("Apa$0che-2.0", ["Apache-2.0"]),
        ("MIT OR $0", ["MIT", "Apache-2.0"]),
        ("(MIT OR Ap$0)", ["Apache-2.0"]),
        ("MIT $0", ["OR", "AND", "WITH"]),
        ("MIT A$0", ["AND"]),
        ("(MIT) $0", ["OR", "AND", "WITH"]),
        ("GPL-3.0-only WITH Class$0", ["Classpath-exception-2.0"]),
        ("GPL-3.0-only WITH Classpath-exception-2.0 $0", ["OR", "AND"]),
        ("proprie$0", ["LicenseRef-Proprietary"]),
    ],
)
def test_licence_expressions(value: str, first: list[str]) -> None:
    assert labels(project(f'license = "{value}"'))[: len(first)] == first


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("MIT", 'license = "$0"', 'license = "MIT"'),
        ("MIT", "license = 'mi$0'", "license = 'MIT'"),
        ("MIT", "license = $0", 'license = "MIT"'),
        ("MIT", "license =$0", 'license = "MIT"'),
        ("MIT", "license = mi$0 # c", 'license = "MIT" # c'),
        ("MIT", 'license = "mi$0', 'license = "MIT"'),
        ("Apache-2.0", 'license = "MIT OR ap$0"', 'license = "MIT OR Apache-2.0"'),
        ("Apache-2.0", 'license = "ap$0 OR MIT"', 'license = "Apache-2.0 OR MIT"'),
        ("Apache-2.0", 'license = "ap$0 OR MIT', 'license = "Apache-2.0 OR MIT"'),
        ("OR", 'license = "MIT $0"', 'license = "MIT OR"'),
    ],
)
def test_accepting_a_licence(label: str, before: str, after: str) -> None:
    check_accept(label, pyproject(project(before)), project(after))


def test_every_licence_is_an_expression_and_withdrawn_ones_are_struck() -> None:
    from pypi_language_server.features.licence_offer import _exceptions, _licences

    found = list(_licences())
    assert len(found) > 600
    for choice in found:
        canonicalize_license_expression(choice.label)
    assert "GPL-3.0" in {choice.label for choice in found if choice.struck}
    for choice in _exceptions():
        canonicalize_license_expression(f"GPL-2.0-only WITH {choice.label}")


# -- classifiers


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ('["dev$0"]', "Development Status :: 3 - Alpha"),
        ('["python 3.13$0"]', "Programming Language :: Python :: 3.13"),
        ('["typed$0"]', "Typing :: Typed"),
        ("[$0]", "Development Status :: 3 - Alpha"),
        ('["Framework :: Dj$0"]', "Framework :: Django"),
    ],
)
def test_classifiers(value: str, first: str) -> None:
    assert labels(project(f"classifiers = {value}"))[0] == first


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('["$0"]', '["Typing :: Typed"]'),
        ('["typ$0"]', '["Typing :: Typed"]'),
        ("['Typ$0ing :: Stubs']", "['Typing :: Typed']"),
        ("[$0]", '["Typing :: Typed"]'),
        ("[typ$0]", '["Typing :: Typed"]'),
        ('["a :: b", $0]', '["a :: b", "Typing :: Typed"]'),
        ('[\n  "a :: b",\n  $0\n]', '[\n  "a :: b",\n  "Typing :: Typed"\n]'),
        ('[\n  "a :: b" $0\n]', '[\n  "a :: b" , "Typing :: Typed"\n]'),
        ('[\n  $0\n  "a :: b",\n]', '[\n  "Typing :: Typed",\n  "a :: b",\n]'),
        ('[\n  "typ$0\n]', '[\n  "Typing :: Typed"\n]'),
    ],
)
def test_accepting_a_classifier(before: str, after: str) -> None:
    text = "classifiers = {}"
    check_accept(
        "Typing :: Typed",
        pyproject(project(text.format(before))),
        project(text.format(after)),
    )


def test_classifiers_that_stand_there_already_are_left_out() -> None:
    marked = project('classifiers = ["Typing :: Typed", "Development Status :: 4 - Beta", "$0"]')
    found = labels(marked)
    assert "Typing :: Typed" not in found
    assert not any(label.startswith("Development Status") for label in found)


def test_only_real_classifiers() -> None:
    from pypi_language_server.features.classifier_offer import classifiers

    found = [choice.label for choice in classifiers(frozenset())]
    assert set(found) == every_classifier
    assert len(set(found)) == len(found)


# -- Pythons


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ("$0", [">=3.11", ">=3.12", ">=3.13", ">=3.14", ">=3.15", ">=3.10"]),
        (">=$0", [">=3.11"]),
        (">=3.9$0", [">=3.9"]),
        ("~$0", ["~=3.11"]),
        ("==$0", ["==3.11.*"]),
        (">=3.9,$0", ["<4", "<3.15"]),
        (">=3.9, <$0", ["<4", "<3.15"]),
        (">=3.9, !=$0", ["!=3.15.*"]),
    ],
)
def test_requires_python(value: str, first: list[str]) -> None:
    assert labels(project(f'requires-python = "{value}"'))[: len(first)] == first


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        (">=3.12", 'requires-python = "$0"', 'requires-python = ">=3.12"'),
        (">=3.12", "requires-python = $0", 'requires-python = ">=3.12"'),
        (">=3.12", 'requires-python = ">=3.1$0"', 'requires-python = ">=3.12"'),
        (">=3.12", 'requires-python = ">=3.1$0,<4"', 'requires-python = ">=3.12,<4"'),
        ("<4", 'requires-python = ">=3.12, <$0"', 'requires-python = ">=3.12, <4"'),
        ("<4", 'requires-python = ">=3.12, <$0', 'requires-python = ">=3.12, <4"'),
    ],
)
def test_accepting_a_python(label: str, before: str, after: str) -> None:
    check_accept(label, pyproject(project(before)), project(after))


def test_pythons_of_poetry_and_hatch() -> None:
    assert labels('[tool.poetry.dependencies]\npython = "$0"\n')[:2] == ["^3.11", "^3.12"]
    assert labels('[tool.poetry.dependencies]\npython = "^$0"\n')[:2] == ["^3.11", "^3.12"]
    assert labels('[tool.hatch.envs.test]\npython = "$0"\n')[:2] == ["3.15", "3.14"]


def test_every_python_is_a_specifier() -> None:
    for marked in ("$0", ">=3.9,$0"):
        for label in labels(project(f'requires-python = "{marked}"')):
            SpecifierSet(label)


def test_ends_of_support_follow_the_calendar() -> None:
    minor = next(item for item in python_offer.MINORS if item.name == "3.10")
    before, after = datetime(2026, 10, 31, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    assert python_offer.support_words(minor, before) == "until 2026-10"
    assert python_offer.support_words(minor, after) == "no support since 2026-10"


# -- build backends


@pytest.mark.parametrize("backend", backend_offer.BACKENDS, ids=lambda item: item.project)
def test_the_backend_that_is_required_comes_first(backend: backend_offer.Backend) -> None:
    marked = f'[build-system]\nrequires = ["{backend.project}>=1"]\nbuild-backend = "$0"\n'
    answer = completed(pyproject(marked))
    assert answer is not None
    assert answer.items[0].label == backend.backend
    assert answer.items[0].detail == f"of {backend.project}"


def test_accepting_a_backend() -> None:
    before = '[build-system]\nrequires = ["Flit_Core"]\nbuild-backend = "fl$0"\n'
    check_accept(
        "flit_core.buildapi", pyproject(before), before.replace("fl$0", "flit_core.buildapi")
    )


# -- names from the file


GROUPS = """\
[dependency-groups]
test = ["pytest", "coverage"]
docs = ["sphinx"]
all = [{ include-group = "test" }, { include-group = "docs" }]
"""
POETRY = """\
[tool.poetry.group.all.dependencies]
[tool.poetry.group.test.dependencies]
[[tool.poetry.source]]
name = "inner"
url = "https://inner.example/simple"
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('dev = [{ include-group = "$0" }]', ["test", "docs", "all"]),
        ('dev = [{ include-group = "TE$0" }]', ["test"]),
        ('dev = [{ include-group = "test" }, { include-group = "$0" }]', ["docs", "all"]),
        ('dev = [{ include-group = "te$0st" }]', ["test"]),
        ("dev = [{ include-group = $0 }]", ["test", "docs", "all"]),
    ],
)
def test_included_groups(line: str, expected: list[str]) -> None:
    check_completion(pyproject(f"{GROUPS}{line}\n"), *expected)


def test_a_group_never_includes_itself_not_even_through_others() -> None:
    marked = GROUPS.replace('"sphinx"', '{ include-group = "$0" }')
    check_completion(pyproject(marked), "test")


@pytest.mark.parametrize(
    ("before", "after"),
    [('"te$0"', '"test"'), ("$0", '"test"'), ("te$0", '"test"'), ("'$0'", "'test'")],
)
def test_accepting_a_group(before: str, after: str) -> None:
    text = "dev = [{{ include-group = {} }}]\n"
    check_accept("test", pyproject(GROUPS + text.format(before)), GROUPS + text.format(after))


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('[tool.uv.sources]\nx = { index = "$0" }\n' + INDEXES, ["inner", "torch"]),
        ('[tool.uv.sources]\nx = { index = "to$0" }\n' + INDEXES, ["torch"]),
        ('[tool.uv.sources]\nx = [{ index = "$0", marker = "" }]\n' + INDEXES, ["inner", "torch"]),
        ('[tool.uv.sources.x]\nindex = "$0"\n' + INDEXES, ["inner", "torch"]),
        ('[tool.uv.sources]\nx = { group = "$0" }\n' + GROUPS, ["test", "docs", "all"]),
        ('[tool.uv]\ndefault-groups = ["docs", "$0"]\n' + GROUPS, ["test", "all"]),
        ('[tool.hatch.envs.x]\ndependency-groups = ["$0"]\n' + GROUPS, ["test", "docs", "all"]),
        (
            '[tool.hatch.envs.x]\nfeatures = ["$0"]\n[project.optional-dependencies]\ncli = []\n',
            ["cli"],
        ),
        ('[tool.poetry.dependencies]\nx = { source = "$0" }\n' + POETRY, ["inner"]),
        ("[tool.poetry.group.all]\ninclude-groups = ['$0']\n" + POETRY, ["test"]),
        ('[tool.uv]\nresolution = "$0"\n', ["highest", "lowest", "lowest-direct"]),
        ('[[tool.poetry.source]]\npriority = "sup$0"\n', ["supplemental"]),
        ("[[tool.uv.index]]\nexplicit = $0\n", ["true", "false"]),
        ("[[tool.uv.index]]\nexplicit = tr$0\n", ["true"]),
        ("[tool.poetry.dependencies]\nx = { optional = $0 }\n", ["true", "false"]),
        ('[project]\ndynamic = ["version", "desc$0"]\n', ["description"]),
        ('[project]\nreadme = "$0"\n', ["README.md", "README.rst"]),
    ],
)
def test_closed_lists(marked: str, expected: list[str]) -> None:
    check_completion(pyproject(marked), *expected)


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("true", "[[tool.uv.index]]\ndefault = $0\n", "[[tool.uv.index]]\ndefault = true\n"),
        ("true", "[[tool.uv.index]]\ndefault =$0\n", "[[tool.uv.index]]\ndefault = true\n"),
        ("true", "[[tool.uv.index]]\ndefault = t$0r\n", "[[tool.uv.index]]\ndefault = true\n"),
        ("highest", "[tool.uv]\nresolution = $0\n", '[tool.uv]\nresolution = "highest"\n'),
        ("version", "[project]\ndynamic = [$0]\n", '[project]\ndynamic = ["version"]\n'),
    ],
)
def test_accepting_from_a_closed_list(label: str, before: str, after: str) -> None:
    check_accept(label, pyproject(before), after)


@pytest.mark.parametrize(
    "marked",
    [
        '[project]\nname = "$0"\n',
        '[project]\ndescription = "MI$0T"\n',
        '[project]\nkeywords = ["$0"]\n',
        '[tool.uv.sources]\nx = { git = "$0" }\n',
        '[tool.other]\nlicense = "$0"\n',
        '[project]\nlicense = "MIT"$0\n',
        '[project]\nlicense = """\n$0\n"""\n',
        '[project]\nlicense = "M\\u0049$0T"\n',
        '[project]\n# license = "$0"\n',
        "[project]\nlicense = 'MIT' # $0\n",
        '[[tool.uv.index]]\ndefault = "$0"\n',
    ],
)
def test_nothing_where_anything_may_be_written(marked: str) -> None:
    check_nothing(pyproject(marked))
