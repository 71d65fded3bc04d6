"""Python files as editors see them: completion, hover, outline, own extras, indexes."""

from __future__ import annotations

import ast

import pytest

from pypi_language_server.features import hover, symbols
from pypi_language_server.features.own_extras import own_extras
from pypi_language_server.features.scopes import scope_of
from pypi_language_server.features.targets import Subject
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import Document, Session
from tests.support import check

SCRIPT = ManifestKind.SCRIPT
SETUP = ManifestKind.SETUP_PY
NOX = ManifestKind.NOXFILE
FIRST_THREE = ("requests", "requests-oauthlib", "requests-cache")
ALL = [SCRIPT, SETUP, NOX]
FRAMES = {
    SCRIPT: "# /// script\n# dependencies = [{}]\n# ///\nimport flask\n",
    SETUP: "from setuptools import setup\n\nsetup(install_requires=[{}])\n",
    NOX: "import nox\n\ndef tests(session):\n    session.install({})\n",
}


def fixture(kind: ManifestKind, marked: str) -> check.Fixture:
    offset = marked.index("$0")
    text = marked.replace("$0", "", 1)
    return check.Fixture(Document("file:///f", 1, text, kind), offset)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("item", ['"requ$0"', "'requ$0'", '"requ$0', '"flask", "requ$0>=2"'])
def test_names_are_offered(kind: ManifestKind, item: str) -> None:
    check.check_completion(fixture(kind, FRAMES[kind].format(item)), *FIRST_THREE)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"requ$0"', '"requests"'),
        ("'requ$0'", "'requests'"),
        ('"requ$0', '"requests"'),
        ('"requ$0[socks]>=2"', '"requests[socks]>=2"'),
        ('"flask", $0', '"flask", "requests"'),
        ("$0", '"requests"'),
    ],
)
def test_accepting_one_leaves_a_valid_file(kind: ManifestKind, before: str, after: str) -> None:
    expected = FRAMES[kind].format(after)
    check.check_accept("requests", fixture(kind, FRAMES[kind].format(before)), expected)
    ast.parse(expected)


@pytest.mark.parametrize("kind", ALL)
def test_names_that_are_declared_already_go_last(kind: ManifestKind) -> None:
    one = fixture(kind, FRAMES[kind].format('"requests>=2", "requ$0"'))
    check.check_completion(one, "requests-oauthlib", "requests-cache", "requests")


@pytest.mark.parametrize(
    ("kind", "marked"),
    [
        (SCRIPT, 'dependencies = ["requ$0"]\n'),
        (SCRIPT, "# /// script\n# dependencies = [] # requ$0\n# ///\n"),
        (SCRIPT, "# /// script\n# dependencies = []\n# ///\nimport requ$0\n"),
        (SETUP, 'setup(packages=["requ$0"])\n'),
        (SETUP, "# requ$0\nsetup(install_requires=[])\n"),
        (SETUP, "setup(install_requires=[requ$0])\n"),
        (NOX, 'session.run("requ$0")\n'),
        (NOX, 'session.install("-r", $0)\n'),
        (NOX, 'session.install("--target", "requ$0")\n'),
    ],
)
def test_no_names_elsewhere(kind: ManifestKind, marked: str) -> None:
    check.check_nothing(fixture(kind, marked))


@pytest.mark.parametrize("kind", ALL)
def test_hovers_stand_on_requirements(kind: ManifestKind) -> None:
    frame = FRAMES[kind]
    shown = check.hovered(fixture(kind, frame.format('"requ$0ests>=2"')))
    assert shown is not None
    assert "Python HTTP for Humans" in shown.plain
    assert check.hovered(fixture(kind, "$0" + frame.format('"requests"'))) is None


def test_hovers_stand_on_each_line_of_a_string() -> None:
    text = 'setup(install_requires="""\n    flask\n    requ$0ests>=2  # why\n""")'
    shown = check.hovered(fixture(SETUP, text))
    assert shown is not None
    assert shown.span.of(text.replace("$0", "")) == "requests"


