"""Makes valid pyproject.toml texts that say the same in all the ways that TOML has.

A document is nested dictionaries first; `render` then chooses, by the random numbers it is given,
heads, dotted keys, inline tables and arrays of tables, kinds of quotes, escapes, line breaks,
comments and white space. `wanted` reads the requirements from what another TOML reader returns.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

_NAMES = ["requests", "Flask", "ruamel.yaml", "zope_interface", "a", "scikit-learn", "x2", "B--c"]
_SPECIFIERS = ["", ">=2", "==1.0.*", " ~= 1.4.2", ">=1,<2", " (>=1.0,<3)", "!=1.5 , >=1", "===x"]
_MARKERS = ["", "; python_version < '3.11'", ' ; extra == "cli" or os_name!="nt"']
_EXTRAS = ["", "[socks]", "[a, b_c]", " [x]", "[]"]
_KEYS = ["dev", "test", "with space", "dotted.name", "ключ", "a-b_c", "1", "wei\"rd'", "#no", ""]
_CONSTRAINTS = ["^1.2", "*", ">=1,<2 || ^3", "~0.4", "1.*"]
_NOISE = ["[project]", 'dependencies = ["no"]', "# no comment", "]", "}", '"', "'", "a\nb", "\\"]


def document(rnd: Random) -> dict[str, Any]:
    """Return a document as nested dictionaries, its parts in random order."""
    tool: dict[str, Any] = {
        "uv": {
            "dev-dependencies": _requirements(rnd),
            "override-dependencies": _requirements(rnd),
            "package": True,
        },
        "poetry": {
            "name": "x",
            "dependencies": {"python": "^3.11", **_poetry(rnd)},
            "group": {key: {"dependencies": _poetry(rnd)} for key in _some(rnd, _KEYS)},
        },
        "pdm": {"dev-dependencies": _groups(rnd)},
        "hatch": {
            "envs": {
                key: {"dependencies": _requirements(rnd), "extra-dependencies": []}
                for key in _some(rnd, _KEYS)
            }
        },
        "noise": _noise(rnd),
    }
    parts: dict[str, Any] = {
        "project": {
            "name": "demo",
            "dependencies": _requirements(rnd),
            "optional-dependencies": _groups(rnd),
            "requires-python": ">=3.11",
            "classifiers": ["no :: dependency"],
        },
        "build-system": {"requires": _requirements(rnd), "build-backend": "x"},
        "dependency-groups": {
            key: [*value, {"include-group": "dev"}] for key, value in _groups(rnd).items()
        },
        "tool": dict(_some(rnd, list(tool.items()))),
        "other": _noise(rnd),
    }
    return dict(_some(rnd, list(parts.items())))


def wanted(data: dict[str, Any]) -> dict[tuple[str, ...], list[Any]]:
    """Return what a finished document requires, from the dictionaries that a TOML reader made."""
    found: dict[tuple[str, ...], list[Any]] = {}
    for path in _paths(data):
        value: Any = data
        for key in path:
            value = value[key]
        if isinstance(value, list):
            found[path] = [item for item in value if isinstance(item, str)]
        else:
            found[path] = [_constraint(*item) for item in value.items() if item[0] != "python"]
    return found


def render(rnd: Random, data: dict[str, Any]) -> str:
    """Return the document as TOML text."""
    lines: list[str] = []
    _table(rnd, (), data, lines)
    return "\ufeff" * rnd.choice([0, 0, 0, 0]) + "\n".join(lines) + rnd.choice(["", "\n", "\n\n"])


def _paths(data: dict[str, Any]) -> list[tuple[str, ...]]:
    fixed: list[tuple[str, ...]] = [
        ("project", "dependencies"),
        ("build-system", "requires"),
        ("tool", "uv", "dev-dependencies"),
        ("tool", "uv", "override-dependencies"),
        ("tool", "poetry", "dependencies"),
    ]
    for start, end in (
        (("project", "optional-dependencies"), ()),
        (("dependency-groups",), ()),
        (("tool", "pdm", "dev-dependencies"), ()),
        (("tool", "poetry", "group"), ("dependencies",)),
        (("tool", "hatch", "envs"), ("dependencies",)),
        (("tool", "hatch", "envs"), ("extra-dependencies",)),
    ):
        fixed += [(*start, key, *end) for key in _at(data, start) or {}]
    return [path for path in fixed if _at(data, path) is not None]


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _constraint(name: str, value: Any) -> tuple[str, str | None, list[str], str | None]:
    """Return name, first version, extras and marker of one project of Poetry's."""
    tables = value if isinstance(value, list) else [value]
    tables = [{"version": table} if isinstance(table, str) else table for table in tables]
    first = {key: item for table in reversed(tables) for key, item in table.items()}
    extras = [extra for table in tables for extra in table.get("extras", [])]
    return name, first.get("version"), extras, first.get("markers")


