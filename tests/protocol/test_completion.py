"""Completion and its details as different clients get them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import client_capabilities

from pypi_language_server.catalogue.model import CatalogueStamp, Origin
from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Start
from tests.protocol.fakes import FakeServices, NameList, known, no_answer
from tests.support.lsp_client import Refused

DEFAULTS = {
    "textDocument": {
        "completion": {
            "completionItem": {
                "labelDetailsSupport": True,
                "documentationFormat": ["markdown", "plaintext"],
            },
            "completionList": {"itemDefaults": ["editRange", "data"]},
        }
    }
}


def documented(formats: list[str] | None) -> dict[str, Any]:
    item = {} if formats is None else {"documentationFormat": formats}
    return {"textDocument": {"completion": {"completionItem": item}}}


async def test_a_plain_client_gets_everything_in_the_item(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "requests\nrequ\n")
    answer = await editor.client.complete(REQUIREMENTS, 1, 4)
    assert answer["isIncomplete"] is True
    assert "itemDefaults" not in answer
    first, *_, last = answer["items"]
    assert first == {
        "label": "requests-oauthlib",
        "kind": 9,
        "sortText": "0",
        "filterText": "requests-oauthlib ",
        "data": {"name": "requests-oauthlib", "uri": REQUIREMENTS},
        "textEdit": {
            "range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 4}},
            "newText": "requests-oauthlib",
        },
    }
    assert last["label"] == "requests"
    assert last["detail"] == "already declared"


async def test_a_modern_client_gets_the_edit_range_once(start_editor: Start) -> None:
    editor = await start_editor(capabilities=DEFAULTS)
    editor.client.open(REQUIREMENTS, "requests\nrequ\n")
    answer = await editor.client.complete(REQUIREMENTS, 1, 4)
    edit_range = {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 4}}
    assert answer["itemDefaults"] == {"editRange": edit_range}
    assert not any("textEdit" in item for item in answer["items"])
    last = answer["items"][-1]
    assert last["labelDetails"] == {"description": "already declared"}
    assert last["detail"] == "HTTP for people."


async def test_what_differs_from_the_label_is_said(start_editor: Start) -> None:
    """A string that is still open is closed by what is accepted."""
    services = FakeServices(names=NameList(("ruamel.yaml",)))
    editor = await start_editor(services, capabilities=DEFAULTS)
    text = "[tool.poetry.dependencies]\nruam"
    editor.client.open(PYPROJECT, text)
    (item,) = (await editor.client.complete(PYPROJECT, 1, 4))["items"]
    assert item["label"] == "ruamel.yaml"
    assert item["textEditText"].startswith('"ruamel.yaml"')


async def test_order_survives_clients_that_sort_by_text(start_editor: Start) -> None:
    names = NameList(tuple(f"pkg-{number}" for number in range(30)))
    editor = await start_editor(FakeServices(names=names), options={"completion": {"limit": 12}})
    editor.client.open(REQUIREMENTS, "pkg")
    answer = await editor.client.complete(REQUIREMENTS, 0, 3)
    assert len(answer["items"]) == 12
    assert answer["isIncomplete"] is True
    ordered = sorted(answer["items"], key=lambda item: str(item["sortText"]))
    assert ordered == answer["items"]
    filtered_by = [item["filterText"] for item in answer["items"]]
    assert all(text.startswith("pkg") and text != "pkg" for text in filtered_by)
    assert len(set(map(len, filtered_by))) == 1


@pytest.mark.parametrize(
    ("uri", "language", "ours"),
    [
        ("file:///w/requirements.txt", "", True),
        ("file:///w/notes.txt", "plaintext", False),
        ("file:///w/main.py", "python", False),
        ("untitled:Untitled-1", "pip-requirements", True),
        ("untitled:Untitled-1", "plaintext", False),
        ("not a uri at all", "", False),
        ("", "", False),
    ],
)
async def test_only_manifests_are_ours(
    start_editor: Start, uri: str, language: str, ours: bool
) -> None:
    editor = await start_editor()
    editor.client.open(uri, "requ", language)
    answer = await editor.client.complete(uri, 0, 4)
    assert (answer is not None) is ours


async def test_documents_come_and_go(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.change(REQUIREMENTS, "requ")  # never opened
    assert await editor.client.complete(REQUIREMENTS, 0, 4) is None
    editor.client.open(REQUIREMENTS, "")
    editor.client.change(REQUIREMENTS, "fla")
    (item,) = (await editor.client.complete(REQUIREMENTS, 0, 3))["items"]
    assert item["label"] == "Flask"
    editor.client.notify("textDocument/didClose", {"textDocument": {"uri": REQUIREMENTS}})
    assert await editor.client.complete(REQUIREMENTS, 0, 3) is None


async def test_a_client_that_sends_ranges_all_the_same_is_understood(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(REQUIREMENTS, "# 😀\nxla\n")
    area = {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 1}}
    changes = [{"range": area, "text": "f"}, {"range": area, "text": "fF"}]
    editor.client.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": REQUIREMENTS, "version": 2}, "contentChanges": changes},
    )
    await editor.client.barrier()
    document = editor.server.session.document(REQUIREMENTS)
    assert document is not None
    assert document.text == "# 😀\nfFla\n"


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 9), ("utf-16", 7), ("utf-32", 6)])
async def test_characters_beyond_the_basic_plane(
    start_editor: Start, encoding: str, column: int
) -> None:
    """`"😀": ` counts 4, 2 or 1 units before the name that is typed."""
    client = {"general": {"positionEncodings": [encoding]}}
    editor = await start_editor(capabilities=client)
    text = '[project]\ndependencies = [\n"😀", "fl\n]\n'
    editor.client.open(PYPROJECT, text)
    answer = await editor.client.complete(PYPROJECT, 2, column + 2)
    edit = answer["items"][0]["textEdit"]["range"]
    assert edit["start"] == {"line": 2, "character": column}
    assert edit["end"] == {"line": 2, "character": column + 2}


@pytest.mark.parametrize("profile", ["neovim", "visual-studio-code", "emacs"])
async def test_recorded_clients(start_editor: Start, profile: str) -> None:
    """Every list that real clients get is a list in the protocol's own terms."""
    converter = default_converter()
    recorded = converter.unstructure(client_capabilities(profile))
    for switched_off in ("workspace", "window"):  # what those are answered with is tested apart
        recorded.pop(switched_off, None)
    editor = await start_editor(capabilities=recorded)
    editor.client.open(REQUIREMENTS, "requ")
    answer = await editor.client.complete(REQUIREMENTS, 0, 4)
    found = converter.structure(answer, types.CompletionList)
    assert [item.label for item in found.items] == list(NameList().spellings[:3])
    ranged = found.item_defaults is not None and found.item_defaults.edit_range is not None
    assert ranged is (profile == "neovim")
    assert all((item.text_edit is None) is ranged for item in found.items)


