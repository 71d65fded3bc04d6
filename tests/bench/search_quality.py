"""How well searching answers what people ask, in figures: `python -m tests.bench.search_quality`.

`search_queries.txt` holds the queries and what they should find, written before any tuning. Each is
put to the public search among 880,000 names with the starter catalogue's texts, and to a plain
substring search, as the old `pip search` was: what the ranking adds is the difference. Every third
query of a family is held out of all tuning; its figures stand beside the others'.

hit@k is the share of queries with an expected project among the first k; MRR is the mean of
1/place of the first expected project, 0 beyond place 10.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pypi_language_server.catalogue import starter
from pypi_language_server.catalogue.model import NameCatalogue
from pypi_language_server.catalogue.search import search
from pypi_language_server.catalogue.search_model import ProjectText
from pypi_language_server.catalogue.texts import Texts
from pypi_language_server.names import NormalizedName, normalize
from tests.bench.report import section
from tests.support.names import LARGE, large_names

FAMILIES = ("exact", "prefix", "typo", "import", "topic")
SYNTAX = "syntax"
NOTHING = "nothing"
FIRST = 10
HELD_OUT = "*"
_FILE = Path(__file__).with_name("search_queries.txt")

Answer = list[NormalizedName]
Engine = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types.

    Attributes:
        family: one of `FAMILIES`, or `SYNTAX`.
        held_out: whether tuning must not look at it.
        text: as typed.
        expected: what it should find, any of them; spellings of the starter catalogue.
        unwanted: what must not be found at all.
        nothing: whether no well-known project may be found.
    """

    family: str
    held_out: bool
    text: str
    expected: tuple[str, ...]
    unwanted: tuple[str, ...] = ()
    nothing: bool = False

    def place(self, answer: Answer) -> int | None:
        """Return the place, from 1, of the first expected project among the first ten."""
        wanted = set(map(normalize, self.expected))
        places = (at for at, name in enumerate(answer[:FIRST], 1) if name in wanted)
        return next(places, None)

    def kept(self, answer: Answer) -> bool:
        """Whether an answer is what a query with syntax asks for."""
        well_known = starter.load().by_name
        if self.nothing:
            return not any(name in well_known for name in answer)
        place = self.place(answer)
        found = not self.expected or (place is not None and place <= 5)
        return found and not set(map(normalize, self.unwanted)) & set(answer)


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a number of queries was answered; shares between 0 and 1."""

    queries: int
    hit1: float
    hit5: float
    mrr: float


def read() -> tuple[Query, ...]:
    """Return all queries, in the order of the file."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(_query(line) for line in lines if line and not line.startswith("#"))


def _query(line: str) -> Query:
    family, text, wanted = (field.strip() for field in line.split(" | "))
    names = [] if wanted == NOTHING else [name.strip() for name in wanted.split(",")]
    return Query(
        family.removesuffix(HELD_OUT),
        family.endswith(HELD_OUT),
        text,
        tuple(name for name in names if not name.startswith("!")),
        tuple(name[1:] for name in names if name.startswith("!")),
        wanted == NOTHING,
    )


def figures(places: Iterable[int | None]) -> Figures:
    """Return the figures for the places at which expected projects stood."""
    reached = [1 / place if place else 0.0 for place in places]
    count = len(reached) or 1
    return Figures(
        len(reached),
        sum(part == 1 for part in reached) / count,
        sum(part >= 1 / 5 for part in reached) / count,
        sum(reached) / count,
    )


def behind_namesakes(queries: Iterable[Query], answers: Mapping[Query, Answer]) -> int:
    """Count the answers whose second is expected, after a little-known project named as typed."""
    well_known = starter.load().by_name
    return sum(
        answer[:1] == [normalize("-".join(query.text.split()))]
        and answer[0] not in well_known
        and query.place(answer) == 2
        for query in queries
        for answer in (answers[query],)
    )


def starter_texts() -> Texts:
    """Return what the starter catalogue says about its projects."""
    return Texts.of(
        ProjectText(it.name, it.spelling, it.summary, it.imports, it.topics)
        for it in starter.load().entries
    )


def engine(names: NameCatalogue, texts: Texts) -> Engine:
    """Return the search that users have, as a function of the query."""
    return lambda text: [item.name for item in search(text, names, texts, FIRST * 2).found]


