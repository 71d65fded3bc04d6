"""Options, digests, keys and their hovers as editors send and get them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from pypi_language_server.index.model import FileHash, VersionDocument
from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Start
from tests.protocol.fakes import FakeServices, known

DIGEST = f"sha256:{'a' * 64}"
FILES = (FileHash("requests-2.0.tar.gz", DIGEST),)
PINNED = replace(known("requests"), version=VersionDocument("2.0", (), FILES))


async def test_digests_are_looked_up_for_the_pinned_version(start_editor: Start) -> None:
    services = FakeServices(answers={"requests": PINNED})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "requests==2.0 --hash=")
    items = (await editor.client.complete(REQUIREMENTS, 0, 21))["items"]
    assert items[0]["label"] == DIGEST
    assert items[0]["textEdit"]["newText"] == DIGEST
    assert [(name, version) for name, _, version in services.looked_up] == [("requests", "2.0")]
    assert services.files == [True]


async def test_digests_on_several_lines_keep_their_own_indentation(start_editor: Start) -> None:
    files = (*FILES, FileHash("requests-2.0-py3-none-any.whl", f"sha256:{'b' * 64}"))
    answer = replace(PINNED, version=VersionDocument("2.0", (), files))
    editor = await start_editor(FakeServices(answers={"requests": answer}))
    editor.client.open(REQUIREMENTS, "flask==1 \\\n    --hash=sha256:0\nrequests==2.0 --ha")
    (pin, *others) = (await editor.client.complete(REQUIREMENTS, 2, 18))["items"]
    assert pin["textEdit"]["newText"] == f"--hash={DIGEST} \\\n    --hash=sha256:{'b' * 64}"
    assert pin["insertTextMode"] == 1
    assert not any("insertTextMode" in item for item in others)


async def test_a_slow_index_leaves_the_rest_of_the_list(start_editor: Start) -> None:
    gate = asyncio.Event()
    services = FakeServices(answers={"requests": PINNED}, gate=gate)
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "requests==2.0 --hash=")
    answer = await editor.client.complete(REQUIREMENTS, 0, 21)
    assert answer["isIncomplete"] is True
    assert [item["label"] for item in answer["items"]] == ["sha256:", "sha384:", "sha512:"]
    gate.set()


async def test_options_and_keys_ask_nobody(start_editor: Start) -> None:
    services = FakeServices()
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "--req")
    (option, *_) = (await editor.client.complete(REQUIREMENTS, 0, 5))["items"]
    assert (option["label"], option["kind"]) == ("--requirement", 14)
    assert "requirements file" in option["documentation"]
    assert "data" not in option
    editor.client.open(PYPROJECT, "[project]\nlice")
    (key, *_) = (await editor.client.complete(PYPROJECT, 1, 4))["items"]
    assert (key["label"], key["kind"]) == ("license", 5)
    assert key["textEdit"]["newText"] == 'license = ""'
    assert services.looked_up == []


async def test_files_beside_the_manifest(start_editor: Start, tmp_path: Path) -> None:
    for name in ("requirements.txt", "base.txt", "constraints.txt"):
        (tmp_path / name).touch()
    (tmp_path / "src").mkdir()
    editor = await start_editor()
    uri = (tmp_path / "requirements.txt").as_uri()
    editor.client.open(uri, "-r \n-e ")
    files = (await editor.client.complete(uri, 0, 3))["items"]
    assert [item["label"] for item in files] == ["base.txt", "constraints.txt"]
    folders = (await editor.client.complete(uri, 1, 3))["items"]
    assert [item["label"] for item in folders] == [".", "./src/"]


async def test_files_in_a_folder_of_requirements(start_editor: Start, tmp_path: Path) -> None:
    (tmp_path / "requirements" / "old").mkdir(parents=True)
    for name in ("requirements/base.txt", "requirements/dev.in", "notes.txt", "dev.txt"):
        (tmp_path / name).touch()
    editor = await start_editor()
    uri = (tmp_path / "dev.txt").as_uri()
    editor.client.open(uri, "-r \n-c requirements/d", language="pip-requirements")
    files = (await editor.client.complete(uri, 0, 3))["items"]
    assert [item["label"] for item in files] == [
        "requirements/base.txt",
        "requirements/dev.in",
        "notes.txt",
    ]
    (only,) = (await editor.client.complete(uri, 1, 17))["items"]
    assert only["label"] == "requirements/dev.in"


async def test_hovers_that_need_no_index(start_editor: Start) -> None:
    services = FakeServices()
    editor = await start_editor(services)
    editor.client.open(PYPROJECT, '[dependency-groups]\ntest = ["a", "b"]\n')
    shown = await editor.client.hover(PYPROJECT, 1, 2)
    assert "2 requirements" in shown["contents"]["value"]
    assert shown["range"]["end"] == {"line": 1, "character": 4}
    assert services.looked_up == []
