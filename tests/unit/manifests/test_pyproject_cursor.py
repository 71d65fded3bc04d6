"""Where a cursor stands in a pyproject.toml, and what accepting a name there makes of the file."""

from __future__ import annotations

import tomllib

import pytest

from pypi_language_server.manifests.cursor import AtName
from tests.unit.manifests.pyproject_support import accept, place, show_place

ARRAY = "[project]\ndependencies = [{}]\n"
POETRY = "[tool.poetry.dependencies]\n{}\n"
INLINE = "[tool.poetry]\ndependencies = {}\n"
SOURCES = "[tool.uv.sources]\n{}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"req$0"', '"NAME"'),
        ('"$0"', '"NAME"'),
        ("'re$0q'", "'NAME'"),
        ('"""re$0q"""', '"""NAME"""'),
        ('"$0req[a]>=1"', '"NAME[a]>=1"'),
        ('"req$0[a]>=1; x"', '"NAME[a]>=1; x"'),
        ('"re\\u0071$0>=1"', '"NAME>=1"'),
        ('"req$0', '"NAME"'),
        ("'req$0", "'NAME'"),
        ('"req$0>=2', '"NAME>=2"'),
        ('"$0', '"NAME"'),
        ('\n "a",\n "re$0\n "b",\n', '\n "a",\n "NAME",\n "b",\n'),
        ('\n "a",\n "re$0,\n "b",\n', '\n "a",\n "NAME",\n "b",\n'),
        ('\n "a",\n "re$0 # why\n "b",\n', '\n "a",\n "NAME", # why\n "b",\n'),
        ('"re$0, "b"', '"NAME", "b"'),
        ("$0", '"NAME"'),
        ("\n  $0\n", '\n  "NAME"\n'),
        ('"a", $0', '"a", "NAME"'),
        ('"a" $0', '"a" , "NAME"'),
        ('$0 "a"', '"NAME", "a"'),
        ('$0"a"', '"NAME", "a"'),
        ('"a", $0 "b"', '"a", "NAME", "b"'),
        ('\n "a",\n $0\n "b",\n', '\n "a",\n "NAME",\n "b",\n'),
        ('\n "a", # "x"\n $0\n # "y"\n "b"\n', '\n "a", # "x"\n "NAME",\n # "y"\n "b"\n'),
        ('\n "a",\n $0\n # last\n', '\n "a",\n "NAME"\n # last\n'),
        ("re$0q", '"NAME"'),
        ('"a", re$0, "b"', '"a", "NAME", "b"'),
        ('"a", re$0 "b"', '"a", "NAME", "b"'),
        ('"a" re$0', '"a" , "NAME"'),
        ('re$0",', '"NAME",'),
        ("'a', re$0', 'b'", "'a', 'NAME', 'b'"),
        ("re$0q>=2", '"NAME>=2"'),
        ('{include-group = "x"}, $0', '{include-group = "x"}, "NAME"'),
        ('{include-group = "x"} $0', '{include-group = "x"} , "NAME"'),
        ('$0 {include-group = "x"}', '"NAME", {include-group = "x"}'),
    ],
)
def test_accepting_a_name_in_an_array(before: str, after: str) -> None:
    whole = accept(ARRAY.format(before), "NAME")
    assert whole == ARRAY.format(after)
    tomllib.loads(whole)
    crlf = accept(ARRAY.format(before).replace("\n", "\r\n"), "NAME")
    assert crlf == whole.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('dependencies = [\n "a",\n "re$0', 'dependencies = [\n "a",\n "NAME"'),
        ('dependencies = [\n "a",\n $0', 'dependencies = [\n "a",\n "NAME"'),
        ('dependencies = ["re$0\n[tool.x]\n', 'dependencies = ["NAME"\n[tool.x]\n'),
        ("dependencies = [\n$0\n[tool.x]\n", 'dependencies = [\n"NAME"\n[tool.x]\n'),
        ("dependencies = ['re$0", "dependencies = ['NAME'"),
    ],
)
def test_accepting_a_name_in_an_open_array_leaves_only_the_array_open(
    before: str, after: str
) -> None:
    assert accept("[project]\n" + before, "NAME") == "[project]\n" + after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$0", 'NAME = "*"'),
        ("  $0", '  NAME = "*"'),
        ("$0 # why", 'NAME = "*" # why'),
        ("re$0q", 'NAME = "*"'),
        ("re$0 # why", 'NAME = "*" # why'),
        ("zope.in$0t", 'NAME = "*"'),
        ('"re$0', '"NAME" = "*"'),
        ('"re$0"', '"NAME" = "*"'),
        ("'re$0'", "'NAME' = \"*\""),
        ('re$0q = "^1"', 'NAME = "^1"'),
        ('"re$0q" = "^1"', '"NAME" = "^1"'),
        ('"re$0 = "^1"', '"NAME" = "^1"'),
        ("re$0q = { version = '1' }", "NAME = { version = '1' }"),
        ("re$0q.version = '1'", "NAME.version = '1'"),
        ('a = "1"\n$0\nb = "2"', 'a = "1"\nNAME = "*"\nb = "2"'),
        ('a = "1"\nre$0\nb = "2"', 'a = "1"\nNAME = "*"\nb = "2"'),
        ('python = "^3.9"\n$0', 'python = "^3.9"\nNAME = "*"'),
        ('python = """\n^3.9"""\n$0', 'python = """\n^3.9"""\nNAME = "*"'),
        ("# comment\n$0", '# comment\nNAME = "*"'),
        ("python$0", 'NAME = "*"'),
        ("$0\n[tool.x]", 'NAME = "*"\n[tool.x]'),
        ("[tool.poetry.dependencies.re$0q]", "[tool.poetry.dependencies.NAME]"),
        ("[tool.poetry.dependencies.re$0", "[tool.poetry.dependencies.NAME]"),
    ],
)
def test_accepting_a_name_in_poetry_s_table(before: str, after: str) -> None:
    whole = accept(POETRY.format(before), "NAME")
    assert whole == POETRY.format(after)
    tomllib.loads(whole)
    crlf = accept(POETRY.format(before).replace("\n", "\r\n"), "NAME")
    assert crlf == whole.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{$0}", '{NAME = "*"}'),
        ("{ $0 }", '{ NAME = "*" }'),
        ('{ a = "1", $0 }', '{ a = "1", NAME = "*" }'),
        ('{ a = "1" $0 }', '{ a = "1" , NAME = "*" }'),
        ('{ $0 a = "1" }', '{ NAME = "*", a = "1" }'),
        ("{ re$0 }", '{ NAME = "*" }'),
        ('{ a = "1", re$0 }', '{ a = "1", NAME = "*" }'),
        ('{ a = "1" re$0 }', '{ a = "1" , NAME = "*" }'),
        ('{ re$0, a = "1" }', '{ NAME = "*", a = "1" }'),
        ('{ re$0 a = "1" }', '{ NAME = "*", a = "1" }'),
        ('{ re$0q = "1" }', '{ NAME = "1" }'),
        ("{ python$0 }", '{ NAME = "*" }'),
    ],
)
def test_accepting_a_name_in_an_inline_table(before: str, after: str) -> None:
    whole = accept(INLINE.format(before), "NAME")
    assert whole == INLINE.format(after)
    tomllib.loads(whole)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$0", "NAME = { }"),
        ("re$0", "NAME = { }"),
        ("re$0 = { git = 'x' }", "NAME = { git = 'x' }"),
    ],
)
def test_accepting_a_name_among_sources(before: str, after: str) -> None:
    assert accept(SOURCES.format(before), "NAME") == SOURCES.format(after)


