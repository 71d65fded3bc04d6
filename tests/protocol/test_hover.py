"""Hover and outline: the answer belongs to the text at the time of the question."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pypi_language_server.catalogue.model import Match, MatchClass, Matches
from pypi_language_server.index.model import Missing
from pypi_language_server.names import normalize
from tests.protocol.conftest import PYPROJECT, REQUIREMENTS, Start
from tests.protocol.fakes import INDEX, NOW, FakeServices, NameList, known, no_answer
from tests.support.lsp_client import Refused, position

HOVER = "textDocument/hover"
MARKDOWN = {"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}}
NESTED = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}


class SlippingNames(NameList):
    """A list of names in which whatever is typed is one slip away from Flask."""

    def complete(self, typed: str, limit: int) -> Matches:
        slip = Match("Flask", normalize("flask"), MatchClass.POPULAR_TYPO, popular=True)
        return Matches((slip,)[:limit])


def waiting(**answers: Any) -> FakeServices:
    return FakeServices(gate=asyncio.Event(), answers=answers)


def release(services: FakeServices) -> None:
    assert services.gate is not None
    services.gate.set()


@pytest.mark.parametrize(
    ("formats", "kind"),
    [
        (["markdown", "plaintext"], "markdown"),
        (["plaintext", "markdown"], "plaintext"),
        (["plaintext"], "plaintext"),
        (None, "plaintext"),
    ],
)
async def test_hovers_have_the_clients_markup(
    start_editor: Start, formats: list[str] | None, kind: str
) -> None:
    hover = {} if formats is None else {"contentFormat": formats}
    services = FakeServices(answers={"flask": known("Flask", "A web framework.")})
    editor = await start_editor(services, capabilities={"textDocument": {"hover": hover}})
    editor.client.open(REQUIREMENTS, "flask>=1.0\n")
    answer = await editor.client.hover(REQUIREMENTS, 0, 2)
    assert answer["contents"]["kind"] == kind
    assert "A web framework" in answer["contents"]["value"]
    assert ("**" in answer["contents"]["value"]) is (kind == "markdown")
    assert answer["range"] == {
        "start": {"line": 0, "character": 0},
        "end": {"line": 0, "character": 5},
    }


async def test_a_pinned_version_is_asked_for(start_editor: Start) -> None:
    services = FakeServices(answers={"flask": known("Flask")})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask==1.0\n")
    await editor.client.hover(REQUIREMENTS, 0, 2)
    assert [(name, version) for name, _, version in services.looked_up] == [("flask", "1.0")]


async def test_nothing_is_asked_where_no_index_knows_the_project(start_editor: Start) -> None:
    services = FakeServices()
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "secret @ file:///home/me/secret\n# flask\n\n")
    assert await editor.client.hover(REQUIREMENTS, 0, 2) is not None
    assert await editor.client.hover(REQUIREMENTS, 1, 4) is None
    assert await editor.client.hover(REQUIREMENTS, 2, 0) is None
    assert await editor.client.hover(REQUIREMENTS, 99, 99) is None
    assert services.looked_up == []


async def test_the_answer_is_about_the_text_when_it_was_asked(start_editor: Start) -> None:
    """The very next message may change it: the snapshot is taken first."""
    services = waiting(flask=known("Flask", "A web framework."))
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask\n")
    _, answer = editor.client.ask(HOVER, position(REQUIREMENTS, 0, 2))
    editor.client.change(REQUIREMENTS, "# nothing\n\n\ndjango\n")
    editor.client.notify("textDocument/didClose", {"textDocument": {"uri": REQUIREMENTS}})
    await editor.client.barrier()
    release(services)
    found = await answer
    assert "A web framework" in found["contents"]["value"]
    assert found["range"]["start"] == {"line": 0, "character": 0}
    assert [name for name, *_ in services.looked_up] == ["flask"]


async def test_a_slow_index_delays_nothing(start_editor: Start) -> None:
    """The budget ends the wait, not the look-up: the next hover finds its answer."""
    services = waiting(flask=known("Flask", "A web framework."))
    editor = await start_editor(services, options={"hover": {"budget": 0.01}})
    editor.client.open(REQUIREMENTS, "flask\n")
    found = await editor.client.hover(REQUIREMENTS, 0, 2)
    assert "A web framework" not in found["contents"]["value"]
    release(services)
    found = await editor.client.hover(REQUIREMENTS, 0, 2)
    assert "A web framework" in found["contents"]["value"]
    assert services.settled == ["flask", "flask"]


async def test_what_is_on_disk_is_shown_while_the_index_is_slow(start_editor: Start) -> None:
    services = waiting()
    services.peeked["flask"] = known("Flask", "As it was last week.")
    editor = await start_editor(services, options={"hover": {"budget": 0.01}})
    editor.client.open(REQUIREMENTS, "flask\n")
    found = await editor.client.hover(REQUIREMENTS, 0, 2)
    assert "As it was last week" in found["contents"]["value"]


async def test_cancelling_one_question_leaves_the_look_up_to_others(start_editor: Start) -> None:
    services = waiting(flask=known("Flask"))
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask\n")
    number, first = editor.client.ask(HOVER, position(REQUIREMENTS, 0, 2))
    _, second = editor.client.ask(HOVER, position(REQUIREMENTS, 0, 2))
    editor.client.notify("$/cancelRequest", {"id": number})
    with pytest.raises(Refused) as refused:
        await first
    assert refused.value.code == -32800
    release(services)
    assert (await second) is not None
    assert services.settled == ["flask", "flask"]


async def test_completion_does_not_wait_for_hovers(start_editor: Start) -> None:
    services = waiting()
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask\nrequ\n")
    _, hover = editor.client.ask(HOVER, position(REQUIREMENTS, 0, 2))
    assert (await editor.client.complete(REQUIREMENTS, 1, 4))["items"]
    assert not hover.done()
    release(services)
    await hover


async def test_an_index_that_is_down_is_said_once(start_editor: Start) -> None:
    services = FakeServices(answers={"flask": no_answer("flask"), "django": no_answer("django")})
    editor = await start_editor(services)
    editor.client.open(REQUIREMENTS, "flask\ndjango\n")
    for line in (0, 1, 0):
        found = await editor.client.hover(REQUIREMENTS, line, 2)
        assert "could not be reached" in found["contents"]["value"]
    said = await editor.client.expect("window/showMessage")
    assert "could not be reached" in said["message"]
    assert "2026-02-28" in said["message"]  # how old the list is that serves meanwhile


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 14), ("utf-16", 10), ("utf-32", 8)])
async def test_columns_are_counted_in_the_clients_units(
    start_editor: Start, encoding: str, column: int
) -> None:
    services = FakeServices(answers={"flask": known("Flask")})
    client = {"general": {"positionEncodings": [encoding]}}
    editor = await start_editor(services, capabilities=client)
    editor.client.open(PYPROJECT, '[project]\ndependencies = [\n"😀😀", "flask"]\n')
    found = await editor.client.hover(PYPROJECT, 2, column)
    assert found["range"]["end"]["character"] - found["range"]["start"]["character"] == 5


async def test_the_outline_is_a_tree_where_the_client_knows_trees(start_editor: Start) -> None:
    editor = await start_editor(capabilities=NESTED)
    editor.client.open(PYPROJECT, '[project]\nname = "x"\ndependencies = ["flask>=1", "numpy"]\n')
    params = {"textDocument": {"uri": PYPROJECT}}
    (group,) = await editor.client.request("textDocument/documentSymbol", params)
    assert [child["name"] for child in group["children"]] == ["flask", "numpy"]
    for symbol in (group, *group["children"]):
        whole, selected = symbol["range"], symbol["selectionRange"]
        assert _at(whole["start"]) <= _at(selected["start"])
        assert _at(selected["end"]) <= _at(whole["end"])


async def test_the_outline_is_flat_for_other_clients(start_editor: Start) -> None:
    editor = await start_editor()
    editor.client.open(PYPROJECT, '[project]\nname = "x"\ndependencies = ["flask>=1", "numpy"]\n')
    params = {"textDocument": {"uri": PYPROJECT}}
    found = await editor.client.request("textDocument/documentSymbol", params)
    assert [item["name"] for item in found][1:] == ["flask", "numpy"]
    assert found[1]["containerName"] == found[0]["name"]
    assert found[1]["location"]["uri"] == PYPROJECT
    other = {"textDocument": {"uri": "file:///w/closed.txt"}}
    assert await editor.client.request("textDocument/documentSymbol", other) is None


def _at(place: dict[str, int]) -> tuple[int, int]:
    return place["line"], place["character"]


async def test_a_missing_project_may_be_a_slip_of_the_finger(start_editor: Start) -> None:
    name = normalize("flaks")
    services = FakeServices(answers={name: Missing(name, INDEX, NOW)}, names=SlippingNames())
    editor = await start_editor(services, capabilities=MARKDOWN)
    editor.client.open(REQUIREMENTS, "flaks\n")
    answer = await editor.client.hover(REQUIREMENTS, 0, 2)
    assert "not found" in answer["contents"]["value"]
    assert "Did you mean `Flask`?" in answer["contents"]["value"]
