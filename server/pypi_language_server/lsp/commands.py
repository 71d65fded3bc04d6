"""The commands that editors can run: registers them, and hands each to the module that knows it.

Contract: each answers a JSON object for programs; arguments that make no sense are refused in one
sentence. What a command needs is imported when it is first run: the table is read before the
protocol's libraries are there (`announcement`).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lsprotocol import types

    from pypi_language_server.lsp.server import Server
    from pypi_language_server.lsp.to_lsp import Json

# Which module of this package has which function for a command.
COMMANDS = {
    "pypi.refresh": ("status_commands", "refresh"),
    "pypi.status": ("status_commands", "status"),
    "pypi.search": ("searching_command", "search"),
    "pypi.details": ("project_commands", "details"),
    "pypi.page": ("project_commands", "page"),
    "pypi.places": ("adding_command", "places"),
    "pypi.add": ("adding_command", "add"),
    "pypi.updateAll": ("updating_command", "update_all"),
}


def register(server: Server) -> None:
    """Put the commands in place; `announcement` tells the client of them."""
    server.feature("workspace/executeCommand")(execute)


async def execute(ls: Server, params: types.ExecuteCommandParams) -> Json:
    """Run a command.

    Raises:
        JsonRpcInvalidParams: there is no such command, or its arguments make no sense.
    """
    if params.command not in COMMANDS:
        from pygls.exceptions import JsonRpcInvalidParams

        raise JsonRpcInvalidParams(f"there is no command `{params.command}`")
    module, function = COMMANDS[params.command]
    run: Callable[..., Any] = getattr(import_module(f"pypi_language_server.lsp.{module}"), function)
    answer = run(ls, params.arguments)
    found: Json = await answer if isawaitable(answer) else answer
    return found
