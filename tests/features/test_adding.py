"""Adding a dependency: the whole file before and after, in every kind of manifest."""

from __future__ import annotations

import pytest

from pypi_language_server.features.adding_model import Refused
from pypi_language_server.manifests.model import ManifestKind
from tests.features.adding import check_add, check_refused, planned, wanted

Case = tuple[str, str]

LINES: dict[str, Case] = {
    "empty": ("", "httpx>=0.28.1\n"),
    "blank lines alone": ("\n\n", "httpx>=0.28.1\n\n"),
    "behind the last line": ("flask\n", "flask\nhttpx>=0.28.1\n"),
    "without a last line end": ("flask", "flask\nhttpx>=0.28.1"),
    "blank lines stay last": ("flask  # web\n\n\n", "flask  # web\nhttpx>=0.28.1\n\n\n"),
    "behind a comment": ("flask\n# that is all\n", "flask\n# that is all\nhttpx>=0.28.1\n"),
    "behind options": ("-r base.txt\n--pre\n", "-r base.txt\n--pre\nhttpx>=0.28.1\n"),
    "unsorted": ("zope.event\nflask\nabc\n", "zope.event\nflask\nabc\nhttpx>=0.28.1\n"),
    "sorted": (
        "Django==5\nFlask\nzope.event\n",
        "Django==5\nFlask\nhttpx>=0.28.1\nzope.event\n",
    ),
    "sorted, first": ("# top\nidna\nzope\n", "# top\nhttpx>=0.28.1\nidna\nzope\n"),
    "sorted, last": ("abc\nflask\n\n# end\n", "abc\nflask\n\n# end\nhttpx>=0.28.1\n"),
    "as pip-compile writes": (
        "h11==0.1 \\\n    --hash=sha256:aa\n    # via\n    #   x\nidna==3\n    # via y\n",
        (
            "h11==0.1 \\\n    --hash=sha256:aa\n    # via\n    #   x\n"
            "httpx>=0.28.1\nidna==3\n    # via y\n"
        ),
    ),
    "a heading stays with what it heads": (
        "abc\nflask\n# --- web\nzope\n",
        "abc\nflask\nhttpx>=0.28.1\n# --- web\nzope\n",
    ),
    "a path is in no order": ("abc\n./local\nzope\n", "abc\n./local\nzope\nhttpx>=0.28.1\n"),
    "byte order mark": ("\ufeff", "\ufeffhttpx>=0.28.1\n"),
    "emoji": ("flask # \U0001f40d\n", "flask # \U0001f40d\nhttpx>=0.28.1\n"),
}


@pytest.mark.parametrize("case", LINES.values(), ids=LINES)
def test_requirements_files(case: Case) -> None:
    check_add(ManifestKind.REQUIREMENTS, *case)


