"""pip's options in requirements files: where which are offered, and what accepting one writes."""

from __future__ import annotations

import pytest

from pypi_language_server.features import offers
from pypi_language_server.features.model import ItemKind
from pypi_language_server.index.model import FileHash, Pending, VersionDocument
from pypi_language_server.manifests import pip_options
from pypi_language_server.names import normalize
from tests.support.check import (
    check_accept,
    check_completion,
    check_nothing,
    completed,
    knowing,
    requirements,
)
from tests.support.known import known

FILES = knowing(
    files=(
        ".hidden.txt",
        "base.txt",
        "constraints.txt",
        "my notes.txt",
        "requirements-dev.in",
        "setup.py",
        "src/",
        "vendor/",
    )
)
WHEEL = FileHash("requests-2.31.0-py3-none-any.whl", f"sha256:{'b' * 64}")
SDIST = FileHash("requests-2.31.0.tar.gz", f"sha256:{'a' * 64}")
HASHES = knowing(known(version=VersionDocument("2.31.0", (), (WHEEL, SDIST))))
BOTH = f"--hash={SDIST.digest} --hash={WHEEL.digest}"

BEHIND = {item.name for item in pip_options.OPTIONS if item.per_requirement}
ALONE = {item.name for item in pip_options.OPTIONS if not item.per_requirement}


def labels(marked: str) -> set[str]:
    answer = completed(requirements(marked))
    assert answer is not None
    assert all(item.kind is ItemKind.OPTION for item in answer.items)
    return {item.label for item in answer.items}


@pytest.mark.parametrize("marked", ["--$0", "requests\n--$0\n", "  --$0", "--pre --$0"])
def test_a_line_of_its_own_has_the_options_of_the_whole_file(marked: str) -> None:
    assert labels(marked) == ALONE


@pytest.mark.parametrize(
    "marked",
    [
        "requests==2 --$0",
        "requests==2 \\\n    --$0\n",
        "requests ; os_name == 'nt' --$0",
        "requests==2 --hash=sha256:00 --$0",
    ],
)
def test_behind_a_requirement_stand_those_that_belong_to_one(marked: str) -> None:
    assert labels(marked) == BEHIND


def test_one_hyphen_offers_short_names_first() -> None:
    answer = completed(requirements("-$0"))
    assert answer is not None
    assert [item.label for item in answer.items][:6] == [
        "-r",
        "-c",
        "-e",
        "-i",
        "-f",
        "--requirement",
    ]
    assert (answer.items[0].detail, answer.items[5].detail) == ("--requirement", "-r")


def test_every_option_says_what_it_is_for() -> None:
    answer = completed(requirements("--$0"))
    assert answer is not None
    texts = {item.label: item.documentation for item in answer.items}
    assert texts == {item.name: item.text for item in pip_options.OPTIONS if item.name in texts}
    assert all(texts.values())


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("-r", "-$0", "-r "),
        ("-r", "-$0 base.txt\n", "-r base.txt\n"),
        ("--requirement", "--req$0\n", "--requirement \n"),
        ("--requirement", "--re$0qu base.txt  # c\n", "--requirement base.txt  # c\n"),
        ("--pre", "--p$0\nrequests\n", "--pre\nrequests\n"),
        ("--index-url", "--ind$0=https://h.example/\n", "--index-url=https://h.example/\n"),
        ("--hash", "requests==2 --ha$0\n", "requests==2 --hash=\n"),
        ("--hash", "requests==2 \\\n    --ha$0\n", "requests==2 \\\n    --hash=\n"),
        ("-C", "requests==2 -$0\n", "requests==2 -C \n"),
        ("--config-settings", "requests --conf$0 a=b", "requests --config-settings a=b"),
    ],
)
def test_accepting_an_option(label: str, before: str, after: str) -> None:
    check_accept(label, requirements(before), after)


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("-r $0", ["requirements-dev.in", "base.txt", "constraints.txt", "setup.py"]),
        ("-rb$0ase.txt", ["base.txt"]),
        ("--requirement=$0", ["requirements-dev.in", "base.txt", "constraints.txt", "setup.py"]),
        ("-r ./$0", ["./requirements-dev.in", "./base.txt", "./constraints.txt", "./setup.py"]),
        ("-c $0", ["constraints.txt", "base.txt", "requirements-dev.in", "setup.py"]),
        ("-r ba$0", ["base.txt"]),
        ("-r BA$0se.txt", ["base.txt"]),
        ("-r .h$0", [".hidden.txt"]),
        ("-r sub/$0", []),
        ("-e $0", [".", "./src/", "./vendor/"]),
        ("-e ./v$0", ["./vendor/"]),
        ("--editable sr$0", ["./src/"]),
        ("--find-links $0", ["src/", "vendor/"]),
        ("requests\n-c con$0 # why\n", ["constraints.txt"]),
    ],
)
def test_files_and_folders(marked: str, first: list[str]) -> None:
    check_completion(requirements(marked), *first, knowledge=FILES)


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        ("base.txt", "-r $0", "-r base.txt"),
        ("base.txt", "-r ba$0d.txt  # c\nx\n", "-r base.txt  # c\nx\n"),
        ("constraints.txt", "--constraint=$0\n", "--constraint=constraints.txt\n"),
        ("constraints.txt", "--constraint='con$0'\n", "--constraint='constraints.txt'\n"),
        ("./src/", "-e sr$0c\n", "-e ./src/\n"),
        ("./src/", "-e $0\n", "-e ./src/\n"),
    ],
)
def test_accepting_a_file(label: str, before: str, after: str) -> None:
    check_accept(label, requirements(before), after, knowledge=FILES)


