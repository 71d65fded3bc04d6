"""conda's and pre-commit's YAML as editors see it: completion, hover, outline, who may be asked."""

from __future__ import annotations

import pytest
import yaml

from pypi_language_server.features import hover, symbols
from pypi_language_server.features.scopes import scope_of
from pypi_language_server.features.targets import Subject
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.session import Document, Session
from tests.support import check

FIRST_THREE = ("requests", "requests-oauthlib", "requests-cache")
CONDA = ManifestKind.CONDA_ENVIRONMENT
PRE_COMMIT = ManifestKind.PRE_COMMIT
LISTS = {
    "conda, dashes": (CONDA, "dependencies:\n  - pip:\n    - {}\n  - numpy\n"),
    "conda, dashes below the key": (CONDA, "dependencies:\n- pip:\n  - flask\n  - {}\n"),
    "conda, brackets": (CONDA, "dependencies:\n- pip: [flask, {}]\n"),
    "pre-commit, dashes": (
        PRE_COMMIT,
        "repos:\n- repo: local\n  hooks:\n  - id: x\n    additional_dependencies:\n    - {}\n",
    ),
    "pre-commit, brackets": (
        PRE_COMMIT,
        "repos:\n- repo: local\n  hooks:\n  - id: x\n    additional_dependencies: [{}]\n",
    ),
}


def fixture(kind: ManifestKind, marked: str) -> check.Fixture:
    offset = marked.index("$0")
    text = marked.replace("$0", "", 1)
    return check.Fixture(Document("file:///f", 1, text, kind), offset)


@pytest.mark.parametrize(("kind", "text"), LISTS.values(), ids=LISTS.keys())
@pytest.mark.parametrize("item", ["requ$0", "'requ$0'", '"requ$0"', "requ$0>=2", '"requ$0'])
def test_names_are_offered_in_every_list(kind: ManifestKind, text: str, item: str) -> None:
    check.check_completion(fixture(kind, text.format(item)), *FIRST_THREE)


@pytest.mark.parametrize(("kind", "text"), LISTS.values(), ids=LISTS.keys())
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("requ$0", "requests"),
        ("requ$0==2.0", "requests==2.0"),
        ("  requ$0", "  requests"),
        ("'requ$0'", "'requests'"),
        ('"re$0qu[socks]"', '"requests[socks]"'),
    ],
)
def test_accepting_one_changes_the_name_and_nothing_else(
    kind: ManifestKind, text: str, before: str, after: str
) -> None:
    check.check_accept("requests", fixture(kind, text.format(before)), text.format(after))
    yaml.safe_load(text.format(after))


def test_comments_and_characters_of_any_plane_stay() -> None:
    before = "name: \U0001f40d\ndependencies:\n- pip:\n  - requ$0>=2 # \U0001f40d\n"
    check.check_accept("requests", fixture(CONDA, before), before.replace("requ$0", "requests"))


@pytest.mark.parametrize(("kind", "text"), LISTS.values(), ids=LISTS.keys())
def test_an_unclosed_quote_is_closed(kind: ManifestKind, text: str) -> None:
    after = text.format('"requests"')
    check.check_accept("requests", fixture(kind, text.format('"requ$0')), after)
    yaml.safe_load(after)


def test_names_that_the_list_has_already_go_last() -> None:
    marked = "dependencies:\n- pip:\n  - requests\n  - requ$0\n- pip: [requests-cache]\n"
    names = ("requests-oauthlib", "requests-cache", "requests")
    check.check_completion(fixture(CONDA, marked), *names)


@pytest.mark.parametrize(
    ("kind", "marked"),
    [
        (CONDA, "dependencies:\n  - requ$0\n  - pip:\n    - flask\n"),
        (CONDA, "channels:\n  - requ$0\n"),
        (CONDA, "dependencies:\n  - pip:\n    # requ$0\n    - flask\n"),
        (CONDA, "name: requ$0\n"),
        (CONDA, "dependencies:\n- pip:\n  - -r requ$0\n"),
        (PRE_COMMIT, "repos:\n- hooks:\n  - id: requ$0\n"),
        (PRE_COMMIT, "repos:\n- hooks:\n  - id: x\n    args: [requ$0]\n"),
        (
            PRE_COMMIT,
            "repos:\n- hooks:\n  - id: eslint\n    additional_dependencies: [requ$0]\n",
        ),
    ],
)
def test_no_names_elsewhere(kind: ManifestKind, marked: str) -> None:
    answer = check.completed(fixture(kind, marked))
    assert answer is None or not {item.label for item in answer.items} & set(FIRST_THREE)


@pytest.mark.parametrize(("kind", "text"), LISTS.values(), ids=LISTS.keys())
def test_hovers_stand_on_names_and_versions(kind: ManifestKind, text: str) -> None:
    for item in ("requ$0ests==2.31.0", "requests==2.31$0.0", "'requests$0==2.31.0'"):
        one = fixture(kind, text.format(item))
        target = hover.target(one.document, one.offset)
        assert target is not None
        assert (target.spelling, target.version) == ("requests", "2.31.0")
        shown = check.hovered(one)
        assert shown is not None
        assert "Python HTTP for Humans" in shown.plain


@pytest.mark.parametrize(
    "item", ["inn$0er @ https://x.example/i.whl", "git+https://x.example/i#egg=inn$0er"]
)
def test_what_comes_from_elsewhere_is_no_index_s_business(item: str) -> None:
    one = fixture(CONDA, f"dependencies:\n- pip:\n  - {item}\n")
    target = hover.target(one.document, one.offset)
    assert target is not None
    assert target.subject is Subject.DIRECT


def test_a_look_up_knows_the_index_that_pip_is_told_of() -> None:
    text = "dependencies:\n- pip:\n  - -i https://corp.example/simple\n  - inner\n"
    manifest = Document("file:///environment.yml", 1, text, CONDA).manifest
    scope = scope_of(manifest, manifest.entries[0], trusted=False)
    assert [(item.url, item.replaces_default) for item in scope.declared] == [
        ("https://corp.example/simple", True)
    ]
    no_index = Document("", 1, "dependencies:\n- pip:\n  - --no-index\n", CONDA).manifest
    assert no_index.no_index


def test_the_outline_has_pip_s_list_and_the_python_hooks() -> None:
    text = "dependencies:\n- numpy\n- pip:\n  - flask>=3\n  - rich\n"
    outline = symbols.outline(Document("file:///environment.yml", 1, text, CONDA))
    assert [(item.name, [child.name for child in item.children]) for item in outline] == [
        ("pip", ["flask", "rich"])
    ]
    text = (
        "repos:\n- hooks:\n  - id: mypy\n    additional_dependencies: [attrs]\n"
        "  - id: prettier\n    additional_dependencies: [x]\n"
    )
    outline = symbols.outline(Document("file:///.pre-commit-config.yaml", 1, text, PRE_COMMIT))
    assert [(item.name, [child.name for child in item.children]) for item in outline] == [
        ("mypy", ["attrs"])
    ]


@pytest.mark.parametrize(
    ("name", "kind"), [("environment.yml", CONDA), (".pre-commit-config.yaml", PRE_COMMIT)]
)
def test_a_session_takes_them(name: str, kind: ManifestKind) -> None:
    document = Session().open(f"file:///p/{name}", "yaml", 1, "")
    assert document is not None
    assert document.kind is kind
    assert len(document.manifest.entries) == 0
