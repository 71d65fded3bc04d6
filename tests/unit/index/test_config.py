"""Which indexes the user wants asked."""

from __future__ import annotations

import pytest
from distlib.index import DEFAULT_INDEX

from pypi_language_server.index import config
from pypi_language_server.index.config import plan_indexes, public_index
from pypi_language_server.index.credentials import Credentials
from pypi_language_server.settings import IndexSettings
from tests.unit.index.user_files import FakeFiles


def conf(main, *extra):
    """A pip.conf with these indexes."""
    return f"[global]\nindex-url={main}\n" + f"extra-index-url={' '.join(extra)}\n" * bool(extra)


USER = "/home/ada/.config/pip/pip.conf"
UV = "/home/ada/.config/uv/uv.toml"
PUBLIC = public_index().root


def roots(plan):
    """The main root and the further ones."""
    return [plan.main and plan.main.root, *(index.root for index in plan.extra)]


def planned(settings=None, environ=None, files=None, **more):
    return plan_indexes(settings or IndexSettings(), environ or {}, FakeFiles(files or {}, **more))


def test_the_public_index_comes_from_the_library():
    index = public_index()
    assert index.root == DEFAULT_INDEX.removesuffix("pypi") + "simple/"
    assert index.json_url == DEFAULT_INDEX + "/{name}/json"
    assert (index.public, index.json_certain, index.credentials) == (True, True, None)