@pytest.mark.parametrize(
    ("marked", "wants"),
    [("-r $0", True), ("-e ./s$0", True), ("-c x$0", True), ("--pre$0", False), ("-i h$0", False)],
)
def test_files_are_looked_for_only_where_one_is_named(marked: str, wants: bool) -> None:
    fixture = requirements(marked)
    assert offers.wanted(fixture.document, fixture.offset).file_option is wants


@pytest.mark.parametrize(
    "marked",
    ["--index-url $0", "-i https://$0", "--extra-index-url=$0", "requests -C $0"],
)
def test_free_text_is_left_alone(marked: str) -> None:
    check_nothing(requirements(marked), FILES)


def test_lists_of_projects_have_the_files_own() -> None:
    marked = "Flask\nrequests\n--no-binary $0\n"
    check_completion(requirements(marked), ":all:", ":none:", "Flask", "requests")
    check_accept(
        "Flask",
        requirements("Flask\n--only-binary requests,fl$0\n"),
        "Flask\n--only-binary requests,Flask\n",
    )


# -- digests


def test_algorithms_where_nothing_is_known() -> None:
    for marked in ("requests --hash=$0", "requests==2.31.0 --hash=$0", "requests>=2 --hash=$0"):
        check_completion(requirements(marked), "sha256:", "sha384:", "sha512:")
    check_accept("sha512:", requirements("requests --hash=sha5$0"), "requests --hash=sha512:")


@pytest.mark.parametrize(
    ("marked", "version"),
    [
        ("requests==2.31.0 --hash=$0", "2.31.0"),
        ("requests==2.31.0 --hash=sha256:0$0", "2.31.0"),
        ("requests==2.31.0 --h$0", "2.31.0"),
        ("requests==2.31.0 \\\n  --hash=a:b \\\n  $0", "2.31.0"),
        ("requests[socks]==2.31.0 --hash=$0", "2.31.0"),
        ("requests>=2.31.0 --hash=$0", None),
        ("requests --hash=$0", None),
        ("requests==2.31.0 --config$0", None),
        ("requests==2.31.0 -C $0", None),
        ("lib @ https://h.example/x --hash=$0", None),
        ("--h$0", None),
    ],
)
def test_an_index_is_asked_about_pinned_versions_only(marked: str, version: str | None) -> None:
    fixture = requirements(marked)
    wanted = offers.wanted(fixture.document, fixture.offset)
    assert wanted.version == version
    assert wanted.project == (normalize("requests") if version else None)


def test_the_index_own_digests() -> None:
    answer = completed(requirements("requests==2.31.0 --hash=$0"), knowledge=HASHES)
    assert answer is not None
    assert [(item.label, item.detail) for item in answer.items] == [
        ("sha256:… (all 2 files)", ""),
        (WHEEL.digest, WHEEL.filename),
        (SDIST.digest, SDIST.filename),
        ("sha256:", "what indexes publish"),
        ("sha384:", ""),
        ("sha512:", ""),
    ]


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [
        (
            WHEEL.digest,
            "requests==2.31.0 --hash=sha256:b$0\n",
            f"requests==2.31.0 --hash={WHEEL.digest}\n",
        ),
        ("sha256:… (all 2 files)", "requests==2.31.0 --hash=$0\n", f"requests==2.31.0 {BOTH}\n"),
        ("--hash=sha256:…", "requests==2.31.0 --$0\n", f"requests==2.31.0 {BOTH}\n"),
        (
            "--hash=sha256:…",
            "requests==2.31.0 --h$0  # why\nflask\n",
            f"requests==2.31.0 {BOTH}  # why\nflask\n",
        ),
    ],
)
def test_accepting_digests(label: str, before: str, after: str) -> None:
    check_accept(label, requirements(before), after, knowledge=HASHES)


def test_a_file_that_continues_lines_gets_its_digests_that_way() -> None:
    before = "flask==1 \\\n    --hash=sha256:00\nrequests==2.31.0 --h$0\n"
    check_accept(
        "--hash=sha256:…",
        requirements(before),
        "flask==1 \\\n    --hash=sha256:00\n"
        f"requests==2.31.0 --hash={SDIST.digest} \\\n    --hash={WHEEL.digest}\n",
        knowledge=HASHES,
    )


def test_digests_of_another_version_are_not_offered() -> None:
    check_completion(
        requirements("requests==2.30.0 --hash=$0"),
        "sha256:",
        "sha384:",
        "sha512:",
        knowledge=HASHES,
    )


def test_while_the_answer_is_on_its_way_the_list_fills_in_later() -> None:
    answer = completed(
        requirements("requests==2.31.0 --hash=$0"),
        knowledge=knowing(Pending(normalize("requests"))),
    )
    assert answer is not None
    assert answer.incomplete
