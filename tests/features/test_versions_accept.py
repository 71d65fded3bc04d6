"""Accepted versions and constraints: the whole file afterwards, in every kind of place."""

from __future__ import annotations

import pytest

from pypi_language_server.features import offers
from tests.features.versions import MODERN, labels, listed
from tests.support.check import check_accept, knowing, pyproject, requirements

HEAD = "[project]\ndependencies = "
REQUIREMENTS = [
    # label, before, after
    ("2.31.0", "requests>=$0", "requests>=2.31.0"),
    ("2.31.0", "requests>=2.3$0", "requests>=2.31.0"),
    ("2.31.0", "requests>=2.$03", "requests>=2.31.0"),
    ("2.31.0", "requests>=$01.0", "requests>=2.31.0"),
    ("2.31.0", "requests >= $0", "requests >= 2.31.0"),
    ("2.31.0", "requests >= 2.3$0", "requests >= 2.31.0"),
    ("2.31.0", "requests >= $0 2.3", "requests >= 2.31.0"),
    ("2.31.0", "requests[socks]>=$0", "requests[socks]>=2.31.0"),
    ("2.31.0", "requests (>=$0)", "requests (>=2.31.0)"),
    ("2.31.0", "requests>=2$0,<3", "requests>=2.31.0,<3"),
    ("2.31.0", "requests>=2, <$0", "requests>=2, <2.31.0"),
    ("3", "requests>=2,<$0", "requests>=2,<3"),
    ("2.31.0", "requests!=$0,>=2", "requests!=2.31.0,>=2"),
    ("2.31.0", "requests==2$0  # why\nflask\n", "requests==2.31.0  # why\nflask\n"),
    (
        "2.31.0",
        "requests==2$0 ; python_version < '3.9'\n",
        "requests==2.31.0 ; python_version < '3.9'\n",
    ),
    (
        "2.31.0",
        "requests==$0 \\\n    --hash=sha256:ab\n",
        "requests==2.31.0 \\\n    --hash=sha256:ab\n",
    ),
    ("2.*", "requests==2.$0", "requests==2.*"),
    ("2.31.*", "requests!=2.3$0", "requests!=2.31.*"),
    ("2.32", "requests~=$0", "requests~=2.32"),
    ("2.32.3,<3", "requests>=$0\n", "requests>=2.32.3,<3\n"),
    ("2.33.0rc1", "requests===2.33$0", "requests===2.33.0rc1"),
    # where the operator is missing, or is only its beginning
    (">=2.32.3", "requests $0", "requests >=2.32.3"),
    ("~=2.32", "requests[socks]$0", "requests[socks]~=2.32"),
    ("==2.32.*", "requests ($0)", "requests (==2.32.*)"),
    (">=2.32.3,<3", "flask\nrequests $0\n", "flask\nrequests >=2.32.3,<3\n"),
    (">=2.32.3", "requests>$0", "requests>=2.32.3"),
    (">=2.32.3,<3", "requests>$0\n", "requests>=2.32.3,<3\n"),
    ("2.31.0", "requests>$0", "requests>2.31.0"),
    ("==2.31.0", "requests=$0", "requests==2.31.0"),
    ("==2.31.0", "requests=2.3$0", "requests==2.31.0"),
    ("==2.31.0", "requests= 2$0", "requests==2.31.0"),
    ("~=2.32", "requests~$0", "requests~=2.32"),
    ("!=2.31.0", "requests!$0", "requests!=2.31.0"),
    ("~=2.32", "requests^2$0", "requests~=2.32"),
    ("==2.31.0", "requests 2.3$0", "requests ==2.31.0"),
    (">=2.32.3", "requests 2$0", "requests >=2.32.3"),
    # in front of an operator, or in it
    ("~=2.32", "requests $0>=1.0", "requests ~=2.32"),
    (">=2.32.3", "requests>$0=1.0 # why", "requests>=2.32.3 # why"),
    ("==2.32.*", "requests=$0=1.0", "requests==2.32.*"),
    # beside other clauses
    ("<3", "requests>=2,$0", "requests>=2,<3"),
    ("!=2.32.3", "requests>=2, $0\n", "requests>=2, !=2.32.3\n"),
]


@pytest.mark.parametrize(("label", "before", "after"), REQUIREMENTS)
def test_a_requirements_file(label: str, before: str, after: str) -> None:
    check_accept(label, requirements(before), after, knowledge=MODERN)


STRINGS = [
    ("2.31.0", '"requests>=$0"', '"requests>=2.31.0"'),
    ("2.31.0", "'requests>=2.3$0'", "'requests>=2.31.0'"),
    ("2.31.0", '"""requests>=$0"""', '"""requests>=2.31.0"""'),
    ("2.31.0", '"x", "requests[y] >=2.$0,<3 ; z"', '"x", "requests[y] >=2.31.0,<3 ; z"'),
    ("2.31.0", '"\U0001f40d", "requests>=$0"', '"\U0001f40d", "requests>=2.31.0"'),
    (">=2.32.3", '"requests $0"', '"requests >=2.32.3"'),
    (">=2.32.3", '"requests>$0" , "flask"', '"requests>=2.32.3" , "flask"'),
    ("==2.31.0", '"requests=2.3$0"', '"requests==2.31.0"'),
    ("2.*", '"requests==2.$0"', '"requests==2.*"'),
]


