"""Generates a list of project names that is like a large index's: no network, always the same.

The popular head is the starter catalogue; everything else is put together from words that occur
in the running Python's standard library and from word-building habits of package authors. Names
are unique under PEP 503; the document's order is that of a dictionary which ignores hyphens, so
that nobody may rely on a bytewise sorted list.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import sys
import sysconfig
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pypi_language_server.catalogue import starter
from pypi_language_server.names import NormalizedName, normalize

HIGHEST_SERIAL = 32_500_000
LARGE = 880_000
POPULAR = 15_000
_CACHE = Path(__file__).resolve().parents[2] / ".bench"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_TRADE = """
    api app async auth auto bot build cache chart chat check cli client cloud code core data deploy
    docs easy engine event fast file flow format graph grid hub image index job kit lab lib lint
    log mail map meta mini model net open parse path pipe plot proxy query queue run scan schema
    search secure server simple smart spec sql stream sync table task test text tool track tree
    utils vault view watch web work
"""
_HABITS = ("py", "python-", "django-", "flask-", "pytest-", "async-", "ai-", "my-", "simple-")


@dataclass(frozen=True, slots=True)
class Names:
    """A generated index.

    Attributes:
        listed: spelling and serial of every project, in the document's order.
        popular: normalised names, most popular first.
    """

    listed: tuple[tuple[str, int], ...]
    popular: tuple[NormalizedName, ...]


@cache
def names(count: int, popular: int = POPULAR) -> Names:
    """Return `count` projects, `popular` of them popular (at most a quarter)."""
    dice = random.Random(count)
    spellings = _unique(itertools.chain(_head(), _made(dice)), count)
    ranked = _popular(dice, list(spellings), min(popular, count // 4))
    known = set(ranked)
    listed = [
        (spelling, _serial(dice, recent=name in known)) for name, spelling in spellings.items()
    ]
    listed.sort(key=lambda item: normalize(item[0]).replace("-", ""))
    return Names(tuple(listed), tuple(ranked))


def index_json(generated: Names) -> bytes:
    """Return the body of a Simple API root (PEP 691) that lists these names."""
    projects = [{"_last-serial": serial, "name": name} for name, serial in generated.listed]
    meta = {"_last-serial": HIGHEST_SERIAL, "api-version": "1.4"}
    return json.dumps({"meta": meta, "projects": projects}, separators=(",", ":")).encode()


def index_html(generated: Names) -> bytes:
    """Return the body of a Simple API root (PEP 503) that lists these names."""
    head = '<head><meta name="pypi:repository-version" content="1.1"></head>'
    links = (
        f'<a href="/simple/{normalize(name)}/">{name}</a><br/>\n' for name, _ in generated.listed
    )
    return f"<!DOCTYPE html>\n<html>{head}<body>\n{''.join(links)}</body></html>\n".encode()


def large_index_json(count: int = LARGE) -> Path:
    """Return a file with `index_json` of `count` names; made once, kept in `.bench/`."""
    return _kept(f"index-{count}.json", lambda: index_json(names(count)))


def large_popular(count: int = LARGE) -> list[NormalizedName]:
    """Return the popular names of `large_index_json`, most popular first; kept likewise."""
    path = _kept(f"popular-{count}.json", lambda: json.dumps(names(count).popular).encode())
    return [NormalizedName(name) for name in json.loads(path.read_bytes())]


@cache
def large_names(count: int = LARGE) -> Names:
    """Return the names of `large_index_json`, without making them anew."""
    listed = json.loads(large_index_json(count).read_bytes())["projects"]
    pairs = tuple((project["name"], project["_last-serial"]) for project in listed)
    return Names(pairs, tuple(large_popular(count)))


def _kept(name: str, make: Callable[[], bytes]) -> Path:
    """Return a file of `.bench/`, made when what it depends on has changed."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"  # decides the vocabulary
    state = f"{version}-{zlib.crc32(' '.join(_head()).encode()):08x}"
    path = _CACHE / f"{state}-{name}"
    if not path.exists():
        _CACHE.mkdir(exist_ok=True)
        for old in _CACHE.glob(f"{version}-*-{name}"):
            old.unlink(missing_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(make())
        part.replace(path)
    return path


def _unique(spellings: Iterator[str], count: int) -> dict[NormalizedName, str]:
    found: dict[NormalizedName, str] = {}
    for spelling in spellings:
        if len(found) == count:
            break
        found.setdefault(normalize(spelling), spelling)
    return found


def _head() -> list[str]:
    return [entry.spelling for entry in starter.load().entries]


def _popular(
    dice: random.Random, in_order: Sequence[NormalizedName], count: int
) -> list[NormalizedName]:
    """Choose the head and then more names, short ones rather than long ones."""
    head = list(starter.load().order)[:count]
    others = in_order[len(_head()) :]
    pool = dice.sample(others, min(len(others), 8 * count))
    pool.sort(key=lambda name: len(name) + dice.random() * 22)
    return head + pool[: count - len(head)]


def _serial(dice: random.Random, *, recent: bool) -> int:
    if recent:
        return dice.randint(HIGHEST_SERIAL * 4 // 5, HIGHEST_SERIAL)
    return int(HIGHEST_SERIAL * dice.random() ** 0.8) + 1


def _made(dice: random.Random) -> Iterator[str]:
    word = _words(dice)
    makers, weights = zip(*_makers(dice, word), strict=True)
    while True:
        (make,) = dice.choices(makers, weights)
        spelling = _styled(dice, make()).strip("-_.")
        if spelling and len(spelling) <= 90:
            yield spelling


def _makers(dice: random.Random, word: Callable[[], str]) -> list[tuple[Callable[[], str], int]]:
    head = _head()
    families = [*_HABITS, *(f"{word()}-" for _ in range(60))]
    sizes = [1 / (place + 1) for place in range(len(families))]

    def known() -> str:
        return head[min(int(dice.expovariate(1 / 90)), len(head) - 1)]

    def joined(parts: int) -> str:
        return dice.choices("-_.", (74, 20, 6))[0].join(word() for _ in range(parts))

    def noise(shortest: int, longest: int) -> str:
        return "".join(dice.choices(_ALPHABET, k=dice.randint(shortest, longest)))

    return [
        (lambda: f"{known()}{dice.choice(('-', '-', '_', '.', ''))}{word()}", 35),
        (lambda: f"{dice.choice(('py', 'my-', 'async-', word() + '-'))}{known()}", 10),
        (lambda: mistyped(dice, known()), 4),
        (lambda: word() + dice.choice(("", "s", "x", str(dice.randint(1, 99)))), 50),
        (lambda: word() + word(), 240),
        (lambda: joined(2), 240),
        (lambda: joined(3), 100),
        (lambda: joined(dice.randint(4, 6)), 30),
        (lambda: dice.choices(families, sizes)[0] + joined(dice.choice((1, 1, 2, 2, 3))), 190),
        (lambda: noise(3, 9), 30),
        (lambda: f"{word()}-{noise(2, 8)}", 30),
        (lambda: f"{joined(2)}{dice.randint(0, 99)}", 40),
    ]


def mistyped(dice: random.Random, word: str) -> str:
    """Return `word` with one typing error: a letter lost, doubled, swapped, wrong or added."""
    at = dice.randrange(len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    if after and dice.random() < 0.25:
        return before + after[0] + letter + after[1:]
    other = dice.choice(_ALPHABET)
    return before + dice.choice(("", letter * 2, other, letter + other)) + after


def _styled(dice: random.Random, spelling: str) -> str:
    style = dice.random()
    if style < 0.05:
        return "".join(part.capitalize() for part in re.split(r"([-_.])", spelling))
    return spelling.upper() if style < 0.06 else spelling


def _words(dice: random.Random) -> Callable[[], str]:
    vocabulary = _vocabulary()
    weights = [1 / (place + 12) ** 0.62 for place in range(len(vocabulary))]
    bounds = list(itertools.accumulate(weights))
    return lambda: dice.choices(vocabulary, cum_weights=bounds)[0]


@cache
def _vocabulary() -> list[str]:
    """Return words of the standard library's sources, frequent ones first."""
    found: Counter[str] = Counter()
    root = Path(sysconfig.get_path("stdlib"))
    for path in sorted([*root.glob("*.py"), *root.glob("*/*.py")]):
        if "site-packages" in path.parts or "test" in path.parts:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found.update(re.findall(r"[a-z]{3,9}", text.lower()))
    frequent = [word for word, times in found.most_common(9000) if times >= 3]
    return list(dict.fromkeys([*_TRADE.split(), *frequent]))