# --- details -----------------------------------------------------------------------------------


async def test_details_are_looked_up_for_the_item_alone(start_editor: Start) -> None:
    services = FakeServices(answers={"flask": known("Flask", "A web framework.")})
    editor = await start_editor(services, capabilities=documented(["markdown", "plaintext"]))
    editor.client.open(REQUIREMENTS, "fla")
    (item,) = (await editor.client.complete(REQUIREMENTS, 0, 3))["items"]
    assert services.looked_up == []
    resolved = await editor.client.request("completionItem/resolve", item)
    assert [name for name, *_ in services.looked_up] == ["flask"]
    assert resolved["documentation"]["kind"] == "markdown"
    assert "A web framework" in resolved["documentation"]["value"]
    assert "2.0" in resolved["detail"]
    added = {"documentation", "detail"}
    assert {key: value for key, value in resolved.items() if key not in added} == item


@pytest.mark.parametrize(
    ("formats", "kind"),
    [
        (None, None),
        ([], None),
        (["plaintext"], "plaintext"),
        (["plaintext", "markdown"], "plaintext"),
        (["markdown"], "markdown"),
    ],
)
async def test_documentation_has_the_clients_markup(
    start_editor: Start, formats: list[str] | None, kind: str | None
) -> None:
    services = FakeServices(answers={"flask": known("Flask", "A web framework.")})
    editor = await start_editor(services, capabilities=documented(formats))
    editor.client.open(REQUIREMENTS, "fla")
    item = {"label": "Flask", "data": {"name": "flask", "uri": REQUIREMENTS}}
    found = (await editor.client.request("completionItem/resolve", item))["documentation"]
    if kind is None:
        assert isinstance(found, str)
    else:
        assert found["kind"] == kind


@pytest.mark.parametrize(
    "data",
    [
        None,
        3,
        [],
        {},
        {"name": "flask"},
        {"uri": REQUIREMENTS},
        {"name": ["flask"], "uri": REQUIREMENTS},
        {"name": "../flask", "uri": REQUIREMENTS},
        {"name": "flask", "uri": "file:///w/closed/requirements.txt"},
    ],
)
async def test_items_that_say_too_little_stay_as_they_are(start_editor: Start, data: Any) -> None:
    """Nothing is asked for a document that is not open: its indexes are not known."""
    services = FakeServices()
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "fla")
    item = {"label": "Flask", **({"data": data} if data is not None else {})}
    assert await editor.client.request("completionItem/resolve", item) == item
    assert services.looked_up == []


