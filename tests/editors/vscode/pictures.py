"""Takes the pictures for the documentation: `python -m tests.editors.vscode.pictures [NAME …]`.

Contract: writes `docs/images/vscode-*.png`; names are real, versions and downloads made up.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from pypi_language_server.catalogue import starter
from tests.browser import world
from tests.browser.driver import Driver
from tests.editors.vscode import codeserver
from tests.editors.vscode.codeserver import CodeServer
from tests.editors.vscode.workplace import Workplace
from tests.support.fake_index import FakeProject, FakeRelease

HERE = Path(__file__).parent
IMAGES = codeserver.ROOT / "docs" / "images"
REQUIREMENTS = "# What the service needs\nrich>=14\nPyYAML==6.0.3\nhttpx[http2]~=0.28\n\n"
PYPROJECT = """\
[project]
name = "weather"
version = "1.0"
requires-python = ">=3.11"
dependencies = [
  "rich>=14",
  "",
]

[dependency-groups]
dev = ["pytest>=8", "ruff"]
"""
_SETTINGS = {
    "window__autoDetectColorScheme": True,
    "workbench__activityBar__location": "hidden",
    "workbench__layoutControl__enabled": False,
    "workbench__editor__editorActionsLocation": "hidden",
    "breadcrumbs__enabled": False,
    "editor__fontSize": 14,
    "editor__cursorBlinking": "solid",
    "editor__renderLineHighlight": "none",
    "editor__scrollbar__vertical": "hidden",
    "editor__overviewRulerBorder": False,
    "editor__hideCursorInOverviewRuler": True,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: which scene, in which colours, and what the scene is told."""

    name: str
    scene: str
    colours: str
    file: str = "requirements.txt"
    told: dict[str, object] = field(default_factory=dict)
    asks: bool = False
    size: tuple[int, int] = (900, 430)


_VERSIONS = {
    "Django": "4.2.26 30, 5.1.15 25, 5.2.9 20",
    "djangorestframework": "3.15.2 500, 3.16.1 110",
    "rich": "13.9.4 390, 14.2.0 40",
    "pytest": "8.4.2 80, 9.0.1 12",
    "ruff": "0.14.5 14, 0.14.6 3",
}
_LINE = {"line": 5, "column": 1}
PICTURES = (
    Picture(
        "completion-light",
        "listScene",
        "light",
        told={**_LINE, "text": "req", "wanted": "requests"},
    ),
    Picture(
        "pyproject-dark",
        "listScene",
        "dark",
        "pyproject.toml",
        {"line": 7, "column": 4, "text": "djan", "wanted": "Django"},
    ),
    Picture("hover-light", "hoverScene", "light", told={"word": "httpx", "wanted": "0.28.1"}),
    Picture("hover-dark", "hoverScene", "dark", told={"word": "httpx", "wanted": "0.28.1"}),
    Picture(
        "search-dark",
        "searchScene",
        "dark",
        told={"text": "http client", "wanted": "downloads"},
        size=(900, 540),
    ),
    Picture(
        "search-light",
        "searchScene",
        "light",
        told={"text": "http client", "wanted": "downloads"},
        size=(900, 540),
    ),
    Picture(
        "question-light",
        "listScene",
        "light",
        told={**_LINE, "text": "#? parse yaml", "wanted": "ruamel.yaml"},
    ),
    Picture("menu-light", "menuScene", "light", size=(900, 540)),
    Picture("consent-dark", "questionScene", "dark", asks=True),
    Picture("walkthrough-light", "walkthroughScene", "light", size=(1200, 640)),
)


def main() -> None:
    """Take all of them, or those that are named."""
    wanted = set(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder, world.index() as index:
        index.add(*dressed())
        extensions = codeserver.install("current", Path(folder, "installed"))
        driver = Driver(str(HERE / "scenarios.mjs"), Path(folder))
        for picture in PICTURES:
            if not wanted or picture.name in wanted:
                take(picture, Workplace(Path(folder, picture.name), index), extensions, driver)
        driver.close()


def dressed() -> list[FakeProject]:
    """Return projects of the pictures with versions as people would expect them."""
    known = {entry.spelling: entry.summary for entry in starter.load().entries}
    return [
        FakeProject(
            name,
            tuple(
                FakeRelease(version, world.released(int(days)), ">=3.10")
                for version, days in (pair.split() for pair in releases.split(","))
            ),
            known[name],
            license_expression="BSD-3-Clause",
        )
        for name, releases in _VERSIONS.items()
    ]


def take(picture: Picture, place: Workplace, extensions: Path, driver: Driver) -> None:
    """Take one picture in a VS Code of its own."""
    place.environ["VIRTUAL_ENV"] = world.environment(place.index, place.root)["VIRTUAL_ENV"]
    place.file("requirements.txt", REQUIREMENTS)
    place.file("pyproject.toml", PYPROJECT)
    if not picture.asks:
        world.run({**place.environ, "PATH": os.environ["PATH"]}, "refresh", "--details", "80")
        place.environ["PYPI_LS_REFRESH"] = "manual"
    path = IMAGES / f"vscode-{picture.name}.png"
    with CodeServer(place.state, place.environ, extensions) as server:
        server.configure(**_SETTINGS)
        driver.play(
            picture.scene,
            server.url,
            {
                "colorScheme": picture.colours,
                "viewport": dict(zip(("width", "height"), picture.size, strict=True)),
                "deviceScaleFactor": 1.5,
            },
            folder=str(place.folder),
            path=str(path),
            file=picture.file,
            **picture.told,
        )
    sys.stdout.write(f"{path.name}: {path.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
