"""What is read from a setup.py, finished or half-typed, and where names may be completed there."""

from __future__ import annotations

import ast
from itertools import pairwise
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.manifests import kinds, setup_py_sites
from pypi_language_server.manifests.model import Manifest, ManifestKind
from pypi_language_server.manifests.python_scan import Reader
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, accept_as, dump, show_place

KIND = ManifestKind.SETUP_PY
FIXTURES = kind_properties.fixtures("setup_py")
PREFIX = "from setuptools import setup\nsetup(install_requires=["
LIST = "setup(\n    install_requires=[{}],\n)\n"
PIECES = [
    *("setup(", "setuptools.setup(", "install_requires=", "extras_require={", '"dev": [', "A = ["),
    *("tests_require=A", "*A", "A +", '"requests"', "'flask>=2',", '"""', "'''", "\\n", '\\"'),
    *(
        'f"x"',
        'b"y"',
        'r"z"',
        "if x else",
        "for x in",
        ".split()",
        " % x",
        "dict(",
        "def f(",
        "# c",
    ),
    *(
        "\nsetup(",
        "\n    name=",
        "\nA = ",
        "\nimport a",
        "lambda: ",
        "**k",
        "=",
        "\\N{DASH}",
        "\\x41",
    ),
]


def valid(text: str) -> None:
    ast.parse(text.removeprefix("\ufeff"))


def test_by_name() -> None:
    assert kinds.kind_of("file:///p/setup.py", "python") is KIND
    assert kinds.kind_of("file:///p/SETUP.PY", "") is KIND
    assert kinds.kind_of("file:///p/my_setup.py", "python") is ManifestKind.SCRIPT


CLASSIC = """\
    install_requires: attrs >=21.3
    install_requires: importlib-metadata ; python_version < "3.10"
    install_requires: requests[socks] >=2.28,<3
    tests_require: pytest >=7
    tests_require: pytest-cov
    tests_require: hypothesis ~=6.0
    extras_require.docs: sphinx >=5
    extras_require.docs: furo
    extras_require.speedups: ujson >=5
    extras_require.:sys_platform == "win32": colorama
    setup_requires: setuptools-scm"""
INLINE = """\
    extras_require.all: dataclasses-json
    install_requires: click >=8.1
    install_requires: platformdirs
    install_requires: tomli ; python_version < '3.11'
    extras_require.dev: black ==24.*
    extras_require.dev: mypy
    extras_require.all: lxml"""
WINDOWS = """\
    install_requires: lxml
    install_requires: pillow >=9
    tests_require: pytest
    tests_require: tox"""


@pytest.mark.parametrize(
    ("name", "expected"), [("classic", CLASSIC), ("inline", INLINE), ("windows", WINDOWS)]
)
def test_whole_files(name: str, expected: str) -> None:
    assert dump(KIND, FIXTURES[f"{name}.txt"]) == dedent(expected)


def test_the_project_s_own_name() -> None:
    assert kinds.scan(KIND, FIXTURES["windows.txt"]).project_name == "späti"
    assert kinds.scan(KIND, "setup(name=NAME)").project_name is None


def groups(manifest: Manifest) -> list[tuple[tuple[str, ...], str]]:
    return [(group.path, group.label) for group in manifest.groups]