ARRAYS: dict[str, Case] = {
    "empty": ("[]", '["httpx>=0.28.1"]'),
    "empty with a blank": ("[ ]", '["httpx>=0.28.1" ]'),
    "empty over lines": ("[\n]", '[\n    "httpx>=0.28.1",\n]'),
    "a comment alone": ("[\n  # none\n]", '[\n  # none\n    "httpx>=0.28.1",\n]'),
    "one line": ('["flask"]', '["flask", "httpx>=0.28.1"]'),
    "one line, comma last": ('["flask", ]', '["flask", "httpx>=0.28.1", ]'),
    "single quotes": ("['flask']", "['flask', 'httpx>=0.28.1']"),
    "lines": ('[\n    "flask",\n]', '[\n    "flask",\n    "httpx>=0.28.1",\n]'),
    "lines without the last comma": (
        '[\n\t"flask"  # web\n]',
        '[\n\t"flask",  # web\n\t"httpx>=0.28.1"\n]',
    ),
    "a comment behind": (
        '[\n  "flask", # web\n  # more\n]',
        '[\n  "flask", # web\n  "httpx>=0.28.1",\n  # more\n]',
    ),
    "sorted": ('["abc", "zope>=1"]', '["abc", "httpx>=0.28.1", "zope>=1"]'),
    "sorted over lines": (
        '[\n  "abc",\n  "Zope_x",\n]',
        '[\n  "abc",\n  "httpx>=0.28.1",\n  "Zope_x",\n]',
    ),
    "sorted, first of lines": (
        '[\n  # all\n  "idna",\n  "zope",\n]',
        '[\n  # all\n  "httpx>=0.28.1",\n  "idna",\n  "zope",\n]',
    ),
    "sorted, first of a line": ("['idna', 'zope']", "['httpx>=0.28.1', 'idna', 'zope']"),
    "unsorted": ('["zope", "abc"]', '["zope", "abc", "httpx>=0.28.1"]'),
    "the bracket behind the last": ('[\n  "a",\n  "b"]', '[\n  "a",\n  "b", "httpx>=0.28.1"]'),
    "commas in front": ('[\n  "z"\n  , "a"\n]', '[\n  "z"\n  , "a", "httpx>=0.28.1"\n]'),
    "several on a line": (
        '[\n  "z", "a",\n  "b", "c",\n]',
        '[\n  "z", "a",\n  "b", "c", "httpx>=0.28.1",\n]',
    ),
    "markers and extras": (
        "[\"x[a]>=1; python_version < '3'\"]",
        '["x[a]>=1; python_version < \'3\'", "httpx>=0.28.1"]',
    ),
}
PROJECT = '[project]\nname = "own"\ndependencies = {}\n\n[tool.x]\ny = 1\n'


@pytest.mark.parametrize("case", ARRAYS.values(), ids=ARRAYS)
@pytest.mark.parametrize(
    ("kind", "frame"),
    [
        (ManifestKind.PYPROJECT, PROJECT),
        (ManifestKind.UV, "dev-dependencies = {}\n"),
        (ManifestKind.HATCH, "[envs.default]\ndependencies = {}\n"),
        (ManifestKind.TOX_TOML, "[env_run_base]\ndeps = {}\n"),
        (ManifestKind.SETUP_PY, "from setuptools import setup\nsetup(install_requires={})\n"),
    ],
    ids=lambda value: value.value if isinstance(value, ManifestKind) else "",
)
def test_lists_in_brackets(kind: ManifestKind, frame: str, case: Case) -> None:
    check_add(kind, *(frame.format(text) for text in case))


def test_a_group_that_includes_others() -> None:
    check_add(
        ManifestKind.PYPROJECT,
        '[dependency-groups]\nt = []\ndev = [{include-group = "t"}]\n',
        '[dependency-groups]\nt = []\ndev = ["httpx>=0.28.1", {include-group = "t"}]\n',
        place="dependency-groups.dev",
    )
    check_add(
        ManifestKind.PYPROJECT,
        '[dependency-groups]\ndev = [\n  {include-group = "t"},\n  "a",\n]\n',
        '[dependency-groups]\ndev = [\n  {include-group = "t"},\n  "a",\n  "httpx>=0.28.1",\n]\n',
    )


NEW_LISTS: dict[str, Case] = {
    "behind the last key": (
        '[project]\nname = "own"  # it\n\n[tool.x]\n',
        '[project]\nname = "own"  # it\ndependencies = [\n    "httpx>=0.28.1",\n]\n\n[tool.x]\n',
    ),
    "behind the head": (
        "[project]\n",
        '[project]\ndependencies = [\n    "httpx>=0.28.1",\n]\n',
    ),
    "without a last line end": (
        '[project]\nname = "own"',
        '[project]\nname = "own"\ndependencies = [\n    "httpx>=0.28.1",\n]',
    ),
    "before the tables below it": (
        '[project]\nname = "own"\nkeywords = [\n  "a",\n]\n[project.urls]\nx = "https://a"\n',
        (
            '[project]\nname = "own"\nkeywords = [\n  "a",\n]\n'
            'dependencies = [\n  "httpx>=0.28.1",\n]\n[project.urls]\nx = "https://a"\n'
        ),
    ),
}


