"""Names in pyproject.toml: where they are offered, and what accepting one writes."""

from __future__ import annotations

import pytest

from pypi_language_server.settings import CompletionSettings, InsertForm
from tests.support.check import check_accept, check_completion, check_nothing, completed, pyproject

FIRST_THREE = ("requests", "requests-oauthlib", "requests-cache")
NORMALIZED = CompletionSettings(insert=InsertForm.NORMALIZED)

# Every list of requirements that a pyproject.toml may hold, the cursor in a half-typed name.
LISTS = {
    "project": '[project]\ndependencies = ["requ$0"]\n',
    "one of several": '[project]\ndependencies = [\n  "Flask>=2",\n  "requ$0",\n  "pytest",\n]\n',
    "optional": '[project.optional-dependencies]\ntest = ["requ$0"]\n',
    "optional, dotted": 'project.optional-dependencies.test = ["requ$0"]\n',
    "optional, inline": '[project]\noptional-dependencies = { test = ["requ$0"] }\n',
    "group": '[dependency-groups]\ndev = [{ include-group = "x" }, "requ$0"]\n',
    "build": '[build-system]\nrequires = ["requ$0"]\n',
    "uv dev": '[tool.uv]\ndev-dependencies = ["requ$0"]\n',
    "uv constraints": '[tool.uv]\nconstraint-dependencies = ["requ$0"]\n',
    "uv overrides": '[tool.uv]\noverride-dependencies = ["requ$0"]\n',
    "uv build constraints": '[tool.uv]\nbuild-constraint-dependencies = ["requ$0"]\n',
    "pdm": '[tool.pdm.dev-dependencies]\ntest = ["requ$0"]\n',
    "hatch": '[tool.hatch.envs.default]\ndependencies = ["requ$0"]\n',
    "hatch, extra": '[tool.hatch.envs.lint]\nextra-dependencies = ["requ$0"]\n',
    "literal string": "[project]\ndependencies = ['requ$0']\n",
    "multi-line string": '[project]\ndependencies = ["""requ$0"""]\n',
    "after a comment": '[project]\ndependencies = [ # "old"\n  "requ$0",\n]\n',
    "after an astral character": '[project]\ndependencies = ["\U0001f40d", "requ$0"]\n',
    "after an escape": '[project]\ndescription = "\\"["\ndependencies = ["requ$0"]\n',
}


@pytest.mark.parametrize("marked", LISTS.values(), ids=LISTS.keys())
def test_names_are_offered_in_every_list_of_requirements(marked: str) -> None:
    check_completion(pyproject(marked), *FIRST_THREE)


@pytest.mark.parametrize("marked", LISTS.values(), ids=LISTS.keys())
def test_accepting_one_changes_the_name_and_nothing_else(marked: str) -> None:
    check_accept("requests", pyproject(marked), marked.replace("requ$0", "requests"))


@pytest.mark.parametrize(
    "marked",
    [
        '[project]\ndependencies = []\n# "requ$0"\n',
        '[project]\ndependencies = ["flask"] # requ$0\n',
        '[project]\nname = "requ$0"\n',
        '[project]\ndescription = "needs requ$0"\n',
        '[tool.pytest.ini_options]\naddopts = ["requ$0"]\n',
        '[project]\ndependencies = ["lib @ https://requ$0"]\n',
        "[tool.requ$0]\n",
        "requ$0",
        "$0",
    ],
)
def test_nothing_where_no_name_may_stand(marked: str) -> None:
    check_nothing(pyproject(marked))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"$0"', '"requests"'),
        ("'$0'", "'requests'"),
        ('"re$0qu"', '"requests"'),
        ('"requ$0[socks]>=2"', '"requests[socks]>=2"'),
        ("\"requ$0 ; os_name == 'nt'\"", "\"requests ; os_name == 'nt'\""),
        ('"requ$0>=2" , # why', '"requests>=2" , # why'),
        ("requ$0", '"requests"'),
        ('"flask", requ$0', '"flask", "requests"'),
        ('"\U0001f40d", "requ$0"', '"\U0001f40d", "requests"'),
    ],
)
def test_accepting_leaves_the_rest_of_the_line(before: str, after: str) -> None:
    text = "[project]\ndependencies = [\n    {}\n]\n"
    check_accept("requests", pyproject(text.format(before)), text.format(after))


LIST = "[project]\ndependencies = "


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('["requ$0]\n', '["requests"]\n'),
        ("['requ$0]\n", "['requests']\n"),
        ('[\n  "flask",\n  "requ$0\n]\n', '[\n  "flask",\n  "requests"\n]\n'),
        ('[\n  "requ$0\n  "flask",\n]\n', '[\n  "requests",\n  "flask",\n]\n'),
        ('[\n  "requ$0>=2\n]\n', '[\n  "requests>=2"\n]\n'),
    ],
)
def test_an_unclosed_string_is_closed(before: str, after: str) -> None:
    check_accept("requests", pyproject(LIST + before), LIST + after)


