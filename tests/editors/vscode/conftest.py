"""A real VS Code with the packaged extension, a loopback index, and a browser that looks at it.

Contract: these tests run when this folder is named (`make test-vscode`), because they need what
`setup` installs and a packaged extension; then nothing is left out.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser import world
from tests.browser.driver import Driver
from tests.editors.vscode import codeserver
from tests.editors.vscode.codeserver import CodeServer
from tests.editors.vscode.workplace import Workplace
from tests.support.fake_index import FakeIndex

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests out unless somebody asks for them by their folder or file."""
    named = [Path(config.invocation_params.dir, arg.split("::")[0]) for arg in config.args]
    wanted = any(HERE in (path, *path.parents) for path in named)
    return None if wanted or not collection_path.is_relative_to(HERE) else True


def pytest_report_header() -> str:
    """Say what these runs prove about other hosts."""
    names = [name for _, name in socket.if_nameindex()]
    reach = "nothing but loopback" if names == ["lo"] else "other networks, too"
    return f"VS Code: in reach is {reach}; pages may ask loopback only, or their test fails"


@dataclass(frozen=True, slots=True)
class Changing:
    """A VS Code whose one window stays open while things change around it."""

    place: Workplace
    server: CodeServer
    browser: Driver

    def play(self, scenario: str, settings: Mapping[str, object], **given: object) -> Any:
        """Play a scenario under these settings and no others."""
        self.place.file("requirements.txt")
        folders = {"folder": str(self.place.folder), "home": str(self.place.home)}
        self.browser.play("again", self.server.url, play="ahead", **folders)
        self.place.index.forget()
        self.server.configure(**settings)
        return self.browser.play("again", self.server.url, play=scenario, **folders, **given)


@pytest.fixture(scope="session")
def index() -> Iterator[FakeIndex]:
    with world.index() as fake:
        yield fake


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    driver = Driver(str(HERE / "scenarios.mjs"), tmp_path_factory.mktemp("failures"))
    yield driver
    driver.close()


@pytest.fixture(scope="session")
def extensions(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Install the packaged extension once for each release of VS Code; return its folder."""
    assert sys.platform == "linux", "VS Code in a browser is tried on Linux only"
    done: dict[str, Path] = {}

    def installed(release: str) -> Path:
        if release not in done:
            done[release] = codeserver.install(release, tmp_path_factory.mktemp(release))
        return done[release]

    return installed


@pytest.fixture(scope="session")
def with_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the extension beside a stand-in for the Python extension; return the folder."""
    return codeserver.install(
        "current", tmp_path_factory.mktemp("with_python"), HERE / "python_stand_in"
    )


@pytest.fixture(scope="session")
def shared(
    index: FakeIndex,
    browser: Driver,
    extensions: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Workplace, CodeServer]]:
    """Serve for all tests that change nothing but files of the one folder, in one window."""
    place = Workplace(tmp_path_factory.mktemp("shared"), index)
    with _for_one_window(place, extensions, browser) as server:
        yield place, server


@pytest.fixture(scope="session")
def changing(
    index: FakeIndex,
    browser: Driver,
    extensions: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Changing]:
    """Serve for all tests that change settings or the list of names, in one window."""
    place = Workplace(tmp_path_factory.mktemp("changing"), index)
    with _for_one_window(place, extensions, browser) as server:
        yield Changing(place, server, browser)


@contextmanager
def _for_one_window(
    place: Workplace, extensions: Callable[[str], Path], browser: Driver
) -> Iterator[CodeServer]:
    """Serve a place whose window stays open from test to test; nothing is downloaded by itself."""
    place.environ["PYPI_LS_REFRESH"] = "manual"
    with CodeServer(place.state, place.environ, extensions("current")) as server:
        yield server
        browser.play("closeWindows", server.url)


@pytest.fixture
def workplace(tmp_path: Path, index: FakeIndex) -> Workplace:
    index.forget()
    return Workplace(tmp_path, index)


@pytest.fixture
def opened(shared: tuple[Workplace, CodeServer], index: FakeIndex) -> Workplace:
    """Return the folder that stays open in the shared VS Code, without the last test's files."""
    place, _ = shared
    for path in place.folder.iterdir():
        path.unlink()
    index.forget()
    return place


@pytest.fixture
def play(
    shared: tuple[Workplace, CodeServer], opened: Workplace, browser: Driver
) -> Callable[..., Any]:
    """Play a scenario in the shared VS Code's window."""
    _, server = shared

    def playing(scenario: str, **given: object) -> Any:
        folders = {"folder": str(opened.folder), "home": str(opened.home)}
        return browser.play("again", server.url, play=scenario, **folders, **given)

    return playing


@pytest.fixture
def vscode(
    workplace: Workplace, extensions: Callable[[str], Path], browser: Driver
) -> Iterator[Callable[..., Callable[..., Any]]]:
    """Start a VS Code of this test's own; what it returns plays scenarios there.

    With `again=True` they play in one window, which stays open; without, each has a new one.
    """
    started: list[CodeServer] = []

    def start(
        release: str = "current",
        installed: Path | None = None,
        *,
        trusting: bool = True,
        **settings: object,
    ) -> Callable[..., Any]:
        folder = installed or extensions(release)
        server = CodeServer(workplace.state, workplace.environ, folder, release, trusting)
        started.append(server.__enter__())
        server.configure(**settings)

        def playing(scenario: str, *, again: bool = False, **given: object) -> Any:
            given = {"folder": str(workplace.folder), "home": str(workplace.home), **given}
            if again:
                return browser.play("again", server.url, play=scenario, **given)
            return browser.play(scenario, server.url, **given)

        return playing

    yield start
    for server in started:
        browser.play("closeWindows", server.url)
        server.close()
