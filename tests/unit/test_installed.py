"""Which versions the user's environment holds: real folders, as installers leave them."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import venv
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypi_language_server import installed, wiring
from pypi_language_server.installed import Installed, Place, find_place, versions_in
from pypi_language_server.names import normalize
from pypi_language_server.settings import PythonSettings, Settings


def environment(root: Path, *entries: str, library: str = "lib/python3.12") -> Path:
    """An environment with these entries in its site-packages."""
    folder = root / library / "site-packages"
    folder.mkdir(parents=True)
    for entry in entries:
        (folder / entry).mkdir()
    return root


def held(
    environ: Mapping[str, str], interpreter: Path | str = "", folder: Path | None = None
) -> dict[str, str]:
    place = find_place(environ, PythonSettings(interpreter=str(interpreter)), folder)
    return dict(versions_in(place.folders))


def python_in(root: Path, name: str = "bin/python") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


# -- what folders record


@pytest.mark.parametrize(
    ("entry", "name", "version"),
    [
        ("requests-2.32.3.dist-info", "requests", "2.32.3"),
        ("Zope_Interface-7.1.dist-info", "zope-interface", "7.1"),
        ("ruamel.yaml-0.18.6.dist-info", "ruamel-yaml", "0.18.6"),
        ("old-style-name-1.0.dist-info", "old-style-name", "1.0"),
        ("torch-2.5.1+cu121.dist-info", "torch", "2.5.1+cu121"),
        ("thing-2024.1rc1.post2.dev3.dist-info", "thing", "2024.1rc1.post2.dev3"),
        ("PyYAML-6.0.egg-info", "pyyaml", "6.0"),
        ("old-thing-1.5-py3.11.egg-info", "old-thing", "1.5"),
        ("old_thing-1.5-py3.11-linux-x86_64.egg", "old-thing", "1.5"),
    ],
)
def test_what_a_folders_name_records(tmp_path: Path, entry: str, name: str, version: str) -> None:
    (tmp_path / entry).mkdir()
    assert versions_in([tmp_path]) == {name: version}


@pytest.mark.parametrize(
    "entry",
    [
        "requests",
        "requests-2.32.3.data",
        "~equests-2.32.3.dist-info",  # what pip leaves behind of a removal that was interrupted
        "-2.32.3.dist-info",
        "no_version.egg-info",
        "noversion.dist-info",
        "esc-\x1b[31m1.0.dist-info",
        f"long-{'1' * 61}.dist-info",
        "spaced name-1.0.dist-info",
        "__pycache__",
    ],
)
def test_what_records_nothing(tmp_path: Path, entry: str) -> None:
    (tmp_path / entry).mkdir()
    assert versions_in([tmp_path]) == {}


@given(st.lists(st.text(max_size=30)))
def test_any_names_of_folders(names: list[str]) -> None:
    for name in names:
        for ending in ("", "-1.0.dist-info", "-1.0.egg-info", ".dist-info"):
            recorded = installed._recorded(name + ending)
            assert recorded is None or (recorded[0] == normalize(recorded[0]) and recorded[1])


def test_the_first_folder_wins(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    (one / "a-1.dist-info").mkdir(parents=True)
    (other / "a-2.dist-info").mkdir(parents=True)
    (other / "b-2.dist-info").mkdir()
    assert versions_in([one, other]) == {"a": "1", "b": "2"}
    assert versions_in([tmp_path / "gone", other]) == {"a": "2", "b": "2"}


# -- which environment


def test_the_users_choice_comes_first_then_the_active_environment(tmp_path: Path) -> None:
    active = environment(tmp_path / "active", "a-1.dist-info")
    conda = environment(tmp_path / "conda", "a-2.dist-info")
    chosen = python_in(environment(tmp_path / "chosen", "a-3.dist-info"))
    environment(tmp_path / "here" / ".venv", "a-4.dist-info")
    everything = {"VIRTUAL_ENV": str(active), "CONDA_PREFIX": str(conda)}
    here = tmp_path / "here"
    assert held(everything, chosen, here) == {"a": "3"}
    assert held(everything, "", here) == {"a": "1"}
    assert held({"CONDA_PREFIX": str(conda)}, "", here) == {"a": "2"}
    assert held({}, "", here) == {"a": "4"}


def test_condas_base_is_nobodys_choice(tmp_path: Path) -> None:
    base = environment(tmp_path / "conda", "a-2.dist-info")
    environment(tmp_path / ".venv", "a-4.dist-info")
    environ = {"CONDA_PREFIX": str(base), "CONDA_DEFAULT_ENV": "base"}
    assert held(environ, "", tmp_path) == {"a": "4"}
    assert held(environ, "", tmp_path / "elsewhere") == {"a": "2"}


def test_an_environment_that_is_gone_does_not_count(tmp_path: Path) -> None:
    environment(tmp_path / ".venv", "a-4.dist-info")
    for gone in (str(tmp_path / "gone"), ".venv", "relative", "\0", "/\0"):
        assert held({"VIRTUAL_ENV": gone}, "", tmp_path) == {"a": "4"}


def test_without_any_it_is_the_running_python() -> None:
    found = held({})
    assert found[normalize("packaging")] == metadata.version("packaging")
    assert found[normalize("pytest")] == metadata.version("pytest")
    assert find_place({}).python == platform.python_version()


def test_without_a_folder_its_environment_is_not_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server must not take what lies in the folder that it was started in."""
    environment(tmp_path / ".venv", "planted-6.dist-info")
    monkeypatch.chdir(tmp_path)
    assert "planted" not in held({})
    assert held({}, "", installed.working_folder()) == {"planted": "6"}