@pytest.mark.parametrize("case", NEW_LISTS.values(), ids=NEW_LISTS)
def test_a_project_without_dependencies_gets_its_list(case: Case) -> None:
    check_add(ManifestKind.PYPROJECT, *case)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[tool.black]\nx = "y"\n',
        '[project]\nname = "own"\ndynamic = ["version", "dependencies"]\n',
        '[project]\nname = "own"\ndependencies = \n',
        'project = { name = "own" }\n',
        "[project\n",
        "[[project]]\n",
    ],
)
def test_no_list_is_made_where_none_belongs(text: str) -> None:
    check_refused(
        ManifestKind.PYPROJECT,
        text,
        "This pyproject.toml has no list of dependencies to add to yet.",
    )


POETRY = "[tool.poetry.dependencies]\n"
TABLES: dict[str, Case] = {
    "empty": (POETRY, POETRY + 'httpx = "^0.28.1"\n'),
    "python alone": (
        POETRY + 'python = "^3.9"\n\n[x]\n',
        POETRY + 'python = "^3.9"\nhttpx = "^0.28.1"\n\n[x]\n',
    ),
    "the neighbour's spacing and quotes": (
        POETRY + "  flask='^3'  # web\n",
        POETRY + "  flask='^3'  # web\n  httpx='^0.28.1'\n",
    ),
    "sorted behind python": (
        POETRY + 'python = "^3.9"\nidna = "*"\nzope = "*"\n',
        POETRY + 'python = "^3.9"\nhttpx = "^0.28.1"\nidna = "*"\nzope = "*"\n',
    ),
    "sorted, first": (
        POETRY + 'idna = "*"\nzope = "*"\n',
        POETRY + 'httpx = "^0.28.1"\nidna = "*"\nzope = "*"\n',
    ),
    "unsorted": (
        POETRY + 'zope = "*"\nidna = "*"\n\n[tool.x]\n',
        POETRY + 'zope = "*"\nidna = "*"\nhttpx = "^0.28.1"\n\n[tool.x]\n',
    ),
    "a table of its own below": (
        POETRY + 'zope = "*"\n\n[tool.poetry.dependencies.flask]\nversion = "^3"\n',
        POETRY + 'zope = "*"\nhttpx = "^0.28.1"\n\n'
        '[tool.poetry.dependencies.flask]\nversion = "^3"\n',
    ),
    "a value over lines": (
        POETRY + 'zope = [\n  {version = "1"},\n]  # both\n',
        POETRY + 'zope = [\n  {version = "1"},\n]  # both\nhttpx = "^0.28.1"\n',
    ),
    "inline": (
        '[tool.poetry]\ndependencies = { python = "^3", flask = "*" }\n',
        '[tool.poetry]\ndependencies = { python = "^3", flask = "*", httpx = "^0.28.1" }\n',
    ),
    "inline and empty": (
        "[tool.poetry]\ndependencies = {}\n",
        '[tool.poetry]\ndependencies = { httpx = "^0.28.1" }\n',
    ),
    "dotted": (
        '[tool.poetry]\nname = "x"\ndependencies.flask = "*"\n',
        '[tool.poetry]\nname = "x"\ndependencies.flask = "*"\ndependencies.httpx = "^0.28.1"\n',
    ),
}


@pytest.mark.parametrize("case", TABLES.values(), ids=TABLES)
def test_poetrys_tables(case: Case) -> None:
    check_add(ManifestKind.PYPROJECT, *case, what=wanted(form="compatible"))


KEYS = {
    "none": ('httpx = "*"', 'httpx = "*"'),
    "minimum": ('httpx = ">=0.28.1"', 'httpx = ">=0.28.1"'),
    "compatible": ('httpx = "^0.28.1"', 'httpx = "~=0.28"'),
    "exact": ('httpx = "0.28.1"', 'httpx = "==0.28.1"'),
}


@pytest.mark.parametrize("form", KEYS)
def test_each_table_speaks_its_tools_language(form: str) -> None:
    poetry, others = KEYS[form]
    for kind, head, line in (
        (ManifestKind.PYPROJECT, "[tool.poetry.group.dev.dependencies]", poetry),
        (ManifestKind.PYPROJECT, "[tool.pixi.pypi-dependencies]", others),
        (ManifestKind.PIPFILE, "[packages]", others),
        (ManifestKind.PIPFILE, "[docs]", others),
        (ManifestKind.PIXI, "[feature.test.pypi-dependencies]", others),
    ):
        check_add(kind, f"{head}\n", f"{head}\n{line}\n", what=wanted(form=form))


