"""What a noxfile.py's sessions install, and where names may be completed there."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, accept_as, checked, dump, show_place

KIND = ManifestKind.NOXFILE
FIXTURES = kind_properties.fixtures("noxfile")
PREFIX = "import nox\n\n@nox.session\ndef tests(session):\n    session.install("
CALL = PREFIX + "{})\n"
PIECES = [
    *("session.install(", 'session.run("pip", "install", ', "session.run_install(", "def f(s):\n"),
    *(
        '"requests"',
        "'flask>=2',",
        '"-r"',
        '"-e"',
        '".[dev]"',
        '"-"',
        '"--index-url=',
        "silent=True",
    ),
    *(
        'f"x{y}"',
        "*A",
        '"""',
        "\\n",
        ".join(",
        " + ",
        "\n    session.run('a')",
        "s.install(",
        "# c",
    ),
]


def valid(text: str) -> None:
    ast.parse(text.removeprefix("\ufeff"))


def test_by_name() -> None:
    assert kinds.kind_of("file:///p/noxfile.py", "python") is KIND
    assert kinds.kind_of("file:///p/my_noxfile.py", "python") is ManifestKind.SCRIPT


SESSIONS = """\
    tests: -[tests] @ .
    tests: pytest >=8
    tests: coverage[toml]
    lint: ruff ==0.8.*
    lint: mypy >=1.13
    docs: sphinx >=8
    docs: furo ; python_version >= "3.9"
    docs: - @ ./themes/ours
    docs: - @ .
    docs: sphinx-autobuild
    release: build
    release: twine"""
WINDOWS = """\
    tests: pytest
    tests: tox >=4
    tests: wheel
    tests: attrs"""


@pytest.mark.parametrize(("name", "expected"), [("sessions", SESSIONS), ("windows", WINDOWS)])
def test_whole_files(name: str, expected: str) -> None:
    assert dump(KIND, FIXTURES[f"{name}.txt"]) == dedent(expected)


def test_options() -> None:
    manifest = checked(KIND, FIXTURES["sessions.txt"])
    options = [
        (option.name.value, option.value.value if option.value else None, option.known)
        for option in manifest.options
    ]
    assert options == [
        ("-r", "requirements/test.txt", True),
        ("-c", "constraints.txt", True),
        ("-e", ".[tests]", True),
        ("--upgrade", None, False),
        ("--index-url", "https://index.example/simple", True),
    ]
    assert [(index.url.value, index.replaces_default) for index in manifest.indexes] == [
        ("https://index.example/simple", True)
    ]
    assert not manifest.no_index
    assert manifest.problems == ()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('"-r", "a.txt"', "-r=a.txt"),
        ('"-ra.txt"', "-r=a.txt"),
        ('"--requirement=a.txt"', "--requirement=a.txt"),
        ('"-r a.txt", "--pre"', "-r=a.txt --pre"),
        ('"--target", "dir", "--quiet"', "--target=dir --quiet"),
        ('"-r", NAME, "flask"', "-r + flask"),
        ('"-r", f"{x}.txt", "flask"', "-r + flask"),
        ('"-r", "flask" + x', "-r"),
        ('"--no-deps", "flask"', "--no-deps + flask"),
        ('"-"', "-"),
        ('"--extra-index-url", "https://h.example/"', "--extra-index-url=https://h.example/"),
    ],
)
def test_options_and_their_values(arguments: str, expected: str) -> None:
    manifest = checked(KIND, CALL.format(arguments))
    said = [
        option.name.value + (f"={option.value.value}" if option.value else "")
        for option in manifest.options
    ]
    names = [f"+ {entry.name.value}" for entry in manifest.entries if entry.name]
    assert " ".join(said + names) == expected


def test_no_index_holds_for_the_file() -> None:
    assert checked(KIND, CALL.format('"--no-index", "-f", "wheels", "flask"')).no_index


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ('session.install("a", *B, "c")', "a c"),
        ('session.install("a", silent=True)', "a"),
        ('session . install ("a")', "a"),
        ('session.install(\n        "a",  # b\n        "c",\n    )', "a c"),
        ('session.run("pip", "install", "a")', "a"),
        ('session.run("python", "-m", "pip", "install", "a")', "a"),
        ('session.run_install("uv", "pip", "install", "a")', "a"),
        ('session.run_always("pip", "install", "-U", "a")', "a"),
        ('session.run("pip", "uninstall", "a")', ""),
        ('session.run("apt", "install", "a")', ""),
        ('session.conda_install("a")', ""),
        ('session.notify("a")', ""),
        ('other.install("a")', ""),
        ('my.session.install("a")', ""),
        ('install("a")', ""),
        ('session.install(f"a{b}", "c" + d, "e{}".format(f), g if h else "i")', ""),
        ('session.install("a @ https://h.example/a.whl", "https://h.example/b.whl")', "a"),
        ('# session.install("a")', ""),
        ("\"session.install('a')\"", ""),
        ('if session.python == "3.8":\n        session.install("a")', "a"),
    ],
)
def test_calls(body: str, names: str) -> None:
    manifest = checked(KIND, f"def tests(session):\n    {body}\n")
    assert " ".join(entry.name.value for entry in manifest.entries if entry.name) == names


