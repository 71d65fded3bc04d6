"""Says whether JSON has the outer form of a message (JSON-RPC 2.0; LSP 3.17, "Abstract Message").

Contract: light to import, judges any JSON, raises nothing. The type library takes ids and methods
of any type for granted, and stumbles over them much later.
"""

from __future__ import annotations

from typing import Any

VERSION = "2.0"


def is_message(raw: Any) -> bool:
    """Whether `raw` is a request, a notification or an answer."""
    return (
        isinstance(raw, dict)
        and raw.get("jsonrpc") == VERSION
        and ("id" not in raw or is_id(raw["id"]))
        and isinstance(raw.get("method", ""), str)
        and ("id" in raw or "method" in raw)
    )


def is_id(value: Any) -> bool:
    """Whether `value` may be a message's id."""
    return isinstance(value, str | int) and not isinstance(value, bool)
