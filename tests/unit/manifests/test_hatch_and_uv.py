"""What is read from a hatch.toml and a uv.toml, and where names may be completed in them."""

from __future__ import annotations

import tomllib
from textwrap import dedent

import pytest

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind
from tests.unit.manifests import kind_properties
from tests.unit.manifests.kind_properties import accept, dump, show_place

HATCH = ManifestKind.HATCH
UV = ManifestKind.UV
FOLDERS = {HATCH: "hatch", UV: "uv"}
FIXTURES = {
    (kind, name): text
    for kind, folder in FOLDERS.items()
    for name, text in kind_properties.fixtures(folder).items()
}
KEYS = [
    (HATCH, "envs.default.dependencies"),
    (HATCH, "envs.x.extra-dependencies"),
    (HATCH, "env.requires"),
    (HATCH, "build.dependencies"),
    (HATCH, "build.hooks.vcs.dependencies"),
    (HATCH, "build.targets.wheel.dependencies"),
    (HATCH, "build.targets.wheel.hooks.x.dependencies"),
    (UV, "dev-dependencies"),
    (UV, "constraint-dependencies"),
    (UV, "override-dependencies"),
    (UV, "build-constraint-dependencies"),
    (UV, "extra-build-dependencies.x"),
]
PREFIXES = {HATCH: "tool.hatch", UV: "tool.uv"}
PIECES = [
    *("[envs.x]\n", "[build.hooks.y]\n", "dependencies = ", "extra-dependencies = ", "[", "]", '"'),
    *("constraint-dependencies = ", "[[index]]\n", 'url = "https://h.example"', "'", ", ", "# c\n"),
]


def valid(text: str) -> None:
    tomllib.loads(text.removeprefix("\ufeff"))


@pytest.mark.parametrize(
    ("uri", "kind"),
    [
        ("file:///p/hatch.toml", HATCH),
        ("file:///p/uv.toml", UV),
        ("file:///home/a/.config/uv/uv.toml", UV),
        ("file:///p/my-uv.toml", None),
        ("file:///p/uv.lock", None),
    ],
)
def test_by_name(uri: str, kind: ManifestKind | None) -> None:
    assert kinds.kind_of(uri, "toml") is kind


def test_a_whole_hatch_toml() -> None:
    assert dump(HATCH, FIXTURES[HATCH, "project.toml"]) == dedent(
        """\
        env.requires: hatch-pip-compile
        envs.default.dependencies: pytest >=8
        envs.default.dependencies: coverage[toml]
        envs.docs.dependencies: mkdocs
        envs.docs.dependencies: mkdocs-material >=9.5,<10
        envs.docs.extra-dependencies: pymdown-extensions
        build.dependencies: hatch-vcs
        build.targets.wheel.dependencies: cython >=3 ; platform_python_implementation == 'CPython'
        build.targets.wheel.hooks.mypyc.dependencies: hatch-mypyc >=0.16
        build.targets.wheel.hooks.mypyc.dependencies: mypy
        build.hooks.custom.dependencies: setuptools"""
    )


def test_a_whole_uv_toml() -> None:
    text = FIXTURES[UV, "user.toml"]
    assert dump(UV, text) == dedent(
        """\
        constraint-dependencies: urllib3 <3
        constraint-dependencies: grpcio <1.65
        override-dependencies: werkzeug ==2.3.0
        override-dependencies: numpy >=1.26 ; python_version >= '3.12'
        build-constraint-dependencies: setuptools <75
        extra-build-dependencies.flash-attn: torch
        extra-build-dependencies.flash-attn: packaging >=24
        extra-build-dependencies.deep-sea: numpy"""
    )
    assert [
        (index.url.value, index.name, index.replaces_default, index.explicit)
        for index in kinds.scan(UV, text).indexes
    ] == [
        ("https://packages.example/simple", "internal", True, False),
        ("https://wheels.example/simple", "wheels", False, True),
    ]


def test_older_ways_to_name_indexes() -> None:
    manifest = kinds.scan(UV, FIXTURES[UV, "short.toml"])
    assert [(index.url.value, index.replaces_default) for index in manifest.indexes] == [
        ("https://packages.example/simple", True),
        ("https://more.example/simple", False),
    ]
    assert kinds.scan(UV, FIXTURES[UV, "windows.toml"]).no_index