async def test_details_do_not_wait_longer_than_the_budget(start_editor: Start) -> None:
    services = FakeServices(gate=asyncio.Event(), answers={"flask": known("Flask")})
    editor = await start_editor(services, options={"hover": {"budget": 0.01}})
    editor.client.open(REQUIREMENTS, "fla")
    item = {"label": "Flask", "detail": "kept", "data": {"name": "flask", "uri": REQUIREMENTS}}
    resolved = await editor.client.request("completionItem/resolve", item)
    assert resolved["detail"] == "kept"
    assert services.gate is not None
    services.gate.set()
    await editor.client.barrier()
    assert services.settled == ["flask"]


async def test_typing_on_asks_no_index_about_what_came_first_meanwhile(
    start_editor: Start,
) -> None:
    """Every editor asks for the first item's details; some take it back, others type on."""
    looked_at = asyncio.Event()
    services = FakeServices(answers={"flask": known("Flask")})
    editor = await start_editor(services, dwell=looked_at.wait)
    editor.client.open(REQUIREMENTS, "fl")
    item = {"label": "Flask", "data": {"name": "flask", "uri": REQUIREMENTS}}
    number, taken_back = editor.client.ask("completionItem/resolve", item)
    editor.client.notify("$/cancelRequest", {"id": number})
    with pytest.raises(Refused):
        await taken_back
    _, overtaken = editor.client.ask("completionItem/resolve", item)
    editor.client.change(REQUIREMENTS, "fla")
    _, looked_up = editor.client.ask("completionItem/resolve", item)
    await editor.client.barrier()
    assert services.looked_up == []
    looked_at.set()
    assert "detail" not in await overtaken
    assert "2.0" in (await looked_up)["detail"]
    assert [name for name, *_ in services.looked_up] == ["flask"]


async def test_details_that_this_machine_has_need_no_second_look(start_editor: Start) -> None:
    flask = known("Flask")
    services = FakeServices(peeked={"flask": flask}, answers={"flask": flask})
    editor = await start_editor(services, dwell=asyncio.Event().wait)
    editor.client.open(REQUIREMENTS, "fla")
    item = {"label": "Flask", "data": {"name": "flask", "uri": REQUIREMENTS}}
    assert "2.0" in (await editor.client.request("completionItem/resolve", item))["detail"]


async def test_a_project_of_a_private_index_keeps_it_while_typed(start_editor: Start) -> None:
    text = (
        '[project]\nname = "x"\ndependencies = [\n  "secret-thing",\n  "secret"\n]\n'
        '[[tool.uv.index]]\nname = "mine"\nurl = "https://mine.example/simple"\nexplicit = true\n'
        '[tool.uv.sources]\nsecret-thing = { index = "mine" }\n'
    )
    services = FakeServices()
    editor = await start_editor(services)
    editor.client.open(PYPROJECT, text)
    item = {"label": "secret-thing", "data": {"name": "secret-thing", "uri": PYPROJECT}}
    await editor.client.request("completionItem/resolve", item)
    ((_, scope, _),) = services.looked_up
    assert scope.assigned == "mine"
    assert scope.trusted is False


async def test_a_failing_index_is_mentioned_once_in_a_message(start_editor: Start) -> None:
    stamp = CatalogueStamp(Origin.STARTER, 3000)
    services = FakeServices(
        names=NameList(stamp=stamp),
        answers={"flask": no_answer("flask"), "django": no_answer("django")},
    )
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "fla")
    for name in ("flask", "django", "flask"):
        item = {"label": name, "data": {"name": name, "uri": REQUIREMENTS}}
        resolved = await editor.client.request("completionItem/resolve", item)
        assert "could not be reached" in resolved["documentation"]
    said = await editor.client.expect("window/showMessage")
    assert said["type"] == 2
    assert "could not be reached" in said["message"]
    assert "3,000" in said["message"]


async def test_details_of_what_is_no_indexs_business_are_not_asked_for(start_editor: Start) -> None:
    """A workspace member's name stays on this machine, also while its line is being written."""
    text = (
        '[project]\nname = "x"\ndependencies = [\n  "secret-thing",\n]\n'
        "[tool.uv.sources]\nsecret-thing = { workspace = true }\n"
    )
    services = FakeServices()
    editor = await start_editor(services)
    editor.client.open(PYPROJECT, text)
    item = {"label": "secret-thing", "data": {"name": "secret-thing", "uri": PYPROJECT}}
    assert await editor.client.request("completionItem/resolve", item) == item
    assert services.looked_up == []
