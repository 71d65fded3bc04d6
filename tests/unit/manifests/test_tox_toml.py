"""What is read from a tox.toml and from `tool.tox`, and where names may be completed in them."""

from __future__ import annotations

import re
import tomllib
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.manifests import kinds, pyproject_pip_lines, pyproject_strings
from pypi_language_server.manifests.model import Form, ManifestKind
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, dump, show_place

KIND = ManifestKind.TOX_TOML
FIXTURES = kind_properties.fixtures("tox_toml")
DEPS = "[env.x]\ndeps = [{}]\n"
PIECES = [
    *(
        "[env_run_base]\n",
        "[env.x]\n",
        "deps = ",
        "requires = ",
        "[",
        "]",
        '"',
        '"-r ',
        '"-e ',
        "'",
    ),
    *(", ", "\n  ", "{ replace = ", '"ref"', "}", '"pytest"', '"./x"', "commands = ", "# c\n"),
]


def valid(text: str) -> None:
    tomllib.loads(text.removeprefix("\ufeff"))


def options(kind: ManifestKind, text: str) -> list[str]:
    return [
        f"{option.name.value} {option.value.value if option.value else ''}".strip()
        for option in kinds.scan(kind, text).options
    ]


@pytest.mark.parametrize("uri", ["file:///p/tox.toml", "tox.toml"])
def test_by_name(uri: str) -> None:
    assert kinds.kind_of(uri, "toml") is KIND


@pytest.mark.parametrize("name", ["tox.toml.orig", "mytox.toml", "tox/config.toml"])
def test_other_files(name: str) -> None:
    assert kinds.kind_of(f"file:///p/{name}", "toml") is None


def test_a_whole_file() -> None:
    assert dump(KIND, FIXTURES["full.toml"]) == dedent(
        """\
        requires: tox >=4.21
        requires: tox-uv
        env_run_base.deps: pytest >=8
        env_run_base.deps: pytest-sugar
        env_run_base.deps: coverage[toml] >= 7 ; python_version < "3.13"
        env_pkg_base.deps: build
        env.lint.deps: ruff ==0.6.*
        env.lint.deps: -[lint] @ .
        env.lint.deps: - @ ./tools/checks
        env.type.deps: mypy
        env.type.deps: types-requests
        env.type.deps: stubs @ git+https://code.example/group/stubs.git#egg=stubs"""
    )
    assert options(KIND, FIXTURES["full.toml"]) == [
        "-r requirements/test.txt",
        "-c constraints.txt",
        "-e .[lint]",
        "--pre",
    ]
    manifest = kinds.scan(KIND, FIXTURES["full.toml"])
    assert manifest.problems == ()
    assert {entry.form for entry in manifest.entries} == {Form.STRING}


def test_the_same_below_tool_tox() -> None:
    text = "[tool.tox]\n" + FIXTURES["full.toml"].replace("\n[env", "\n[tool.tox.env")
    prefixed = [f"tool.tox.{line}" for line in dump(KIND, FIXTURES["full.toml"]).splitlines()]
    assert dump(ManifestKind.PYPROJECT, text).splitlines() == prefixed
    assert options(ManifestKind.PYPROJECT, text) == options(KIND, FIXTURES["full.toml"])


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        ('["a"]', "a"),
        ('[\'a\', """b"""]', "a|b"),
        ('["a", "b', "a|b OPEN"),
        ('["-r a.txt"]', ""),
        ('["-e git+https://h.example/a#egg=b"]', "b @ git+https://h.example/a#egg=b"),
        ('["-e ."]', "- @ ."),
        ('["a.zip", "./b[c]"]', "- @ a.zip|-[c] @ ./b"),
        ('["", " "]', ""),
        ('[" a "]', "a"),
        ('["\\u0061bc"]', "abc"),
        ('["a # b"]', "a"),
        ('[{ replace = "ref", of = ["x", "deps"] }, "a"]', "a"),
        ('[1, true, ["a"]]', ""),
        ('"a"', ""),
    ],
)
def test_what_is_a_requirement(array: str, expected: str) -> None:
    found = dump(KIND, f"[env.x]\ndeps = {array}").replace("env.x.deps: ", "")
    assert found == expected.replace("|", "\n")


STRINGS = st.lists(
    st.sampled_from(
        [
            *(
                "requests",
                "a.zip",
                "[x,y]",
                ">=1",
                " >= 1, <2",
                " ; ",
                "os_name == 'x'",
                " # c",
                " ",
            ),
            *(
                "{x}",
                "-r a",
                " --pre",
                ".tar.gz",
                "==1.whl",
                " @ https://h.example/a",
                "./",
                "-e .",
            ),
        ]
    ),
    max_size=5,
).map("".join)


@given(st.lists(STRINGS, max_size=4))
def test_the_quick_reading_of_ordinary_lines_equals_the_thorough_one(lines: list[str]) -> None:
    text = "env.x.deps = [" + ", ".join(f'"{line}"' for line in lines) + "]"
    quick = kinds.scan(KIND, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyproject_strings, "_ORDINARY", re.compile(r"(?!)"))
        assert kinds.scan(KIND, text) == quick


