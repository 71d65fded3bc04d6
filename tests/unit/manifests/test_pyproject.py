"""What is read from a pyproject.toml, construct by construct."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypi_language_server.manifests import requirement
from pypi_language_server.manifests.fragment import Fragment
from pypi_language_server.manifests.model import Form, ManifestKind, Syntax
from pypi_language_server.manifests.pyproject import scan
from pypi_language_server.text import Span
from tests.unit.manifests.pyproject_support import FIXTURES, checked, dump


def check(text: str, expected: str) -> None:
    """Compare what is read with one line per entry; CRLF must not matter."""
    text, expected = dedent(text), dedent(expected).strip()
    assert dump(text) == expected
    assert dump(text.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    "text",
    [
        '[project]\ndependencies = ["flask>=2"]',
        "[ project ]\n  \"dependencies\"=[\n\n'flask>=2',]",
        'project.dependencies = ["flask>=2"]',
        '"project" . \'dependencies\' = [ """flask>=2""" ]',
        "project = {dependencies = ['''flask>=2''']}",
        'project = { name = "x", dependencies = ["flask>=2"] }',
        '[project]\ndependencies = [ # "one"\n  # "two"\n "flask>=2" # "three"\n]',
        '[project]\ndependencies = ["fl\\u0061sk\\u003e=2"]',
        '[project]\ndependencies = ["""\\\n   flask\\\n   >=2"""]',
        '\ufeff[project]\ndependencies = ["flask>=2"]',
        '# comment\n\n[project] # comment\nname = "x" # [y]\ndependencies = ["flask>=2"]',
        '[project]\nreadme = """\n[tool.x]\n"""\ndependencies = ["flask>=2"]',
        '[project]\nkeywords = [\n  "a",\n]\nurls = { x = "y" }\ndependencies = ["flask>=2"]',
    ],
)
def test_every_way_of_writing_a_dependency(text: str) -> None:
    assert dump(text) == "project.dependencies: flask >=2"


def test_groups_of_the_standards() -> None:
    check(
        """
        [build-system]
        requires = ["hatchling>=1", "build[virtualenv]"]
        [project]
        dependencies = ["a ; python_version < '3.9'", "b @ https://b.example/b.whl", "c (>=1,<2)"]
        optional-dependencies.cli = ["d"]
        [dependency-groups]
        test = ["e", {include-group = "lint"}, "f"]
        """,
        """
        build-system.requires: hatchling >=1
        build-system.requires: build[virtualenv]
        project.dependencies: a ; python_version < '3.9'
        project.dependencies: b @ https://b.example/b.whl
        project.dependencies: c >=1,<2
        optional-dependencies.cli: d
        dependency-groups.test: e
        dependency-groups.test: f
        """,
    )


def test_included_groups() -> None:
    manifest = checked(
        "[dependency-groups]\nx = [{include-group='a'}, { include-group = \"\" }]\n"
        '[project]\ndependencies = [{include-group = "no"}]\n'
    )
    assert [token.value for token in manifest.includes] == ["a"]
    assert manifest.entries == ()


def test_uv() -> None:
    check(
        """
        [tool.uv]
        dev-dependencies = ["a"]
        constraint-dependencies = ["b"]
        override-dependencies = ["c"]
        build-constraint-dependencies = ["d"]
        environments = ["sys_platform == 'linux'"]
        required-version = ">=0.5"
        [tool.uv.sources]
        e = { workspace = true }
        f = [{ index = "one", marker = "x" }, { index = "two" }]
        g.git = "https://g.example/g"
        [tool.uv.sources.h]
        path = "../h"
        """,
        """
        tool.uv.dev-dependencies: a
        tool.uv.constraint-dependencies: b
        tool.uv.override-dependencies: c
        tool.uv.build-constraint-dependencies: d
        tool.uv.sources: e
        tool.uv.sources: f ; x <- one
        tool.uv.sources: g @ https://g.example/g
        tool.uv.sources: h @ ../h
        """,
    )


def test_sources_assign_indexes_to_projects_everywhere() -> None:
    check(
        """
        [project]
        dependencies = ["My_Lib>=1", "other"]
        [tool.uv.sources]
        my-lib = { index = "company" }
        [dependency-groups]
        dev = ["my.lib[extra]"]
        """,
        """
        project.dependencies: My_Lib >=1 <- company
        project.dependencies: other
        tool.uv.sources: my-lib <- company
        dependency-groups.dev: my.lib[extra] <- company
        """,
    )


def test_poetry() -> None:
    check(
        """
        [tool.poetry.dependencies]
        python = "^3.9"
        a = "^1.2"
        "b.c" = { version = "~1", extras = ["x", 'y'], markers = "os_name == 'nt'" }
        d = [{ version = "<2", python = "<3.9" }, { version = ">=2", extras = ["z"] }]
        e = { git = "https://e.example/e", branch = "main" }
        f = { version = ">=1", source = "company" }
        g.version = "*"
        g.extras = ["one"]
        [tool.poetry.dependencies.h]
        version = "1.*"
        optional = true
        [tool.poetry.dev-dependencies]
        i = ""
        [tool.poetry.group.docs.dependencies]
        j = "^2 || ^3"
        [tool.poetry.group."with space"]
        dependencies.k = "1"
        dependencies = { l = "2" }
        [tool.poetry.extras]
        no = ["a"]
        """,
        """
        tool.poetry.dependencies: a ^1.2
        tool.poetry.dependencies: b.c[x,y] ~1 ; os_name == 'nt'
        tool.poetry.dependencies: d[z] <2
        tool.poetry.dependencies: e @ https://e.example/e
        tool.poetry.dependencies: f >=1 <- company
        tool.poetry.dependencies: g[one] *
        tool.poetry.dependencies: h 1.*
        tool.poetry.dev-dependencies: i
        tool.poetry.group.docs.dependencies: j ^2 || ^3
        tool.poetry.group.with space.dependencies: k 1
        tool.poetry.group.with space.dependencies: l 2
        """,
    )


def test_poetry_several_constraints_as_an_array_of_tables() -> None:
    check(
        """
        [[tool.poetry.dependencies.a]]
        version = "<2"
        [[tool.poetry.dependencies.a]]
        version = ">=2"
        """,
        "tool.poetry.dependencies: a <2",
    )


def test_poetry_syntax_and_form() -> None:
    manifest = checked('[tool.poetry.dependencies]\na = "^1"\n[tool.uv.sources]\nb = {}\n')
    assert [(entry.form, entry.syntax) for entry in manifest.entries] == [
        (Form.KEY, Syntax.POETRY),
        (Form.KEY, Syntax.PEP440),
    ]


def test_pdm_and_hatch() -> None:
    check(
        """
        [tool.pdm.dev-dependencies]
        test = ["a", "-e file:///x/y#egg=b", "-e ./c", "--editable=d @ file:///d"]
        [tool.hatch.envs.default]
        dependencies = ["e"]
        extra-dependencies = ["f"]
        features = ["no"]
        [tool.hatch.envs.default.scripts]
        dependencies = "no"
        [tool.hatch]
        envs.lint.dependencies = ["g"]
        """,
        """
        tool.pdm.dev-dependencies.test: a
        tool.pdm.dev-dependencies.test: b @ file:///x/y#egg=b
        tool.pdm.dev-dependencies.test: - @ ./c
        tool.pdm.dev-dependencies.test: - @ d @ file:///d
        tool.hatch.envs.default.dependencies: e
        tool.hatch.envs.default.extra-dependencies: f
        tool.hatch.envs.lint.dependencies: g
        """,
    )


def test_nothing_else_is_a_dependency() -> None:
    check(
        """
        dependencies = ["no"]
        requires = ["no"]
        [project]
        name = "no"
        requires-python = ">=3.9"
        dynamic = ["dependencies"]
        scripts.dependencies = "no:main"
        optional-dependencies = ["no"]
        text = 'dependencies = ["no"]'
        [project.dependencies]
        no = "1"
        [project.urls]
        dependencies = "https://no.example"
        [projects]
        dependencies = ["no"]
        [tool.pytest.ini_options]
        dependencies = ["no"]
        required_plugins = ["no>=1"]
        [tool.poetry]
        dependencies = ["no"]
        requires-poetry = ">=2"
        [dependency-groups.x]
        dependencies = ["no"]
        [[tool.mypy.overrides]]
        project.dependencies = ["no"]
        """,
        "",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["req', "req OPEN"),
        ('["req\n]', "req OPEN"),
        ('["req, # why\n]', "req OPEN"),
        ('["req]\n', "req OPEN"),
        ('["req[a]\n', "req[a] OPEN"),
        ('["req[a\n]', "req[a] OPEN"),
        ('["req[a"]', "req[a] OPEN"),
        ('["req>=2,<3\n  "b"]', "req >=2,<3 OPEN|b"),
        ('["req, "b", "c"]', "req OPEN|b|c"),
        ("['req, 'b']", "req OPEN|b"),
        ('["a" "b"]', "a|b"),
        ('["', "- OPEN"),
        ('[""]', "-"),
        ('["a", req", "b"]', "a|b"),
        ('["a", req, "b"]', "a|b"),
        ("[", ""),
        ("", ""),
        ('"req"', ""),
        ('{ a = "req" }', ""),
        ('["""a\n', "a OPEN"),
        ('["a"], "b"]', "a"),
    ],
)
def test_half_typed_arrays(text: str, expected: str) -> None:
    found = dump(f"[project]\ndependencies = {text}").replace("project.dependencies: ", "")
    assert found.split("\n") == expected.split("|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("req", "req"),
        ("req =", "req"),
        ('req = "', "req OPEN"),
        ('req = "^1\nb = "2"', "req ^1 OPEN|b 2"),
        ('"req', "req OPEN"),
        ('"req"', "req"),
        ('"req = "^1"', "req ^1 OPEN"),
        ("zope.int", "zope.int"),
        ('req = { version = "^1', "req ^1 OPEN"),
        ('req = { version = "^1" \nb = "2"', "req ^1 OPEN|b 2"),
        ('req = { version = "^1 }\nb = "2"', "req ^1 OPEN|b 2"),
        ('req = { version = "^1", extras = ["a" }\nb = "2"', "req[a] ^1 OPEN|b 2"),
        ('req = {\n  version = "^1",\n  extras = ["a"]\n}\nb = "2"', "req[a] ^1|b 2"),
        ('req = {\nb = "2"', "req OPEN|b 2"),
        ('re\nreq = "1"\nreq', "re|req 1|req"),
        ('pyt\npython\npython = "3"\nb = "1"', "pyt|b 1"),
        ('é = "1"\nb = "1"', "b 1"),
    ],
)
def test_half_typed_tables(text: str, expected: str) -> None:
    found = dump(f"[tool.poetry.dependencies]\n{text}")
    assert found.replace("tool.poetry.dependencies: ", "").split("\n") == expected.split("|")


