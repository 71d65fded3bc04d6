"""Loads the protocol's type library so that each of its classes is made when it is first used.

The library declares some 550 classes with attrs, which compiles the methods of each: that takes
longer and more memory than all the rest of a server's start, and a session uses some thirty.

Contract: asked before anything else imports the library. Afterwards its classes are what they
always are, but that their instances have a `__dict__` in place of slots. Wherever the library or
attrs look otherwise than expected they are left alone: a class that is declared in another way is
made at once, and when a first class cannot be made, all are imported anew in the plain way.
"""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from typing import Any

log = logging.getLogger(__name__)

_TYPES, _HOOKS = "lsprotocol.types", "lsprotocol._hooks"
_RESOLVED = "_resolved_forward_references"  # the library's own note that it need not do that
_FIRST = "Position"  # every session uses it
_UNLIKE = (ImportError, AttributeError, TypeError, ValueError, LookupError)
_Define = Any  # `attrs.define`, which has more overloads than anybody can write down


def load() -> bool:
    """Import the type library; return whether its classes wait for their first use."""
    if _TYPES in sys.modules:
        return False
    try:
        _import_waiting()
    except _UNLIKE as unlike:
        log.info("the type library is loaded as a whole: %r", unlike)
        for name in (_TYPES, _HOOKS):
            sys.modules.pop(name, None)
        for name in (_TYPES, _HOOKS):  # both: what the package remembers is the spoilt ones
            import_module(name)
        return False
    return True


def _import_waiting() -> None:
    import attrs

    define = attrs.define
    classes = _Classes(define)
    vars(attrs)["define"] = classes.declare
    try:
        types = import_module(_TYPES)
    finally:
        vars(attrs)["define"] = define
    classes.known = types.ALL_TYPES_MAP
    attrs.fields(getattr(types, _FIRST))
    hooks = import_module(_HOOKS)
    if getattr(hooks, _RESOLVED) is not False:
        raise AttributeError(_RESOLVED)
    setattr(hooks, _RESOLVED, True)  # each class resolves its own when it is made


class _Classes:
    """Stands in for `attrs.define` while the library is imported.

    Attributes:
        known: what names in annotations mean; None until all classes are declared.
    """

    def __init__(self, define: _Define) -> None:
        self._define = define
        self._awaited = [_FirstUse(name, self._make) for name in ("__init__", "__attrs_attrs__")]
        self.known: dict[str, Any] | None = None

    def declare(self, cls: Any = None, **options: Any) -> Any:
        """Take a class as `attrs.define` does; a plain one waits."""
        if cls is None or options or not _is_plain(cls):
            return self._define(cls, **options)
        for awaited in self._awaited:
            setattr(cls, awaited.name, awaited)
        return cls

    def _make(self, cls: type) -> None:
        """Make a class what the library means it to be: in place, hence without slots."""
        if self.known is None:
            raise LookupError(f"{cls.__name__} is used before all classes are declared")
        import attrs

        for awaited in self._awaited:
            delattr(cls, awaited.name)
        self._define(cls, slots=False)
        attrs.resolve_types(cls, self.known, {})


def _is_plain(cls: type) -> bool:
    return cls.__bases__ == (object,) and cls.__module__ == _TYPES and "__init__" not in vars(cls)


class _FirstUse:
    """An attribute that makes its class and then is the class's own; instances need `__init__`."""

    def __init__(self, name: str, make: Any) -> None:
        self.name = name
        self._make = make

    def __get__(self, instance: object, owner: type) -> Any:
        self._make(owner)
        return getattr(owner if instance is None else instance, self.name)
