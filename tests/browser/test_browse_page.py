"""`pypi-ls browse` as people meet it: the real program, a real browser, an index on loopback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser import world
from tests.browser.driver import Driver
from tests.support import bad_days
from tests.support.fake_index import FakeIndex, Kind


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    driver = Driver("browse.mjs", tmp_path_factory.mktemp("pictures"))
    yield driver
    driver.close()


@pytest.fixture(scope="module")
def index() -> Iterator[FakeIndex]:
    with world.index() as fake:
        yield fake


@pytest.fixture(scope="module")
def environ(index: FakeIndex, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A machine that has downloaded the list of names, and nothing else."""
    environ = world.environment(index, tmp_path_factory.mktemp("home"))
    world.run(environ, "refresh")
    return environ


@pytest.fixture(scope="module")
def url(environ: dict[str, str]) -> Iterator[str]:
    with world.browsing(environ) as page:
        yield page.url
        assert page.interrupt() == 130
        assert "Traceback" not in page.said()


@pytest.fixture
def fresh(index: FakeIndex, tmp_path: Path) -> Iterator[tuple[FakeIndex, dict[str, str]]]:
    """A machine of its own, before anything is downloaded."""
    index.forget()
    yield index, world.environment(index, tmp_path)
    index.heal()
    index.fail(Kind.POPULARITY, world.popularity(), times=None)


def test_the_first_visit(driver: Driver, url: str) -> None:
    driver.play("welcome", url)


def test_results_while_typing(driver: Driver, url: str, index: FakeIndex) -> None:
    index.forget()
    told = driver.play("typing", url)
    assert {"httpx", "requests", "urllib3", "aiohttp"} <= set(told["found"][:15])
    assert told["versions"] >= 5
    assert told["asked"] == 1
    assert index.counts().keys() <= {"project", "page"}  # the page, where one has been quiet
    assert 1 <= index.count(Kind.PROJECT) <= 10
    assert "installed 0.27.2" in told["text"]
    assert "Searched 3,8" in told["foot"]


def test_answers_that_come_late_are_dropped(driver: Driver, url: str) -> None:
    driver.play("lateAnswers", url)


def test_everything_by_keyboard(driver: Driver, url: str) -> None:
    driver.play("keyboard", url)


def test_leafing_through_projects(driver: Driver, url: str) -> None:
    driver.play("leafing", url)


def test_details(driver: Driver, url: str) -> None:
    told = driver.play("details_", url)
    for said in (
        "The next generation HTTP client.",
        "Documentation",
        "BSD-3-Clause",
        "3.8 or newer",
        "0.25.1",
        "yanked",
        "pre-release",
        "httpcore ==1.*",
        "h2 <5,>=3 for the extra http2",
        "From 127.0.0.1",
    ):
        assert said in told["text"]
    assert told["before"] == 8
    assert told["after"] == 14


def test_copying(driver: Driver, url: str) -> None:
    told = driver.play("copying", url)
    assert told["plain"] == [
        "pip install httpx",
        "uv add httpx",
        "poetry add httpx",
        "httpx==0.28.1",
    ]
    assert told["chosen"] == [
        'pip install "httpx[http2,socks]==0.27.2"',
        'uv add "httpx[http2,socks]==0.27.2"',
        'poetry add "httpx[http2,socks]==0.27.2"',
        "httpx[http2,socks]==0.27.2",
    ]


def test_copying_where_the_browser_refuses(driver: Driver, url: str) -> None:
    driver.play("copyingRefused", url)


def test_the_address_holds_what_is_shown(driver: Driver, url: str) -> None:
    told = driver.play("address", url)
    assert told["sorted"] == sorted(told["sorted"], key=str.lower)


@pytest.mark.parametrize(("scheme", "light"), [("light", True), ("dark", False)])
def test_both_colour_schemes_are_easy_to_read(
    driver: Driver, url: str, scheme: str, light: bool
) -> None:
    told = driver.play("contrast", url, {"colorScheme": scheme})
    assert told["poor"] == []
    red = int(told["background"].removeprefix("rgb(").split(",")[0])
    assert (red > 128) is light


@pytest.mark.parametrize("width", [360, 780])
def test_narrow_screens(driver: Driver, url: str, width: int) -> None:
    driver.play("narrow", url, {"viewport": {"width": width, "height": 700}})


def test_hostile_texts_are_only_texts(driver: Driver, url: str) -> None:
    told = driver.play("hostile", url)
    assert (told["broken"], told["images"], told["scripts"], told["bad"]) == (None, 0, 1, 0)
    assert told["long"] <= 500
    assert not told["wide"]
    assert "<script>window.broken=1</script>" in told["text"]
    for sign in "\u202e\u2066":
        assert sign not in told["text"] + told["row"]
    assert told["lines"] == [
        'pip install "hostile-project[fine]"',
        'uv add "hostile-project[fine]"',
        'poetry add "hostile-project[fine]"',
        "hostile-project[fine]==2.0",
    ]


