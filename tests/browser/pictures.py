"""Takes the pictures for the documentation: `python -m tests.browser.pictures`.

Contract: writes `docs/images/browse-*.png`; names are real, versions and downloads made up.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.browser import world
from tests.browser.driver import Driver

IMAGES = Path(__file__).parents[2] / "docs" / "images"
WIDE, NARROW = {"width": 1120, "height": 700}, {"width": 400, "height": 760}
# File name, colour scheme, window, what is shown, what to wait for, rows with a version.
PICTURES = (
    ("browse-light", "light", WIDE, "?q=http+client&p=httpx", "#releases", 5),
    ("browse-dark", "dark", WIDE, "?q=yaml", ".row", 8),
    ("browse-narrow", "light", NARROW, "?q=httpx&p=httpx", "#releases", 0),
)


def main() -> None:
    """Take all of them."""
    with tempfile.TemporaryDirectory() as folder, world.index() as index:
        environ = world.environment(index, Path(folder))
        world.run(environ, "refresh")
        driver = Driver("browse.mjs", Path(folder))
        with world.browsing(environ) as page:
            for name, scheme, window, view, ready, versions in PICTURES:
                driver.play(
                    "picture",
                    page.url + view,
                    {"colorScheme": scheme, "viewport": window},
                    path=str(IMAGES / f"{name}.png"),
                    ready=ready,
                    versions=versions,
                )
            page.interrupt()
        driver.close()


if __name__ == "__main__":
    main()
