"""A folder to open in VS Code, with a home, an index and programs of its own around it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.editors.vscode.codeserver import needed_programs
from tests.support.fake_index import FakeIndex


@dataclass
class Workplace:
    """What VS Code is opened on, and what it sees around itself.

    Attributes:
        root: everything is below it.
        environ: what VS Code is started with; tests change it before they start one.
    """

    root: Path
    index: FakeIndex
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder in (self.folder, self.home, self.state, self.programs):
            folder.mkdir(parents=True)
        for name, path in needed_programs().items():
            (self.programs / name).symlink_to(path)
        self.python("python3")
        # VS Code asks the user's shell for the PATH.
        (self.home / ".profile").write_text(f"PATH={self.programs}\n", encoding="utf-8")
        self.environ |= {
            "PATH": str(self.programs),
            "HOME": str(self.home),
            "PYPI_LS_INDEX_URL": self.index.root,
            "PYPI_LS_POPULARITY_URL": self.index.popularity_url,
            "PYPI_LS_CACHE_DIR": str(self.root / "cache"),
        }

    @property
    def folder(self) -> Path:
        return self.root / "project"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def programs(self) -> Path:
        return self.root / "programs"

    def file(self, name: str, text: str = "") -> Path:
        """Write a file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def python(self, name: str, script: str | None = None) -> Path:
        """Put a Python on the PATH: a real one, or a shell script that claims to be one."""
        path = self.programs / name
        path.unlink(missing_ok=True)
        if script is None:
            path.symlink_to(Path(sys.executable).resolve())
        else:
            path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            path.chmod(0o755)
        return path
