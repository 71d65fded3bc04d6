"""`make bench`: every figure, or only the modules named on the command line.

`search_quality` is one of them; it can also be run by itself, with options of its own.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.bench

_PREFIX = "bench_"
_OTHERS = ("search_quality",)


def main() -> None:
    """Run each measuring module's `main()` in turn."""
    wanted = sys.argv[1:]
    for module in sorted(pkgutil.iter_modules(tests.bench.__path__), key=lambda item: item.name):
        name = module.name.removeprefix(_PREFIX)
        measures = module.name.startswith(_PREFIX) or module.name in _OTHERS
        if measures and (not wanted or name in wanted):
            importlib.import_module(f"tests.bench.{module.name}").main()


if __name__ == "__main__":
    main()
