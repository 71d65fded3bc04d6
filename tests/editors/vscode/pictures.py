"""Takes the pictures for the documentation: `python -m tests.editors.vscode.pictures [NAME …]`.

Contract: writes `docs/images/vscode-*.png`, and what the walkthrough shows beside its steps; names
are real, versions and downloads made up.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
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
DOCS = codeserver.ROOT / "docs" / "images"
WALKTHROUGH = codeserver.ROOT / "vscode-client" / "walkthrough"
HOST = "packages.example"
REQUIREMENTS = """\
# What the service needs
rich>=14
PyYAML==6.0.3
httpx[http2]~=0.28
uvloop>=0.21 ; sys_platform != "win32"

"""
PYPROJECT = """\
[project]
name = "weather"
version = "1.0"
requires-python = ">=3.11"
dependencies = [
  "rich>=14",
  "PyYAML==6.0.3 ; python_version < '3.14'",
  "",
]

[dependency-groups]
dev = ["pytest>=8", "ruff"]

[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"
"""
_RELEASES = {
    "requests": "2.31.0 900, 2.32.3 500, 2.32.5 90",
    "Django": "4.2.26 30, 5.1.15 25, 5.2.9 20",
    "djangorestframework": "3.15.2 500, 3.16.1 110",
    "rich": "13.9.4 390, 14.2.0 40",
    "pytest": "8.4.2 80, 9.0.1 12",
    "ruff": "0.14.5 14, 0.14.6 3",
    "ruamel.yaml": "0.18.6 800, 0.18.15 90",
}
_SETTINGS = {
    "window__autoDetectColorScheme": True,
    "workbench__activityBar__location": "hidden",
    "workbench__layoutControl__enabled": False,
    "workbench__editor__editorActionsLocation": "hidden",
    "breadcrumbs__enabled": False,
    "editor__fontSize": 14,
    "editor__folding": False,
    "editor__glyphMargin": False,
    "editor__lineNumbersMinChars": 3,
    "editor__cursorBlinking": "solid",
    "editor__renderLineHighlight": "none",
    "editor__scrollbar__vertical": "hidden",
    "editor__overviewRulerBorder": False,
    "editor__hideCursorInOverviewRuler": True,
}
_SMALL = {**_SETTINGS, "editor__fontSize": 13, "workbench__statusBar__visible": False}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: which scene, in which colours, and what the scene is told."""

    name: str
    scene: str
    colours: str
    file: str = "requirements.txt"
    told: Mapping[str, object] = field(default_factory=dict)
    asks: bool = False
    size: tuple[int, int] = (960, 512)

    @property
    def path(self) -> Path:
        """Where it is written."""
        if self.name.startswith("walkthrough/"):
            return WALKTHROUGH.parent / f"{self.name}-{self.colours}.png"
        return DOCS / f"vscode-{self.name}-{self.colours}.png"


_LINE = {"line": 6, "column": 1}
_LIST = {"line": 8, "column": 4}
_SMALL_SIZE = (620, 403)
_REQ = {**_LINE, "text": "req", "wanted": "requests", "details": "Latest"}
_DJANGO = {**_LIST, "text": "djan", "wanted": "Django", "details": "Latest"}
_VERSIONS = {**_LIST, "text": "httpx>=", "wanted": "0.28.1"}
_HOVER = {**_LINE, "word": "httpx", "wanted": "0.28.1"}
_SEARCH = {**_LINE, "text": "http client", "wanted": "downloads"}
_QUESTION = {**_LINE, "text": "#? parse yaml", "wanted": "ruamel.yaml", "details": "Latest"}
PICTURES = (
    Picture("completion", "listScene", "light", told=_REQ),
    Picture("pyproject", "listScene", "dark", "pyproject.toml", _DJANGO),
    Picture("versions", "listScene", "dark", "pyproject.toml", _VERSIONS),
    Picture("hover", "hoverScene", "light", told=_HOVER),
    Picture("hover", "hoverScene", "dark", told=_HOVER),
    Picture("search", "searchScene", "dark", told=_SEARCH),
    Picture("search", "searchScene", "light", told=_SEARCH),
    Picture("question", "listScene", "light", told=_QUESTION),
    Picture("menu", "menuScene", "light", told=_LINE),
    Picture("consent", "questionScene", "dark", told=_LINE, asks=True),
    *(
        picture
        for colours in ("light", "dark")
        for picture in (
            Picture(
                "walkthrough/type",
                "listScene",
                colours,
                told={**_LINE, "text": "req", "wanted": "requests"},
                size=_SMALL_SIZE,
            ),
            Picture(
                "walkthrough/list",
                "questionScene",
                colours,
                told=_LINE,
                asks=True,
                size=_SMALL_SIZE,
            ),
            Picture("walkthrough/search", "searchScene", colours, told=_SEARCH),
        )
    ),
    Picture("walkthrough", "walkthroughScene", "light", told=_LINE, size=(1280, 720)),
)


def main() -> None:
    """Take all of them, or those that are named: `hover`, `hover-dark`, `walkthrough/type`."""
    wanted = set(sys.argv[1:])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, world.index() as index:
        index.add(*dressed())
        extensions = codeserver.install("current", Path(folder, "installed"))
        driver = Driver(str(HERE / "scenarios.mjs"), Path(folder))
        for number, picture in enumerate(PICTURES):
            if not wanted or wanted & {picture.name, f"{picture.name}-{picture.colours}"}:
                take(picture, Workplace(Path(folder, str(number)), index), extensions, driver)
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
            urls={
                "Documentation": f"https://docs.example/{name}",
                "Source": f"https://code.example/{name}",
            },
        )
        for name, releases in _RELEASES.items()
    ]


def take(picture: Picture, place: Workplace, extensions: Path, driver: Driver) -> None:
    """Take one picture in a VS Code of its own."""
    prepare(picture, place)
    is_small = picture.size == _SMALL_SIZE
    with CodeServer(place.state, place.environ, extensions) as server:
        server.configure(**(_SMALL if is_small else _SETTINGS))
        driver.play(
            picture.scene,
            server.url,
            {
                "colorScheme": picture.colours,
                "viewport": dict(zip(("width", "height"), picture.size, strict=True)),
                "deviceScaleFactor": 1.5,
            },
            folder=str(place.folder),
            path=str(picture.path),
            file=picture.file,
            **picture.told,
        )
    size = picture.path.stat().st_size // 1000
    sys.stdout.write(f"{picture.path.relative_to(codeserver.ROOT)}: {size} kB\n")


def prepare(picture: Picture, place: Workplace) -> None:
    """Write the files, and let the index be known under a name that reads like one."""
    place.environ |= {
        "VIRTUAL_ENV": world.environment(place.index, place.root)["VIRTUAL_ENV"],
        "PYPI_LS_INDEX_URL": f"http://{HOST}/simple/",
        "http_proxy": place.index.root.removesuffix("/simple/"),
        "no_proxy": "127.0.0.1,localhost",
    }
    place.file("requirements.txt", REQUIREMENTS)
    place.file("pyproject.toml", PYPROJECT)
    if not picture.asks:
        world.run({**place.environ, "PATH": os.environ["PATH"]}, "refresh", "--details", "80")
        place.environ["PYPI_LS_REFRESH"] = "manual"


if __name__ == "__main__":
    main()