def _some(rnd: Random, items: list[Any]) -> list[Any]:
    return rnd.sample(items, rnd.randint(0, len(items)))


def _requirements(rnd: Random) -> list[Any]:
    parts = (_NAMES, _EXTRAS, _SPECIFIERS, _MARKERS)
    return ["".join(rnd.choice(part) for part in parts) for _ in range(rnd.randint(0, 4))]


def _groups(rnd: Random) -> dict[str, list[Any]]:
    return {key: _requirements(rnd) for key in _some(rnd, _KEYS)[:3]}


def _poetry(rnd: Random) -> dict[str, Any]:
    return {name: _poetry_value(rnd) for name in _some(rnd, _NAMES)[:4]}


def _poetry_value(rnd: Random) -> Any:
    table: dict[str, Any] = {"version": rnd.choice(_CONSTRAINTS)}
    match rnd.randint(0, 4):
        case 0:
            return [table, {"version": "^9", "python": ">=3.12"}]
        case 1:
            return {**table, "extras": ["a", "b"], "optional": True}
        case 2:
            return {**table, "markers": "os_name == 'nt'"}
    return table["version"]


def _noise(rnd: Random) -> dict[str, Any]:
    values: list[Any] = [
        *_NOISE,
        "\n".join(_NOISE),
        [["a"], [1, True], [["deep"]]],
        [[["true"]]],
        _NOISE,
        {"dependencies": ["no"], "x": {"y": ["]"]}},
        [{"dependencies": ["no"]}, {"a": 1}],
        1.5,
        True,
    ]
    return {f"{key}{n}": rnd.choice(values) for n, key in enumerate(_some(rnd, _KEYS))}


def _table(rnd: Random, path: tuple[str, ...], data: dict[str, Any], lines: list[str]) -> None:
    """Write a table's own pairs, then the tables below it that get heads of their own."""
    later: list[tuple[str, Any]] = []
    for key, value in data.items():
        is_array = isinstance(value, list) and value and all(isinstance(v, dict) for v in value)
        if isinstance(value, dict) or is_array:
            style = rnd.choice(["inline", "head", "head", "dotted"])
            if style == "head":
                later.append((key, value))
                continue
            if style == "dotted" and isinstance(value, dict) and value:
                _dotted(rnd, _key(rnd, key), value, lines)
                continue
        _line(rnd, lines, f"{_key(rnd, key)} = {_value(rnd, value)}")
    for key, value in later:
        below = (*path, key)
        for table in value if isinstance(value, list) else [value]:
            if isinstance(value, list):
                _line(rnd, lines, _head(rnd, below, "[[", "]]"))
            elif not table or rnd.random() < 0.9 or not _all_tables(table):
                _line(rnd, lines, _head(rnd, below, "[", "]"))
            _table(rnd, below, table, lines) if not _all_tables(table) else _heads(
                rnd, below, table, lines
            )


def _all_tables(table: dict[str, Any]) -> bool:
    return bool(table) and all(isinstance(value, dict) for value in table.values())


