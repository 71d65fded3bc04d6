"""`pypi-ls demo`: an editing session through the real server, printed as an editor would show it.

Contract: the server runs as a process of its own over stdio, with downloads of the list of names
ruled out; it looks up the hovered projects if the index answers.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pypi_language_server.cli import output

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from pypi_language_server.lsp.player import Offer, Player
    from pypi_language_server.services import Services

ROWS = 7
KEYS = 3
BETWEEN_KEYS = 0.1


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of the session.

    Attributes:
        title: what is being done.
        file: the demo file.
        before: the text that the cursor stands behind.
        typed: what is typed there first.
        hover: hover instead of completing.
    """

    title: str
    file: str
    before: str
    typed: str = ""
    hover: bool = False


SCENES = (
    Scene("Typing a name", "requirements.txt", "packaging==24.0\n", "req"),
    Scene("A typing error", "requirements.txt", "packaging==24.0\n", "reqeus"),
    Scene("The name that is imported", "requirements.txt", "packaging==24.0\n", "cv2"),
    Scene("Versions, the newest first", "requirements.txt", "packaging==24.0\n", "requests>="),
    Scene("Versions that begin so", "requirements.txt", "packaging==2"),
    Scene("A constraint behind a name", "requirements.txt", "packaging==24.0\n", "requests "),
    Scene("Looking at a pinned requirement", "requirements.txt", "packag", hover=True),
    Scene("Inside a string of pyproject.toml", "pyproject.toml", '"dja'),
    Scene("A half-remembered part", "pyproject.toml", '"pytest>=8"', ', "xdist'),
    Scene("Looking at a requirement with an extra", "pyproject.toml", '"htt', hover=True),
    Scene("Looking at what this server stands on", "pyproject.toml", '"pyg', hover=True),
    Scene("pip's options, with their short names", "requirements.txt", "packaging==24.0\n", "--re"),
    Scene("What an option is for", "requirements.txt", "--prefer", hover=True),
    Scene("The files that may be read", "requirements.txt", "packaging==24.0\n", "-c "),
    Scene("Pinning with the index's own digests", "requirements.txt", "packaging==24.0", " --ha"),
    Scene("A key of the project", "pyproject.toml", '">=3.11"\n', "lic"),
    Scene("A licence expression", "pyproject.toml", '">=3.11"\n', 'license = "MIT OR ap'),
    Scene("Classifiers by any part", "pyproject.toml", '">=3.11"\n', 'classifiers = ["python 3.1'),
    Scene("Where a source comes from", "pyproject.toml", "shop-models = { ", "ed"),
    Scene("A group that takes in another", "pyproject.toml", '"dev" }', ', { include-group = "'),
    Scene(
        "What a group holds, and for whom", "pyproject.toml", "[dependency-groups]\n", hover=True
    ),
    Scene("Which Pythons that means", "pyproject.toml", 'requires-python = ">=', hover=True),
    Scene("The extras that a project has", "pyproject.toml", '"httpx['),
    Scene("What an extra adds", "pyproject.toml", '"httpx[ht', hover=True),
    Scene("Which releases a constraint allows", "pyproject.toml", "[http2]>=0.", hover=True),
    Scene("What a marker may ask for", "requirements.txt", "packaging==24.0", " ; pl"),
    Scene("Values that make sense", "requirements.txt", "packaging==24.0", " ; sys_platform == "),
    Scene(
        "Whether a marker holds here",
        "requirements.txt",
        "packaging==24.0",
        " ; python_version < '3.10' and os_name != 'nt'",
        hover=True,
    ),
)


def run(services: Services) -> int:
    """Play the session; 3 when the demo's files are missing."""
    folder = demo_folder()
    if folder is None:
        output.say("The demo's files are not installed; run it from a checkout: make demo")
        return output.FAILED
    return asyncio.run(_play(folder, services))


def demo_folder() -> Path | None:
    """Return the folder with the demo's files, of the checkout or of the installed package."""
    package = Path(__file__).parents[1]
    for folder in (package / "demo_files", package.parents[1] / "fixtures" / "demo"):
        if (folder / "requirements.txt").is_file():
            return folder
    return None


async def _play(folder: Path, services: Services) -> int:
    from pypi_language_server.lsp.player import play

    console = output.console()
    status = services.status()
    console.print(f"Names come from {output.described(status.stamp)}.", style="dim")
    environ = os.environ | {"PYPI_LS_REFRESH": "manual"}
    async with play([sys.executable, "-m", "pypi_language_server"], environ) as player:
        for scene in SCENES:
            await _show(scene, folder, player, console)
    asked = services.status().cached_projects
    console.print(
        f"\nLooked up so far, kept on disk: {asked} projects of {status.index}."
        if asked
        else f"\n{status.index} gave no answers: details above are the starter catalogue's.",
        style="dim",
    )
    return output.OK


async def _show(scene: Scene, folder: Path, player: Player, console: Console) -> None:
    text = (folder / scene.file).read_text(encoding="utf-8")
    at = text.index(scene.before) + len(scene.before)
    text = text[:at] + scene.typed + text[at:]
    at += len(scene.typed)
    line, column = text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)
    uri = (folder / scene.file).as_uri()
    player.open(uri, text)
    console.print(f"\n{scene.title}", style="bold", end="")
    console.print(f"  {scene.file}:{line + 1}", style="dim")
    _print_source(text.splitlines()[line], column, console)
    if scene.hover:
        _print_hover(await player.hover(uri, line, column), console)
    else:
        _print_offers(await _offers(player, uri, line, column), console)


async def _offers(player: Player, uri: str, line: int, column: int) -> list[Offer]:
    """Ask as somebody does who goes on typing: while the list is empty, again at the next key."""
    offers = await player.complete(uri, line, column, ROWS)
    for _ in range(KEYS):
        if offers:
            break
        await asyncio.sleep(BETWEEN_KEYS)
        offers = await player.complete(uri, line, column, ROWS)
    return offers


def _print_source(line: str, column: int, console: Console) -> None:
    from rich.text import Text

    shown = Text("  ").append(line[:column], "cyan").append("▏", "bold red")
    console.print(shown.append(line[column:], "cyan"))


def _print_offers(offers: list[Offer], console: Console) -> None:
    from rich.columns import Columns
    from rich.markdown import Markdown
    from rich.padding import Padding
    from rich.panel import Panel
    from rich.text import Text

    shown = Text()
    width = max((len(offer.label) for offer in offers), default=0)
    for number, offer in enumerate(offers):
        shown.append(f" {offer.label:<{width}} ", "reverse" if number == 0 else "")
        shown.append(f" {offer.remark}\n" if offer.remark else "\n", "dim")
    popup: list[RenderableType] = [shown]
    if offers and offers[0].documentation:
        detail, told = offers[0].detail, offers[0].documentation
        shown_beside = told if detail in told else f"{detail}\n\n{told}"
        room = max(min(console.width - width - 30, 64), 30)
        popup.append(Panel(Markdown(shown_beside), width=room))
    console.print(Padding(Columns(popup, padding=(0, 2)), (0, 0, 0, 2)))


def _print_hover(markdown: str, console: Console) -> None:
    from rich.markdown import Markdown
    from rich.panel import Panel

    console.print(Panel(Markdown(markdown or "*nothing*"), width=min(console.width, 92)))