def test_a_head_that_is_being_typed_keeps_the_table() -> None:
    check(
        """
        [project]
        [tool.
        dependencies = ["a"]
        [
        optional-dependencies.x = ["b"]
        [tool.ruff]
        dependencies = ["no"]
        """,
        """
        project.dependencies: a
        optional-dependencies.x: b
        """,
    )


def test_indexes() -> None:
    manifest = checked(
        dedent("""
        [tool.uv]
        index-url = "https://main.example/simple"
        extra-index-url = ["https://one.example/simple", 'https://two.example/simple']
        no-index = true
        [[tool.uv.index]]
        name = "company"
        url = "https://company.example/simple"
        default = true
        [[tool.uv.index]]
        url = "https://cpu.example"
        explicit = true
        [[tool.uv.index]]
        name = "no-address"
        [[tool.poetry.source]]
        name = "first"
        url = "https://first.example"
        [[tool.poetry.source]]
        name = "later"
        url = "https://later.example"
        priority = "supplemental"
        [[tool.poetry.source]]
        name = "named"
        url = "https://named.example"
        priority = "explicit"
        [tool.pdm]
        source = [{ name = "pypi", url = "https://pdm.example" }, { url = "" }]
        """)
    )
    found = [
        (index.name, index.url.value, index.replaces_default, index.explicit)
        for index in manifest.indexes
    ]
    assert found == [
        (None, "https://main.example/simple", True, False),
        (None, "https://one.example/simple", False, False),
        (None, "https://two.example/simple", False, False),
        ("company", "https://company.example/simple", True, False),
        (None, "https://cpu.example", False, True),
        ("first", "https://first.example", True, False),
        ("later", "https://later.example", False, False),
        ("named", "https://named.example", False, True),
        ("pypi", "https://pdm.example", True, False),
    ]
    assert manifest.no_index


