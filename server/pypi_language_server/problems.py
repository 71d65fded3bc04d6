"""What is wrong with a manifest's text, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypi_language_server.text import Span


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a manifest's author should know.

    Attributes:
        span: the text that the problem is about.
        code: a stable name, such as `unclosed-string`.
        message: one sentence for the author.
    """

    span: Span
    code: str
    message: str