@pytest.mark.parametrize(("label", "before", "after"), STRINGS)
@pytest.mark.parametrize(
    "place",
    [
        "[project]\ndependencies = [\n  {},\n]\n",
        "[project.optional-dependencies]\nx = [\n  {},\n]\n",
        "[dependency-groups]\nx = [\n  {},\n]\n",
        "[build-system]\nrequires = [\n  {},\n]\n",
        "[tool.uv]\nconstraint-dependencies = [\n  {},\n]\n",
        "[tool.hatch.envs.x]\ndependencies = [\n  {},\n]\n",
    ],
)
def test_strings_of_pyproject(place: str, label: str, before: str, after: str) -> None:
    check_accept(label, pyproject(place.format(before)), place.format(after), knowledge=MODERN)


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("^2.32.3", '"$0"', '"^2.32.3"'),
        ("~2.32", '"$0"', '"~2.32"'),
        (">=2.32.3,<3", '"$0"', '">=2.32.3,<3"'),
        ("*", "'$0'", "'*'"),
        ("2.31.0", '"$0"', '"2.31.0"'),
        ("2.31.0", '"2.3$0"', '"2.31.0"'),
        ("2.31.*", '"2.3$0"', '"2.31.*"'),
        ("2.31.0", '"^$0"', '"^2.31.0"'),
        ("2.31.0", '"^2.3$0"', '"^2.31.0"'),
        ("2.32", '"~$0"', '"~2.32"'),
        ("2.31.0", '"=2.3$0"', '"=2.31.0"'),
        ("2.31.0", '">=$0"', '">=2.31.0"'),
        ("2.32.3,<3", '">=$0"', '">=2.32.3,<3"'),
        ("3", '">=2,<$0"', '">=2,<3"'),
        ("<3", '">=2 $0"', '">=2 <3"'),
        ("2.31.0", '">=$0 <3"', '">=2.31.0 <3"'),
        ("2.31.0", '"^1.2 || ^2.3$0"', '"^1.2 || ^2.31.0"'),
        ("^2.32.3", '"^1.2 || $0"', '"^1.2 || ^2.32.3"'),
        ("2.31.0", '{ version = "^2$0", x = ["x"] }', '{ version = "^2.31.0", x = ["x"] }'),
        ("2.31.0", '[{ version = "^2$0", x = "y" }]', '[{ version = "^2.31.0", x = "y" }]'),
    ],
)
@pytest.mark.parametrize("table", ["dependencies", "group.docs.dependencies"])
def test_tables_of_poetry(table: str, label: str, before: str, after: str) -> None:
    head, tail = f"[tool.poetry.{table}]\nrequests = ", "  # why\nflask = '*'\n"
    check_accept(label, pyproject(head + before + tail), head + after + tail, knowledge=MODERN)


def test_dotted_keys_and_tables_of_one_project() -> None:
    dotted = '[tool.poetry]\ndependencies.requests.version = "^{}"\n'
    check_accept(
        "2.31.0", pyproject(dotted.format("2.3$0")), dotted.format("2.31.0"), knowledge=MODERN
    )
    table = '[tool.poetry.dependencies.requests]\nversion = "^{}"\n'
    check_accept(
        "2.31.0", pyproject(table.format("2.3$0")), table.format("2.31.0"), knowledge=MODERN
    )


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        (">=2.32.3", '"$0"', '">=2.32.3"'),
        ("*", '"$0"', '"*"'),
        ("2.31.0", '"==2.3$0"', '"==2.31.0"'),
        ("==2.31.0", '"2.3$0"', '"==2.31.0"'),
        ("2.32", '"~=$0"', '"~=2.32"'),
    ],
)
def test_tables_of_pixi(label: str, before: str, after: str) -> None:
    text = "[tool.pixi.pypi-dependencies]\nrequests = {}\n"
    check_accept(label, pyproject(text.format(before)), text.format(after), knowledge=MODERN)


def test_an_escape_in_front_of_the_cursor_is_left_alone() -> None:
    """What is typed there means something else than it is: nothing is offered to replace it."""
    text = '[project]\ndependencies = ["requests>=\\u0032.$0"]\n'
    fixture = pyproject(text)
    wanted = offers.wanted(fixture.document, fixture.offset)
    assert wanted.project == "requests"
    assert offers.offer(fixture.document, wanted, knowing()) is None


def test_what_clients_filter_by_stands_in_front_of_the_cursor() -> None:
    assert listed(requirements("requests>=2.3$0")).typed == "2.3"
    assert listed(requirements("requests=2.3$0")).typed == "=2.3"
    assert listed(requirements("requests>$0=2")).typed == ">"


def test_nobody_is_asked_about_what_no_index_knows() -> None:
    """The project itself, what a uv source takes from elsewhere, and half a name."""
    for text in (
        '[project]\nname = "requests"\ndependencies = ["requests>=$0"]\n',
        f'{HEAD}["requests>=$0"]\n[tool.uv.sources]\nrequests = {{ path = "x" }}\n',
        f'{HEAD}["requests->=$0"]\n',
    ):
        fixture = pyproject(text)
        assert offers.wanted(fixture.document, fixture.offset).project is None
        assert labels(fixture, knowing()) == []
