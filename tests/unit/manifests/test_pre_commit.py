"""What is read from a .pre-commit-config.yaml, and where names may be completed in it."""

from __future__ import annotations

from textwrap import dedent

import pytest
import yaml

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, accept_as, dump, show_place

KIND = ManifestKind.PRE_COMMIT
FIXTURES = kind_properties.fixtures("pre_commit")
HOOK = """\
repos:
  - repo: https://code.example/tool
    hooks:
      - id: tool
        additional_dependencies:
{}
        args: [--strict]
"""
FLOW = "repos:\n- repo: local\n  hooks:\n  - id: tool\n    additional_dependencies: [{}]\n"
PIECES = [
    *("repos:\n", "- repo: https://x.example/y\n", "  hooks:\n", "    - id: mypy\n", "      "),
    *("additional_dependencies:", " [", "- ", "language: node\n", "language: python\n", "requests"),
    *(
        "      - attrs==24.2.0\n",
        "'@x/y'",
        "    - {id: z, ",
        "args: [a]\n",
        "&a ",
        "*a",
        "rev: v1\n",
    ),
]


def valid(text: str) -> None:
    yaml.safe_load(text)


@pytest.mark.parametrize(
    "name", [".pre-commit-config.yaml", ".pre-commit-config.yml", ".pre-commit-hooks.yaml"]
)
def test_by_name(name: str) -> None:
    assert kinds.kind_of(f"file:///p/{name}", "yaml") is KIND


@pytest.mark.parametrize("name", ["pre-commit-config.yaml", ".pre-commit-config.yaml.bak"])
def test_other_files(name: str) -> None:
    assert kinds.kind_of(f"file:///p/{name}", "yaml") is None


def test_a_whole_file() -> None:
    assert dump(KIND, FIXTURES["service.yaml"]) == dedent(
        """\
        mypy: types-requests ==2.32.0.20240712
        mypy: pydantic ==2.9.1
        mypy: sqlalchemy[mypy] ==2.0.34
        flake8: flake8-bugbear ==24.8.19
        flake8: flake8-comprehensions ==3.15.0
        changelog: towncrier ==24.8.0
        changelog: importlib-resources ; python_version < "3.10\""""
    )


def test_a_compact_file() -> None:
    assert dump(KIND, FIXTURES["compact.yaml"]) == dedent(
        """\
        doc8: pygments ==2.18.0
        doc8: sphinx >=7,<9
        blacken-docs: black ==24.8.0
        blacken-docs: ruff
        bandit: bandit[toml]
        bandit: tomli
        bandit: - @ ./plugins/ours"""
    )


def test_every_python_hook_is_a_group() -> None:
    groups = kinds.scan(KIND, FIXTURES["service.yaml"]).groups
    assert [group.label for group in groups] == ["mypy", "flake8", "changelog"]
    assert groups[0].path == ("hooks", "mypy", "additional_dependencies")
    text = FIXTURES["service.yaml"]
    assert {group.name_span.of(text) for group in groups} == {"additional_dependencies"}


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        ("id: x", True),
        ("id: x\n    language: python", True),
        ("id: x\n    language: 'python'", True),
        ("id: x\n    language: python_venv", True),
        ("id: x\n    language: node", False),
        ('id: x\n    language: "node"', False),
        ("id: x\n    language: ruby # gem", False),
        ("id: x\n    language: golang", False),
        ("id: x\n    language: rust", False),
        ("id: x\n    language: conda", False),
        ("id: x\n    language: nod", False),
        ("id: x\n    language:", True),
        ("id: prettier", False),
        ("id: eslint", False),
        ("id: stylelint", False),
        ("id: markdownlint-cli2", False),
        ("id: biome-check", False),
        ("id: rubocop", False),
        ("id: golangci-lint", False),
        ("id: prettier\n    language: python", True),
        ("id: prettierish", True),
        ("id: djlint", True),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_which_hooks_are_python_s(hook: str, expected: bool, first: bool) -> None:
    listed = "additional_dependencies: [a]"
    lines = f"{hook}\n    {listed}" if first else f"{listed}\n    {hook}"
    text = f"repos:\n- repo: https://x.example/y\n  hooks:\n  - {lines}\n  - id: other\n"
    assert dump(KIND, text).endswith(": a") is expected