@pytest.mark.parametrize(("kind", "key"), KEYS)
def test_every_list(kind: ManifestKind, key: str) -> None:
    assert dump(kind, f'{key} = ["a>=1", "b[c]"]') == f"{key}: a >=1\n{key}: b[c]"
    table, _, last = f"x.{key}".rpartition(".")
    if table != "x":
        assert dump(kind, f'[{table[2:]}]\n{last} = ["a"]') == f"{key}: a"
    inside = f"{PREFIXES[kind]}.{key}"
    assert dump(ManifestKind.PYPROJECT, f'{inside} = ["a"]') == f"{inside}: a"


@pytest.mark.parametrize(("kind", "key"), KEYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('["$0"]', '["NAME"]'),
        ('["a", "re$0q>=1"]', '["a", "NAME>=1"]'),
        ('["a", $0]', '["a", "NAME"]'),
        ('[\n  "re$0\n]', '[\n  "NAME"\n]'),
        ("[\n  re$0\n  'b',\n]", "[\n  \"NAME\",\n  'b',\n]"),
    ],
)
def test_accepting_a_name(kind: ManifestKind, key: str, before: str, after: str) -> None:
    for where, path in [(kind, key), (ManifestKind.PYPROJECT, f"{PREFIXES[kind]}.{key}")]:
        whole = accept(where, f"{path} = {before}\n", "NAME")
        assert whole == f"{path} = {after}\n"
        tomllib.loads(whole)
        crlf = accept(where, f"{path} = {before}\n".replace("\n", "\r\n"), "NAME")
        assert crlf == whole.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (HATCH, '[project]\ndependencies = ["$0"]'),
        (HATCH, '[envs.x]\nfeatures = ["$0"]'),
        (HATCH, '[envs.x.scripts]\ntest = ["$0"]'),
        (HATCH, '[tool.hatch.envs.x]\ndependencies = ["$0"]'),
        (HATCH, '[envs.x]\n# dependencies = ["$0"]'),
        (UV, '[pip]\nupgrade-package = ["$0"]'),
        (UV, '[tool.uv]\nconstraint-dependencies = ["$0"]'),
        (UV, "[sources]\nre$0"),
        (UV, '[[index]]\nname = "$0"'),
        (UV, '[extra-build-dependencies]\na = [{ requirement = "$0" }]'),
    ],
)
def test_nothing_else_is_a_requirement(kind: ManifestKind, text: str) -> None:
    assert show_place(kind, text) == "nowhere"
    assert dump(kind, text.replace("$0", "requests")) == ""


@pytest.mark.parametrize("kind", FOLDERS)
def test_any_text(kind: ManifestKind) -> None:
    kind_properties.check_any_text(kind, PIECES, KEYS[0 if kind is HATCH else -4][1] + " = [\n")


@pytest.mark.parametrize(("kind", "name"), FIXTURES)
def test_every_cursor_in_a_finished_file(kind: ManifestKind, name: str) -> None:
    kind_properties.check_fixture(kind, FIXTURES[kind, name], valid)


@pytest.mark.parametrize(("kind", "name"), FIXTURES)
def test_every_truncation_keeps_what_stands_before_the_cut(kind: ManifestKind, name: str) -> None:
    kind_properties.check_truncations(kind, FIXTURES[kind, name])


@pytest.mark.parametrize(("kind", "name"), FIXTURES)
def test_line_ends_make_no_difference(kind: ManifestKind, name: str) -> None:
    kind_properties.check_line_ends(kind, FIXTURES[kind, name])


@pytest.mark.parametrize(("kind", "key"), [KEYS[0], KEYS[-3]])
def test_large_texts_take_time_in_proportion(kind: ManifestKind, key: str) -> None:
    lines = "".join(f'  "project-{n}>=1", # why\n' for n in range(40_000))
    manifest = kind_properties.check_large(kind, f"{key} = [\n{lines}]\n")
    assert len(manifest.entries) == 40_000
    kind_properties.check_large(kind, f'{key} = ["a' + ">=2, " * 200_000)