@pytest.mark.parametrize(
    ("form", "version", "written"),
    [
        ("none", "2.0", "httpx"),
        ("minimum", "2.0", "httpx>=2.0"),
        ("compatible", "2.1.3", "httpx~=2.1"),
        ("exact", "2.0", "httpx==2.0"),
        ("exact", "", "httpx"),
        ("minimum", "no version", "httpx"),
    ],
)
def test_constraints(form: str, version: str, written: str) -> None:
    what = wanted(form=form, version=version)
    check_add(ManifestKind.REQUIREMENTS, "flask\n", f"flask\n{written}\n", what=what)
    check_add(
        ManifestKind.PYPROJECT,
        '[project]\ndependencies = ["flask"]\n',
        f'[project]\ndependencies = ["flask", "{written}"]\n',
        what=what,
    )


def test_a_name_with_a_dot_is_a_quoted_key() -> None:
    check_add(
        ManifestKind.PIPFILE,
        "[packages]\n",
        '[packages]\n"zope.event" = "*"\n',
        what=wanted("zope.event", "none"),
    )


CONDA = "name: x\ndependencies:\n  - python\n"
OTHERS: dict[str, tuple[ManifestKind, str, str]] = {
    "conda": (
        ManifestKind.CONDA_ENVIRONMENT,
        CONDA + "  - pip:\n      - flask  # web\n  - numpy\n",
        CONDA + "  - pip:\n      - flask  # web\n      - httpx>=0.28.1\n  - numpy\n",
    ),
    "conda, quoted": (
        ManifestKind.CONDA_ENVIRONMENT,
        CONDA + "  - pip:\n    - 'flask'\n    - 'zope'",
        CONDA + "  - pip:\n    - 'flask'\n    - 'httpx>=0.28.1'\n    - 'zope'",
    ),
    "conda, no requirement yet": (
        ManifestKind.CONDA_ENVIRONMENT,
        CONDA + "  - pip:\n",
        CONDA + "  - pip:\n      - httpx>=0.28.1\n",
    ),
    "conda, options alone": (
        ManifestKind.CONDA_ENVIRONMENT,
        CONDA + "  - pip:\n    - -r requirements.txt\n",
        CONDA + "  - pip:\n    - -r requirements.txt\n    - httpx>=0.28.1\n",
    ),
    "conda, in brackets": (
        ManifestKind.CONDA_ENVIRONMENT,
        CONDA + "  - pip: [flask, 'zope']\n",
        CONDA + "  - pip: [flask, httpx>=0.28.1, 'zope']\n",
    ),
    "pre-commit": (
        ManifestKind.PRE_COMMIT,
        (
            "repos:\n- repo: local\n  hooks:\n  - id: mypy\n    language: python\n"
            "    additional_dependencies: [types-x, attrs]\n"
        ),
        (
            "repos:\n- repo: local\n  hooks:\n  - id: mypy\n    language: python\n"
            "    additional_dependencies: [types-x, attrs, httpx>=0.28.1]\n"
        ),
    ),
    "setup.cfg": (
        ManifestKind.SETUP_CFG,
        "[options]\ninstall_requires =\n    flask\n    abc  \npython_requires = >=3.9\n",
        (
            "[options]\ninstall_requires =\n    flask\n    abc  \n    httpx>=0.28.1\n"
            "python_requires = >=3.9\n"
        ),
    ),
    "setup.cfg, nothing yet": (
        ManifestKind.SETUP_CFG,
        "[options]\ninstall_requires =\n",
        "[options]\ninstall_requires =\n    httpx>=0.28.1\n",
    ),
    "setup.cfg, on the key's line": (
        ManifestKind.SETUP_CFG,
        "[options]\ninstall_requires = flask; abc\n",
        "[options]\ninstall_requires = flask; abc; httpx>=0.28.1\n",
    ),
    "setup.cfg, one on the key's line": (
        ManifestKind.SETUP_CFG,
        "[options]\ninstall_requires = flask\n",
        "[options]\ninstall_requires = flask\n    httpx>=0.28.1\n",
    ),
    "tox.ini": (
        ManifestKind.TOX_INI,
        "[testenv]\ndeps =\n  -r base.txt\n  py39: abc\n  idna\n",
        "[testenv]\ndeps =\n  -r base.txt\n  py39: abc\n  httpx>=0.28.1\n  idna\n",
    ),
    "tox.ini, options alone": (
        ManifestKind.TOX_INI,
        "[testenv]\ndeps =\n  -r base.txt\n",
        "[testenv]\ndeps =\n  -r base.txt\n  httpx>=0.28.1\n",
    ),
    "tox.ini, on the key's line": (
        ManifestKind.TOX_INI,
        "[tox]\nrequires = tox>=4, abc\n",
        "[tox]\nrequires = tox>=4, abc, httpx>=0.28.1\n",
    ),
    "script": (
        ManifestKind.SCRIPT,
        '# /// script\n# dependencies = [\n#   "flask",\n# ]\n# ///\nx()\n',
        '# /// script\n# dependencies = [\n#   "flask",\n#   "httpx>=0.28.1",\n# ]\n# ///\nx()\n',
    ),
    "script, nothing yet": (
        ManifestKind.SCRIPT,
        "# /// script\n# dependencies = []\n# ///\n",
        '# /// script\n# dependencies = ["httpx>=0.28.1"]\n# ///\n',
    ),
    "script, nothing yet over lines": (
        ManifestKind.SCRIPT,
        "# /// script\n# dependencies = [\n# ]\n# ///\n",
        '# /// script\n# dependencies = [\n#     "httpx>=0.28.1",\n# ]\n# ///\n',
    ),
    "setup.py, a tuple of one": (
        ManifestKind.SETUP_PY,
        "from setuptools import setup\nsetup(install_requires=('flask',))\n",
        "from setuptools import setup\nsetup(install_requires=('flask', 'httpx>=0.28.1',))\n",
    ),
    "setup.py, prefixes": (
        ManifestKind.SETUP_PY,
        "from setuptools import setup\nsetup(install_requires=[\n  u'idna',\n  u'zope',\n])\n",
        (
            "from setuptools import setup\n"
            "setup(install_requires=[\n  'httpx>=0.28.1',\n  u'idna',\n  u'zope',\n])\n"
        ),
    ),
    "setup.py, more than strings": (
        ManifestKind.SETUP_PY,
        "from setuptools import setup\nsetup(install_requires=['abc', *MORE])\n",
        "from setuptools import setup\nsetup(install_requires=['abc', 'httpx>=0.28.1', *MORE])\n",
    ),
    "setup.py, lines of one string": (
        ManifestKind.SETUP_PY,
        'from setuptools import setup\nsetup(install_requires="""\n  abc\n  flask\n""")\n',
        (
            "from setuptools import setup\n"
            'setup(install_requires="""\n  abc\n  flask\n  httpx>=0.28.1\n""")\n'
        ),
    ),
    "noxfile": (
        ManifestKind.NOXFILE,
        'import nox\n@nox.session\ndef t(session):\n    session.install("-e", ".", "pytest")\n',
        (
            "import nox\n@nox.session\ndef t(session):\n"
            '    session.install("-e", ".", "pytest", "httpx>=0.28.1")\n'
        ),
    ),
    "noxfile, options alone": (
        ManifestKind.NOXFILE,
        'import nox\n@nox.session\ndef t(session):\n    session.install("-r", "x.txt")\n',
        (
            "import nox\n@nox.session\ndef t(session):\n"
            '    session.install("httpx>=0.28.1", "-r", "x.txt")\n'
        ),
    ),
}