def test_a_working_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert installed.working_folder() is None


# -- the chosen interpreter


def test_an_interpreter_of_an_environment(tmp_path: Path) -> None:
    root = environment(tmp_path / "env", "a-3.dist-info")
    (root / "bin").mkdir()
    (root / "bin" / "python").symlink_to(sys.executable)
    assert held({}, root / "bin" / "python") == {"a": "3"}


def test_an_interpreter_behind_a_link(tmp_path: Path) -> None:
    root = environment(tmp_path / "opt" / "3.12", "a-3.dist-info")
    real = python_in(root, "bin/python3.12")
    (tmp_path / "shortcuts").mkdir()
    link = tmp_path / "shortcuts" / "python"
    link.symlink_to(real)
    assert held({}, link) == {"a": "3"}


def test_an_interpreter_on_windows(tmp_path: Path) -> None:
    root = environment(tmp_path / "env", "a-3.dist-info", library="Lib")
    assert held({}, python_in(root, "Scripts/python.exe")) == {"a": "3"}
    assert held({}, python_in(root, "python.exe")) == {"a": "3"}


def test_an_interpreter_of_the_system(tmp_path: Path) -> None:
    """Debian keeps its own projects in `dist-packages`, one folder for all versions."""
    root = environment(tmp_path, "a-1.dist-info", library="local/lib/python3.11")
    environment(root / "x", library="lib/python3.9")
    environment(root, "no-9.dist-info", library="lib/python3.9")
    (root / "lib" / "python3" / "dist-packages" / "b-2.egg-info").mkdir(parents=True)
    assert held({}, python_in(root, "bin/python3.11")) == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    "path", ["python3", "./bin/python", "/no/such/python", "~nobody/x", "/", "/\0"]
)
def test_an_interpreter_that_is_none_is_not_replaced_by_another(path: str, tmp_path: Path) -> None:
    environment(tmp_path / ".venv", "a-4.dist-info")
    assert held({}, path, tmp_path) == {}


def test_links_in_a_circle(tmp_path: Path) -> None:
    link = tmp_path / "python"
    link.symlink_to(link)
    assert held({}, link) == {}


# -- layouts


def test_of_several_pythons_the_configured_one_counts(tmp_path: Path) -> None:
    root = environment(tmp_path, "a-9.dist-info", library="lib/python3.9")
    environment(root, "a-12.dist-info", library="lib/python3.12")
    environ = {"VIRTUAL_ENV": str(root)}
    assert held(environ) == {"a": "12"}  # the newest
    (root / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.9.2\n", "utf-8")
    assert held(environ) == {"a": "9"}


def test_where_the_python_is_not_known_the_newest_counts(tmp_path: Path) -> None:
    root = environment(tmp_path, "a-1.dist-info", library="lib/python3.12")
    (root / "lib" / "python3" / "dist-packages" / "b-2.dist-info").mkdir(parents=True)
    assert held({"VIRTUAL_ENV": str(root)}) == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    "library", ["lib/python3.13t", "lib/pypy3.10", "lib64/python3.12", "Lib", "lib/python3"]
)
def test_libraries(tmp_path: Path, library: str) -> None:
    root = environment(tmp_path, "a-1.dist-info", library=library)
    assert held({"VIRTUAL_ENV": str(root)}) == {"a": "1"}


