"""Prints measured figures, each beside the baseline it was measured against in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence


def section(title: str) -> None:
    """Print a heading."""
    print(f"\n{title}\n{'-' * len(title)}")


def figure(label: str, value: str, *, against: str = "", target: str = "") -> None:
    """Print one figure: what, how much, against which baseline, and what it should be."""
    print(f"  {label:<58} {value:>14}  {against:<44} {target}".rstrip())


def ratio(value: float, baseline: float, of_what: str) -> str:
    """Return `0.12 x one full scan (2.4 ms)` for figures in milliseconds."""
    return f"{value / baseline:.2f} x {of_what} ({baseline:.3g} ms)"


def milliseconds(work: Callable[[], object], runs: int = 7) -> float:
    """Return the median duration of `work` in milliseconds, after one run that does not count."""
    work()
    return statistics.median(_once(work) for _ in range(runs))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3
