"""`make bench`: every figure, or only the modules named on the command line."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.bench


def main() -> None:
    """Run each `bench_*` module's `main()` in turn."""
    wanted = sys.argv[1:]
    for module in sorted(pkgutil.iter_modules(tests.bench.__path__), key=lambda item: item.name):
        name = module.name.removeprefix("bench_")
        if module.name.startswith("bench_") and (not wanted or name in wanted):
            importlib.import_module(f"tests.bench.{module.name}").main()


if __name__ == "__main__":
    main()
