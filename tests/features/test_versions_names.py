"""`pypi.completion.constraint`: the constraint that an accepted name brings with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pypi_language_server.features.model import Knowledge
from pypi_language_server.names import NormalizedName
from pypi_language_server.settings import CompletionSettings, ConstraintForm
from tests.support.check import check_accept, completed, knowing, pyproject, requirements
from tests.support.known import Names

LATEST = {"requests": "2.32.3", "pytest": "5", "flask": "1!3.0.1+local", "pyyaml": "not a version"}
MINIMUM, COMPATIBLE, EXACT = (
    ConstraintForm.MINIMUM,
    ConstraintForm.COMPATIBLE,
    ConstraintForm.EXACT,
)


def bringing(form: ConstraintForm) -> Knowledge:
    """Knowledge of some projects' latest versions."""
    settings = CompletionSettings(constraint=form)
    return replace(knowing(settings=settings), latest=lambda name: LATEST.get(name, ""))


def test_by_default_a_name_brings_nothing_and_nobody_is_asked() -> None:
    def latest(name: NormalizedName) -> str:
        raise AssertionError(name)

    silent = replace(knowing(), latest=latest)
    check_accept("requests", requirements("requ$0"), "requests", knowledge=silent)


@pytest.mark.parametrize(
    ("form", "label", "before", "after"),
    [
        (MINIMUM, "requests", "requ$0", "requests>=2.32.3"),
        (COMPATIBLE, "requests", "requ$0", "requests~=2.32"),
        (EXACT, "requests", "requ$0", "requests==2.32.3"),
        (COMPATIBLE, "pytest", "pyt$0", "pytest~=5.0"),
        (MINIMUM, "Flask", "fla$0", "Flask>=1!3.0.1"),
        (COMPATIBLE, "Flask", "fla$0", "Flask~=1!3.0"),
        (EXACT, "Flask", "fla$0", "Flask==1!3.0.1+local"),
        (MINIMUM, "PyYAML", "pyy$0", "PyYAML"),
        (MINIMUM, "requests-cache", "requ$0", "requests-cache"),
        (MINIMUM, "requests", "$0", "requests>=2.32.3"),
        (MINIMUM, "requests", "a\n  requ$0  # why\n", "a\n  requests>=2.32.3  # why\n"),
        (MINIMUM, "requests", "requ$0 ; os_name == 'nt'", "requests>=2.32.3 ; os_name == 'nt'"),
        (MINIMUM, "requests", "requ$0; os_name == 'nt'", "requests>=2.32.3; os_name == 'nt'"),
        (MINIMUM, "requests", "requ$0>=1", "requests>=1"),
        (MINIMUM, "requests", "requ$0 >= 1", "requests >= 1"),
        (MINIMUM, "requests", "requ$0>", "requests>"),
        (MINIMUM, "requests", "requ$0[socks]", "requests[socks]"),
        (MINIMUM, "requests", "requ$0 @ https://files.example/x", "requests @ https://files.example/x"),
        (MINIMUM, "requests", "requ$0 (>=1)", "requests (>=1)"),
    ],
)  # fmt: skip
def test_requirements_files(form: ConstraintForm, label: str, before: str, after: str) -> None:
    check_accept(label, requirements(before), after, knowledge=bringing(form))


HEAD = "[project]\ndependencies = "


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('["requ$0"]\n', '["requests>=2.32.3"]\n'),
        ("['requ$0']\n", "['requests>=2.32.3']\n"),
        ('["$0"]\n', '["requests>=2.32.3"]\n'),
        ("[$0]\n", '["requests>=2.32.3"]\n'),
        ("[requ$0]\n", '["requests>=2.32.3"]\n'),
        ('["x", $0]\n', '["x", "requests>=2.32.3"]\n'),
        ('["requ$0]\n', '["requests>=2.32.3"]\n'),
        ('[\n  requ$0\n  "x",\n]\n', '[\n  "requests>=2.32.3",\n  "x",\n]\n'),
        ('["requ$0>=1"]\n', '["requests>=1"]\n'),
        ('["requ$0>=1]\n', '["requests>=1"]\n'),
        ('["requ$0[socks]"]\n', '["requests[socks]"]\n'),
        (
            "[\"requ$0 ; os_name == 'nt'\"]\n",
            "[\"requests>=2.32.3 ; os_name == 'nt'\"]\n",
        ),
    ],
)
def test_strings(before: str, after: str) -> None:
    check_accept("requests", pyproject(HEAD + before), HEAD + after, knowledge=bringing(MINIMUM))


@pytest.mark.parametrize(
    ("form", "before", "after"),
    [
        (MINIMUM, "requ$0", 'requests = ">=2.32.3"'),
        (COMPATIBLE, "requ$0\n", 'requests = "^2.32.3"\n'),
        (EXACT, "requ$0\n", 'requests = "2.32.3"\n'),
        (COMPATIBLE, "$0\n", 'requests = "^2.32.3"\n'),
        (COMPATIBLE, 'requ$0 = "^1"\n', 'requests = "^1"\n'),
        (COMPATIBLE, 're$0q = { version = "^1" }\n', 'requests = { version = "^1" }\n'),
        (COMPATIBLE, '"requ$0\n', '"requests" = "^2.32.3"\n'),
    ],
)
def test_tables_of_poetry(form: ConstraintForm, before: str, after: str) -> None:
    head = "[tool.poetry.dependencies]\n"
    check_accept("requests", pyproject(head + before), head + after, knowledge=bringing(form))


@pytest.mark.parametrize(
    ("form", "value"), [(MINIMUM, ">=2.32.3"), (COMPATIBLE, "~=2.32"), (EXACT, "==2.32.3")]
)
def test_tables_with_pep_440(form: ConstraintForm, value: str) -> None:
    head = "[tool.pixi.pypi-dependencies]\n"
    after = f'{head}requests = "{value}"\n'
    check_accept("requests", pyproject(f"{head}requ$0\n"), after, knowledge=bringing(form))


def test_a_source_has_no_constraint() -> None:
    head = "[tool.uv.sources]\n"
    after = f"{head}requests = {{ }}\n"
    check_accept("requests", pyproject(f"{head}requ$0\n"), after, knowledge=bringing(MINIMUM))


def test_only_the_first_names_bring_one() -> None:
    """For each of them this machine's disk is asked, and typing must not wait."""
    asked: list[str] = []

    def latest(name: NormalizedName) -> str:
        asked.append(name)
        return "1.0"

    many = Names(tuple(f"lib-{number}" for number in range(40)))
    settings = CompletionSettings(constraint=MINIMUM)
    knowledge = replace(knowing(catalogue=many, settings=settings), latest=latest)
    answer = completed(requirements("lib$0"), knowledge=knowledge)
    assert answer is not None
    assert len(set(asked)) == 10
    assert answer.items[9].insert == "lib-9>=1.0"
    assert answer.items[10].insert == "lib-10"
