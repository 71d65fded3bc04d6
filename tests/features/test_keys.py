"""Keys of a pyproject.toml: in which tables which are offered, and what accepting one writes."""

from __future__ import annotations

import tomllib

import pytest

from pypi_language_server.features import key_tables, key_tables_tools, keys
from pypi_language_server.features.model import ItemKind
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import Document
from tests.support.check import Fixture, check_accept, check_nothing, completed, pyproject

PROJECT = "[project]\n"
POETRY = "[tool.poetry.dependencies]\n"
SOURCES = "[tool.uv.sources]\n"


def labels(marked: str) -> list[str]:
    answer = completed(pyproject(marked))
    assert answer is not None
    assert all(item.kind is ItemKind.KEY for item in answer.items)
    return [item.label for item in answer.items]


@pytest.mark.parametrize(
    ("marked", "some"),
    [
        ("[project]\n$0", {"name", "requires-python", "dependencies"}),
        ("[project]\nname = 'x'\n\n$0\n[tool.x]\n", {"version", "optional-dependencies"}),
        ("[ project ] # ours\n$0", {"name"}),
        ("[build-system]\n$0", {"requires", "build-backend", "backend-path"}),
        ("[project.urls]\n$0", {"Source", "Changelog"}),
        ("[project]\nurls = { $0 }\n", {"Source", "Changelog"}),
        ("[dependency-groups]\n$0", {"dev", "test", "docs"}),
        ("[dependency-groups]\nall = [{ $0 }]\n", {"include-group"}),
        ("[project.optional-dependencies]\n$0", {"test", "docs"}),
        ("[tool.uv]\n$0", {"constraint-dependencies", "sources", "resolution"}),
        ("[[tool.uv.index]]\n$0", {"name", "url", "explicit"}),
        ("[tool.uv]\nindex = [{ $0 }]\n", {"name", "url", "explicit"}),
        ("[tool.uv.sources]\nx = { $0 }\n", {"index", "workspace", "git", "group", "marker"}),
        ("[tool.uv.sources]\nx = [{ $0 }]\n", {"index", "editable", "extra"}),
        ("[tool.uv.sources.x]\n$0", {"index", "path", "rev"}),
        ("[tool.uv.workspace]\n$0", {"members", "exclude"}),
        ("[tool.poetry]\n$0", {"name", "package-mode", "group"}),
        ("[tool.poetry.dependencies]\nx = { $0 }\n", {"version", "extras", "develop", "source"}),
        ("[tool.poetry.dependencies.x]\n$0", {"version", "optional", "python"}),
        ("[tool.poetry.group.dev.dependencies]\nx = { $0 }\n", {"version", "tag", "rev"}),
        ("[tool.poetry.group.dev]\n$0", {"optional", "dependencies"}),
        ("[[tool.poetry.source]]\n$0", {"name", "url", "priority"}),
        ("[tool.hatch.envs.test]\n$0", {"dependencies", "matrix", "features"}),
        ("[tool.pdm]\n$0", {"distribution"}),
        ("project.$0 = 1\n", set()),
        ("project.urls.Sou$0 = 1\n", {"Source"}),
    ],
)
def test_keys_of_known_tables(marked: str, some: set[str]) -> None:
    if some:
        assert some <= set(labels(marked))
    else:
        check_nothing(pyproject(marked))


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("license", "lic$0\n", 'license = ""\n'),
        ("license", "lic$0", 'license = ""'),
        ("license", "lic$0 = 'MIT'\n", "license = 'MIT'\n"),
        ("license", "li$0c = 'MIT'\n", "license = 'MIT'\n"),
        ("license", 'lic$0 # soon\nname = "x"\n', 'license = "" # soon\nname = "x"\n'),
        ("keywords", 'name = "x"\n  key$0\n', 'name = "x"\n  keywords = []\n'),
        ("urls", 'name = "x"\nur$0\nversion = "1"\n', 'name = "x"\nurls = { }\nversion = "1"\n'),
        ("Source", "urls = { Sou$0 }\n", 'urls = { Source = "" }\n'),
        (
            "Source",
            "urls = { Sou$0 = 'https://h.example' }\n",
            "urls = { Source = 'https://h.example' }\n",
        ),
    ],
)
def test_accepting_a_key_of_the_project(label: str, before: str, after: str) -> None:
    check_accept(label, pyproject(PROJECT + before), PROJECT + after)