def _heads(rnd: Random, path: tuple[str, ...], table: dict[str, Any], lines: list[str]) -> None:
    """Write tables below a head that may be missing: all need heads of their own."""
    for key, value in table.items():
        _line(rnd, lines, _head(rnd, (*path, key), "[", "]"))
        _table(rnd, (*path, key), value, lines)


def _dotted(rnd: Random, prefix: str, table: dict[str, Any], lines: list[str]) -> None:
    for key, value in table.items():
        full = f"{prefix}{rnd.choice(['.', ' . '])}{_key(rnd, key)}"
        if isinstance(value, dict) and value and rnd.random() < 0.7:
            _dotted(rnd, full, value, lines)
        else:
            _line(rnd, lines, f"{full}={_value(rnd, value)}")


def _line(rnd: Random, lines: list[str], text: str) -> None:
    indent = rnd.choice(["", "", "  ", "\t"])
    lines.append(indent + text + rnd.choice(["", "", "", "  # \"a\", ['b'] 🐍"]))
    if rnd.random() < 0.2:
        lines.append(rnd.choice(["", "# [project]", '  # "note"', "   "]))


def _head(rnd: Random, path: tuple[str, ...], start: str, end: str) -> str:
    dot = rnd.choice([".", ".", " . "])
    return f"{start}{dot.join(_key(rnd, key) for key in path)}{end}"


def _key(rnd: Random, key: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]+", key) and rnd.random() < 0.8:
        return key
    if "'" not in key and rnd.random() < 0.4:
        return f"'{key}'"
    return _basic(rnd, key)


def _value(rnd: Random, value: Any, *, one_line: bool = False) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _string(rnd, value)
        case list():
            return _array(rnd, value)
        case dict():
            return _inline(rnd, value)
    return str(value)


def _array(rnd: Random, items: list[Any]) -> str:
    if not items:
        return rnd.choice(["[]", "[ ]", "[\n]", "[ # nothing\n]"])
    gap = rnd.choice([" ", "", "\n", "\n  ", ' # "x",\n    ', "\n\n\t"])
    comma = rnd.choice([",", " ,"]) + gap
    end = rnd.choice(["", ",", f",{gap}"])
    return f"[{gap}{comma.join(_value(rnd, item) for item in items)}{end}{gap}]"


def _inline(rnd: Random, table: dict[str, Any]) -> str:
    pairs: list[str] = []
    for key, value in table.items():
        if isinstance(value, dict) and value and rnd.random() < 0.4:
            pairs += [
                f"{_key(rnd, key)}.{_key(rnd, inner)} = {_value(rnd, item)}"
                for inner, item in value.items()
            ]
        else:
            pairs.append(f"{_key(rnd, key)} = {_value(rnd, value)}")
    space = rnd.choice(["", " "])
    return "{" + space + rnd.choice([",", ", "]).join(pairs) + space + "}"


def _string(rnd: Random, value: str) -> str:
    style = rnd.choice(["basic", "basic", "basic", "literal", "multi", "multi-literal"])
    if style == "literal" and "'" not in value and "\n" not in value:
        return f"'{value}'"
    if style == "multi-literal" and "'" not in value:
        return (
            f"'''{rnd.choice(['', chr(10)])}{value}'''" if value[:1] != "\n" else _basic(rnd, value)
        )
    if style == "multi" and value[:1] != "\n":
        inner = _escape(rnd, value).replace("\\n", rnd.choice(["\n", "\\n"]))
        return f'"""{rnd.choice(["", chr(10), chr(92) + chr(10) + "   "])}{inner}"""'
    return _basic(rnd, value)


def _basic(rnd: Random, value: str) -> str:
    return f'"{_escape(rnd, value)}"'


def _escape(rnd: Random, value: str) -> str:
    return "".join(
        f"\\u{ord(char):04x}" if rnd.random() < 0.02 and ord(char) < 0x10000 else _plain(char)
        for char in value
    )


def _plain(char: str) -> str:
    return {"\\": "\\\\", '"': '\\"', "\n": "\\n"}.get(char, char)