def test_groups() -> None:
    manifest = kinds.scan(KIND, FIXTURES["inline.txt"])
    assert groups(manifest)[-2:] == [
        (("extras_require", "all"), "extras_require.all"),
        (("extras_require", "empty"), "extras_require.empty"),
    ]
    text = FIXTURES["inline.txt"]
    assert [group.name_span.of(text) for group in manifest.groups] == [
        *("EXTRA", "EXTRA", "install_requires", "dev", "all", "empty")
    ]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ('["a", "b"]', "a b"),
        ('("a", "b",)', "a b"),
        ('{"a", "b"}', "a b"),
        ('"a"', "a"),
        ('("a")', "a"),
        ('["a" "[x]" ">=1"]', "a"),
        ('"a\\nb\\n# c\\n\\nd  # e"', "a b d"),
        ('r"a"', "a"),
        ('["a"] + ["b"]', "a b"),
        ('["a"] if X else ["b"]', "a b"),
        ('["a"] if X < "x" else ["b"]', "a b"),
        ('OTHER or ["a"]', "a"),
        ('[*BASE, "a"]', "a base"),
        ("BASE", "base"),
        ("BASE + ['a']", "a base"),
        ("(BASE)", "base"),
        ("LOOP", ""),
        ('["\\x61\\142\\u0063", "d"]', "abc d"),
        # what is not written as a literal
        ('[f"a{x}", b"b", "c" + x, "d" % x, "e".lower(), "f"[0], x + "g", "h" if x else "i"]', ""),
        ('"a b".split()', ""),
        ('["a"] * 2', ""),
        ('[x for x in ("a", "b")]', ""),
        ('["a" for x in y]', ""),
        ('read("a")', ""),
        ('list({"a": 1})', ""),
        ('["a"][0]', ""),
        ('["a", ["b"]]', "a"),
        ("BASE.b", ""),
        ("base", ""),
    ],
)
def test_values(value: str, names: str) -> None:
    text = f'BASE = ["base"]\nLOOP = LOOP + LOOP\nsetup(install_requires={value}, other=["no"])\n'
    for source in (text, text + "]"):  # by the syntax tree, and by tokens
        manifest = kind_properties.checked(KIND, source)
        found = sorted(entry.name.value for entry in manifest.entries if entry.name)
        assert " ".join(found) == names


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('{"x": ["a"], "y": "b"}', "x: a; y: b"),
        ('{"x": BASE}', "x: base"),
        ('{"x": ["a"] + BASE, **MORE}', "x: base; x: a"),
        ('{"x": ["a"], **TABLE}', "t: base; t: c; x: a"),
        ("{**TABLE}", "t: base; t: c"),
        ("TABLE", "t: base; t: c"),
        ("{'x': ['a'], KEY: ['no'], 'y': ('b',)}", "x: a; y: b"),
        ('["a"]', "extras_require: a"),
        ("{}", ""),
        ("dict(x=['a'])", ""),
    ],
)
def test_tables(value: str, expected: str) -> None:
    text = 'BASE = ["base"]\nTABLE = {"t": [*BASE, "c"]}\n'
    said = dump(KIND, f"{text}setup(extras_require={value})\n")
    assert said.replace("extras_require.", "").replace("\n", "; ") == expected


@pytest.mark.parametrize(
    "text",
    [
        'def setup(install_requires=["a"]): ...',
        'obj.setup(install_requires=["a"])',
        'mysetup(install_requires=["a"])',
        'setup(packages=["a"], package_data={"a": ["b"]})',
        '"""setup(install_requires=["a"])"""',
        '# setup(install_requires=["a"])',
        'REQUIREMENTS = ["a"]\nsetup()',
    ],
)
def test_nothing_else_is_taken_for_requirements(text: str) -> None:
    assert dump(KIND, text) == ""


@pytest.mark.parametrize(
    "text",
    [
        'REQUIREMENTS = ["a"]',
        'INSTALL_REQUIRES: list[str] = ["a"]\nsetup(name="x",',
        'if True:\n    deps = ["a"]\n',
        'requirements = []\nrequirements += ["a"]\n',
    ],
)
def test_lists_count_by_their_names_while_the_call_is_not_finished(text: str) -> None:
    manifest = kind_properties.checked(KIND, text)
    assert [entry.name.value for entry in manifest.entries if entry.name] == ["a"]


@pytest.mark.parametrize(
    "called", ["setup", "setuptools.setup", "distutils.core.setup", "core.setup"]
)
def test_ways_to_call_it(called: str) -> None:
    text = f'{called} (\n    install_requires=["a"])\n'
    assert dump(KIND, text) == dump(KIND, text + "]") == "install_requires: a"


def test_a_string_may_go_on_with_an_address() -> None:
    text = 'setup(install_requires=["a @ https://h.example/" "b.whl", "c ; x" "y == 1"])'
    assert (
        dump(KIND, text)
        == "install_requires: a @ https://h.example/b.whl\ninstall_requires: c ; xy == 1"
    )


