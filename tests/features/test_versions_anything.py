"""Whatever is typed and whatever an index says: version completion keeps its rules."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from pypi_language_server.features import offers
from pypi_language_server.features.constraints import alternatives
from pypi_language_server.features.model import CompletionItem, CompletionList, ItemKind
from pypi_language_server.features.version_offer_python import oldest_allowed, runs_on
from pypi_language_server.index.model import Known, ProjectDocument, Release
from pypi_language_server.manifests.model import Syntax
from tests.features.versions import project
from tests.support.check import CURSOR, Fixture, completed, knowing, pyproject, requirements
from tests.support.known import INDEX, NOW

NUMBERS = st.integers(0, 40)
SUFFIXES = st.sampled_from(["", "", "", "a1", "rc2", ".post1", ".dev3", "+local.1", "-2", "b"])
PLAIN = st.builds("{}.{}.{}{}".format, NUMBERS, NUMBERS, NUMBERS, SUFFIXES)
SHORT = st.builds("{}{}".format, NUMBERS, SUFFIXES)
EPOCHS = st.builds("{}!{}".format, st.integers(1, 2), PLAIN)
WRITTEN = PLAIN | SHORT | EPOCHS
HOSTILE = st.text(
    st.sampled_from("ab1.>=<*[](){}`#|\\\n\u202e\u200b-_&;:/@$\"' !^~,\u0130"), max_size=12
)
RELEASES = st.builds(
    Release,
    WRITTEN | HOSTILE,
    st.none() | st.just(NOW),
    st.sampled_from(["", ">=3.8", ">=3.12", "<3.0", "==3.*"]) | HOSTILE,
    st.booleans(),
    HOSTILE,
)
KNOWN = st.lists(RELEASES, max_size=12).map(
    lambda releases: Known(ProjectDocument("x", INDEX, releases=tuple(releases)), NOW)
)
STANDING = st.lists(WRITTEN, min_size=1, max_size=12).map(lambda versions: project(*versions))
OPERATORS = st.sampled_from(["==", ">=", "<=", "!=", "~=", "===", "<", ">", "=", "~", "!", "^", ""])
POETRYS = st.sampled_from(
    ["", "^", "~", "=", ">=", "==", "!=", "<", "<=", ">", "~=", "^1 || ", ">=1,<", ">=1 "]
)
TYPED = st.sampled_from(["", "", "1", "2.", "1.1", "1!", "3.0r", "0.0.1", "x"])
PIECES = st.sampled_from(
    [*"<>=!~^,|; \t()[]*.!#'\"\\", "1", "2.0", "rc1", "==", "requests", "\u00e9"]
)


def place(text: str) -> Fixture:
    return pyproject(f'[tool.poetry.dependencies]\nrequests = "{text}"\n')


def accepted(fixture: Fixture, answer: CompletionList, item: CompletionItem) -> str:
    span = answer.replace
    return fixture.text[: span.start] + item.insert + fixture.text[span.end :]


@given(st.lists(PIECES, max_size=8).map("".join), st.lists(PIECES, max_size=5).map("".join), KNOWN)
def test_offering_never_raises_and_edits_one_line_around_the_cursor(
    before: str, after: str, known: Known
) -> None:
    """`completed` checks the rules of all answers."""
    for fixture in (
        requirements(f"requests{before}{CURSOR}{after}\nflask\n"),
        pyproject(f'[project]\ndependencies = ["requests{before}{CURSOR}{after}"]\n'),
        place(f"{before}{CURSOR}{after}"),
    ):
        completed(fixture, knowledge=knowing(known))


@given(st.text(st.sampled_from("requests>=<~^!=1.2,;[]()\"'\\ \n\r\t#"), max_size=30), st.data())
def test_offering_never_raises_at_any_offset(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(-2, len(text) + 2))
    for fixture in (requirements(f"{text}{CURSOR}"), pyproject(f"{text}{CURSOR}")):
        document = fixture.document
        offers.offer(document, offers.wanted(document, offset), knowing(project("1.0")))


@given(OPERATORS, TYPED, st.sampled_from(["", ",<99", " ; os_name == 'nt'"]), STANDING)
def test_what_is_accepted_is_a_requirement(
    operator: str, typed: str, after: str, known: Known
) -> None:
    """Every item leaves what `packaging` reads, and the edited clause names what was accepted."""
    fixture = requirements(f"requests {operator}{typed}{CURSOR}{after}")
    answer = completed(fixture, knowledge=knowing(known))
    for item in answer.items if answer else ():
        text = accepted(fixture, answer, item)
        try:
            Requirement(text)
        except InvalidRequirement as error:
            raise AssertionError(f"{item.label}: {text}") from error
        assert text.endswith(after)


@given(OPERATORS, STANDING)
def test_a_version_offered_is_let_in_by_its_operator(operator: str, known: Known) -> None:
    """What is accepted after an operator of equality or order includes the release meant."""
    fixture = requirements(f"requests{operator}{CURSOR}")
    answer = completed(fixture, knowledge=knowing(known))
    for item in answer.items if answer else ():
        if item.kind is ItemKind.VERSION and operator in {"==", ">=", "<=", "~=", "==="}:
            specifier = Requirement(accepted(fixture, answer, item)).specifier
            assert specifier.contains(item.label, prereleases=True)


@given(POETRYS, TYPED, STANDING)
def test_what_is_accepted_is_a_constraint_of_poetry(
    operator: str, typed: str, known: Known
) -> None:
    fixture = place(f"{operator}{typed}{CURSOR}")
    answer = completed(fixture, knowledge=knowing(known))
    for item in answer.items if answer else ():
        table = tomllib.loads(accepted(fixture, answer, item))["tool"]["poetry"]["dependencies"]
        choices = alternatives(table["requests"], Syntax.POETRY)
        assert choices is not None, table
        for choice in choices:
            SpecifierSet(",".join(clause.operator + clause.version for clause in choice))


@given(STANDING)
def test_the_order_is_that_of_pep_440(known: Known) -> None:
    answer = completed(requirements(f"requests!={CURSOR}"), knowledge=knowing(known))
    assert answer is not None
    found = [Version(item.label) for item in answer.items]
    finals = [version for version in found if not version.is_prerelease]
    others = [version for version in found if version.is_prerelease]
    assert found == [*finals, *others]
    assert finals == sorted(finals, reverse=True)
    assert others == sorted(others, reverse=True)


@given(HOSTILE | st.sampled_from([">=3.8", "^3.9", "~3.10 || ^3.12"]), HOSTILE | SHORT)
def test_any_statement_about_pythons_is_survived(declared: str, python: str) -> None:
    oldest = oldest_allowed(declared)
    assert not oldest or Version(oldest)
    assert isinstance(runs_on(declared, python), bool)


@given(st.sampled_from([">=", "==", "~=", ">"]), st.integers(0, 20), st.integers(0, 5))
def test_the_oldest_python_is_one_that_is_allowed(operator: str, minor: int, micro: int) -> None:
    declared = f"{operator}3.{minor}.{micro}"
    oldest = oldest_allowed(declared)
    try:
        assert SpecifierSet(declared).contains(oldest)
    except (InvalidVersion, InvalidSpecifier) as error:
        raise AssertionError(declared) from error
    assert Version(oldest) < Version(f"3.{minor + 1}.1.1")