@pytest.mark.parametrize(
    ("repo", "expected"),
    [
        ("https://code.example/mirrors-prettier", False),
        ("https://code.example/mirrors-eslint/", False),
        ("'https://code.example/mirrors-eslint'", False),
        ("https://code.example/eslint/tools", True),
        ("https://code.example/mirrors-mypy", True),
        ("local", True),
    ],
)
def test_which_repositories_are_python_s(repo: str, expected: bool) -> None:
    text = f"repos:\n- repo: {repo}\n  hooks:\n  - id: x\n    additional_dependencies: [a]\n"
    assert bool(kinds.scan(KIND, text).entries) is expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("a, b", "x: a\nx: b"),
        ("a==1.2, b", "x: a ==1.2\nx: b"),
        ('"@scope/a", b', ""),
        ("b, '@scope/a@1.2.3'", ""),
        ("a@1.2.3", ""),
        ("a@^1.2.3", ""),
        ("a@latest", ""),
        ("x.example/a@v1.2.3", ""),
        ("a@https://x.example/a.whl", "x: a @ https://x.example/a.whl"),
        ("'a @ https://x.example/a@1.whl'", "x: a @ https://x.example/a@1.whl"),
        ("'git+https://x.example/a@1.2'", "x: - @ git+https://x.example/a@1.2"),
    ],
)
def test_packages_of_other_languages_show_by_how_they_are_written(
    items: str, expected: str
) -> None:
    text = f"repos:\n- hooks:\n  - id: x\n    additional_dependencies: [{items}]\n"
    assert dump(KIND, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "additional_dependencies: [a]\n",
        "repos:\n- additional_dependencies: [a]\n",
        "hooks:\n- additional_dependencies: [a]\n",
        "repos:\n- hooks:\n  - id: x\n    args: [a]\n",
        "repos:\n- hooks:\n  - id: x\n    types: [python]\n    exclude: a\n",
        "repos:\n- hooks:\n  - id: x\n    entry: |\n      additional_dependencies: [a]\n",
        "repos:\n- hooks:\n  - id: x\n    additional_dependencies: a\n",
        "repos:\n- hooks:\n  - id: x\n    # additional_dependencies: [a]\n",
        "",
    ],
)
def test_nothing_else_is_a_dependency(text: str) -> None:
    assert dump(KIND, text) == ""


def test_hooks_that_a_repository_offers() -> None:
    text = (
        "- id: a\n  language: python\n  additional_dependencies: [x]\n"
        "- id: b\n  language: node\n  additional_dependencies: [y]\n"
    )
    assert dump(KIND, text) == "a: x"


def test_a_hook_without_an_id_is_named_after_the_key() -> None:
    text = "repos:\n- hooks:\n  - additional_dependencies:\n    - a\n"
    assert dump(KIND, text) == "additional_dependencies: a"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("          - $0", "          - NAME"),
        ("          - re$0", "          - NAME"),
        ("          - re$0q==1 # c", "          - NAME==1 # c"),
        ('          - "re$0', '          - "NAME"'),
        ("          - a\n          - $0", "          - a\n          - NAME"),
        ("        - a\n        - $0", "        - a\n        - NAME"),
    ],
)
def test_accepting_a_name_in_a_list_with_dashes(before: str, after: str) -> None:
    valid(accept_as(KIND, HOOK.format(before), HOOK.format(after)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$0", "NAME"),
        ("a==1, $0", "a==1, NAME"),
        ('"a==1", $0', '"a==1", "NAME"'),
        ("re$0q==1", "NAME==1"),
        ("'re$0, 'a'", "'NAME', 'a'"),
    ],
)
def test_accepting_a_name_in_brackets(before: str, after: str) -> None:
    whole = accept(KIND, FLOW.format(before), "NAME")
    assert whole == FLOW.format(after)
    valid(whole)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (FLOW.format("req==$01"), "version '==' for '==1' of req"),
        (FLOW.format("'req[$0]'"), "extra '' for '' of req"),
        (FLOW.format("'@x/$0y'"), "nowhere"),
        (FLOW.format("a") + "    args: [$0]\n", "nowhere"),
        (FLOW.format("a") + "    language: node$0\n", "nowhere"),
        (FLOW.format("re$0q") + "    language: node\n", "nowhere"),
        (FLOW.format("re$0q") + "    language: python\n", "name 're' for 'req' of req"),
        (HOOK.format("          - a").replace("id: tool", "id: to$0ol"), "nowhere"),
        (HOOK.format("          # $0"), "nowhere"),
        (HOOK.format("          - a # $0"), "nowhere"),
        (HOOK.format("          $0"), "nowhere"),
        (HOOK.format("$0"), "nowhere"),
    ],
)
def test_places(marked: str, expected: str) -> None:
    assert show_place(KIND, marked) == expected


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, FLOW[: FLOW.index("]")].format(""))
    kind_properties.check_any_text(KIND, PIECES, HOOK[: HOOK.index("{")])


@pytest.mark.parametrize("name", FIXTURES)
def test_every_cursor_in_a_finished_file(name: str) -> None:
    kind_properties.check_fixture(KIND, FIXTURES[name], valid)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    kind_properties.check_truncations(KIND, FIXTURES[name])


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    kind_properties.check_line_ends(KIND, FIXTURES[name])


ONE = "  - id: x\n    additional_dependencies: [attrs==24.2.0, 'rich']\n    args: [--a]\n"
LARGE = {
    "40,000 lines": HOOK.format("        - requests==2.32.0 # why\n" * 40_000),
    "3,000 hooks": "repos:\n- repo: https://x.example/y\n  hooks:\n" + ONE * 3_000,
    "one line of a megabyte": FLOW.format("a" * 1_000_000),
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])