@pytest.mark.parametrize(
    ("kind", "item", "subject"),
    [
        (SCRIPT, '"req$0uests @ https://h.example/r.whl"', Subject.DIRECT),
        (SETUP, '"req$0uests @ https://h.example/r.whl"', Subject.DIRECT),
        (NOX, '"req$0uests @ https://h.example/r.whl"', Subject.DIRECT),
        (SETUP, '"my-o$0wn[dev]"], name="My.Own", other=["x"', Subject.ITSELF),
        (SETUP, '"req$0uests"', Subject.PROJECT),
    ],
)
def test_what_a_requirement_names(kind: ManifestKind, item: str, subject: Subject) -> None:
    one = fixture(kind, FRAMES[kind].format(item))
    target = hover.target(one.document, one.offset)
    assert target is not None
    assert target.subject is subject


def test_a_script_s_sources_say_where_a_project_comes_from() -> None:
    lines = '# dependencies = ["inner"]\n# [tool.uv.sources]\n# in$0ner = { path = "../inner" }\n'
    one = fixture(SCRIPT, f"# /// script\n{lines}# ///\n")
    target = hover.target(one.document, one.offset)
    assert target is not None
    assert target.subject is Subject.DIRECT
    sources = fixture(SCRIPT, f"# /// script\n{lines[: lines.index('in$0ner')]}$0\n# ///\n")
    offered = check.completed(sources)
    assert offered is not None
    assert offered.items[0].label == "inner"


def test_an_index_in_a_session_is_known_to_look_ups() -> None:
    text = FRAMES[NOX].format('"--index-url", "https://corp.example/simple", "inner"')
    manifest = Document("file:///noxfile.py", 1, text, NOX).manifest
    scope = scope_of(manifest, manifest.entries[0], trusted=False)
    assert [(item.url, item.replaces_default) for item in scope.declared] == [
        ("https://corp.example/simple", True)
    ]


def test_the_project_s_own_extras() -> None:
    text = 'EXTRAS = {"docs": ["sphinx"]}\nsetup(extras_require={"dev": ["x[docs]"], **EXTRAS})\n'
    assert own_extras(Document("file:///setup.py", 1, text, SETUP).manifest) == ("docs", "dev")


def test_files_are_offered_behind_the_option_that_reads_one() -> None:
    around = check.knowing(files=("requirements.txt", "src/"))
    before, after = 'session.install("-r", "re$0")', 'session.install("-r", "requirements.txt")'
    check.check_accept("requirements.txt", fixture(NOX, before), after, knowledge=around)
    before, after = 'session.install("-e", ".$0")', 'session.install("-e", "./src/")'
    check.check_accept("./src/", fixture(NOX, before), after, knowledge=around)


def test_outlines() -> None:
    def drawn(kind: ManifestKind, text: str) -> list[tuple[str, list[str]]]:
        outline = symbols.outline(Document("file:///f", 1, text, kind))
        return [(item.name, [child.name for child in item.children]) for item in outline]

    extras = 'setup(install_requires=["flask"], extras_require={"dev": ["pytest"], "no": []})'
    assert drawn(SETUP, extras) == [
        ("install_requires", ["flask"]),
        ("extras_require.dev", ["pytest"]),
        ("extras_require.no", []),
    ]
    assert drawn(NOX, FRAMES[NOX].format('"pytest", "-e", ".[dev]"')) == [
        ("tests", ["pytest", "."])
    ]
    assert drawn(SCRIPT, FRAMES[SCRIPT].format('"flask"')) == [("dependencies", ["flask"])]


@pytest.mark.parametrize(
    ("name", "kind"), [("setup.py", SETUP), ("noxfile.py", NOX), ("run.py", SCRIPT)]
)
def test_a_session_takes_them(name: str, kind: ManifestKind) -> None:
    document = Session().open(f"file:///p/{name}", "python", 1, FRAMES[kind].format('"flask"'))
    assert document is not None
    assert document.kind is kind
    assert [entry.name.value for entry in document.manifest.entries if entry.name] == ["flask"]
