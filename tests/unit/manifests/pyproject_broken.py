"""Twelve ways in which a pyproject.toml is broken while somebody types in it.

Each has the closed requirements that must be found nevertheless, and the half-typed ones whose
opening quote exists.
"""

from __future__ import annotations

from typing import NamedTuple


class Broken(NamedTuple):
    """A text with what is in it."""

    what: str
    text: str
    closed: list[str]
    half: list[str]


def _array(line: str) -> str:
    return (
        f'[project]\nname = "x"\ndependencies = [\n    "alpha>=1",\n{line}\n    "beta",\n]\n\n'
        '[project.optional-dependencies]\nextra = ["gamma"]\n'
    )


ALL = ["alpha", "beta", "gamma"]
TWELVE = [
    Broken("no closing quote", _array('    "req'), ALL, ["req"]),
    Broken("no closing quote, but a comma", _array('    "req,'), ALL, ["req"]),
    Broken("no opening quote", _array('    req",'), ALL, []),
    Broken("a bare word", _array("    req"), ALL, []),
    Broken("a missing comma", _array('    "req"'), ["alpha", "req", "beta", "gamma"], []),
    Broken("a lone quote", _array('    "'), ALL, [""]),
    Broken(
        "an array that nothing closes",
        '[project]\ndependencies = [\n    "alpha",\n    "beta",\n\n[dependency-groups]\n'
        'dev = ["gamma"]\n',
        ALL,
        [],
    ),
    Broken(
        "array and string open at the end",
        '[dependency-groups]\ndev = ["gamma"]\n[project]\ndependencies = [\n  "alpha",\n  "req',
        ["gamma", "alpha"],
        ["req"],
    ),
    Broken(
        "one line, nothing closed",
        '[project]\ndependencies = ["alpha", "req\nname = "x"\n[dependency-groups]\n'
        'dev = ["beta", "gamma"]\n',
        ALL,
        ["req"],
    ),
    Broken(
        "a key twice",
        '[project]\ndependencies = ["alpha"]\ndependencies = ["beta"]\n'
        '[dependency-groups]\ndev = ["gamma"]\n',
        ALL,
        [],
    ),
    Broken(
        "a half-typed head",
        '[project]\nname = "x"\n[tool.ru\ndependencies = ["alpha"]\n\n[dependency-groups\n'
        'dev = ["beta"]\n[build-system]\nrequires = ["gamma"]\n',
        ALL,
        [],
    ),
    Broken(
        "a half-typed key",
        '[project]\ndepend\ndependencies = ["alpha"]\nname\n[dependency-groups]\nde\n'
        'dev = ["beta"]\nte = \n[build-system]\nrequires = ["gamma"]\n',
        ALL,
        [],
    ),
]
