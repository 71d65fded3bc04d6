"""How fast each kind of manifest is read: 5,000 lines, and per byte beside a requirements file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from time import process_time

from pypi_language_server.manifests import kinds
from pypi_language_server.manifests.model import ManifestKind
from tests.bench.report import figure, section

LINES = 5_000
TARGET = "<= 3 x"
# How each kind writes the same five requirements, one on a line, and what stands above and below.
FORMS: dict[ManifestKind, tuple[str, list[str], str]] = {
    ManifestKind.REQUIREMENTS: (
        "",
        ["{}", "{}==2.1", "{}>=2,<3  # why", '{}[a,b]==2 ; python_version < "3"', "# {}"],
        "",
    ),
    ManifestKind.PIPFILE: (
        "[packages]\n",
        [
            '{} = "*"',
            '{} = "==2.1"',
            '{} = ">=2,<3"  # why',
            '{} = {{version = "==2", extras = ["a", "b"], markers = "python_version < \'3\'"}}',
            "# {}",
        ],
        "",
    ),
    ManifestKind.PIXI: (
        "[pypi-dependencies]\n",
        [
            '{} = "*"',
            '{} = "==2.1"',
            '{} = ">=2,<3"  # why',
            '{} = {{ version = "==2", extras = ["a"], env-markers = "python_version < \'3\'" }}',
            "# {}",
        ],
        "",
    ),
    ManifestKind.SETUP_CFG: (
        "[options]\ninstall_requires =\n",
        [
            "    {}",
            "    {}==2.1",
            "    {}>=2,<3  # why",
            '    {}[a,b]==2 ; python_version < "3"',
            "    # {}",
        ],
        "[options.extras_require]\nx = y\n",
    ),
    ManifestKind.TOX_INI: (
        "[testenv]\ndeps =\n",
        [
            "    py311: {}",
            "    {}==2.1",
            "    {}>=2,<3  # why",
            '    lint,docs: {}[a,b]==2 ; python_version < "3"',
            "    # {}",
        ],
        "commands = pytest\n",
    ),
    ManifestKind.TOX_TOML: (
        "[env_run_base]\ndeps = [\n",
        [
            '    "{}",',
            '    "{}==2.1",',
            '    "{}>=2,<3",  # why',
            "    \"{}[a,b]==2 ; python_version < '3'\",",
            "    # {}",
        ],
        "]\n",
    ),
    ManifestKind.HATCH: (
        "[envs.default]\ndependencies = [\n",
        [
            '    "{}",',
            '    "{}==2.1",',
            '    "{}>=2,<3",  # why',
            "    \"{}[a,b]==2 ; python_version < '3'\",",
            "    # {}",
        ],
        "]\n",
    ),
    ManifestKind.UV: (
        "constraint-dependencies = [\n",
        [
            '    "{}",',
            '    "{}==2.1",',
            '    "{}>=2,<3",  # why',
            "    \"{}[a,b]==2 ; python_version < '3'\",",
            "    # {}",
        ],
        "]\n",
    ),
    ManifestKind.CONDA_ENVIRONMENT: (
        "dependencies:\n  - pip:\n",
        [
            "    - {}",
            "    - {}==2.1",
            "    - {}>=2,<3  # why",
            "    - '{}[a,b]==2 ; python_version < \"3\"'",
            "    # {}",
        ],
        "  - numpy\n",
    ),
    ManifestKind.PRE_COMMIT: (
        "repos:\n- repo: local\n  hooks:\n  - id: x\n    additional_dependencies:\n",
        [
            "      - {}",
            "      - {}==2.1",
            '      - "{}>=2,<3"  # why',
            "      - '{}[a,b]==2 ; python_version < \"3\"'",
            "      # {}",
        ],
        "    language: python\n",
    ),
    ManifestKind.SCRIPT: (
        "# /// script\n# dependencies = [\n",
        [
            '#   "{}",',
            '#   "{}==2.1",',
            '#   "{}>=2,<3",  # why',
            "#   \"{}[a,b]==2 ; python_version < '3'\",",
            "#   # {}",
        ],
        "# ]\n# ///\n",
    ),
    ManifestKind.SETUP_PY: (
        "from setuptools import setup\n\nsetup(install_requires=[\n",
        [
            '    "{}",',
            '    "{}==2.1",',
            '    "{}>=2,<3",  # why',
            "    \"{}[a,b]==2 ; python_version < '3'\",",
            "    # {}",
        ],
        "])\n",
    ),
    ManifestKind.NOXFILE: (
        "def tests(session):\n    session.install(\n",
        [
            '    "{}",',
            '    "{}==2.1",',
            '    "{}>=2,<3",  # why',
            "    \"{}[a,b]==2 ; python_version < '3'\",",
            "    # {}",
        ],
        "    )\n",
    ),
}


def document(kind: ManifestKind) -> str:
    """Return a manifest of 5,000 lines; the same names in every kind."""
    head, forms, tail = FORMS[kind]
    return head + "\n".join(_lines(forms)) + "\n" + tail


def _lines(forms: list[str]) -> Iterator[str]:
    chance = random.Random(3)
    for _ in range(LINES):
        name = f"project-{chance.randrange(10**6)}"
        yield chance.choice(forms).format(name)


def _fastest(kind: ManifestKind, text: str, runs: int = 9) -> float:
    """Return the milliseconds of the fastest scan by the processor's clock.

    Ratios of medians by the wall clock say more about the machine's other work than about ours.
    """
    return min(_once(kind, text) for _ in range(runs))


def _once(kind: ManifestKind, text: str) -> float:
    start = process_time()
    kinds.scan(kind, text)
    return (process_time() - start) * 1e3


def main() -> None:
    """Print the figures."""
    section("Every kind of manifest: a scan of 5,000 lines")
    base = document(ManifestKind.REQUIREMENTS)
    for kind in FORMS:
        text = document(kind)
        beside = _fastest(ManifestKind.REQUIREMENTS, base)
        took = _fastest(kind, text)
        ratio = (took / len(text)) / (beside / len(base))
        against = f"{ratio:.2f} x a requirements file, per byte"
        figure(
            f"{kind.value}, {len(text):,} bytes", f"{took:.1f} ms", against=against, target=TARGET
        )
    code = "def f(x):\n    return x + 'requests'\n" * (LINES // 2)
    for kind in (ManifestKind.SCRIPT, ManifestKind.SETUP_PY, ManifestKind.NOXFILE):
        took = _fastest(kind, code)
        figure(f"{kind.value} in which nothing is ours, {len(code):,} bytes", f"{took:.2f} ms")


if __name__ == "__main__":
    main()
