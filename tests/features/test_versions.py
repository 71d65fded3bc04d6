"""Versions after every operator: which are offered, in which order, and what marks them."""

from __future__ import annotations

import pytest

from pypi_language_server.features.model import ItemKind
from pypi_language_server.features.version_offer import LIMIT
from pypi_language_server.index.model import (
    Answer,
    IndexUnavailable,
    Missing,
    Pending,
    Release,
    Unavailable,
)
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.names import normalize
from pypi_language_server.session import Document
from pypi_language_server.settings import CompletionSettings
from tests.features.versions import PYTHON_38, PYTHON_312, SPROCKET, labels, listed, project
from tests.support.check import (
    CURSOR,
    Fixture,
    check_completion,
    check_nothing,
    knowing,
    pyproject,
    requirements,
)
from tests.support.known import INDEX, NOW, release

NEWEST_FIRST = ["2.32.3", "2.31.0", "2.9.1", "1.10.0", "2.33.0rc1", "2.32.1"]
REQUESTS = normalize("requests")


# -- order and marks


@pytest.mark.parametrize("operator", ["<=", "!=", "==="])
def test_the_newest_first_by_pep_440_then_prereleases_then_yanked(operator: str) -> None:
    """By string, 2.9.1 would be newer than 2.32.3."""
    offered = labels(requirements(f"requests{operator}$0"))
    assert [item for item in offered if item in NEWEST_FIRST] == NEWEST_FIRST


def test_what_is_shown_beside_a_version() -> None:
    found = listed(requirements("requests==$0"))
    shown = {item.label: (item.detail, item.struck, item.documentation) for item in found.items}
    assert shown["2.32.3"] == ("2026-11-01", False, "")
    assert shown["2.33.0rc1"] == ("2026-11-19 · pre-release", False, "")
    assert shown["2.32.1"] == ("2026-09-23 · yanked", True, "Yanked: breaks proxies")
    assert {item.kind for item in found.items} == {ItemKind.VERSION, ItemKind.VALUE}


def test_nothing_is_looked_up_for_an_item() -> None:
    """No item names a project, so that none can be resolved."""
    assert {item.name for item in listed(requirements("requests==$0")).items} == {None}


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("requests>=$0", "2.32.3"),
        ("requests>=2.33.0r$0", "2.33.0rc1"),
        ("requests>=2.0rc1,<=$0", "2.33.0rc1"),
        ("requests<=$0,!=2.33.0.dev3", "2.33.0rc1"),
        ("requests<=$0,!=2.33.0.post3", "2.32.3"),
    ],
)
def test_prereleases_come_first_where_one_is_named(marked: str, first: str) -> None:
    assert labels(requirements(marked))[0] == first


def test_prereleases_of_a_project_that_has_nothing_else() -> None:
    beta = knowing(project("0.3b1", Release("0.2", yanked=True), "0.2b4", "0.1.dev3"))
    assert labels(requirements("requests!=$0"), beta) == ["0.3b1", "0.2b4", "0.1.dev3", "0.2"]


# -- the project's Python


def test_what_this_python_cannot_run_is_marked_and_stands_lower() -> None:
    old = knowing(SPROCKET, environment=PYTHON_38)
    found = listed(requirements("requests!=$0"), old)
    assert [item.label for item in found.items] == [
        *("2.31.0", "2.9.1", "1.10.0", "2.33.0rc1"),
        *("2.32.3", "2.32.1"),
    ]
    assert found.items[4].detail == "2026-11-01 · needs Python >=3.9"


@pytest.mark.parametrize(
    ("declared", "newest"),
    [
        ('requires-python = ">=3.9"', "2.32.3"),
        ('requires-python = ">=3.8"', "2.31.0"),
        ('requires-python = ">3.7"', "1.10.0"),
        ('requires-python = "~=3.10"', "2.32.3"),
        ('requires-python = "==3.8.*"', "2.31.0"),
        ('requires-python = "<4,>=3.9.1"', "2.32.3"),
        ('requires-python = " >=3.8 "', "2.31.0"),
        ('requires-python = ">="', "2.32.3"),
        ('requires-python = "nonsense"', "2.32.3"),
        ('requires-python = ">=99"', "2.32.3"),
        ('requires-python = ""', "2.32.3"),
        ("requires-python = 3", "2.32.3"),
        ("", "2.32.3"),
    ],
)
def test_the_projects_own_python_goes_before_the_environments(declared: str, newest: str) -> None:
    """A project has to work on the oldest Python that it claims."""
    text = f'[project]\n{declared}\ndependencies = ["requests<=$0"]\n'
    assert labels(pyproject(text), knowing(SPROCKET, environment=PYTHON_312))[0] == newest


