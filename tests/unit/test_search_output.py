"""What `pypi-ls search` prints: its table at any width, pip's lines as pip does; and its words."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pip._internal.commands import search as pip_search
from pip._internal.utils.logging import get_indentation
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pypi_language_server.catalogue.search_model import FoundBy, Standing
from pypi_language_server.cli import dashes, output, pip_lines
from pypi_language_server.cli.search_table import Look, print_table
from pypi_language_server.features.result_row import ResultRow
from pypi_language_server.index.model import ProjectStatus
from pypi_language_server.names import normalize

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def row(name: str, why: FoundBy = FoundBy.NAME, **facts: object) -> ResultRow:
    return ResultRow(name, normalize(name), why, popular=False, **facts)  # type: ignore[arg-type] # a test's own fields


ROWS = (
    row(
        "sprocket",
        FoundBy.EXACT,
        summary="Turns wheels.",
        version="2.1.0",
        released=NOW - timedelta(days=50),
        installed="1.9",
        standing=Standing(3, 812_345_678),
        link="https://index.example/p/sprocket",
    ),
    row("sprocket_chain", summary="A chain for every sprocket, 鎖 and 🔗 too.", version="0.3"),
    row("old-sprocket", version="1.0", status=ProjectStatus.ARCHIVED, installed="1.0"),
    row("new-sprocket", version="9.0", requires_python=">=3.15", fits=False),
    row("gone-sprocket", missing=True),
)


def shown(
    rows: Sequence[ResultRow] = ROWS,
    width: int = 100,
    terms: tuple[str, ...] = (),
    *,
    links: bool = False,
    colour: bool = False,
) -> list[str]:
    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    print_table(rows, Look(terms, links, NOW), console)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def heads(lines: list[str]) -> list[str]:
    return lines[0].split()


# -- the table


def test_the_table() -> None:
    assert shown() == [
        "Name            Latest  Installed    Downloads  Released     Summary",
        "sprocket        2.1.0   1.9 (older)       812M  7 weeks ago  Turns wheels.",
        "─" * 100,
        f"sprocket_chain  0.3{'A chain for every sprocket, 鎖 and 🔗 …':>79}",
        "old-sprocket    1.0     1.0                                  [archived]",
        "new-sprocket    9.0                                          [needs Python >=3.15]",
        "gone-sprocket                                                [not on the index]",
    ]


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (200, "Name Latest Installed Downloads Released Summary"),
        (86, "Name Latest Installed Downloads Released Summary"),
        (75, "Name Latest Installed Downloads Summary"),
        (65, "Name Latest Installed Summary"),
        (50, "Name Latest Summary"),
        (41, "Name Summary"),
        (39, "Name Latest"),
        (12, "Name"),
    ],
)
def test_narrow_terminals_lose_columns_one_by_one(width: int, columns: str) -> None:
    assert heads(shown(width=width)) == columns.split()


def test_what_nobody_has_is_no_column() -> None:
    assert heads(shown([row("a", summary="x"), row("b")])) == ["Name", "Summary"]
    assert heads(shown([row("a"), row("b")])) == ["Name"]
    assert heads(shown([row("a", version="1")])) == ["Name", "Latest"]


def test_well_known_projects_without_a_count_have_a_mark() -> None:
    lines = shown(
        [row("a", standing=Standing(3)), ResultRow("b", normalize("b"), FoundBy.NAME, True)]
    )
    assert lines == ["Name  Popular", "a", "b           ★"]


def test_only_an_exact_match_with_company_is_set_apart() -> None:
    assert not any("─" in line for line in shown(ROWS[:1]))
    assert not any("─" in line for line in shown(ROWS[1:]))
    assert shown(ROWS[:2])[2].startswith("───")


def test_warnings_are_never_lost() -> None:
    for width in (120, 60, 40, 30):
        said = " ".join(" ".join(shown(width=width)).split())
        assert "archived" in said
        assert "not on" in said


def first_column(lines: list[str]) -> list[str]:
    """Return the cells below the first head, line by line."""
    heads = re.match(r"Name\s*", lines[0])
    assert heads
    is_alone = heads.end() == len(lines[0])
    return lines if is_alone else [line[: heads.end()] for line in lines]


def test_a_name_is_folded_only_where_there_is_no_room() -> None:
    name = "a" * 21
    assert shown([row(name, summary="short")], 46)[1] == f"{name}  short"
    assert shown([row(name, summary="word " * 20)], 46)[1:3] == [
        f"{name[:20]}  word word word word wor…",
        name[20:],
    ]


@given(
    st.integers(1, 150),
    st.lists(
        st.builds(
            row,
            st.from_regex(r"[a-z]([a-z-]{0,60}[a-z])?", fullmatch=True),
            st.sampled_from(FoundBy),
            summary=st.sampled_from(["", "word " * 20, "漢字" * 30, "🎉" * 40, "é́" * 9, "a"]),
            version=st.sampled_from(["", "1.0", "2024.12.31.post1"]),
            installed=st.sampled_from(["", "0.9"]),
            released=st.sampled_from([None, NOW]),
            status=st.sampled_from(ProjectStatus),
            standing=st.sampled_from([None, Standing(0), Standing(0, 5_000)]),
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_no_line_is_wider_than_the_terminal_and_no_name_is_cut(
    width: int, rows: list[ResultRow]
) -> None:
    lines = shown(rows, width)
    assert max(map(cell_len, lines)) <= width
    if width >= 20:
        names = re.sub(r"[\s─]", "", "".join(first_column(lines)))
        assert all(found.spelling in names for found in rows)
    everything = "".join(shown([row(item.spelling) for item in rows], width))
    for found in rows:
        assert found.spelling in re.sub(r"[\s─]", "", everything)


def test_terms_are_highlighted_in_names_and_where_words_begin() -> None:
    lines = shown([row("xhtmlx", summary="HTML and xhtml, html5")], terms=("html",), colour=True)
    marked = re.findall(r"\x1b\[1;35m(.*?)\x1b", lines[1])
    assert marked == ["html", "HTML", "html"]
    styled = Text.from_ansi(lines[1])
    assert styled.plain.split() == ["xhtmlx", "HTML", "and", "xhtml,", "html5"]


@pytest.mark.parametrize("terms", [("",), ("(", "[a-", "\\"), tuple("abc" * 40), ("a" * 400,)])
def test_any_terms(terms: tuple[str, ...]) -> None:
    assert shown(terms=terms) == shown()


def test_names_lead_to_their_pages_where_terminals_can() -> None:
    link = "https://index.example/p/sprocket"
    assert re.search(
        rf"\x1b\]8;id=\d+;{link}\x1b\\\x1b\[1msprocket\x1b", shown(links=True, colour=True)[1]
    )
    for lines in (shown(colour=True), shown(links=True)):
        assert not any("\x1b]8" in line for line in lines)


def test_foreign_text_is_not_markup() -> None:
    (_, line) = shown([row("a", summary="[bold]x[/] :smile: [link=https://a.example]y[/link]")])
    assert line.endswith("[bold]x[/] :smile: [link=https://a.example]y[/link]")


# -- colours


@pytest.mark.parametrize(
    ("color", "environ", "has"),
    [
        ("auto", {}, []),  # not a terminal
        ("auto", {"FORCE_COLOR": "1"}, ["colour", "links"]),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, ["links"]),
        ("always", {"NO_COLOR": "1"}, ["colour", "links"]),
        ("always", {"TERM": "linux"}, ["colour"]),
        ("never", {"FORCE_COLOR": "1"}, []),
    ],
)
def test_when_there_is_colour(
    color: str,
    environ: dict[str, str],
    has: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm"} | environ).items():
        monkeypatch.setenv(name, value)
    console = output.console(color)
    console.print(Text("x", style="red"))
    assert ("\x1b[31m" in capsys.readouterr().out) is ("colour" in has)
    assert output.has_links(console) is ("links" in has)


# -- pip's lines


@dataclass
class Distribution:
    version: str


def as_pip_prints(
    rows: Sequence[ResultRow], width: int | None, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """What the real pip prints for the same projects."""
    said: list[str] = []
    by_name = {found.spelling: found for found in rows}

    def write(message: str, *values: str) -> None:
        said.append(" " * get_indentation() + (message % values if values else message))

    def installed(name: str) -> Distribution | None:
        version = by_name[name].installed
        return Distribution(version) if version else None

    with monkeypatch.context() as patch:
        patch.setattr(pip_search, "write_output", write)
        patch.setattr(pip_search, "get_installed_distribution", installed)
        hits = [{"name": it.spelling, "summary": it.summary, "version": it.version} for it in rows]
        pip_search.print_results(pip_search.transform_hits(hits), terminal_width=width)
    return said


LONG = "Turns wheels of every size and of every make, " * 6


@pytest.mark.parametrize("width", [None, 200, 80, 60, 43, 20])
def test_lines_are_pips_own(width: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        row("sprocket", summary="Turns wheels.", version="2.1.0", installed="1.9"),
        row("sprocket-with-a-name", summary=LONG, version="0.3"),
        row("early", summary=LONG, version="2.0rc1", installed="1.9"),
        row("Night_ly", summary="x", version="2.0.dev1", installed="1.9"),
        row("silent", version="1"),
    ]
    assert list(pip_lines.lines(rows, width)) == as_pip_prints(rows, width, monkeypatch)


@given(
    st.integers(10, 120),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.text("ab -", max_size=120)),
        min_size=1,
        max_size=4,
        unique_by=lambda pair: pair[0],
    ),
)
def test_lines_are_pips_own_at_any_width(width: int, texts: list[tuple[str, str]]) -> None:
    rows = [row(name * 7, summary=text, version="1.0") for name, text in texts]
    with pytest.MonkeyPatch.context() as patch:
        assert list(pip_lines.lines(rows, width)) == as_pip_prints(rows, width, patch)


def test_a_version_that_is_not_known_is_not_made_up() -> None:
    lines = list(pip_lines.lines([row("sprocket", summary="Turns.", installed="1.0")]))
    assert lines == ["sprocket (-)  - Turns.", "  INSTALLED: 1.0"]


def test_no_rows_no_lines() -> None:
    assert list(pip_lines.lines([])) == []


# -- words with dashes


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("search web", "search -- web"),
        ("search web -django", "search -- web -django"),
        ("search web -django --limit 5 rest --json", "search --limit 5 --json -- web -django rest"),
        ("search --limit=5 web", "search --limit=5 -- web"),
        ("search --limit -5 web", "search --limit -5 -- web"),
        ("search -html", "search -- -html"),
        ("search -v -vv web -verbose", "search -v -vv -- web -verbose"),
        ("search -h", "search -h"),
        ("search -n 5", "search -n -- 5"),
        ("search -", "search -- -"),
        ("search -- -v --limit", "search -- -v --limit"),
        ("search web -- -v -- x", "search -- web -v -- x"),
        ("search --unknown web", "search --unknown -- web"),
        ("search --", "search"),
        ("search", "search"),
        ("--offline search -x1", "--offline search -- -x1"),
        ("--cache-dir search search -x1", "--cache-dir search search -- -x1"),
        ("--cache-dir=a search -x1", "--cache-dir=a search -- -x1"),
        ("info -x1", "info -x1"),
        ("info search -x1", "info search -x1"),
        ("--offline", "--offline"),
        ("--cache-dir", "--cache-dir"),
        ("", ""),
    ],
)
def test_words_are_told_from_options(typed: str, understood: str) -> None:
    assert dashes.sorted_out(typed.split()) == understood.split()


@given(st.lists(st.text("-vxh5 \n=", max_size=6) | st.sampled_from(["--", "--limit", "search"])))
def test_no_part_of_a_command_line_is_lost(argv: list[str]) -> None:
    found = dashes.sorted_out(argv)
    assert sorted(filter("--".__ne__, found)) == sorted(filter("--".__ne__, argv))
    assert dashes.sorted_out(["search", "--", *argv]) == [
        "search",
        *(["--", *argv] if argv else []),
    ]