def test_what_is_spoken(driver: Driver, url: str) -> None:
    told = driver.play("spoken", url)
    assert "first httpx" in told["told"]
    for said in (
        'combobox "Search Python projects" [expanded]',
        'listbox "Projects found"',
        'group "Exact match"',
        "option",
        "[selected]",
        'combobox "Sort by"',
    ):
        assert said in told["list"]
    for said in (
        'heading "httpx 0.28.1" [level=2]',
        'button "Copy pip install httpx"',
        'button "Back to the results"',
        'heading "Releases" [level=3]',
        'columnheader "Version"',
        'button "http2"',
        'link "Documentation"',
    ):
        assert said in told["details"]


def test_typing_errors_are_corrected(driver: Driver, url: str) -> None:
    told = driver.play("corrected", url)
    assert told["first"] == "requests"


def test_less_motion(driver: Driver, url: str) -> None:
    assert driver.play("calm", url, {"reducedMotion": "reduce"}) == 0


def test_a_project_that_is_not_there(driver: Driver, url: str) -> None:
    assert "has no project named no-such-thing" in driver.play("unknown", url, name="no-such-thing")
    assert "cannot be a project's name" in driver.play("unknown", url, name="%2e%2e%2fx")


def test_what_speaks_against_a_project(driver: Driver, url: str) -> None:
    assert "PYSEC-0000-1" in driver.play("unknown", url, name="leaky-sprocket")
    assert "asks for Python 3.99 or newer" in driver.play("unknown", url, name="ahead-of-time")
    assert "Archived" in driver.play("unknown", url, name="hostile-project")


# -- bad days, and the program's life


def test_an_index_that_fails(driver: Driver, fresh: tuple[FakeIndex, dict[str, str]]) -> None:
    index, environ = fresh
    index.fail(Kind.PROJECT, bad_days.status(503), times=None)
    with world.browsing(environ) as page:
        told = driver.play("failing", page.url, query="yaml")
        assert "503" in told["trouble"]
        assert "Nothing is known about PyYAML" in told["said"]


def test_offline(driver: Driver, fresh: tuple[FakeIndex, dict[str, str]]) -> None:
    index, environ = fresh
    with world.browsing(environ, "--offline") as page:
        told = driver.play("failing", page.url, query="yaml")
        assert "offline" in told["trouble"]
        assert "offline" in told["said"]
    assert index.count() == 0


def test_a_page_without_its_program(driver: Driver, environ: dict[str, str]) -> None:
    with world.browsing(environ) as page:
        driver.play("abandoned", page.url, pid=page.process.pid)
        assert page.wait() == 130


def test_the_program_ends_after_its_last_page(driver: Driver, environ: dict[str, str]) -> None:
    with world.browsing(environ, "--linger", "0.05") as page:
        driver.play("visit", page.url)
        assert page.wait(30) == 0
        assert "No page has been open for a while" in page.said()


def test_the_users_browser_is_opened(environ: dict[str, str], tmp_path: Path) -> None:
    script = tmp_path / "some-browser.py"
    script.write_text("import sys; print('opened', sys.argv[1], file=sys.stderr)")
    browser = f"{sys.executable} {script} %s"
    with world.browsing({**environ, "BROWSER": browser}, opening=True) as page:
        assert page.hears(f"opened {page.url}")
        assert page.interrupt() == 130


def test_without_a_browser_the_address_is_enough(environ: dict[str, str]) -> None:
    with world.browsing({**environ, "BROWSER": "false %s"}, opening=True) as page:
        assert page.hears("open this address")
        assert page.interrupt() == 130


def test_a_port_that_is_taken(environ: dict[str, str], url: str) -> None:
    port = str(urlsplit(url).port)
    with world.browsing(environ, "--port", port) as page:
        assert page.wait() == 3
        assert page.url == ""
        (said,) = page.said().splitlines()
        assert f"Port {port} is taken" in said


@pytest.mark.parametrize("options", [["--port", "65536"], ["--linger", "-1"], ["words"]])
def test_used_wrongly(environ: dict[str, str], options: list[str]) -> None:
    with world.browsing(environ, *options) as page:
        assert page.wait() == 2
        assert "Traceback" not in page.said()


# -- the tests' own tools


def test_the_lock_file_names_no_host() -> None:
    """Packages come from whatever registry the user's npm asks, and are known by their digests."""
    lock = Path(__file__).with_name("package-lock.json").read_text("utf-8")
    assert "sha512-" in lock
    assert "://" not in lock
    assert '"resolved"' not in lock


def test_a_missing_browser_is_a_failure_that_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "no-such-browser"))
    with pytest.raises(AssertionError, match="run tests/browser/setup"):
        Driver("browse.mjs", tmp_path)