@pytest.mark.parametrize(
    ("declared", "newest"),
    [('"^3.8"', "2.31.0"), ('"^3.9"', "2.32.3"), ('">=3.8,<4.0"', "2.31.0"), ('"*"', "2.32.3")],
)
def test_poetrys_python_counts_as_well(declared: str, newest: str) -> None:
    text = f'[tool.poetry.dependencies]\npython = {declared}\nrequests = ">=$0"\n'
    assert labels(pyproject(text), knowing(SPROCKET, environment=PYTHON_312))[0] == newest


def test_a_scripts_own_python_counts_as_well() -> None:
    text = '# /// script\n# requires-python = ">=3.8"\n# dependencies = ["requests<=$0"]\n# ///\n'
    offset = text.index(CURSOR)
    document = Document("file:///x.py", 1, text.replace(CURSOR, ""), ManifestKind.SCRIPT)
    modern = knowing(SPROCKET, environment=PYTHON_312)
    assert labels(Fixture(document, offset), modern)[0] == "2.31.0"


def test_where_no_python_is_known_nothing_is_ruled_out() -> None:
    found = listed(requirements("requests<=$0"), knowing(SPROCKET))
    assert found.items[0].detail == "2026-11-01"


def test_an_index_that_says_nonsense_about_pythons_rules_nothing_out() -> None:
    odd = project(release("2.0", 3, requires_python="three or so"), "1.0")
    found = listed(requirements("requests<=$0"), knowing(odd, environment=PYTHON_312))
    assert [item.label for item in found.items] == ["2.0", "1.0"]


# -- what is typed


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("2.3", ["2.32.3", "2.31.0", "2.33.0rc1", "2.32.1"]),
        ("2.32", ["2.32.3", "2.32.1"]),
        ("2.33.0RC", ["2.33.0rc1"]),
        ("31", ["2.31.0"]),
        ("2.32.3", ["2.32.3"]),
        ("7", []),
    ],
)
def test_what_is_typed_of_a_version_chooses(typed: str, offered: list[str]) -> None:
    found = listed(requirements(f"requests<={typed}$0"))
    assert [item.label for item in found.items] == offered
    assert found.typed == typed


def test_families_are_offered_after_equality() -> None:
    assert labels(requirements("requests==2.$0")) == [
        *("2.32.3", "2.*", "2.32.*", "2.31.*"),
        *("2.31.0", "2.9.1", "2.33.0rc1", "2.32.1"),
    ]
    assert labels(requirements("requests!=2.3$0"))[:3] == ["2.32.3", "2.32.*", "2.31.*"]
    assert labels(requirements("requests==2.*$0")) == ["2.*"]
    assert "2.*" not in labels(requirements("requests===2.$0"))


@pytest.mark.parametrize(
    ("operator", "offered"),
    [
        ("==", ["2.32.3", "2.32.*", "2.31.0"]),
        (">=", ["2.32.3", "2.32.3,<3", "2.31.0"]),
        ("~=", ["2.32", "2.32.3", "2.31.0"]),
        ("<", ["3", "2.32.3", "2.31.0"]),
        ("<=", ["2.32.3", "2.31.0", "2.9.1"]),
        ("!=", ["2.32.3", "2.31.0", "2.9.1"]),
        ("===", ["2.32.3", "2.31.0", "2.9.1"]),
        (">", [">=2.32.3", ">=2.32.3,<3", "2.32.3"]),
        ("=", ["==2.32.3", "==2.32.*", "==2.31.0"]),
        ("~", ["~=2.32", "~=2.32.3", "~=2.31.0"]),
        ("!", ["!=2.32.3", "!=2.31.0", "!=2.9.1"]),
        ("^", ["~=2.32", "~=2.32.3", "~=2.31.0"]),
    ],
)
def test_after_an_operator_or_its_beginning(operator: str, offered: list[str]) -> None:
    assert labels(requirements(f"requests{operator}$0"))[:3] == offered
    assert labels(pyproject(f'[project]\ndependencies = ["requests{operator}$0"]\n'))[:3] == offered


