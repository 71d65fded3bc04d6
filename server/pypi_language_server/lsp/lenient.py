"""Makes sense of an `initialize` request from a client that knows more than our type library.

Contract: the library knows the values of its own time and refuses the whole request for one that
it does not know; without that one capability the rest still holds. JSON in, JSON out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cattrs.errors import BaseValidationError
from lsprotocol import types

if TYPE_CHECKING:
    from cattrs import Converter


def without_unknown(params: Any, converter: Converter) -> dict[str, Any]:
    """Return the parts of `initialize` params that we use and that the library understands."""
    params = params if isinstance(params, dict) else {}
    process = params.get("processId")
    return {
        "processId": process if isinstance(process, int) else None,
        "rootUri": None,
        "initializationOptions": params.get("initializationOptions"),
        "capabilities": _understood(params.get("capabilities"), converter),
    }


def _understood(capabilities: Any, converter: Converter) -> dict[str, Any]:
    """Return what the library understands, one second-level capability at a time."""
    understood: dict[str, Any] = {}
    for group, members in capabilities.items() if isinstance(capabilities, dict) else ():
        for name, value in members.items() if isinstance(members, dict) else ():
            if _is_understood({group: {name: value}}, converter):
                understood.setdefault(group, {})[name] = value
    return understood


def _is_understood(capabilities: dict[str, Any], converter: Converter) -> bool:
    try:
        converter.structure(capabilities, types.ClientCapabilities)
    except (BaseValidationError, ValueError, TypeError, AttributeError):
        return False
    return True