def test_where_the_list_is_unclosed_as_well_that_is_left_to_the_user() -> None:
    check_accept("requests", pyproject(f'{LIST}["requ$0'), f'{LIST}["requests"', toml=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[$0]\n", '["requests"]\n'),
        ("[requ$0]\n", '["requests"]\n'),
        ("[\n  $0\n]\n", '[\n  "requests"\n]\n'),
        ('["flask", $0]\n', '["flask", "requests"]\n'),
        ('[\n  requ$0\n  "flask",\n]\n', '[\n  "requests",\n  "flask",\n]\n'),
        ('[\n  "flask",\n  $0\n  "pytest",\n]\n', '[\n  "flask",\n  "requests",\n  "pytest",\n]\n'),
        ('["flask"\n$0\n"pytest"]\n', '["flask"\n, "requests",\n"pytest"]\n'),
    ],
)
def test_a_bare_word_in_a_list_gets_its_quotes_and_commas(before: str, after: str) -> None:
    check_accept("requests", pyproject(LIST + before), LIST + after)


POETRY = "[tool.poetry.dependencies]\n"


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("requests", "requ$0", 'requests = "*"'),
        ("requests", "requ$0\n", 'requests = "*"\n'),
        ("requests", 'requ$0 = "^2"\n', 'requests = "^2"\n'),
        ("requests", '"requ$0" = "^2"\n', '"requests" = "^2"\n'),
        ("requests", 're$0qu = { version = "^2" }\n', 'requests = { version = "^2" }\n'),
        ("zope.interface", "zope$0", '"zope.interface" = "*"'),
        ("zope.interface", "zope.in$0", '"zope.interface" = "*"'),
        ("requests", '"requ$0\n', '"requests" = "*"\n'),
        ("zope.interface", 'zope$0 = "^5"\n', '"zope.interface" = "^5"\n'),
        ("zope.interface", '"zope$0" = "^5"\n', '"zope.interface" = "^5"\n'),
        ("ruamel.yaml", "'rua$0' = '*'\n", "'ruamel.yaml' = '*'\n"),
        ("requests", 'python = "^3.11"\nrequ$0\n', 'python = "^3.11"\nrequests = "*"\n'),
    ],
)
def test_poetry_keys(label: str, before: str, after: str) -> None:
    check_accept(label, pyproject(POETRY + before), POETRY + after)


def test_poetry_keys_normalised_need_no_quotes() -> None:
    before, after = f"{POETRY}zope$0\n", f'{POETRY}zope-interface = "*"\n'
    check_accept("zope.interface", pyproject(before), after, settings=NORMALIZED)


@pytest.mark.parametrize(
    "table",
    [
        "tool.poetry.dependencies",
        "tool.poetry.dev-dependencies",
        "tool.poetry.group.docs.dependencies",
    ],
)
def test_every_table_of_poetry(table: str) -> None:
    check_accept("pytest", pyproject(f"[{table}]\npyt$0\n"), f'[{table}]\npytest = "*"\n')


def test_an_empty_line_in_a_table_of_poetry() -> None:
    before = f'{POETRY}requests = "*"\n$0\n'
    check_accept("Flask", pyproject(before), f'{POETRY}requests = "*"\nFlask = "*"\n')


def test_duplicates_are_those_of_the_same_group() -> None:
    text = """\
        [project]
        dependencies = ["requests"]
        [dependency-groups]
        dev = ["Requests_Cache", "requ$0"]
        """
    check_completion(pyproject(text), "requests", "requests-oauthlib", "requests-cache")


def test_uv_sources_offer_what_the_file_declares_first() -> None:
    """A source says where a declared project comes from, which may be one no index lists."""
    text = """\
        [project]
        dependencies = ["requests-inner>=1", "flask"]
        [tool.uv.sources]
        requ$0
        """
    answer = completed(pyproject(text))
    assert answer is not None
    assert [(item.label, item.detail) for item in answer.items][:2] == [
        ("requests-inner", "in project.dependencies"),
        ("requests", ""),
    ]


def test_accepting_a_uv_source() -> None:
    before = '[project]\ndependencies = ["requests"]\n[tool.uv.sources]\nrequ$0 = { path = "x" }\n'
    check_accept("requests", pyproject(before), before.replace("requ$0", "requests"))


def test_a_new_uv_source_is_valid_at_once() -> None:
    check_accept(
        "Flask", pyproject("[tool.uv.sources]\nfla$0\n"), "[tool.uv.sources]\nFlask = { }\n"
    )


def test_what_clients_filter_by_is_what_they_see_in_front_of_the_cursor() -> None:
    """Also where the edit takes a quote along."""
    for marked in ("dependencies = [requ$0]", 'dependencies = ["requ$0"]', "dependencies = ['$0']"):
        fixture = pyproject(f"[project]\n{marked}\n")
        answer = completed(fixture)
        assert answer is not None
        assert answer.typed == fixture.text[answer.replace.start : fixture.offset]