def test_the_project_s_own_name() -> None:
    assert scan('project = { "name" = "wei\\u00df" }').project_name == "weiß"
    assert scan("[project]\nname = 1\n").project_name is None


def test_groups_for_an_outline() -> None:
    text = dedent("""\
        [project]
        dependencies = [
          "a",
        ]
        [tool.poetry.dependencies.b]
        version = "1"
        [tool.poetry.dependencies]
        c = "2"
        [dependency-groups]
        empty = []
        "dotted.name" = ["d"]
        """)
    manifest = checked(text)
    assert manifest.kind is ManifestKind.PYPROJECT
    found = [
        (group.label, group.span.of(text), group.name_span.of(text)) for group in manifest.groups
    ]
    assert found == [
        ("project.dependencies", '[\n  "a",\n]', "dependencies"),
        (
            "tool.poetry.dependencies",
            '[tool.poetry.dependencies.b]\nversion = "1"\n[tool.poetry.dependencies]\nc = "2"',
            "[tool.poetry.dependencies]",
        ),
        ("dependency-groups.empty", "[]", "empty"),
        ("dependency-groups.dotted.name", '["d"]', "dotted.name"),
    ]
    assert manifest.groups[3].path == ("dependency-groups", "dotted.name")


def test_spans_of_entries() -> None:
    text = (
        '[project]\ndependencies = [ "a>=1" ]\n[tool.poetry.dependencies]\n"b" = {version="1"} # x'
    )
    spans = [entry.span.of(text) for entry in checked(text).entries]
    assert spans == ["a>=1", 'b" = {version="1"}']


