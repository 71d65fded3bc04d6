"""pre-commit's `.pre-commit-config.yaml`: what Python hooks get installed beside them.

Contract: see `yaml_scan.py`, `yaml_lists.py` and `yaml_cursor.py`, which do the work. A hook is
taken for a Python one unless its `language`, its name or its repository's, or the way in which its
dependencies are written says otherwise (pre-commit's manual, "Creating new hooks").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypi_language_server.manifests import yaml_cursor
from pypi_language_server.manifests.model import ManifestKind
from pypi_language_server.manifests.yaml_lists import Gathered, Listed, Lists
from pypi_language_server.manifests.yaml_nodes import ITEM, Event, Frame, Scalar
from pypi_language_server.manifests.yaml_scalars import fragment
from pypi_language_server.manifests.yaml_scan import Reader

if TYPE_CHECKING:
    from pypi_language_server.manifests.model import Manifest

_REPO = ("repos", ITEM)
_HOOKS = ((*_REPO, "hooks", ITEM), (ITEM,))  # in a configuration; in `.pre-commit-hooks.yaml`
_LISTS = frozenset((*hook, "additional_dependencies") for hook in _HOOKS)
_FACTS = frozenset(
    [(*hook, key) for hook in _HOOKS for key in ("id", "language")] + [(*_REPO, "repo")]
)
_PYTHON = frozenset({"python", "python_venv"})
_OTHER_TOOLS = re.compile(
    r"""(?<![a-z0-9]) (?: prettier | eslint | stylelint | tslint | jshint | csslint | htmlhint
        | markdownlint | textlint | commitlint | cspell | biome | oxlint | svgo | rubocop
        | golangci ) (?![a-z0-9])""",
    re.VERBOSE | re.IGNORECASE,
)
_OTHER_PACKAGE = re.compile(r"@|[^\s@;:]*@(?:[\^~=v]?\d|latest\b)")
"""`@scope/name`, `name@1.2`: npm's, or Go's."""

place_at = yaml_cursor.place_at


def scan(text: str) -> Manifest:
    """Return what the Python hooks in `text` get installed beside them, finished or not."""
    reader, gathered, lists = Reader(text), Gathered(_LISTS), Lists(text)
    facts: dict[tuple[int, str], str] = {}
    for event in reader.events():
        if not gathered.take(event) and event.frame.path in _FACTS:
            _note(text, event, facts)
    for listed in gathered.lists:
        if _is_python(text, listed, facts):
            name = facts.get((_start(listed.key.parent), "id"), "")
            path = ("hooks", name, "additional_dependencies")
            lists.take(listed.group(path, name or "additional_dependencies"), listed.items)
    return lists.manifest(ManifestKind.PRE_COMMIT, reader.comments)


def _note(text: str, event: Event, facts: dict[tuple[int, str], str]) -> None:
    """Note what one key of a hook or repository is set to."""
    if isinstance(event.value, Scalar):
        key = _start(event.frame.parent), event.frame.path[-1]
        facts.setdefault(key, fragment(text, event.value).text.strip())


def _is_python(text: str, listed: Listed, facts: dict[tuple[int, str], str]) -> bool:
    """Whether the hook that a list belongs to is installed by pip."""
    hook = listed.key.parent
    language = facts.get((_start(hook), "language"))
    if language is not None:
        return language in _PYTHON
    repo = hook.parent.parent if hook is not None and hook.parent is not None else None
    names = facts.get((_start(hook), "id"), ""), facts.get((_start(repo), "repo"), "")
    if any(_OTHER_TOOLS.search(name.rstrip("/").rpartition("/")[2]) for name in names):
        return False
    return not any(_OTHER_PACKAGE.match(text, item.inner_start) for item in listed.items)


def _start(frame: Frame | None) -> int:
    return frame.start if frame is not None else -1
