"""A user's home in memory, for tests of what pip and uv are set to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class FakeFiles:
    """Files by path; a value that is an exception is raised."""

    files: Mapping[str, str | OSError] = field(default_factory=dict)
    platform: str = "linux"
    home: Path = Path("/home/ada")
    prefix: Path = Path("/venv")
    asked: list[str] = field(default_factory=list)

    def read(self, path: Path) -> str | None:
        self.asked.append(path.as_posix())
        found = self.files.get(path.as_posix())
        if isinstance(found, OSError):
            raise found
        return found
