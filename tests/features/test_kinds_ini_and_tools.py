"""setup.cfg, tox.ini, tox.toml, hatch.toml and uv.toml as editors see them."""

from __future__ import annotations

import pytest

from pypi_language_server.features import hover, symbols
from pypi_language_server.features.scopes import scope_of
from pypi_language_server.features.targets import Subject
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import Document, Session
from tests.support import check

FIRST_THREE = ("requests", "requests-oauthlib", "requests-cache")
SETUP_CFG = ManifestKind.SETUP_CFG
TOX_INI = ManifestKind.TOX_INI
TOX_TOML = ManifestKind.TOX_TOML
NAMES = {
    "setup.cfg": SETUP_CFG,
    "tox.ini": TOX_INI,
    "tox.toml": TOX_TOML,
    "hatch.toml": ManifestKind.HATCH,
    "uv.toml": ManifestKind.UV,
}
PLACES = [
    (SETUP_CFG, "[options]\ninstall_requires =\n    {}\n"),
    (SETUP_CFG, "[options]\ninstall_requires = {}\n"),
    (SETUP_CFG, "[options.extras_require]\ndev = attrs; {}\n"),
    (SETUP_CFG, "[testenv]\ndeps =\n    {}\n"),
    (TOX_INI, "[tox]\nrequires = tox>=4, {}\n"),
    (TOX_INI, "[testenv:lint]\ndeps =\n    py311,lint: {}\n"),
    (TOX_TOML, 'requires = ["{}"]\n'),
    (TOX_TOML, '[env_run_base]\ndeps = ["-r x.txt", "{}"]\n'),
    (ManifestKind.PYPROJECT, '[tool.tox.env.x]\ndeps = ["{}"]\n'),
    (ManifestKind.PYPROJECT, '[tool.hatch.build.hooks.x]\ndependencies = ["{}"]\n'),
    (ManifestKind.PYPROJECT, '[tool.uv.extra-build-dependencies]\nx = ["{}"]\n'),
    (ManifestKind.HATCH, '[envs.test]\nextra-dependencies = ["{}"]\n'),
    (ManifestKind.UV, 'override-dependencies = ["{}"]\n'),
]


def fixture(kind: ManifestKind, marked: str) -> check.Fixture:
    offset = marked.index("$0")
    text = marked.replace("$0", "", 1)
    return check.Fixture(Document("file:///f", 1, text, kind), offset)


@pytest.mark.parametrize(("kind", "form"), PLACES)
def test_names_are_offered_and_accepted(kind: ManifestKind, form: str) -> None:
    before = fixture(kind, form.format("requ$0"))
    check.check_completion(before, *FIRST_THREE)
    check.check_accept("requests", before, form.format("requests"))
    check.check_accept(
        "requests", fixture(kind, form.format("req$0u>=2")), form.format("requests>=2")
    )


@pytest.mark.parametrize(("kind", "form"), PLACES)
def test_something_is_offered_before_anything_is_typed(kind: ManifestKind, form: str) -> None:
    shown = check.completed(fixture(kind, form.format("$0")))
    assert shown is not None
    assert shown.items


@pytest.mark.parametrize(("kind", "form"), PLACES)
def test_hovers_stand_on_names(kind: ManifestKind, form: str) -> None:
    shown = check.hovered(fixture(kind, form.format("requ$0ests>=2")))
    assert shown is not None
    assert "Python HTTP for Humans" in shown.plain


def test_names_that_the_list_has_already_go_last() -> None:
    names = ("requests-oauthlib", "requests-cache", "requests")
    ini = "[testenv]\ndeps =\n  lint: requests>=2\n  requ$0\n[testenv:x]\ndeps = requests-cache\n"
    check.check_completion(fixture(TOX_INI, ini), *names)
    cfg = "[options]\ninstall_requires =\n  requests\n  requ$0\ntests_require = requests-cache\n"
    check.check_completion(fixture(SETUP_CFG, cfg), *names)
    toml = '[env.x]\ndeps = ["requests", "requ$0"]\n[env.y]\ndeps = ["requests-cache"]\n'
    check.check_completion(fixture(TOX_TOML, toml), *names)


