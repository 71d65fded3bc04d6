"""Requirements files as wholes: groups, indexes, options, fixtures, and the time they take."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pypi_language_server.manifests import pip_options, requirements_txt
from pypi_language_server.manifests.model import Form, ManifestKind, Syntax
from pypi_language_server.text import Span

FIXTURES = Path(__file__).parents[3] / "fixtures" / "manifests"


def test_one_group_holds_the_whole_file() -> None:
    manifest = requirements_txt.scan("a\nb\n")
    assert manifest.kind is ManifestKind.REQUIREMENTS
    (group,) = manifest.groups
    assert (group.path, group.label, group.span) == ((), "requirements", Span(0, 4))
    assert {entry.group for entry in manifest.entries} == {0}
    assert {entry.form for entry in manifest.entries} == {Form.LINE}
    assert {entry.syntax for entry in manifest.entries} == {Syntax.PEP440}


def test_indexes_that_the_file_names() -> None:
    manifest = requirements_txt.scan(
        "-i https://one.example/simple\n"
        "--extra-index-url=https://two.example/simple # beside it\n"
        "--index-url 'https://three.example/simple'\n"
        "--extra-index-url\n"
    )
    assert [(index.url.value, index.replaces_default) for index in manifest.indexes] == [
        ("https://one.example/simple", True),
        ("https://two.example/simple", False),
        ("https://three.example/simple", True),
    ]
    assert not manifest.no_index


def test_no_index() -> None:
    assert requirements_txt.scan("--find-links ./wheels\n--no-index\na\n").no_index


def test_a_token_that_goes_on_has_its_text_and_its_meaning() -> None:
    text = "req\\\nuests>=\\\n2"
    (entry,) = requirements_txt.scan(text).entries
    assert entry.name is not None
    assert entry.specifier is not None
    assert (entry.name.raw, entry.name.value) == ("req\\\nuests", "requests")
    assert (entry.specifier.raw, entry.specifier.value) == (">=\\\n2", ">=2")


def test_every_option_is_known_in_all_its_forms() -> None:
    for option in pip_options.OPTIONS:
        for name in filter(None, (option.name, option.short)):
            text = f"{name} value" if option.takes_value else name
            (found,) = requirements_txt.scan(text).options
            assert found.known, name
            assert (found.value is not None) == option.takes_value, name


def test_every_option_is_documented_in_one_line() -> None:
    names = [option.name for option in pip_options.OPTIONS]
    assert len(set(names)) == len(names)
    for option in pip_options.OPTIONS:
        assert option.text.endswith(".")
        assert len(option.text) < 72


@pytest.mark.parametrize(
    "name", ["--requi", "--no-", "--", "-", "", "-x", "--hash=", "requirement"]
)
def test_what_is_no_option_is_not_found(name) -> None:
    assert pip_options.find(name) is None


def test_a_long_option_may_be_cut_short_as_long_as_it_is_unmistakable() -> None:
    found = pip_options.find("--extra")
    assert found is not None
    assert found.name == "--extra-index-url"


EXPECTED = {
    "compiled.txt": "anyio certifi click exceptiongroup h11 httpcore httpx idna uvicorn",
    "constraints.txt": "boto3 botocore cryptography grpcio grpcio protobuf setuptools urllib3",
    "dev-requirements.txt": "pytest pytest-cov hypothesis mypy types-requests types-PyYAML"
    " pre-commit ruff tox",
    "direct.txt": "- - - - - - - - - - acme-client acme-models acme-tools acme-site acme-docs"
    " legacy-jobs - - httpx",
    "old-style.txt": "Django djangorestframework South MySQL-python simplejson zope.interface PIL"
    " BeautifulSoup billing_core site-theme psycopg2 python-memcached",
    "requirements.in": "click httpx uvicorn acme-telemetry python-dateutil importlib-metadata tomli"
    " colorama",
    "weird-spacing.txt": "requests flask urllib3 attrs rich textual jinja2 markupsafe pyyaml lxml"
    " colorama six",
    "windows.txt": "pandas numpy openpyxl SQLAlchemy pywin32 xlrd",
}


@pytest.mark.parametrize(("file", "names"), EXPECTED.items())
def test_fixtures_hold_the_projects_that_a_reader_sees_in_them(file, names) -> None:
    manifest = requirements_txt.scan((FIXTURES / file).read_bytes().decode())
    found = [entry.name.value if entry.name else "-" for entry in manifest.entries]
    assert found == names.split()


def test_all_fixtures_are_listed() -> None:
    files = {path.name for path in FIXTURES.iterdir() if path.suffix in {".txt", ".in"}}
    assert files == set(EXPECTED)


def test_the_compiled_fixture_has_two_hashes_for_each_requirement() -> None:
    manifest = requirements_txt.scan((FIXTURES / "compiled.txt").read_bytes().decode())
    hashes = [option for option in manifest.options if option.name.value == "--hash"]
    assert len(hashes) == 2 * len(manifest.entries)
    assert all(option.value and len(option.value.value) == 71 for option in hashes)
    assert manifest.problems == ()


UNITS = [
    "a",
    " ",
    "\\\n",
    "a\\\n",
    "#",
    " #",
    "-r a ",
    "-e a ",
    "--hash=a:b ",
    "-r '",
    '"',
    "[",
    "./[",
]
UNITS += [
    "#egg=a",
    "; ",
    "a;",
    ",",
    "a.",
    "${A}",
    "https://",
    "\r",
    "-",
    "a\\\n#\n",
    "\\",
    "x.whl[",
]


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
@pytest.mark.parametrize("start", ["", "a "])
def test_time_grows_no_faster_than_the_text(start, unit) -> None:
    """Eight times the text, at most some thirty times the time; squares would make it sixty-four.

    The smaller text is large enough to be measured, the margin is for a busy machine.
    """
    small, large = (start + unit * (size // len(unit)) for size in (4_000, 32_000))
    assert _seconds(large) < 30 * _seconds(small) + 0.05


def _seconds(text: str) -> float:
    """Return the best of three processor times of a scan: others may be busy here too."""
    times = []
    for _ in range(3):
        start = time.process_time()
        requirements_txt.scan(text)
        times.append(time.process_time() - start)
    return min(times)


def test_forty_thousand_lines_and_a_line_of_a_megabyte() -> None:
    lines = "".join(f"project-{number}>=1.{number}  # {number}\n" for number in range(40_000))
    start = time.process_time()
    assert len(requirements_txt.scan(lines).entries) == 40_000
    assert len(requirements_txt.scan("a[" + "b, " * 333_000).entries) == 1
    assert time.process_time() - start < 10  # a second or so here
