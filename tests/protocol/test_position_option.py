"""Clients that count columns otherwise than the protocol, and cannot say so in its own way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.protocol.conftest import PYPROJECT, Start

LINE = 'dependencies = ["🐍", "fl"]'
BEFORE_NAME = LINE.index("fl")
TEXT = f"[project]\n{LINE}\n"
BYTES, UNITS = BEFORE_NAME + 3, BEFORE_NAME + 1


@pytest.mark.parametrize(
    ("options", "general", "column"),
    [
        ({"positionEncoding": "utf-8"}, {}, BYTES),
        ({"positionEncoding": "utf-8", "completion": {"limit": 7}}, {}, BYTES),
        ({"positionEncoding": "utf-8", "pypi": {"completion": {"limit": 7}}}, {}, BYTES),
        ({"positionEncoding": "utf-8"}, {"positionEncodings": ["utf-16"]}, UNITS),
        ({"positionEncoding": "utf-7"}, {}, UNITS),
        ({"positionEncoding": ["utf-8"]}, {}, UNITS),
        ({}, {}, UNITS),
        (None, {}, UNITS),
    ],
)
async def test_the_option_counts_where_nothing_is_declared(
    start_editor: Start, options: Any, general: dict[str, Any], column: int
) -> None:
    editor = await start_editor(initialize=False)
    answer = await editor.client.initialize({"general": general}, options)
    announced = {BYTES: "utf-8", UNITS: "utf-16"}[column]
    assert answer["capabilities"]["positionEncoding"] == announced
    editor.client.open(PYPROJECT, TEXT)
    found = await editor.client.complete(PYPROJECT, 1, column + 2)
    edit = found["items"][0]["textEdit"]["range"]
    assert edit["start"] == {"line": 1, "character": column}
    if options and len(options) > 1:
        assert editor.server.session.settings.completion.limit == 7


async def test_the_option_is_no_setting_that_is_complained_about(start_editor: Start) -> None:
    editor = await start_editor(options={"positionEncoding": "utf-8"})
    await editor.client.barrier()
    assert [message["method"] for message in editor.client.inbox] == []