@given(st.lists(STRINGS | st.just("-e 'requests'"), max_size=4), st.sampled_from(['"', "'", ""]))
def test_what_is_read_near_the_cursor_equals_the_whole(lines: list[str], quote: str) -> None:
    text = "env.x.deps = [" + ",\n".join(f"{quote}{line}{quote}" for line in lines) + "]"
    manifest = kinds.scan(KIND, text)
    near = [kinds.place_at(manifest, text, offset) for offset in range(len(text))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyproject_pip_lines, "_anchor", lambda *_: text.index("[") + 1)
        assert [kinds.place_at(manifest, text, offset) for offset in range(len(text))] == near


def test_indexes_in_options() -> None:
    text = 'env_run_base.deps = ["-i https://h.example/simple", "--no-index"]'
    manifest = kinds.scan(KIND, text)
    assert [index.url.value for index in manifest.indexes] == ["https://h.example/simple"]
    assert manifest.no_index


def test_problems() -> None:
    text = 'env.x.deps = ["a b", "--no-such", "-r", "c'
    codes = [problem.code for problem in kinds.scan(KIND, text).problems]
    assert sorted(codes) == [
        "invalid-requirement",
        "missing-value",
        "unclosed-string",
        "unknown-option",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('["$0"]', '["NAME"]'),
        ("[$0]", '["NAME"]'),
        ("['re$0q>=1']", "['NAME>=1']"),
        ('["a", $0]', '["a", "NAME"]'),
        ('["a" $0]', '["a" , "NAME"]'),
        ('[$0 "a"]', '["NAME", "a"]'),
        ('["-r a.txt", $0]', '["-r a.txt", "NAME"]'),
        ('["-r a,b#c", "$0"]', '["-r a,b#c", "NAME"]'),
        ('[$0"-r a.txt"]', '["NAME", "-r a.txt"]'),
        ('[\n  "-e .",\n  $0\n]', '[\n  "-e .",\n  "NAME"\n]'),
        ('[\n  "-e .",\n  "re$0\n]', '[\n  "-e .",\n  "NAME"\n]'),
        ('[\n  "re$0\n  "-e .",\n]', '[\n  "NAME",\n  "-e .",\n]'),
        ("[re$0]", '["NAME"]'),
        ('["a", re$0"]', '["a", "NAME"]'),
        ('[{ replace = "x" }, $0]', '[{ replace = "x" }, "NAME"]'),
    ],
)
def test_accepting_a_name(before: str, after: str) -> None:
    for kind, head in [
        (KIND, "[env.x]\n"),
        (KIND, "[env_run_base]\n"),
        (ManifestKind.PYPROJECT, "[tool.tox.env.x]\n"),
    ]:
        whole = accept(kind, f"{head}deps = {before}\n", "NAME")
        assert whole == f"{head}deps = {after}\n"
        tomllib.loads(whole)
        crlf = accept(kind, f"{head}deps = {before}\n".replace("\n", "\r\n"), "NAME")
        assert crlf == whole.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('"re$0q"', "name 're' for 'req' of req"),
        ('"req>=$01"', "version '>=' for '>=1' of req"),
        ('"req[so$0]"', "extra 'so' for 'so' of req"),
        ("\"req; os_$0name == 'x'\"", "marker 'os_' for 'os_name' of req"),
        ('"-$0"', "option '-' for '-'"),
        ('"-r re$0q.txt"', "option 're' for 'req.txt'"),
        ('"./re$0q"', "url"),
        ('"-e .$0"', "url"),
        ('"a"$0', "nowhere"),
        ('"a" # re$0', "nowhere"),
        ('{ replace = "re$0f" }', "nowhere"),
        ('{ replace = "ref", of = ["$0"] }', "nowhere"),
        ('["$0"]', "nowhere"),
    ],
)
def test_places(marked: str, expected: str) -> None:
    assert show_place(KIND, DEPS.format(marked + "\n")) == expected


@pytest.mark.parametrize("key", ["commands", "pass_env", "env_list", "env.x.extras", "deps"])
def test_no_names_elsewhere(key: str) -> None:
    assert show_place(KIND, f'{key} = ["$0"]') == "nowhere"


def test_any_text() -> None:
    kind_properties.check_any_text(KIND, PIECES, "[env.x]\ndeps = [\n")


@pytest.mark.parametrize("name", FIXTURES)
def test_every_cursor_in_a_finished_file(name: str) -> None:
    kind_properties.check_fixture(KIND, FIXTURES[name], valid)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(name: str) -> None:
    kind_properties.check_truncations(KIND, FIXTURES[name])


@pytest.mark.parametrize("name", FIXTURES)
def test_line_ends_make_no_difference(name: str) -> None:
    kind_properties.check_line_ends(KIND, FIXTURES[name])


HEAD = "[env_run_base]\ndeps = [\n"
LARGE = {
    "40,000 lines": HEAD + "".join(f'  "project-{n}>=1", # why\n' for n in range(40_000)) + "]",
    "one line of a megabyte": HEAD + '"a' + ">=2, " * 200_000,
    "40,000 options": HEAD + '"-r a", ' * 40_000,
    "open tables": HEAD + "{ a = [" * 20_000,
}


@pytest.mark.parametrize("what", LARGE)
def test_large_texts_take_time_in_proportion(what: str) -> None:
    kind_properties.check_large(KIND, LARGE[what])