@pytest.mark.parametrize("marked", ["requests $0", "requests[socks]$0", "requests ($0)"])
def test_where_nothing_is_written_yet_there_are_ready_constraints(marked: str) -> None:
    found = listed(requirements(marked))
    assert [(item.label, item.detail) for item in found.items] == [
        (">=2.32.3", "2.32.3 or newer"),
        ("~=2.32", "2.32 or newer, below 3"),
        ("==2.32.3", "exactly 2.32.3"),
        ("==2.32.*", "any 2.32 release"),
        (">=2.32.3,<3", "2.32.3 or newer, below 3"),
    ]


def test_beside_other_clauses_there_are_those_that_add_to_them() -> None:
    assert labels(requirements("requests>=2,$0")) == ["<3", "<=2.32.3", "!=2.32.3"]
    assert labels(requirements("requests >= 2 , $0")) == ["<3", "<=2.32.3", "!=2.32.3"]
    assert labels(requirements("requests!=2,$0")) == [">=2.32.3", "<3", "!=2.32.3"]
    assert labels(requirements("requests>=$0,<3"))[:2] == ["2.32.3", "2.31.0"]


# -- Poetry and Pipenv


def test_poetrys_own_constraints() -> None:
    poetry = '[tool.poetry.dependencies]\nrequests = "{}"\n'
    assert labels(pyproject(poetry.format("$0")))[:5] == [
        *("^2.32.3", "~2.32", ">=2.32.3,<3", "*", "2.32.3"),
    ]
    assert labels(pyproject(poetry.format("^$0")))[:2] == ["2.32.3", "2.31.0"]
    assert labels(pyproject(poetry.format("~$0")))[:2] == ["2.32", "2.32.3"]
    assert labels(pyproject(poetry.format("2.3$0")))[:4] == [
        *("^2.32.3", "~2.32", ">=2.32.3,<3", "2.32.3"),
    ]
    assert labels(pyproject(poetry.format("2.31$0"))) == ["2.31.0", "2.31.*"]
    assert labels(pyproject(poetry.format("^1.2 || $0")))[0] == "^2.32.3"
    assert labels(pyproject(poetry.format(">=1.2 $0")))[0] == "<3"


@pytest.mark.parametrize(
    "value",
    ['{ version = "^$0" }', '{ version = "^$0", extras = ["socks"] }', '[{ version = "^$0" }]'],
)
def test_poetrys_inline_tables(value: str) -> None:
    text = f"[tool.poetry.dependencies]\nrequests = {value}\n"
    assert labels(pyproject(text))[:2] == ["2.32.3", "2.31.0"]


def test_pipenv_knows_pep_440_and_any_version() -> None:
    text = '[tool.pixi.pypi-dependencies]\nrequests = "{}"\n'
    assert labels(pyproject(text.format("$0")))[::5] == [">=2.32.3", "*"]
    assert labels(pyproject(text.format(">=$0")))[:2] == ["2.32.3", "2.32.3,<3"]


# -- odd versions


ODD = project(
    "1!2.0",
    "2026.1",
    "3.0.post2",
    "3.0",
    "3.0rc1",
    "3.0.dev4",
    Release("2.0+cu118"),
    "2.0",
    "2",
    "1.0-1",
    Release("2004d-final-3"),
    Release(" not a version "),
    Release(""),
    Release("9" * 5000),
)


@pytest.mark.parametrize(
    ("operator", "offered"),
    [
        ("==", ["1!2.0", "1!2.0.*", "2026.1", "3.0.post2", "3.0", "2.0+cu118", "2.0", "2"]),
        (">=", ["1!2.0", "1!2.0,<1!3", "2026.1", "3.0.post2", "3.0", "2.0", "2", "1.0-1"]),
        ("~=", ["1!2.0", "2026.1", "3.0.post2", "3.0", "2.0", "1.0-1", "3.0rc1", "3.0.dev4"]),
        ("<", ["1!3", "1!2.0", "2026.1", "3.0.post2", "3.0", "2.0", "2", "1.0-1"]),
    ],
)
def test_epochs_post_dev_and_local_versions(operator: str, offered: list[str]) -> None:
    """Local versions can be compared for equality only; `~=` needs two numbers (PEP 440)."""
    assert labels(requirements(f"requests{operator}$0"), knowing(ODD))[:8] == offered


