"""The settings as documentation: what `settings.py` declares, in the forms that people read.

Contract: everything here is derived from the declaration; `tests/test_tidy.py` fails when the
generated files differ from it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from pypi_language_server.settings import Settings, camel_case

if TYPE_CHECKING:
    from collections.abc import Iterator


PERSONAL = (
    "pypi.python.interpreter",
    "pypi.index.url",
    "pypi.index.extraUrls",
    "pypi.index.jsonUrl",
    "pypi.popularity.url",
    "pypi.workspace.trusted",
)
"""What decides which program is started and which hosts hear project names: the user's alone."""

DECIDED_BY_VSCODE = frozenset({"pypi.workspace.trusted"})
"""What VS Code knows by itself, and the extension says for it: no setting there."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting: its public name, its default as JSON data, its sentence, what it may be."""

    name: str
    default: Any
    text: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None

    @property
    def type_name(self) -> str:
        """The JSON type that clients send."""
        match self.default:
            case bool():
                return "boolean"
            case int():
                return "integer"
            case float():
                return "number"
            case list():
                return "array"
            case _:
                return "string"


def declared() -> tuple[Declared, ...]:
    """Return every setting in the order of its declaration."""
    return tuple(_walk(Settings(), "pypi"))


def _walk(value: Any, path: str) -> Iterator[Declared]:
    for item in fields(value):
        name = f"{path}.{camel_case(item.name)}"
        current = getattr(value, item.name)
        if is_dataclass(current):
            yield from _walk(current, name)
            continue
        choices = tuple(str(choice) for choice in type(current)) if _is_choice(current) else ()
        default = list(current) if isinstance(current, tuple) else current
        default = default.value if isinstance(default, Enum) else default
        yield Declared(name, default, item.metadata["text"], choices, item.metadata["minimum"])


def _is_choice(value: object) -> bool:
    return isinstance(value, Enum)


def vscode_properties() -> dict[str, dict[str, Any]]:
    """Return the settings as VS Code declares them: `contributes.configuration.properties`."""
    return {
        item.name: _vscode_property(item)
        for item in declared()
        if item.name not in DECIDED_BY_VSCODE
    }


def _vscode_property(item: Declared) -> dict[str, Any]:
    found: dict[str, Any] = {"type": item.type_name, "default": item.default}
    if item.choices:
        found["enum"] = list(item.choices)
    if item.type_name == "array":
        found["items"] = {"type": "string"}
    if item.minimum is not None:
        found["minimum"] = item.minimum
    # A value of the scope `machine` can stand in nobody's folder.
    found["scope"] = "machine" if item.name in PERSONAL else "window"
    found["markdownDescription"] = item.text
    return found


def markdown() -> str:
    """Return the table of `docs/settings.md`."""
    lines = ["| Setting | Type | Default | What it does |", "| --- | --- | --- | --- |"]
    for item in declared():
        kind = " \\| ".join(f"`{choice}`" for choice in item.choices) or item.type_name
        text = item.text.replace("|", "\\|")
        lines.append(f"| `{item.name}` | {kind} | `{json.dumps(item.default)}` | {text} |")
    return "\n".join(lines) + "\n"
