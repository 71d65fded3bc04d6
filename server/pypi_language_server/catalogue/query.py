"""Understands what somebody typed into a search: words, phrases, fields, what is not wanted.

Contract: any text is a query; nothing raises, the same text always means the same, and no more
than `MAX_LENGTH` characters and `MAX_TERMS` words of it count. The language:

    http client            words, in any order
    "progress bar"         a phrase: these words, side by side and spelled so
    name:rest              in the project's name; likewise `import:`, `topic:` and `summary:`
    -django                not this word; also before a phrase or a field
    requests[socks]>=2     a requirement (PEP 508): its project's name
    import bs4             an import: the project that brings the module
    https://…/owner/thing  an address: the name of what it leads to

Whatever is none of that is words: an unknown field, a lone `-`, a quote without its partner.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from pypi_language_server.catalogue.lexicon import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_LENGTH = 400
MAX_TERMS = 12


class Field(Enum):
    """Where a term must stand."""

    ANYWHERE = ""
    NAME = "name"
    IMPORT = "import"
    TOPIC = "topic"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for.

    Attributes:
        words: in lower case; several make a phrase.
        field: where it must stand.
        literal: whether it was quoted, and so is spelled as it is meant.
    """

    words: tuple[str, ...]
    field: Field = Field.ANYWHERE
    literal: bool = False

    @property
    def required(self) -> bool:
        """Whether a project without it is no answer."""
        return self.literal or self.field is not Field.ANYWHERE


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        terms: what should be there, each once.
        without: what must not be there.
        key: all that could be a project's name, its words joined by hyphens, or empty.
        token: whether the name was typed in one piece.
        imported: the module of an import statement, or of a dotted name; else empty.
    """

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    key: str = ""
    token: bool = False
    imported: str = ""


_WORD = re.compile(r"[^\W_][^\W_+#]*[+#]*")
_PIECE = re.compile(
    r'(?P<minus>-*)(?:(?P<field>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]*))'
)
_INSTALL = re.compile(
    r"(?:(?:python3?|py) -m )?(?:pip3?|pipx|uv|poetry|pdm) (?:pip )?(?:install|add|search) "
)
_IMPORT = re.compile(r"(?:import|from) +([a-z_][\w.]*)(?: +(?:import|as) .*|, .*)?\Z")
_REQUIREMENT = re.compile(
    r"([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?) *"
    r"(?:\[[^\]]*\] *(?:\Z|(?=[;@<>=!~]))|(?=[;@]|[<>=!~]=|[<>])).*\Z"
)
_DOTTED = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)*\Z")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|(?:[a-z0-9-]+\.)+[a-z]+/")
_DOORS = frozenset({"project", "projects", "pypi", "simple", "p", "packages"})


def parse(text: str) -> Query:
    """Return what somebody looks for."""
    text = " ".join(_cleaned(text).split())
    text = _INSTALL.sub("", text, count=1) if _INSTALL.match(text) else text
    if found := _IMPORT.match(text):
        return _of_import(found[1])
    if found := _REQUIREMENT.match(text):
        text = found[1]
    return _of_pieces(text)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words in a text, as they are compared."""
    return tuple(_WORD.findall(text.lower()))


def _cleaned(text: str) -> str:
    """Return the part that counts, in lower case, without what no text should hold."""
    return text[:MAX_LENGTH].encode("utf-8", "ignore").decode("utf-8").replace("\0", " ").lower()


def _of_import(module: str) -> Query:
    words = words_of(module)
    return Query(_plain(words), key="-".join(words), token=True, imported=module)


def _of_pieces(text: str) -> Query:
    wanted: list[Term] = []
    without: list[Term] = []
    for piece in _PIECE.finditer(text):
        (without if piece["minus"] else wanted).extend(_terms(piece))
    wanted, without = wanted[: 2 * MAX_TERMS], without[:MAX_TERMS]
    named = [w for it in wanted if it.field in {Field.ANYWHERE, Field.NAME} for w in it.words]
    return Query(
        _telling(wanted),
        tuple(dict.fromkeys(without)),
        "-".join(named),
        token=" " not in text,
        imported=text if _DOTTED.match(text) else "",
    )


def _terms(piece: re.Match[str]) -> Iterator[Term]:
    """Yield what one piece between blanks asks for."""
    field, known = piece["field"] or "", Field.ANYWHERE
    plain = piece["plain"] or ""
    if _ADDRESS.match(f"{field}:{plain}" if field else plain):
        yield from _plain(words_of(_target(plain)))
        return
    if field in {it.value for it in Field if it.value}:
        known = Field(field)
    elif field:
        yield from _plain(words_of(field))
    if piece["quoted"] is not None:
        words = words_of(piece["quoted"])[:MAX_TERMS]
        yield from [Term(words, known, literal=True)] if words else ()
    else:
        yield from (Term((word,), known) for word in words_of(plain))


def _plain(words: Iterable[str]) -> tuple[Term, ...]:
    return tuple(Term((word,)) for word in words)


def _telling(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return each term once; words that say nothing only where there is nothing else."""
    once = tuple(dict.fromkeys(terms))
    telling = tuple(it for it in once if it.required or it.words[0] not in STOP_WORDS)
    return (telling or once)[:MAX_TERMS]


def _target(address: str) -> str:
    """Return the name of what an address leads to: of a repository, a project's page, a host."""
    if "#egg=" in address:
        return address.partition("#egg=")[2].partition("&")[0]
    path = re.split(r"[?#]", address.partition("//")[2] or address)[0]
    host, *parts = [part for part in path.split("/") if part] or [""]
    if parts and parts[0] in _DOORS:
        parts = parts[1:]
        return parts[0] if parts else host
    if parts:
        return parts[min(1, len(parts) - 1)].partition("@")[0].removesuffix(".git")
    return host.removeprefix("www.").rpartition(".")[0] or host