def test_an_epoch_is_part_of_what_is_typed() -> None:
    assert labels(requirements("requests>=1!$0"), knowing(ODD)) == ["1!2.0", "1!2.0,<1!3"]


@pytest.mark.parametrize(
    ("versions", "offered"),
    [
        (("5",), [">=5", "~=5.0", "==5", "==5.0.*", ">=5,<6"]),
        (("0.27.1",), [">=0.27.1", "~=0.27", "==0.27.1", "==0.27.*", ">=0.27.1,<0.28"]),
        (("0.0",), [">=0.0", "~=0.0", "==0.0", "==0.0.*", ">=0.0,<0.1"]),
        (("2.0rc1",), [">=2.0rc1", "~=2.0rc1", "==2.0rc1", ">=2.0rc1,<3"]),
        (("2rc1",), [">=2rc1", "~=2.0rc1", "==2rc1", ">=2rc1,<3"]),
        (("2.1+cu118",), [">=2.1", "~=2.1", "==2.1+cu118", "==2.1.*", ">=2.1,<3"]),
        (("1!2.4",), [">=1!2.4", "~=1!2.4", "==1!2.4", "==1!2.4.*", ">=1!2.4,<1!3"]),
    ],
)
def test_ready_constraints_are_legal_for_odd_versions(
    versions: tuple[str, ...], offered: list[str]
) -> None:
    assert labels(requirements("requests $0"), knowing(project(*versions))) == offered


def test_only_what_stands_makes_ready_constraints() -> None:
    withdrawn = project(Release("2.0", yanked=True), "1.0")
    assert labels(requirements("requests $0"), knowing(withdrawn))[0] == ">=1.0"
    nothing_left = project(Release("2.0", yanked=True))
    assert labels(requirements("requests $0"), knowing(nothing_left)) == []
    assert labels(requirements("requests==$0"), knowing(nothing_left)) == ["2.0"]


# -- what is not known


@pytest.mark.parametrize(
    "answer",
    [
        None,
        Missing(REQUESTS, INDEX, NOW),
        Pending(REQUESTS),
        Unavailable(REQUESTS, IndexUnavailable(INDEX, "no connection")),
        project(),
        project(Release("not-a-version")),
    ],
)
@pytest.mark.parametrize("marked", ["requests>=$0", "requests $0", "requests==2.$0"])
def test_no_knowledge_is_an_empty_list_that_may_grow(answer: Answer | None, marked: str) -> None:
    check_completion(requirements(marked), knowledge=knowing(answer))


@pytest.mark.parametrize(
    "marked",
    [
        "requests>=2 $0",
        "requests>=2 <$0",
        "requests # $0",
        "# requests>=$0",
        "./folder>=$0",
        "requests @ https://files.example/x>=$0",
    ],
)
def test_nothing_where_no_version_may_stand(marked: str) -> None:
    """PEP 508 parts clauses by commas: a blank behind one makes room for nothing."""
    check_nothing(requirements(marked), knowing(SPROCKET))


# -- many versions


def test_a_long_list_ends() -> None:
    many = project(*(f"{number}.0" for number in range(3000, 0, -1)))
    offered = labels(requirements("requests<=$0"), knowing(many))
    assert offered == [f"{number}.0" for number in range(3000, 3000 - LIMIT, -1)]
    assert labels(requirements("requests<=17.$0"), knowing(many)) == ["17.0"]


def test_the_limit_of_names_is_not_that_of_versions() -> None:
    few = knowing(SPROCKET, settings=CompletionSettings(limit=2))
    assert len(labels(requirements("requests<=$0"), few)) == len(NEWEST_FIRST)


def test_the_same_version_is_offered_once() -> None:
    twice = knowing(project("1.0", "1.0", " 1.0", "1.0.0"))
    assert labels(requirements("requests<=$0"), twice) == ["1.0", "1.0.0"]
