"""Settings from every side, in force from the next request on, and complaints said once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pypi_language_server.settings import Settings
from tests.protocol.conftest import REQUIREMENTS, Editor, Start
from tests.protocol.fakes import FakeServices, NameList
from tests.support.lsp_client import Client

PULLED = {"workspace": {"configuration": True}}
CHANGED = "workspace/didChangeConfiguration"
SHOWN = "window/showMessage"


def limit(settings: Settings) -> int:
    return settings.completion.limit


async def offered(client: Client) -> int:
    client.open(REQUIREMENTS, "pkg")
    return len((await client.complete(REQUIREMENTS, 0, 3))["items"])


def many() -> FakeServices:
    return FakeServices(names=NameList(tuple(f"pkg-{number}" for number in range(80))))


async def test_defaults_hold_without_a_word(start_editor: Start) -> None:
    editor = await start_editor(many())
    assert await offered(editor.client) == 50
    assert editor.services.configured == []


async def test_options_at_the_start_nested_or_not(start_editor: Start) -> None:
    for options in (
        {"completion": {"limit": 3}},
        {"pypi": {"completion": {"limit": 3}}},
        {"pypi.completion.limit": 3},
    ):
        editor = await start_editor(many(), options=options)
        assert await offered(editor.client) == 3
        assert [limit(it) for it in editor.services.configured] == [3]


async def test_pushed_settings_hold_at_once(start_editor: Start) -> None:
    editor = await start_editor(many(), options={"completion": {"limit": 3}})
    editor.client.notify(CHANGED, {"settings": {"pypi": {"completion": {"limit": 4}}}})
    assert await offered(editor.client) == 4
    editor.client.notify(CHANGED, {"settings": {"pypi": {}}})
    assert await offered(editor.client) == 3
    assert [limit(it) for it in editor.services.configured] == [3, 4, 3]


async def test_other_peoples_settings_are_none_of_ours(start_editor: Start) -> None:
    editor = await start_editor(many(), options={"completion": {"limit": 3}})
    for settings in ({"python": {"x": 1}}, {}, None, [], "pypi"):
        editor.client.notify(CHANGED, {"settings": settings})
    assert await offered(editor.client) == 3


async def test_clients_that_can_be_asked_are_asked(start_editor: Start) -> None:
    editor = await start_editor(many(), capabilities=PULLED)
    question = await editor.client.expect_message("workspace/configuration")
    assert question["params"] == {"items": [{"section": "pypi"}]}
    editor.client.reply(question, [{"completion": {"limit": 5}}])
    assert await offered(editor.client) == 5
    editor.client.notify(CHANGED, {"settings": {"pypi": {"completion": {"limit": 9}}}})
    question = await editor.client.expect_message("workspace/configuration")
    editor.client.reply(question, [{"completion": {"limit": 6}}])
    assert await offered(editor.client) == 6


async def test_a_late_answer_does_not_undo_a_newer_one(start_editor: Start) -> None:
    editor = await start_editor(many(), capabilities=PULLED)
    first = await editor.client.expect_message("workspace/configuration")
    editor.client.notify(CHANGED, {"settings": None})
    second = await editor.client.expect_message("workspace/configuration")
    editor.client.reply(second, [{"completion": {"limit": 2}}])
    editor.client.reply(first, [{"completion": {"limit": 1}}])
    assert await offered(editor.client) == 2


async def test_an_answer_counts_while_a_newer_question_is_under_way(start_editor: Start) -> None:
    """eglot says that settings changed as soon as it is attached; some clients answer slowly."""
    editor = await start_editor(many(), capabilities=PULLED)
    first = await editor.client.expect_message("workspace/configuration")
    editor.client.notify(CHANGED, {"settings": None})
    second = await editor.client.expect_message("workspace/configuration")
    editor.client.reply(first, [{"completion": {"limit": 1}}])
    assert await offered(editor.client) == 1
    editor.client.reply(second, [{"completion": {"limit": 2}}])
    assert await offered(editor.client) == 2


async def test_clients_that_have_nothing_to_say(start_editor: Start) -> None:
    """Neovim answers null for a section that nobody set; others refuse or keep silent."""
    for answer in ([None], [], [{}]):
        editor = await start_editor(
            many(), capabilities=PULLED, options={"completion": {"limit": 3}}
        )
        question = await editor.client.expect_message("workspace/configuration")
        editor.client.reply(question, answer)
        assert await offered(editor.client) == 3


async def test_clients_that_refuse_or_do_not_answer(start_editor: Start) -> None:
    editor = await start_editor(many(), capabilities=PULLED)
    question = await editor.client.expect_message("workspace/configuration")
    editor.client.send({"id": question["id"], "error": {"code": -32603, "message": "no"}})
    assert await offered(editor.client) == 50
    silent = await start_editor(many(), capabilities=PULLED, patience=0.001)
    question = await silent.client.expect_message("workspace/configuration")
    await silent.server.configuration.settled.wait()
    silent.client.reply(question, [{"completion": {"limit": 1}}])  # too late to count
    assert await offered(silent.client) == 50


async def test_who_must_be_registered_with_is(start_editor: Start) -> None:
    dynamic = {"workspace": {"didChangeConfiguration": {"dynamicRegistration": True}}}
    editor = await start_editor(capabilities=dynamic)
    question = await editor.client.expect_message("client/registerCapability")
    (registration,) = question["params"]["registrations"]
    assert registration["method"] == CHANGED
    assert registration["registerOptions"] == {"section": "pypi"}
    editor.client.reply(question, None)


async def test_a_refused_registration_is_no_drama(start_editor: Start) -> None:
    dynamic = {"workspace": {"didChangeConfiguration": {"dynamicRegistration": True}}}
    editor = await start_editor(capabilities=dynamic)
    question = await editor.client.expect_message("client/registerCapability")
    editor.client.send({"id": question["id"], "error": {"code": -32601, "message": "no"}})
    await editor.client.barrier()


async def test_the_environment_has_the_last_word(start_editor: Start) -> None:
    """VS Code always sends every setting, so whoever speaks last must be the environment."""

    def offline(settings: Settings) -> Settings:
        return replace(settings, index=replace(settings.index, offline=True))

    editor = await start_editor(options={"index": {"offline": False}}, overlay=offline)
    assert editor.server.session.settings.index.offline is True
    assert editor.services.configured == []  # the services were built with it


async def complaint(editor: Editor) -> str:
    said = await editor.client.expect(SHOWN)
    assert said["type"] == 2
    return str(said["message"])


async def test_what_is_wrong_is_said_once_in_one_message(start_editor: Start) -> None:
    options = {"completion": {"limit": 0, "colour": "red"}, "hover": {"budget": "long"}}
    editor = await start_editor(many(), options=options)
    message = await complaint(editor)
    for setting in ("pypi.completion.limit", "pypi.completion.colour", "pypi.hover.budget"):
        assert f"`{setting}`" in message
    assert await offered(editor.client) == 50
    editor.client.notify(CHANGED, {"settings": {"pypi": {"completion": {"limit": 4}}}})
    assert await offered(editor.client) == 4  # the old mistakes are not repeated
    editor.client.notify(CHANGED, {"settings": {"pypi": {"popularity": {"url": 3}}}})
    assert "`pypi.popularity.url` must be a string" in await complaint(editor)


async def test_many_mistakes_make_a_short_message(start_editor: Start) -> None:
    options: dict[str, Any] = {f"key{number}": 1 for number in range(20)}
    editor = await start_editor(options=options)
    message = await complaint(editor)
    assert "17 more" in message
    assert len(message) < 300


async def test_options_of_a_wrong_kind(start_editor: Start) -> None:
    for options in (3, [1], "x", {"index": 3}, {"pypi": "x"}):
        editor = await start_editor(options=options)
        assert "must be an object" in await complaint(editor)


async def test_an_empty_list_is_an_empty_object(start_editor: Start) -> None:
    """Lua knows no difference, so Neovim sends either."""
    for options in ([], {"pypi": []}, {"index": []}):
        editor = await start_editor(many(), options=options)
        assert await offered(editor.client) == 50


async def test_what_editors_keep_in_our_section_is_theirs(start_editor: Start) -> None:
    await start_editor(options={"pypi": {"trace": {"server": "off"}, "server": {"path": "x"}}})