def test_comments_of_the_tables_that_matter() -> None:
    text = '# one\n[project] # head\n# two\nname = "#" # three\ndependencies = [ # four\n]\n'
    comments = [comment.of(text) for comment in checked(text).comments]
    assert comments == ["# one", "# head", "# two", "# three", "# four"]


def test_problems() -> None:
    text = '[project]\ndependencies = ["a b", "[x]", "ok>=1", "open\n]\n'
    found = [(problem.code, problem.span.of(text)) for problem in checked(text).problems]
    assert found == [
        ("invalid-requirement", "b"),
        ("invalid-requirement", "[x]"),
        ("unclosed-string", '"open'),
    ]


_parts = st.tuples(
    st.sampled_from(["a", "Flask", "ruamel.yaml", "x--y", "a_", "-a", "é", "1"]),
    st.sampled_from(["", " ", "  ", "\t"]),
    st.sampled_from(["", "[a]", "[a, b]", "[]", "[ a,,b ]", "[é]", "[a"]),
    st.sampled_from(["", ">=1", ">= 1 , <2", "(>=1)", "( >=1, <2 )", "==1.*", "=>=1", ">", "~1|2"]),
    st.sampled_from(["", ";x", " ; a == 'b' ", ";", "; ;", " ;é", " @ https://x.example"]),
).map("".join)


@settings(max_examples=300)
@given(_parts | st.text(st.sampled_from("ab[], .-<>=!~;()@ "), max_size=15))
def test_ordinary_requirements_are_read_as_any_others(written: str) -> None:
    """The short way for finished requirements gives what the tolerant reader gives."""
    text = f'[project]\ndependencies = ["{written}"]\n'
    start = text.index('"') + 1
    piece = Fragment.plain(text, Span(start, start + len(written)))
    parts = requirement.read(written)
    assert checked(text).entries == (requirement.entry(piece, parts, group=0, form=Form.STRING),)


def test_fixtures_are_read_whole() -> None:
    counts = {name: len(checked(text).entries) for name, text in FIXTURES.items()}
    assert counts == {
        "hatch-envs": 15,
        "oddities": 20,
        "pdm": 11,
        "poetry1": 18,
        "poetry2": 12,
        "setuptools": 16,
        "unicode": 9,
        "uv-workspace": 21,
        "windows": 7,
    }