def test_two_strings_without_a_comma_are_two_requirements_with_a_problem() -> None:
    text = 'setup(install_requires=[\n    "a"\n    "b>=1"\n    "c",\n])'
    manifest = kind_properties.checked(KIND, text)
    assert dump(KIND, text).splitlines() == [
        *("install_requires: a", "install_requires: b >=1", "install_requires: c")
    ]
    assert [(item.code, item.span.of(text)) for item in manifest.problems] == [
        ("missing-comma", '"a"'),
        ("missing-comma", '"b>=1"'),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"req$0"', '"NAME"'),
        ("'req$0'", "'NAME'"),
        ('"$0"', '"NAME"'),
        ('r"re$0q"', 'r"NAME"'),
        ('"""re$0q"""', '"""NAME"""'),
        ('"req$0[a]>=1; x"', '"NAME[a]>=1; x"'),
        ('"re\\x71$0>=1"', '"NAME>=1"'),
        ('"a" ">=1", "re$0q" ">=2"', '"a" ">=1", "NAME" ">=2"'),
        ('"req$0', '"NAME"'),
        ("'req$0", "'NAME'"),
        ('"req$0>=2', '"NAME>=2"'),
        ('\n "a",\n "re$0\n "b",\n', '\n "a",\n "NAME",\n "b",\n'),
        ('\n "a",\n "re$0,\n "b",\n', '\n "a",\n "NAME",\n "b",\n'),
        ('\n "a",\n "re$0"\n "b",\n', '\n "a",\n "NAME",\n "b",\n'),
        ('\n "a",\n "$0"\n "b",\n', '\n "a",\n "NAME",\n "b",\n'),
        ('\n "a",\n "re$0 # why\n "b",\n', '\n "a",\n "NAME", # why\n "b",\n'),
        ('"re$0, "b"', '"NAME", "b"'),
        ("$0", '"NAME"'),
        ("\n  $0\n", '\n  "NAME"\n'),
        ("'a', $0", "'a', 'NAME'"),
        ('"a" $0', '"a" , "NAME"'),
        ('$0 "a"', '"NAME", "a"'),
        ('$0"a"', '"NAME", "a"'),
        ('"a", $0 "b"', '"a", "NAME", "b"'),
        ('\n "a",\n $0\n "b",\n', '\n "a",\n "NAME",\n "b",\n'),
        ('\n "a", # x\n $0\n # y\n "b"\n', '\n "a", # x\n "NAME",\n # y\n "b"\n'),
        ("*A, $0", '*A, "NAME"'),
        ('$0 *A, "a"', '"NAME", *A, "a"'),
        ('"a", f(x, "y"), $0', '"a", f(x, "y"), "NAME"'),
    ],
)
def test_accepting_a_name(before: str, after: str) -> None:
    valid(accept_as(KIND, LIST.format(before), LIST.format(after)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('setup(install_requires=["re$0', 'setup(install_requires=["NAME"'),
        ("setup(install_requires=[$0", 'setup(install_requires=["NAME"'),
        ("setup(install_requires=[\n    $0\n", 'setup(install_requires=[\n    "NAME"\n'),
        (
            'setup(\n    install_requires=["a", "re$0\n    tests_require=["b"],\n)',
            'setup(\n    install_requires=["a", "NAME"\n    tests_require=["b"],\n)',
        ),
        (
            'setup(extras_require={\n    "x": ["re$0\n    "y": ["b"],\n})',
            'setup(extras_require={\n    "x": ["NAME"\n    "y": ["b"],\n})',
        ),
        (
            'DEPS = [\n    "re$0\n\nsetup(install_requires=DEPS)',
            'DEPS = [\n    "NAME"\n\nsetup(install_requires=DEPS)',
        ),
        ('requires = ["re$0', 'requires = ["NAME"'),
        ('setup(install_requires="""\n  a\n  re$0', 'setup(install_requires="""\n  a\n  NAME'),
    ],
)
def test_accepting_a_name_in_an_open_list_leaves_only_that_open(before: str, after: str) -> None:
    assert accept(KIND, before, "NAME") == after


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('["req>=$01"]', "version '>=' for '>=1' of req"),
        ('["req[so$0]"]', "extra 'so' for 'so' of req"),
        ("[\"req; os_$0name == 'nt'\"]", "marker 'os_' for 'os_name' of req"),
        ('["req @ https://$0h.example"]', "url"),
        ('"""\n  re$0q\n"""', "name 're' for 'req' of req"),
        ('"""\n  $0\n"""', "name '' for ''"),
        ('"""\n  # $0\n"""', "nowhere"),
        ('"""\n  a  # $0\n"""', "nowhere"),
        ('"a\\nre$0q"', "name 're' for 'req' of req"),
        ("$0", "nowhere"),
        ("[re$0]", "nowhere"),
        ("[re$0, 'a']", "nowhere"),
        ('["a" + $0]', "nowhere"),
        ('[f("$0")]', "nowhere"),
        ('["a", # $0\n]', "nowhere"),
        ('["a"]$0', "nowhere"),
        ('$0["a"]', "nowhere"),
        ('[r$0"a"]', "nowhere"),
        ('[f"re$0"]', "nowhere"),
        ('[b"re$0"]', "nowhere"),
        ('["re$0" + x]', "nowhere"),
        ('["a" for x in "$0"]', "nowhere"),
        ("['a'], packages=['$0']", "nowhere"),
        ("['a'], packages=[$0]", "nowhere"),
        ('{"a": "$0"}', "nowhere"),
    ],
)
def test_places(marked: str, expected: str) -> None:
    assert show_place(KIND, f"setup(install_requires={marked})\n") == expected