@pytest.mark.parametrize("case", OTHERS.values(), ids=OTHERS)
def test_all_other_kinds(case: tuple[ManifestKind, str, str]) -> None:
    check_add(*case)


BY_HAND = "Nothing can be added to {} as it is written now; write it there by hand."
OPEN = "{} is not closed yet: finish it first."
REFUSED: dict[str, tuple[ManifestKind, str, str]] = {
    "an open array": (
        ManifestKind.PYPROJECT,
        '[project]\ndependencies = [\n  "flask",\n\n[tool.x]\n',
        OPEN.format("project.dependencies"),
    ),
    "an open array at the end": (
        ManifestKind.PYPROJECT,
        "[project]\ndependencies = [",
        OPEN.format("project.dependencies"),
    ),
    "an open string": (
        ManifestKind.PYPROJECT,
        '[project]\ndependencies = ["flask]\n',
        BY_HAND.format("project.dependencies"),
    ),
    "an open call": (
        ManifestKind.SETUP_PY,
        "from setuptools import setup\nsetup(install_requires=['a',\n",
        OPEN.format("install_requires"),
    ),
    "an open inline table": (
        ManifestKind.PYPROJECT,
        '[tool.poetry]\ndependencies = { flask = "1"\n',
        BY_HAND.format("tool.poetry.dependencies"),
    ),
    "a line that goes on": (
        ManifestKind.REQUIREMENTS,
        "flask \\",
        BY_HAND.format("requirements"),
    ),
    "a directive": (
        ManifestKind.SETUP_CFG,
        "[options]\ninstall_requires = file: requirements.txt\n",
        BY_HAND.format("install_requires"),
    ),
    "an alias": (
        ManifestKind.PRE_COMMIT,
        (
            "x: &e [a]\nrepos:\n- repo: local\n  hooks:\n  - id: m\n    language: python\n"
            "    additional_dependencies: *e\n"
        ),
        BY_HAND.format("m"),
    ),
    "one string": (
        ManifestKind.SETUP_PY,
        "from setuptools import setup\nsetup(install_requires='abc')\n",
        BY_HAND.format("install_requires"),
    ),
    "no list for pip": (
        ManifestKind.CONDA_ENVIRONMENT,
        "name: x\ndependencies:\n  - python\n",
        "This conda environment has no list of dependencies to add to yet.",
    ),
    "a script without a block": (
        ManifestKind.SCRIPT,
        "print()\n",
        "This Python script has no list of dependencies to add to yet.",
    ),
    "the project itself": (
        ManifestKind.PYPROJECT,
        '[project]\nname = "HTTPX"\ndependencies = []\n',
        "`httpx` is the project that this file declares.",
    ),
    "declared in another spelling": (
        ManifestKind.REQUIREMENTS,
        "flask\nHTTPX>=0.2  # here\n",
        "`HTTPX` is already in requirements.",
    ),
    "declared from an address": (
        ManifestKind.PYPROJECT,
        '[project]\ndependencies = ["httpx @ https://a.example/x.whl"]\n',
        "`httpx` is already in project.dependencies.",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_added_is_told(case: tuple[ManifestKind, str, str]) -> None:
    check_refused(*case)


def test_another_place_may_have_it() -> None:
    check_add(
        ManifestKind.PYPROJECT,
        '[project]\ndependencies = ["httpx"]\n[dependency-groups]\ndev = []\n',
        '[project]\ndependencies = ["httpx"]\n[dependency-groups]\ndev = ["httpx>=0.28.1"]\n',
        place="dependency-groups.dev",
    )


def test_a_place_that_is_gone() -> None:
    found = planned(ManifestKind.REQUIREMENTS, "", place="project.dependencies")
    assert found == Refused("The place that was chosen is not in the file any more.")


def test_half_typed_neighbours_are_left_as_they_are() -> None:
    """A file that no tool can read yet still takes a dependency where its list is whole."""
    check_add(
        ManifestKind.PYPROJECT,
        '[project]\nname = \ndependencies = ["flask"]\n[tool.\n',
        '[project]\nname = \ndependencies = ["flask", "httpx>=0.28.1"]\n[tool.\n',
    )
    check_add(ManifestKind.REQUIREMENTS, "flask>=\n[x\n", "flask>=\n[x\nhttpx>=0.28.1\n")
