"""The outline of a manifest, drawn as a tree."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from pypi_language_server.features.model import Symbol
from pypi_language_server.features.symbols import outline
from tests.support.check import Fixture, pyproject, requirements

PARTS = [
    "[project]\n",
    'dependencies = ["a>1", "b[x]"]\n',
    "dependencies = [\n",
    '"a", ',
    "[dependency-groups]\n",
    "dev = ['c']\n",
    "[tool.poetry.dependencies]\n",
    'd = "^1"\n',
    'e = {version = "*", extras = ["y"]}\n',
    "]",
    "[tool.uv.sources]\n",
    "f = { path = '../f' }\n",
    "g @ https://g.example\n",
    "-e ./h\n",
    "i==1 # c\n",
]


def tree(symbols: tuple[Symbol, ...], text: str, depth: int = 0) -> Iterator[str]:
    for symbol in symbols:
        yield f"{'  ' * depth}{symbol.name} ({symbol.detail}) <{symbol.selection.of(text)}>\n"
        yield from tree(symbol.children, text, depth + 1)


def drawn(fixture: Fixture) -> str:
    return "".join(tree(outline(fixture.document), fixture.text))


def test_requirements_stand_at_the_top_of_a_requirements_file() -> None:
    text = """\
        $0# base
        requests[socks]>=2,<3  # why
        -r other.txt
        lib @ https://me:secret@files.example/lib.whl
        -e ./folder
        flask
        """
    assert drawn(requirements(text)) == snapshot("""\
requests ([socks] >=2,<3) <requests>
lib (https://files.example/lib.whl) <lib>
./folder () <./folder>
flask () <flask>
""")


def test_groups_hold_their_requirements() -> None:
    text = """\
        $0[project]
        dependencies = ["requests[socks]>=2", "flask"]
        [project.optional-dependencies]
        none = []
        [dependency-groups]
        dev = ["pytest", {include-group = "x"}]
        [tool.uv.sources]
        flask = { path = "../flask" }
        [tool.poetry.dependencies]
        python = "^3.11"
        "zope.interface" = { version = "^5", extras = ["docs"] }
        """
    assert drawn(pyproject(text)) == snapshot("""\
project.dependencies (2 requirements) <dependencies>
  requests ([socks] >=2) <requests>
  flask () <flask>
optional-dependencies.none (0 requirements) <none>
dependency-groups.dev (1 requirement) <dev>
  pytest () <pytest>
tool.uv.sources (1 requirement) <[tool.uv.sources]>
  flask (../flask) <flask>
tool.poetry.dependencies (1 requirement) <[tool.poetry.dependencies]>
  zope.interface ([docs] ^5) <zope.interface>
""")


def test_an_empty_file_has_an_empty_outline() -> None:
    assert outline(requirements("$0").document) == ()
    assert outline(pyproject("$0").document) == ()


def check_nested(symbols: tuple[Symbol, ...], length: int) -> None:
    for symbol in symbols:
        assert symbol.name.strip(), "editors refuse symbols without a name"
        assert symbol.span.contains(symbol.selection)
        assert symbol.span.end <= length
        assert all(symbol.span.contains(child.span) for child in symbol.children)
        check_nested(symbol.children, length)


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join), st.integers(0, 200))
def test_any_text_has_an_outline_that_editors_accept(text: str, cut: int) -> None:
    for kind in (requirements, pyproject):
        document = kind(f"{text[:cut]}$0").document
        check_nested(outline(document), len(document.text))
