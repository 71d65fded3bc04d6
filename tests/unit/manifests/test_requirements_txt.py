"""Requirements files as pip reads them: a table, and lines that go on, options and fixtures."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pypi_language_server.manifests import pip_options, requirements_txt
from pypi_language_server.manifests.model import Form, ManifestKind, Syntax
from pypi_language_server.text import Span

FIXTURES = Path(__file__).parents[3] / "fixtures" / "manifests"


def dump(text: str) -> list[str]:
    """Return what a file says, one short line for each thing."""
    manifest = requirements_txt.scan(text)
    found = []
    for entry in manifest.entries:
        parts = [
            f"{part}={token.value}"
            for part in ("name", "specifier", "url", "marker")
            if (token := getattr(entry, part)) is not None
        ]
        if entry.extras:
            parts.append("extras=" + ",".join(extra.value for extra in entry.extras))
        found.append(" ".join([f"<{entry.span.of(text)}>", *parts]))
    for option in manifest.options:
        value = "" if option.value is None else f" {option.value.value}"
        found.append(f"{option.name.value}{value}" + ("" if option.known else " (unknown)"))
    found += [f"{comment.of(text)}" for comment in manifest.comments]
    found += [f"!{problem.code} {problem.span.of(text)}" for problem in manifest.problems]
    return found


TABLE = [
    ("", []),
    ("\n \n\t\n", []),
    ("\ufeff", []),
    ("\ufeffflask", ["<flask> name=flask"]),
    ("flask\r\nattrs\rsix\n", ["<flask> name=flask", "<attrs> name=attrs", "<six> name=six"]),
    ("a\fb\vc\x85d\u2028e", [f"<{name}> name={name}" for name in "abcde"]),
    ("\tflask\t", ["<flask> name=flask"]),
    ("flask # web", ["<flask> name=flask", "# web"]),
    ("flask\t#web", ["<flask> name=flask", "#web"]),
    ("flask#web", ["<flask#web> name=flask", "!invalid-requirement #web"]),
    ("#", ["#"]),
    ("  # a -r b", ["# a -r b"]),
    ("a>=1;m # c", ["<a>=1;m> name=a specifier=>=1 marker=m", "# c"]),
    (
        "a==1 ; b == 'x' --hash=y:z",
        ["<a==1 ; b == 'x'> name=a specifier===1 marker=b == 'x'", "--hash y:z"],
    ),
    # lines that go on
    ("a \\\n>=2", ["<a \\\n>=2> name=a specifier=>=2"]),
    ("a\\\r\nb", ["<a\\\r\nb> name=ab"]),
    ("a>=\\\n2,\\\n<3", ["<a>=\\\n2,\\\n<3> name=a specifier=>=2,<3"]),
    ("a \\", ["<a> name=a"]),
    ("a \\\n", ["<a> name=a"]),
    ("a \\\n\nb", ["<a> name=a", "<b> name=b"]),
    ("a \\\n# c\nb", ["<a> name=a", "<b> name=b", "# c"]),
    ("a # c \\\nb", ["<a> name=a", "# c \\\nb"]),
    ("# c \\\nb", ["<b> name=b", "# c \\"]),
    ("\\\n\\\na", ["<a> name=a"]),
    ("a \\ \nb", ["<a \\> name=a", "<b> name=b", "!invalid-requirement \\"]),
    # options on lines of their own
    ("-r a.txt", ["-r a.txt"]),
    ("-ra.txt", ["-r a.txt"]),
    ("  --requirement=a.txt", ["--requirement a.txt"]),
    ("--requirement   a.txt  # c", ["--requirement a.txt", "# c"]),
    ("-r 'my file.txt' -c \"c d\"", ["-r my file.txt", "-c c d"]),
    ("-r", ["-r", "!missing-value -r"]),
    ("-r --no-index", ["-r", "--no-index", "!missing-value -r"]),
    ("--pre --no-index", ["--pre", "--no-index"]),
    ("--requirem a.txt", ["--requirem a.txt"]),
    ("--req a.txt", ["--req (unknown)", "!unknown-option --req"]),
    ("--nonsense a", ["--nonsense (unknown)", "!unknown-option --nonsense"]),
    ("-z", ["-z (unknown)", "!unknown-option -z"]),
    ("-", ["- (unknown)", "!unknown-option -"]),
    ("--", ["-- (unknown)", "!unknown-option --"]),
    ("--no-binary :all:", ["--no-binary :all:"]),
    ("--hash=", ["--hash "]),
    # options behind a requirement
    (
        "a==1 --hash=sha256:x --hash sha256:y",
        ["<a==1> name=a specifier===1", "--hash sha256:x", "--hash sha256:y"],
    ),
    (
        "a==1 \\\n    --hash=sha256:x \\\n    --hash=sha256:y",
        ["<a==1> name=a specifier===1", "--hash sha256:x", "--hash sha256:y"],
    ),
    (
        'a --config-settings "--build-option=-O2" -C k=v --global-option=x',
        ["<a> name=a", "--config-settings --build-option=-O2", "-C k=v", "--global-option x"],
    ),
    ("a-b --pre", ["<a-b> name=a-b", "--pre"]),
    # editable
    ("-e .", ["<.> url=.", "-e ."]),
    ("-e.[a,b]", ["<.[a,b]> url=. extras=a,b", "-e .[a,b]"]),
    ("--editable=./x", ["<./x> url=./x", "--editable ./x"]),
    (
        "-e git+ssh://h.example#egg=n[x]&s",
        [
            "<git+ssh://h.example#egg=n[x]&s> name=n url=git+ssh://h.example#egg=n[x]&s extras=x",
            "-e git+ssh://h.example#egg=n[x]&s",
        ],
    ),
    (
        "-e n @ git+https://h.example/r ; m --config-settings a=b",
        [
            "<n @ git+https://h.example/r ; m> name=n url=git+https://h.example/r marker=m",
            "-e n @ git+https://h.example/r ; m",
            "--config-settings a=b",
        ],
    ),
    (
        '-e "n[x] @ git+https://h.example/r"',
        [
            "<n[x] @ git+https://h.example/r> name=n url=git+https://h.example/r extras=x",
            "-e n[x] @ git+https://h.example/r",
        ],
    ),
    ("-e", ["-e", "!missing-value -e"]),
    # addresses and paths
    (
        "n @ https://h.example/a.whl",
        ["<n @ https://h.example/a.whl> name=n url=https://h.example/a.whl"],
    ),
    (
        "n@git+ssh://git@h.example/r@v",
        ["<n@git+ssh://git@h.example/r@v> name=n url=git+ssh://git@h.example/r@v"],
    ),
    (
        "https://h.example/a;b.whl ; m",
        ["<https://h.example/a;b.whl ; m> url=https://h.example/a;b.whl marker=m"],
    ),
    (
        "https://h.example/a#sha256=0",
        ["<https://h.example/a#sha256=0> url=https://h.example/a#sha256=0"],
    ),
    (
        "https://${TOKEN}@h.example/a",
        ["<https://${TOKEN}@h.example/a> url=https://${TOKEN}@h.example/a"],
    ),
    (
        "hg+http://h.example/r#egg=n",
        ["<hg+http://h.example/r#egg=n> name=n url=hg+http://h.example/r#egg=n"],
    ),
    ("file:///srv/a.zip", ["<file:///srv/a.zip> url=file:///srv/a.zip"]),
    ("./x", ["<./x> url=./x"]),
    ("../x ; m", ["<../x ; m> url=../x marker=m"]),
    (".", ["<.> url=."]),
    (".[a]", ["<.[a]> url=. extras=a"]),
    (".[a", ["<.[a> url=. extras=a"]),
    ("/srv/my folder/x", ["</srv/my folder/x> url=/srv/my folder/x"]),
    ("folder/x", ["<folder/x> url=folder/x"]),
    (r"folder\x", [r"<folder\x> url=folder\x"]),
    (r"C:\x", [r"<C:\x> url=C:\x"]),
    ("~/x", ["<~/x> url=~/x"]),
    (
        "n-1-py3-none-any.whl[a] ; m",
        ["<n-1-py3-none-any.whl[a] ; m> url=n-1-py3-none-any.whl marker=m extras=a"],
    ),
    ("n.tar.gz", ["<n.tar.gz> url=n.tar.gz"]),
    ("N.ZIP", ["<N.ZIP> url=N.ZIP"]),
    ("n.tar.lzma # c", ["<n.tar.lzma> url=n.tar.lzma", "# c"]),
    ("n.py", ["<n.py> name=n.py"]),
    ("${ROOT}/x", ["<${ROOT}/x> url=${ROOT}/x"]),
    # environment variables
    ("${NAME}", ["<${NAME}>"]),
    ("acme-${NAME}>=1", ["<acme-${NAME}>=1>"]),
    ("a==${V}", ["<a==${V}> name=a specifier===${V}"]),
    # what cannot be
    ("==2", ["<==2> specifier===2", "!invalid-requirement ==2"]),
    ('"a"', ['<"a">', '!invalid-requirement "a"']),
    ("a b", ["<a b> name=a", "!invalid-requirement b"]),
    ("a 1.0 # c", ["<a 1.0> name=a", "# c", "!invalid-requirement 1.0"]),
    ("a[b", ["<a[b> name=a extras=b", "!unclosed-extras [b"]),
    ("a\t--hash=x:y", ["<a\t--hash=x:y> name=a", "!invalid-requirement --hash=x:y"]),
    ("\0", ["<\0>", "!invalid-requirement \0"]),
    ("\ud800 x", ["<\ud800 x>", "!invalid-requirement \ud800 x"]),
]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[ascii(text) for text, _ in TABLE])
def test_what_a_file_says(text, expected) -> None:
    assert dump(text) == expected


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
    """Return the best of three times that a scan takes."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        requirements_txt.scan(text)
        times.append(time.perf_counter() - start)
    return min(times)


def test_forty_thousand_lines_and_a_line_of_a_megabyte() -> None:
    lines = "".join(f"project-{number}>=1.{number}  # {number}\n" for number in range(40_000))
    start = time.perf_counter()
    assert len(requirements_txt.scan(lines).entries) == 40_000
    assert len(requirements_txt.scan("a[" + "b, " * 333_000).entries) == 1
    assert time.perf_counter() - start < 10  # a second or so here