def test_a_session_may_have_any_name_as_the_first_parameter() -> None:
    text = 'def lint(it: nox.Session, x):\n    it.install("a")\n    x.install("b")\n'
    assert dump(KIND, text) == "lint: a"
    assert (
        dump(KIND, text + 'it.install("c")\ndef f(y):\n    it.install("d")\n') == "lint: a\nlint: c"
    )


def test_groups() -> None:
    text = FIXTURES["sessions.txt"]
    manifest = checked(KIND, text)
    assert [(group.path, group.label) for group in manifest.groups][2:4] == [
        (("lint", "install"), "lint"),
        (("docs", "install"), "docs"),
    ]
    assert {group.name_span.of(text) for group in manifest.groups} == {"install", "run_install"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"re$0q"', '"NAME"'),
        ("'re$0'", "'NAME'"),
        ('"$0"', '"NAME"'),
        ('"$0', '"NAME"'),
        ('"re$0[x]>=1"', '"NAME[x]>=1"'),
        ("$0", '"NAME"'),
        ('"a", $0', '"a", "NAME"'),
        ("'a', $0", "'a', 'NAME'"),
        ('"a" $0', '"a" , "NAME"'),
        ('$0"a"', '"NAME", "a"'),
        ('"-r", "x", $0', '"-r", "x", "NAME"'),
        ('"a", "re$0", silent=True', '"a", "NAME", silent=True'),
        ('"a", $0 silent=True', '"a", "NAME", silent=True'),
        ('\n        "a",\n        $0\n    ', '\n        "a",\n        "NAME"\n    '),
        ('\n        "re$0\n        "a",\n    ', '\n        "NAME",\n        "a",\n    '),
    ],
)
def test_accepting_a_name(before: str, after: str) -> None:
    valid(accept_as(KIND, CALL.format(before), CALL.format(after)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"re$0', '"NAME"'),
        ("$0", '"NAME"'),
        ('"a", "re$0\n    session.run("pytest")\n', '"a", "NAME"\n    session.run("pytest")\n'),
        ('"re$0\n\n@nox.session\ndef x(session):', '"NAME"\n\n@nox.session\ndef x(session):'),
    ],
)
def test_accepting_a_name_in_an_open_call_leaves_only_that_open(before: str, after: str) -> None:
    assert accept(KIND, PREFIX + before, "NAME") == PREFIX + after


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('"req>=$01"', "version '>=' for '>=1' of req"),
        ('"req[so$0]"', "extra 'so' for 'so' of req"),
        ('"req; os_$0name"', "marker 'os_' for 'os_name' of req"),
        ('"-$0"', "option '-' for '-'"),
        ('"--req$0"', "option '--req' for '--req'"),
        ('"-r", "a$0.txt"', "option 'a' for 'a.txt'"),
        ('"--requirement=a$0.txt"', "option 'a' for 'a.txt'"),
        ('"--target", "re$0"', "option 're' for 're'"),
        ('"-e", ".$0"', "url"),
        ('"./fo$0lder"', "url"),
        ('"-r", $0', "nowhere"),
        ('"-r", $0 "a.txt"', "nowhere"),
        ('"--target", # here\n    $0', "nowhere"),
        ('"--pre", $0', "name '' for ''"),
        ('"re$0" + x', "nowhere"),
        ('f"re$0"', "nowhere"),
        ("re$0", "nowhere"),
        ("silent=$0", "nowhere"),
        ("silent=True, $0", "nowhere"),
        ('env={"a": "$0"}', "nowhere"),
        ('"a",  # $0\n    ', "nowhere"),
        ('*f("$0")', "nowhere"),
    ],
)
def test_places(marked: str, expected: str) -> None:
    assert show_place(KIND, CALL.format(marked)) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('session.run("pip", "install", "re$0")', "name 're' for 're' of re"),
        ('session.run("pip", "install", $0)', "name '' for ''"),
        ('session.run("p$0ip", "install", "a")', "nowhere"),
        ('session.run("pip", $0 "install", "a")', "nowhere"),
        ('session.run("pip", "in$0stall", "a")', "nowhere"),
        ('session.run("pip", "install", "a")$0', "nowhere"),
        ('session.run("pytest", "$0")', "nowhere"),
        ("session.run($0)", "nowhere"),
        ('session.conda_install("$0")', "nowhere"),
        ('PYTHONS = ["$0"]', "nowhere"),
        ("$0", "nowhere"),
        ('@nox.session(name="$0")', "nowhere"),
    ],
)
def test_places_elsewhere(marked: str, expected: str) -> None:
    assert show_place(KIND, marked + "\n") == expected


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, PREFIX)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_cursor_in_a_finished_file(name: str) -> None:
    kind_properties.check_fixture(KIND, FIXTURES[name], valid)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    kind_properties.check_truncations(KIND, FIXTURES[name])


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    kind_properties.check_line_ends(KIND, FIXTURES[name])


LARGE = {
    "40,000 lines": PREFIX + "".join(f'    "p-{n}>=1",  # x\n' for n in range(40_000)) + ")\n",
    "40,000 open lines": PREFIX + "".join(f'    "p-{n}>=1\n' for n in range(40_000)),
    "40,000 lines that are not ours": "def f(x):\n    return x + '1'\n" * 20_000,
    "20,000 calls": '    session.install("a")\n' * 20_000,
    "40,000 open calls": "    session.install(\n" * 40_000,
    "one line of a megabyte": PREFIX + '"a' + ">=2, " * 200_000 + '")\n',
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])