def plain_search(names: Iterable[str]) -> Engine:
    """Return the baseline: every word somewhere in name or summary, in the order of `names`."""
    summary = starter.load().summary
    lines = (f"{name}\t{summary(normalize(name))}" for name in names)
    blob = "\n".join(["", *lines, ""])
    folded = blob.lower()  # keeps every offset: names and our summaries are ASCII

    def answer(text: str) -> Answer:
        words = text.lower().split()
        found = _lines_with(folded, words) if words else iter(())
        return [normalize(line.partition("\t")[0]) for line in islice(found, FIRST)]

    return answer


def _lines_with(blob: str, words: Sequence[str]) -> Iterator[str]:
    rarest = max(words, key=len)
    at = blob.find(rarest)
    while at >= 0:
        start, end = blob.rfind("\n", 0, at) + 1, blob.find("\n", at)
        line = blob[start:end]
        if all(word in line for word in words):
            yield line
        at = blob.find(rarest, end)


def main(families: Sequence[str] = FAMILIES, *, misses: bool = False) -> None:
    """Print the figures of these families, and what was missed if asked to."""
    from tests.bench.bench_catalogue import large_catalogue  # not on every system: it measures

    queries = read()
    with tempfile.TemporaryDirectory() as directory:
        names = large_catalogue(Path(directory) / "names.bin")
        ours = engine(names, starter_texts())
        answers = {query: ours(query.text) for query in queries}
    plain = plain_search(spelling for spelling, _ in large_names().listed)
    asked = [query for query in queries if query.family in families]
    count = len(starter.load().entries)
    section(f"Search: {len(asked)} queries among {LARGE:,} names, texts of {count:,}")
    _table(families, asked, answers, {query: plain(query.text) for query in asked})
    second = behind_namesakes(asked, answers)
    print(f"  {second} not first only because a little-known project is named exactly as typed")
    _syntax([query for query in queries if query.family == SYNTAX], answers)
    if misses:
        section("Not in the first place")
        print("\n".join(miss_lines(asked, answers)))


def _table(
    families: Sequence[str],
    asked: Sequence[Query],
    ours: Mapping[Query, Answer],
    plain: Mapping[Query, Answer],
) -> None:
    print(f"  {'':<8} {'tuned on':^29}  {'held out':^29}  {'plain substring search':^29}")
    columns = f"{'':>5} {'hit@1':>7} {'hit@5':>7} {'MRR':>7}"
    print(f"  {'family':<8} {columns}  {columns}  {columns}")
    for family in (*families, "all"):
        chosen = [query for query in asked if family in (query.family, "all")]
        tuned = [query.place(ours[query]) for query in chosen if not query.held_out]
        held = [query.place(ours[query]) for query in chosen if query.held_out]
        baseline = [query.place(plain[query]) for query in chosen]
        print(f"  {family:<8} {'  '.join(map(_row, map(figures, (tuned, held, baseline))))}")


def _row(given: Figures) -> str:
    return f"{given.queries:>5} {given.hit1:>7.1%} {given.hit5:>7.1%} {given.mrr:>7.3f}"


def _syntax(queries: Sequence[Query], answers: Mapping[Query, Answer]) -> None:
    wrong = [query for query in queries if not query.kept(answers[query])]
    print(f"  {SYNTAX:<8} {len(queries) - len(wrong)} of {len(queries)} as asked", end="")
    print("".join(f"\n    {query.text!r}: {answers[query][:5]}" for query in wrong))


def miss_lines(asked: Sequence[Query], answers: Mapping[Query, Answer]) -> Iterator[str]:
    """Yield what was not first; of held-out queries only how many, so that nobody tunes to them."""
    missed = [query for query in asked if query.place(answers[query]) != 1]
    for query in missed:
        if not query.held_out:
            first, place = ", ".join(answers[query][:4]), query.place(answers[query])
            yield f"  {query.family:<7} {query.text:<28} {place or '-':>3}  {first}"
            yield f"  {'':<40}  expected {', '.join(query.expected[:6])}"
    yield f"  and {sum(query.held_out for query in missed)} held-out queries"


def _command() -> None:
    given = argparse.ArgumentParser(description="Measure how well searching answers.")
    given.add_argument("--family", choices=FAMILIES, help="only this one")
    given.add_argument("--misses", action="store_true", help="show what did not come first")
    chosen = given.parse_args()
    main((chosen.family,) if chosen.family else FAMILIES, misses=chosen.misses)


if __name__ == "__main__":
    _command()
