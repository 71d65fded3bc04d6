"""The Python that requirements are installed for: its version and its marker variables.

Contract: data only; finding out is `Services.environment`'s task.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PythonEnvironment:
    """One Python on one kind of machine.

    Attributes:
        version: such as `3.12.1`; empty when unknown.
        markers: values of the environment markers (PEP 508), such as `sys_platform`.
        source: where this is known from, in words: `the setting`, `this server's Python`.
    """

    version: str = ""
    markers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""


UNKNOWN_ENVIRONMENT = PythonEnvironment()