@pytest.mark.parametrize(
    ("table", "label", "before", "after"),
    [
        (POETRY, "version", "x = { $0 }", 'x = { version = "" }'),
        (POETRY, "version", "x = {$0}", 'x = {version = ""}'),
        (POETRY, "extras", 'x = { version = "1", ex$0 }', 'x = { version = "1", extras = [] }'),
        (POETRY, "extras", 'x = { version = "1" $0 }', 'x = { version = "1" , extras = [] }'),
        (
            POETRY,
            "optional",
            'x = { opt$0, version = "1" }',
            'x = { optional = true, version = "1" }',
        ),
        (POETRY, "optional", 'x = { $0 version = "1" }', 'x = { optional = true, version = "1" }'),
        (POETRY, "git", 'x = { gi$0 = "https://h.example" }', 'x = { git = "https://h.example" }'),
        (SOURCES, "workspace", "x = { wor$0 }", "x = { workspace = true }"),
        (
            SOURCES,
            "index",
            'x = [{ ind$0 }, { path = "x" }]',
            'x = [{ index = "" }, { path = "x" }]',
        ),
    ],
)
def test_accepting_a_key_of_an_inline_table(
    table: str, label: str, before: str, after: str
) -> None:
    check_accept(label, pyproject(f"{table}{before}\n"), f"{table}{after}\n")


def test_accepting_an_included_group() -> None:
    before = '[dependency-groups]\ntest = ["a"]\ndev = ["b", { inc$0 }]\n'
    check_accept("include-group", pyproject(before), before.replace("inc$0", 'include-group = ""'))


def test_what_is_written_already_is_left_out() -> None:
    assert "name" not in labels('[project]\n$0\nname = "x"\n')
    assert "name" not in labels('[project]\nname = "x"\n$0\n')
    assert "name" in labels('[project]\nna$0me = "x"\n')
    assert "urls" not in labels("[project]\n$0\n[project.urls]\nSource = 'x'\n")
    assert "index" not in labels("[[tool.uv.index]]\nname = 'x'\n[tool.uv]\n$0\n")
    assert "version" not in labels('[tool.poetry.dependencies]\nx = { version = "1", $0 }\n')
    assert "url" in labels('[[tool.uv.index]]\nurl = "a"\n[[tool.uv.index]]\n$0\n')


@pytest.mark.parametrize(
    "marked",
    [
        "[tool.unknown]\n$0",
        "[proj$0ect]\n",
        "[project]\n# $0\n",
        "[project] # $0\n",
        "[project]\nname $0= 'x'\n",
        "[project]\nname = 'x' $0\n",
        "[project]\n'lic$0\n",
        "$0",
        "lic$0",
        "[project]\ndescription = '''\n[tool.uv]\nres$0'''\n",
    ],
)
def test_nothing_where_no_key_may_stand(marked: str) -> None:
    check_nothing(pyproject(marked))


@pytest.mark.parametrize(
    ("kind", "marked", "some"),
    [
        (ManifestKind.UV, "$0", {"resolution", "index-url"}),
        (ManifestKind.UV, "[[index]]\n$0", {"name", "url"}),
        (ManifestKind.HATCH, "[envs.test]\n$0", {"dependencies"}),
        (ManifestKind.PIPFILE, "[packages]\nx = { $0 }\n", {"version", "index", "ref"}),
        (ManifestKind.PIPFILE, "[[source]]\n$0", {"url", "verify_ssl"}),
        (ManifestKind.PIXI, "[pypi-dependencies]\nx = { $0 }\n", {"env-markers", "index"}),
        (ManifestKind.SCRIPT, "# /// script\n# $0\n# ///\n", {"requires-python", "dependencies"}),
        (ManifestKind.SCRIPT, "# /// script\n# [tool.uv]\n# res$0\n# ///\n", {"resolution"}),
        (ManifestKind.SCRIPT, "# /// script\n#$0\n# ///\n", set()),
        (ManifestKind.SCRIPT, "# /// script\n# ///\n$0\nrequires", set()),
        (ManifestKind.REQUIREMENTS, "[project]\n$0", set()),
    ],
)
def test_files_that_hold_a_part_of_it(kind: ManifestKind, marked: str, some: set[str]) -> None:
    text = marked.replace("$0", "")
    answer = completed(Fixture(Document("file:///f", 1, text, kind), marked.index("$0")))
    items = answer.items if answer else ()
    found = {item.label for item in items if item.kind is ItemKind.KEY}
    assert some <= found
    assert bool(found) is bool(some)


EVERY = {**key_tables.STANDARD, **key_tables_tools.TOOLS}


@pytest.mark.parametrize("path", EVERY, ids=".".join)
def test_every_key_is_valid_toml_and_says_what_it_is_for(path: tuple[str, ...]) -> None:
    found = keys.table_at(tuple("x" if key == "*" else key for key in path))
    assert found
    assert len({key.name for key in found}) == len(found)
    for key in found:
        assert tomllib.loads(f"{key.name} = {key.value}")
        assert key.text.endswith(".")
        assert key.text[0].isupper()


@pytest.mark.parametrize("path", key_tables.VALUES, ids=".".join)
def test_every_value_says_what_it_means(path: tuple[str, ...]) -> None:
    for value in keys.values_at(path):
        assert value.value.strip()
        assert value.text.endswith(".")


def test_values_belong_to_keys_that_are_offered() -> None:
    for path in key_tables.VALUES:
        assert keys.key_at(tuple("x" if key == "*" else key for key in path)) is not None, path