def test_the_public_index_without_the_librarys_source(monkeypatch):
    """A bundle may leave the sources out."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert config._public_base() == DEFAULT_INDEX


def test_by_default_the_public_index():
    plan = planned()
    assert (roots(plan), plan.problems, plan.main_by_default) == ([PUBLIC], (), True)


A, B, C, D = (f"https://{letter}.example/simple/" for letter in "abcd")


@pytest.mark.parametrize(
    ("settings", "environ", "files", "expected"),
    [
        ({"url": A}, {"PIP_INDEX_URL": B}, {}, [A]),
        ({"url": A, "extra_urls": (B, C)}, {"PIP_EXTRA_INDEX_URL": D}, {}, [A, B, C]),
        ({"extra_urls": (B,)}, {}, {}, [PUBLIC, B]),
        ({"extra_urls": (B,)}, {"PIP_INDEX_URL": A, "PIP_EXTRA_INDEX_URL": C}, {}, [A, B, C]),
        ({}, {"PYPI_LS_INDEX_URL": A, "PIP_INDEX_URL": B, "PIP_EXTRA_INDEX_URL": C}, {}, [A]),
        ({}, {"PIP_INDEX_URL": A, "UV_DEFAULT_INDEX": B, "UV_INDEX_URL": C}, {}, [A]),
        ({}, {"UV_DEFAULT_INDEX": B, "UV_INDEX_URL": C}, {}, [B]),
        ({}, {"UV_INDEX_URL": C}, {}, [C]),
        ({}, {"PIP_EXTRA_INDEX_URL": f"{A} {B}"}, {}, [PUBLIC, A, B]),
        ({}, {"UV_INDEX": f"corp={A} {B}", "UV_EXTRA_INDEX_URL": C}, {}, [PUBLIC, A, B, C]),
        ({}, {"UV_DEFAULT_INDEX": f"corp={A}"}, {}, [A]),
        ({}, {"PIP_INDEX_URL": A}, {USER: f"[global]\nindex-url = {B}\n"}, [A]),
        ({}, {}, {USER: f"[global]\nindex-url = {B}\n", UV: f'index-url = "{C}"'}, [B]),
        ({}, {}, {USER: f"[install]\nindex-url={B}\n[global]\nindex-url={A}"}, [B]),
        ({}, {}, {USER: f"[global]\nindex_url: {A}\nextra-index-url =\n {B}\n {C}"}, [A, B, C]),
        ({}, {}, {USER: f"[global]\nindex-url = {A} {B}\n"}, [A, B]),
        ({}, {}, {USER: f"[list]\nindex-url = {A}\n"}, [PUBLIC]),
        (
            {},
            {},
            {"/etc/pip.conf": conf(A, C), USER: conf(B)},
            [B, C],
        ),
        ({}, {"PIP_CONFIG_FILE": "/x.conf"}, {"/x.conf": conf(A), USER: conf(B)}, [A]),
        ({}, {"PIP_CONFIG_FILE": "/dev/null"}, {USER: f"[global]\nindex-url={B}"}, [PUBLIC]),
        ({}, {"XDG_CONFIG_HOME": "/cfg"}, {"/cfg/pip/pip.conf": conf(A), USER: "x"}, [A]),
        ({}, {}, {"/venv/pip.conf": f"[global]\nindex-url={A}"}, [A]),
        ({}, {"VIRTUAL_ENV": "/repo/.venv"}, {"/repo/.venv/pip.conf": conf(A)}, [PUBLIC]),
        ({}, {}, {UV: f'index=[{{name="x", url="{A}"}}, {{url="{B}", default=true}}]'}, [B, A]),
        ({}, {}, {UV: f'[[index]]\nname="x"\nurl="{A}"\nexplicit=true'}, [PUBLIC]),
        ({}, {}, {UV: f'extra-index-url = ["{A}"]\n[pip]\nindex-url = "{B}"'}, [B, A]),
        ({}, {"UV_NO_CONFIG": "1"}, {UV: f'index-url = "{A}"'}, [PUBLIC]),
        ({}, {"UV_CONFIG_FILE": "/u"}, {"/u": f'index-url = "{A}"', UV: f'index-url = "{B}"'}, [A]),
        ({}, {}, {"/etc/uv/uv.toml": f'index-url = "{A}"'}, [A]),
        ({}, {}, {UV: 'index = 3\nextra-index-url = {a = 1}\nindex-url = ["x"]'}, [PUBLIC]),
        ({"url": PUBLIC, "extra_urls": (A,)}, {}, {}, [PUBLIC, A]),
    ],
)  # fmt: skip
def test_who_says_which_index(settings, environ, files, expected):
    plan = planned(IndexSettings(**settings), environ, files)
    assert (roots(plan), plan.problems) == (expected, ())


@pytest.mark.parametrize(
    ("platform", "environ", "path"),
    [
        ("darwin", {}, "/Library/Application Support/pip/pip.conf"),
        ("darwin", {}, "/home/ada/Library/Application Support/pip/pip.conf"),
        ("darwin", {}, "/home/ada/.config/pip/pip.conf"),
        ("linux", {}, "/home/ada/.pip/pip.conf"),
        ("linux", {"XDG_CONFIG_DIRS": "/one:/two"}, "/two/pip/pip.conf"),
        ("win32", {}, "/home/ada/pip/pip.ini"),
        ("win32", {}, "/home/ada/AppData/Roaming/pip/pip.ini"),
        ("win32", {"APPDATA": "/roam"}, "/roam/pip/pip.ini"),
        ("win32", {"PROGRAMDATA": "/data"}, "/data/pip/pip.ini"),
        ("win32", {}, "/venv/pip.ini"),
    ],
)
def test_where_pip_looks(platform, environ, path):
    files = {path: f"[global]\nindex-url = {A}\n"}
    assert roots(planned(None, environ, files, platform=platform)) == [A]


@pytest.mark.parametrize(
    ("platform", "environ", "path"),
    [
        ("darwin", {}, "/home/ada/.config/uv/uv.toml"),
        ("linux", {"XDG_CONFIG_DIRS": "/one:/two"}, "/two/uv/uv.toml"),
        ("win32", {"APPDATA": "/roam"}, "/roam/uv/uv.toml"),
        ("win32", {"PROGRAMDATA": "/data"}, "/data/uv/uv.toml"),
    ],
)
def test_where_uv_looks(platform, environ, path):
    files = {path: f'index-url = "{A}"'}
    assert roots(planned(None, environ, files, platform=platform)) == [A]


@pytest.mark.parametrize(
    ("environ", "files", "none"),
    [
        ({"PIP_NO_INDEX": "1"}, {}, True),
        ({"UV_NO_INDEX": "true"}, {}, True),
        ({"PIP_NO_INDEX": "0"}, {}, False),
        ({}, {USER: "[global]\nno-index = yes"}, True),
        ({}, {UV: "no-index = true"}, True),
        ({"PYPI_LS_INDEX_URL": A, "PIP_NO_INDEX": "1"}, {}, False),
    ],
)
def test_no_index(environ, files, none):
    assert planned(None, environ, files).no_index is none


@pytest.mark.parametrize(
    ("settings", "environ", "files"),
    [
        ({"url": "ftp://a.example/"}, {}, {}),
        ({}, {"PIP_INDEX_URL": "file:///srv/wheels"}, {}),
        ({}, {}, {USER: "[global]\nindex-url = ./wheels"}),
    ],
)
def test_a_main_index_that_cannot_be_asked_is_not_replaced_by_the_public_one(
    settings, environ, files
):
    plan = planned(IndexSettings(**settings), environ, files)
    assert roots(plan) == [None]
    assert "only http and https" in plan.problems[0]


def test_problems_are_sentences():
    files = {
        USER: "[[[",
        "/etc/pip.conf": PermissionError("no"),
        UV: "index = [",
    }
    plan = planned(IndexSettings(extra_urls=("https://ada:hush@x.example/?q",)), {}, files)
    assert roots(plan) == [PUBLIC]
    assert len(plan.problems) == 4
    assert all(problem.endswith(".") for problem in plan.problems)
    assert "hush" not in " ".join(plan.problems)


def test_credentials_come_from_where_the_user_wrote_them(tmp_path):
    (tmp_path / ".netrc").write_text("machine c.example login carl password cc\n")
    files = {
        USER: "[global]\nextra-index-url = https://bob:bb@b.example/simple https://c.example/simple"
    }
    plan = planned(
        IndexSettings(url="https://ada:aa@a.example/simple", extra_urls=(B, C)),
        {},
        {(tmp_path / ".config/pip/pip.conf").as_posix(): files[USER]},
        home=tmp_path,
    )
    assert plan.main.credentials == Credentials("ada", "aa")
    assert [index.credentials for index in plan.extra] == [
        Credentials("bob", "bb"),
        Credentials("carl", "cc"),
    ]
    assert roots(plan) == [A, B, C]
    assert not {"aa", "bb", "cc"} & set(repr(plan).replace("'", " ").split())


def test_an_unreadable_netrc_is_a_problem(tmp_path):
    (tmp_path / "n").write_text("machine\n")
    plan = planned(None, {"NETRC": str(tmp_path / "n")})
    assert "credentials in it are not used" in plan.problems[0]


def test_the_public_index_gets_no_credentials():
    userinfo = PUBLIC.replace("://", "://ada:hush@")
    plan = planned(IndexSettings(url=userinfo))
    assert plan.main == public_index()


def test_the_json_address():
    assert planned(IndexSettings(url=A)).main.json_url == "https://a.example/pypi/{name}/json"
    assert not planned(IndexSettings(url=A)).main.json_certain
    assert planned(IndexSettings(url="https://a.example/u/+simple/")).main.json_url == ""
    off = planned(IndexSettings(json_url="off")).main
    assert (off.json_url, off.json_certain) == ("", False)
    other = "https://u:p@json.example/{name}.json"
    named = planned(IndexSettings(url=A, json_url=other)).main
    assert named.json_url == "https://json.example/{name}.json"
    assert named.json_certain
    assert named.credentials_for("https://json.example/sprocket.json") == Credentials("u", "p")
    assert named.credentials_for(A) is None
    bad = planned(IndexSettings(json_url="https://json.example/"))
    assert bad.main == public_index()
    assert "jsonUrl" in bad.problems[0]


def test_a_mirror_is_not_the_public_index():
    assert not planned(IndexSettings(url="https://mirror.example/simple/")).main.public


def test_an_unreadable_uv_toml_is_passed_over():
    files = {UV: PermissionError("no"), "/etc/uv/uv.toml": f'index-url = "{A}"'}
    plan = planned(None, {}, files)
    assert roots(plan) == [A]
    assert "uv.toml" in plan.problems[0]


def test_a_name_for_an_address_that_cannot_be_asked():
    plan = planned(None, {"UV_INDEX": f"bad=ftp://x.example/ corp={A}"})
    assert set(plan.named) == {"corp"}


def test_the_real_files_of_this_machine(tmp_path, monkeypatch):
    """Without any of pip's and uv's files: the public index, quickly, and nothing to say."""
    monkeypatch.setattr("pypi_language_server.index.machine.sys.prefix", str(tmp_path))
    (tmp_path / ".config/pip").mkdir(parents=True)
    (tmp_path / ".config/pip/pip.conf").write_bytes(
        b"\xef\xbb\xbf[global]\nindex-url=" + A.encode()
    )
    plan = plan_indexes(IndexSettings(), {"XDG_CONFIG_HOME": str(tmp_path / ".config")})
    assert roots(plan) == [A]