@pytest.mark.parametrize(
    "marked",
    ["$0", "import $0", "# $0", 'x = "$0"', "x = [$0]", 'f("$0")', "setup($0)", '"""$0"""'],
)
def test_nowhere_else(marked: str) -> None:
    assert show_place(KIND, marked + '\nsetup(install_requires=["a"])\n') == "nowhere"


# A file that parses is searched by its syntax tree, any other by its tokens.


def both(text: str) -> list[setup_py_sites.Sites]:
    tree = setup_py_sites.by_tree(Reader(text))
    assert tree is not None
    return [tree, setup_py_sites.by_tokens(Reader(text))]


@pytest.mark.parametrize("name", FIXTURES)
def test_tree_and_tokens_lead_to_the_same_calls(name: str) -> None:
    tree, tokens = both(FIXTURES[name])
    assert tree.calls == tokens.calls != ()
    assert set(tree.values) <= set(tokens.values)  # tokens find keyword arguments of others, too


STATEMENTS = st.sampled_from(
    [
        *(
            'A = ["a"]',
            "A += ['b'] # x",
            "B: list[str] = ['é', '🐍']",
            'x = f("setup(")',
            "import os",
        ),
        *(
            "if x:\n    A = []",
            "try:\n    setup(tests_require=A)\nexcept E:\n    B = ()",
            "'''s\n'''",
        ),
        *(
            "setuptools.setup(\n    extras_require={'é': B},\n)",
            "def f():\n    '''setup('''",
            "🐍 = 1",
        ),
        *("setup(name='🐍', install_requires=['a', *A])", "'setup('; setup()", "class C:\n  D = 1"),
        *(
            "with a as b:\n    core.setup(setup_requires='a')",
            "for i in x:\n\tpass",
            "a.setup()",
            "",
        ),
    ]
)


@given(st.lists(STATEMENTS).map("\n".join), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_tree_and_tokens_agree(text: str, line_end: str, marked: bool) -> None:
    text = "\ufeff" * marked + text.replace("🐍 = 1", "y = '🐍'; z = 1").replace("\n", line_end)
    tree, tokens = both(text)
    assert tree.calls == tokens.calls
    assert {item for item in tree.values if item[0] != "z"} == set(tokens.values)


@pytest.mark.parametrize(
    "text",
    ["(" * 9000, "-" * 90_000 + "1", "a." * 90_000 + "b", "\0", "\ud800", "x = '\\d'", "1 +"],
)
def test_what_python_refuses_is_searched_by_tokens(text: str) -> None:
    assert dump(KIND, text) == ""


def test_a_site_s_calls_and_values_are_in_order() -> None:
    for sites in both(FIXTURES["classic.txt"]):
        starts = [start for _, start, _ in sites.values]
        assert all(one < other for one, other in pairwise(starts))


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, PREFIX)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_cursor_in_a_finished_file(name: str) -> None:
    kind_properties.check_fixture(KIND, FIXTURES[name], valid)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    # how a variable is used is told at the end of the file, so its group may be called otherwise
    kind_properties.check_truncations(KIND, FIXTURES[name], paths=False)


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    kind_properties.check_line_ends(KIND, FIXTURES[name])


LARGE = {
    "40,000 lines": PREFIX + "".join(f'    "p-{n}>=1",  # x\n' for n in range(40_000)) + "])\n",
    "40,000 open lines": PREFIX + "".join(f'    "p-{n}>=1\n' for n in range(40_000)),
    "40,000 lines that are not ours": "def f(x):\n    return x + '1'\n" * 20_000,
    "40,000 lines of one string": PREFIX + '"""' + "requests\n" * 40_000 + '"""])',
    "40,000 calls": "setup(\n" * 40_000,
    "40,000 lists": "DEPS = [\n" * 40_000,
    "one line of a megabyte": PREFIX + '"a' + ">=2, " * 200_000 + '"])\n',
    "half a megabyte of brackets": PREFIX + "[" * 500_000,
    "many quotes": PREFIX + "\"' " * 30_000,
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])