def test_a_library_under_two_names_is_listed_once(tmp_path: Path) -> None:
    root = environment(tmp_path, "a-1.dist-info")
    (root / "lib64").symlink_to("lib")
    assert len(find_place({"VIRTUAL_ENV": str(root)}).folders) == 1


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("home = /usr/bin\nversion = 3.12.4\n", "3.12.4"),
        ("version_info = 3.11.2.final.0\n", "3.11.2"),
        ("version=3.13.0\r\n", "3.13.0"),
        ("version = 3.12\n", ""),
        ("prompt = version = 3.9.9\n", ""),
        ("\xff\x00", ""),
        ("", ""),
    ],
)
def test_the_version_of_an_environments_python(tmp_path: Path, text: str, version: str) -> None:
    root = environment(tmp_path, library="lib/python3.11")
    (root / "pyvenv.cfg").write_text(text, "latin-1", newline="")
    assert find_place({"VIRTUAL_ENV": str(root)}).python == version


def test_the_version_of_a_conda_environments_python(tmp_path: Path) -> None:
    root = environment(tmp_path, "a-1.dist-info")
    (root / "conda-meta").mkdir()
    for record in ("python-dateutil-2.9.0-py_0.json", "python-3.12.7-h2f_0_cpython.json"):
        (root / "conda-meta" / record).touch()
    assert find_place({"CONDA_PREFIX": str(root)}).python == "3.12.7"


def test_a_pipe_instead_of_a_file_keeps_nobody_waiting(tmp_path: Path) -> None:
    root = environment(tmp_path / ".venv", "a-1.dist-info")
    os.mkfifo(root / "pyvenv.cfg")
    assert held({}, "", tmp_path) == {"a": "1"}


def test_a_real_environment(tmp_path: Path) -> None:
    """What `python -m venv` makes, and what that environment's own Python says."""
    venv.create(tmp_path / "env", with_pip=False, symlinks=os.name != "nt")
    place = find_place({"VIRTUAL_ENV": str(tmp_path / "env")})
    assert place.python == ".".join(map(str, sys.version_info[:3]))
    program = "import sysconfig; print(sysconfig.get_path('purelib'))"
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    told = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)
    assert Path(told.stdout.strip()) in place.folders


# -- kept for some seconds


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_listing_serves_for_some_seconds(tmp_path: Path) -> None:
    asked: list[Place] = []

    def place() -> Place:
        asked.append(Place((tmp_path,)))
        return asked[-1]

    clock = Clock()
    versions = Installed(place, clock)
    assert asked == []
    (tmp_path / "a-1.dist-info").mkdir()
    assert versions.version(normalize("A")) == "1"
    (tmp_path / "a-1.dist-info").rename(tmp_path / "a-2.dist-info")
    assert (versions.version(normalize("a")), versions.version(normalize("b"))) == ("1", "")
    assert len(asked) == 1
    clock.now += installed.KEPT
    assert versions.version(normalize("a")) == "2"
    assert len(asked) == 2


def test_as_the_services_have_it(tmp_path: Path) -> None:
    root = environment(tmp_path / "env", "sprocket-1.5.dist-info")
    environment(tmp_path / ".venv", "sprocket-7.dist-info")
    cache = {"PYPI_LS_CACHE_DIR": str(tmp_path / "cache")}
    machine = wiring.Machine(Settings(), cache | {"VIRTUAL_ENV": str(root)})
    assert machine.installed(normalize("sprocket")) == "1.5"
    assert machine.installed(normalize("nothing-of-the-kind")) == ""
    machine = wiring.Machine(Settings(), cache)
    assert machine.installed(normalize("sprocket")) == ""
    machine = wiring.Machine(Settings(), cache)
    machine.folder = tmp_path
    assert machine.installed(normalize("sprocket")) == "7"
