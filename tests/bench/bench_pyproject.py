"""How fast a pyproject.toml is read, beside `tomllib`, and what is found in broken ones."""

from __future__ import annotations

import tomllib

from pypi_language_server.manifests.pyproject import scan
from pypi_language_server.manifests.pyproject_cursor import place_at
from tests.bench import report
from tests.unit.manifests.pyproject_broken import TWELVE

_TARGETS = {50: "<= 0.25 ms", 500: "<= 2.5 ms", 5000: "<= 60 ms"}
_ENDINGS = [
    ">=1.{n}.0,<{m}",
    "~=2.{n}",
    "[standard,http2]>=0.{n}",
    "",
    ">=3.{n} ; python_version < '3.12'",
    "==1.{n}.*",
]
_OTHER_TABLE = """
[tool.section-{n}]
description = "what the section is for, in a sentence"
line-length = 100
select = ["E", "F", "I", "UP"] # rules
ignore = [
    "E501", # the formatter's business
    "D203",
]

[[tool.section-{n}.overrides]]
module = ["package_{n}.*"]
ignore_missing_imports = true
"""


def document(lines: int) -> str:
    """Return a pyproject.toml of about so many lines, six tenths of them requirements."""
    written = ["[project]", 'name = "bench"', 'version = "1.0"', 'requires-python = ">=3.11"']
    written.append("dependencies = [")
    written += [_requirement(n) for n in range(lines * 3 // 10)]
    written += ["]", "", "[dependency-groups]"]
    number = 0
    while len(written) < lines * 6 // 10:
        number += 1
        written += [f"group-{number} = ["]
        written += [_requirement(n) for n in range(number * 31, number * 31 + 14)]
        written += ["]"]
    while len(written) < lines:
        number += 1
        written += _OTHER_TABLE.format(n=number).splitlines()
    return "\n".join(written) + "\n"


def _requirement(n: int) -> str:
    ending = _ENDINGS[n % len(_ENDINGS)].format(n=n % 30, m=n % 30 + 3)
    comment = "  # why it is here" if n % 9 == 0 else ""
    return f'    "some-project-{n}{ending}",{comment}'


def main() -> None:
    """Print the figures."""
    report.section("pyproject.toml")
    for lines, target in _TARGETS.items():
        _sizes(lines, target)
    found = sum(_is_found(broken.text, broken.closed, closed=True) for broken in TWELVE)
    report.figure("broken files: every closed requirement found", f"{found} of {len(TWELVE)}")
    half = sum(_is_found(broken.text, broken.half, closed=False) for broken in TWELVE)
    report.figure("broken files: the half-typed one found", f"{half} of {len(TWELVE)}")


def _sizes(lines: int, target: str) -> None:
    text = document(lines)
    manifest = scan(text)
    runs = 7 if lines > 1000 else 41
    baseline = report.milliseconds(lambda: tomllib.loads(text), runs)
    value = report.milliseconds(lambda: scan(text), runs)
    entries = len(manifest.entries)
    report.figure(
        f"scan {text.count(chr(10)):,} lines, {len(text):,} bytes, {entries:,} requirements",
        f"{value:.3f} ms",
        against=report.ratio(value, baseline, "tomllib"),
        target=target,
    )
    cursor = manifest.entries[entries // 2].span.start + 3
    value = report.milliseconds(lambda: place_at(manifest, text, cursor), 41)
    report.figure("  the cursor's place in the middle", f"{value:.3f} ms")


def _is_found(text: str, names: list[str], *, closed: bool) -> bool:
    entries = [entry for entry in scan(text).entries if entry.closed is closed]
    return [entry.name.value if entry.name else "" for entry in entries] == names


if __name__ == "__main__":
    main()