@pytest.mark.parametrize(
    ("kind", "marked"),
    [
        (SETUP_CFG, "[metadata]\nname = requ$0\n"),
        (SETUP_CFG, "[options]\ninstall_requires =\n  # requ$0\n"),
        (SETUP_CFG, "[options]\npackages =\n  requ$0\n"),
        (TOX_INI, "[testenv]\ncommands = requ$0\n"),
        (TOX_INI, "[testenv]\ndeps =\n  {[base]requ$0}\n"),
        (TOX_INI, "[testenv]\ndeps =\n  requ$0{env:X}\n"),
        (TOX_TOML, '[env.x]\ncommands = [["requ$0"]]\n'),
        (ManifestKind.UV, '[pip]\nextra = ["requ$0"]\n'),
    ],
)
def test_no_names_elsewhere(kind: ManifestKind, marked: str) -> None:
    check.check_nothing(fixture(kind, marked))


@pytest.mark.parametrize(
    ("kind", "marked", "subject"),
    [
        (
            SETUP_CFG,
            "[metadata]\nname = My_Lib\n[options]\ninstall_requires = my-li$0b[x]",
            "ITSELF",
        ),
        (SETUP_CFG, "[options]\ninstall_requires = a @ file:///x$0", "DIRECT"),
        (SETUP_CFG, "[options]\ninstall_requires = reque$0sts", "PROJECT"),
        (TOX_INI, "[testenv]\ndeps = git+https://h.example/x#egg=own$0", "DIRECT"),
    ],
)
def test_what_is_no_index_s_business(kind: ManifestKind, marked: str, subject: str) -> None:
    one = fixture(kind, marked)
    target = hover.target(one.document, one.offset)
    assert target is not None
    assert target.subject is Subject[subject]


def test_indexes_that_files_name_are_known_to_look_ups() -> None:
    text = "[testenv]\ndeps =\n  -i https://corp.example/simple\n  inner\n"
    manifest = Document("file:///tox.ini", 1, text, TOX_INI).manifest
    scope = scope_of(manifest, manifest.entries[0], trusted=False)
    assert [(item.url, item.replaces_default) for item in scope.declared] == [
        ("https://corp.example/simple", True)
    ]
    text = 'no-index = true\nconstraint-dependencies = ["inner"]\n'
    manifest = Document("file:///uv.toml", 1, text, ManifestKind.UV).manifest
    assert scope_of(manifest, manifest.entries[0], trusted=False).no_index


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (
            SETUP_CFG,
            (
                "[options]\ninstall_requires = attrs\n"
                "[options.extras_require]\ndev =\n  black\n  ruff\n"
            ),
            [("install_requires", ["attrs"]), ("extras_require.dev", ["black", "ruff"])],
        ),
        (
            TOX_INI,
            "[tox]\nrequires = tox\n[testenv:x]\ndeps =\n  -r a.txt\n  ./tool\n",
            [("tox.requires", ["tox"]), ("testenv:x.deps", ["./tool"])],
        ),
        (TOX_TOML, 'env.x.deps = ["-r a", "pytest"]', [("env.x.deps", ["pytest"])]),
    ],
)
def test_the_outline(kind: ManifestKind, text: str, shown: list[tuple[str, list[str]]]) -> None:
    outline = symbols.outline(Document("file:///f", 1, text, kind))
    found = [(item.name, [child.name for child in item.children]) for item in outline]
    assert found == shown


@pytest.mark.parametrize("name", NAMES)
def test_a_session_takes_them(name: str) -> None:
    document = Session().open(f"file:///p/{name}", "plaintext", 1, "")
    assert document is not None
    assert document.kind is NAMES[name]
    assert list(document.manifest.entries) == []
