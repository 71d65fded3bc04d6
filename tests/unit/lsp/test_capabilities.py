"""What real and imagined clients can do."""

from __future__ import annotations

from typing import Any

import pytest
from pygls.protocol import default_converter
from pytest_lsp import client_capabilities

from pypi_language_server.lsp.capabilities import ClientFeatures, Markup, read
from pypi_language_server.text import PositionEncoding


def test_who_declares_nothing_can_do_nothing() -> None:
    assert read({}) == ClientFeatures()
    assert read({"textDocument": {}, "window": {}, "workspace": {}}) == ClientFeatures()


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (
            "neovim",
            ClientFeatures(
                encoding=PositionEncoding.UTF8,
                hover=Markup.MARKDOWN,
                documentation=Markup.MARKDOWN,
                default_edit_range=True,
                struck_through=True,
                nested_symbols=True,
                progress=True,
                configuration=True,
                apply_edit=True,
                questions=True,
            ),
        ),
        (
            "visual-studio-code",
            ClientFeatures(
                hover=Markup.MARKDOWN,
                documentation=Markup.MARKDOWN,
                struck_through=True,
                nested_symbols=True,
                progress=True,
                configuration=True,
                apply_edit=True,
                versioned_edits=True,
                register_configuration=True,
                questions=True,
            ),
        ),
        (
            "emacs",
            ClientFeatures(
                encoding=PositionEncoding.UTF32,
                hover=Markup.MARKDOWN,
                struck_through=True,
                nested_symbols=True,
                progress=True,
                configuration=True,
                apply_edit=True,
                versioned_edits=True,
            ),
        ),
    ],
)
def test_recorded_clients(profile: str, expected: ClientFeatures) -> None:
    assert read(default_converter().unstructure(client_capabilities(profile))) == expected


@pytest.mark.parametrize(
    ("raw", "changed"),
    [
        (
            {"textDocument": {"completion": {"completionItem": {"labelDetailsSupport": True}}}},
            {"label_details": True},
        ),
        (
            {"textDocument": {"completion": {"completionList": {"itemDefaults": ["data"]}}}},
            {"default_edit_range": False},
        ),
        ({"window": {"showMessage": {}}}, {"questions": True}),
        ({"window": {"workDoneProgress": False}}, {"progress": False}),
        ({"workspace": {"applyEdit": True}}, {"apply_edit": True}),
        ({"workspace": {"workspaceEdit": {"documentChanges": True}}}, {"versioned_edits": True}),
    ],
)
def test_single_capabilities(raw: dict[str, Any], changed: dict[str, Any]) -> None:
    assert read(raw) == ClientFeatures(**changed)
