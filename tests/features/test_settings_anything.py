"""Options, keys and values: whatever is typed, wherever the cursor stands."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server.features.model import ItemKind
from pypi_language_server.index.model import FileHash, Known, VersionDocument
from pypi_language_server.manifests import toml_places
from pypi_language_server.manifests.cursor import AtKey, AtValue
from tests.support.check import CURSOR, completed, hovered, knowing, pyproject, requirements
from tests.support.known import known

HEADS = st.sampled_from(
    [
        "[project]\n",
        "[build-system]\n",
        "[dependency-groups]\n",
        "[tool.uv]\n",
        "[[tool.uv.index]]\n",
        "[tool.uv.sources]\n",
        "[tool.uv.sources.x]\n",
        "[tool.poetry.dependencies]\n",
        "[tool.hatch.envs.x]\n",
        "[ tool . poetry ] # c\n",
        "",
    ]
)
PIECES = st.sampled_from(
    [
        *"[]{}\"'=,.# \n\\",
        '"""',
        "license",
        " = ",
        "MIT OR ",
        "classifiers = [",
        '"Typing :: Typed"',
        "requires-python = ",
        ">=3.11",
        "dev = [{ include-group = ",
        "default = true",
        "urls = { ",
        "x = { index = ",
        "\U0001f40d",
        "\\u0041",
        "[project]\n",
    ]
)
TOML = st.lists(PIECES, max_size=7).map("".join)
OPTION_PIECES = st.sampled_from(
    [
        *"-=.,:/ \n\\#\"'",
        "--",
        "--hash",
        "sha256:",
        "-r ",
        "-e ./",
        "-c",
        "--no-binary ",
        "requests==2.31.0",
        " \\\n",
        "requests ",
        "\U0001f40d",
    ]
)
OPTIONS = st.lists(OPTION_PIECES, max_size=7).map("".join)
FOREIGN = st.text(st.sampled_from('ab\u202e\u200b `[]<>\n"'), max_size=8)
HASHES = st.builds(FileHash, FOREIGN, FOREIGN.map("sha256:{}".format))
ANSWERS = st.lists(HASHES, max_size=3).map(
    lambda found: known(version=VersionDocument("2.31.0", (), tuple(found)))
)


@given(HEADS, TOML, TOML)
def test_keys_and_values_keep_the_rules_of_all_answers(head: str, before: str, after: str) -> None:
    fixture = pyproject(f"{head}{before}{CURSOR}{after}\n")
    completed(fixture)
    hovered(fixture)


@given(HEADS, TOML, TOML)
def test_places_hold_the_cursor_on_its_line(head: str, before: str, after: str) -> None:
    fixture = pyproject(f"{head}{before}{CURSOR}{after}\n")
    text = fixture.text
    place = toml_places.setting_at(fixture.document.manifest, text, fixture.offset)
    if isinstance(place, AtKey | AtValue):
        assert place.replace.touches(fixture.offset)
        assert "\n" not in place.replace.of(text)
        assert place.typed == text[place.replace.start : fixture.offset]


@given(HEADS, TOML, TOML)
def test_a_valid_file_stays_valid(head: str, before: str, after: str) -> None:
    fixture = pyproject(f"{head}{before}{CURSOR}{after}\n")
    try:
        tomllib.loads(fixture.text)
    except tomllib.TOMLDecodeError:
        return
    answer = completed(fixture)
    settings = (ItemKind.KEY, ItemKind.VALUE, ItemKind.GROUP)
    for item in answer.items[:5] if answer else ():
        if item.kind in settings:
            span = answer.replace
            tomllib.loads(fixture.text[: span.start] + item.insert + fixture.text[span.end :])


@given(OPTIONS, OPTIONS, ANSWERS)
def test_options_keep_the_rules_of_all_answers(before: str, after: str, answer: Known) -> None:
    fixture = requirements(f"{before}{CURSOR}{after}\nflask\n")
    knowledge = knowing(answer, files=("base.txt", "src/", "a b.txt", "\u202e.txt"))
    completed(fixture, knowledge=knowledge)
    hovered(fixture)