@pytest.mark.parametrize(
    ("marked", "is_bare"),
    [("$0", True), ("re$0", True), ('"re$0', False), ('"re$0" = "1"', False), ("re$0 = ''", True)],
)
def test_bare_keys_are_said_to_be_bare(marked: str, is_bare: bool) -> None:
    _, found = place(POETRY.format(marked))
    assert isinstance(found, AtName)
    assert found.bare_key is is_bare


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('"re$0q>=1"', "name 're' for 'req' of req"),
        ('"re\\u0071$0"', "name 'req' for 're\\\\u0071' of req"),
        ('"req>=$01"', "version '>=' for '>=1' of req"),
        ('"req $0"', "version '' for '' of req"),
        ('"req>=1,<$0', "version '<' for '<' of req"),
        ('"req[a$0b]"', "extra 'a' for 'ab' of req"),
        ('"req[$0', "extra '' for '' of req"),
        ('"req; py$0thon"', "marker 'py' for 'python' of req"),
        ('"req @ https://$0x.example"', "url"),
        ('"-e file:///$0x#egg=y"', "url"),
        ('{include-group = "te$0st"}', "include 'te' for 'test'"),
        ('{include-group = "$0"}', "include '' for ''"),
        ('"a", { include-group = "$0', "include '' for ''"),
        ('{include-gr$0oup = "x"}', "nowhere"),
        ('{include-group = "x"$0}', "nowhere"),
        ('"a"$0', "nowhere"),
        ('""$0', "nowhere"),
        ('# $0\n"a"', "nowhere"),
        ('"a", # re$0\n', "nowhere"),
        ("[$0]", "nowhere"),
        (">=$02", "nowhere"),
        ("req>=$02", "nowhere"),
        ('"""\n$0requests"""', "name '' for 'requests' of requests"),
        ('"""req\\\n  $0uests"""', "nowhere"),
    ],
)
def test_places_in_an_array(marked: str, expected: str) -> None:
    text = "[dependency-groups]\ndev = [{}]\n".format
    assert show_place(text(marked)) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('req = "^1$0"', "version '^1' for '^1' of req"),
        ('req = "$0"', "version '' for '' of req"),
        ('req = "^1$0', "version '^1' for '^1' of req"),
        ('req = ">=1, <$02 || ^3"', "version '<' for '<2' of req"),
        ('req = { version = "^$01" }', "version '^' for '^1' of req"),
        ('req = { version = "$0", extras = [] }', "version '' for '' of req"),
        ('req = { version = "1", extras = ["a", "b$0c"] }', "extra 'b' for 'bc' of req"),
        ('req = { extras = ["$0', "extra '' for '' of req"),
        ("req = { markers = \"os_$0name == 'nt'\" }", "marker 'os_' for 'os_name' of req"),
        ('req = { git = "https://$0x.example" }', "url"),
        ('req = { path = "$0" }', "url"),
        ('req = { source = "$0" }', "nowhere"),
        ('req = { python = "^$03" }', "nowhere"),
        ("req = { ver$0sion = '1' }", "nowhere"),
        ("req = { ver$0 }", "nowhere"),
        ("req = { $0 }", "nowhere"),
        ("req = $0", "nowhere"),
        ("req $0= '1'", "nowhere"),
        ('req = "1" $0', "nowhere"),
        ('req = [\n  {version = "1"},\n  {version = "<$02"},\n]', "version '<' for '<2' of req"),
        ('req.version = "$01"\nreq.extras = ["a"]', "version '' for '1' of req"),
        ('req.version = "1"\nreq.extras = ["$0a"]', "extra '' for 'a' of req"),
        ('[tool.poetry.dependencies.req]\nversion = "^$01"', "version '^' for '^1' of req"),
        ('[tool.poetry.dependencies.req]\nextras = [\n "$0",\n]', "extra '' for '' of req"),
        ("[tool.poetry.dependencies.req]\n$0", "nowhere"),
        ("[tool.poetry.dependencies.req]\nvers$0", "nowhere"),
        ("[tool.poetry.dependencies.req]\nversion = '1'\n$0", "nowhere"),
        ('python = "^$03"', "nowhere"),
        ('pyth$0on = "^3"', "nowhere"),
        ("# $0", "nowhere"),
        ("req = '1' # $0", "nowhere"),
        ("[tool.x]\n$0", "nowhere"),
        ("['tool'.x]\n$0", "nowhere"),
        ("[$0", "nowhere"),
    ],
)
def test_places_in_poetry_s_table(marked: str, expected: str) -> None:
    assert show_place(POETRY.format(marked)) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "$0",
        "[project]\n$0\n",
        '[project]\nname = "$0"\n',
        '[project]\nrequires-python = ">=$03"\n',
        "[project]\ndepend$0encies = []\n",
        "[project]\ndependencies = $0[]\n",
        "[project]\ndependencies = []$0\n",
        "[project]\ndependencies = [\n]$0\n",
        "[project.optional-dependencies]\n$0\n",
        "[dependency-groups]\nde$0v = []\n",
        '[tool.pytest.ini_options]\naddopts = ["$0"]\n',
        "[tool.uv]\n$0\n",
        '[tool.uv.sources]\nx = { index = "$0" }\n',
        "[tool.uv.sources]\nx = { in$0 }\n",
        '[[tool.uv.index]]\nurl = "$0"\n',
        "[tool.poetry.de$0pendencies]\n",
        "[tool.poetry.dependencies] $0\n",
        "[tool.poetry]\ndependencies.$0\n",
    ],
)
def test_nowhere(marked: str) -> None:
    assert show_place(marked) == "nowhere"
